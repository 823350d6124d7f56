import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { layOut, pack, unpack } from "../../src/checker/states/layout";
import { canonicalKey } from "../../src/system/canonical-key";
import { compileSource } from "../compile-source";
import { textOf } from "../named";
import { tries } from "../random";

const LOCKS = `
	struct mutex { task owner; }
	fn mutex_lock(mutex m) { atomic { wait (!m.owner); m.owner = self; } }
	fn mutex_unlock(mutex m) { atomic { m.owner = null; } }
`;

/** What is found in a scenario with these members. */
function find(members: string): { races: string[]; hangs: string[]; complete: boolean } {
	const system = compileSource(`scenario s { ${members} }`, LOCKS);
	const { result } = searchNow(system, {}, () => 0);
	return {
		races: result.violations.map(
			({ failure, run }) =>
				`${system.failures[failure].property} in ${run.steps.map((step) => textOf(system).lanes[step.lane].name).join("")}`,
		),
		hangs: result.hangs.map(({ lane, reason }) => `${textOf(system).lanes[lane].name} ${reason}`),
		complete: result.complete,
	};
}

const NOTHING = { races: [], hangs: [], complete: true };

describe("what the search finds", () => {
	test.each([
		[
			"two unlocked increments lose one",
			`int 0..3 n; task a { n++; } task b { n++; } property both at end = n == 2;`,
			{ races: ["both in abba"] },
		],
		["a lock saves it", `int 0..3 n; mutex m; task t[2] { mutex_lock(m); n++; mutex_unlock(m); } property both at end = n == 2;`, {}],
		[
			"two locks in opposite order",
			`mutex x; mutex y; task a { mutex_lock(x); mutex_lock(y); } task b { mutex_lock(y); mutex_lock(x); }`,
			{ hangs: ["a blocked", "b blocked"] },
		],
		[
			"a wake-up that comes before the sleep is lost",
			`bool ready; bool awake; task a { if (!ready) { wait (awake); } } task b { ready = true; if (awake) ready = false; }`,
			{ hangs: ["a blocked"] },
		],
		["a loop that someone ends is no hang under fairness", `bool stop; task a { while (!stop) {} } task b { stop = true; }`, {}],
		[
			"a loop that nobody ends is one",
			`bool stop; task a { while (!stop) {} } task b { if (stop) stop = false; stop = false; }`,
			{ hangs: ["a loop"] },
		],
		[
			"a device that waits for work is idle",
			`bool work; device d { while (true) { wait (work); work = false; } } task a { work = true; }`,
			{},
		],
		[
			"a task that waits while a device runs for ever",
			`bool x; bool go; device d { while (true) { x = true; x = false; } } task a { wait (go); go = false; }`,
			{ hangs: ["a blocked"] },
		],
		["every choice is tried", `int 0..3 n; task a { n = choose(0..3); } property not_two = n != 2;`, { races: ["not_two in aa"] }],
		["a range that is left", `int 0..1 n; task t[2] { n++; n++; }`, { races: ["range in t[0]t[0]t[0]t[0]"], hangs: [] }],
		["an atomic block that does not end", `bool x; task a { atomic { while (true) { x = !x; } } }`, { races: ["endless_atomic in a"] }],
	])("%s", (_title, members, found) => {
		expect(find(members)).toEqual({ ...NOTHING, ...found });
	});

	test.each([
		[
			"an assertion before a wait that nobody ends",
			`bool b = true; task a { atomic { assert(!b); wait (!b); } } task c { b = true; }`,
			{ races: ["assertion in a"], hangs: ["a blocked"] },
		],
		[
			"one that fails only while another task holds what is waited for",
			`bool b; task a { atomic { assert(!b); wait (!b); } } task c { b = true; b = false; }`,
			{ races: ["assertion in ca"] },
		],
		[
			"one that is false only where the wait does not block",
			`int 0..3 n; task a { atomic { assert(n != 1); wait (n != 1); } } task c { n = 2; }`,
			{},
		],
		[
			"what is written before the wait is undone where it blocks",
			`int 0..3 n; bool go; task a { atomic { n = 1; assert(go); wait (go); n = 0; } } task c { go = true; } property never = n != 1;`,
			{ races: ["assertion in a"] },
		],
		[
			"an assertion on what the block itself has written",
			`int 0..3 n; bool go; task a { atomic { n++; assert(n != 1); wait (go); n = 0; } } task c { go = true; }`,
			{ races: ["assertion in a"] },
		],
		[
			"one in a function that is called within the block",
			`mutex m; fn lock_once() { assert(m.owner != self, "again"); mutex_lock(m); } task a { atomic { lock_once(); } atomic { lock_once(); } }`,
			{ races: ["assertion in aa"], hangs: ["a blocked"] },
		],
		[
			"a property that the block asserts by name",
			`property free_before(int n) "{n} before"; int 0..3 n; task a { atomic { assert(n == 0, free_before(n)); wait (n == 0); } } task c { n = 3; n = 0; }`,
			{ races: ["free_before in ca"] },
		],
		[
			"an error before a wait",
			`int 0..3 n; int 0..3 m; task a { atomic { m = 3 / n; wait (m == 0); } } task c { n = 1; }`,
			{ races: ["division_by_zero in a"], hangs: ["a blocked"] },
		],
		[
			"one of the ways in which a block can go, beside others that do not wait",
			`bool b; int 0..3 n; task a { atomic { choose { n = 1; } or { assert(b); wait (b); } } } task c { n = 2; }`,
			{ races: ["assertion in a"] },
		],
		[
			"a daemon that waits for ever",
			`bool b; daemon task a { atomic { assert(!b); wait (false); } } task c { b = true; b = false; }`,
			{ races: ["assertion in ca"] },
		],
	])("%s is judged whenever the task stands at the block", (_title, members, found) => {
		expect(find(members)).toEqual({ ...NOTHING, ...found });
	});

	test.each([
		[
			"ends after 10,000 rounds",
			"int 0..1000000 y; task a { atomic { while (y < 10000) { y++; } } } property done at end = y == 10000;",
			{},
		],
		[
			"ends after 10,000 rounds of a local",
			"int 0..3 x; task a { atomic { int 0..20000 l = 0; while (l < 10000) { l += 1; } x = 1; } }",
			{},
		],
		["goes round for ever", "int 0..3 x; task a { atomic { while (true) { x = 1 - x; } } }", { races: ["endless_atomic in a"] }],
		[
			"may go round for ever",
			"int 0..3 x; task a { atomic { while (x < 3) { choose { x++; } or { } } } }",
			{ races: ["endless_atomic in a"] },
		],
		["chooses and ends", "int 0..3 x; task a { atomic { while (x < 3) { choose { x++; } or { x = 3; } } } }", {}],
		[
			"goes round for ever only after what another task does",
			"bool b; int 0..3 x; task a { atomic { while (b) { x = 1; x = 0; } } } task c { b = true; }",
			{ races: ["endless_atomic in ca"] },
		],
		[
			"goes round nothing for ever",
			"int 0..3 x; task a { x = 1; atomic { x = 2; while (true) { } } }",
			{ races: ["endless_atomic in aa"] },
		],
		["goes round a nested loop", "int 0..9 x; int 0..9 y; task a { atomic { while (x < 9) { y = 0; while (y < 9) { y++; } x++; } } }", {}],
		["fails within its loop", "int 0..100 x; task a { atomic { while (true) { x++; } } }", { races: ["range in a"] }],
	])("an atomic block that %s", (_title, members, found) => {
		expect(find(members)).toEqual({ ...NOTHING, ...found });
	});

	test("one that takes too long leaves the verdict open, and hides no race", () => {
		const long = "int 0..1000000 y; task a { atomic { while (y < 1000000) { y++; } } }";
		expect(find(long)).toEqual({ ...NOTHING, complete: false });
		expect(find(`${long} bool b; task c { assert(b); wait (b); }`)).toEqual({ races: ["assertion in c"], hangs: [], complete: false });
	});

	test("a violation does not end the exploration: later ones are found as well", () => {
		const { races } = find("int 0..3 n; task a { n = 1; n = 2; } property not_one = n != 1; property not_two = n != 2;");
		expect(races).toEqual(["not_one in a", "not_two in aa"]);
	});

	test("the run that is shown has the fewest context switches, even where another has fewer steps", () => {
		const system = compileSource(`scenario s {
			bool a; bool b;
			task x { a = true; a = false; a = true; }
			task y { wait (a); b = true; }
			property never = !b;
		}`);
		const { result } = searchNow(system, {}, () => 0);
		const [{ run, shortest }] = result.violations;
		expect([run.switches, run.steps.length, shortest]).toEqual([1, 3, 3]);
	});

	test("a limit is said, and what was found before it counts", () => {
		const system = compileSource("scenario s { int 0..900 n; task a { while (true) { n++; } } property small = n < 5; }");
		const { result } = searchNow(system, { states: 600 }, () => 0);
		expect([result.complete, result.limit, result.violations.length, result.hangs.length]).toEqual([false, "states", 1, 0]);
	});
});

