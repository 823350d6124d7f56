/**
 * Programs of which the checker and the interpreter of the tree have once said different things, or might well: what
 * fails, by how many steps at the least, and which tasks hang. Where docs/language.md leaves it to the compiler what is
 * a step, lengths are not compared.
 */
import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { compileSource } from "../compile-source";
import { type Answer, compare } from "./compare";

const DECLARATIONS = `
kernel v1;
enum color { RED, GREEN, BLUE }
struct node { int 0..3 v; node next; int 0..2 a[2]; }
extend task { int 0..2 at; }
`;

function textOf(members: string, functions: string): string {
	return `${DECLARATIONS}${functions}\nscenario s {\n${members}\n}`;
}

/** What both say of the scenario with these members. */
function answerOf(members: string, functions = ""): Answer & { readonly lengths: boolean } {
	const found = compare(textOf(members, functions), { patches: new Set(), options: new Map() });
	if ("why" in found) throw new Error(`not compared: ${found.why}`);
	expect(found.checker).toEqual(found.reference);
	return { ...found.checker, lengths: found.lengths };
}

describe("an element or field that one picks at run time is read in a step where any that it may be changes", () => {
	test("the one that is read is written by nobody", () => {
		const { failures, lengths } = answerOf(`
			int 0..3 x3[2]; int 0..3 x4 = 1;
			task t { x3[0] = x3[x4]; x4++; x3[0] = x3[x4]; }`);
		// x4, x3[1], x3[0], x4, x4, x4, and the error.
		expect({ failures, lengths }).toEqual({ failures: { index_out_of_range: 7 }, lengths: true });
	});

	test("a property sees the write behind it one step later", () => {
		const { failures, lengths } = answerOf(`
			int 0..3 x0[2]; int 0..3 x1 = 1;
			task t { x0[0] = x1 + x0[x1]; x1 = x0[0] + x0[0]; }
			property p = x0[0] + x0[0] == x0[0];`);
		// x1, x1, x0[1], x0[0].
		expect({ failures, lengths }).toEqual({ failures: { p: 4 }, lengths: true });
	});

	test("an index that the text settles picks none at run time", () => {
		const { failures, lengths } = answerOf(`
			int 0..3 x[2]; int 0..3 y;
			task t { x[0] = 1; y = x[1]; for (i in 1..1) { y = x[i]; } assert(y == 1); }`);
		// x[0], y, y, y with the assertion.
		expect({ failures, lengths }).toEqual({ failures: { assertion: 4 }, lengths: true });
	});

	test("none that the index reaches changes", () => {
		const { failures, lengths } = answerOf(`
			int 0..3 x[3]; int 0..1 i; int 0..3 y;
			task t { x[2] = 1; i = 1; y = x[i]; assert(y == 1); }`);
		// x[2], i, i, y, y with the assertion.
		expect({ failures, lengths }).toEqual({ failures: { assertion: 5 }, lengths: true });
	});

	test("a field of whichever object", () => {
		const { failures, lengths } = answerOf(`
			node a; node b; node c = b; int 0..3 y;
			task t { a.v = 1; y = c.v; assert(y == 1); }
			task u { c = b; }`);
		// a.v, c, c.v, y, y with the assertion.
		expect({ failures, lengths }).toEqual({ failures: { assertion: 5 }, lengths: true });
	});

	test("a field of an object that is always the same", () => {
		const { failures, lengths } = answerOf(`
			node a; node b; node c = b; int 0..3 y;
			task t { a.v = 1; y = c.v; assert(y == 1); }`);
		// a.v, y, y with the assertion.
		expect({ failures, lengths }).toEqual({ failures: { assertion: 3 }, lengths: true });
	});

	test("through a local the text does not settle it", () => {
		expect(answerOf("int 0..3 x[2]; task t { int i = 1; x[0] = 1; assert(x[i] == 1); }").lengths).toBe(false);
	});
});

