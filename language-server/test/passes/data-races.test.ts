/** Which accesses race: litmus tests in the manner of `tools/memory-model`. */
import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { compileSource } from "../compile-source";
import { textOf } from "../named";

const MODEL = "option data_races = off | report;";

/** The data races of some tasks, each as `variable: one step | the other`. */
function races(members: string, option = "report"): readonly string[] {
	const source = `
		struct object { int 0..3 x; };
		fn lock(bool *l) { atomic { wait (!*l); *l = true; } }
		fn unlock(bool *l) { atomic { *l = false; } }
		fn inc(int *v) { atomic { WRITE_ONCE(*v, READ_ONCE(*v) + 1); } }
		fn inc_return(int *v) { atomic { *v += 1; } }
		scenario s { option data_races = ${option}; int 0..3 data; int 0..3 flag; object o; struct object *p; bool l; ${members} }`;
	const system = compileSource(source, MODEL);
	const { lanes, cells } = textOf(system);
	const { dataRaces = [], complete } = searchNow(system).result;
	expect(complete).toBe(true);
	const label = ({ lane, location }: { readonly lane: number; readonly location: number }): string => lanes[lane].steps[location].label;
	return dataRaces.map(({ first, second }) => `${cells[first.cell].name}: ${[label(first), label(second)].sort().join(" | ")}`).sort();
}

describe("accesses in a region that says so count as marked", () => {
	const region = (kind: string, access: string): string => `kcsan_${kind}_atomic_begin(); ${access} kcsan_${kind}_atomic_end();`;
	test.each<readonly [string, string, readonly string[]]>([
		["on both sides", `task a { ${region("nestable", "data = 1;")} } task b { ${region("flat", "int x = data;")} }`, []],
		["and race with plain ones", `task a { ${region("nestable", "data = 1;")} } task b { int x = data; }`, ["data: data | data = 1"]],
		[
			"and race with plain ones that come first or last",
			`task a { ${region("flat", "data = 1;")} data = 2; } task b { ${region("nestable", "int x = data;")} }`,
			["data: data | data = 2"],
		],
		[
			"as long as the outer one lasts",
			`task a { ${region("nestable", `${region("nestable", "flag = 1;")} data = 1;`)} } task b { WRITE_ONCE(data, 2); WRITE_ONCE(flag, 2); }`,
			[],
		],
		[
			"as long as it has been begun on the way that was taken",
			"task a { if (READ_ONCE(flag)) kcsan_flat_atomic_begin(); data = 1; } task b { WRITE_ONCE(flag, 1); WRITE_ONCE(data, 2); }",
			["data: WRITE_ONCE(data, 2) | data = 1"],
		],
		["as all do behind `kcsan_atomic_next()`", "task a { kcsan_atomic_next(9); data = 1; } task b { WRITE_ONCE(data, 2); }", []],
		[
			"until `kcsan_atomic_next(0)`",
			"task a { kcsan_atomic_next(9); kcsan_atomic_next(0); data = 1; } task b { WRITE_ONCE(data, 2); }",
			["data: WRITE_ONCE(data, 2) | data = 1"],
		],
	])("%s", (_title, members, expected) => {
		expect(races(members)).toEqual(expected);
	});
});

test("what is declared `__data_racy` is in no data race", () => {
	expect(races("int __data_racy a, b; __data_racy int 0..3 c; int 0..3 d; task t[2] { a = 1; b = 1; c = 1; d = 1; }")).toEqual([
		"d: d = 1 | d = 1",
	]);
});

const MESSAGE = ["data: data | data = 1"];

