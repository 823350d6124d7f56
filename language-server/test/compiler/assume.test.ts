/** `assume`: runs that are not looked at. */
import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { modelOf } from "../../src/export/model";
import { compileSource, problemsOf, stepsOf } from "../compile-source";
import { textOf } from "../named";

function found(members: string): { readonly fails: readonly string[]; readonly hangs: readonly string[] } {
	const system = compileSource(`scenario s {\n${members}\n}`);
	const { result } = searchNow(system, {}, () => 0);
	expect(result.complete).toBe(true);
	return {
		fails: result.violations.map(({ failure }) => system.failures[failure].property),
		hangs: result.hangs.map(({ lane }) => textOf(system).lanes[lane].name),
	};
}

const SAFE = { fails: [], hangs: [] };

describe("a run in which an assumption does not hold", () => {
	test("ends there: what would come behind is not looked at", () => {
		expect(found("int 0..3 n; task t { n = choose(0..3); assume(n < 2); assert(n < 2); }")).toEqual(SAFE);
		expect(found("int 0..3 n; task t { n = choose(0..3); assume(n < 3); assert(n < 2); }").fails).toEqual(["assertion"]);
		expect(found("int 0..3 n; task t { n = choose(0..3); assume(n < 2); } task u { assume(n == 3); assert(false); }").fails).toEqual([
			"assertion",
		]);
	});

	test("is no hang, not of those either who would have waited for ever", () => {
		expect(found("bool b; bool c; task t { b = choose(0..1) == 1; assume(b); c = true; } task u { wait (c); }")).toEqual(SAFE);
		expect(found("bool b; bool c; task t { b = choose(0..1) == 1; c = true; } task u { wait (c && b); }").hangs).toEqual(["u"]);
	});

	test("counts for what has failed before", () => {
		expect(found("int 0..3 n; task t { n = 2; assume(n == 1); } property p = n != 2;").fails).toEqual(["p"]);
		expect(found("int 0..3 n; task t { n = 2; assume(false); } property p = n != 2;").fails).toEqual(["p"]);
		expect(found("int 0..3 n; task t { atomic { n = 2; assume(n == 1); } } property p = n != 2;")).toEqual(SAFE);
		expect(found("int 0..3 n; task t { atomic { assert(n == 1); assume(n == 1); } }").fails).toEqual(["assertion"]);
	});

	test("ends in one step, of all that is read at one moment", () => {
		const system = compileSource("scenario s { int 0..1 a; int 0..1 b; task t { a = 1; b = 1; assume(a == b); a = 0; } }");
		expect(stepsOf(system).t).toEqual(["write a = 1", "write b = 1", "local assume(a == b)", "write a = 0"]);
	});
});

test("it only reads, and stands where something runs", () => {
	const problems = (statement: string): string[] => problemsOf(`scenario s { int 0..1 n; task t { ${statement} } }`);
	expect(problems("assume(n++ == 0);")[0]).toMatch(/`assume` may only read/);
	expect(problems("assume();")[0]).toMatch(/a condition/);
	expect(problems("wait (assume(n == 0));").length).toBeGreaterThan(0);
});

test("other checkers have no word for it, which is said", () => {
	const system = compileSource("scenario s { int 0..1 n; task t { n = choose(0..1); assume(n == 0); } }");
	expect(modelOf({ system, text: textOf(system) })).toEqual({ problem: expect.stringContaining("`assume`") });
});

describe("expect no", () => {
	test("is written of a race or a hang, with a name or without", () => {
		const text =
			'property p "p"; scenario s { task t { } expect no race; expect no race p; expect no hang; expect no hang t under v1; } kernel v1;';
		expect(problemsOf(text)).toEqual([]);
		expect(problemsOf("scenario s { task t { } expect no safe; }").length).toBeGreaterThan(0);
	});
});