describe("a loop that can be gone round without a step takes one to look at its condition, also where nobody goes round it", () => {
	test.each([
		["its condition is false at once", "int l = 1; while (l + l == l) { atomic { l = l; } } l = 2147483647;", "range", 3],
		["the way round ends in an error", "int 0..3 l[2]; while (forall q in node: q.v == 0) { l[0]--; }", "range", 3],
		["nothing that it could go on with exists", "choose { for (i in 0..1) { f(null); } } or { }", "null_dereference", 4],
		["nothing that it could write exists", "node l; l = l; choose { while (true) { l.v = 1; } } or { }", "null_dereference", 4],
		["a parameter that is equal to itself", "choose { { g(0); assert(false); } } or { }", "assertion", 3],
	])("%s", (_, body, failure, steps) => {
		const functions = `
			fn f(node a) { while (a == a) { a = a.next; } }
			fn g(int a) { while (!(a == a)) { a = a; } }`;
		const members = `task t { self.at = 0; ${body} }`;
		expect(answerOf(members, functions)).toEqual({ failures: { [failure]: "some" }, hanging: [], countsOut: false, lengths: false });
		const { result } = searchNow(compileSource(textOf(members, functions)), { states: 1_000 }, () => 0);
		// What stands before the loop, the loop, and what fails.
		expect(result.violations.map(({ shortest }) => shortest)).toEqual([steps]);
	});

	test("a loop that takes a step anyway takes no other", () => {
		const { failures, lengths } = answerOf("int 0..3 x; task t { while (x < 3) { x++; } assert(x == 0); }");
		// Three rounds of three steps each, the condition, and the assertion's x.
		expect({ failures, lengths }).toEqual({ failures: { assertion: 11 }, lengths: true });
	});

	test("a loop that a step is taken in takes none for a loop within", () => {
		const { failures, lengths } = answerOf(`
			daemon task d { while (true) { self.at++; while (false) { } choose { } or { while (exists q in 0..1: q == 2) { self.at = 0; } } } }`);
		// Three rounds of a read and a write, and two choices between them.
		expect({ failures, lengths }).toEqual({ failures: { range: 8 }, lengths: true });
	});

	test("a way round by `continue`, before the step", () => {
		const body = "int l; while (l < 2) { l++; if (l == 1) continue; x = 1; }";
		expect(answerOf(`int 0..3 x; task t { ${body} assert(x == 0); }`).lengths).toBe(false);
	});
});

describe("an operand that decides does so only where those before it do not fail", () => {
	test("a wait whose condition holds whatever is read", () => {
		const { failures, hanging } = answerOf("node x0 = null; int 0..3 x1; task t { wait (x0.next == null || x1 == x1); }");
		expect({ failures, hanging }).toEqual({ failures: { null_dereference: "some" }, hanging: [] });
	});

	test("the null is made while it runs", () => {
		const { failures, hanging } = answerOf("node x0; task t { x0 = null; } task u { wait (x0.v == 0 || true); }");
		expect({ failures: Object.keys(failures), hanging }).toEqual({ failures: ["null_dereference"], hanging: [] });
	});

	test("a condition that does not hold, whatever is read: it waits until it fails", () => {
		const { failures, hanging } = answerOf("node x0; task t { x0 = null; } task u { wait (x0.v == 0 && false); }");
		expect({ failures: Object.keys(failures), hanging }).toEqual({ failures: ["null_dereference"], hanging: [] });
	});

	test("an operand that cannot fail", () => {
		const { failures, lengths } = answerOf("int 0..1 x; task t { x = 1; } task u { wait (x == 1 || true); x = 1; assert(false); }");
		// The wait is no step: x with the assertion.
		expect({ failures, lengths }).toEqual({ failures: { assertion: 1 }, lengths: true });
	});
});

test("what a reference means is settled before its arguments are read", () => {
	const functions = `
		static void down(struct hook *h) { h->n--; }
		static void keep(struct hook *h) { }
		struct hook { void (*run)(struct hook *) = down; int 0..3 n; };`;
	const { failures } = answerOf("hook x = new hook {}; task d { x->run(x); assert(false); } task t { x.run = keep; x = x; }", functions);
	expect(Object.keys(failures).sort()).toEqual(["assertion", "range"]);
});

test("what is read of an object that may be freed is no constant, also in a wait", () => {
	const { failures } = answerOf("node x = new node { v: 1 }; task t { free(x); wait (x.v == 1); }");
	expect(Object.keys(failures)).toEqual(["use_after_free"]);
});

test("what is freed with an object is part of it, and to ask that is no access", () => {
	const { failures } = answerOf(
		`struct whole *x = new whole {}; struct whole *y = new whole {}; struct node other;
		task t {
			struct whole *w = x;
			choose { w = y; } or { }
			free(x);
			assert(part_of(&y->n, w) == (w == y));
			assert(part_of(&x->n, x) && part_of(x, x) && !part_of(x, &x->n) && !part_of(other, w) && !part_of(other, NULL));
			assert(w != y || part_of(&x->n, w), "the other");
		}`,
		"struct whole { struct node n; }",
	);
	expect(Object.keys(failures)).toEqual(["assertion"]);
});

