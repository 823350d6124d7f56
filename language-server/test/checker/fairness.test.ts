/** Weak and strong fairness: which runs without end count as hangs. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { proveSafe } from "../../src/checker/reductions/prove-safe";
import type { Hang } from "../../src/checker/result";
import { searchNow } from "../../src/checker/search";
import type { Execution } from "../../src/checker/states/state-space";
import { canonicalKey } from "../../src/system/canonical-key";
import { stepOutcomes } from "../../src/system/interpreter";
import type { TransitionSystem } from "../../src/system/transition-system";
import { compileSource } from "../compile-source";
import { textOf } from "../named";
import { share, tries } from "../random";
import { exploreByReference } from "./reference-runs";

const LOCKS = `
	struct lock { task owner; }
	/** Who comes first takes it. */
	fn grab(lock l) { atomic { wait (!l.owner); l.owner = self; } }
	/** Who waits is served in turn. */
	fn queue(lock l) { atomic { served wait (!l.owner); l.owner = self; } }
	fn release(lock l) { atomic { l.owner = null; } }
`;

/** Names of the tasks that hang, and how. */
function hangsOf(system: TransitionSystem, execution?: Execution): readonly string[] {
	const { result } = searchNow(system, {}, () => 0, execution);
	for (const hang of result.hangs) cycleOf(system, hang);
	return result.hangs.map(({ lane, reason }) => `${textOf(system).lanes[lane].name} ${reason}`);
}

/**
 * What goes on for ever behind the run to a hang, checked by the plain interpreter: a way back to where the run ends
 * that is fair to every lane. Its steps, as names of lanes.
 */
function cycleOf(system: TransitionSystem, { lane: hanging, run, cycle }: Hang): readonly string[] {
	const end = run.states[run.states.length - 1];
	const { lanes } = system;
	const outcomes = (state: readonly number[], lane: number) => stepOutcomes(system, state, lane);
	expect(end[lanes[hanging].locationCell]).toBeLessThan(lanes[hanging].steps.length);
	if (cycle === undefined) {
		expect(lanes.flatMap((_, lane) => outcomes(end, lane))).toEqual([]);
		return [];
	}
	expect([cycle.states[0], cycle.states.at(-1)]).toEqual([end, end]);
	for (const [index, { lane, location, choices }] of cycle.steps.entries()) {
		expect(cycle.states[index][lanes[lane].locationCell]).toBe(location);
		const taken = outcomes(cycle.states[index], lane).find((outcome) => String(outcome.choices) === String(choices));
		expect([taken?.failed, taken?.state]).toEqual([undefined, cycle.states[index + 1]]);
	}
	for (const [lane, { steps, locationCell }] of lanes.entries()) {
		if (cycle.steps.some((step) => step.lane === lane)) continue;
		const blocked = cycle.states.filter((state) => outcomes(state, lane).length === 0);
		expect(blocked.length).toBeGreaterThan(0);
		if (steps[end[locationCell]]?.served) expect(blocked).toEqual(cycle.states);
	}
	return cycle.steps.map(({ lane }) => textOf(system).lanes[lane].name);
}

describe.each<Execution>(["compiled", "interpreted", "collapsed", "tree"])("%s", (execution) => {
	test.each([
		[
			"whoever comes first takes a lock: others are always faster",
			"daemon task d { while (true) { grab(l); release(l); } } task t { grab(l); release(l); }",
			["t loop"],
		],
		[
			"a lock with a queue serves who waits",
			"daemon task d { while (true) { grab(l); release(l); } } task t { queue(l); release(l); }",
			[],
		],
		[
			"it serves several tasks",
			"task a { while (true) { queue(l); if (x) break; release(l); } } task b { queue(l); x = true; release(l); }",
			[],
		],
		["it does not help where the lock is kept", "daemon task d { queue(l); while (true) { x = !x; } } task t { queue(l); }", ["t blocked"]],
		[
			"nor where two wait for each other",
			"lock m; task a { queue(l); queue(m); } task b { queue(m); queue(l); }",
			["a blocked", "b blocked"],
		],
		[
			"what is true again and again is met by who is served",
			"daemon task d { while (true) { x = true; x = false; } } task t { served wait (x); }",
			[],
		],
		["and missed by who is not", "daemon task d { while (true) { x = true; x = false; } } task t { wait (x); }", ["t loop"]],
		[
			"what need not become true is waited for in vain",
			"daemon task d { while (true) { choose { x = true; x = false; } or { y = !y; } } } task t { served wait (x); }",
			["t blocked"],
		],
		[
			"who stands elsewhere is not served: each turn may be missed before the wait",
			"daemon task d { while (true) { x = true; x = false; } } task t { while (!y) { if (x) { served wait (x); y = true; } } }",
			["t loop"],
		],
		[
			"a step with a served wait in one of its branches is served as a whole",
			"daemon task d { while (true) { x = true; x = false; } } task u { y = true; y = false; } task t { atomic { if (y) { served wait (y); } else { wait (x); } } }",
			[],
		],
		[
			"serving one keeps another from being passed over for ever",
			"daemon task d { while (true) { wait (!y); x = true; x = false; } } daemon task e { while (true) { served wait (x); y = true; y = false; } } task t { wait (y); }",
			["t loop"],
		],
		[
			"serving both lets the task go on",
			"daemon task d { while (true) { wait (!y); x = true; x = false; } } daemon task e { while (true) { served wait (x); y = true; y = false; } } task t { served wait (y); }",
			[],
		],
		["a daemon that is not served is still no hang", "task t { x = true; } daemon task d { while (true) { wait (x && !x); } }", []],
	])("%s", (_title, members, hangs) => {
		expect(hangsOf(compileSource(`scenario s { lock l; bool x; bool y; ${members} }`, LOCKS), execution)).toEqual(hangs);
	});
});

describe("how a hang goes on", () => {
	test.each([
		[
			"two that step back for each other",
			"bool a; bool b; bool done; task left { while (!done) { a = true; if (!b) done = true; a = false; } } task right { while (!done) { b = true; if (!a) done = true; b = false; } }",
			{ left: "left right left right left right left right", right: "left right left right left right left right" },
		],
		["who is passed over", "lock l; daemon task d { while (true) { grab(l); release(l); } } task t { grab(l); release(l); }", { t: "d d" }],
		[
			"who waits in vain while another works",
			"bool x; bool go; device d { while (true) { x = !x; } } task t { wait (go && x); go = true; }",
			{ t: "d d d d" },
		],
		["nothing moves", "lock l; task t { grab(l); grab(l); }", { t: "" }],
		[
			"everyone gets a turn: also who has nothing to do with it",
			"bool stop; bool x; task t { while (!stop) { } } daemon task d { while (true) { x = !x; } } daemon task e { while (true) { wait (x); wait (!x); } } task u { stop = false; if (x) stop = false; }",
			{ t: "t d d d d" },
		],
	])("%s", (_title, members, cycles) => {
		const system = compileSource(`scenario s { ${members} }`, LOCKS);
		for (const execution of ["compiled", "interpreted"] as const) {
			const { hangs } = searchNow(system, {}, () => 0, execution).result;
			expect(Object.fromEntries(hangs.map((hang) => [textOf(system).lanes[hang.lane].name, cycleOf(system, hang).join(" ")]))).toEqual(
				cycles,
			);
		}
	});
});

test("a reduced search proves that who is served does not hang", () => {
	const source = (take: string): TransitionSystem =>
		compileSource(
			`scenario s { lock l; int 0..3 n; daemon task d { while (true) { grab(l); release(l); } } task t { int 0..9 own; own++; own++; ${take}(l); n++; release(l); } }`,
			LOCKS,
		);
	const prove = (system: TransitionSystem) => {
		const proving = proveSafe(system, { states: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY });
		let slice = proving.next();
		while (!slice.done) slice = proving.next();
		return slice.value?.outcome;
	};
	expect([prove(source("queue")), prove(source("grab"))]).toEqual(["safe", "unknown"]);
});

test("who is served matters to the key of a system", () => {
	const key = (wait: string): string => canonicalKey(compileSource(`scenario s { bool x; task t { ${wait} (x); } task u { x = true; } }`));
	expect(key("served wait")).not.toBe(key("wait"));
});

const wait = fc.tuple(fc.constantFrom("wait", "served wait", "served wait"), fc.constantFrom("x", "y", "!x", "!y", "x != y", "x || y"));
const work = fc.constantFrom(
	"x = true;",
	"x = false;",
	"y = !x;",
	"y = !y;",
	"x = y;",
	"choose { x = !x; } or { y = !y; }",
	"if (x) break;",
	"if (y) continue;",
);
const waiting = fc.oneof(
	wait.map(([kind, condition]) => `${kind} (${condition});`),
	wait.map(([kind, condition]) => `atomic { ${kind} (${condition}); x = !x; }`),
	wait.map(([kind, condition]) => `atomic { ${kind} (${condition}); y = !y; }`),
);
const lane = fc.oneof(
	fc.record({
		kind: fc.constant("task"),
		body: fc.array(fc.oneof({ weight: 3, arbitrary: waiting }, { weight: 1, arbitrary: work }), { minLength: 1, maxLength: 2 }),
	}),
	fc.record({
		kind: fc.constantFrom("daemon task", "device"),
		body: fc.array(fc.oneof({ weight: 1, arbitrary: waiting }, { weight: 3, arbitrary: work }), { minLength: 1, maxLength: 3 }),
	}),
);
const scenario = fc.array(lane, { minLength: 2, maxLength: 3 }).map((lanes) => {
	const texts = lanes.map(({ kind, body }, index) => {
		const statements = body.join(" ");
		return `${kind} t${index} { ${kind === "task" && !/break|continue/.test(statements) ? statements : `while (true) { ${statements} }`} }`;
	});
	return `scenario s { bool x; bool y; ${texts.join(" ")} }`;
});

test("who hangs, how, and by which run is what trying every choice of lanes that move for ever finds", () => {
	const counts = { served: 0, unserved: 0, cycles: 0 };
	fc.assert(
		fc.property(scenario, fc.constantFrom<Execution>("compiled", "interpreted", "collapsed"), (text, execution) => {
			const system = compileSource(text);
			const { result } = searchNow(system, { states: 150 }, () => 0, execution);
			if (!result.complete) return;
			const found = result.hangs.map(({ lane, reason, shortest, run: { switches, steps } }) => [
				lane,
				{ reason, shortest, switches, steps },
			]);
			expect(Object.fromEntries(found)).toEqual(exploreByReference(system).hangs);
			for (const hang of result.hangs) if (cycleOf(system, hang).length > 0) counts.cycles++;
			expect(searchNow(system, {}, () => 0, "tree").result.hangs).toEqual(result.hangs);
			const weak = hangsOf(compileSource(text.replaceAll("served ", ""))).length;
			if (weak > result.hangs.length) counts.served++;
			else if (weak > 0 && text.includes("served")) counts.unserved++;
		}),
		tries(300),
	);
	for (const count of Object.values(counts)) expect(count).toBeGreaterThan(share(5));
});
