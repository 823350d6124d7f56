import { describe, expect, test } from "vitest";
import { analyzeSource, problemsOf } from "../compile-source";

describe("names", () => {
	test("a correct scenario has no diagnostics", () => {
		const source = `
			struct lock { bool held; }
			fn lock_it(lock l) { atomic { wait (!l.held); l.held = true; } }
			scenario two_tasks {
				lock l;
				int 0..3 n;
				task a { lock_it(l); n = 1; }
				task b { lock_it(l); n = 2; }
				property small "n is {n}" = n < 3;
				expect hang;
			}`;
		expect(problemsOf(source)).toEqual([]);
	});

	test("an unknown name says what was probably meant", () => {
		expect(problemsOf("scenario s { int 0..3 counter; task t { conter = 1; } }")).toEqual([
			`unknown-name "conter": there is no value 'conter'; did you mean 'counter'?`,
		]);
	});

	test("one mistake costs one diagnostic", () => {
		expect(problemsOf("scenario s { task t { missing.field.other = missing[1] + 2; } }")).toHaveLength(2);
	});

	test("unknown fields, functions, kernels, patches and options", () => {
		const model =
			'struct page { int 0..3 refcount; } patch fix { title: "x"; } kernel v4.17; kernel v4.18 = v4.17 + fix; option mode = ipi | broadcast;';
		const source = `scenario s {
			kernel v4.19;
			option mode = pv;
			page p;
			task t { p.refcnt = 1; get_page(p); }
			expect safe under v4.17 + fixx;
			expect race nothing;
		}`;
		expect(problemsOf(source, model)).toEqual([
			`unknown-name "v4.19": there is no kernel 'v4.19'; the newest release that the model knows is 'v4.18'`,
			`unknown-name "pv": there is no value of 'mode' called 'pv'`,
			`unknown-name "refcnt": there is no field in 'page' called 'refcnt'; did you mean 'refcount'?`,
			`unknown-name "get_page": there is no function 'get_page'`,
			`unknown-name "fixx": there is no patch 'fixx'; did you mean 'fix'?`,
			`unknown-name "nothing": there is no property 'nothing'`,
		]);
	});

	test("declaring a name twice", () => {
		expect(problemsOf("scenario s { int 0..1 a; int 0..1 a; task t { a = 1; } }")).toEqual([`duplicate-name "a": 'a' is already declared`]);
	});
});

describe("types", () => {
	test.each([
		["page p; task t { p = 3; }", `wrong-type "3": the variable is page, and this is int`],
		["page p; int 0..3 n; task t { n = p; }", `wrong-type "p": the variable is int 0..3, and this is page`],
		["int 0..3 n; task t { n.x = 1; }", `wrong-type "n": only an object has fields, and this is int 0..3`],
		["page p; task t { take(p, p); }", `wrong-arguments "p": 'take' takes 1 argument, and this is one too many`],
		["task t { take(); }", `wrong-arguments "take": 'take' also needs 'p'`],
		["int 3..1 n; task t { n = 1; }", `invalid-range "3..1": the range 3..1 is empty`],
		["task t { break; }", `stray-jump "break;": 'break' stands outside a loop`],
		["property p = new page {} != null;", `must-only-read "new page {}": a property may only read, and this creates an object`],
		[
			"page p = new page {}; property q = f(p); fn bool f(page p) { free(p); return true; }",
			`must-only-read "f": a property may only read, and 'f' writes`,
		],
		["task t { free(t); }", `wrong-type "t": 'free' takes an object, and this is a task`],
		["task t { free(); }", `wrong-arguments "free": 'free' takes 1 argument, an object`],
		["pool page: 0;", `invalid-size "0": a pool has from 1 to 64 objects`],
		["pool inode: 2;", `unknown-name "inode": there is no struct 'inode'`],
		["pool page: 2; pool page: 3;", `duplicate-name "page": the pool of 'page' has been said already`],
		["task t { wait (touch()); }", `must-only-read "touch": the condition of a 'wait' may only read, and 'touch' writes`],
		["task t { 1 = 2; }", `not-assignable "1": this is not a variable; only then something can be assigned to it`],
	])("%s", (members, problem) => {
		const model = "struct page { int 0..3 refcount; } int 0..1 flag; fn take(page p) {} fn bool touch() { flag = 1; return true; }";
		expect(problemsOf(`scenario s { ${members} }`, model)).toContain(problem);
	});
});

