/** What the legend has: every sign that is in the drawing, and no others. */
import { describe, expect, test } from "vitest";
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import { barsOf } from "../../webview/timeline/bars";
import { shape } from "../../webview/timeline/shapes";
import { legendLines, type Sign, signsOf } from "../../webview/timeline/signs";
import { run } from "./run";

const given = run(
	{ lane: 0, label: "lock(m)", changes: ["lock m.owner null→one"] },
	{ lane: 0, label: "get(p)", changes: ["page 0.refcount 1→2"] },
	{ lane: 1, label: "dma_write(p)" },
);
const bars = barsOf(given, given.lanes);
const shapes = (...classes: readonly string[]) => classes.map((name) => shape(name, "", 0));
const words = (signs: readonly Sign[]) => signs.map(({ begins, text, words }) => [begins, text, words].filter(Boolean).join(" "));
const told = (of: TimelineRun, compares: boolean, ...classes: readonly string[]) =>
	words(signsOf({ run: of, compares, shapes: shapes(...classes), bars: [] }));

describe("the legend", () => {
	test("has what is drawn, whatever its color, and nothing else", () => {
		expect(told(given, false, "mark looks lane-0", "ring pair", "mark looks lane-1")).toEqual(["looks", "step that decides"]);
		expect(told(given, false, "strip-line alone", "strip-line alone nothing")).toEqual(["value", "null"]);
		expect(told(given, false)).toEqual([]);
	});

	test("has the signs of rows in a comparison and in a hang", () => {
		expect(told(given, true)).toEqual(["# step of the losing run", "✓ step of the safe run", "↑↓ earlier, later in the other run"]);
		const waiting = [{ lane: 0, label: "down_read(x)", functions: [], place: undefined }];
		expect(told({ ...given, waiting }, false, "mark waits lane-0")).toEqual(["stays for ever", "∞ instead of a step: for ever"]);
	});

	test("names what each lane holds once", () => {
		const twice = [...bars, ...bars];
		expect(words(signsOf({ run: given, compares: true, shapes: [], bars: twice })).slice(4)).toEqual(["one holds m", "page 0 reference"]);
	});
});

test("signs that have no room begin another line", () => {
	const sign = (key: string): Sign => ({ key, words: "ten letter", picture: [], lane: 0 });
	const signs = ["a", "b", "c"].map(sign);
	expect(legendLines(signs, "", 3 * 76, 1, 5)).toBe(1);
	expect(legendLines(signs, "", 3 * 76 - 1, 1, 5)).toBe(2);
	expect(legendLines(signs, "What the signs mean", 3 * 76, 1, 5)).toBe(2);
});
