/**
 * Objects that tasks make and free. The verdicts are derived by hand; what random programs do with them is compared
 * with a second interpreter in `test/meaning`.
 */
import { describe, expect, test } from "vitest";
import { stepsOf as compiledSteps, compileSource, problemsOf } from "../compile-source";
import { outcomeOf, stepsOf } from "../explain/check-source";
import { textOf } from "../named";

const STRUCTS = `
struct lock { bool held; }
struct foo { int 0..3 count = 1; int 0..3 limit = 2; int 0..3 slots[2]; struct foo *next; struct lock lock; }
`;

/** What is found in a scenario with these members, each as `name: message`; or `safe`, or why nothing is known. */
function verdict(members: string, functions = ""): string | string[] {
	const { verdict, findings, result } = outcomeOf(`${STRUCTS}${functions} scenario s { ${members} }`);
	if (verdict === "safe") return "safe";
	if (verdict === "inconclusive") return `inconclusive: ${result.limit} ${result.spentPools?.join()}`;
	return findings.map(({ subject, message }) => `${subject}: ${message.replace(/ by \w+(\[\d\])? in #\d+.*$/, "")}`);
}

describe("every access to an object that has been freed is a use after free", () => {
	test.each([
		["a read", "int 0..3 n = p->count;", "p->count"],
		["a write", "p->count = 2;", "p->count = 2"],
		["a change", "p->count++;", "p->count"],
		["a field that nothing writes", "int 0..3 n = p->limit;", "p->limit"],
		["an element of an array", "p->slots[1] = 1;", "p->slots[1] = 1"],
		["a lock in it", "p->lock.held = true;", "p->lock.held = true"],
		["the address of a lock in it, once it is used", "take(&p->lock);", "take(&p->lock)"],
		["a pointer to a field", "set(&p->count);", "set(&p->count)"],
		["an array that is passed", "fill(p->slots);", "fill(p->slots)"],
		["a condition that is waited for", "wait (p->count == 1);", "p->count"],
		["an atomic block", "atomic { p->limit == 2; }", "p->limit"],
		["what C writes for the access", "WRITE_ONCE(p->count, 2);", "WRITE_ONCE(p->count, 2)"],
		["a quantifier", "bool b = exists i in 0..1: p->slots[i] == 1;", "p->slots[i]"],
		["an assertion", "assert(p->count == 1);", "p->count"],
	])("%s", (_title, access, at) => {
		const functions = `
			void take(struct lock *l) { atomic { wait (!l->held); l->held = true; } }
			void set(int *n) { *n = 2; }
			void fill(int a[]) { a[0] = 1; }`;
		const members = `struct foo *p = new foo {}; task user { ${access} } task freer { free(p); }`;
		const object = access.includes("lock") ? "p.lock" : "p";
		expect(verdict(members, functions)).toEqual([`use_after_free: \`${at}\`: ${object} has been freed`]);
		// Who comes too late for sure makes it too, and who is before is well.
		expect(verdict(`struct foo *p = new foo {}; task t { free(p); ${access} }`, functions)).toEqual([
			`use_after_free: \`${at}\`: ${object} has been freed`,
		]);
		expect(verdict(`struct foo *p = new foo {}; task t { ${access} free(p); }`, functions)).toBe("safe");
	});

	test("in the step of the access itself: nobody can free it in between", () => {
		const members = `struct foo *p = new foo {}; bool done;
			task user { p->count = 2; done = true; } task freer { wait (done); free(p); }`;
		expect(verdict(members)).toBe("safe");
	});

	test("the address of a part is no access, and takes no step", () => {
		expect(verdict("struct foo *p = new foo {}; task t { free(p); struct lock *l = &p->lock; assert(l != NULL); }")).toBe("safe");
	});

	test("a reference that was read before is as good as what it refers to", () => {
		const members = `struct foo *head = new foo {};
			task user { struct foo *p = head; if (p) p->count = 2; }
			task freer { struct foo *p = head; head = NULL; free(p); }`;
		const { findings } = outcomeOf(`${STRUCTS} scenario s { ${members} }`);
		expect(findings.map(stepsOf)).toEqual([
			[
				"user: head [head = head]",
				"freer: head [head = head]",
				"freer: head = NULL [head head -> null]",
				"freer: free(p) [head.life alive -> freed]",
				"user: p->count = 2",
			],
		]);
	});

	test("and the message says who has freed it, and who has made it", () => {
		const members = `struct foo *head;
			task maker { struct foo *p = new foo {}; head = p; }
			task user { struct foo *p = head; if (p) p->lock.held = true; }
			task freer { free(head); }`;
		const { findings } = outcomeOf(`${STRUCTS} scenario s { ${members} }`);
		expect(findings.map(({ message }) => message)).toEqual([
			"`p->lock.held = true`: foo 0.lock has been freed by freer in #4, made by maker in #1",
		]);
	});

	test("a comparison is no access", () => {
		expect(verdict("struct foo *p = new foo {}, *q; task t { q = p; free(p); assert(q == p && q != NULL); assert(!alive(p)); }")).toBe(
			"safe",
		);
	});
});

