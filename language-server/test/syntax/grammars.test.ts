/** What editors are told about the language agrees with what the language server knows. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import kernelModel from "kernel-model";
import { beforeAll, describe, expect, test } from "vitest";
import { createOnigScanner, createOnigString, loadWASM } from "vscode-oniguruma";
import { type IGrammar, INITIAL, Registry } from "vscode-textmate";
import { binaryPrecedence, keywords } from "../../src/syntax/grammar-table";
import { parse } from "../../src/syntax/parser";
import { expansions, snippets } from "../snippets";
import { cSample } from "./c-sample";
import { sample } from "./sample";

const read = (file: string): string => readFileSync(new URL(`../../../grammars/${file}`, import.meta.url), "utf8");

describe("the TextMate grammar", () => {
	let grammar: IGrammar;
	beforeAll(async () => {
		await loadWASM(readFileSync(createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm")));
		const registry = new Registry({
			onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
			loadGrammar: async () => JSON.parse(read("raceline.tmLanguage.json")),
		});
		grammar = (await registry.loadGrammar("source.raceline")) as IGrammar;
	});

	/** For each offset of a text: the scopes of the character there, from the outermost to the innermost. */
	function scopesOf(text: string): string[][] {
		const scopes: string[][] = [];
		let stack = INITIAL;
		for (const line of text.split(/(?<=\n)/)) {
			const result = grammar.tokenizeLine(line, stack);
			stack = result.ruleStack;
			for (const token of result.tokens)
				for (let offset = token.startIndex; offset < Math.min(token.endIndex, line.length); offset++) scopes.push(token.scopes);
		}
		return scopes;
	}

	/** The innermost scope of a word in a text, where `«»` are around it. */
	function scopeOf(marked: string): string | undefined {
		const scopes = scopesOf(marked.replaceAll(/[«»]/g, ""));
		return scopes[marked.indexOf("«")].at(-1);
	}

	/** What a scope says about a token, in the terms of the lexer. */
	function kindOf(scopes: readonly string[]): string {
		if (scopes.some((scope) => scope.startsWith("comment."))) return "comment";
		// A line of the preprocessor is one token of the parser.
		if (scopes.some((scope) => scope.startsWith("meta.preprocessor."))) return "directive";
		if (scopes.some((scope) => scope.startsWith("string."))) return "string";
		const inner = scopes.at(-1) ?? "";
		if (/^constant\.numeric/.test(inner)) return "number";
		if (/^(keyword\.operator\.(assignment|range|comparison|logical|bitwise|ternary|arithmetic)|punctuation)\./.test(inner))
			return "punctuation";
		if (/^(keyword|storage|constant\.language|variable\.language)\./.test(inner)) return "keyword";
		return /^(entity|variable|support|constant\.other)\./.test(inner) ? "name" : `nothing (${inner})`;
	}

	test.each([["the sample", sample], ["the sample of C", cSample], ...kernelModel.map(({ path, text }) => [path, text])])(
		"sees the same kinds of tokens as the parser in %s",
		(_, text) => {
			const scopes = scopesOf(text);
			const { tokens } = parse(text);
			const differences: string[] = [];
			for (let index = 0; index < tokens.length - 1; index++) {
				const kind = tokens.kinds[index] === "docComment" ? "comment" : tokens.kinds[index];
				// The first and the last character, of which only strings and comments have others in between.
				for (const offset of new Set([tokens.starts[index], tokens.ends[index] - 1])) {
					const seen = kindOf(scopes[offset]);
					const line = text.slice(0, offset).split("\n").length;
					if (seen !== kind) differences.push(`${line}: ${text.slice(tokens.starts[index], tokens.ends[index])} is a ${kind}, not ${seen}`);
				}
			}
			expect(differences).toEqual([]);
		},
	);

	test("knows every keyword of the table where the samples use it", () => {
		const used = new Set<string>();
		for (const text of [sample, cSample]) {
			const { tokens } = parse(text);
			for (let index = 0; index < tokens.length; index++)
				if (tokens.kinds[index] === "keyword") used.add(text.slice(tokens.starts[index], tokens.ends[index]));
		}
		expect(keywords.map(({ word }) => word).filter((word) => !used.has(word))).toEqual([]);
	});

	test.each(Object.keys(binaryPrecedence))("takes %s for one operator", (operator) => {
		const scopes = scopesOf(`const A = 1${operator}2;`).slice(11, 11 + operator.length);
		expect(new Set(scopes.map((stack) => stack.at(-1))).size).toBe(1);
		expect(scopes[0].at(-1)).toMatch(/^keyword\.operator\./);
	});

	test.each([
		["scenario «gup» {", "entity.name.section.scenario"],
		["\ttask «reader» {", "entity.name.section.task"],
		["\tdaemon task «reader»[2] {", "entity.name.section.task"],
		["\ttask «reader»;", "variable.other"],
		["\ttask «reader» on cpu0 {", "entity.name.section.task"],
		["\ttask reader «on» cpu0 {", "storage.modifier"],
		["\t«irq» reset on cpu0 {", "storage.type.task"],
		["\tonce irq «reset»[2] {", "entity.name.section.task"],
		["\t«once» irq reset {", "storage.modifier"],
		["handler «irq» {", "entity.name.type"],
		["«guard» may_run = true;", "storage.type.guard"],
		["\tpage «on»;", "variable.other"],
		["struct «page» {", "entity.name.type"],
		["enum «kind» { A }", "entity.name.type"],
		["fn «page» get_page(page p) {", "entity.name.type"],
		["fn page «get_page»(page p) {", "entity.name.function"],
		["fn «get_page»(page p) {", "entity.name.function"],
		["fn int 0..7 «number»() {", "entity.name.function"],
		["fn f(«page» p, int *n) {", "entity.name.type"],
		["fn f(«page» *p, int n) {", "entity.name.type"],
		["property «positive» = x;", "entity.name.function.property"],
		["patch «recheck» {", "entity.name.function.preprocessor"],
		["const «LIMIT» = 2;", "variable.other.constant"],
		["\t«page» p = f(x);", "entity.name.type"],
		["\tpage p = «f»(x);", "entity.name.function"],
		["\tpage p = new «page» { kind: X };", "entity.name.type"],
		["\tp = «ANON_PAGE»;", "variable.other.constant"],
		["\tp.«owner» = self;", "variable.other.property"],
		["\tp->«owner» = self;", "variable.other.property"],
		["\tp = f(a, «blocks»: 1);", "variable.parameter"],
		["\tn = «length»(a);", "support.function"],
		["\tkernel «v4.18» - x;", "constant.other.release"],
		["\texpect «race» p;", "keyword.other.outcome"],
		["\texpect safe under «v4.17», a = b;", "constant.other.release"],
		["\texpect safe under v4.17, a = «b»;", "variable.other.enummember"],
		['property p "{«x».y}" = z;', "variable.other"],
		['property p "\\«n»" = z;', "constant.character.escape"],
		["/// «@source» mm/gup.c f 4.19", "storage.type.class.documentation"],
		["\tx = «count»;", "variable.other"],
		["\tx = «count» t in task: t.held;", "keyword.operator.quantifier"],
		["\tx = «option» + 1;", "variable.other"],
		["\tx = «option»(o) == a;", "keyword.operator.expression"],
	])("%s", (marked, expected) => {
		expect(scopeOf(marked)).toBe(`${expected}.raceline`);
	});

	test("a string that is not closed ends with its line", () => {
		expect(scopeOf('x = "abc\n«y» = 1;')).toBe("variable.other.raceline");
		expect(scopeOf('x = "{abc\n«y» = 1;')).toBe("variable.other.raceline");
	});
});