test("only what refers to an object can be counted, and stays", () => {
	expect(problemsOf("struct page {} scenario s { counted int n; counted page p; task t { counted page q = p; n = 1; } }")).toEqual([
		'not-counted "int": what is `counted` refers to an object, and this is int',
		'not-counted "counted page q = p;": only fields and variables of a file or scenario can be `counted`',
	]);
	expect(problemsOf("scenario s { int n; task t { n = counted(n) + site(); } }")).toEqual([
		`wrong-type "n": 'counted' takes an object, and this is int`,
		`wrong-arguments "site": 'site' takes 1 argument, an object`,
	]);
});

describe("a property that a scenario turns off", () => {
	const model = "int 0..3 n; property small = n < 3; property asserted();";

	test("comes from outside", () => {
		expect(problemsOf("scenario s { property small off; task t { n = 1; } }", model)).toEqual([]);
		expect(problemsOf("scenario s { property own off; property own = n < 2; task t { n = 1; } }", model)).toEqual([
			`unknown-name "own": there is no property 'own'`,
		]);
	});

	test("cannot be expected there, but one of its own with the same name can", () => {
		expect(problemsOf("scenario s { property small off; task t { n = 1; } expect race small; }", model)).toEqual([
			`property-off "small": 'small' is turned off in this scenario, and is never reported`,
		]);
		expect(problemsOf("scenario s { property small off; property small = n < 2; task t { n = 1; } expect race small; }", model)).toEqual(
			[],
		);
	});
});

test("recursion is reported once, where the circle closes", () => {
	const problems = problemsOf("fn a() { b(); } fn b() { a(); } scenario s { task t { a(); } }");
	expect(problems.filter((problem) => !problem.startsWith("depends-on-error"))).toEqual([
		`recursion "a": functions cannot be recursive: a → b → a`,
	]);
});

describe("kernels and expectations", () => {
	const model = `patch one { title: "1"; } patch two { title: "2"; }
		option mode = ipi | broadcast;
		kernel v4.17; kernel v4.18 = v4.17 + one + two;`;

	test("an expectation has the scenario's kernel and options unless it says otherwise", () => {
		const source = `scenario s {
			kernel v4.18 - two;
			option mode = broadcast;
			task t {}
			expect safe;
			expect race under v4.17;
			expect safe under v4.18, mode = ipi;
			expect safe under mode = ipi;
		}`;
		const [scenario] = analyzeSource(source, model).files[0].scenarios;
		expect(
			scenario.expectations.map(({ text, configuration }) => [text, configuration.patches, configuration.options.get("mode")]),
		).toEqual([
			["expect safe", ["one"], "broadcast"],
			["expect race under v4.17", [], "broadcast"],
			["expect safe under v4.18, mode = ipi", ["one", "two"], "ipi"],
			["expect safe under mode = ipi", ["one"], "ipi"],
		]);
	});

	test("without a kernel a scenario runs under the last one, without an expectation it expects safe", () => {
		const [scenario] = analyzeSource("scenario s { task t {} }", model).files[0].scenarios;
		expect(scenario.configuration.text).toBe("v4.18");
		expect(scenario.expectations.map(({ text, written }) => [text, written])).toEqual([["expect safe", false]]);
	});
});

test("a user's extension of a struct of the model leaves the model as it is", () => {
	const model = "struct page { int 0..3 refcount; }";
	const program = analyzeSource("extend page { bool mine; } scenario s { page p; task t { p.mine = true; } }", model);
	expect(program.files[0].diagnostics).toEqual([]);
	const page = program.base?.files[0].structs[0];
	expect(page?.fields.map((field) => field.name)).toEqual(["refcount"]);
});
