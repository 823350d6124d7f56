import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inlayHints } from "../../src/service/reading/inlay-hints";
import { parameterHints } from "../../src/service/reading/parameter-hints";
import { circled, rangesText } from "../../src/service/reading/step-numbers";
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
	test("say for each line of the losing run when it comes and what it changes", async () => {
		expect(hintedLines(await settled(countingSource))).toEqual([
			"get_page(data); ①–② refcount 1→2",
			"put_page(data); ③ ⑤ refcount 2→1",
			"get_page(data); ④ ⑥ refcount 1→3 [ one must land within line mm.race:26 of two (steps 4 and 6)",
			"put_page(data); ⑦–⑧ refcount 3→2",
		]);
	});

	test("list their steps in the tooltip", async () => {
		const [first] = inlayHints(await settled(countingSource), everything);
		expect(first.tooltip).toBe(
			"**race lost_reference**\n\np.refcount++ at step 6 trusts data.refcount as step 4 saw it; one changed it from 2 to 1 at step 5  \none must land within line mm.race:26 of two (steps 4 and 6)\n\n① **one** `p.refcount` in get_page  \n② **one** `p.refcount++` in get_page: data.refcount 1 → 2",
		);
	});

	test("leave out what a line undoes itself, and name the object where two have the same field", async () => {
		const snapshot = await settled(
			"scenario s { page a; page b;\n\ttask t {\n\t\tatomic { a.refcount = 2; b.refcount = 3; }\n\t\ta.index = 1; a.index = 0;\n\t\tassert(false);\n\t}\n\ttask u { b.index = 2; }\n}",
		);
		expect(hintedLines(snapshot)).toEqual(
			expect.arrayContaining([expect.stringMatching(/a\.refcount 1→2, b\.refcount 1→3$/), expect.stringMatching(/a\.index = 0; \S+$/)]),
		);
	});

	test("name the data before what tasks note about themselves and which task holds what", async () => {
		const snapshot = await settled(
			"extend task { int 0..3 held; }\nscenario s { page data; task holder = null;\n\ttask t {\n\t\tatomic { self.held = 1; holder = self; data.refcount = 2; assert(false); }\n\t}\n\ttask u { self.held = 2; }\n}",
		);
		expect(hintedLines(snapshot)[0]).toMatch(/refcount 1→2, held 0→1, holder null→t$/);
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
	test("are circled as far as common fonts have such characters", () => {
		expect([1, 10, 11].map(circled)).toEqual(["①", "⑩", "(11)"]);
	});

	test("are all different", () => {
		expect(new Set(Array.from({ length: 60 }, (_, index) => circled(index + 1))).size).toBe(60);
	});

	test("in a row become a range", () => {
		expect(rangesText([3])).toBe("③");
		expect(rangesText([3, 4, 5])).toBe("③–⑤");
		expect(rangesText([1, 4, 5, 9])).toBe("① ④–⑤ ⑨");
		expect(rangesText([1, 3, 5, 7])).toBe("① ③ ⑤ …");
	});

	test("always name the first", () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1 }), (numbers) => {
				const sorted = numbers.sort((a, b) => a - b);
				expect(rangesText(sorted).startsWith(circled(sorted[0]))).toBe(true);
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
