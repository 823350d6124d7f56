/** Macros with parameters: what their uses stand for, and what they cannot be. */
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

const task = (items: string, statements: string) => failing(items, `task t { ${statements} }`);

describe("a macro that is an expression", () => {
	test("has its arguments as they are, each evaluated as often as it is named", () => {
		const items = "#define MAX(a, b) ((a) > (b) ? (a) : (b))\nint 0..7 calls; int f(int n) { calls++; return n; }";
		expect(task(items, "assert(MAX(f(3), 2) == 3 && calls == 2); assert(MAX(1, 1 + 1) == 2);")).toEqual([]);
	});

	test("evaluates them once where it keeps them, by `typeof` and statements in an expression", () => {
		const items = `
			#define min(a, b) ({ typeof(a) _a = (a); typeof(b) _b = (b); _a < _b ? _a : _b; })
			int 0..7 calls; int f(int n) { calls++; return n; }`;
		expect(task(items, "int x = min(f(3), 5) + min(1, f(2)); assert(x == 4 && calls == 2);")).toEqual([]);
	});

	test("may be assigned to, name fields and types, and use other macros", () => {
		const items = `
			struct part { int 0..7 n; }; struct whole { struct part a; struct part b; } all;
			#define entry(p, type, member) container_of(p, type, member)
			#define whole_of(p) entry(p, struct whole, b)
			#define field(o, f) ((o)->f)`;
		expect(task(items, "field(&all, a.n) = 3; assert(whole_of(&all.b) == &all && field(whole_of(&all.b), a).n == 3);")).toEqual([]);
	});

	test("is looked at as what it stands for, where C leaves an order open", () => {
		const items = `
			#define twice(x) ((x) + (x))
			#define once(x) ({ int first = 0; if (x) first = 1; first; })`;
		const told = (statements: string) => problemsOf(`${items}\nscenario s { task t { ${statements} } }`);
		const open = expect.stringContaining("C leaves open whether `n` is changed before or after its other use");
		expect(told("int n = 0; n = twice(n++);")).toEqual([open]);
		expect(told("int n = 0; n = once(n++);")).toEqual([open]);
		expect(told("int n = 0, m = 0; m = once(n++); m = twice(n);")).toEqual([]);
	});

	test("takes one name for a variable and for a member, as that is in each place", () => {
		const items = `
			struct part { int 0..7 n; }; struct whole { struct part work; } all;
			#define whole_of(work) container_of(work, struct whole, work)
			struct whole *around(struct part *work) { return whole_of(work); }`;
		expect(task(items, "assert(around(&all.work) == &all);")).toEqual([]);
	});

	test("finds at an address that it is given what that is the address of", () => {
		const items = `
			struct node { struct node *next; int 0..7 n; } one;
			struct node two;
			#define swap_in(ptr, to) ({ typeof(*(ptr)) was_ = *(ptr); *(ptr) = (to); was_; })
			int f(int *v) { return swap_in(v, 3); }`;
		const found = "swap_in(&one.next, &two) == null && one.next == &two && swap_in(&one.n, 5) == 0 && f(&one.n) == 5 && one.n == 3";
		expect(task(items, `assert(${found});`)).toEqual([]);
	});

	test("may be the values in braces that something has at first", () => {
		const items = `
			struct list { struct list *next; struct list *prev; };
			#define LIST_INIT(name) { &(name), &(name) }
			#define LIST(name) struct list name = LIST_INIT(name)
			struct queue { struct list head; int 0..3 n; };
			static LIST(all);
			struct queue first = { .n = 1, .head = LIST_INIT(first.head) };`;
		const holds = "all.next == &all && mine.prev == &mine && first.head.next == &first.head && first.n == 1 && own.next == &own";
		expect(failing(items, `LIST(mine); task t { LIST(own); assert(${holds}); }`)).toEqual([]);
	});
});

