/** Properties that must hold at the end, where daemons and devices may go on for ever. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { proveSafe } from "../../src/checker/reductions/prove-safe";
import type { SearchOptions, SearchResult } from "../../src/checker/result";
import { endingIn } from "../../src/checker/runs/ending";
import { searchNow } from "../../src/checker/search";
import type { Execution } from "../../src/checker/states/state-space";
import type { TransitionSystem } from "../../src/system/transition-system";
import { compileSource } from "../compile-source";
import { textOf } from "../named";
import { share, tries } from "../random";
import { exploreByReference } from "./reference-runs";

/** The runs to what fails: names of lanes, one for each step. */
function runsOf(system: TransitionSystem, { violations }: SearchResult): Readonly<Record<string, string>> {
	return Object.fromEntries(
		violations.map(({ failure, run }) => [
			system.failures[failure].property,
			run.steps.map((step) => textOf(system).lanes[step.lane].name).join(" "),
		]),
	);
}

/** The runs of a bitstate search are not the shortest. */
function expectRuns(system: TransitionSystem, result: SearchResult, runs: Readonly<Record<string, string>>): void {
	const found = runsOf(system, result);
	if (result.bitstate) expect(Object.keys(found).sort()).toEqual(Object.keys(runs));
	else expect(found).toEqual(runs);
}

const EVERY_WAY: readonly (readonly [string, SearchOptions, Execution])[] = [
	["compiled", {}, "compiled"],
	["collapsed", {}, "collapsed"],
	["stored as trees", {}, "tree"],
	["interpreted", {}, "interpreted"],
	["bitstate", { bitstate: true }, "compiled"],
];

describe.each(EVERY_WAY)("%s", (_way, options, execution) => {
	test.each([
		["while a daemon goes on for ever", "bool x; bool y; task t { x = true; } daemon task d { while (true) { y = !y; } }", { p: "t" }],
		["while a device goes on for ever", "bool x; bool y; task t { x = true; } device d { while (true) { y = !y; } }", { p: "t" }],
		["unless the daemon puts it right", "bool x; bool y; task t { x = true; } daemon task d { while (true) { y = !y; x = false; } }", {}],
		["unless it is put right by chance", "bool x; task t { x = true; } daemon task d { while (true) { x = choose(0..1) == 1; } }", {}],
		["unless a free is still to come", "bool x; task t { x = true; } device d { wait (x); x = false; }", {}],
		["where what is still to come does not help", "bool x; bool y; task t { x = true; } device d { y = true; }", { p: "t" }],
		[
			"where a daemon may stop helping",
			"bool x; bool y; task t { x = true; } daemon task d { choose { x = false; } or { } }",
			{ p: "t d" },
		],
		["where a daemon does the damage itself", "bool x; task t { } daemon task d { while (true) { x = true; } }", { p: "d" }],
		["from the start, where there is no task", "bool x = true; bool y; daemon task d { while (true) { y = !y; } }", { p: "" }],
		[
			"not where a task is still to be done",
			"bool x = true; bool y; task t { wait (false); x = false; } daemon task d { while (true) { y = !y; } }",
			{},
		],
	])("it fails %s", (_title, members, runs) => {
		const system = compileSource(`scenario s { ${members} property p at end = !x; }`);
		const { result } = searchNow(system, options, () => 0, execution);
		expectRuns(system, result, runs);
	});

	test("an error of a daemon leads nowhere: what is false before it stays so", () => {
		const system = compileSource(
			"scenario s { bool x; int 0..1 n; task t { x = true; } daemon task d { n = 2; x = false; } property p at end = !x; }",
		);
		const { result } = searchNow(system, options, () => 0, execution);
		expectRuns(system, result, { p: "t", range: "d" });
		expect(result.violations.filter(({ goesOn }) => goesOn).map(({ failure }) => system.failures[failure].property)).toEqual(["p"]);
	});

	test("an error in it counts where it stays wrong, and not where a daemon puts it right", () => {
		const members = "int 0..2 i; bool a[2]; task t { i = 2; } property p at end = !a[i];";
		const kept = compileSource(`scenario s { ${members} bool y; daemon task d { while (true) { y = !y; } } }`);
		expectRuns(kept, searchNow(kept, options, () => 0, execution).result, { index_out_of_range: "t" });
		const repaired = compileSource(`scenario s { ${members} daemon task d { while (true) { i = 0; a[1] = false; } } }`);
		expectRuns(repaired, searchNow(repaired, options, () => 0, execution).result, {});
	});

	test("where nothing can move it is the state itself", () => {
		const system = compileSource("scenario s { bool x; task t { x = true; } daemon task d { wait (x && !x); } property p at end = !x; }");
		const { result } = searchNow(system, options, () => 0, execution);
		expectRuns(system, result, { p: "t" });
		expect(result.violations[0].goesOn).toBe(undefined);
	});
});

