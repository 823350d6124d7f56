/**
 * No text says more than is known: a table of everything that can be known of a scenario, against everything that shows
 * it.
 */
import { describe, expect, test } from "vitest";
import { runToEnd } from "../../src/base/run-to-end";
import { searchNow } from "../../src/checker/search";
import { compile } from "../../src/compiler/compile";
import { examine } from "../../src/explain/patches/backport";
import { behaviourDiff } from "../../src/explain/patches/behaviour-diff";
import { matrixRows } from "../../src/explain/patches/matrix";
import { Behaviours } from "../../src/explain/verdict/behaviours";
import type { Search } from "../../src/explain/verdict/check-scenario";
import { describeOutcome } from "../../src/explain/verdict/outcome";
import { statistics } from "../../src/explain/verdict/statistics";
import type { Outcome } from "../../src/explain/verdict/verdict";
import { backportText } from "../../src/report/backport";
import type { FileReport } from "../../src/report/check-report";
import { githubReport } from "../../src/report/github";
import { jsonReport } from "../../src/report/json";
import { junitReport } from "../../src/report/junit";
import { matrixMarkdown, matrixText } from "../../src/report/matrix";
import { sarifReport } from "../../src/report/sarif";
import { differenceLines, statisticsLines } from "../../src/report/statistics";
import { diagnostics } from "../../src/service/diagnostics/diagnostics";
import { documentReport, reportPlaces } from "../../src/service/diagnostics/document-report";
import { status } from "../../src/service/diagnostics/status";
import { codeLenses } from "../../src/service/reading/code-lenses";
import { hover } from "../../src/service/reading/hover";
import { statisticsOf, whySafe } from "../../src/service/runs/details";
import { expectations } from "../../src/service/runs/expectations";
import { matrixPlan } from "../../src/service/runs/patch-matrix";
import { timelines } from "../../src/service/runs/timelines";
import type { Searcher } from "../../src/service/workspace/check-coordinator";
import { freshOnly, type Snapshot } from "../../src/service/workspace/snapshot";
import { analyzeSource } from "../compile-source";
import { checkerHere, settled, TestWorkspace, uri } from "./open-source";

/** Some hundred states. Of `never`, which holds everywhere, a hover says where it fails. */
const COUNTS = (expectation: string, limit = 9) => `property never "never" = true || false;
scenario s {
	int 0..${limit} a; int 0..${limit} b;
	task one { while (a < ${limit}) a++; }
	task two { while (b < ${limit}) b++; }
	property low "{a} is high" = a < ${limit};
	${expectation}
}
`;
const SAFE = COUNTS("expect safe;").replace(/\tproperty low.*\n/, "");
const NEVER: Searcher = {
	check: () => ({ result: new Promise<never>(() => {}), observations: new Promise<never>(() => {}), cancel: () => {} }),
};
/** Answers the first search, and no other. */
function onlyOnce(): Searcher {
	const first = checkerHere();
	let asked = 0;
	return { check: (...asking) => (asked++ === 0 ? first.check(...asking) : NEVER.check(...asking)) };
}
async function edited(before: string, after: string): Promise<Snapshot> {
	const workspace = new TestWorkspace({ searcher: onlyOnce() });
	await workspace.set(before);
	workspace.workspace.setText(uri, 2, after);
	workspace.workspace.check();
	return workspace.snapshot();
}
async function withResult(change: (result: Outcome["result"]) => Outcome["result"]): Promise<Snapshot> {
	const here = checkerHere();
	return settled(SAFE, {
		searcher: {
			check: (system, limits, tell) => {
				const search = here.check(system, limits, tell);
				return { ...search, result: search.result.then(change) };
			},
		},
	});
}