describe("the language configuration", () => {
	const configuration = JSON.parse(read("language-configuration.json"));

	test("words are names, releases and numbers", () => {
		const pattern = new RegExp(configuration.wordPattern, "g");
		expect("v6.1.192 p.refcount 0x1F _a1 v4..7 i_size".match(pattern)).toEqual([
			"v6.1.192",
			"p",
			"refcount",
			"0x1F",
			"_a1",
			"v4",
			"7",
			"i_size",
		]);
	});

	test("a line that opens something is followed by a deeper one", () => {
		const opens = new RegExp(configuration.indentationRules.increaseIndentPattern);
		const closes = new RegExp(configuration.indentationRules.decreaseIndentPattern);
		for (const line of ["scenario s {", "\tif (x) {", "} else {", "\tf(a,", "lock l = new lock {"]) expect(line).toMatch(opens);
		for (const line of ["x = 1;", "\ttask a { x = 1; }", "// {", "f(a, b);", "}", "/// like {"]) expect(line).not.toMatch(opens);
		for (const line of ["}", "\t} else {", ")", "\t};"]) expect(line).toMatch(closes);
		for (const line of ["x = y[1];", "task a { }"]) expect(line).not.toMatch(closes);
	});

	test.each([
		["/// documentation", "", "/// "],
		["\t/// documentation", "", "/// "],
		["/// ", "", undefined],
		["//// no documentation", "", undefined],
		["/* a comment", "", " * "],
		["/* closed */", "", undefined],
		[" * goes on", "/* a comment", "* "],
		[" * goes on", "x = 1;", undefined],
	])("Enter after `%s` continues the comment", (before, previous, expected) => {
		const rule = configuration.onEnterRules.find(
			(candidate: { beforeText: string; afterText?: string; previousLineText?: string }) =>
				candidate.afterText === undefined &&
				new RegExp(candidate.beforeText).test(before) &&
				(candidate.previousLineText === undefined || new RegExp(candidate.previousLineText).test(previous)),
		);
		expect(rule?.action.appendText).toBe(expected);
	});

	test("Enter after `if (x)` indents one line", () => {
		const rules: { beforeText: string; previousLineText?: string; action: { indent: string } }[] = configuration.onEnterRules;
		const indentAfter = (before: string, previous: string): string | undefined =>
			rules.find(
				(rule) =>
					new RegExp(rule.beforeText).test(before) &&
					(rule.previousLineText === undefined || new RegExp(rule.previousLineText).test(previous)),
			)?.action.indent;
		expect(indentAfter("\tif (x)", "")).toBe("indent");
		expect(indentAfter("\t\ty = 1;", "\tif (x)")).toBe("outdent");
		expect(indentAfter("\t\ty = 1;", "\tif (x) {")).toBeUndefined();
	});
});

describe("snippets", () => {
	test("are there for what people write", () => {
		expect(snippets.map(({ prefix }) => prefix)).toEqual(
			expect.arrayContaining(["scenario", "task", "device", "property", "expect", "fn", "patch"]),
		);
	});

	test.each(snippets)("$prefix is well-formed where it is proposed, whatever is chosen in it", ({ within, body }) => {
		for (const text of expansions(body)) {
			expect(text).not.toMatch(/[$\\]/);
			for (const place of within) expect(parse(place === "scenario" ? `scenario s {\n${text}\n}` : text).diagnostics).toEqual([]);
		}
	});
});
