import { describe, expect, test } from "vitest";
import { columnsOf, gridTemplate } from "../../webview/timeline/columns";

const at = (width: number, given: Partial<Parameters<typeof columnsOf>[0]> = {}) =>
	columnsOf({
		width,
		height: 800,
		scale: 1,
		lanes: 3,
		steps: 20,
		compares: false,
		hasMinimap: false,
		fields: 8,
		chosen: undefined,
		longestName: 166,
		...given,
	});

describe("columns", () => {
	test.each([360, 526, 699, 700, 900, 1199, 1200, 1600])("take all of %i px and no more", (width) => {
		for (const given of [{}, { compares: true }, { lanes: 9 }, { scale: 2 }, { hasMinimap: true }, { height: 500 }]) {
			const columns = at(width, given);
			const { state, minimap, lanesFrom, lanes, label, called, strip, strips } = columns;
			expect(state + minimap + lanesFrom + lanes + label + called + strip * strips).toBe(width);
			expect(label).toBeGreaterThan(100);
		}
	});

	test("have room for more as they get wider", () => {
		expect([360, 526, 900, 1400].map((width) => `${at(width).tier} ${at(width).strips}`)).toEqual([
			"narrow 1",
			"narrow 3",
			"medium 4",
			"wide 5",
		]);
	});

	test("drop the last strip before they cut a name", () => {
		expect(at(526, { longestName: 300 }).strips).toBeLessThan(at(526).strips);
	});

	test("are in a comparison the same as alone", () => {
		for (const width of [526, 900, 1600]) expect(at(width, { compares: true }).strips).toBe(at(width).strips);
	});

	test("have the strips that were chosen, as far as there is room", () => {
		expect(at(900, { chosen: 2 }).strips).toBe(2);
		expect(at(526, { chosen: 8 }).strips).toBe(at(526).capacity);
	});

	test("put the state beside the rows where the panel is low and wide", () => {
		expect(at(1600, { height: 500 }).isBeside).toBe(true);
		expect(at(526, { height: 500 }).isBeside).toBe(false);
	});

	test("are as many in CSS as there are cells", () => {
		const cells = (compares: boolean) => gridTemplate(at(1400, { compares }), compares).match(/px|minmax\(.*?\)/g)?.length;
		expect([cells(false), cells(true)]).toEqual([5 + 5, 6 + 5]);
	});
});
