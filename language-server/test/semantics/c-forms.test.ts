/** What declarations and addresses mean that are written as in C, and what is not taken. */
import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { compileSource, problemsOf } from "../compile-source";

const STRUCTS = "struct lock { bool held; } struct page { struct lock lock; struct page *next; lock other; int 0..3 count; }\n";

/** What fails in a scenario with these members. */
function failing(members: string): string[] {
	const system = compileSource(`${STRUCTS}scenario s {\n${members}\n}`);
	const { result } = searchNow(system, {}, () => 0);
	expect(result.complete).toBe(true);
	return result.violations.map(({ failure }) => system.failures[failure].property);
}

const inTask = (statements: string, members = ""): string[] =>
	problemsOf(`${STRUCTS}scenario s { struct page page, *none; ${members} task t { ${statements} } }`);

describe("objects and references", () => {
	test("with `struct` a star makes a reference, and none an object", () => {
		const holds = [
			"page.next == null",
			"none == null",
			"&page.lock != null",
			"page.other == null",
			"&two[0] != &two[1]",
			"&two[0].lock != &two[1].lock",
			"length(two) == 2",
		];
		expect(failing(`struct page page, *none, two[2]; task t { ${holds.map((one) => `assert(${one});`).join(" ")} }`)).toEqual([]);
	});

	test("a parameter with two stars is a variable of the caller", () => {
		const functions = "void clear(struct page **p) { *p = (*p)->next; }";
		expect(failing(`struct page page; ${functions} task t { struct page *p = &page; clear(&p); assert(p == null); }`)).toEqual([]);
	});

	test("a lock in an object is taken by its address", () => {
		const take = "void take(struct lock *l) { atomic { wait (!l->held); l->held = true; } }";
		expect(failing(`struct page page; ${take} task t[2] { take(&page.lock); page.count++; assert(page.count < 2); }`)).toEqual([]);
		expect(failing("struct page page; task t { struct page *p = page.next; struct lock *l = &p->lock; }")).toEqual(["null_dereference"]);
	});

	test("what a reference means is named by a star", () => {
		expect(failing("struct page page; task t { struct page *p = &page; (*p).count = 1; assert((&*p)->count == 1); }")).toEqual([]);
	});
});

describe("what is refused says what to write", () => {
	test("copies of objects", () => {
		const problem = (object: string): string =>
			`'${object}' is an object, to which another one is copied by \`${object} = *p\`: a reference to one is declared with \`*\``;
		expect(inTask("struct page *p = none; page = p; page.lock = null; *p = *none; page = *none; page.lock = none->lock;")).toEqual([
			`struct-copy "p": ${problem("page")}`,
			`struct-copy "null": ${problem("page.lock")}`,
		]);
		expect(inTask("page = page.lock; struct page local = none;")).toEqual([
			'wrong-type "page.lock": the variable is page, and this is lock',
			`struct-copy "none": ${problem("local")}`,
		]);
	});

	test("an object as a parameter or a result is a reference, with a warning", () => {
		expect(problemsOf(`${STRUCTS}struct page f(struct page p) { return p; }`)).toEqual([
			`struct-copy "struct page": in C this is a copy of a 'page', here it is a reference: write \`struct page *\``,
			`struct-copy "struct page": in C this is a copy of a 'page', here it is a reference: write \`struct page *\``,
		]);
	});

	test("what is written to such a parameter, which in C stays in the function", () => {
		const structs = "struct in { int k; }; struct pt { int x; struct in in; struct in *out; int a[2]; };";
		const written = (statement: string): string[] =>
			problemsOf(`${structs} static void f(struct pt p, struct in *q) { ${statement} }`).filter(
				(problem) => !problem.includes("write `struct pt *`"),
			);
		const refused = [
			"struct-copy \"p\": in C 'p' is a copy, and what is written to it stays in the function: take a `struct pt *` and write `struct pt own = *p;`",
		];
		for (const statement of ["p.x = 1;", "p.in.k++;", "p.a[1] = 2;", "p.in = *q;", "q = &p.in;"])
			expect(written(statement), statement).toEqual(refused);
		for (const statement of ["p.out->k = 1;", "q->k = p.x;", "q->k = p.a[1] + p.in.k;"]) expect(written(statement), statement).toEqual([]);
	});

	test("the address of what refers to an object already", () => {
		const f = "void f(struct page *p) { }";
		expect(inTask("struct page *p = &page; f(&p); f(&none); f(&page.next); f(&page);", f)).toEqual([
			`stray-address "&p": 'p' refers to the object already: write it without \`&\``,
			`stray-address "&none": 'none' refers to the object already: write it without \`&\``,
			`stray-address "&page.next": 'page.next' refers to the object already: write it without \`&\``,
		]);
	});

	test("more stars than there are", () => {
		expect(inTask("lock *p; struct page **q; int *n;")).toEqual([
			`pointer-variable " *": 'lock' is a reference already, without \`*\`; as in C it is \`struct lock *\``,
		]);
		expect(problemsOf("struct s { void p; }")).toEqual([
			`void-pointer "void": what \`void\` is here is not known: write the struct, as in \`struct page *\``,
		]);
	});
});

