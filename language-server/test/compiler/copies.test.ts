/** Copies of objects, and what sets them to what they begin with. The verdicts are derived by hand. */
import { describe, expect, test } from "vitest";
import { foundIn } from "./found";

const STRUCTS = `
struct leaf { int 0..3 w = 1; };
struct list { struct list *next; };
struct node { int 0..3 v; struct leaf own; struct leaf *leaf; struct list list; int 0..3 z[2]; };
fn struct node *linked() { struct node *n = new node {}; n->list.next = &n->list; return n; }
fn struct node *copied(struct node *from) {
	struct node *n = linked();
	n->leaf = &n->own;
	from->leaf = &from->own;
	from->own.w = 2;
	*n = *from;
	return n;
}
`;

/** What fails in a scenario with these members. */
function failing(members: string): readonly string[] {
	return foundIn(`${STRUCTS} scenario s { ${members} }`).fails;
}

describe("an object is copied", () => {
	test.each([
		[
			"with what is part of it",
			"struct node a = { .v = 1, .own = { 3 }, .z[1] = 2 }; struct node b; task t { b = a; assert(b.v == 1 && b.own.w == 3 && b.z[1] == 2); }",
		],
		[
			"without what part is whose",
			"struct node a, b; task t { a.leaf = &a.own; b = a; a.own.w = 2; assert(b.leaf == &a.own && b.own.w == 1); }",
		],
		[
			"in the set-up, where both refer to themselves",
			"struct node *b = copied(linked()); task t { assert(b->list.next != &b->list && b->list.next && b->leaf != &b->own && b->own.w == 2); }",
		],
		[
			"one of two",
			"bool c; struct node a = { .v = 1 }, b = { .v = 2 }, d; struct node *p = &b; task t { d = c ? a : *p; assert(d.v == 2); struct node e = !c ? a : b; assert(e.v == 1); }",
		],
		[
			"where one refers to itself from the beginning, and another does not",
			"struct node *a = linked(); struct node *b = new node {}; task t { a->v = 1; *b = *a; assert(b->v == 1 && b->list.next == &a->list); }",
		],
		[
			"whichever of such it is",
			`struct node *a = linked(); struct node *b = new node {}; struct node *c = a;
			task t { b->v = 2; choose { c = b; } or { } struct node copy = *c; assert(c == b ? copy.v == 2 && !copy.list.next : copy.list.next == &a->list); }`,
		],
	])("%s", (_, members) => {
		expect(failing(members)).toEqual([]);
	});

	test.each([
		["from null", "struct node a; struct node *p; task t { a = *p; }", "null_dereference"],
		["to null", "struct node a; struct node *p; task t { *p = a; }", "null_dereference"],
		["to null, into a new one", "struct node *p; task t { struct node copy = *p; }", "null_dereference"],
		["from null, or another one", "bool c; struct node a, b; struct node *p; task t { a = c ? b : *p; }", "null_dereference"],
		["from an error", "struct node a; struct node *p; task t { p = (void *)-2; a = *p; }", "invalid_pointer"],
		["from what has been freed", "struct node a; struct node *p = new node {}; task t { free(p); a = *p; }", "use_after_free"],
		[
			"from what is freed once the field has been copied that changes",
			"struct node a; struct node *p = new node {}; task u { p->v = 1; } task t { a = *p; } task v { wait (a.v == 1); free(p); }",
			"use_after_free",
		],
	])("%s", (_, members, failure) => {
		expect(failing(members)).toEqual([failure]);
	});
});

describe("what stands in braces", () => {
	const members = (task: string): string => `struct node a, b; struct node *p = &a; ${task}`;
	test.each([
		[
			"is given to each field, and the others get their defaults",
			`task t {
				a.z[0] = 3; a.own.w = 3; a.leaf = &b.own;
				*p = (struct node){ 1, .z[1] = 2, .list = { &b.list } };
				assert(a.v == 1 && a.z[1] == 2 && a.list.next == &b.list && !a.z[0] && a.own.w == 1 && !a.leaf);
			}`,
			[],
		],
		["is read before", "task t { a.v = 2; a = (struct node){ .z = { a.v, a.v } }; assert(!a.v && a.z[0] + a.z[1] == 4); }", []],
		["one after another", "task t { a = (struct node){ 1, .z[1] = 1 }; } task u { assert(a.v == a.z[1]); }", ["assertion"]],
		["in their order", "task t { a = (struct node){ .z[1] = 1, .v = 1 }; } task u { wait (a.z[1] == 1); assert(a.v == 1); }", []],
		["and fits", "int 0..7 n; task t { n = 7; a = (struct node){ n }; }", ["range"]],
		["not to null", "task t { p = NULL; *p = (struct node){ 1 }; }", ["null_dereference"]],
		["not to what has been freed", "task t { p = new node {}; free(p); *p = (struct node){ 0 }; }", ["use_after_free"]],
	] as const)("%s", (_, task, failures) => {
		expect(failing(members(task))).toEqual(failures);
	});
});

describe("what is cleared", () => {
	test.each([
		[
			"becomes 0, whatever it was given, and whatever it begins with",
			"struct node a = { .v = 3, .own = { 2 }, .z[0] = 1 }; task t { clear(a); assert(!a.v && !a.own.w && !a.z[0]); }",
		],
		["by `new`", "struct node *a = new node { v: 3 }; task t { clear(a); assert(!a->v); }"],
		["by a constructor", "struct node *a = linked(); task t { clear(a); assert(!a->list.next); }"],
	])("%s", (_, members) => {
		expect(failing(members)).toEqual([]);
	});

	test("is no null", () => {
		expect(failing("struct node *p; task t { clear(p); }")).toEqual(["null_dereference"]);
	});
});
