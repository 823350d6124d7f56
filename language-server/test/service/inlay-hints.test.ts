import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stepName } from "../../src/explain/timeline/step-name";
import { inlayHints, LONGEST_LABEL } from "../../src/service/reading/inlay-hints";
import { parameterHints } from "../../src/service/reading/parameter-hints";
import { rangesText } from "../../src/service/reading/step-numbers";
import type { Snapshot } from "../../src/service/workspace/snapshot";
import { tries } from "../random";
import { countingSource, settled } from "./open-source";

const everything = { start: 0, end: Number.MAX_SAFE_INTEGER };

/** Each hinted line with its hint behind it. */
function hintedLines(snapshot: Snapshot): string[] {
	return inlayHints(snapshot, everything).map(({ offset, label }) => {
		const { text } = snapshot.file;
		return `${text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset).trim()} ${label}`;
	});
}

describe("inlay hints", () => {
	test("say for each line of the losing run when it comes and what it sees, changes or breaks", async () => {
		expect(hintedLines(await settled(countingSource))).toEqual([
			"get_page(data); #2 refcount 1→2",
			"put_page(data); #5 refcount 2→1",
			"get_page(data); #4 sees refcount=2, #6 refcount 1→3",
			"put_page(data); #8 ✗ the count of data is 2",
		]);
	});

	test("list their steps in the tooltip", async () => {
		const [first] = inlayHints(await settled(countingSource), everything);
		expect(first.tooltip).toBe(
			"**race lost_reference**\n\np.refcount++ at #6 trusts data.refcount as #4 saw it; one changed it from 2 to 1 at #5  \nIt fails because one's #5 comes between two's #4 and #6\n\n\\#1 **one** `p.refcount` in get_page  \n\\#2 **one** `p.refcount++` in get_page: data.refcount 1 → 2",
		);
	});

	test("leave out what a line undoes itself, and name the object where two have the same field", async () => {
		const snapshot = await settled(
			"scenario s { page a; page b;\n\ttask t {\n\t\tatomic { a.refcount = 2; b.refcount = 3; }\n\t\ta.index = 1; a.index = 0;\n\t\tb.state = BUSY;\n\t\tassert(b.state == IDLE);\n\t}\n\ttask u { b.index = 2; }\n}",
		);
		expect(hintedLines(snapshot)).toEqual([
			expect.stringMatching(/ #1 a\.refcount 1→2, b\.refcount 1→3$/),
			"a.index = 1; a.index = 0; #2–3",
			"b.state = BUSY; #4 state IDLE→BUSY",
			"assert(b.state == IDLE); #5 ✗ assertion failed: b.state == IDLE",
		]);
	});

	test("name the data before what tasks note about themselves and which task holds what", async () => {
		const snapshot = await settled(
			"extend task { int 0..3 held; }\nscenario s { page data; task holder = null;\n\ttask t {\n\t\tatomic { self.held = 1; holder = self; data.refcount = 2; }\n\t\tatomic { self.held = 2; holder = null; }\n\t\tdata.index = 1;\n\t\tassert(data.index == 0);\n\t}\n\ttask u { self.held = 2; holder = self; }\n}",
		);
		expect(hintedLines(snapshot).map((line) => line.slice(line.indexOf("#")))).toEqual([
			"#1 refcount 1→2",
			"#2 held 1→2, holder t→null",
			"#3 index 0→1",
			"#4 ✗ assertion failed: data.index == 0",
		]);
	});

	test("fit where an editor cuts off what is longer, and lead with whose something is", async () => {
		const snapshot = await settled(
			'struct file { int n; }\nstruct block_of_the_disk {\n\t/// Whose.\n\t///\n\t/// @owner free\n\tfile owner;\n}\nscenario s { file data; file other; page p; block_of_the_disk block; int 0..3 some_number; property never_has_two_owners_that_know_nothing_of_each_other "{block} belongs to {block.owner} now, which nobody has ever asked for" = block.owner != other;\n\ttask t {\n\t\tatomic { some_number = 2; block.owner = data; }\n\t\tatomic { block.owner = null; p.index = 1; }\n\t\tblock.owner = other;\n\t}\n}',
		);
		const hints = hintedLines(snapshot).map((line) => line.slice(line.indexOf("#")));
		expect(hints).toEqual(["#1 block → data", "#2 block → free", "#3 ✗ block belongs to other now, which…"]);
		for (const { label } of inlayHints(snapshot, everything)) expect(label.length).toBeLessThanOrEqual(LONGEST_LABEL);
	});

	test("are only given for the range that is asked for", async () => {
		const snapshot = await settled(countingSource);
		const end = countingSource.indexOf("task two");
		expect(inlayHints(snapshot, { start: 0, end })).toHaveLength(2);
	});

	test("do not exist for a safe scenario", async () => {
		expect(inlayHints(await settled("scenario s { int x; task t { x = 1; } }"), everything)).toEqual([]);
	});
});

describe("step numbers", () => {
	test("in a row become a range", () => {
		expect(rangesText([3])).toBe("#3");
		expect(rangesText([3, 4, 5])).toBe("#3–5");
		expect(rangesText([1, 4, 5, 9])).toBe("#1 #4–5 #9");
		expect(rangesText([1, 3, 5, 7])).toBe("#1 #3 #5 …");
	});

	test("always name the first", () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1 }), (numbers) => {
				const sorted = numbers.sort((a, b) => a - b);
				expect(rangesText(sorted).startsWith(stepName(sorted[0]))).toBe(true);
			}),
			tries(100),
		);
	});
});

describe("parameter hints", () => {
	test("stand before arguments that do not say what they are", async () => {
		const text =
			"fn pin(page p, int index, bool write) { }\nscenario s { page p; int index; task t { pin(p, 1, true); pin(p, index, write: false); pin(null, -1, !index); } }";
		const hints = parameterHints(await settled(text), { start: 0, end: text.length });
		expect(hints.map(({ offset, label }) => `${label} ${/^[^,)]+/.exec(text.slice(offset))}`)).toEqual([
			"index: 1",
			"write: true",
			"p: null",
			"index: -1",
		]);
	});

	test("are absent where there is one parameter, or an unknown function", async () => {
		const text = "scenario s { page p; task t { get_page(null); nothing(1, 2); } }";
		expect(parameterHints(await settled(text), { start: 0, end: text.length })).toEqual([]);
	});
});