describe("a macro of statements", () => {
	test("does them where it is used", () => {
		const items = "int x, y;\n#define set_both(v) do { \\\n\tx = (v); \\\n\ty = (v); \\\n} while (0)\n";
		expect(task(items, "if (x == 0) set_both(5); else set_both(6); assert(x == 5 && y == 5);")).toEqual([]);
	});

	test("may be the head of the statement behind it, with or without braces", () => {
		const items = `
			struct node { struct node *next; int 0..7 v; };
			#define for_each_node(pos, first) for (pos = (first); pos; pos = pos->next)
			#define for_each_even(pos, first) for_each_node(pos, first) if (pos->v % 2) {} else
			struct node c = { NULL, 3 }, b = { &c, 2 }, a = { &b, 4 };`;
		const loops = `
			for_each_node(p, &a) { if (p == &b) continue; n += p->v; }
			for_each_node(p, &a) n++;
			for_each_even(p, &a) n += p->v;
			for_each_node(p, &a) if (p->v == 2) break;`;
		expect(task(items, `struct node *p; int n = 0; ${loops} assert(n == 16 && p == &b);`)).toEqual([]);
	});

	test("takes types, also of numbers, and declares variables of them", () => {
		const items = `
			struct foo { int n; };
			#define least(type, x, y) ({ type a_ = (x); type b_ = (y); a_ < b_ ? a_ : b_; })
			#define DEFINE_TWO(type, name) type name[2]
			DEFINE_TWO(struct foo, foos);
			static DEFINE_TWO(unsigned long, longs);
			static DEFINE_TWO(u8, bytes);
			int x = 3;`;
		const numbers = "least(unsigned int, x, 2) + least(int, x, 7) + least(unsigned long, 1, x) + least(u8, 4, 4) == 10";
		expect(task(items, `foos[1].n = 1; longs[1] = 2; bytes[0] = 3; assert(${numbers} && foos[1].n + longs[1] + bytes[0] == 6);`)).toEqual(
			[],
		);
	});

	test("takes any number of arguments with `...`", () => {
		const items = "int sum(int a, int b) { return a + b; }\n#define call(f, ...) f(__VA_ARGS__)\n#define call2(f, args...) f(args)\n";
		expect(task(items, "assert(call(sum, 1, 2) + call2(sum, 3, 4) == 10);")).toEqual([]);
	});
});

test("a function that a macro names can be referred to", () => {
	const items = `
		struct work { int (*func)(int); };
		int twice(int n) { return 2 * n; }
		#define WORK(name) struct work name = { .func = twice }
		WORK(doubling);`;
	expect(task(items, "assert(doubling.func(3) == 6);")).toEqual([]);
});

test("an object on the stack is declared by the macro that is called like its struct", () => {
	const items = "struct completion { int 0..3 done; }; void complete(struct completion *c) { c->done++; }";
	expect(task(items, "DECLARE_COMPLETION_ONSTACK(done); complete(&done); assert(done.done == 1);")).toEqual([]);
});

describe("what is not taken says so where it is used", () => {
	const inTask = (items: string, statements: string) => problemsOf(`${items}\nscenario s { task t { ${statements} } }`);

	test("the wrong number of arguments, circles, heads and values that are none", () => {
		const items = `
			int x;
			#define one(a) (a)
			#define loop(n) for (n = 0; n < 3; n++)
			#define round(a) round(a)
			#define both(v) do { x = (v); } while (0)`;
		expect(inTask(items, "x = one(); x = round(1); x = both(2); one(1) { } loop(x); both(1) { }")).toEqual([
			`macro "one": 'one' takes 1 argument`,
			`macro "round(1)": 'round' is used within itself: round → round`,
			`macro "both(2)": 'both' stands for statements, and has no value`,
			`macro "one": 'one' is an expression, and no head of a statement`,
			`macro "loop": 'loop' is the head of a statement, which is missing behind it`,
			`macro "both": 'both' is complete, and no head of a statement`,
		]);
	});

	test("a macro is used in what it is given, but not in what it stands for", () => {
		const items = `
			int x;
			#define larger(a, b) ((a) > (b) ? (a) : (b))
			#define largest(a, b, c) larger(a, larger(b, c))
			#define set(v, n) do { v = (n); } while (0)
			#define ping(a) pong(a)
			#define pong(a) ping(a)`;
		expect(inTask(items, "set(x, larger(larger(x, 1), larger(2, 3))); assert(largest(1, largest(3, 2, x), larger(x, x)) == 3);")).toEqual(
			[],
		);
		expect(inTask(items, "x = ping(1);")).toEqual([`macro "ping(1)": 'ping' is used within itself: ping → pong → ping`]);
		const deep = Array.from({ length: 20 }).reduce<string>((inner) => `larger(${inner}, 1)`, "x");
		const problems = inTask(items, `x = ${deep};`);
		expect(problems.every((problem) => problem.endsWith("macros stand for too much here"))).toBe(true);
		expect(problems).not.toEqual([]);
	});

	test("a use that nobody has defined", () => {
		expect(inTask("int x;", "list_for_each(x, y) { x = 1; }")).toEqual([`unknown-name "list_for_each": there is no macro 'list_for_each'`]);
	});

	test("what is wrong in what a use stands for is said at the use, and of its arguments there", () => {
		const items = "struct a { int x; } one;\n#define get(o, f) ((o)->f)\n#define add(o) ((o)->x + nothing)\n";
		expect(inTask(items, "one.x = get(&one, y); one.x = add(&one); one.x = get(two, x);")).toEqual([
			"unknown-name \"y\": there is no field in 'a' called 'y'",
			"unknown-name \"add(&one)\": there is no value 'nothing'",
			"unknown-name \"two\": there is no value 'two'",
		]);
	});

	test("a function of the same name is that function", () => {
		expect(failing("#define twice(x) ((x) * 2)\n", "int twice(int x) { return 7; } task t { assert(twice(1) == 7); }")).toEqual([]);
	});
});
