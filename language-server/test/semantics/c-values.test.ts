/** Numbers, characters, texts and sizes as C writes them, and what is declared without being known. */
import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { compileSource, problemsOf } from "../compile-source";

/** What fails in a scenario with these members, under these items. */
function failing(items: string, members: string): string[] {
	const system = compileSource(`${items}\nscenario s {\n${members}\n}`);
	return searchNow(system, {}, () => 0).result.violations.map(({ failure }) => system.failures[failure].property);
}

describe("what is a constant", () => {
	const items = `
#define BIT(nr) (1 << (nr))
#define GENMASK(h, l) ((1 << ((h) - (l) + 1)) - 1 << (l))
#define twice(x) ((x) * 2)
#define SLOTS twice(BIT(1))
#define LETTER 'a'
enum { FLAG_A = BIT(0), FLAG_B = BIT(3), MASK = GENMASK(3, 1) };
enum mode { IDLE = twice(1), BUSY };
struct ring { u8 slots[SLOTS]; struct ring *next; };
static u16 table[3];
static int counts[ARRAY_SIZE(table)];
`;

	test.each([
		["uses of macros, in whatever they are used within", "FLAG_A | FLAG_B", 9],
		["and in other constants", "MASK", 14],
		["members of enums", "BUSY", 3],
		["the number of elements", "ARRAY_SIZE(counts) + length(table)", 6],
		["characters", "LETTER", 97],
		["with the escapes of C", String.raw`'\n' + '\0' + '\x10' + '\''`, 65],
		["sizes of numbers", "sizeof(int) + sizeof(unsigned long) + sizeof(u16) + sizeof(char)", 15],
		["of references and of what is one", "sizeof(struct ring *) + sizeof(void *) + sizeof(table[0])", 18],
		["casts", "(u8)7 + (bool)5", 8],
	])("%s", (_, expression, value) => {
		expect(failing(items, `const N = ${expression}; task t { switch (${value}) { case N: break; default: assert(false); } }`)).toEqual([]);
	});

	test("the sizes of arrays", () => {
		expect(failing(items, "struct ring r; task t { r.slots[3] = 1; assert(length(r.slots) == 4); }")).toEqual([]);
	});
});

describe("texts", () => {
	const items = `
		struct dev { const char *name; int n; };
		static const char *names[] = { "one", "two" };
		static struct dev first = { .name = "first" "\\t%d", .n = 1 };
		static const char *called(struct dev *dev, const char *otherwise) { return dev->name ?: otherwise; }`;

	test("are there or not, and nothing more is known of them", () => {
		const body = `assert(first.name && !second.name && called(&second, NULL) == NULL && called(&second, "x") && names[1]);
			second.name = first.name; assert(second.name);`;
		expect(failing(items, `struct dev second; task t { ${body} }`)).toEqual([]);
	});

	test("and cannot be compared or calculated with", () => {
		expect(problemsOf(`${items} fn f() { if (first.name == "first") first.n = first.name + 1; }`)).toEqual([
			'wrong-type "first.name == \\"first\\"": char * and char * cannot be compared'.replaceAll("\\", ""),
			"wrong-type \"first.name\": the left side of '+' is int, and this is char *",
		]);
	});
});

describe("a `static` variable of a function", () => {
	const items = "static int ticket(void) { static int next = 3; return next++; }";

	test("is one for all calls, of all tasks, and has its value from the beginning", () => {
		expect(failing(items, "task t { assert(ticket() == 3); assert(ticket() == 4); }")).toEqual([]);
		expect(
			failing(items, "int out[2]; task a { out[0] = ticket(); } task b { out[1] = ticket(); } property p at end = out[0] != out[1];"),
		).toEqual(["p"]);
	});

	test("is known in its block alone", () => {
		expect(problemsOf(`${items} fn f() { next = 1; }`)).toEqual(["unknown-name \"next\": there is no value 'next'"]);
	});
});

describe("what nobody declares", () => {
	test("a struct may be named, held and referred to, which is said once", () => {
		const items = "struct dev { struct device dev, *parent; struct device *other; int n; };";
		expect(problemsOf(items)).toEqual(['opaque-struct "device": `struct device` is declared nowhere: nothing of it can be used']);
		expect(failing(items, "struct dev d; task t { d.parent = &d.dev; d.n = 1; assert(d.parent == &d.dev && !d.other); }")).toEqual([]);
	});

	test("but no field of it be used", () => {
		const [, problem] = problemsOf("struct dev { struct device dev; };\nint f(struct dev *d) { return d->dev.id; }");
		expect(problem).toBe("unknown-name \"id\": `struct device` is declared nowhere: declare it with its field 'id'");
	});

	test("where another one is nearly called so, that is asked", () => {
		expect(problemsOf("struct device { int n; };\nstruct dev { struct devcie *d; };")).toEqual([
			"opaque-struct \"devcie\": `struct devcie` is declared nowhere: nothing of it can be used; did you mean 'device'?",
		]);
	});

	test("forward declarations say that it is declared somewhere", () => {
		expect(
			problemsOf(
				"struct foo;\nenum mode;\nstruct bar { struct foo *f; };\nstruct foo { int n; };\nenum mode { A, B };\nextern struct bar *b;",
			),
		).toEqual([]);
	});
});

test("`fn` is a name, also where a call begins with it", () => {
	expect(
		failing("int calls; static void hit(int by) { calls += by; }", "task t { void (*fn)(int) = hit; fn(2); assert(calls == 2); }"),
	).toEqual([]);
});
