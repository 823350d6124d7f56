import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TextIndex } from "../../src/base/text-index";
import { tries } from "../random";

describe("lines", () => {
	test("end with \\n, \\r\\n and \\r", () => {
		const index = new TextIndex("a\nbc\r\nd\re");
		expect(index.lineCount).toBe(4);
		expect([0, 2, 6, 8].map((offset) => index.positionAt(offset))).toEqual([0, 1, 2, 3].map((line) => ({ line, character: 0 })));
	});

	test("an empty text has one", () => {
		const index = new TextIndex("");
		expect(index.lineCount).toBe(1);
		expect(index.positionAt(0)).toEqual({ line: 0, character: 0 });
	});

	test("a line break at the end starts another, empty one", () => {
		expect(new TextIndex("a\n").positionAt(2)).toEqual({ line: 1, character: 0 });
	});
});

describe("what does not exist", () => {
	const index = new TextIndex("one\r\ntwo");

	test.each([
		["a negative line", { line: -1, character: 2 }, 0],
		["a line behind the last", { line: 2, character: 0 }, 8],
		["a negative character", { line: 1, character: -3 }, 5],
		["a character behind the end of its line, which is before the line break", { line: 0, character: 99 }, 3],
	])("%s is moved to the nearest place", (_, position, offset) => {
		expect(index.offsetAt(position)).toBe(offset);
	});

	test("an offset between \\r and \\n belongs to the end of the line", () => {
		expect(index.positionAt(4)).toEqual({ line: 0, character: 3 });
	});

	test("offsets outside of the text are moved into it", () => {
		expect(index.positionAt(-5)).toEqual({ line: 0, character: 0 });
		expect(index.positionAt(99)).toEqual({ line: 1, character: 3 });
	});
});

test("characters are UTF-16 code units", () => {
	const index = new TextIndex("😀x\n😀");
	expect(index.positionAt(2)).toEqual({ line: 0, character: 2 });
	expect(index.offsetAt({ line: 1, character: 2 })).toBe(6);
});

test("every offset that is not inside a line break survives the way there and back", () => {
	const texts = fc.array(fc.constantFrom("a", "\n", "\r", "\r\n", "😀", "\t"), { maxLength: 40 }).map((pieces) => pieces.join(""));
	fc.assert(
		fc.property(texts, (text) => {
			const index = new TextIndex(text);
			for (let offset = 0; offset <= text.length; offset++) {
				if (text[offset - 1] === "\r" && text[offset] === "\n") continue;
				expect(index.offsetAt(index.positionAt(offset))).toBe(offset);
			}
		}),
		tries(100),
	);
});

test("positions grow with offsets", () => {
	fc.assert(
		fc.property(fc.string(), (text) => {
			const index = new TextIndex(text);
			for (let offset = 1; offset <= text.length; offset++) {
				const [before, after] = [index.positionAt(offset - 1), index.positionAt(offset)];
				expect(after.line > before.line || (after.line === before.line && after.character >= before.character)).toBe(true);
			}
		}),
		tries(100),
	);
});
