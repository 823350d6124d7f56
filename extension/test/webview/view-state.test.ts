import { describe, expect, test } from "vitest";
import { conflictsOf, nextConflict } from "../../webview/timeline/conflicts";
import { type Row, rowsOf } from "../../webview/timeline/rows";
import { configurationOf, runNames } from "../../webview/timeline/run-names";
import { alone } from "../../webview/timeline/sequence";
import { INITIAL_VIEW, rowAway, selectedRow, showing, toggled, type ViewState, viewOf } from "../../webview/timeline/view-state";
import { chainsOf } from "../../webview/timeline/wait-chains";
import { run } from "./run";

const given = run(
	{ lane: 0, label: "a" },
	{ lane: 1, label: "b", relevant: false },
	{ lane: 1, label: "c", relevant: false },
	{ lane: 1, label: "d" },
	{ lane: 0, label: "e" },
);
const rows = (state: ViewState): readonly Row[] => rowsOf(given, alone(given.steps), { ...state, showsSwitches: true });
const at = (state: ViewState) => rows(state)[selectedRow(rows(state), state.selected, given, false)].id;
const initial = viewOf(INITIAL_VIEW, given);
const press = (state: ViewState, unfold?: boolean) =>
	toggled(state, rows(state), selectedRow(rows(state), state.selected, given, false), unfold);

describe("what is selected", () => {
	test("is at first the step that fails", () => {
		expect(at(initial)).toBe("#5");
	});

	test("stays when steps are folded and unfolded: the fold takes its place", () => {
		const unfolded = { ...initial, showsAll: true, selected: "#3" };
		expect(at(unfolded)).toBe("#3");
		expect(at({ ...unfolded, showsAll: false })).toBe("fold #2");
	});

	test("stays with a later answer about the same run, and is forgotten with another", () => {
		const state = { ...initial, selected: "#1" };
		expect(viewOf(state, { ...given, diagram: "another" }).selected).toBe("#1");
		expect(viewOf(state, { ...given, subject: "other" }).selected).toBe(undefined);
	});

	test("moves among the rows that can be selected, and not beyond them", () => {
		const last = rows(initial).findIndex(({ id }) => id === "#5");
		expect(rows(initial)[rowAway(rows(initial), last, 1)].id).toBe("#5");
		expect(rows(initial)[rowAway(rows(initial), last, Number.NEGATIVE_INFINITY)].id).toBe("switch #1");
	});
});

describe("keys", () => {
	test("unfold a fold, fold it again from any of its steps, and go up from there", () => {
		const unfolded = press({ ...initial, selected: "fold #2" }, true);
		expect(at(unfolded)).toBe("#2");
		const folded = press({ ...unfolded, selected: "#3" }, false);
		expect(at(folded)).toBe("fold #2");
		expect(at(press(folded, false))).toBe("switch #2");
	});

	test("fold the stretch of a lane, and unfold it", () => {
		const folded = press({ ...initial, selected: "switch #2" }, false);
		expect(rows(folded).map(({ id }) => id)).toContain("fold #2");
		expect(rows(folded).map(({ id }) => id)).not.toContain("#4");
		expect(press(folded).folded.size).toBe(0);
		const fold = rows(folded).find(({ id }) => id === "fold #2") as Row;
		expect(rows(showing(folded, fold)).map(({ id }) => id)).toContain("#4");
	});
});

describe("steps that decide", () => {
	test("are gone round, the one that fails among them", () => {
		const waits = [{ lane: 0, what: "x", condition: "", holder: 1, since: 2, sentence: "" }];
		const hang = { ...given, waits };
		expect(conflictsOf(hang)).toEqual([2, 5]);
		expect(nextConflict(hang, 2, 1)).toBe(5);
		expect(nextConflict(hang, 5, 1)).toBe(2);
		expect(nextConflict(hang, 2, -1)).toBe(5);
		expect(nextConflict(hang, 4, -1)).toBe(2);
	});
});

test("runs are told apart by name, in groups of one configuration", () => {
	const other = { ...given, under: "under v2", configurationKey: "v2", symptom: "loses data" };
	const again = { ...given, diagram: "another" };
	const hang = { ...given, kind: "hang" as const, subject: "two" };
	expect(runNames([given, other, again, hang])).toEqual([
		{
			group: "v1",
			runs: [
				{ index: 0, name: "broken, 5 steps (1)", symptom: "" },
				{ index: 2, name: "broken, 5 steps (2)", symptom: "" },
				{ index: 3, name: "two hangs, 5 steps", symptom: "" },
			],
		},
		{ group: "under v2", runs: [{ index: 1, name: "broken, 5 steps", symptom: "loses data" }] },
	]);
});

test.each([
	[["", "under v4.17, tlb_mode = broadcast", "under v4.17, tlb_mode = pv"], "v4.18; under v4.17, tlb_mode = broadcast or pv"],
	[["under v2, a = 1, b = 2", "under v2, a = 1, b = 3", "under v2, a = 1, b = 4"], "under v2, a = 1, b = 2, 3 or 4"],
	[["under v4.18 - gup_huge_recheck", "under v4.17"], "under v4.18 - gup_huge_recheck; under v4.17"],
])("what configurations have in common is said once: %j", ([under, ...others], text) => {
	expect(
		configurationOf({ under, configuration: "v4.18", alike: others.map((other) => ({ configurationKey: other, under: other })) }),
	).toBe(text);
});

describe("who waits for whom", () => {
	const wait = (lane: number, holder?: number) => ({ lane, what: `${lane}`, condition: "", holder, sentence: "" });
	const told = (waits: ReturnType<typeof wait>[], circle?: number[]) =>
		chainsOf({ waits, circle }).map(({ waits: chain, isCircle }) => `${chain.map(({ lane }) => lane).join(" → ")}${isCircle ? " ⟲" : ""}`);

	test("is a circle where each waits for the next", () => {
		expect(told([wait(0, 1), wait(1, 0)], [0, 1])).toEqual(["0 → 1 ⟲"]);
		expect(told([wait(0, 1), wait(2, 0), wait(1, 2), wait(3, 0)], [0, 1, 2])).toEqual(["0 → 1 → 2 ⟲", "3"]);
	});

	test("is else a chain, which begins with whom nobody waits for", () => {
		expect(told([wait(1, 2), wait(0, 1), wait(3)])).toEqual(["0 → 1", "3"]);
	});
});
