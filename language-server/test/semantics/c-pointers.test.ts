/** Locals that point to a variable: that variable by another name, from where they are declared. */
import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { compileSource, problemsOf } from "../compile-source";

const items = `
struct node { struct node *next; int n; bool on; };
struct node *head;
struct node *slots[2];
static void raise(int *count, int by) { *count += by; }
static int add(struct node *node)
{
	int *count = &node->n;
	bool flag = false, *seen = &flag;

	(*count)++;
	raise(count, 2);
	*seen = true;
	return flag ? *count : 0;
}
static void push(struct node *node)
{
	struct node **first = &head;

	node->next = *first;
	*first = node;
	if ((*first)->next)
		(*first)->next->on = true;
}
`;

/** What fails in a scenario with these members, under these items. */
function failing(members: string): string[] {
	const system = compileSource(`${items}\nscenario s {\n${members}\n}`);
	return searchNow(system, {}, () => 0).result.violations.map(({ failure }) => system.failures[failure].property);
}

describe("a pointer to a variable", () => {
	test("reads and writes it, and is passed on", () => {
		expect(failing("struct node a; task t { assert(add(&a) == 3 && a.n == 3); }")).toEqual([]);
	});

	test("may be to one that holds a reference", () => {
		expect(failing("struct node a, b; task t { push(&a); push(&b); assert(head == &b && b.next == &a && a.on && !b.on); }")).toEqual([]);
	});

	test("or to an element, whose index is found out once", () => {
		const body = "int i = 1; struct node **slot = &slots[i]; i = 0; *slot = &a; assert(slots[1] == &a && !slots[0]);";
		expect(failing(`struct node a; task t { ${body} }`)).toEqual([]);
	});

	test("in the set-up, too", () => {
		expect(failing("struct node a; int n = add(&a); task t { assert(n == 3 && a.n == 3); }")).toEqual([]);
	});

	test("is a step where the variable is shared: updates are lost", () => {
		const tasks = "task t[2] { int *count = &a.n; (*count)++; }";
		expect(failing(`struct node a; ${tasks} property all at end = a.n == 2;`)).toEqual(["all"]);
	});

	test("to what has been freed is found where it is used, and null where it is taken", () => {
		expect(failing("task t { struct node *p = new node {}; int *n = &p->n; free(p); *n = 1; }")).toEqual(["use_after_free"]);
		expect(failing("task t { struct node *p = null; int *n = &p->n; *n = 1; }")).toEqual(["null_dereference"]);
	});

	test("points to nothing until it is set, also where it never is", () => {
		expect(failing("struct node a; task t { struct node **pp; *pp = &a; }")).toEqual(["null_dereference"]);
		expect(failing("struct node a; task t { int *p; if (a.on) p = &a.n; a.n = *p; }")).toEqual(["null_dereference"]);
	});

	test("points to a variable, and to nothing else", () => {
		expect(problemsOf(`${items} fn f(int x) { int *p; int *q = NULL; int y = 0; int *r = y; int *s = &y; s = r; }`)).toEqual([
			"pointer-variable \"q\": 'q' points to a variable: `*q = &x;`",
			"pointer-variable \"r\": 'r' points to a variable: `*r = &x;`",
		]);
	});

	test("that is set again points to what tasks share", () => {
		const task = (statements: string): string =>
			`struct tree { struct tree *left; int 0..3 n; int m; }; scenario s { struct tree a; task t { ${statements} } }`;
		expect(() => compileSource(task("struct tree *mine = &a; struct tree **p = &a.left; p = &mine; *p = NULL;"))).toThrow(
			"points to variables that tasks share, and not to locals",
		);
		expect(() => compileSource(task("int *p = &a.n; p = &a.m; *p = 1;"))).toThrow("points to numbers of one range");
		expect(problemsOf(task("struct tree **p = &a.left; p = &a.m;"))).toEqual([
			'wrong-type "&a.m": the variable is tree *, and this is int',
		]);
	});

	test("and no jump goes over its declaration", () => {
		expect(problemsOf("fn f(int x) { if (x) goto out; int *p = &x; *p = 1; out: x = 0; }")).toEqual([
			"pointer-variable \"p\": 'p' is a pointer, and a jump goes over its declaration: declare it before",
		]);
	});
});
