import { expect, test } from "vitest";
import { selectionRanges } from "../../src/service/navigation/selection-ranges";
import { parse } from "../../src/syntax/parser";
import { atCursor } from "./open-source";

function grown(source: string): string[] {
	const { text, offset } = atCursor(source);
	return selectionRanges(parse(text), offset).map(({ start, end }) => text.slice(start, end));
}

test("a selection grows along the tree", () => {
	expect(grown("fn f(int a) { return a + g($0a, 1); }")).toEqual([
		"a",
		"g(a, 1)",
		"a + g(a, 1)",
		"return a + g(a, 1);",
		"{ return a + g(a, 1); }",
		"fn f(int a) { return a + g(a, 1); }",
	]);
});

test("a comment is selected as a whole, then the block around it", () => {
	expect(grown("fn f() { /* no$0te */ }").slice(0, 2)).toEqual(["/* note */", "{ /* note */ }"]);
});

test("on broken text the ranges still grow", () => {
	expect(grown("fn f() { a = g($0b")[0]).toBe("b");
	expect(grown("fn f() { a = g($0b").at(-1)).toBe("fn f() { a = g(b");
});