describe("what a guard does where its block is left is no part of an `atomic` block that is left with it", () => {
	const functions = `
		static void lock(struct lock *l) { atomic { wait (!l->held); l->held = true; } }
		static void unlock(struct lock *l) { l->n = 1; l->n = 0; l->held = false; }
		DEFINE_GUARD(lock, struct lock *, lock(_T), unlock(_T))
		struct lock { bool held; int 0..1 n; }`;
	const members = (body: string): string => `struct lock x; int 0..1 y; task t { ${body} } property p = x.n == 0;`;

	test.each([
		["return", "guard(lock)(&x); atomic { y = 1; return; }"],
		["goto", "{ guard(lock)(&x); atomic { y = 1; goto out; } } out: ;"],
		["break", "while (true) { guard(lock)(&x); atomic { y = 1; break; } }"],
		["break, of the statement that is guarded", "scoped_guard(lock, &x) { atomic { y = 1; break; } }"],
		["return, of a variable", "atomic { x.held = true; } struct lock *l __free(unlock) = &x; atomic { y = 1; return; }"],
	])("%s", (_, body) => {
		// x.held, y, and x.n.
		expect(answerOf(members(body), functions)).toEqual({ failures: { p: 3 }, hanging: [], countsOut: false, lengths: true });
	});

	test("continue", () => {
		const body = "while (y == 0) { guard(lock)(&x); atomic { y = 1; continue; } }";
		expect(answerOf(members(body), functions).failures).toEqual({ p: 4 });
	});

	test("but of one within it", () => {
		const body = "atomic { guard(lock)(&x); y = 1; return; }";
		expect(answerOf(members(body), functions).failures).toEqual({});
	});
});

test("what is on the stack of a block ends before what the block around it does where it is left", () => {
	const functions = `
		static void lock(struct lock *l) { atomic { wait (!l->held); l->held = true; } }
		static void unlock(struct lock *l) { l->held = false; }
		DEFINE_GUARD(lock, struct lock *, lock(_T), unlock(_T))
		struct lock { bool held; }`;
	const { failures } = answerOf(
		`struct lock x; struct node *shared;
		task t { guard(lock)(&x); { struct node n; shared = &n; return; } }
		task u { guard(lock)(&x); if (shared) { shared->v = 1; assert(false); } }`,
		functions,
	);
	expect(Object.keys(failures)).toEqual(["use_after_scope"]);
});

describe("what is left to chance", () => {
	test.each([
		[
			"an object for which a condition holds",
			"node a; node b = new node { v: 1 }; task t { node n = choose(x in node: x.v == 1); assert(n != b); }",
			{ assertion: 1 },
			[],
		],
		["any object", "node a; node b; node c; task t { c = choose(x in node); assert(c != a); }", { assertion: 3 }, []],
		["a number", "int 0..3 n; task t { n = choose(i in 0..3: i % 2 == n); assert(n != 2); }", { assertion: 3 }, []],
		[
			"none, which is waited for",
			"node a; task t { node n = choose(x in node: x.v == 1); } task u { choose { a.v = 1; } or { } }",
			{},
			["t"],
		],
		[
			"within a step",
			"node a; node b; task t { atomic { node n = choose(x in node: x.v == 0); n.v = 1; } assert(a.v == 0); } property p = a.v + b.v < 2;",
			{ assertion: 2 },
			[],
		],
		[
			"what a condition fails in",
			"node a; node b = new node { next: a }; task t { node n = choose(x in node: x.next.v == 0); a.v = 1; }",
			{ null_dereference: 1 },
			[],
		],
		[
			"one that has been freed, and others",
			"node a; task t { node n = new node {}; free(n); } task u { node n = choose(x in node); n.v = 1; }",
			{ use_after_free: 4 },
			[],
		],
		["one that has been freed, and none", "task t { node n = new node {}; free(n); } task u { node n = choose(x in node); }", {}, ["u"]],
		[
			"initial values",
			"int 0..3 x = choose(1..2); bool b = choose(0..1); task t { x = 3; } property p = x > 0; property q = x != 2 || b;",
			{ q: 1 },
			[],
		],
		[
			"initial values of fields and elements",
			"struct node d = { .v = choose(1..2), .a = { choose(0..1), 2 } }; task t { assert(d.v == 1 || d.a[0]); }",
			{ assertion: 3 },
			[],
		],
		["an object at first", "node a; node b; node c = choose(x in node: x != a); task t { assert(c == a || c == b); }", {}, []],
		["nothing at first", "node c = choose(x in node: x.v == 1); task t { c = null; } daemon task d { c = null; }", {}, ["set-up", "t"]],
	] as const)("%s", (_, members, failures, hanging) => {
		const found = answerOf(members);
		expect(found).toEqual({ failures, hanging, countsOut: false, lengths: found.lengths });
	});
});