test("a search that a limit ends says only what is certain", () => {
	const members = "bool x; int 0..900 n; task t { x = true; } daemon task d { while (n < 900) { n++; } x = false; }";
	const system = compileSource(`scenario s { ${members} property p at end = !x; }`);
	for (const states of [5, 50, 500, 5000]) expect(searchNow(system, { states }).result.violations).toEqual([]);
	const broken = compileSource(`scenario s { ${members.replace("x = false", "x = true")} property p at end = !x; }`);
	expect(searchNow(broken, { states: 100 }).result.violations).toEqual([]);
	expect(runsOf(broken, searchNow(broken).result)).toEqual({ p: "t" });
});

test("too many states to follow are not followed in the interpreter", () => {
	const system = compileSource(
		"scenario s { int 0..900 n; task t { } daemon task d { while (true) { n = (n + 1) % 900; } } property p at end = n < 0; }",
	);
	const initial = system.cells.map(({ initial }) => initial);
	expect(endingIn(system, initial, 10).failing).toBe(undefined);
	expect(endingIn(system, initial).failing?.map(({ failure }) => system.failures[failure].property)).toEqual(["p"]);
});

const statement = fc.oneof(
	fc
		.tuple(fc.constantFrom("x", "y", "z"), fc.constantFrom("0", "1", "1 - y", "choose(0..1)", "x", "3"))
		.map(([to, value]) => `${to} = ${value};`),
	fc.constantFrom("x", "y", "z", "1 - x", "x == y").map((condition) => `wait (${condition});`),
	fc.constantFrom("if (x) break;", "if (y) break;", "if (z) continue;"),
);

/** A task or two and others that mostly go round for ever. */
const scenario = fc
	.record({
		tasks: fc.array(
			fc.array(
				statement.filter((text) => !text.startsWith("if")),
				{ maxLength: 2 },
			),
			{ maxLength: 2 },
		),
		others: fc.array(fc.array(statement, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 2 }),
		kind: fc.constantFrom("daemon task", "device"),
		properties: fc.uniqueArray(fc.constantFrom("x == 0", "x == y", "x != y || z != 0", "y == 0", "x + y + z != 2"), {
			minLength: 1,
			maxLength: 2,
		}),
	})
	.map(({ tasks, others, kind, properties }) => {
		const lanes = [
			...tasks.map((body, index) => `task t${index} { ${body.join(" ")} }`),
			...others.map((body, index) => `${kind} d${index} { while (true) { ${body.join(" ")} } }`),
		];
		const ends = properties.map((property, index) => `property p${index} at end = ${property};`);
		return `scenario s { int 0..1 x; int 0..1 y; int 0..1 z; ${lanes.join(" ")} ${ends.join(" ")} }`;
	});

test("what fails at the end, and the run to it, is what the most direct exploration finds, and no reduction hides it", () => {
	const counts = { goesOn: 0, putRight: 0, proved: 0 };
	fc.assert(
		fc.property(scenario, fc.constantFrom<Execution>("compiled", "collapsed", "tree", "interpreted"), (text, execution) => {
			const system = compileSource(text);
			const { result, space } = searchNow(system, { reductions: "none", states: 400 }, () => 0, execution);
			if (!result.complete) return;
			const reference = exploreByReference(system);
			const found = result.violations.map(({ failure, shortest, run: { switches, steps } }) => [
				system.failures[failure].property,
				{ shortest, switches, steps },
			]);
			expect(Object.fromEntries(found)).toEqual(reference.violations);
			if (result.violations.some(({ goesOn }) => goesOn)) counts.goesOn++;
			else if (space.exploration.endings.states.length > 0) counts.putRight++;
			const proving = proveSafe(system, { states: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY }, execution);
			let proof = proving.next();
			while (!proof.done) proof = proving.next();
			if (proof.value?.outcome !== "safe") return;
			counts.proved++;
			expect([reference.violations, reference.hangs]).toEqual([{}, {}]);
		}),
		tries(300),
	);
	for (const count of Object.values(counts)) expect(count).toBeGreaterThan(share(5));
});
