import { expect, test } from "vitest";
import { palette, wantsColor } from "../../src/report/ansi";

test("colours are for terminals, unless the environment says otherwise", () => {
	expect(wantsColor({ isTerminal: true })).toBe(true);
	expect(wantsColor({ isTerminal: false })).toBe(false);
	expect(wantsColor({ isTerminal: true, noColor: "1" })).toBe(false);
	expect(wantsColor({ isTerminal: true, noColor: "" })).toBe(true);
	expect(wantsColor({ isTerminal: false, forceColor: "1" })).toBe(true);
	expect(wantsColor({ isTerminal: true, forceColor: "0" })).toBe(false);
	expect(wantsColor({ isTerminal: false, forceColor: "1", noColor: "1" })).toBe(true);
});

test("a style wraps its text; without colours texts stay as they are", () => {
	expect(palette(true).red("no")).toBe("\u001b[31mno\u001b[39m");
	expect(palette(true).red("")).toBe("");
	expect(palette(false).bold("name")).toBe("name");
});
