/** What `switch`, labels and `goto` mean, in steps and within one, and what of them is not taken. */
import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { compileSource, problemsOf } from "../compile-source";

const DECLARATIONS = "enum mode { IDLE, BUSY, DEAD } struct lock { bool held; } struct page { struct lock lock; int 0..3 count; }\n";

/** What fails or hangs in a scenario with these members, and how long the shortest run to each failure is. */
function found(members: string) {
	const system = compileSource(`${DECLARATIONS}scenario s {\n${members}\n}`);
	const { result } = searchNow(system, {}, () => 0);
	expect(result.complete).toBe(true);
	const failures = result.violations.map(({ failure, shortest }) => [system.failures[failure].property, shortest] as const);
	return { failures: Object.fromEntries(failures), hangs: result.hangs.length };
}

/** What fails in a task with these statements. */
const inTask = (statements: string, members = "struct page page; mode mode; int 0..7 x;") =>
	found(`${members} task t { ${statements} }`).failures;

const problems = (statements: string) =>
	problemsOf(`${DECLARATIONS}scenario s { struct page page; mode mode; int 0..7 x; task t { ${statements} } }`);

describe("switch", () => {
	const over = (value: string) => `
		int n, got;
		n = ${value};
		switch (n) {
		case 0:
			got = 10;
			break;
		case 1:
		case 2:
			got = 20;
			fallthrough;
		case 3 ... 5:
			got += 3;
			break;
		default:
			got = 99;
		}`;

	test.each([
		["0", 10],
		["1", 23],
		["2", 23],
		["4", 3],
		["6", 99],
		["-1", 99],
	])("goes to the case of %s, and on as far as nothing leaves it", (value, got) => {
		expect(inTask(`${over(value)} assert(got == ${got});`)).toEqual({});
		expect(inTask(`atomic { ${over(value)} assert(got == ${got}); }`)).toEqual({});
	});

	test("over the members of an enum, read once", () => {
		const body = "switch (mode) { case IDLE: x = 1; break; case BUSY: x = 2; break; default: x = 3; }";
		// The mode, x, x with the assertion.
		expect(found(`mode mode; int 0..7 x; task u { mode = BUSY; } task t { ${body} assert(x != 2); }`).failures).toEqual({ assertion: 4 });
	});

	test("without a case for a value it does nothing, and `default` may stand anywhere", () => {
		expect(inTask("int n = 5; switch (n) { case 1: n = 0; } assert(n == 5);")).toEqual({});
		expect(inTask("int n = 5; switch (n) { default: n = 2; break; case 1: n = 0; } assert(n == 2);")).toEqual({});
	});

	test("`continue` goes on with the loop around it, `break` does not leave that", () => {
		const body = "int n; for (int i = 0; i < 4; i++) { switch (i) { case 1: continue; case 2: break; default: n++; } n++; }";
		expect(inTask(`${body} assert(n == 5);`)).toEqual({});
	});

	test("a variable that is declared before the case has no value of its own there", () => {
		expect(inTask("int n = 2; switch (n) { int a; case 1: int b = 7; a = 3; break; case 2: n = a + b; } assert(n == 0);")).toEqual({});
	});

	test("while a scenario is set up", () => {
		const make =
			"fn page make(int n) { int c; switch (n) { case 1: c = 2; fallthrough; case 2: c++; break; default: c = 1; } return new page { count: c }; }";
		expect(inTask("assert(a.count == 3 && b.count == 1 && c.count == 1);", `${make} page a = make(1), b = make(2), c = make(3);`)).toEqual(
			{},
		);
	});

	test("what it cannot have", () => {
		expect(problems("int n; switch (n) { case 1: n = 1; case 1 ... 2: case n: break; default: default: { case 4: n++; } }")).toEqual([
			`duplicate-case "case 1 ... 2:": \`case 1 ... 2\` is in this \`switch\` already`,
			`implicit-fallthrough "case 1 ... 2:": the case before goes on here: say \`break;\` or \`fallthrough;\``,
			`not-constant "n": the value of a case must be a constant`,
			`duplicate-case "default:": \`default\` is in this \`switch\` already`,
			`stray-jump "case 4:": 'case' stands in a block of its own within the \`switch\``,
		]);
		expect(problems("switch (page) { } switch (mode) { case 1: break; } case 3: break; fallthrough;")).toEqual([
			'wrong-type "page": a `switch` is over a number or the members of an enum, and this is page',
			'wrong-type "1": what this switches over is mode, and this is int',
			`stray-jump "case 3:": 'case' stands outside a \`switch\``,
			`stray-jump "break;": 'break' stands outside a loop`,
			`stray-jump "fallthrough;": 'fallthrough' stands outside a \`switch\``,
		]);
	});

	test("both spellings of going on are taken", () => {
		expect(
			problems("int n; switch (x) { case 1: n = 1; __attribute__((fallthrough)); case 2: if (n) break; else return; default: n = 2; }"),
		).toEqual([]);
	});
});