describe("who waits for the end of a task", () => {
	test.each([
		["one", "int 0..3 n; task t { n = 1; } task u { wait (done(t)); assert(n == 0); }", { assertion: "some" }, []],
		["of three", "int 0..3 n; task t[3] { atomic { n++; } } task u { wait (done(t)); assert(n == 3); }", {}, []],
		["one of three", "int 0..3 n; task t[3] { atomic { n++; } } task u { wait (done(t[1])); assert(n == 3); }", { assertion: "some" }, []],
		["that never comes", "bool b; task t { wait (b); b = false; } task u { if (done(t)) { b = true; } wait (done(t)); }", {}, ["t", "u"]],
		[
			"that a reference says",
			"task whom = null; int 0..3 n; task t { n = 1; } task v { whom = t; } task u { wait (!whom || done(whom)); assert(n == 1); }",
			{ assertion: "some" },
			[],
		],
		[
			"of a daemon",
			"bool b; daemon task d { while (true) { b = !b; } } task t { if (done(d)) assert(false); } property p = !done(d);",
			{},
			[],
		],
	] as const)("%s", (_, members, failures, hanging) => {
		const found = answerOf(members);
		expect({ failures: found.failures, hanging: found.hanging }).toEqual({ failures, hanging });
	});
});

test.each([
	["of a local", "int 0..3 x = 1; task t { int 0..3 l[2] = { 1, x + 3 }; x = 2; x = l[1]; }", { range: 1 }],
	["of an object on a stack", "int 0..3 x = 1; task t { struct node l = { .a = { [1] = x + 2 } }; x = l.a[1]; x = 2; }", { range: "some" }],
	[
		"of a variable, with the rest at its default",
		"int 0..3 x[3] = { [1] = 2, 3 }; task t { x[0] = 1; assert(x[1] + x[2] == 5 && x[0] == 1); }",
		{},
	],
	[
		"of an array of objects",
		"struct node x[2] = { { .v = 1 }, [1].v = 2, [1].a[0 ... 1] = 1 }; task t { x[0].v = 3; assert(x[1].v + x[1].a[1] == 3); }",
		{},
	],
] as const)("values in braces %s fit, or are an error", (_, members, failures) => {
	expect(answerOf(members).failures).toEqual(failures);
});

describe("what stands between `#if` and `#endif`", () => {
	const setting = (value: string) => ({ patches: new Set<string>(), options: new Map([["CONFIG_X", value]]) });
	const both =
		"option CONFIG_X = y | n;\n#ifdef CONFIG_X\nstatic int f(void) { return 1; }\nconst C = 1;\n#else\nstatic int f(void) { return 2; }\nconst C = 2;\n#endif\n";

	test.each(["y", "n"])("with the option %s", (value) => {
		const text = `${both}kernel v1; scenario s { option CONFIG_X = ${value}; int 0..3 x; task t { x = f();\n#ifdef CONFIG_X\nassert(x == 2, "one");\n#else\nassert(x == 1, "other");\n#endif\nx = C; assert(x == 1); } }`;
		const found = compare(text, setting(value));
		if ("why" in found) throw new Error(`not compared: ${found.why}`);
		expect(found.checker).toEqual(found.reference);
		expect(Object.keys(found.checker.failures)).toEqual(["assertion"]);
	});
});

describe("a part of an object, and what it is part of", () => {
	const functions = "struct whole { struct node n; int 0..3 w; struct node more[2]; }";
	test.each([
		[
			"leads back to it",
			"struct whole x; struct node *p = &x.n; task t { struct whole *w = container_of(p, struct whole, n); w->w = 1; assert(x.w == 0); }",
			{ assertion: "some" },
		],
	] as const)("%s", (_, members, failures) => {
		expect(Object.keys(answerOf(members, functions).failures)).toEqual(Object.keys(failures));
	});
});
