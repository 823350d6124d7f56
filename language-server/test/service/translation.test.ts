/**
 * That all of what is said in an editor is said in its language: whatever the other tests have wrong texts about, and
 * all that is told of scenarios that fail in each way.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { translateBy } from "../../src/base/l10n";
import { RUN_ERRORS } from "../../src/base/run-errors";
import { knownTitle } from "../../src/explain/verdict/known";
import { analyzeModel } from "../../src/semantics/analyze";
import { diagnostics } from "../../src/service/diagnostics/diagnostics";
import type { ExplainedDiagnostic } from "../../src/service/diagnostics/explained-diagnostic";
import { status } from "../../src/service/diagnostics/status";
import { codeActions } from "../../src/service/editing/code-actions";
import { snippets } from "../../src/service/editing/snippets";
import { scenarioCode, toldOf } from "../../src/service/from-c/scenario-code";
import { symbolAt } from "../../src/service/navigation/find-symbol";
import { codeLenses } from "../../src/service/reading/code-lenses";
import { allValues, hover } from "../../src/service/reading/hover";
import { inlayHints } from "../../src/service/reading/inlay-hints";
import { expectations } from "../../src/service/runs/expectations";
import { timelines } from "../../src/service/runs/timelines";
import { knownOf, type Snapshot } from "../../src/service/workspace/snapshot";
import { parse } from "../../src/syntax/parser";
import { analyzeSource } from "../compile-source";
import { inPseudo, plainWords, speakPseudo } from "../pseudo-locale";
import { settled } from "./open-source";

/** What the scenarios stand on. */
const model = `patch fixed { title: "qqqq"; commit: "abc123"; }
kernel v1;
kernel v2 = v1 + fixed;
option data_races = off | report;
struct page { int 0..7 refcount = 1; int 0..7 index; }
`;

beforeAll(speakPseudo);
afterAll(() => translateBy(undefined));

test("a word that has not been translated is seen, within another text too", () => {
	expect(plainWords(inPseudo("{0} waits for {1}").replace("{1}", "the lock"), "task reader")).toEqual(["the", "lock"]);
	expect(plainWords(inPseudo("{0} waits").replace("{0}", "reader"), "task reader")).toEqual([]);
});

/** The texts of a test file that may be sources. */
function sourcesIn(file: string): readonly string[] {
	const sources: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isStringLiteralLike(node) && /[;{]/.test(node.text)) sources.push(node.text.replaceAll("$0", ""));
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true));
	return sources;
}

describe("what is wrong with a text", () => {
	const folders = ["syntax", "semantics", "compiler", "service"].map((folder) => join(import.meta.dirname, "..", folder));
	const files = folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));

	test("in whatever other tests try", { timeout: 120_000 }, () => {
		const said = new Set<string>();
		const plain = new Map<string, string>();
		for (const source of files.flatMap(sourcesIn)) {
			for (const { message, related = [], fixes = [] } of analyzeSource(source).files[0].diagnostics) {
				for (const text of [message, ...related.map((place) => place.message), ...fixes.map(({ title }) => title)]) {
					said.add(message.replace(/[`'][^`']*[`']/g, ""));
					const words = plainWords(text, source, WORDS);
					if (words.length > 0) plain.set(text, words.join(" "));
				}
			}
		}
		expect(Object.fromEntries(plain)).toEqual({});
		expect(said.size).toBeGreaterThan(150);
	});
});

/** What stands for itself in messages, whatever the language. */
const WORDS = `int bool char true false null qqqq safe race hang life ${RUN_ERRORS.join(" ")}`;

/** Scenarios that fail in each way, and one that does not; what they say themselves is in no language. */
const scenarios = {
	"a lost update": `scenario s {
		kernel v1; page data;
		task one { int seen = data.refcount; data.refcount = seen + 1; }
		task two { int seen = data.refcount; data.refcount = seen + 1; }
		property lost "qqqq {data.refcount}" at end = data.refcount == 3;
		expect safe; expect race lost under v2; expect hang;
	}`,
	"a deadlock": `struct mutex { task holder; }
	fn lock(mutex m) { atomic { wait (m.holder == null); m.holder = self; } }
	fn unlock(mutex m) { m.holder = null; }
	scenario s { mutex a; mutex b;
		task one { lock(a); lock(b); unlock(b); unlock(a); }
		task two { lock(b); lock(a); unlock(a); unlock(b); }
	}`,
	"a lock that is kept": `struct mutex { task holder; }
	fn lock(mutex m) { atomic { wait (m.holder == null); m.holder = self; } }
	scenario s { mutex a; task one { lock(a); } task two { lock(a); } }`,
	"a wait that nobody ends": "scenario s { int 0..3 x; task one { x = 1; wait (x == 2); } task two { x = 1; } }",
	"a livelock":
		"scenario s { bool a; bool b; task left { a = true; while (b) { a = false; a = true; } a = false; } task right { b = true; while (a) { b = false; b = true; } b = false; } }",
	"a use after free": `struct foo { int n; }
	scenario s { foo shared = null;
		task opener { foo p = new foo { }; shared = p; p.n = 1; }
		task closer { wait (shared); foo p = shared; shared = null; free(p); }
		task user { foo p = shared; if (p) p.n = 2; }
	}`,
	"errors of all kinds": `struct foo { int n; }
	scenario s { int 0..3 x; foo f; int v[2]; bool go;
		task one { x = 3; x++; }
		task two { foo p = null; p.n = 1; }
		task three { int i = 5; v[i] = 1; }
		task four { int i; x = 1 / i; }
		task five { assert(x == 7); }
		task six { foo p = new foo { }; free(p); free(p); }
	}`,
	"a data race": `scenario s { option data_races = report; int n; bool done;
		task writer { n = 1; } task reader { int m = n; } property p at end = true; expect safe; }`,
	"one that is safe": "scenario s { page data; task one { data.index = 1; } property p = data.index < 2; expect safe; }",
	"one that is too large": "scenario s { int 0..20 x; int 0..20 y; task one { while (x < 20) x++; } task two { while (y < 20) y++; } }",
};