describe("what the kernel's code is full of", () => {
	test("accesses are what stands in them", () => {
		const body = `
			WRITE_ONCE(page.count, 1);
			smp_store_release(&page.count, READ_ONCE(page.count) + 1);
			rcu_assign_pointer(page.next, &page);
			assert(smp_load_acquire(&page.count) == 2);
			assert(rcu_dereference(page.next) == &page && likely(page.count) && !unlikely(page.next == NULL));
			assert(current == self && rcu_dereference_check(page.next, whatever_lockdep_says) != NULL);`;
		expect(failing(`struct page page; task t { ${body} }`)).toEqual([]);
	});

	test("a warning is an assertion, and has a value", () => {
		expect(failing("struct page page; task t { if (WARN_ON(page.count != 1)) page.count = 1; assert(page.count == 1); }")).toEqual([
			"assertion",
		]);
		expect(failing('struct page page; task t { if (WARN_ONCE(page.count, "no %d", page.count)) page.count = 1; }')).toEqual([]);
	});

	test("what a subsystem tells something by is known by its text", () => {
		expect(inTask('BT_DBG("sock %p", no.such); e_err(drv, "Reset" " adapter"); dev_warn_once(no, such);')).toEqual([
			`left-out "BT_DBG("sock %p", no.such)": 'BT_DBG' prints nothing here, and only looks at what its arguments refer to`,
			`left-out "e_err(drv, "Reset" " adapter")": 'e_err' prints nothing here, and only looks at what its arguments refer to`,
			`left-out "dev_warn_once(no, such)": 'dev_warn_once' prints nothing here, and only looks at what its arguments refer to`,
		]);
		expect(inTask('set_err(1); found("text");')).toEqual([
			`unknown-name "set_err": there is no function 'set_err'`,
			`unknown-name "found": there is no function 'found'`,
		]);
	});

	test("what only tells something is left out, and says so", () => {
		expect(inTask(`pr_err("%d" "%s", no.such->thing); trace_page(page);`)).toEqual([
			`left-out "pr_err("%d" "%s", no.such->thing)": 'pr_err' prints nothing here, and only looks at what its arguments refer to`,
			`left-out "trace_page(page)": 'trace_page' has no effect here, and its arguments are not read`,
		]);
		expect(inTask("trace_page(&page); likely();", "void trace_page(struct page *p) { }")).toEqual([
			`wrong-arguments "likely": 'likely' takes a condition`,
		]);
	});

	test("a function of the same name is that function", () => {
		expect(failing("struct page page; bool likely(bool b) { return !b; } task t { assert(likely(false)); }")).toEqual([]);
	});

	test("only a variable can be written, and only where it may be", () => {
		expect(inTask("WRITE_ONCE(1, 2); smp_load_acquire(page.count); wait (WARN_ON(page.count));")).toEqual([
			`not-assignable "1": this is not a variable; only then it can be written`,
			`wrong-type "page.count": an address is wanted, and this is int 0..3: write \`&\``,
			`must-only-read "WARN_ON(page.count)": the condition of a 'wait' may only read, and this asserts`,
		]);
	});
});

describe("numbers that C would wrap", () => {
	const ends = (statements: string, variables = "unsigned int u; u8 b = 255; size_t n = 1; int i;") =>
		failing(`${variables} task t { ${statements} }`);

	test.each([
		"u--;",
		"u = -1;",
		"b++;",
		"i = u - n;",
		"if (u > i - 1) i = 1;",
		"i = (unsigned)(i - 1);",
		"i = (u8)(b + 1);",
		"i = -n;",
		"n /= i - 2;",
	])("%s is an error", (statements) => expect(ends(statements)).toEqual(["range"]));

	test.each(["u++;", "i = b + 1;", "i = (u8)b;", "i = n - 1;", "i = u & ~1;", "i = b - 256;", "i = (int)u - 1;", "i = n + (i - 1);"])(
		"%s is none",
		(statements) => expect(ends(statements)).toEqual([]),
	);

	test("in parameters", () => {
		expect(failing("int i; void f(unsigned long n) { } task t { f(5000); f(i - 1); }")).toEqual(["range"]);
	});
});

