/** Declarations as C has them that a kernel file brings along. */
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

describe("enums", () => {
	test("members have the values that are written, and go on from there", () => {
		const items = "const BASE = 3; enum state { IDLE = 1, BUSY, FULL = BASE + 4, MORE } state now; state then = FULL;";
		holds(items, "IDLE == 1", "BUSY == 2", "FULL == 7", "MORE == 8", "now == IDLE", "then == FULL", "MORE - FULL == 1");
	});

	test("one without a name declares constants of any size", () => {
		holds(
			"enum { FLAG_A = 1 << 0, FLAG_B = 1 << 1, ALL = FLAG_A | FLAG_B, BIG = 1 << 20, LEAST = -5 };",
			"ALL == 3",
			"BIG == 1048576",
			"LEAST < 0",
		);
	});

	test("a member is a number where one is wanted, and has a truth", () => {
		const items = "enum flags { NONE, DIRTY = 1, LOCKED = 2 } int 0..7 f; enum flags g;";
		expect(
			failing(items, "task t { f |= DIRTY; f |= LOCKED; assert(f == 3 && !g); g = LOCKED; if (g) f &= ~LOCKED; assert(f == DIRTY); }"),
		).toEqual([]);
	});

	test("members have any values, and a variable is 0 at first where one is", () => {
		const items = "enum level { NONE = -1, LOW, HIGH = 2000 }; enum error { IO = -5, AGAIN = -11 }; enum level l; enum error e;";
		expect(
			failing(
				items,
				"task t { assert(l == LOW && e == AGAIN); l = NONE; assert(l < 0 && l == -1); l = HIGH; e = IO; assert(l == 2000 && e == -5); }",
			),
		).toEqual([]);
	});

	test("what they cannot be", () => {
		expect(problemsOf("enum a { A = B, B = A } enum b { C = 2000 } enum c { D = -1 } color e; enum d { E } d f = 1;")).toEqual([
			`circular-constant "A": 'A' depends on itself`,
			`unknown-name "color": there is no type 'color'`,
			`wrong-type "1": 'f' is d, and this is int`,
		]);
	});

	test("a member is named in a message by its value", () => {
		const system = compileSource(
			'enum state { A = 2, B = 5 } state s = B; property p "it is {s}" = s == A; scenario x { task t { s = A; } }',
		);
		expect(system.cells).toMatchObject([{ min: 2, max: 5, initial: 5 }, {}]);
	});
});

describe("fields of some bits", () => {
	const items = "struct flags { unsigned int a:1, b : 2; bool c:1; int d:3; }; struct flags set;";

	test("hold what fits into them", () => {
		expect(failing(items, "task t { set.a = 1; set.b = 3; set.c = true; set.d = -4; assert(set.a - 2 < 0); }")).toEqual([]);
		expect(failing(items, "task t { set.b = 4; }")).toEqual(["range"]);
		expect(failing(items, "task t { set.d = 4; }")).toEqual(["range"]);
	});

	test("only numbers have bits, and not too many", () => {
		expect(problemsOf("struct s { s next:1; int x:0; u32 y:20; bool b:2; }").map((one) => one.split('"')[2])).toEqual([
			": only a number has bits, and this is s",
			": a field can have 1 to 10 bits here",
			": a field can have 1 to 10 bits here",
			": only a number has bits, and this is bool",
		]);
	});
});

describe("prototypes", () => {
	test("have no effect, with or without names for what is taken", () => {
		const items = `
			struct page { int 0..3 count; };
			static int get(struct page *, unsigned long);
			extern void put(struct page *page, int n) __releases(lock);
			struct page *find(void);
			static int get(struct page *page, unsigned long n) { return page->count + n; }`;
		expect(
			failing(
				`${items} struct page one;`,
				"int twice(int); task t { assert(twice(get(&one, 2)) == 4); } int twice(int n) { return n * 2; }",
			),
		).toEqual([]);
	});

	test("what is only announced cannot be called", () => {
		expect(problemsOf("int f(int n); scenario s { task t { f(1); } }")).toEqual([`unknown-name "f": there is no function 'f'`]);
	});

	test("a function needs the names", () => {
		expect(problemsOf("int f(int) { return 1; }")).toEqual([`syntax-error ")": expected the name of the parameter, not \`)\``]);
	});
});

