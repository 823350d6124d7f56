import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keywords } from "../../src/syntax/grammar-table";
import { lex } from "../../src/syntax/lexer";
import { tries } from "../random";
import { sample } from "./sample";

/** Every token as `kind text`, except the last, which is the end. */
function tokensOf(text: string): string[] {
	const { tokens } = lex(text);
	return Array.from(
		{ length: tokens.length - 1 },
		(_, index) => `${tokens.kinds[index]} ${text.slice(tokens.starts[index], tokens.ends[index])}`,
	);
}

function problemsOf(text: string): string[] {
	return lex(text).diagnostics.map(({ code, span }) => `${code} ${text.slice(span.start, span.end)}`);
}

describe("words", () => {
	test("a name is a C name", () => {
		expect(tokensOf("_a1 B_2")).toEqual(["name _a1", "name B_2"]);
	});

	test("a kernel release is one name", () => {
		expect(tokensOf("v4.18 v6.1.192-x")).toEqual(["name v4.18", "name v6.1.192", "punctuation -", "name x"]);
	});

	test("other names end at a dot, and so do releases before a field or a range", () => {
		expect(tokensOf("vma.v4 v4.x v4..5 p.v4.18")).toEqual(
			["name vma", "punctuation .", "name v4", "name v4", "punctuation .", "name x", "name v4", "punctuation ..", "number 5"].concat([
				"name p",
				"punctuation .",
				"name v4.18",
			]),
		);
	});

	test("only reserved words are keywords for the lexer", () => {
		for (const { word, reserved } of keywords) expect(tokensOf(word)).toEqual([`${reserved ? "keyword" : "name"} ${word}`]);
	});
});

describe("numbers", () => {
	test("are decimal or hexadecimal", () => {
		expect(tokensOf("0 42 0xFf")).toEqual(["number 0", "number 42", "number 0xFf"]);
		expect(problemsOf("0 42 0xFf")).toEqual([]);
	});

	test("suffixes as in C", () => {
		expect(tokensOf("1UL 0x1fu 3ll")).toEqual(["number 1UL", "number 0x1fu", "number 3ll"]);
		expect(problemsOf("1UL 0x1fu 3ll")).toEqual([]);
	});

	test("a range needs no blanks", () => {
		expect(tokensOf("0..7")).toEqual(["number 0", "punctuation ..", "number 7"]);
	});

	test.each(["4k", "1ULT", "0x", "4.18", "0b1"])("%s is none, but one token", (text) => {
		expect(tokensOf(text)).toEqual([`number ${text}`]);
		expect(problemsOf(text)).toEqual([`malformed-number ${text}`]);
	});
});

describe("strings", () => {
	test("end at the first quote without a backslash", () => {
		expect(tokensOf('"a \\" \\\\" b')).toEqual(['string "a \\" \\\\"', "name b"]);
	});

	test("without an end they reach to the end of the line", () => {
		expect(tokensOf('"abc;\r\nx')).toEqual(['string "abc;', "name x"]);
		expect(problemsOf('"abc;\r\nx')).toEqual(['unterminated-string "abc;']);
	});

	test("the missing quote is inserted before what is likely code", () => {
		const [{ fixes }] = lex('f("abc);').diagnostics;
		expect(fixes).toEqual([{ title: 'Insert `"`', edits: [{ span: { start: 6, end: 6 }, newText: '"' }] }]);
	});

	test("know the escapes of C", () => {
		expect(problemsOf('"\\n \\" \\\\"')).toEqual([]);
		expect(problemsOf('"a\\tb\\x41\\0"')).toEqual([]);
		expect(problemsOf('"a\\qb"')).toEqual(["unknown-escape \\q"]);
	});
});

describe("comments", () => {
	test("three slashes are documentation, four are not", () => {
		expect(tokensOf("// a\n/// b\n//// c")).toEqual(["comment // a", "docComment /// b", "comment //// c"]);
	});

	test("a block comment may span lines", () => {
		expect(tokensOf("/* a\n * b */ c")).toEqual(["comment /* a\n * b */", "name c"]);
	});

	test("without an end it reaches to the end of the text", () => {
		expect(tokensOf("a /* b\nc")).toEqual(["name a", "comment /* b\nc"]);
		expect(problemsOf("a /* b\nc")).toEqual(["unterminated-comment /*"]);
		expect(problemsOf("/*/")).toEqual(["unterminated-comment /*"]);
	});
});

describe("signs", () => {
	test("the longest one wins", () => {
		expect(tokensOf("a->b<<=c--d..e")).toEqual([
			"name a",
			"punctuation ->",
			"name b",
			"punctuation <<=",
			"name c",
			"punctuation --",
			"name d",
			"punctuation ..",
			"name e",
		]);
	});
});

describe("what is no token", () => {
	test.each([
		["@@", "unknown @@", "unexpected `@@`"],
		["😀", "unknown 😀", "unexpected `😀`"],
		["ß", "unknown ß", "a name consists of the letters a to z, digits and `_`"],
		["\u00a0", "unknown \u00a0", "unexpected character U+00A0"],
		["\ud800", "unknown \ud800", "unexpected character U+D800"],
		["'xy'", "unknown 'xy'", "one character stands in single quotes, as in `'a'`, and a text in double ones"],
	])("%s", (text, token, message) => {
		expect(tokensOf(text)).toEqual([token]);
		expect(lex(text).diagnostics.map((diagnostic) => diagnostic.message)).toEqual([message]);
	});

	test("a byte order mark at the start of the text is white space", () => {
		expect(tokensOf("\ufeffa")).toEqual(["name a"]);
	});
});

test("lines know where they start and how far they are indented", () => {
	const { startsLine, indents } = lex("a b\r\n\tc /* \n */ d\n  e");
	expect(startsLine).toEqual([true, false, true, true, true, false]);
	expect(indents.slice(0, 3)).toEqual([0, 0, 8]);
	expect(indents[4]).toBe(2);
});

describe("the texts of all tokens with the white space between them are the whole text", () => {
	/** The text that is left when all tokens are taken out of it; fails when they overlap or are empty. */
	const gapsOf = (text: string): string => {
		const { tokens } = lex(text);
		let gaps = "";
		let end = 0;
		for (let index = 0; index < tokens.length; index++) {
			const isLast = index === tokens.length - 1;
			if (
				tokens.starts[index] < end ||
				isLast !== (tokens.kinds[index] === "end") ||
				isLast !== (tokens.ends[index] === tokens.starts[index])
			) {
				throw new Error(`token ${index} of ${JSON.stringify(text)}`);
			}
			gaps += text.slice(end, tokens.starts[index]);
			end = tokens.ends[index];
		}
		expect(end).toBe(text.length);
		return gaps;
	};
	const expectWhole = (text: string): void => {
		expect(gapsOf(text)).toMatch(/^\ufeff?[ \t\v\f\r\n]*$/);
	};

	test("of the sample", () => expectWhole(sample));

	test("of any text", () => {
		fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), expectWhole), tries(300));
	});

	test("of any text made of what the lexer looks at", () => {
		const pieces = fc.constantFrom(
			"a",
			"v4",
			".",
			"1",
			"0x",
			'"',
			"\\",
			"/",
			"*",
			"'",
			"#",
			"\n",
			"\r",
			" ",
			"\t",
			"@",
			"é",
			"😀",
			"<",
			"=",
			"-",
			"{",
			";",
		);
		fc.assert(
			fc.property(
				fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join("")),
				expectWhole,
			),
			tries(1000),
		);
	});
});
