import { describe, expect, test } from "vitest";
import { analyzeModel, analyzeProgram } from "../../src/semantics/analyze";
import { parse } from "../../src/syntax/parser";
import { problemsOf } from "../compile-source";
import { TestWorkspace, uri } from "../service/open-source";

const MODEL = `struct inode { int 0..3 size; }
	fn truncate(inode i) { i.size = 0; }
	fn nothing() { }
	patch fix { title: "1"; }
	kernel v1;`;
/** Needs nothing of what stands around it. */
const FREE = "scenario free { int 0..1 x; task t { x = 1; } }";

/** The scenarios of a source for which there is no verdict. */
function unchecked(
	source: string,
	used: Readonly<Record<string, string>> = {},
	missing: readonly string[] = [],
	modelText = MODEL,
): string[] {
	const model = analyzeModel([{ uri: "model:/model.race", tree: parse(modelText) }]);
	const files = Object.entries({ ...used, "test.race": source }).map(([uri, text]) => ({
		uri,
		tree: parse(text),
		useProblems: missing.map(() => ({ span: { start: 0, end: 1 }, severity: "error", code: "file-not-found", message: "" }) as const),
	}));
	const scenarios = analyzeProgram(model, files).files.at(-1)?.scenarios ?? [];
	return scenarios.filter(({ erroneous }) => erroneous).map(({ symbol }) => symbol.name);
}

describe("a scenario is not checked when it uses", () => {
	const cases: Record<string, { readonly item: string; readonly member: string }> = {
		"a constant": { item: "const N = nowhere;", member: "int 0..1 x; task t { x = N; }" },
		"a constant for a size": { item: "const N = nowhere;", member: "int 0..1 x[N]; task t { x[0] = 1; }" },
		"a constant through another": { item: "const N = nowhere; const M = N + 1;", member: "int 0..1 x; task t { x = M; }" },
		"an enum": { item: "enum colour { RED, RED }", member: "colour c; task t { c = RED; }" },
		"a struct": { item: "struct thing { int 0..3 a = nowhere; }", member: "thing o; task t { o.a = 1; }" },
		"a struct of a struct": {
			item: "struct inner { int 0..3 a = nowhere; } struct outer { inner i = new inner {}; }",
			member: "outer o; task t { }",
		},
		"a struct that is only counted": {
			item: "struct thing { int 0..3 a = nowhere; }",
			member: "task t { assert((count o in thing: true) == 0); }",
		},
		"a function": { item: "fn f() { nowhere(); }", member: "task t { f(); }" },
		"a function through another": { item: "fn f() { nowhere(); } fn g() { f(); }", member: "task t { g(); }" },
		"a function by its parameter": { item: "fn f(thing o) { }", member: "task t { f(null); }" },
		"a function that is there twice": { item: "fn f() { } fn f() { }", member: "task t { f(); }" },
		"a recursive function": { item: "fn f() { g(); } fn g() { f(); }", member: "task t { g(); }" },
		"a function in a property": { item: "fn bool f() { return nowhere; }", member: "task t { } property p = f();" },
		"a function in an initialiser": { item: "fn int f() { return nowhere; }", member: "int 0..1 x = f(); task t { }" },
		"a patch": { item: 'patch p { titel: "x"; }', member: "int 0..1 x; task t { if (patched(p)) x = 1; }" },
		"a kernel": { item: "kernel mine = v1 + nowhere;", member: "kernel mine; task t { }" },
		"a kernel after `under`": { item: "kernel mine = v1 + nowhere;", member: "task t { } expect safe under mine;" },
		"an option": { item: "option o = a | ;", member: "option o = a; task t { }" },
		"what the model's function works on": { item: "extend inode { int 0..3 size; }", member: "inode i; task t { truncate(i); }" },
		"what the model's function names": { item: "extend inode { int 0..3 more = nowhere; }", member: "task t { truncate(null); }" },
	};
	test.each(Object.entries(cases))("%s with an error, and any other scenario is", (_, { item, member }) => {
		expect(unchecked(`${item}\nscenario uses { ${member} }\n${FREE}`)).toEqual(["uses"]);
	});
});

test("so it is with the model's own functions, where they have an error", () => {
	const model = `${MODEL} fn broken() { nowhere(); } fn calls() { broken(); }`;
	expect(unchecked(`scenario uses { task t { calls(); } } ${FREE}`, {}, [], model)).toEqual(["uses"]);
});

describe("no scenario is checked beside", () => {
	test.each([
		["a property with an error", "property p = nowhere;"],
		["a property that uses something with an error", "fn bool f() { return nowhere; } property p = f();"],
		["a misspelt property", "proprety p = true;"],
		["a variable with an error", "int 0..3 n[2] = 3;"],
		["a variable of a type with an error", "struct thing { int 0..3 a = nowhere; } thing one;"],
		["a field of tasks with an error", "extend task { int 0..3 a; int 0..3 a; }"],
		["an `extend` of nothing", "extend nowhere { int 0..3 a; }"],
		["text that could not be read", "} property"],
		["a member that stands outside", "task t { }"],
		["a `use` of nothing", "use ;"],
	])("%s", (_, item) => {
		expect(unchecked(`${FREE}\n${item}\n`)).toEqual(["free"]);
	});

	test("the same in a file that is used", () => {
		expect(unchecked(FREE, { "used.race": "property p = nowhere;" })).toEqual(["free"]);
		expect(unchecked(FREE, { "used.race": "fn f() { nowhere(); } scenario broken { x }" })).toEqual([]);
	});

	test("a file that is not there", () => {
		expect(unchecked(FREE, {}, ["gone.race"])).toEqual(["free"]);
	});
});

test("where a scenario names what has an error, it says so, with the way to it", () => {
	const source = "fn f() { nowhere(); }\nfn g() { f(); }\nscenario uses { task t { g(); } }";
	expect(problemsOf(source)).toEqual([
		`unknown-name "nowhere": there is no function 'nowhere'`,
		`depends-on-error "g": the function 'f' has an error`,
	]);
});

test("in the editor no scenario is searched before every file that is used has been read, nor when one is missing", async () => {
	const source = `use "used.race";\n${FREE}`;
	const missing = new TestWorkspace();
	const without = await missing.set(source);
	expect([without.scenarios[0].scenario.erroneous, missing.searched]).toEqual([true, []]);

	const there = new TestWorkspace({ files: { "file:///folder/used.race": "int 0..1 one; property never = one == 1;" } });
	there.workspace.setText(uri, 1, source);
	there.workspace.check();
	expect([there.snapshot().complete, there.searched]).toEqual([false, []]);
	const read = await there.set(source, 2);
	expect(read.scenarios[0].checks[0].outcome?.verdict).toBe("race");
	expect(there.searched).toEqual(["free"]);
});
