import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textShift } from "../../src/service/workspace/text-shift";
import { resolveUse } from "../../src/service/workspace/use-paths";
import { tries } from "../random";

describe("a place in an earlier text", () => {
	const file = "file:///a.race";

	test("moves with what was inserted before it, and stays before what was inserted behind it", () => {
		const shift = textShift(file, "one two", "one more two");
		expect(shift({ file, start: 4, end: 7 })).toEqual({ file, start: 9, end: 12 });
		expect(shift({ file, start: 0, end: 3 })).toEqual({ file, start: 0, end: 3 });
	});

	test("in another file stays where it is", () => {
		const other = { file: "file:///b.race", start: 4, end: 7 };
		expect(textShift(file, "one two", "x one two")(other)).toEqual(other);
	});

	test("outside an edit still has the same text, where the texts show what the edit was", () => {
		const letters = fc.string({ unit: fc.constantFrom("a", "b", "c") });
		fc.assert(
			fc.property(
				letters,
				fc.string({ unit: fc.constant("-") }),
				fc.string({ unit: fc.constant("+") }),
				letters,
				(head, removed, inserted, tail) => {
					fc.pre(removed + inserted !== "");
					const before = head + removed + tail;
					const after = head + inserted + tail;
					const shift = textShift(file, before, after);
					const first = shift({ file, start: 0, end: head.length });
					const last = shift({ file, start: before.length - tail.length, end: before.length });
					expect(after.slice(first.start, first.end)).toBe(head);
					expect(after.slice(last.start, last.end)).toBe(tail);
				},
			),
			tries(100),
		);
	});

	test("always is a place in the later text", () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), fc.nat(), fc.nat(), (before, after, a, b) => {
				const [start, end] = [a % (before.length + 1), b % (before.length + 1)].sort((x, y) => x - y);
				const moved = textShift(file, before, after)({ file, start, end });
				expect(0 <= moved.start && moved.start <= moved.end && moved.end <= after.length).toBe(true);
			}),
			tries(100),
		);
	});
});

describe("the path of a 'use'", () => {
	test.each([
		["file:///folder/a.race", "b.race", "file:///folder/b.race"],
		["file:///folder/a.race", "lib/b.race", "file:///folder/lib/b.race"],
		["file:///folder/a.race", "../b.race", "file:///b.race"],
		["file:///a.race", "../../b.race", "file:///b.race"],
		["file:///folder/a.race", "./b c.race", "file:///folder/b%20c.race"],
		["vscode-vfs://github/owner/a.race", "b.race", "vscode-vfs://github/owner/b.race"],
		["untitled:Untitled-1", "b.race", "untitled:b.race"],
	])("in %s, %s is %s", (uri, path, expected) => {
		expect(resolveUse(uri, path)).toBe(expected);
	});
});
