import { describe, expect, test } from "vitest";
import type { MatrixCellResult, MatrixResult, MatrixRowResult } from "../../../language-server/src/lsp/protocol/matrix";
import type { ToMatrix } from "../../webview/matrix-messages";
import { columnsOf, EMPTY, hear, isConcerned, isStale, sentenceOf, statusText, verdictOf } from "../../webview/matrix-view";

type Verdict = MatrixCellResult["verdict"];

const cell = (verdict: Verdict, kernel = "v1", ...added: string[]): MatrixCellResult => ({
	under: { kernel, added, removed: [] },
	verdict,
	effect: verdict === "race" ? "Data is lost." : "",
	message: verdict === "race" ? "block 3 is free" : "",
	subject: verdict === "race" ? "lost" : "",
	states: 1234,
});

/** Two kernels and two patches; `verdicts` are those of no patch, either alone, and both. */
function row(
	uri: string,
	scenario: string,
	verdicts: readonly [Verdict, Verdict, Verdict, Verdict],
	smallest: string[][] = [],
): MatrixRowResult {
	const [none, first, second, both] = verdicts;
	return {
		uri,
		scenario,
		place: undefined,
		kernels: [cell(none, "v1"), cell(both, "v2")],
		without: cell(none),
		all: cell(both, "v1", "first", "second"),
		alone: [cell(first, "v1", "first"), cell(second, "v1", "second")],
		leftOut: [cell(second, "v1", "second"), cell(first, "v1", "first")],
		options: "",
		smallest,
		decided: true,
	};
}

const head = {
	kernels: ["v1", "v2"],
	patches: [
		{ name: "first", title: "take the lock" },
		{ name: "second", title: "hold it" },
	],
	base: "v1",
};
const part = (rows: readonly MatrixRowResult[], done: number, total: number): ToMatrix => {
	const result: MatrixResult = { ...head, rows, done, total, cancelled: false };
	return { kind: "rows", part: result };
};
const begin = (...uris: string[]): ToMatrix => ({ kind: "begin", scope: { kind: "workspace" }, uris });
const heard = (...messages: ToMatrix[]) => messages.reduce(hear, EMPTY);

const LOST = ["race", "race", "race", "safe"] as const;
const FINE = ["safe", "safe", "safe", "safe"] as const;

describe("rows", () => {
	test("appear as they come, those of a file together", () => {
		const state = heard(begin("a", "b"), part([row("a", "one", LOST), row("b", "two", LOST)], 2, 4), part([row("a", "three", FINE)], 3, 4));
		expect(state.rows.map(({ scenario }) => scenario)).toEqual(["one", "three", "two"]);
		expect(statusText(state)).toBe("Checking: 3 of 4 scenarios");
	});

	test("that are asked for again stay until the new ones come, and go if none does", () => {
		const known = heard(begin("a"), part([row("a", "one", LOST), row("a", "gone", LOST)], 2, 2), { kind: "end", end: "done" });
		const asked = hear(known, begin("a"));
		expect(asked.rows.map((each) => isStale(asked, each))).toEqual([true, true]);
		const partly = hear(asked, part([row("a", "one", FINE)], 1, 1));
		expect(partly.rows.map((each) => [each.scenario, each.all.verdict, isStale(partly, each)])).toEqual([
			["one", "safe", false],
			["gone", "safe", true],
		]);
		expect(hear(partly, { kind: "end", end: "done" }).rows.map(({ scenario }) => scenario)).toEqual(["one"]);
	});

	test("that were there stay when it is cancelled, which is said", () => {
		const state = heard(begin("a"), part([row("a", "one", LOST)], 1, 77), { kind: "end", end: "cancelled" });
		expect(state.rows.length).toBe(1);
		expect(statusText(state)).toBe("Cancelled: 1 of 77 scenarios came before.");
	});

	test("of another matrix do not stay", () => {
		const state = heard(begin("a"), part([row("a", "one", LOST)], 1, 1), { kind: "begin", scope: { kind: "file", uri: "b" }, uris: ["b"] });
		expect(state.rows).toEqual([]);
	});
});

describe("columns", () => {
	const lost = row("a", "lost", LOST, [["first", "second"]]);
	const shown = (view: Parameters<typeof columnsOf>[0], of = lost) =>
		columnsOf(view, head).map(({ name, cellOf }) => {
			const found = cellOf(of);
			return `${name}: ${typeof found === "string" ? found : found.verdict}`;
		});

	test("are kernels, patches alone, patches left out, or what makes it safe", () => {
		expect(shown("kernels")).toEqual(["v1: race", "v2: safe"]);
		expect(shown("alone")).toEqual(["none: race", "+ first: race", "+ second: race", "all: safe"]);
		expect(shown("leftOut")).toEqual(["all: safe", "− first: race", "− second: race", "none: race"]);
		expect(shown("smallest")).toEqual(["none: race", "all: safe", "is made safe by: first + second"]);
	});

	test("say in words where nothing is needed and where nothing helps", () => {
		expect(shown("smallest", row("a", "fine", FINE, [[]])).at(-1)).toBe("is made safe by: safe without any");
		expect(shown("smallest", row("a", "bad", ["race", "race", "race", "race"])).at(-1)).toBe("is made safe by: not even all of these");
		expect(shown("smallest", row("a", "either", LOST, [["first"], ["second"]])).at(-1)).toBe("is made safe by: first, or second");
	});
});

describe("a cell", () => {
	test("has a symbol and a word, and tells the effect in a sentence", () => {
		expect(verdictOf(cell("race"))).toEqual({ kind: "race", symbol: "✗", word: "race" });
		expect(sentenceOf(cell("race", "v4.17", "first"))).toBe("race lost under v4.17 + first: block 3 is free. Data is lost.");
		expect(sentenceOf({ ...cell("race"), effect: "" })).toBe("race lost under v1: block 3 is free");
		expect(sentenceOf(cell("safe"))).toBe("safe under v1, 1,234 states");
		expect(sentenceOf(cell("inconclusive"))).toBe("not decided under v1: the search ended at its limit");
		expect(sentenceOf(cell(null))).toBe("cannot be compiled under v1");
	});

	test("differs with the patches only where they matter", () => {
		expect(isConcerned(row("a", "lost", LOST))).toBe(true);
		expect(isConcerned(row("a", "fine", FINE))).toBe(false);
	});
});