describe("what can be freed", () => {
	test("an object once", () => {
		expect(verdict("struct foo *p = new foo {}; task t[2] { free(p); }")).toEqual(["double_free: `free(p)`: p has been freed already"]);
	});

	test("nothing by null, and that is no step", () => {
		expect(verdict("struct foo *p; int 0..3 x; task t { p = NULL; free(p); } task u { free(p); free(NULL); }")).toBe("safe");
		expect(compiledSteps(compileSource(`${STRUCTS} scenario s { struct foo *p; task t { free(p); free(NULL); } }`))).toEqual({ t: [] });
	});

	test.each([
		["a variable", "foo p; task t { free(p); }", "p"],
		["a variable as in C", "struct foo p; task t { free(&p); }", "p"],
		["a part of an object", "struct foo *p = new foo {}; task t { free(&p->lock); }", "p.lock"],
		["an element of an array of objects", "struct foo p[2]; task t { free(&p[1]); }", "p[1]"],
	])("not %s", (_title, members, object) => {
		expect(verdict(members)).toEqual([expect.stringMatching(`^invalid_free: .*: ${object.replace(/[[\]]/g, "\\$&")} was not allocated$`)]);
	});

	test("one of two by what a variable refers to", () => {
		const members = `struct foo global; struct foo *p = new foo {}; bool first;
			task t { struct foo *q = p; if (first) q = &global; free(q); } task u { first = true; }`;
		expect(verdict(members)).toEqual(["invalid_free: `free(q)`: global was not allocated"]);
	});
});

describe("what a task makes", () => {
	test("is an object of its own each time, with the defaults of its fields", () => {
		const members = `struct foo *a, *b;
			task t { a = new foo {}; b = new foo { count: 3, next: a }; assert(a != b && b->next == a && a->count == 1 && b->count == 3); }
			task u { struct foo *p = new foo {}; p->count = 0; p->lock.held = true; assert(p != a && p != b); }`;
		expect(verdict(members)).toBe("safe");
	});

	test("is made in one step behind what is given for its fields", () => {
		const system = compileSource(`${STRUCTS} scenario s { int 0..3 n = 1; struct foo *p; task t { n = 2; p = new foo { count: n }; } }`);
		expect(compiledSteps(system)).toEqual({ t: ["write n = 2", "read n", "write new foo { count: n }", "write p = new foo { count: n }"] });
	});

	test("belongs to the place in the code: by each call, each task and each round that is written out", () => {
		const functions = "struct foo *make(void) { return new foo {}; }";
		const members = "task t[2] { struct foo *p = make(); struct foo *q = make(); for (i in 0..2) { make(); } p->count = 2; q->count = 3; }";
		const system = compileSource(`${STRUCTS}${functions} scenario s { ${members} }`);
		expect(textOf(system).objects.filter(({ struct }) => struct === "foo")).toHaveLength(10);
		// What is made at a place that is come to once is known: nothing but its fields, lives and locations changes.
		expect(verdict(members, functions)).toBe("safe");
	});

	test("in a value that does not fit, that is an error of the step", () => {
		expect(verdict("int 0..7 n = 5; task t { new foo { count: n }; } task u { n = 6; }")).toEqual([
			expect.stringMatching(/^range: .*[56] is outside 0\.\.3$/),
		]);
	});

	test("costs nothing where it is never freed", () => {
		const system = compileSource(`${STRUCTS} scenario s { task t { struct foo *p = new foo {}; int 0..3 n = p->limit; assert(n == 2); } }`);
		expect(compiledSteps(system)).toEqual({ t: ["write new foo {}"] });
	});
});

