/** Initial values that are left to chance. */
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compiler/compile";
import { analyzeSource, compileSource, problemsOf, stepsOf } from "../compile-source";
import { outcomeOf } from "../explain/check-source";
import { foundIn } from "./found";

const DEVICE = "struct dev { int 0..3 mode; bool on; };";
const found = (members: string): ReturnType<typeof foundIn> => foundIn(`${DEVICE} scenario s { ${members} }`);

const SAFE = { fails: [], hangs: [] };

describe("a variable whose initial value is left to chance", () => {
	test("holds any of the values at first, and no other", () => {
		const task = (condition: string): readonly string[] => found(`int 0..3 x = choose(1..2); task t { assert(${condition}); }`).fails;
		expect(task("x == 1 || x == 2")).toEqual([]);
		expect(task("x != 1")).toEqual(["assertion"]);
		expect(task("x != 2")).toEqual(["assertion"]);
	});

	test("holds one from the beginning, for properties and for what comes at any moment", () => {
		expect(found("int 0..3 x = choose(1..2); property p = x > 0; task t { x = 3; }")).toEqual(SAFE);
		expect(found("int 0..3 x = choose(1..2); property p = x != 2; task t { }").fails).toEqual(["p"]);
		expect(found("int 0..3 x = choose(1..2); task t { wait (x > 0); } task u[2] { assert(x > 0); }")).toEqual(SAFE);
		expect(found("bool b = choose(0..1); task t { wait (b); }").hangs).toEqual(["t"]);
	});

	test("may be a reference, a field or an element", () => {
		const two = "dev d = new dev { mode: 1 }; dev e = new dev { mode: 2 };";
		expect(found(`${two} dev one = choose(x in dev: x.mode == 2); task t { assert(one == e); }`)).toEqual(SAFE);
		expect(found(`${two} dev one = choose(x in dev); task t { assert(one == e); }`).fails).toEqual(["assertion"]);
		expect(found("dev d = new dev { mode: choose(1..3) }; task t { assert(d.mode != 3); } property p = d.mode > 0;").fails).toEqual([
			"assertion",
		]);
		const parts = "struct dev d = { .mode = choose(1..2), .on = choose(0..1) }; bool a[2] = { [0 ... 1] = choose(0..1) };";
		expect(found(`${parts} task t { assert(!(d.mode == 2 && d.on && a[0] && !a[1])); }`).fails).toEqual(["assertion"]);
	});

	test("that there is none for keeps everything from beginning", () => {
		const none = "dev one = choose(x in dev); property p = exists d in dev: d.on; task t { assert(false); }";
		expect(found(none)).toEqual({ fails: [], hangs: ["set-up", "t"] });
	});

	test("is drawn in one step, which comes before all others", () => {
		const system = compileSource("scenario s { int 0..3 x = choose(1..2); bool b = choose(0..1); task t { x = 3; b = true; } }");
		expect(stepsOf(system)).toEqual({ t: ["write x = 3", "write b = true"], "set-up": ["choose initial values"] });
	});

	test("is drawn beside tasks that make objects", () => {
		const making = (condition: string): ReturnType<typeof foundIn> =>
			found(`int 0..3 x = choose(1..2); task t { dev d = new dev { mode: x }; assert(${condition}); free(d); } task u { }`);
		expect(making("d.mode > 0")).toEqual(SAFE);
		expect(making("d.mode != 2").fails).toEqual(["assertion"]);
	});

	test("is ordered before everything", () => {
		const options = "option data_races = off | report;";
		const races = (task: string): readonly string[] =>
			outcomeOf(`${options} scenario s { option data_races = report; int 0..3 x = choose(1..2); ${task} }`).findings.map(
				({ subject }) => subject,
			);
		expect(races("task t { x = 3; }")).toEqual([]);
		expect(races("task t { x = 3; } task u { x = 3; }")).toEqual(["data_race"]);
	});
});

test("only a whole initial value is left to chance, and nothing else in the set-up knows it", () => {
	expect(problemsOf("scenario s { int 0..3 x = choose(0..2) + 1; }")[0]).toMatch(/only a whole initial value/);
	const compiled = (source: string): readonly string[] => {
		const program = analyzeSource(source);
		const [scenario] = program.files[0].scenarios;
		return compile(program, scenario, scenario.configuration).problems.map(({ message }) => message);
	};
	const known = "this is left to chance, and known only when the scenario runs";
	expect(compiled("scenario s { int 0..3 x = choose(0..2); int 0..3 y = x; task t { y = 1; } }")).toEqual([known]);
	const made = "struct dev { int 0..3 mode = choose(0..2); };";
	expect(compiled(`${made} fn dev make() { dev d = new dev {}; d.mode = 1; return d; } scenario s { dev d = make(); }`)).toEqual([known]);
	expect(compiled(`${made} scenario s { task t { dev d = new dev {}; d.mode = 1; } }`)).toEqual([
		"what tasks make as they run leaves no default to chance",
	]);
});
