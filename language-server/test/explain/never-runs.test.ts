import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { checkScenario } from "../../src/explain/verdict/check-scenario";
import { diagnostics } from "../../src/service/diagnostics/diagnostics";
import { codeLenses } from "../../src/service/reading/code-lenses";
import { raceline } from "../cli/command-line";
import { analyzeSource, problemsOf } from "../compile-source";
import { TestWorkspace } from "../service/open-source";

const MODEL = `patch fix { title: "fix"; } kernel v1; kernel v2 = v1 + fix; option mode = fast | slow;
	struct page { int 0..3 count; }
	page only;
	fn page pin(bool mapped) { if (!mapped) return null; only.count++; return only; }
	fn put(page p) { p.count--; }`;

/** A step only when it is given 1, in functions that are called in different ways. */
const SOMETIMES = "fn f(int i) { if (i == 1) go = true; }";
const ASKED = "fn bool holds(int i) { if (i == 1) { bool was = go; return !was; } return true; }";

/**
 * What is told to never run in a scenario's members, each as `task: text`; with `lookAtAll` every state is looked at.
 */
async function told(members: string, { items = "", lookAtAll = 1000, states = 1000 } = {}): Promise<string[]> {
	const source = `${items}\nscenario s { int 0..3 n; bool go; ${members} }`;
	expect(problemsOf(source, MODEL)).toEqual([]);
	const program = analyzeSource(source, MODEL);
	const search = async (system: Parameters<typeof searchNow>[0]) => searchNow(system, { states }).result;
	const { checks } = await checkScenario(program, program.files[0].scenarios[0], search, undefined, lookAtAll);
	return checks[0].neverRuns.map(({ of, text }) => `${of}: ${text}`);
}

describe("of a safe scenario it is told that a task never runs", () => {
	test.each([
		["what a set-up keeps it from", "task t { page p = pin(false); if (p) { p.count = 2; put(p); } }", ["t: p.count = 2; put(p);"]],
		[
			"what waits behind a condition that never holds",
			"daemon device d { wait (go); n = 1; n = 2; } task t { n = 3; go = false; }",
			["d: n = 1; n = 2;"],
		],
		["a loop that is never entered", "task t { go = false; n = 1; while (go) n = 2; } task u { n = 3; }", ["t: n = 2;"]],
		["a loop over nothing", "task t { n = 1; for (i in 2..1) { n = 2; } }", ["t: n = 2;"]],
		["the other branch", "task t { if (1 > 2) n = 1; else n = 2; }", ["t: n = 1;"]],
		["a branch of `choose`", "daemon device d { choose { n = 1; } or { wait (go); n = 2; } } task t { go = false; }", ["d: n = 2;"]],
		["an assertion", "task t { int x = 1; if (x == 2) assert(false); n = 1; }", ["t: assert(false);"]],
		["what comes after its end", "task t { n = 1; return; n = 2; n = 3; }", ["t: n = 2; n = 3;"]],
		[
			"what is behind a wait within one step",
			"daemon device d { atomic { n = 1; wait (go); n = 2; } } task t { go = false; }",
			["d: n = 2;"],
		],
		["work on locals that comes before a step", "task t { n = 1; if (n == 3) { int x = 2; n = x; } }", ["t: int x = 2; n = x;"]],
		["a call, and not what only it would lead to", "fn f() { n = 2; go = true; } task t { n = 1; if (n == 3) f(); }", ["t: f();"]],
		["a block that has a value runs to its end", "task t { n = ({ int x = n; x + 1; }); n = ({ n = 2; }); }", []],
		["in a block that has a value", "task t { n = 1; n = ({ if (n == 3) { n = 2; } 1; }); }", ["t: n = 2;"]],
		["blocks in blocks", "task t { n = 1; if (n == 3) { { { n = 2; } } } }", ["t: n = 2;"]],
		["in a function of its own", "fn f(int i) { if (i == 3) n = 1; n = 2; } task t { f(2); }", ["f: n = 1;"]],
		["what a value that changes never allows", "task t { n = 1; if (n == 3) { n = 2; } } task u { n = 2; }", ["t: n = 2;"]],
	])("%s", async (_, members, expected) => {
		expect(await told(members)).toEqual(expected);
	});

	test("in a function of the file that it alone calls", async () => {
		const items = "fn f(int i) { if (i == 3) only.count = 1; only.count = 2; }";
		expect(await told("task t { f(2); }", { items })).toEqual(["f: only.count = 1;"]);
		const other = "scenario other { task t { f(3); } }";
		expect(await told("task t { f(2); }", { items: `${items} ${other}` })).toEqual([]);
	});
});

