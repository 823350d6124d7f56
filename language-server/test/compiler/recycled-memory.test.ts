/**
 * Memory that is handed out again: `recycle()`. References belong to one life of their object, and comparisons see the
 * address. The verdicts are derived by hand.
 */
import { describe, expect, test } from "vitest";
import { stepsOf as compiledSteps, compileSource } from "../compile-source";
import { outcomeOf, stepsOf } from "../explain/check-source";
import { textOf } from "../named";

const STRUCTS = `
struct lock { bool held; }
struct node { struct node *next; struct node *other; int 0..3 value; struct lock lock; }
`;

/** What is found in a scenario with these members, each by its name; or the verdict where that is nothing. */
function found(members: string, functions = ""): string {
	const { verdict, findings, result } = outcomeOf(
		`${STRUCTS}${functions} scenario s { struct node *p, *q; struct lock *l; int 0..7 n; ${members} }`,
	);
	if (findings.length > 0) return findings.map(({ subject }) => subject).join(" ");
	return verdict === "inconclusive" ? `inconclusive: ${result.limit} ${result.spentPools?.join()}` : verdict;
}

describe("memory that is recycled may be that of a later object, or not", () => {
	const again = "task t { p = new node {}; q = p; recycle(p); p = new node {};";

	test.each([
		["it may have the same address", "assert(p != q);", "assertion"],
		["and need not", "assert(p == q);", "assertion"],
		["another one lives", "assert(alive(p) && !alive(q));", "safe"],
		["a stale reference is none to what lives now", "if (p == q) q->value = 1;", "use_after_free"],
		["a new one is good", "p->value = 1; assert(p->value == 1); recycle(p);", "safe"],
		["null is no address of any", "assert(p != NULL && q != NULL && !(p == NULL));", "safe"],
		["what is part of it lies where it lies", "assert(&p->lock != &q->lock);", "assertion"],
		["at the place of the part", "assert((p == q) == (&p->lock == &q->lock));", "safe"],
		["a stale reference cannot be freed", "if (p == q) recycle(q);", "double_free"],
		["nor by the other way to free", "if (p == q) free(q);", "double_free"],
	])("%s", (_title, then, expected) => {
		expect(found(`${again} ${then} }`)).toBe(expected);
	});

	test("never while the first one lives, and once", () => {
		expect(found("task t { p = new node {}; q = new node {}; assert(p != q); recycle(p); p = new node {}; assert(p != q); }")).toBe("safe");
		const twice =
			"struct node *a, *b; task t { p = new node {}; recycle(p); a = new node {}; b = new node {}; assert(a != b); assert(!(a == p && b == p)); }";
		expect(found(twice)).toBe("safe");
	});

	test("again and again", () => {
		const members = "struct node *a; task t { p = new node {}; recycle(p); a = new node {}; recycle(a); q = new node {}; ";
		expect(found(`${members} assert(!(p == a && a == q)); }`)).toBe("assertion");
		expect(found(`${members} assert(!(p == a && q != a)); }`)).toBe("assertion");
		// By a free address, or by one of its own, but by none that lives.
		expect(found(`${members} assert(q == q && !alive(a) && !alive(p) && alive(q)); }`)).toBe("safe");
	});

	test("of what the set-up has made, too", () => {
		expect(found("struct node *a = new node {}; task t { q = a; recycle(a); p = new node {}; assert(p != q); }")).toBe("assertion");
	});

	test("but not what has been freed for good, or of another struct", () => {
		expect(found("task t { p = new node {}; q = p; free(p); p = new node {}; assert(p != q); }")).toBe("safe");
		const other = "struct other { int 0..1 x; struct lock lock; }";
		expect(
			found("task t { struct other *o = new other {}; l = &o->lock; recycle(o); p = new node {}; assert(l != &p->lock); }", other),
		).toBe("safe");
	});

	test("what is made in a loop", () => {
		const members = "task t { while (n < 4) { p = new node {}; if (n > 0) assert(p != q); q = p; recycle(p); n++; } }";
		expect(found(members)).toBe("assertion");
		expect(found(members.replace("n < 4", "n < 5").replace("assert(p != q)", "assert(alive(p) && !alive(q))"))).toBe(
			"inconclusive: pool node",
		);
	});

	test("another task may be given it", () => {
		const members =
			"task t { p = new node {}; q = p; recycle(p); n = 1; } task u { wait (n == 1); struct node *mine = new node {}; assert(mine != q); }";
		expect(found(members)).toBe("assertion");
	});

	test("what nobody recycles has no address in the states", () => {
		const source = (how: string): string =>
			`${STRUCTS} scenario s { struct node *p; task t { p = new node {}; ${how}(p); p = new node {}; assert(p); } }`;
		const addresses = (how: string): number =>
			textOf(compileSource(source(how))).cells.filter(({ name }) => name.endsWith(".address")).length;
		expect([addresses("free"), addresses("recycle")]).toEqual([0, 2]);
		const steps = (how: string) => compiledSteps(compileSource(source(how))).t.map((step) => step.replace(how, "free"));
		expect(steps("recycle")).toEqual(steps("free"));
	});
});

describe("a stack without a lock", () => {
	const stack = (pop: string): string => `
		/// A node and its successor are read before anybody can free them: what is left is the address.
		struct node *pop(void) {
			struct node *first, *next;
			${pop}
			return first;
		}
		void push(struct node *node) { atomic { node->next = top; top = node; } }
		struct node *top = new node { next: new node {} };
		int 0..7 tag;
		task popper { struct node *node = pop(); if (node) node->value = 1; }
		task other {
			struct node *a, *b, *c;
			atomic { a = top; if (a) { top = a->next; tag++; } }
			atomic { b = top; if (b) { top = b->next; tag++; } }
			FREE(a);
			c = new node {};
			atomic { push(c); tag++; }
		}`;
	const compares = "do { atomic { first = top; next = first ? first->next : NULL; } if (!first) return NULL; } while (!swap(first, next));";
	const swap = "bool swap(struct node *from, struct node *to) { atomic { if (top != from) return false; top = to; return true; } }";
	const tagged = `int 0..7 seen; bool done = false;
		do { atomic { first = top; next = first ? first->next : NULL; seen = tag; } if (!first) return NULL;
			atomic { if (top == first && tag == seen) { top = next; tag++; done = true; } } } while (!done);`;

	test("pops a stale node where the address of the first one has come back: ABA", () => {
		expect(found(`${swap} ${stack(compares).replace("FREE", "recycle")}`)).toBe("use_after_free");
		const { findings } = outcomeOf(`${STRUCTS} scenario s { ${swap} ${stack(compares).replace("FREE", "recycle")} }`);
		expect(stepsOf(findings[0]).map((step) => step.replace(/ \[.*/, ""))).toEqual([
			"popper: atomic { first = top; next = first ? first->next : NULL; }",
			"other: atomic { a = top; if (a) { top = a->next; tag++; } }",
			"other: atomic { b = top; if (b) { top = b->next; tag++; } }",
			"other: recycle(a)",
			"other: new node {}",
			"other: atomic { push(c); tag++; }",
			"popper: swap(first, next)",
			"popper: node->value = 1",
		]);
	});

	test("does not where freed memory stays freed, or a tag tells one from the other", () => {
		expect(found(`${swap} ${stack(compares).replace("FREE", "free")}`)).toBe("safe");
		expect(found(stack(tagged).replace("FREE", "recycle"))).toBe("safe");
	});
});