describe("a pool", () => {
	const loop = (rounds: number): string => `int 0..7 n; task t { while (n < ${rounds}) { struct foo *p = new foo {}; n++; free(p); } }`;

	test("has four objects for a place in a loop", () => {
		expect(verdict(loop(4))).toBe("safe");
		expect(verdict(loop(5))).toBe("inconclusive: pool foo");
	});

	test("has as many as the scenario says", () => {
		expect(verdict(`pool foo: 5; ${loop(5)}`)).toBe("safe");
		expect(verdict(`pool foo: 1; ${loop(2)}`)).toBe("inconclusive: pool foo");
	});

	test("that runs out hides no race, and is never taken for one", () => {
		const members = `struct foo *head; daemon task d { while (true) { head = new foo {}; free(head); } }`;
		expect(verdict(`${members} task t { struct foo *p = head; if (p) p->count = 2; }`)).toEqual([
			"use_after_free: `p->count = 2`: foo 0 has been freed",
		]);
		expect(verdict(`${members} task t { struct foo *p = head; assert(p == NULL || p != NULL); }`)).toBe("inconclusive: pool foo");
	});

	test("of a loop within one step", () => {
		expect(verdict("int 0..7 n; task t { atomic { while (n < 4) { new foo {}; n++; } } }")).toBe("safe");
		expect(verdict("int 0..7 n; task t { atomic { while (n < 5) { new foo {}; n++; } } }")).toBe("inconclusive: pool foo");
	});

	test("has one for each round of a loop whose text says how many these are", () => {
		const make = (loop: string, before = ""): string => `struct foo *kept[8]; int 0..7 n; task t { ${before} ${loop} }`;
		const round = "kept[i] = new foo {};";
		expect(verdict(make(`for (int i = 0; i < 3; i++) ${round} assert(kept[0] != kept[2]);`))).toBe("safe");
		expect(verdict(make(`for (int i = 0; i < 7; i++) ${round} assert(kept[0] != kept[6]);`))).toBe("safe");
		expect(verdict(make(`for (i = 1; i <= 7; i += 1) ${round}`, "int i;"))).toBe("safe");
		expect(verdict(make(`for (int i = 0; i != 5; ++i) for (int j = 0; j < 2; j++) ${round}`))).toBe("safe");
		expect(verdict(make(`for (i in 0..n) ${round}`, "n = 6;"))).toBe("safe");
		expect(verdict(make(`for (int i = 0; i < 7; i++) { if (i == 6) new foo {}; ${round} }`))).toBe("safe");
		// Of one that changes its own counter, or may be gone round again, it does not.
		const unknown = "inconclusive: pool foo";
		expect(verdict(make(`for (int i = 0; i < 2; i++) { ${round} if (n < 5) { n++; i = 0; } }`))).toBe(unknown);
		expect(
			verdict(
				make(`for (int i = 0; i < 2; i++) { ${round} if (n < 5) { n++; back(i); } }`, "").replace(
					"task t",
					"void back(int *i) { *i = 0; } task t",
				),
			),
		).toBe(unknown);
		expect(verdict(make(`while (n < 3) { n++; for (int i = 0; i < 2; i++) ${round} }`))).toBe(unknown);
		expect(verdict(make(`again: for (int i = 0; i < 2; i++) ${round} if (n < 3) { n++; goto again; }`))).toBe(unknown);
		expect(verdict(make(`for (int i = 0; i < 7; i++) { int m = 0; while (m < 2) { m++; ${round} } }`))).toBe(unknown);
	});

	test("at a place that is come to only because of what another task writes", () => {
		expect(verdict("bool go; task t { wait (go); struct foo *p = new foo {}; free(p); } task u { go = true; }")).toBe("safe");
	});

	test("is filled without changing anything else", () => {
		const functions = "int 0..7 made; int f() { made++; return 0; } struct bar { int 0..3 n = f(); }";
		expect(() => compileSource(`${functions} scenario s { task t { new bar {}; } }`)).toThrow(
			"not-set-up: the defaults of 'bar' change 'made', and objects of it are made while tasks run",
		);
	});
});

describe("properties, loops and quantifiers see what lives", () => {
	test("an object that is not made yet, or that has been freed, is passed over", () => {
		const members = `struct foo *p = new foo { count: 3 };
			task t { struct foo *q = new foo { count: 0 }; q->count = 3; free(q); }
			property full = forall f in foo: f.count == 3;
			property one = exists f in foo: f.count == 3;
			property two = (count f in foo: f.count == 3) < 2;`;
		expect(verdict(members)).toEqual(["full: full fails", "two: two fails"]);
	});

	test("a loop of a task takes a step for each", () => {
		const members = "struct foo *p = new foo {}, *q = new foo {}; int 0..3 n; task t { free(q); for (f in foo) { n++; } assert(n == 1); }";
		expect(verdict(members)).toBe("safe");
		const { t } = compiledSteps(compileSource(`${STRUCTS} scenario s { ${members} }`));
		expect(t).toEqual(["write free(q)", "read n", "write n++", "read f", "read n", "write n++", "read n"]);
	});

	test("a property reads of a freed object what it held last", () => {
		const members = "struct foo *p = new foo { count: 2 }; task t { p->count = 3; free(p); } property p_full = p.count != 3;";
		expect(verdict(members)).toEqual(["p_full: p_full fails"]);
		expect(verdict("struct foo *p = new foo {}; task t { free(p); } property dangling = p == null || alive(p);")).toEqual([
			"dangling: dangling fails",
		]);
	});

	test("what has been freed holds nothing", () => {
		const structs = "struct page { int 0..1 n; } struct holder { counted page page; }";
		const members = `page p; struct holder *h = new holder { page: p };
			task t { assert(counted(p) == 1); free(h); assert(counted(p) == 0); }`;
		expect(verdict(members, structs)).toBe("safe");
	});
});

