/** What a person copies from a kernel file is read as it stands. */
import { describe, expect, test } from "vitest";
import { parse } from "../../src/syntax/parser";
import { problems, shape, statementsOf } from "./shape";

describe("a function is defined as in C", () => {
	test.each([
		["void f() { }", { name: "f", parameters: [] }],
		["void f(void) { }", { name: "f", parameters: [] }],
		["int g() { return 1; }", { name: "g", returns: { kind: "intType" } }],
		[
			"static inline int f(struct page *p) { }",
			{ name: "f", parameters: [{ type: { word: "struct", name: "page" }, stars: 1, name: "p" }] },
		],
		["static struct page *__must_check f(void) { }", { name: "f", returns: { word: "struct", name: "page" }, stars: 1 }],
		["static void\nf(void) __acquires(lock) __releases(other) { }", { name: "f" }],
		[
			"unsigned long int f(const struct page *const p, char __user *c) { }",
			{ returns: { kind: "intType" }, parameters: [{}, { stars: 1 }] },
		],
		["page f(page p) { }", { returns: { name: "page" }, parameters: [{ type: { name: "page" }, name: "p" }] }],
	])("%s", (text, expected) => {
		expect(problems(text)).toEqual([]);
		expect(parse(text).items.map(shape)).toMatchObject([{ kind: "function", plain: true, ...expected }]);
	});

	test("in a scenario, among tasks", () => {
		expect(problems("scenario s { static int f(struct page *p) { return 0; } task t { f(null); } }")).toEqual([]);
	});

	test("words that C has for it are names where nothing follows them", () => {
		expect(problems("struct s { bool inline; int 0..3 static; } fn f(s s) { s.inline = s.static > 0; }")).toEqual([]);
	});
});

describe("several names in one declaration", () => {
	const names = (declared: readonly unknown[]) => declared.map(shape);

	test("of locals, each with its own stars and value", () => {
		expect(problems("fn f() { int a, b = 1, c; struct page *p, *q = null; }")).toEqual([]);
		expect(names(statementsOf("int a, b = 1; struct page *p, *q = null;"))).toMatchObject([
			{ variable: { name: "a", type: { kind: "intType" } } },
			{ variable: { name: "b", type: { kind: "sameType", as: { kind: "intType" } }, value: { value: 1 } } },
			{ variable: { name: "p", stars: 1 } },
			{ variable: { name: "q", stars: 1, type: { as: { kind: "namedType", word: "struct", called: "page" } } } },
		]);
	});

	test("of fields, of variables of a file and of a scenario", () => {
		const text = "struct s { int a, b[2]; } int x, y; scenario t { s s, u; task v { } }";
		expect(problems(text)).toEqual([]);
		expect(parse(text).items.map(shape)).toMatchObject([
			{ fields: [{ name: "a" }, { name: "b", size: { value: 2 } }] },
			{ kind: "variable", name: "x" },
			{ kind: "variable", name: "y" },
			{ members: [{ name: "s" }, { name: "u" }, { kind: "task" }] },
		]);
	});

	test("a name that is missing behind the comma", () => {
		expect(problems("fn f() { int a, ; x = 1; }")).toEqual(["1:15 syntax-error: expected `;` after the declaration, not `,`"]);
	});

	test("a range is declared for one name", () => {
		expect(problems("int 0..3 a, b;")).toHaveLength(1);
	});
});

describe("constants", () => {
	test.each(["const A = 3;", "const int A = 3;", "static const unsigned long A = 3;", "const u32 A = 3;"])("%s", (text) => {
		expect(problems(text)).toEqual([]);
		expect(parse(text).items.map(shape)).toEqual([{ kind: "const", name: "A", value: { kind: "number", value: 3 } }]);
	});

	test("what is no number of a constant value is a variable or a function", () => {
		const text = "const struct page *p; const struct page *f(void) { return null; } struct s { const char *name; }";
		expect(problems(text)).toEqual([]);
		expect(parse(text).items.map(({ kind }) => kind)).toEqual(["variable", "function", "struct"]);
	});
});

