import { describe, expect, test } from "vitest";
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import { fitted, heightOfStep, placed, rowAt } from "../../webview/timeline/geometry";
import { ranges } from "../../webview/timeline/names";
import { itemsOf, type Row, rowsOf, type View } from "../../webview/timeline/rows";
import { alone, merged } from "../../webview/timeline/sequence";
import { run, steps } from "./run";

const plain: View = { showsAll: false, showsPaths: false, unfolded: new Set(), folded: new Set(), showsSwitches: true };

/** A row in a line. */
function line(row: Row): string {
	switch (row.kind) {
		case "switch":
			return `${row.folded ? "▸" : "▾"} lane ${row.lane} line ${row.line} ${row.functions.join(" › ")}`.trimEnd();
		case "fold":
			return `⋯ ${ranges(row.items.map(({ step }) => step.number))}`;
		case "step":
			return `#${row.item.step.number} ${row.item.step.label}`;
		case "path":
			return `  ${row.functions.join(" › ")}`;
		case "banner":
			return `${row.tone}: ${row.text}`;
		case "waiting":
			return `∞ lane ${row.lane}`;
	}
}

const given = run(
	{ lane: 0, label: "a", stack: ["f", "g"] },
	{ lane: 0, label: "b", stack: ["f", "h"], relevant: false },
	{ lane: 0, label: "c", stack: ["f", "h"], relevant: false },
	{ lane: 1, label: "d", relevant: false },
	{ lane: 1, label: "e", line: 9 },
	{ lane: 0, label: "z", stack: ["f"] },
);
const lines = (view: Partial<View> = {}) => rowsOf(given, alone(given.steps), { ...plain, ...view }).map(line);

describe("rows", () => {
	test("say where another lane goes on or another line, and fold what does not matter from two in a row on", () => {
		expect(lines()).toEqual([
			"▾ lane 0 line 1 f",
			"#1 a",
			"⋯ #2–#3",
			"▾ lane 1 line 2",
			"#4 d",
			"▾ lane 1 line 9",
			"#5 e",
			"▾ lane 0 line 1 f",
			"#6 z",
			"fails: fails here",
		]);
	});

	test("of all steps have no folds", () => {
		expect(lines({ showsAll: true }).filter((text) => text.startsWith("#"))).toEqual(["#1 a", "#2 b", "#3 c", "#4 d", "#5 e", "#6 z"]);
	});

	test("show the functions that steps are in, once for those that follow each other", () => {
		expect(lines({ showsPaths: true, showsAll: true }).slice(0, 6)).toEqual([
			"▾ lane 0 line 1 f",
			"  f › g",
			"#1 a",
			"  f › h",
			"#2 b",
			"#3 c",
		]);
	});

	test("of a folded stretch are one", () => {
		expect(lines({ folded: new Set(["switch #1"]) }).slice(0, 3)).toEqual(["▸ lane 0 line 1 f", "⋯ #1–#3", "▾ lane 1 line 2"]);
	});

	test("of a fold can be unfolded one stretch at a time", () => {
		expect(lines({ unfolded: new Set(["fold #2"]) }).slice(1, 4)).toEqual(["#1 a", "#2 b", "#3 c"]);
	});

	test("do without switches where the lanes are wide", () => {
		expect(lines({ showsSwitches: false })).toEqual(["#1 a", "⋯ #2–#3", "#4 d", "#5 e", "#6 z", "fails: fails here"]);
	});

	test("say what goes wrong where the headline is about what that leads to", () => {
		const told = { ...given, effect: "Data is lost." };
		expect(rowsOf(told, alone(told.steps), plain).map(line).at(-1)).toBe("fails: It broke badly");
	});

	test("end with what goes round for ever, in a livelock", () => {
		const livelock = { ...given, kind: "hang" as const, loop: { from: 4, to: 6 } };
		const last = (of: TimelineRun) => line(rowsOf(of, alone(of.steps), plain).at(-1) as Row);
		expect(last(livelock)).toBe("fails: two and one take #4 to #6 again and again, for ever");
		expect(last({ ...livelock, loop: { from: 6, to: 6 } })).toBe("fails: one takes #6 again and again, for ever");
	});

	test("never fold the steps that the reason of a livelock names", () => {
		const livelock = {
			...given,
			kind: "hang" as const,
			loop: { from: 1, to: 6 },
			missing: "one goes round #1 to #6: each time #3 sees x = 2",
		};
		expect(rowsOf(livelock, alone(given.steps), plain).map(line)).toContain("#3 c");
	});

	test("end with who stays where, in a hang", () => {
		const waiting = [{ lane: 1, label: "wait", functions: [], place: undefined }];
		const hang = { ...given, kind: "hang" as const, waiting };
		expect(line(rowsOf(hang, alone(hang.steps), plain).at(-1) as Row)).toBe("∞ lane 1");
	});

	test("never fold what lets another lane go on, where that does: of several steps the last", () => {
		const letting = (...numbers: readonly number[]): TimelineRun => {
			const steps = given.steps.map((step) => (numbers.includes(step.number) ? { ...step, wakes: [1] } : step));
			return { ...given, steps };
		};
		const of = (run: TimelineRun) => rowsOf(run, alone(run.steps), plain).map(line);
		expect(of(letting(3))).toEqual(expect.arrayContaining(["#2 b", "#3 c"]));
		expect(of(letting(2, 3))).toEqual(of(letting(3)));
		expect(of(letting(6))).toContain("⋯ #2–#3");
	});

	test("never fold what a lane waits for, or what is of the racing pair", () => {
		const waits = [{ lane: 1, what: "x", condition: "waits for x", holder: 0, since: 2, sentence: "" }];
		expect(rowsOf({ ...given, waits }, alone(given.steps), plain).map(line)).toContain("#2 b");
		const order = { first: { lane: 0, location: 0 }, second: { lane: 1, location: 0 } };
		const access = (number: number) => ({ number, lane: 0, note: "" });
		const roles = [{ number: 3, role: "racing pair" }];
		const about = { sentence: "", window: "", otherwise: "", order, cell: 0, before: "", after: "", from: 3, to: 3 };
		const pair = { ...about, roles, first: access(3), second: access(5) };
		expect(rowsOf({ ...given, pair }, alone(given.steps), plain).map(line)).toContain("#3 c");
	});
});