/** Everything that can be known, by name. In `safe` alone nothing fails; in the others that is not known, or not so. */
const states: Readonly<Record<string, () => Promise<Snapshot>>> = {
	safe: () => settled(SAFE),
	race: () => settled(COUNTS("expect safe;")),
	"not checked yet": async () => {
		const workspace = new TestWorkspace({ searcher: NEVER });
		workspace.workspace.setText(uri, 1, SAFE);
		workspace.workspace.check();
		return workspace.snapshot();
	},
	"safe before the last edit": () => edited(SAFE, SAFE.replaceAll("9", "8")),
	"race before the last edit": () => edited(COUNTS("expect race low;"), COUNTS("expect race low;", 8)),
	errors: () => settled(SAFE.replace("a++", "nowhere++")),
	"an error elsewhere": () => settled(`property broken = nowhere;\n${SAFE}`),
	"a set-up that fails": () => settled(SAFE.replace("int 0..9 a;", "int 0..9 a = 3 * 9;")),
	"safe, and then an error": () => edited(SAFE, SAFE.replace("a++", "nowhere++")),
	"the limit on states": () => settled(SAFE, { maxStates: 20 }),
	"a race, and then the limit": () => settled(COUNTS("expect race other; property other = b < 9 || a < 9;"), { maxStates: 400 }),
	cancelled: async () => {
		const workspace = new TestWorkspace({ searcher: NEVER });
		workspace.workspace.setText(uri, 1, SAFE);
		workspace.workspace.check();
		workspace.workspace.cancelChecks();
		return workspace.snapshot();
	},
	"the limit on time": () => withResult((result) => ({ ...result, complete: false, limit: "time" })),
	"the limit on memory": () => withResult((result) => ({ ...result, complete: false, limit: "memory" })),
	bitstate: () => withResult((result) => ({ ...result, complete: false, bitstate: { coverage: 0.9999 } })),
	"a search that broke down": () =>
		settled(SAFE, {
			searcher: {
				check: () => ({ result: Promise.reject(new Error("out of order")), observations: new Promise<never>(() => {}), cancel: () => {} }),
			},
		}),
};

