import { describe, expect, test } from "vitest";
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import { barsOf } from "../../webview/timeline/bars";
import { fieldsOf } from "../../webview/timeline/fields";
import { noted, summary } from "../../webview/timeline/notes";
import { rowsOf } from "../../webview/timeline/rows";
import { alone, merged } from "../../webview/timeline/sequence";
import { spoken } from "../../webview/timeline/spoken";
import { run, steps } from "./run";

const order = { first: { lane: 0, location: 0 }, second: { lane: 1, location: 0 } };
const given: TimelineRun = {
	...run(
		{ lane: 0, label: "pmdp_get(vma, index)" },
		{ lane: 1, label: "down_write(inode.i_rwsem)", changes: ["lock data.i_rwsem.writer null→two"], relevant: false },
		{ lane: 1, label: "inode.i_size = newsize", changes: ["data.i_size 1→0"], relevant: false },
		{ lane: 1, label: "pmdp_huge_get_and_clear(vma, i)", changes: ["data.pmd[0] page 0→null"] },
		{ lane: 0, label: "dma_write(p)" },
	),
	pair: {
		sentence: "",
		window: "",
		otherwise: "",
		roles: [
			{ number: 1, role: "opens the window" },
			{ number: 4, role: "inside the window" },
		],
		cell: 0,
		before: "page 0",
		after: "null",
		first: { number: 1, lane: 0, note: "sees page 0" },
		second: { number: 4, lane: 1, note: "makes #1 stale" },
		order,
		from: 1,
		to: 5,
	},
};
const strips = fieldsOf(given, given.lanes).filter(({ name }) => name === "data.pmd[0]");
const bars = barsOf(given, given.lanes);
const fonts = { label: 7, note: 6 };
/** The row of a step in a column of this width: its label and its note. */
const row = (number: number, width: number) => {
	const { label, note } = noted(alone(given.steps)[number - 1], { run: given, compares: false, bars, strips }, width, fonts);
	return `${label.name}${label.rest} | ${note?.text ?? ""}`;
};

describe("a note", () => {
	test("of the racing pair gets shorter before the name does", () => {
		expect(row(4, 400)).toBe("pmdp_huge_get_and_clear(vma, i) | makes #1 stale");
		expect(row(4, 296)).toBe("pmdp_huge_get_and_clear(…) | makes #1 stale");
		expect(row(4, 245)).toBe("pmdp_huge_get_and_clear | #1 stale");
		expect(row(4, 220)).toBe("pmdp_huge_get_and_clear | stale");
		expect(row(1, 172)).toBe("pmdp_get(…) | sees page 0");
	});

	test("names the lock that is taken, and says what changes without a strip", () => {
		expect(row(2, 400)).toBe("down_write(inode.i_rwsem) | +data.i_rwsem");
		expect(row(2, 200)).toBe("down_write(…) | +data.i_rwsem");
		expect(row(3, 400)).toBe("inode.i_size = newsize | data.i_size 1→0");
		expect(row(3, 200)).toBe("inode.i_size = newsize | ");
	});

	test("says which lane waits for a step", () => {
		const waits = [{ lane: 0, what: "data.i_rwsem", condition: "", holder: 1, since: 2, sentence: "" }];
		const { note } = noted(alone(given.steps)[1], { run: { ...given, waits }, compares: false, bars, strips }, 400, fonts);
		expect(note).toEqual({ text: "one waits for this", tone: "waited", full: "one waits for this" });
	});

	test("says in a comparison where a step has gone", () => {
		const safe = steps({ lane: 1, label: "pmdp_huge_get_and_clear(vma, i)" }, { lane: 0, label: "pmdp_get(vma, index)" });
		const items = merged(given.steps, safe);
		const notes = items.map((item) => noted(item, { run: given, compares: true, bars, strips }, 400, fonts).note?.text ?? "");
		expect(notes.filter((text) => /[↑↓]/.test(text))).toEqual(["↓ ✓2", "↑ #1"]);
	});
});

test("a fold says what happens in it", () => {
	expect(summary(alone(given.steps).slice(1, 3), { bars })).toBe("+data.i_rwsem  data.i_size 1→0");
	const twice = run(
		{ lane: 0, label: "a", changes: ["lock data.m.writer null→one"] },
		{ lane: 0, label: "b", changes: ["lock data.n.writer null→one"] },
	);
	expect(summary(alone(twice.steps), { bars: barsOf(twice, twice.lanes) })).toBe("+data.m  +n");
	const back = run(
		{ lane: 0, label: "a", changes: ["lock m.writer null→one"] },
		{ lane: 0, label: "b(x)", changes: ["lock m.writer one→null"] },
	);
	expect(summary(alone(back.steps), { bars: barsOf(back, back.lanes) })).toBe("±m");
	expect(summary(alone(run({ lane: 0, label: "read(x)" }).steps), { bars: [] })).toBe("read");
});

describe("a screen reader", () => {
	const view = { showsAll: false, showsPaths: false, unfolded: new Set<string>(), folded: new Set<string>(), showsSwitches: true };
	const sentences = (of: TimelineRun, items = alone(of.steps)) => rowsOf(of, items, view).map((each) => spoken(each, of, bars));

	test("says each row in one sentence", () => {
		expect(sentences(given)).toEqual([
			"one, line 1, 1 step",
			"Step 1, one: pmdp_get(vma, index), opens the window",
			"two, line 2, 3 steps",
			"2 steps folded, #2–#3: +data.i_rwsem  data.i_size 1→0",
			"Step 4, two: pmdp_huge_get_and_clear(vma, i), data.pmd[0] from page 0 to null, inside the window",
			"one, line 1, 1 step",
			"Step 5, one: dma_write(p), fails: it broke badly",
			"fails here",
		]);
	});

	test("says in a comparison which run has a step alone", () => {
		const safe = steps({ lane: 0, label: "check(p)" });
		expect(sentences(given, merged(given.steps, safe))).toContainEqual("Only in the safe run: Step 1, one: check(p)");
	});

	test("says for what a lane waits", () => {
		const waiting = [{ lane: 0, label: "down_read(x)", functions: [], place: undefined }];
		const waits = [
			{
				lane: 0,
				what: "x",
				condition: "until x is free; two holds it",
				holder: 1,
				since: 2,
				sentence: "one waits for x, held since #2 by two",
			},
		];
		expect(sentences({ ...given, waiting, waits }).at(-1)).toBe("one waits for x, held since #2 by two");
		expect(sentences({ ...given, waiting }).at(-1)).toBe("one stays for ever at down_read(x)");
	});
});