describe("it is not told", () => {
	test.each([
		["of what runs", "task t { n = 1; if (n == 1) n = 2; }"],
		["of what a patch decides", "task t { if (patched(fix)) n = 1; else n = 2; }"],
		["of what an option decides", "task t { if (option(mode) == slow) { n = 1; n = 2; } n = 3; }"],
		["of what is behind an end that a patch decides", "task t { n = 1; if (patched(fix)) return; n = 2; }"],
		["of leaving where a check never fails", "task t { page p = pin(true); if (!p) return; p.count = 2; }"],
		["of a function that is never called", "fn f() { n = 1; } task t { n = 2; }"],
		[
			"of a call that takes a step only sometimes",
			"fn f(int i) { if (i == 3) return; n++; if (i == 2) go = true; } task t { f(n); } task u { f(1); f(2); }",
		],
		[
			"of a condition that looks at more only sometimes",
			"bool other; task t { int i = n; if (i == 0 || go) other = true; } task u { n = 0; go = false; }",
		],
		["of what runs in a block that is one step", `${SOMETIMES} task t { f(n); n = 0; } task u { atomic { f(1); } }`],
		["of what runs in a condition", `${ASKED} task t { int i = n; if (holds(i)) n = 0; } task u { go = false; wait (holds(1)); }`],
		["of what runs in a property", `${ASKED} task t { int i = n; if (holds(i)) n = 0; } task u { go = false; } property p = holds(1);`],
		["of what runs in the set-up", `${SOMETIMES} fn int made() { f(1); return 0; } int 0..1 x = made(); task t { f(n); n = 0; }`],
		[
			"of what the set-up alone comes to",
			"fn int g(int i) { int r = 0; if (i == 1) r = 2; return r; } int 0..3 x = g(1); task t { n = g(0); }",
		],
		[
			"of what is a step for one task, and for another looks at what never changes",
			`page a; page b; page c = b; ${"fn f(page p, int i) { if (i == 1) { go = true; if (p.count == 0) { int x = 1; x = 2; } } }"}
			task t { f(c, n); n = 0; c = b; b.count = 1; } task u { f(a, 1); }`,
		],
		["of a scenario that fails", "task t { n = 1; assert(n == 2); if (n == 3) n = 2; }"],
	])("%s", async (_, members) => {
		expect(await told(members)).toEqual([]);
	});

	test("what only a look at all states shows, where nobody looks or a limit ends the search", async () => {
		const members = "task t { n = 1; if (n == 3) n = 2; if (1 > 2) n = 3; } task u { n = 2; }";
		expect(await told(members)).toEqual(["t: n = 2;", "t: n = 3;"]);
		expect(await told(members, { lookAtAll: 0 })).toEqual(["t: n = 3;"]);
		expect(await told(members, { lookAtAll: 3 })).toEqual(["t: n = 3;"]);
		expect(await told(members, { states: 3 })).toEqual([]);
	});
});

test("the lens says it beside the verdict, and the statements are faded, also after an edit above", async () => {
	const source = "scenario s {\n\tint n;\n\ttask t {\n\t\tn = 1;\n\t\tif (1 > 2) { n = 2; n = 3; }\n\t}\n}\n";
	const workspace = new TestWorkspace();
	await workspace.set(source);
	const edited = `scenario before { task t { } }\n${source}`;
	const snapshot = await workspace.set(edited, 2);
	expect(codeLenses(snapshot).map(({ title }) => title)).toContain("t never runs 'n = 2; n = 3;'");
	const [hint] = diagnostics(snapshot);
	expect(hint).toMatchObject({ severity: "hint", code: "unreachable", tags: ["unnecessary"] });
	expect(edited.slice(hint.span.start, hint.span.end)).toBe("n = 2; n = 3;");
});

test("`check` says it in its text and in JSON", async () => {
	const files = { "a.race": "scenario vacuous {\n\tcounter c;\n\ttask t {\n\t\tif (1 > 2) increment(c);\n\t}\n}\n" };
	const { out, status } = await raceline(["check", "a.race"], files);
	expect(out).toContain("    ! t never runs 'increment(c);'  a.race:4\n");
	expect(status).toBe(0);
	const [scenario] = JSON.parse((await raceline(["check", "a.race", "--format", "json"], files)).out).scenarios;
	expect(scenario.neverRuns).toEqual([
		{ of: "t", text: "increment(c);", location: { file: "a.race", line: 4, column: 14, endLine: 4, endColumn: 27 } },
	]);
});