describe("goto", () => {
	test("forward, out of what is open, as error paths have it", () => {
		const functions = `
			int try(struct page *p, int n)
			{
				int err = 0;

				p->lock.held = true;
				if (n == 0) {
					err = -1;
					goto out_unlock;
				}
				for (;;) {
					if (n-- == 1)
						goto out;
				}
			out:
				p->count = 1;
			out_unlock:
				p->lock.held = false;
				return err;
			}`;
		const check = "assert(try(&page, 0) == -1 && page.count == 0); assert(try(&page, 2) == 0 && page.count == 1 && !page.lock.held);";
		expect(found(`struct page page; ${functions} task t { ${check} }`).failures).toEqual({});
		expect(found(`struct page page; ${functions} task t { atomic { ${check} } }`).failures).toEqual({});
	});

	test("back, as who tries again has it", () => {
		const functions = "void take(struct lock *l) { again: atomic { if (!l->held) { l->held = true; goto done; } } goto again; done: ; }";
		const members = `struct page page; ${functions} task t[2] { take(&page.lock); page.count++; assert(page.count < 2); page.count--; page.lock.held = false; }`;
		expect(found(members)).toEqual({ failures: {}, hangs: 0 });
		expect(found(`struct page page; ${functions} task t { page.lock.held = true; take(&page.lock); }`).hangs).toBe(1);
	});

	test("a way round without a step takes one at the label, any other none", () => {
		// x, and the assertion with x; round the label, twice.
		expect(inTask("int n = 2; x = 1; again: if (n-- > 0) goto again; assert(x == 0);")).toEqual({ assertion: 5 });
		// x three times read and written, and the assertion.
		expect(inTask("again: x++; if (x < 3) goto again; assert(x == 0);")).toEqual({ assertion: 10 });
		// Forward there is nothing to go round.
		expect(inTask("int n = 2; x = 1; if (n > 1) goto out; n = 5; out: assert(x == 0);")).toEqual({ assertion: 2 });
	});

	test("within one step", () => {
		expect(inTask("int n; atomic { again: x++; if (x < 3) goto again; if (x == 3) goto out; x = 7; out: n = x; } assert(n != 3);")).toEqual(
			{
				assertion: 1,
			},
		);
		expect(inTask("bool b; atomic { if (!b) goto out; b = false; out: b = true; } x = b; assert(x == 0);")).toEqual({ assertion: 2 });
		expect(inTask("atomic { again: goto again; }")).toEqual({ endless_atomic: 1 });
	});

	test("out of a step", () => {
		expect(inTask("atomic { x = 1; goto out; x = 2; } x = 3; out: assert(x != 1);")).toEqual({ assertion: 2 });
	});

	test("a variable whose declaration is jumped over has no value of its own", () => {
		const body = "int 1..3 i = 2; again: if (i == 3) goto out; i++; int n = 5; bool b = true; int a[2]; a[0] = 3; goto again;";
		expect(inTask(`${body} out: assert(n == 0 && !b && a[0] == 0);`)).toEqual({});
	});

	test("into what another jump goes round, which one step alone cannot do", () => {
		const body = "if (x == 0) goto inside; again: x++; inside: x++; if (x < 3) goto again;";
		expect(inTask(`${body} assert(x != 3);`)).not.toEqual({});
		expect(() => compileSource(`scenario s { int 0..7 x; task t { atomic { ${body} } } }`)).toThrow(/which one step cannot do/);
	});

	test("what it cannot do", () => {
		expect(problems("goto away; again: x = 1; if (x) { inner: x = 2; again: ; } goto inner; if (x) lone: x = 1;")).toEqual([
			`unknown-name "away": there is no label 'away' in this function`,
			`unused-label "again": nothing goes to the label 'again'`,
			`duplicate-name "again": the label 'again' is there already`,
			`jump-into-block "inner": 'inner' stands in a block that this is not in: move the label out of it`,
			`unused-label "lone": nothing goes to the label 'lone'`,
			`stray-jump "lone:": a label stands in a block: put braces around it and what it marks`,
		]);
	});

	test("labels have names of their own, in each function", () => {
		const members = "int page; void f() { goto page; page: ; } void g() { goto page; page: ; }";
		expect(problemsOf(`scenario s { ${members} task t { goto t; t: f(); g(); page = 1; } }`)).toEqual([]);
	});
});
