import { describe, expect, test } from "vitest";
import { parse } from "../../src/syntax/parser";
import { children, pathAt } from "../../src/syntax/walk";
import { parseFixture } from "../fixture";
import { written } from "./shape";

/** The nodes at the cursor, from the outermost to the innermost, by their kinds; those without a kind by their text. */
function kindsAt(marked: string): string[] {
	const { text, cursor = 0 } = parseFixture(marked);
	const tree = parse(text);
	return pathAt(tree, cursor).map((node) => ("kind" in node ? node.kind : written(tree, node)));
}

describe("the path to an offset", () => {
	test("leads from the item to the innermost node", () => {
		expect(kindsAt("scenario s { task a { x = p.ref$0count + 1; } }")).toEqual(["scenario", "task", "block", "assign", "binary", "field"]);
	});

	test("prefers the node that starts at the offset", () => {
		expect(kindsAt("fn f() { x = 1;$0y = 2; }")).toEqual(["function", "block", "assign", "name"]);
	});

	test("takes the node that ends at the offset when none starts there", () => {
		expect(kindsAt("fn f() { g(a, b$0); }")).toEqual(["function", "block", "expression", "call", "b", "name"]);
	});

	test("finds what is missing", () => {
		expect(kindsAt("fn f() { g(a, $0); }")).toEqual(["function", "block", "expression", "call", "", "error"]);
		expect(kindsAt("fn f() { x = data.$0 }")).toEqual(["function", "block", "assign", "field"]);
		expect(kindsAt("scenario s {\n\texpect race $0\n}")).toEqual(["scenario", "expect"]);
	});

	test("goes into messages", () => {
		expect(kindsAt('property p "{a.ow$0ner}" = x;')).toEqual(["property", "string", "field"]);
	});

	test("is empty between items", () => {
		expect(kindsAt("const A = 1;\n$0\nconst B = 2;")).toEqual([]);
	});
});

test("children stand in the order of the text, and names are not among them", () => {
	const text = "fn int 0..1 f(page p, int *n = 2) { }";
	const tree = parse(text);
	expect(children(tree.items[0]).map((node) => written(tree, node))).toEqual(["int 0..1", "page p", "int *n = 2", "{ }"]);
});
