/**
 * What objects and arrays have at first, structs that are defined where they are used, and small forms of expressions.
 */
import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { compileSource, problemsOf } from "../compile-source";

/** What fails in a scenario with these members, under these items. */
function failing(items: string, members: string): string[] {
	const system = compileSource(`${items}\nscenario s {\n${members}\n}`);
	const { result } = searchNow(system, {}, () => 0);
	expect(result.complete).toBe(true);
	return result.violations.map(({ failure }) => system.failures[failure].property);
}

/** Asserts each of some conditions in a task. */
const holds = (items: string, ...conditions: string[]) =>
	expect(failing(items, `task t { ${conditions.map((one) => `assert(${one});`).join(" ")} }`)).toEqual([]);

const structs = `
	struct point { int 0..7 x; int 0..7 y; };
	struct shape {
		int 0..7 id;
		struct point at;
		struct shape *next;
		int (*scale)(int);
		int 0..7 sides[3];
	};
	int twice(int n) { return 2 * n; }`;

describe("values in braces", () => {
	test("are for the fields in their order, and for those that are named", () => {
		const first = "struct shape first = { 5, { 1, .y = 2 }, .scale = twice, .sides = { [1] = 2, 3 } };";
		holds(`${structs} ${first}`, "first.id == 5", "first.at.x == 1", "first.at.y == 2", "!first.next", "first.scale(3) == 6");
		holds(`${structs} ${first}`, "first.sides[0] == 0", "first.sides[1] == 2", "first.sides[2] == 3");
	});

	test("may name a part of a part, several elements, and other objects", () => {
		const second = "struct shape last; struct shape second = { .at.y = 3, .next = &last, .sides = { [0 ... 2] = 4 }, };";
		holds(`${structs} ${second}`, "second.at.y == 3", "second.next == &last", "second.sides[0] + second.sides[2] == 8");
	});

	test("of one part the last value counts, and what has none begins as always", () => {
		holds(`${structs} struct point p = { 1, .x = 2 }; struct shape none = { 0 };`, "p.x == 2 && p.y == 0", "none.next == NULL");
	});

	test("give an array its size", () => {
		const arrays = "struct point all[] = { { 1, 2 }, { .y = 3 } }; int table[] = { [2] = 5, 6 };";
		holds(`${structs} ${arrays}`, "length(all) == 2", "all[1].y == 3", "length(table) == 4", "table[3] == 6 && table[0] == 0");
	});

	test("stand in fields, scenarios and functions too, and behind the type in parentheses", () => {
		const items = `${structs} struct frame { struct point corner = { 3, 4 }; };`;
		const task =
			"task t { int n = 2; int a[] = { n, [2] = n + 1 }; assert(a[0] == 2 && a[1] == 0 && a[2] == 3 && f.corner.y == 4 && o.x == 1); }";
		expect(failing(items, `struct frame f; struct point o = (struct point){ .x = 1 }; ${task}`)).toEqual([]);
	});

	test("stand behind an object on the stack, which they may refer to", () => {
		const init = "struct shape a = { 1, { .y = n }, .next = &a };";
		const task = `task t { for (int n = 1; n < 3; n++) { ${init} last = &a; assert(a.at.y == n && a.next == &a && a.at.x == 0); a.at.x = 1; } }`;
		expect(failing(structs, `struct shape *last; ${task}`)).toEqual([]);
		expect(
			failing(structs, "task t { struct point p[2] = { { 1, 2 }, [1].y = 3 }; assert(p[0].x == 1 && p[1].y == 3 && p[1].x == 0); }"),
		).toEqual([]);
	});

	test("are what their types hold", () => {
		expect(() => failing(structs, "struct point p = { 9 }; task t { }")).toThrow("out-of-range: 9 lies outside 0..7");
	});

	test("what is wrong with them is said where it stands", () => {
		const items = `${structs} struct point a = { 1, 2, 3 }; struct point b = { .z = 1, [0] = 2 }; int c = { 1 }; int d[1] = { .x = 1 };`;
		expect(problemsOf(`${items} struct point *e = { .x = 1 }; int f[] = { };`)).toEqual([
			'surplus-value "3": point has no part for this value',
			"unknown-name \"z\": there is no field in 'point' called 'z'",
			'wrong-type "[0]": only an array has elements, and this is point',
			'wrong-type "{ 1 }": only an object or an array has values in braces, and this is int',
			'wrong-type ".x": only an object has fields, and this is int[1]',
			'wrong-type "{ .x = 1 }": a reference has no parts: values in braces are for an object, which is declared without `*`',
			'invalid-size "f": the size of an array is written, or that of the values in braces, from 1 to 64 elements',
		]);
		expect(problemsOf("int x; scenario s { task t { x = (int){ 1 }; } }")).toEqual([
			'stray-braces "(int){ 1 }": values in braces stand where something is declared: assign them one by one',
		]);
	});
});

