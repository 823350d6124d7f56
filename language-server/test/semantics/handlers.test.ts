/** Kinds of handlers, guards, and where tasks run: what is wrong with them, and what they cost. */
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compiler/compile";
import { canonicalKey } from "../../src/system/canonical-key";
import { analyzeSource, compileSource, problemsOf } from "../compile-source";
import { analyzeSample, changedKernelModel, expectationsOf, kernelModel } from "../samples/sample-files";

const CPUS = `
struct cpu {}
cpu cpu0;
extend task { cpu cpu; bool busy; }
fn come() { self.busy = true; }
handler irq { enter: come(); exit: come(); }
`;

describe("what is wrong is said", () => {
	test.each([
		[
			"a kind that nobody has declared",
			"scenario s { irp h on cpu0 { } }",
			[`unknown-name "irp": there is no kind of handler 'irp'; did you mean 'irq'?`],
		],
		["what is no CPU", "scenario s { task t on 3 { } }", [`wrong-type "3": what a task runs on is cpu, and this is int`]],
		[
			"an entry that there is not",
			"handler nmi { entry: come(); }",
			[`unknown-name "entry": there is no entry of a handler called 'entry'; did you mean 'enter'?`],
		],
		["an entry twice", "handler nmi { exit: come(); exit: come(); }", [`duplicate-name "exit": the entry 'exit' has been said already`]],
		[
			"an entry that is no call",
			"handler nmi { enter: cpu0; }",
			[`wrong-type "cpu0": an entry of a handler is a call, as in \`enter: irq_enter();\``],
		],
		["a kind twice", "handler irq { }", [`duplicate-name "irq": 'irq' is already declared`]],
		[
			"a guard that writes",
			"fn bool g() { self.busy = true; return true; } guard may_run = g();",
			[`must-only-read "g": a guard may only read, and 'g' writes`],
		],
		["a guard of no truth", "guard may_run = cpu0.x;", [`unknown-name "x": there is no field in 'cpu' called 'x'`]],
	])("%s", (_, source, problems) => {
		expect(problemsOf(CPUS + source)).toEqual(problems);
	});

	test("without a field there are no CPUs", () => {
		expect(problemsOf("int x; scenario s { task t on x { } }")).toEqual([
			`unknown-name "x": the model gives no task a field 'cpu', so that nothing is known of CPUs`,
		]);
	});

	test("a guard that can't be one expression", () => {
		const source = `${CPUS} fn bool g() { if (self.busy) return false; return true; } guard may_run = g();
			scenario s { task t { self.busy = true; } }`;
		const program = analyzeSource(source);
		const [scenario] = program.files[0].scenarios;
		expect(compile(program, scenario, scenario.configuration).problems.map(({ code }) => code)).toEqual(["not-an-expression"]);
	});
});

test("a kind of handler is no name of anything else", () => {
	expect(problemsOf(`${CPUS} int irq; scenario s { int come_on; irq irq on cpu0 { irq_of(); } fn irq_of() { come_on = 1; } }`)).toEqual([]);
});

test("only steps are guarded that something can keep from being taken", () => {
	const guard = "guard may_run = !self.cpu || (forall t in task: t == self || t.cpu != self.cpu || !t.busy);";
	const { lanes } = compileSource(
		`${CPUS} ${guard} scenario s { int x; task a { x = 1; } task b on cpu0 { x = 2; } irq h on cpu0 { x = 3; } }`,
	);
	expect(
		lanes.map(({ steps }) => steps.map((step) => `${step.guard ? "guarded" : "free"}${step.finite ? ", only so often" : ""}`)),
	).toEqual([["free"], ["guarded"], ["free, only so often", "free", "free"]]);
});

test("what does not say where it runs is what it would be without guards", () => {
	const guards = kernelModel();
	const from =
		"guard may_run = !self.cpu || (forall other in task: other == self || other.cpu != self.cpu || !keeps_from_running(other, self));";
	const none = changedKernelModel([{ path: "kernel/sched/core.race", from, to: "" }]);
	for (const path of ["memory-management/lock-order.race", "wakeups/waitqueue-active.race"]) {
		const keys = (model: typeof none): readonly string[] =>
			expectationsOf(analyzeSample(model, path)).map(({ system }) => canonicalKey(system));
		expect(keys(guards)).toEqual(keys(none));
	}
});
