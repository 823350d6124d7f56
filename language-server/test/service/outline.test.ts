import { describe, expect, test } from "vitest";
import { type DocumentSymbol, documentSymbols } from "../../src/service/navigation/document-symbols";
import { foldingRanges } from "../../src/service/reading/folding-ranges";
import { semanticTokens } from "../../src/service/reading/semantic-tokens";
import { countingSource, settled } from "./open-source";

function tree(symbols: readonly DocumentSymbol[]): unknown[] {
	return symbols.map(({ kind, name, detail, children }) => [[kind, name, detail].filter(Boolean).join(" "), ...tree(children)]);
}

test("the outline has every item with its parts", async () => {
	const snapshot = await settled(`struct lock { task owner; }\nenum mode { A, B }\nfn int one() { return 1; }\n${countingSource}`);
	expect(tree(documentSymbols(snapshot))).toEqual([
		["struct lock", ["field owner task"]],
		["enum mode", ["enumMember A"], ["enumMember B"]],
		["function one int"],
		[
			"scenario counting",
			["variable data page"],
			["task one task"],
			["task two task"],
			["expect expect race lost_reference"],
			["expect expect safe under v2"],
		],
	]);
});

test("the outline says of what kind a handler is", async () => {
	const snapshot = await settled("handler irq { }\nguard g = true;\nscenario s { irq a { } once irq b { } daemon task c { } }");
	expect(tree(documentSymbols(snapshot))).toEqual([
		["handler irq"],
		["guard g"],
		["scenario s", ["task a irq"], ["task b once irq"], ["task c daemon task"]],
	]);
});

test("the outline's selections lie in their spans", async () => {
	const check = (symbols: readonly DocumentSymbol[]): void => {
		for (const { span, selection, children } of symbols) {
			expect(span.start).toBeLessThanOrEqual(selection.start);
			expect(selection.end).toBeLessThanOrEqual(span.end);
			check(children);
		}
	};
	check(documentSymbols(await settled(countingSource)));
});

describe("folding", () => {
	test("is offered for blocks and for comments over several lines", async () => {
		const text = "// one\n// two\nscenario s {\n\tint x; /* a\n\tb */\n\ttask t { x = 1; }\n}\n";
		const folded = foldingRanges(await settled(text)).map(({ start, end, kind }) => `${kind} ${JSON.stringify(text.slice(start, end))}`);
		expect(folded).toEqual([
			`comment ${JSON.stringify("// one\n// two")}`,
			`block ${JSON.stringify("\n\tint x; /* a\n\tb */\n\ttask t { x = 1; }\n")}`,
			`comment ${JSON.stringify("/* a\n\tb */")}`,
		]);
	});

	test("is offered for the files that are used, when they are several", async () => {
		const text = 'use "a.race";\n// Of the other:\nuse "b.race";\nscenario s { }\n';
		const folded = foldingRanges(await settled(text)).map(({ start, end, kind }) => `${kind} ${JSON.stringify(text.slice(start, end))}`);
		expect(folded).toEqual([`imports ${JSON.stringify('use "a.race";\n// Of the other:\nuse "b.race";')}`]);
		expect(foldingRanges(await settled('use "a.race";\n\nscenario s { }\n'))).toEqual([]);
	});

	test("copes with braces that do not match", async () => {
		expect(foldingRanges(await settled("}}\nscenario s {\n\ttask t {\n"))).toEqual([]);
	});
});

test("semantic tokens of a range are those that reach into it", async () => {
	const text = "scenario s { page p; int 0..1 n; task t { n = 1; } }";
	const snapshot = await settled(text);
	const within = { start: text.indexOf("age p"), end: text.indexOf("n;") };
	expect(semanticTokens(snapshot, within).map(({ start, end }) => text.slice(start, end))).toEqual(["page", "p"]);
	expect(semanticTokens(snapshot, { start: 0, end: text.length })).toEqual(semanticTokens(snapshot));
});

test("semantic tokens say what each name stands for", async () => {
	const text = "scenario s { page p; int 0..1 n; task t { get_page(p); p.refcount = WRITE; n = 1; } expect race lost_reference under v2; }";
	const tokens = semanticTokens(await settled(text)).map(({ start, end, type, modifiers }) =>
		[text.slice(start, end), type, ...modifiers].join(" "),
	);
	expect(tokens).toEqual([
		"s namespace declaration",
		"page class defaultLibrary",
		"p variable declaration readonly",
		"n variable declaration",
		"t namespace declaration",
		"get_page function defaultLibrary",
		"p variable readonly",
		"p variable readonly",
		"refcount property defaultLibrary",
		"WRITE variable readonly defaultLibrary",
		"n variable",
		"lost_reference event defaultLibrary",
		"v2 namespace defaultLibrary",
	]);
});