describe("every step", () => {
	const safe = steps({ lane: 1, label: "d" }, { lane: 0, label: "a", relevant: false }, { lane: 0, label: "b", relevant: false });
	const both = merged(given.steps, safe);
	const views: readonly Partial<View>[] = [
		{},
		{ showsAll: true },
		{ showsPaths: true },
		{ showsSwitches: false },
		{ folded: new Set(["switch #1", "switch #4"]) },
	];

	test.each(views)("is in a row or a fold, once and in order, in both runs: %o", (view) => {
		const items = rowsOf(given, both, { ...plain, ...view }).flatMap(itemsOf);
		expect(items.flatMap(({ losing }) => losing?.number ?? [])).toEqual([1, 2, 3, 4, 5, 6]);
		expect(items.flatMap(({ safe: other }) => other?.number ?? [])).toEqual([1, 2, 3]);
	});

	test("of the safe run alone is shown, and below it that nothing was repaired", () => {
		const rows = rowsOf(given, both, plain);
		expect(rows.filter(({ kind, side }) => kind === "fold" && side === "safe")).toEqual([]);
		expect(line(rows.at(-1) as Row)).toBe(
			"safe: the safe run ends with ✓3: all tasks have ended, and nothing failed (another timing, no fix)",
		);
	});
});

describe("places", () => {
	const measures = { scale: 1, bannerLines: () => 2 };
	const rows = rowsOf(given, alone(given.steps), plain);

	test("touch each other without gaps", () => {
		const { tops, heights, height } = placed(rows, 20, measures);
		expect(tops).toEqual(heights.map((_, index) => heights.slice(0, index).reduce((sum, each) => sum + each, 0)));
		expect(height).toBe(heights.reduce((sum, each) => sum + each, 0));
	});

	test("are as high as all of them fit, and easy to read where they do not", () => {
		const all = (step: number) => placed(rows, step, measures).height;
		expect(fitted(rows, all(22), measures, undefined).rowHeight).toBe(22);
		expect(fitted(rows, all(22) - 1, measures, undefined).rowHeight).toBe(20);
		expect(fitted(rows, all(18), measures, undefined).rowHeight).toBe(18);
		expect(fitted(rows, all(18) - 1, measures, undefined).rowHeight).toBe(20);
		expect(fitted(rows, 10_000, measures, 16).rowHeight).toBe(16);
	});

	test("of steps within a fold follow each other in it", () => {
		const geometry = placed(rows, 20, measures);
		const [before, second, third, after] = [1, 2, 3, 4].map((number) => heightOfStep(geometry, number) as number);
		expect(before < second && second < third && third < after).toBe(true);
		expect(geometry.rows[rowAt(geometry, second)].kind).toBe("fold");
	});
});
