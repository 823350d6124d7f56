/**
 * Whatever the text: a tree whose spans nest, at most one diagnostic for a place, and work in proportion to the length.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encloses } from "../../src/base/span";
import { DiagnosticList } from "../../src/syntax/diagnostic-list";
import { parseItems } from "../../src/syntax/parse-item";
import { parse } from "../../src/syntax/parser";
import { TokenCursor } from "../../src/syntax/token-cursor";
import { type SyntaxTree, spanIn } from "../../src/syntax/tree";
import { children, type SyntaxNode } from "../../src/syntax/walk";
import { tries } from "../random";
import { cSample } from "./c-sample";
import { sample } from "./sample";

/** Fails when the tree of a text breaks a promise of `tree.ts`. */
function check(text: string): SyntaxTree {
	const tree = parse(text);
	checkSpans(tree, tree.items, 0, text.length);
	const places = tree.diagnostics.map(({ span }) => span.start);
	if (new Set(places).size < places.length) throw new Error(`two diagnostics at one place in ${JSON.stringify(text)}`);
	for (const { span, message, fixes } of tree.diagnostics) {
		const spans = [span, ...(fixes ?? []).flatMap((fix) => fix.edits.map((edit) => edit.span))];
		if (spans.some(({ start, end }) => start < 0 || end < start || end > text.length))
			throw new Error(`${message}: a span outside of ${JSON.stringify(text)}`);
		// One sentence: no full stop, no capital letter at the start.
		if (/[.]$|^[A-Z]|\n/.test(message)) throw new Error(message);
	}
	return tree;
}

function checkSpans(tree: SyntaxTree, nodes: readonly SyntaxNode[], from: number, to: number): void {
	const { text } = tree;
	let end = from;
	for (const node of nodes) {
		const span = spanIn(tree, node);
		const inOrder = end <= span.start && span.start <= span.end && span.end <= to;
		if (!inOrder) throw new Error(`[${span.start}, ${span.end}] in [${end}, ${to}] of ${JSON.stringify(text)}: ${JSON.stringify(node)}`);
		for (const value of Object.values(node)) {
			const isName = typeof value === "object" && value !== null && "text" in value;
			if (isName && !encloses(span, spanIn(tree, value))) throw new Error(`the name ${JSON.stringify(value)} in ${JSON.stringify(text)}`);
		}
		checkSpans(tree, children(node), span.start, span.end);
		end = span.end;
	}
}

/** Pieces out of which broken texts are made: what the parser looks for, in no order. */
const pieces = fc.oneof(
	fc.constantFrom(
		..."scenario task device daemon struct enum extend fn property patch option kernel expect use const if else while for atomic choose or".split(
			" ",
		),
	),
	fc.constantFrom(
		..."wait assert return break int bool new forall count in at end under safe race hang patched self null true x y page v4.18 7 0x".split(
			" ",
		),
	),
	fc.constantFrom(..."static inline void unsigned long const __user __acquires(x) struct do { } while 1UL (int)x (void) *= <<=".split(" ")),
	fc.constantFrom(..."{ } ( ) [ ] ; , . -> .. : ? = == += ++ * & ! - + | || && << <<= @ ' # \" \n \n\t /// // /* */ \r\n".split(" ")),
	fc.constantFrom('"{x}"', '"{"', '"{a b}"', '"', "\n", "\n\t", "\n\t\t"),
);

// Slow machines get their time: nothing here depends on a clock.
describe("promises hold for", () => {
	test("the sample", () => {
		expect(check(sample).diagnostics).toEqual([]);
	});

	test("every prefix of the sample", () => {
		for (let length = 0; length < sample.length; length++) check(sample.slice(0, length));
	});

	test("the sample of C, its prefixes and suffixes", () => {
		expect(check(cSample).diagnostics).toEqual([]);
		for (let length = 0; length < cSample.length; length++) {
			check(cSample.slice(0, length));
			check(cSample.slice(length));
		}
	});

	test("the sample of C without any one of its tokens", () => {
		const { tokens } = parse(cSample);
		for (let index = 0; index < tokens.length - 1; index++)
			check(cSample.slice(0, tokens.starts[index]) + cSample.slice(tokens.ends[index]));
	});

	test("every suffix of the sample", () => {
		for (let start = 0; start < sample.length; start += 3) check(sample.slice(start));
	});

	test("the sample without any one of its tokens, which costs two diagnostics at most", () => {
		const { tokens } = parse(sample);
		let most = 0;
		for (let index = 0; index < tokens.length - 1; index++) {
			const tree = check(sample.slice(0, tokens.starts[index]) + sample.slice(tokens.ends[index]));
			most = Math.max(most, tree.diagnostics.length);
		}
		expect(most).toBeLessThanOrEqual(2);
	});

	test("the sample with any one token twice, which costs two diagnostics at most", () => {
		const { tokens } = parse(sample);
		let most = 0;
		for (let index = 0; index < tokens.length - 1; index++) {
			const word = sample.slice(tokens.starts[index], tokens.ends[index]);
			const tree = check(`${sample.slice(0, tokens.ends[index])} ${word}${sample.slice(tokens.ends[index])}`);
			most = Math.max(most, tree.diagnostics.length);
		}
		expect(most).toBeLessThanOrEqual(2);
	});

	test("the sample with pieces deleted, moved and replaced", () => {
		const edit = fc.record({
			at: fc.nat(sample.length),
			length: fc.nat(30),
			insert: fc.oneof(
				fc.constant(""),
				pieces,
				fc.nat(sample.length - 20).map((at) => sample.slice(at, at + 20)),
			),
		});
		fc.assert(
			fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
				check(edits.reduce((text, { at, length, insert }) => text.slice(0, at) + insert + text.slice(at + length), sample));
			}),
			tries(1000),
		);
	});

	test("pieces in any order", () => {
		fc.assert(
			fc.property(
				fc.array(pieces, { maxLength: 80 }).map((parts) => parts.join(" ")),
				(text) => void check(text),
			),
			tries(3000),
		);
	});

	test("any string", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => void check(text)),
			tries(300),
		);
	});
});

