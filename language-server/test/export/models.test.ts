import { describe, expect, test } from "vitest";
import { murphiOf } from "../../src/export/murphi";
import { promelaOf } from "../../src/export/promela";
import { compileSource } from "../compile-source";
import { named } from "../named";

/** The statements of the first process. */
function firstProcess(body: string): string {
	const text = promelaOf(named(compileSource(`scenario s { ${body} }`)));
	if (typeof text !== "string") throw new Error(text.problem);
	return text.split("\n\n").find((part) => part.startsWith("active proctype ")) ?? "";
}

/** The rules of the first task. */
function firstRules(body: string): string {
	const text = murphiOf(named(compileSource(`scenario s { ${body} }`)));
	if (typeof text !== "string") throw new Error(text.problem);
	return text.split("\n\n").find((part) => part.startsWith("rule ")) ?? "";
}

describe("Promela", () => {
	test("a step is one statement, a location a label", () => {
		expect(firstProcess("int 0..9 n; task t { n = 3; wait (n == 4); }")).toMatchInlineSnapshot(`
			"active proctype t() {
			L0: /* n = 3 */
				n = 3; goto L1;
			L1: /* wait (n == 4) */
				(n == 4); goto end_done;
			end_done:
				false;
			}
			"
		`);
	});

	test("a step that branches is one command for each location", () => {
		expect(firstProcess("int 0..9 n; task t { if (n > 2) { n = 1; } n = 2; }")).toMatchInlineSnapshot(`
			"active proctype t() {
			L0: /* n */
				if
				:: d_step { (n > 2) -> temporary_0 = n }; goto L1
				:: d_step { !((n > 2)) -> temporary_0 = n }; goto L2
				fi;
			L1: /* n = 1 */
				n = 1; goto L2;
			L2: /* n = 2 */
				n = 2; goto end_done;
			end_done:
				false;
			}
			"
		`);
	});

	test("what waits behind a write asks before", () => {
		expect(firstProcess("int 0..9 n; task t { atomic { n = n + 1; wait (n == 4); } }")).toMatchInlineSnapshot(`
			"active proctype t() {
			L0: /* atomic { n = n + 1; wait (n == 4); } */
				if
				:: d_step { (((n + 1) <= 9) && ((n + 1) == 4)) -> temporary_0 = n; n = (temporary_0 + 1) }; goto end_done
				:: d_step { !(((n + 1) <= 9)) -> assert(range) }; goto L0
				fi;
			end_done:
				false;
			}
			"
		`);
	});

	test("a choice is made before the step", () => {
		expect(firstProcess("int 0..9 n; task t { n = choose(1..2); }")).toMatchInlineSnapshot(`
			"active proctype t() {
				byte t_choice = 1; /* choice */
			L0: /* choose(1..2) */
				if
				:: d_step { temporary_0 = 1; t_choice = temporary_0 }; goto L1
				:: d_step { temporary_0 = 2; t_choice = temporary_0 }; goto L1
				fi;
			L1: /* n = choose(1..2) */
				if
				:: d_step { n = t_choice; t_choice = 1 }; goto end_done
				fi;
			end_done:
				false;
			}
			"
		`);
	});

	test("an assertion fails in a command of its own, which leaves the state as it is", () => {
		expect(firstProcess("int 0..9 n; task t { assert(n > 2); } task u { n = 5; }")).toMatchInlineSnapshot(`
			"active proctype t() {
			L0: /* n */
				if
				:: d_step { temporary_0 = n }; goto end_done
				:: d_step { !((n > 2)) -> assert(assertion) }; goto L0
				fi;
			end_done:
				false;
			}"
		`);
	});

	test("assertions of one step can fail together: each has a command of its own, and none asks how the others went", () => {
		expect(
			firstProcess("int 0..9 n; int 0..9 m; task t { atomic { assert(n > 2); assert(m > 2); n = 3; } } task u { n = 5; m = 5; }"),
		).toMatchInlineSnapshot(`
				"active proctype t() {
				L0: /* atomic { assert(n > 2); assert(m > 2); n = 3; } */
					if
					:: d_step { temporary_0 = n; temporary_1 = m; n = 3 }; goto end_done
					:: d_step { !((n > 2)) -> assert(assertion) }; goto L0
					:: d_step { !((m > 2)) -> assert(assertion) }; goto L0
					fi;
				end_done:
					false;
				}"
			`);
	});

	test("a device may wait for ever", () => {
		expect(firstProcess("bool more; device t { wait (more); } task u { more = true; }")).toMatchInlineSnapshot(`
			"active proctype t() {
			end_L0: /* wait (more) */
				(more != 0); goto end_done;
			end_done:
				false;
			}"
		`);
	});
});

