/** What is said of runs in which handlers come between, and of hangs on one processor. */
import { expect, test } from "vitest";
import { analyzeProgram } from "../../src/semantics/analyze";
import { parse } from "../../src/syntax/parser";
import { expectationsOf, kernelModel, outcomeOf } from "../samples/sample-files";

const model = kernelModel();

/** What comes out for a scenario with these members. */
function findingsOf(members: string) {
	const program = analyzeProgram(model, [{ uri: "file:///test.race", tree: parse(`scenario s { ${members} }`) }]);
	return expectationsOf(program).flatMap((one) => outcomeOf(one).findings);
}

const LOCK = "spinlock l; task t on cpu0 { spin_lock(l); spin_unlock(l); } irq handler on cpu0 { spin_lock(l); spin_unlock(l); }";

test("the circle is told: who spins for what, and that it has interrupted the one who has it", () => {
	expect(findingsOf(LOCK).map(({ message }) => message)).toEqual([
		"handler (irq on cpu0) waits in spin_lock for l, held since #2 by t, which it has interrupted",
		"t stands in spin_unlock at do_raw_spin_unlock(lock) and cannot go on: handler has interrupted it at #3, and does not end",
	]);
});

test("the lanes say what they are and where they run, and wait for each other", () => {
	const [{ timeline }] = findingsOf(LOCK);
	expect(timeline.lanes).toEqual([
		{ name: "t", context: "on cpu0", kind: "task" },
		{ name: "handler", context: "irq on cpu0", kind: "task" },
	]);
	expect(timeline.waiting.map(({ lane, waitsFor }) => [lane, waitsFor])).toEqual([
		[0, [1]],
		[1, [0]],
	]);
});

test("who spins with preemption off keeps the processor from the one who is to end that", () => {
	const found = findingsOf(
		"bool ready; task a on cpu0 { preempt_disable(); while (!ready) {} preempt_enable(); } task b on cpu0 { ready = true; }",
	);
	expect(found.map(({ message }) => message)).toEqual([
		"a goes round for ever",
		"b stands at ready = true and cannot run: a keeps the CPU since #1",
	]);
});

test("an interrupt that does not come is a step that says so", () => {
	const [{ message, timeline }] = findingsOf("bool ready; task t on cpu0 { wait (ready); } irq handler on cpu0 { ready = true; }");
	expect(message).toBe("t waits until ready is true; it is false from the start");
	expect(timeline.steps.map(({ label }) => label)).toEqual(["irq handler on cpu0 comes no more"]);
});

test.each([
	["irq handler on cpu0 { schedule(); }", "handler calls what may sleep in atomic context: in_an_interrupt"],
	["softirq poll { schedule(); }", "poll calls what may sleep in atomic context: in_a_softirq"],
	["nmi watchdog { schedule(); }", "watchdog calls what may sleep in atomic context: in_an_nmi"],
	["task t { local_irq_disable(); schedule(); }", "t calls what may sleep in atomic context: with_interrupts_off"],
	["task t { local_bh_disable(); schedule(); }", "t calls what may sleep in atomic context: with_bottom_halves_off"],
	["spinlock l; task t on cpu0 { spin_lock(l); schedule(); }", "t calls what may sleep in atomic context: with_preemption_off"],
])("sleeping says in which context: %s", (members, message) => {
	expect(findingsOf(members).map((finding) => finding.message)).toContain(message);
});