/** Every text that tells of it, by name. */
const outputs: Readonly<Record<string, (snapshot: Snapshot) => string | Promise<string>>> = {
	lens: (snapshot) =>
		codeLenses(snapshot)
			.flatMap(({ title }) => title)
			.join("\n"),
	"status bar": (snapshot) => status(snapshot).text,
	timeline: (snapshot) => {
		const found = timelines(snapshot, snapshot.file.text.indexOf("scenario s"));
		return `${found?.verdict}\n${found?.runs.length === 0 ? found.nothing : ""}`;
	},
	"hover over an expectation": (snapshot) => hover(snapshot, snapshot.file.text.indexOf("expect ") + 2)?.markdown ?? "",
	"hover over a property": (snapshot) =>
		hover(snapshot, snapshot.file.text.indexOf("never") + 2)?.markdown.replace(/"never"|never/g, "") ?? "",
	diagnostics: (snapshot) =>
		diagnostics(snapshot)
			.map(({ message }) => message)
			.join("\n"),
	tests: (snapshot) =>
		JSON.stringify(
			expectations(snapshot).map((one) => [
				one.problem,
				one.expectations.map(({ met, message, found }) => [met === true && "✓", message, found]),
			]),
		),
	"statistics in the editor": async (snapshot) => linesOf(await statisticsOf(snapshot.scenarios[0], async (work) => runToEnd(work))),
	"why safe": async (snapshot) => linesOf(await whySafe(snapshot, snapshot.scenarios[0], {}, async (system) => searchNow(system).result)),
	report: (snapshot) => {
		const { terminalLines, lastTerminalLine } = documentReport(snapshot, (name) => name);
		// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are left out.
		return [...terminalLines, lastTerminalLine].join("\n").replace(/\x1b\[\d+m/g, "");
	},
	JSON: (snapshot) =>
		JSON.stringify(
			jsonReport(
				[reportOf(snapshot)],
				reportPlaces(snapshot.program, (name) => name),
			).scenarios.map(({ verdict, expectations }) => [verdict, expectations.map(({ met, reason }) => [met === true && "✓", reason])]),
		),
	JUnit: (snapshot) =>
		junitReport(
			[reportOf(snapshot)],
			reportPlaces(snapshot.program, (name) => name),
		).replace(/(<testcase [^>]*)\/>/g, "$1>✓"),
	SARIF: (snapshot) =>
		JSON.stringify(
			sarifReport(
				[reportOf(snapshot)],
				reportPlaces(snapshot.program, (name) => name),
				"1",
			).valueOf(),
			["runs", "results", "message", "text"],
		),
	GitHub: (snapshot) =>
		githubReport(
			[reportOf(snapshot)],
			reportPlaces(snapshot.program, (name) => name),
		).join("\n"),
};

function linesOf(lines: readonly { readonly text: string }[]): string {
	return lines.map(({ text }) => text).join("\n");
}

function reportOf({ uri, file, useProblems, scenarios }: Snapshot): FileReport {
	const found = [...file.diagnostics, ...useProblems].map((one) => ({
		...one,
		span: { file: uri, start: one.span.start, end: one.span.end },
	}));
	const { text, anchors } = file.tree;
	return { file: { uri, name: uri, text, anchors }, diagnostics: found, scenarios: scenarios.map(freshOnly) };
}

/** That nothing fails, or that what is asked for is so. */
const CLAIM =
	/✓|\bsafe\b|no interleaving|\bnone of\b|nothing fails|nothing misses|behaves as before|\bnever\b|[1-9] expectations? met|[1-9] of \d+ met|\bMet\b|No interleaving/;
/** What is said of what is expected, of an earlier text, of the states that were seen, or what can be asked. */
const HARMLESS = [/expect(ed)? safe/g, /was: .*/g, /not safe/g, /found \[?safe/g, /whether .* is(n't| not) known.*/gi, /0 of \d+ met/g];

function claimsOf(text: string): string | undefined {
	return CLAIM.exec(HARMLESS.reduce((left, harmless) => left.replace(harmless, ""), text))?.[0];
}

describe.each(Object.keys(states))("of a scenario with the state '%s'", (state) => {
	test.each(Object.keys(outputs))("%s says no more than is known", async (output) => {
		const text = await outputs[output](await states[state]());
		if (state === "safe") {
			// The words are those that are looked for; diagnostics have nothing to say then.
			if (!["diagnostics", "statistics in the editor", "SARIF", "GitHub", "why safe"].includes(output))
				expect(claimsOf(text), text).toBeDefined();
		} else if (state === "race" && output === "hover over a property") expect(text).toContain("Fails in none of 1 check here");
		else expect(claimsOf(text), text).toBeUndefined();
	});
});

describe("of searches that came to no end", () => {
	const cut: Search = async (system) => searchNow(system, { states: 20 }).result;
	const model = 'patch fix { title: "fix"; } kernel v1; kernel v2 = v1 + fix;';
	const inputs = () => {
		const program = analyzeSource(SAFE.replace("expect safe;", "kernel v1;"), model);
		return { program, scenario: program.files[0].scenarios[0] };
	};
	const outcome = async () => {
		const { program, scenario } = inputs();
		const compilation = compile(program, scenario, scenario.configuration);
		if (compilation.system === undefined) throw new Error("the source has errors");
		return describeOutcome(compilation, await cut(compilation.system), scenario.configuration);
	};
	const texts: Readonly<Record<string, () => Promise<string>>> = {
		statistics: async () => linesOf(statisticsLines(runToEnd(statistics(await outcome(), 20)), false)),
		difference: async () => linesOf(differenceLines(runToEnd(behaviourDiff(await outcome(), await outcome())), inputs().program.locate)),
		"the patch matrix": async () => {
			const { program, scenario } = inputs();
			const plan = { ...matrixPlan(program, false), patches: ["fix"] };
			const files = [{ file: "a", rows: await matrixRows(program, scenario, plan, new Behaviours(cut)) }];
			// The legend and the title of a column.
			return [matrixText(files, plan), matrixMarkdown(files, plan)]
				.join()
				.replaceAll(/✓ safe|a set that makes it safe, none of it superfluous/g, "");
		},
		"the mail about a backport": async () => {
			const { program, scenario } = inputs();
			const plan = { base: "v1", take: [] };
			const examined = await examine(program, scenario, plan, new Behaviours(cut), cut);
			return backportText(program, plan, [examined]).replace("none of 1 scenario is known to fail", "");
		},
	};
	test.each(Object.keys(texts))("%s says no more than is known", async (name) => {
		const text = await texts[name]();
		expect(text).not.toBe("");
		expect(claimsOf(text), text).toBeUndefined();
	});
});

test("each state is what it is called", async () => {
	const titles = await Promise.all(
		Object.entries(states).map(async ([name, make]) => `${name}: ${codeLenses(await make())[0].title.replaceAll(" · v2", "")}`),
	);
	expect(titles).toEqual([
		"safe: ✓ safe",
		"race: ✗ race",
		"not checked yet: … checking",
		"safe before the last edit: … checking · was: ✓ safe",
		"race before the last edit: … checking · was: ✗ race",
		"errors: not checked: errors",
		"an error elsewhere: not checked: errors",
		"a set-up that fails: not checked: errors",
		"safe, and then an error: not checked: errors · was: ✓ safe",
		"the limit on states: ◔ inconclusive · limit on states",
		"a race, and then the limit: ✗ race",
		"cancelled: ◔ inconclusive · cancelled",
		"the limit on time: ◔ inconclusive · limit on time",
		"the limit on memory: ◔ inconclusive · limit on memory",
		"bitstate: ◔ no race found (bitstate, 841 states, about 99.99 % of them)",
		"a search that broke down: not checked: the search broke down",
	]);
});