describe("Murphi", () => {
	test("a step is one rule for each way in which it can go", () => {
		expect(firstRules("int 0..9 n; task t { if (n > 2) { n = choose(1..2); } n = 3; }")).toMatchInlineSnapshot(`
			"rule "t 0: n" t_at = 0 & (n > 2) ==> var temporary_0: int32; begin temporary_0 := n; t_at := 1; end;
			rule "t 0: n" t_at = 0 & !(n > 2) ==> var temporary_0: int32; begin temporary_0 := n; t_at := 3; end;
			rule "t 1: choose(1..2)" t_at = 1 ==> var temporary_0: int32; begin temporary_0 := 1; t_choice := temporary_0; t_at := 2; end;
			rule "t 1: choose(1..2)" t_at = 1 ==> var temporary_0: int32; begin temporary_0 := 2; t_choice := temporary_0; t_at := 2; end;
			rule "t 2: n = choose(1..2)" t_at = 2 ==> begin n := t_choice; t_choice := 1; t_at := 3; end;
			rule "t 3: n = 3" t_at = 3 ==> begin n := 3; t_at := 4; end;"
		`);
	});

	test("a value that does not fit is an error", () => {
		expect(firstRules("int 0..9 n; task t { atomic { n = n + 1; } }")).toMatchInlineSnapshot(`
			"rule "t 0: atomic { n = n + 1; }" t_at = 0 & ((n + 1) <= 9) ==> var temporary_0: int32; begin temporary_0 := n; n := wrap((temporary_0 + 1)); t_at := 1; end;
			rule "t 0: atomic { n = n + 1; }" t_at = 0 & !((n + 1) <= 9) ==> begin error "range"; end;"
		`);
	});
});

test("what is written of a step grows with its assertions, not with the ways in which they can go together", () => {
	const sizeWith = (count: number): number => {
		const names = Array.from({ length: count }, (_, index) => `n${index}`);
		const asserted = names.map((name) => `assert(${name} > 2);`).join(" ");
		const stored = names.map((name) => `${name} = 5;`).join(" ");
		const declared = names.map((name) => `int 0..9 ${name};`).join(" ");
		return firstProcess(`${declared} task t { atomic { ${asserted} n0 = 3; } } task u { ${stored} }`).length;
	};
	expect(sizeWith(24)).toBeLessThan(3 * sizeWith(12));
});

test("a step that chooses, or waits, in a loop is not exported, and that is said", () => {
	const problemOf = (body: string): unknown => {
		const system = compileSource(`scenario s { int 0..9 n; task t { atomic { ${body} } } task u { n = 7; } }`);
		expect(murphiOf(named(system))).toEqual(promelaOf(named(system)));
		return promelaOf(named(system));
	};
	const said = (why: string): unknown => ({
		problem: expect.stringMatching(`^step 0 of t, .* cannot be written as a guarded command: ${why}$`),
	});
	expect(problemOf("while (n < 5) { n += choose(1..2); }")).toEqual(said("it chooses in a loop"));
	expect(problemOf("while (n < 5) { n++; wait (n != 3); }")).toEqual(said("it may wait when it has gone round a loop"));
});

test("a model says that it does not see what fails at the end while a daemon goes on, where there is one", () => {
	const members = "bool x; task t { x = true; } property p at end = !x;";
	for (const write of [promelaOf, murphiOf]) {
		expect(write(named(compileSource(`scenario s { ${members} }`)))).not.toContain("at the end");
		expect(write(named(compileSource(`scenario s { ${members} daemon task d { while (true) { x = true; } } }`)))).toContain(
			"what fails at the end while daemons or devices go on is not seen",
		);
	}
});