test("a limit on states is kept closely, however many ways lead on from each", () => {
	const system = compileSource("scenario s { int 0..900 n; task t[3] { while (true) { n = choose(0..200); } } }");
	const { result } = searchNow(system, { states: 1000 }, () => 0);
	expect(result.limit).toBe("states");
	expect(result.states).toBeLessThan(2000);
});

test("packing a state loses nothing", () => {
	const cell = fc
		.integer({ min: -2000, max: 2000 })
		.chain((min) => fc.integer({ min, max: min + 5000 }).chain((max) => fc.integer({ min, max }).map((value) => ({ min, max, value }))));
	fc.assert(
		fc.property(fc.array(cell, { minLength: 1, maxLength: 40 }), (cells) => {
			const layout = layOut(cells);
			const state = cells.map(({ value }) => value);
			expect(unpack(layout, pack(layout, state), 0)).toEqual(state);
		}),
		tries(100),
	);
});

describe("the key of a system", () => {
	const system = compileSource("scenario s { int 0..3 n; task a { n++; } }");

	test("stays when only text moves or names change", () => {
		expect(canonicalKey(compileSource("/* longer */ scenario renamed { int 0..3 number; task other {\n\n number++; } }"))).toBe(
			canonicalKey(system),
		);
	});

	test.each([
		"int 0..4 n; task a { n++; }",
		"int 0..3 n; task a { n += 2; }",
		"int 0..3 n; device a { n++; }",
		"int 0..3 n = 1; task a { n++; }",
	])("changes with %s", (members) => {
		expect(canonicalKey(compileSource(`scenario s { ${members} }`))).not.toBe(canonicalKey(system));
	});
});