describe("accesses race", () => {
	test.each<readonly [string, string, readonly string[]]>([
		["where nothing orders them", "task a { data = 1; } task b { int x = data; }", MESSAGE],
		["also a read whose value nobody needs", "task a { data = 1; } task b { data; }", MESSAGE],
		["also two writes that nobody reads", "task a { data = 1; } task b { data = 2; }", ["data: data = 1 | data = 2"]],
		["a plain one with a marked one", "task a { WRITE_ONCE(data, 1); } task b { int x = data; }", ["data: WRITE_ONCE(data, 1) | data"]],
		["a plain one with one in an atomic block", "task a { data = 1; } task b { inc(&data); }", ["data: data = 1 | inc(&data)"]],
		[
			"a message that is passed by what orders nothing, although the two are never next to each other",
			"task a { data = 1; WRITE_ONCE(flag, 1); } task b { if (READ_ONCE(flag)) { int x = data; } }",
			MESSAGE,
		],
		[
			"where a relaxed write has taken the place of the release",
			"task a { data = 1; smp_store_release(&flag, 1); WRITE_ONCE(flag, 2); } task b { if (smp_load_acquire(&flag) == 2) { int x = data; } }",
			MESSAGE,
		],
		[
			"a read before a barrier of writes",
			"task a { int x = data; smp_wmb(); WRITE_ONCE(flag, 1); } task b { if (smp_load_acquire(&flag)) data = 1; }",
			MESSAGE,
		],
		[
			"a write behind a barrier of reads",
			"task a { data = 1; smp_store_release(&flag, 1); } task b { if (READ_ONCE(flag)) { smp_rmb(); data = 2; } }",
			["data: data = 1 | data = 2"],
		],
		[
			"what is no part of what a reference leads to",
			"task a { data = 1; smp_store_release(&p, &o); } task b { if (READ_ONCE(p)) { int x = data; } }",
			MESSAGE,
		],
		["in one of two branches", "task a { data = 1; } task b { choose { int x = data; } or { } }", MESSAGE],
		[
			"with an assertion that nobody else writes, also by a marked access",
			"task a { ASSERT_EXCLUSIVE_WRITER(data); } task b { WRITE_ONCE(data, 1); }",
			["data: WRITE_ONCE(data, 1) | data"],
		],
		[
			"with an assertion that nobody else accesses",
			"task a { ASSERT_EXCLUSIVE_ACCESS(data); } task b { int x = READ_ONCE(data); } task c { WRITE_ONCE(data, 1); }",
			["data: WRITE_ONCE(data, 1) | data", "data: data | data"],
		],
		["with that, where nobody writes", "task a { ASSERT_EXCLUSIVE_ACCESS(data); } task b { int x = data; }", ["data: data | data"]],
	])("%s", (_, members, expected) => {
		expect(races(members)).toEqual(expected);
	});
});

describe("accesses do not race", () => {
	test.each<readonly [string, string]>([
		["where none of them writes", "task a { int x = data; } task b { int x = data; }"],
		["where both are marked", "task a { WRITE_ONCE(data, 1); } task b { int x = READ_ONCE(data); }"],
		["under a lock", "task a { lock(&l); data = 1; unlock(&l); } task b { lock(&l); int x = data; unlock(&l); }"],
		[
			"behind release and acquire",
			"task a { data = 1; smp_store_release(&flag, 1); } task b { if (smp_load_acquire(&flag)) { int x = data; } }",
		],
		["behind a wait", "task a { data = 1; smp_store_release(&flag, 1); } task b { wait (flag == 1); int x = data; }"],
		[
			"behind barriers",
			"task a { data = 1; smp_wmb(); WRITE_ONCE(flag, 1); } task b { if (READ_ONCE(flag)) { smp_rmb(); int x = data; } }",
		],
		[
			"behind what reads and writes in one step, and passes on what came with the value",
			"task a { data = 1; smp_store_release(&flag, 1); } task c { inc(&flag); } task b { if (smp_load_acquire(&flag) == 2) { int x = data; } }",
		],
		[
			"behind one who has passed it on",
			"task a { data = 1; smp_store_release(&flag, 1); } task c { if (READ_ONCE(flag)) smp_store_release(&p, &o); } task b { if (smp_load_acquire(&p)) { int x = data; } }",
		],
		[
			"through the reference that leads there",
			"task a { o.x = 1; rcu_assign_pointer(p, &o); } task b { struct object *q = rcu_dereference(p); if (q) { int x = q->x; } }",
		],
		["where nobody wants to hear of it", "task a { data = 1; } task b { int x = data_race(data); }"],
		["behind an atomic operation that orders", "task a { data = 1; inc_return(&flag); } task b { wait (flag == 1); int x = data; }"],
		["of one task", "task a { data = 1; int x = data; } task b { }"],
	])("%s", (_, members) => {
		expect(races(members)).toEqual([]);
	});
});

test("without the option the system is what it always was", () => {
	const members = "task a { data = 1; smp_mb(); ASSERT_EXCLUSIVE_WRITER(data); data; } task b { int x = data_race(data); }";
	expect(races(members, "off")).toEqual([]);
	const source = "scenario s { int 0..1 data; task a { data = 1; data; } task b { int x = data; } }";
	const [without, off] = ["", MODEL].map((model) => compileSource(source, model));
	expect(off).toEqual(without);
});

test("a data race keeps nothing else from being found, and nothing else the data race", () => {
	const system = compileSource(
		`scenario s { option data_races = report; int 0..1 data; bool seen;
			task a { data = 1; } task b { if (data) seen = true; assert(!seen); } }`,
		MODEL,
	);
	const { violations, dataRaces } = searchNow(system).result;
	expect([violations.length, dataRaces?.length]).toEqual([1, 1]);
});