describe("assignments within expressions", () => {
	test("have the value that is assigned, or the one before where `++` is behind", () => {
		const body = `
			int n = 0, m, a[3];
			bool b;
			m = n = 2;
			assert(m == 2 && n == 2);
			m = n++ + 1;
			assert(m == 3 && n == 3);
			m = --n;
			assert(m == 2 && n == 2);
			a[n--] = 7;
			assert(a[2] == 7 && n == 1);
			m = (b = 5);
			assert(m == 1);
			m = (page.count += 2) * 10;
			assert(m == 20 && page.count++ == 2 && page.count == 3);`;
		expect(failing(`struct page page; task t { ${body} }`)).toEqual([]);
	});

	test("in conditions, as loops over lists have them", () => {
		const next = "struct page *next_of(struct page *p) { return p->next; }";
		const body = `
			struct page *p = &page, *q;
			int n;
			if ((q = next_of(p)) != NULL)
				assert(q == &other);
			while ((p = next_of(p)))
				n++;
			assert(n == 1 && !p);`;
		expect(failing(`struct page page, other; ${next} task t { page.next = &other; ${body} }`)).toEqual([]);
	});

	test("what is not needed is not evaluated", () => {
		const body = "int n; if (page.count && n++) n = 5; if (!page.count || ++n) n += page.count ? n++ : 2; assert(n == 2);";
		expect(failing(`struct page page; task t { ${body} }`)).toEqual([]);
	});

	test("an operand that has been evaluated stays what it was", () => {
		const body = "int n = 1, m; m = n + n++ + n; assert(m == 4); m = n - (n = 5); assert(m == -3); page.next->a[n = 0] = 1;";
		const fields = "extend page { int 0..1 a[2]; }";
		const system = compileSource(`${STRUCTS}${fields}scenario s { struct page page; task t { page.next = &page; ${body} } }`);
		expect(searchNow(system, {}, () => 0).result.violations).toEqual([]);
	});

	test("while a scenario is set up", () => {
		const make = "fn page make(int 0..3 n) { int m = n; page p = new page { count: m++ }; p.count = (n = m) + 1; return p; }";
		expect(failing(`${make} page p = make(1); task t { assert(p.count == 3); }`)).toEqual([]);
	});

	test("an access is a step as always: another task may come between the two of `x++`", () => {
		const body = "int n; n = page.count++;";
		expect(failing(`struct page page; task t[2] { ${body} } property both at end = page.count == 2;`)).toEqual(["both"]);
	});

	test("where only reading is allowed they are refused", () => {
		expect(inTask("wait (page.count = 1); assert(exists i in 0..1: (page.count = i));", "property p = page.count++ == 0;")).toEqual([
			`must-only-read "page.count++": a property may only read, and this assigns`,
			`must-only-read "page.count = 1": the condition of a 'wait' may only read, and this assigns`,
			`must-only-read "(page.count = i)": 'exists' may only read, and this assigns`,
		]);
	});

	test("`=` for the truth of something needs parentheses of its own", () => {
		expect(inTask("int n; if (n = page.count) n++; while ((n = page.count) && n < 2) n++; if ((n = 1)) n = 2;")).toEqual([
			`assignment-in-condition "n = page.count": \`=\` assigns, and \`==\` compares: parentheses around it say that it is meant`,
		]);
	});

	test("what is no variable cannot be assigned to", () => {
		expect(inTask("int n; n = 1++; n = (n + 1 = 2);")).toEqual([
			`not-assignable "1": this is not a variable; only then something can be assigned to it`,
			`not-assignable "n + 1": this is not a variable; only then something can be assigned to it`,
		]);
	});

	test.each([
		["n = n++;", "n"],
		["n = n + n++;", "n"],
		["a[n] = n++;", "n"],
		["f(page.count, ++page.count);", "page.count"],
		["n = (n = 1) + (n = 2);", "n"],
	])("what C leaves open is told of %s", (statement, name) => {
		const members = "void f(int i, int j) { }";
		expect(inTask(`int n, a[2]; ${statement}`, members)).toEqual([
			expect.stringContaining(`C leaves open whether \`${name}\` is changed before or after its other use in this expression`),
		]);
	});

	test.each([
		"n = n + 1;",
		"a[n++] = 1;",
		"n = a[n] = 2;",
		"n++ && n++;",
		"page.count = n++ ? n : n--;",
		"n += page.count++;",
		"f(n++, page.count++);",
	])("C leaves nothing open in %s", (statement) =>
		expect(inTask(`int n, a[2]; ${statement}`, "void f(int i, int j) { }").filter((one) => one.startsWith("unseq"))).toEqual([]),
	);
});