describe("what is told of", () => {
	test.each(Object.entries(scenarios))("%s", { timeout: 60_000 }, async (_, source) => {
		const snapshot = await settled(source, {
			maxStates: 300,
			model: analyzeModel([{ uri: "raceline-kernel:/model.race", tree: parse(model) }]),
		});
		const plain = new Map<string, string>();
		for (const text of allTexts(snapshot, source)) {
			const words = plainWords(text, source, WORDS, model);
			if (words.length > 0) plain.set(text, words.join(" "));
		}
		expect(Object.fromEntries(plain)).toEqual({});
	});
});

test("snippets: what they are, and the comments that they begin with", () => {
	const said = snippets().flatMap(({ name, description, body }) => [
		name,
		description,
		...body.filter((line) => line.startsWith("///")).map((line) => line.replace(/\$\{1:/, "")),
	]);
	expect(said.length).toBeGreaterThan(40);
	expect(said.flatMap((text) => plainWords(text))).toEqual([]);
});

test("what is told of C code that is pasted", () => {
	const code = 'int f(struct dev *dev) { pr_debug("%d", 1); other(dev); int n = LIMIT; dev->x = 1; dev = 3; return f(dev); }';
	const told = toldOf(scenarioCode(code, analyzeSource(model)));
	expect(told.length).toBeGreaterThan(3);
	expect(told.flatMap((text) => plainWords(text, code, WORDS))).toEqual([]);
});

/** All that people read of a document. */
function allTexts(snapshot: Snapshot, source: string): readonly string[] {
	const offsets = [...source.matchAll(/\b\w/g)].map(({ index }) => index);
	const whole = { start: 0, end: source.length };
	return [
		...diagnostics(snapshot).flatMap(textsOf),
		...codeLenses(snapshot).map(({ title }) => title),
		...Object.values(status(snapshot)).filter((text) => typeof text === "string"),
		...inlayHints(snapshot, whole).flatMap(({ label, tooltip }) => [label, tooltip]),
		...codeActions(snapshot, whole).map(({ title }) => title),
		...offsets.map((offset) => hoverText(snapshot, offset)),
		...offsets.flatMap((offset) => allValues(snapshot, offset).map(({ all }) => all)),
		...expectations(snapshot).flatMap(({ problem, expectations }) => [problem, ...expectations.map(({ message }) => message)]),
		...snapshot.scenarios.flatMap((scenario) => scenario.checks.map((check) => knownTitle(knownOf(scenario, check)))),
		...runTexts(snapshot),
	];
}

/** Without the documentation, which is in English, of the language as of the model. */
function hoverText(snapshot: Snapshot, offset: number): string {
	const { documentation = "" } = symbolAt(snapshot.file, offset)?.symbol ?? {};
	return hover(snapshot, offset)?.markdown.replace(documentation, "") ?? "";
}

function textsOf({ message, related = [], fixes = [] }: ExplainedDiagnostic): readonly string[] {
	return [message, ...related.map((place) => place.message), ...fixes.map(({ title }) => title)];
}

/** What the panel tells in sentences. */
function runTexts(snapshot: Snapshot): readonly string[] {
	const found = timelines(snapshot, 0);
	if (found === undefined) return [];
	const ofRuns = found.runs.flatMap(({ finding, under, pair, missing = "", account }) => [
		finding.message,
		finding.effect,
		finding.symptom,
		under,
		missing,
		...(pair ? [pair.sentence, pair.window, pair.pair.otherwise, pair.pair.first.note, pair.pair.second.note] : []),
		...(account?.waits ?? []).flatMap(({ condition, sentence }) => [condition, sentence]),
		...(account?.holds ?? []).map(({ what }) => what),
		...[...finding.timeline.steps, ...finding.timeline.waiting].map(({ label }) => label),
		...finding.timeline.steps.flatMap(({ changes }) => changes.flatMap(({ before, after }) => [before, after])),
	]);
	return [found.verdict, found.nothing, ...ofRuns];
}
