import { describe, expect, test } from "vitest";
import { analyzeSource, problemsOf } from "../compile-source";

const MODEL = `patch fix { title: "1"; }
	kernel v1;
	kernel v2 = v1 + fix;
	option mode = fast | slow;
	property kept "it is kept" = true || false;
	struct page { int 0..3 refcount; }
	enum colour { RED, GREEN }
	const SIZE = 2;
	page zero;
	fn get(page p) { p.refcount++; }`;

describe("a name of the model that is declared again", () => {
	test.each([
		["kernel v1 = v2;", "v1", "a kernel"],
		['patch fix { title: "mine"; }', "fix", "a patch"],
		["option mode = slow | fast;", "mode", "an option"],
		["property kept = true || false;", "kept", "a property"],
		["scenario s { task t { } property kept = true || false; }", "kept", "a property"],
	])("is an error: %s", (source, name, kind) => {
		expect(problemsOf(source, MODEL)).toEqual([`redeclared "${name}": the kernel model has ${kind} '${name}' already`]);
		expect(analyzeSource(source, MODEL).files[0].diagnostics[0].severity).toBe("error");
	});

	test.each([
		["fn get(page p) { }", "get", "function"],
		["struct page { int 0..1 flag; }", "page", "struct"],
		["enum colour { BLUE }", "colour", "enum"],
		["enum shade { RED }", "RED", "constant"],
		["const SIZE = 3;", "SIZE", "constant"],
		["const GREEN = 3;", "GREEN", "constant"],
		["int 0..1 get;", "get", "function"],
		["page zero;", "zero", "variable"],
		['patch get { title: "1"; }', "get", "function"],
	])("is a warning, and yours in your files: %s", (source, name, kind) => {
		const whole = `${source}\nscenario s { kernel v1; task t { } }`;
		expect(problemsOf(whole, MODEL)).toEqual([
			`redeclared "${name}": this hides the kernel model's ${kind} '${name}', in your own files only: the model goes on to use its own`,
		]);
		const [{ scenarios, diagnostics }] = analyzeSource(whole, MODEL).files;
		expect([diagnostics[0].severity, scenarios[0].erroneous]).toEqual(["warning", false]);
	});

	test("is a warning inside a scenario where another of its kind would be meant", () => {
		expect(problemsOf("scenario s { fn get(page p) { } const SIZE = 1; task t { } }", MODEL)).toEqual([
			`redeclared "get": this hides the kernel model's function 'get', in this scenario only: the model goes on to use its own`,
			`redeclared "SIZE": this hides the kernel model's constant 'SIZE', in this scenario only: the model goes on to use its own`,
		]);
	});

	test("is that warning too where a constant takes the place of an enum's member", () => {
		expect(problemsOf("scenario s { const yes = 1; task t { } }", `${MODEL} enum answer { no, yes }`)).toEqual([
			`redeclared "yes": this hides the kernel model's constant 'yes', in this scenario only: the model goes on to use its own`,
		]);
	});

	test("may be that of a task, a scenario, or a variable of these", () => {
		expect(
			problemsOf("scenario kept { page zero; int 0..1 mode; task get { int 0..1 SIZE = mode; zero.refcount = SIZE; } }", MODEL),
		).toEqual([]);
	});
});

describe("what can be said once is not said twice", () => {
	test.each([
		["the kernel of a scenario", "scenario s { kernel v1; kernel v2; task t { } }", "v2", "the kernel has been said already"],
		[
			"the value of an option",
			"scenario s { option mode = fast; option mode = slow; task t { } }",
			"mode",
			"the value of 'mode' has been said already",
		],
		[
			"the same for an expectation",
			"scenario s { task t { } expect safe under mode = fast, mode = slow; }",
			"mode",
			"the value of 'mode' has been said already",
		],
		[
			"a value of an option of one's own",
			"option own = one | two | one; scenario s { option own = two; task t { } }",
			"one",
			"the value 'one' has been said already",
		],
		[
			"an entry of a patch",
			'patch own { title: "a"; title: "b"; } scenario s { kernel v1 + own; task t { } }',
			"title",
			"the entry 'title' has been said already",
		],
	])("%s", (_, source, place, message) => {
		expect(problemsOf(source, MODEL)[0]).toBe(`duplicate-name "${place}": ${message}`);
		expect(analyzeSource(source, MODEL).files[0].scenarios[0].erroneous).toBe(true);
	});
});

test("properties are not hidden, so that of two in one scenario both would be asked for by one name", () => {
	const source = "property p = true || false; scenario s { task t { } property p = true || false; }";
	expect(problemsOf(source)).toEqual([`duplicate-name "p": 'p' is already declared`]);
});

test("a property is not called like an error that ends a run", () => {
	expect(problemsOf("property range = true || false;")).toEqual([`redeclared "range": 'range' is the name of an error that runs can make`]);
});

describe("what one file declares changes no scenario that does not name it", () => {
	const configurationOf = (source: string) => analyzeSource(source, MODEL).files[0].scenarios[0].configuration;

	test("a kernel of one's own is no default", () => {
		expect(configurationOf("kernel mine = v1; scenario s { task t { } }")).toMatchObject({ text: "v2", patches: ["fix"] });
		expect(configurationOf("kernel mine = v1; scenario s { kernel mine; task t { } }")).toMatchObject({ text: "mine", patches: [] });
	});

	test("neither is what was declared again by mistake", () => {
		const wrong = configurationOf("option mode = slow | fast; kernel v2 = v1; scenario s { task t { } }");
		expect(wrong).toMatchObject({ text: "v2", patches: ["fix"], options: new Map([["mode", "fast"]]) });
	});
});