describe("nesting", () => {
	const many = 100_000;

	test.each([
		["parentheses", `property p = ${"(".repeat(many)}x${")".repeat(many)};`],
		["parentheses that are not closed", `property p = ${"(".repeat(many)}`],
		["operators before an expression", `property p = ${"!".repeat(many)}x;`],
		["calls", `property p = ${"f(".repeat(many)}x${")".repeat(many)};`],
		["indices", `property p = ${"a[".repeat(many)}x${"]".repeat(many)};`],
		["objects", `lock l = ${"new l { a: ".repeat(many)}`],
		["choices", `property p = ${"choose(".repeat(many)}`],
		["conditions", `property p = ${"a ? b : ".repeat(many)}c;`],
		["conditions in the middle", `property p = ${"a ? ".repeat(many)}`],
		["quantifiers", `property p = ${"forall x in y: ".repeat(many)}z;`],
		["operators of rising precedence", `property p = ${"a || b && c | d ^ e & f == g < h << i + j * (".repeat(many / 10)}`],
		["chains of assignments", `fn f() { ${"a = ".repeat(many)}b; }`],
		["steps of steps", `fn f() { ${"++".repeat(many)}b; }`],
		["long sums", `property p = ${"a + ".repeat(many)}b;`],
		["long chains of fields", `property p = a${".b".repeat(many)};`],
		["long chains of indices", `property p = a${"[0]".repeat(many)};`],
		["blocks", `fn f() ${"{".repeat(many)}${"}".repeat(many)}`],
		["blocks that are not closed", `fn f() ${"{".repeat(many)}`],
		["conditions without an end", `fn f() { ${"if (x) ".repeat(many)}y = 1; }`],
		["alternatives", `fn f() { ${"if (x) y = 1; else ".repeat(many)}y = 1; }`],
		["atomic blocks", `fn f() { ${"atomic { ".repeat(many)}`],
		["loops", `fn f() { ${"for (x in y) { ".repeat(many)}`],
	])("%s beyond the limit cost one diagnostic", (_, text) => {
		const { diagnostics } = check(text);
		expect(diagnostics.map(({ code }) => code)).toEqual(["nesting-too-deep"]);
	});

	test("what is nested less deeply is fine", () => {
		expect(check(`property p = ${"(".repeat(190)}x${")".repeat(190)};`).diagnostics).toEqual([]);
		expect(check(`fn f() ${"{".repeat(90)}${"}".repeat(90)}`).diagnostics).toEqual([]);
		expect(check(`property p = ${"a + ".repeat(900)}b;`).diagnostics).toEqual([]);
	});

	test("what comes after it is read", () => {
		const { items } = check(
			`property p = ${"(".repeat(many)}x${")".repeat(many)};\nfn f() ${"{".repeat(many)}${"}".repeat(many)}\nscenario s { expect safe; }`,
		);
		expect(items.map(({ kind }) => kind)).toEqual(["property", "function", "scenario"]);
	});
});

describe("long texts", () => {
	test("a line of a megabyte", () => {
		const text = `scenario s { task a { ${"x = y + 1; ".repeat(100_000)} } }`;
		expect(check(text).diagnostics).toEqual([]);
	});

	test("a line of a megabyte full of mistakes", () => {
		for (const piece of ["x = ; ", "page ", "( ", "} ", "task a { ", '"{a" ', "@ ", "' ", "/* ", "if ( ", "new x { ", "expect ", "x[ "]) {
			check(`scenario s { ${piece.repeat(Math.ceil(1_000_000 / 8 / piece.length))}`);
		}
	});

	test.each([
		"x = y + 1;\n",
		"x = ;\n",
		"page ",
		"( ",
		"{ ",
		"} ",
		"task a { ",
		"task a[ ",
		"if ( ",
		"fn f( ",
		"struct s { ",
		"/// a\n",
		"expect race ",
		"enum e { ",
		"daemon ",
		"x [ ",
		"new x { ",
	])("the parser moves over each token of many `%s` once", (piece) => {
		const cursor = new TokenCursor(`scenario s { ${piece.repeat(5000)}`, new DiagnosticList());
		parseItems(cursor);
		expect(cursor.atEnd).toBe(true);
		expect(cursor.advances).toBeLessThan(cursor.tokens.length);
	});

	test("the parser looks at each token a few times only", () => {
		const looks = (count: number): number => {
			const cursor = new CountingCursor(`${sample}\n`.repeat(count), new DiagnosticList());
			parseItems(cursor);
			return cursor.looks / count;
		};
		expect(looks(20)).toBeLessThan(looks(2) * 1.1);
	});
});

class CountingCursor extends TokenCursor {
	looks = 0;

	override at(word: string, ahead = 0): boolean {
		this.looks++;
		return super.at(word, ahead);
	}
}