describe("structs that are defined where they are used", () => {
	test("are the type of a field, a variable or a typedef", () => {
		const items = `
			struct port { struct { int 0..7 depth; struct { bool on; } irq; } buf; struct named { int 0..3 n; } part; };
			static struct { bool running; struct named other; } dev;
			typedef struct { int 0..3 v; } val_t;
			typedef struct tag { int 0..3 w; } tag_t;
			struct port dma;`;
		const task =
			"task t { dma.buf.irq.on = true; v.v = 2; dev.other.n = 1; assert(dma.buf.depth == 0 && v.v == 2 && !dev.running && tag.w == 0); }";
		expect(failing(items, `val_t v; struct tag tag; tag_t *ref = &tag; struct { bool b; } own; ${task}`)).toEqual([]);
	});

	test("without a name their fields are those of the struct around", () => {
		const items = "struct page { union { int 0..7 index; struct { int 0..7 order; }; }; union { bool a; } u; };";
		expect(failing(items, "struct page page; task t { page.order = 3; page.index = 4; assert(page.order == 3 && !page.u.a); }")).toEqual(
			[],
		);
	});
});

describe("small forms", () => {
	test("`a ?: b` is `a` where that is true, and evaluates it once", () => {
		const items = "int 0..7 calls; int f(int n) { calls++; return n; }";
		expect(failing(items, "task t { int x = f(3) ?: 5; int y = f(0) ?: 5; assert(x == 3 && y == 5 && calls == 2); }")).toEqual([]);
	});

	test("a comma evaluates both sides and has the value of the last", () => {
		expect(failing("int x;", "task t { int y; x = 1, y = 2; y = (x++, x + y); assert(x == 2 && y == 4); }")).toEqual([]);
	});

	test("what tells the rest of the kernel something has no effect, which is said once", () => {
		expect(problemsOf('int f(void) { return 0; }\nEXPORT_SYMBOL_GPL(f);\nMODULE_LICENSE("GPL");\nmodule_init(f);')).toEqual([
			`left-out "EXPORT_SYMBOL_GPL(f);": 'EXPORT_SYMBOL_GPL' has no effect here, nor has what else tells the rest of the kernel of a file`,
		]);
	});

	test("what is done when the module is unloaded is known to whoever unloads it", () => {
		const model = "void (*left)(void); bool module_exit(void (*exitfn)(void)) { left = exitfn; return true; }";
		const items = `${model}\nint calls; static void __exit f(void) { calls++; }\nmodule_exit(f);`;
		expect(failing(items, "task t { assert(left == f); left(); assert(calls == 1); }")).toEqual([]);
		expect(problemsOf(`${model}\nint f(void) { return 0; }\nmodule_exit(f);`)).toEqual([
			`wrong-type "f": 'exitfn' of 'module_exit' is void (*)(), and this is int (*)()`,
		]);
	});

	test("attributes stand before a type and behind a struct", () => {
		holds(
			"struct __attribute__((packed)) bits { bool b; } __attribute__((aligned(8))); static __attribute__((unused)) int n; struct bits one;",
			"!one.b && n == 0",
		);
	});
});