describe("numbers and casts", () => {
	test("one that begins with 0 is octal", () => {
		holds("const MODE = 0644;", "MODE == 420", "0 == 00", "010UL == 8", "0x10 == 16");
		expect(problemsOf("const MODE = 0689;")).toEqual([
			`malformed-number "0689": \`0689\` is not a number: one that begins with 0 is octal, and has the digits 0 to 7`,
		]);
	});

	test("masks, truths and values that are not used", () => {
		expect(failing("", "int 0..7 x = 5; bool b; task t { b = !!x; (void)x; assert(b && (x & ~1UL) == 4 && (x & ~0UL) == 5); }")).toEqual(
			[],
		);
	});

	test("`do` with one statement", () => {
		expect(failing("", "int 0..7 x; task t { do x++; while (x < 3); do if (x) x = 0; while (x); assert(!x); }")).toEqual([]);
	});
});

describe("typedef", () => {
	const items = `
		struct lock { bool held; };
		typedef struct lock lock_t;
		typedef struct lock *lock_ref;
		typedef lock_t spin_t;
		typedef unsigned long count_t;
		typedef int (*get_t)(int);
		enum mode { IDLE, BUSY };
		typedef enum mode mode_t;
		struct page { spin_t lock; lock_t *other; lock_ref third; count_t count; mode_t mode; };
		struct page one;`;

	test("makes names of C: without a star an object, with one a reference", () => {
		holds(items, "&one.lock != null", "one.other == null", "one.third == null", "one.mode == IDLE");
		expect(
			failing(items, "void take(lock_t *l) { l->held = true; } lock_t mine; task t { take(&mine); take(&one.lock); assert(mine.held); }"),
		).toEqual([]);
	});

	test("of numbers holds what they hold", () => {
		expect(failing(items, "task t { count_t n = 0; one.count = n; n--; }")).toEqual(["range"]);
		expect(failing(items, "int twice(int n) { return 2 * n; } get_t get = twice; task t { assert(get(2) == 4); }")).toEqual([]);
	});

	test("may come behind what uses it, and say nothing new", () => {
		holds("page_t one; typedef struct page page_t; typedef struct page page; struct page { bool b; };", "&one != null && !one.b");
	});

	test("what it cannot be", () => {
		expect(problemsOf("typedef enum { A } a_t;\ntypedef struct nothing b_t;\ntypedef int int_t;\nint_t int_t;")).toEqual([
			'syntax-error "enum": a `enum` is defined on its own: `enum NAME { … };`, and then `typedef enum NAME …;`',
			'opaque-struct "nothing": `struct nothing` is declared nowhere: nothing of it can be used',
			"duplicate-name \"int_t\": 'int_t' is already declared",
		]);
	});
});

describe("macros that declare an object", () => {
	const items = "struct mutex { bool held; } struct wait_queue_head { int 0..3 waiters; } struct list_head { struct list_head *next; }";

	test("are called like its struct", () => {
		const declared = "static DEFINE_MUTEX(lock); DECLARE_WAIT_QUEUE_HEAD(queue); LIST_HEAD(all);";
		const task = "task t { struct mutex *m = &lock; m->held = true; assert(lock.held && queue.waiters == 0 && !all.next); }";
		expect(failing(`${items} ${declared}`, task)).toEqual([]);
		expect(failing(items, `${declared} ${task}`)).toEqual([]);
	});

	test("where there is none, that is said", () => {
		expect(problemsOf("DEFINE_SPINLOCK(lock);")).toEqual([
			"unknown-name \"DEFINE_SPINLOCK\": there is no struct 'spinlock', of which `DEFINE_SPINLOCK` would make an object",
		]);
	});
});