describe("statements", () => {
	const kinds = (text: string) => statementsOf(text).map(shape);

	test("loops", () => {
		expect(
			problems("fn f() { for (;;) break; for (i = 0, j = 1; i < n; i++, --j) x++; for (int i = 0; ; ) { } do { } while (0); }"),
		).toEqual([]);
		expect(kinds("for (int i = 0, j; i < g(n); i++) x++;")).toMatchObject([
			{
				kind: "loop",
				first: [{ variable: { name: "i" } }, { variable: { name: "j" } }],
				condition: { operator: "<" },
				step: [{ operator: "++" }],
				body: { operator: "++" },
			},
		]);
		expect(kinds("do x++; while (x < 3); do if (x) y(); while (0);")).toMatchObject([
			{ kind: "do", body: { kind: "assign" } },
			{ kind: "do" },
		]);
		expect(kinds("do { x++; } while (x < 3);")).toMatchObject([{ kind: "do", body: { kind: "block" }, condition: { operator: "<" } }]);
		expect(kinds("for (i in 0..3) x++; for (p in page) x++;").map((one) => (one as { kind: string }).kind)).toEqual(["for", "for"]);
	});

	test("assignments, steps before their operand, and nothing", () => {
		expect(kinds("x *= 2; x <<= 1; ++x; x--; ;")).toMatchObject([
			{ operator: "*=" },
			{ operator: "<<=" },
			{ kind: "assign", operator: "++", target: "x" },
			{ operator: "--" },
			{ kind: "empty" },
		]);
	});

	test("assignments within expressions", () => {
		expect(kinds("a = b = 0; n = i++ + --j; f(x = y, a[i++]); if ((p = f(x)) != NULL) x++; y = (c ? x = 1 : x);")).toMatchObject([
			{ kind: "assign", target: "a", value: { kind: "assignment", operator: "=", target: "b" } },
			{ value: { left: { kind: "assignment", operator: "++", target: "i" }, right: { kind: "assignment", operator: "--", before: true } } },
			{ expression: { arguments: [{ value: { kind: "assignment" } }, { value: { index: { kind: "assignment", operator: "++" } } }] } },
			{ condition: { operator: "!=", left: { kind: "assignment", value: { kind: "call" } } } },
			{ value: { then: { kind: "assignment" } } },
		]);
		expect(kinds("(x)++; -x++; *p++; &x->y;")).toMatchObject([
			{ kind: "assign", operator: "++" },
			{ expression: { operator: "-", operand: { kind: "assignment" } } },
			{ expression: { operator: "*", operand: { kind: "assignment" } } },
			{ expression: { operator: "&" } },
		]);
	});

	test("casts", () => {
		expect(kinds("(void)f(x); x = (int)y + (struct page *)p + (u32)(z) + (a)*b + (page *)q;")).toMatchObject([
			{ expression: { kind: "cast", operand: { kind: "call" } } },
			{
				value: {
					left: {
						left: { left: { left: { kind: "cast" }, right: { kind: "cast", stars: 1 } }, right: { kind: "cast" } },
						right: { operator: "*" },
					},
					right: { kind: "cast" },
				},
			},
		]);
	});

	test("suffixes of numbers", () => {
		expect(kinds("x = 10UL + 0x1fu;")).toMatchObject([{ value: { left: { value: 10 }, right: { value: 31 } } }]);
	});

	test("what is missing in a loop is said once, and what follows is read", () => {
		expect(problems("fn f() { for (i = 0; i < 3) x = 1; y = 1; }")).toEqual([
			"1:27 syntax-error: expected `;` after the condition of the loop, not `)`",
		]);
		expect(problems("fn f() { do { x = 1; } y = 1; }")).toEqual(["1:24 syntax-error: expected `while` after the body of `do`, not `y`"]);
	});
});

describe("references to functions", () => {
	test("as field, variable, local, parameter and in a list of types without names", () => {
		const text = `
			struct work { void (*func)(struct work *work, int n); struct work *(*next)(struct work *); bool pending; };
			int (*chosen)(void);
			void queue(struct work *w, void (*func)(struct work *, int)) { int (*get)(int n), other; get = next; w->func = func; }`;
		expect(problems(text)).toEqual([]);
		expect(parse(text).items.map(shape)).toMatchObject([
			{
				fields: [
					{ name: "func", type: { name: "void" }, signature: { parameters: [{ name: "work" }, { name: "n" }] } },
					{ name: "next", type: { name: "work" }, stars: 1, signature: { parameters: [{ name: "", stars: 1 }] } },
					{ name: "pending" },
				],
			},
			{ name: "chosen", type: { kind: "intType" }, signature: { parameters: [] } },
			{ parameters: [{ name: "w" }, { name: "func", signature: { parameters: [{ stars: 1 }, { type: { kind: "intType" } }] } }] },
		]);
	});

	test("are called as functions are, from wherever they are", () => {
		const text = "w->func(w); (*w->func)(w, 1); x = ops[1].get(2)->next; func(w);";
		expect(problems(`fn f() { ${text} }`)).toEqual([]);
		expect(statementsOf(text).map(shape)).toMatchObject([
			{ expression: { kind: "callThrough", callee: { kind: "field", name: "func" }, arguments: [{}] } },
			{ expression: { kind: "callThrough", callee: { kind: "unary", operator: "*" }, arguments: [{}, {}] } },
			{ value: { kind: "field", object: { kind: "callThrough" } } },
			{ expression: { kind: "call", name: "func" } },
		]);
	});

	test("a range in brackets is none", () => {
		expect(problems("int (1)..(3) a; fn f() { int (A)..3 b; }")).toEqual([]);
	});
});

describe("words of the language are names where C has names", () => {
	test("fields, parameters and locals", () => {
		const text = `
			struct s { int new, wait; bool atomic; struct s *extend; };
			int f(struct s *new, bool wait, int choose) {
				struct s *expect = new, *fn;
				new->wait = wait;
				wait = !atomic;
				if (wait) new = new->extend;
				new->new += choose + f(new, wait);
				expect = new;
				return new;
			}
			scenario x { task t { wait (true); choose { } or { } atomic { } } expect safe; }`;
		expect(problems(text)).toEqual([]);
		expect(parse(text).items.map(({ kind }) => kind)).toEqual(["struct", "function", "scenario"]);
	});

	test("they go on to be keywords", () => {
		expect(problems("fn f() { new; }")).toHaveLength(1);
		expect(problems("fn f() { x = new page { a: 1 }; choose (0..1); y = choose(0..1); }")).toEqual([]);
		expect(problems("fn f() { wait; }")).toHaveLength(1);
	});
});