describe("a function for any struct", () => {
	const model = `
		struct bar { int 0..3 x = 2; }
		int 0..1 mode;
		void *make(size_t size, int flags) { return new size; }
		void *make_twice(size_t size) { make(size, 1); return make(size, 2); }
		void drop(const void *object) { free(object); }
		void *same(void *object) { drop(object); return object; }
		size_t bars = sizeof(struct bar);`;

	test("makes an object of the struct whose size it is given", () => {
		const members = `struct foo *p = make(sizeof(struct foo), 0);
			task t {
				struct foo *q = make(sizeof(*q), 0);
				struct bar *b = make_twice(sizeof(*b)), *c = make(bars, flags: 1), *d = make(sizeof(bar), 1);
				assert(q != p && b != c && c != d && q->count == 1 && b->x == 2 && c->x == 2 && d->x == 2);
				drop(p); drop(q); drop(b); drop(c); drop(NULL);
			}`;
		expect(verdict(members, model)).toBe("safe");
	});

	test("frees what it is given, and tells it by what the task says", () => {
		const members = "struct foo *p = new foo {}; task t { drop(p); drop(p); }";
		expect(verdict(members, model)).toEqual(["double_free: `drop(p)`: p has been freed already"]);
		expect(verdict("struct bar *b = new bar {}; task t { struct bar *c = same(b); c->x = 1; }", model)).toEqual([
			"use_after_free: `c->x = 1`: b has been freed",
		]);
	});

	test("is named in the message of a property that takes any struct", () => {
		const properties = `property bad(void *object, task t) "{t} complains of {object}";
			void complain(void *object) { assert(false, bad(object, self)); }`;
		expect(verdict("struct foo p; task t { complain(&p.lock); }", model + properties)).toEqual(["bad: t complains of p.lock"]);
		expect(verdict("struct bar b; task t { complain(&b); }", model + properties)).toEqual(["bad: t complains of b"]);
	});

	test.each([
		[
			"another struct",
			"struct bar *b = make(sizeof(struct foo), 0);",
			"wrong-type \"make(sizeof(struct foo), 0)\": 'b' is bar, and this is foo",
		],
		[
			"a number",
			"struct bar *b = make(2, 0);",
			"unknown-size \"make(2, 0)\": which struct 'make' is to give is not known: write `sizeof(struct NAME)`",
		],
		[
			"the size of a number",
			"int n; struct bar *b = make(sizeof(n), 0);",
			"unknown-size \"make(sizeof(n), 0)\": which struct 'make' is to give is not known: write `sizeof(struct NAME)`",
		],
	])("refuses %s", (_title, statement, problem) => {
		expect(problemsOf(`${STRUCTS}${model} scenario s { task t { ${statement} } }`)).toEqual([problem]);
	});

	test.each([
		[
			"assigns to what it is given",
			"void f(void *p, struct foo *q) { p = q; }",
			'void-pointer "p": a parameter `void *` refers to what was given, and to nothing else: declare a variable for it',
		],
		["looks into it", "int f(void *p) { return p->count; }", 'wrong-type "p": only an object has fields, and this is void *'],
	])("never %s", (_title, fn, problem) => {
		expect(problemsOf(`${STRUCTS} ${fn}`)).toEqual([problem]);
	});

	test("is given one struct, where it gives one", () => {
		const functions = "void *pick(size_t size, void *object) { return object; }";
		const text = `${STRUCTS}${model}${functions} scenario s { struct bar *b = new bar {}; task t { struct foo *p = pick(sizeof(*p), b); } }`;
		expect(problemsOf(text)).toEqual([expect.stringMatching(/^unknown-size .*whether 'pick' gives foo or bar is not known/)]);
	});

	test.each([
		["copy(&a, &b, 4);", "`sizeof(struct foo)`"],
		["set(&a, 8);", "`sizeof(struct foo)`"],
		["struct foo *p = &a; set(p, sizeof(p));", "`sizeof(struct foo)`"],
	])("is refused for a part of an object: %s", (text, wanted) => {
		const functions = "void set(void *p, int n) { clear(p, n); } void copied(void *p, const void *q, int n) { copy(p, q, n); }";
		const members = `struct foo a; struct foo b; task t { ${text.replace("copy(", "copied(")} }`;
		expect(() => compileSource(`${STRUCTS}${functions} scenario s { ${members} }`)).toThrow(wanted);
	});

	test("needs a size of a struct", () => {
		const functions = `${model} void *careless(int n) { return make(n, 0); }`;
		expect(() => compileSource(`${STRUCTS}${functions} scenario s { task t { int 0..3 n = 2; careless(n); } }`)).toThrow("unknown-size");
	});
});
