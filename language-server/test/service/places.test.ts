import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shifted, textShift } from "../../src/base/text-shift";
import { EarlierPlaces } from "../../src/service/workspace/earlier-places";
import { resolveUse } from "../../src/service/workspace/use-paths";
import { parse } from "../../src/syntax/parser";
import { spanIn } from "../../src/syntax/tree";
import { tries } from "../random";

describe("a place in an earlier text", () => {
	test("moves with what was inserted before it, and stays before what was inserted behind it", () => {
		const shift = textShift("one two", "one more two");
		expect(shifted({ start: 4, end: 7 }, shift)).toEqual({ start: 9, end: 12 });
		expect(shifted({ start: 0, end: 3 }, shift)).toEqual({ start: 0, end: 3 });
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
					const shift = textShift(before, after);
					const first = shifted({ start: 0, end: head.length }, shift);
					const last = shifted({ start: before.length - tail.length, end: before.length }, shift);
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
				const moved = shifted({ start, end }, textShift(before, after));
				expect(0 <= moved.start && moved.start <= moved.end && moved.end <= after.length).toBe(true);
			}),
			tries(100),
		);
	});
});

describe("a place by its anchor", () => {
	const file = "file:///a.race";
	const other = "file:///b.race";
	/**
	 * Opens a text, and gives the texts that it gets one after another; `at` tells what stands where a part of the
	 * first stood.
	 */
	function edited(...texts: readonly string[]) {
		const earlier = new EarlierPlaces();
		const [first, ...others] = texts;
		const opened = parse(first);
		earlier.read(file, opened);
		let tree = opened;
		for (const text of others) {
			earlier.edited(file, tree.text, text);
			tree = parse(text, tree);
			earlier.read(file, tree);
		}
		return (item: number): string | undefined => {
			const node = opened.items[item];
			const now = tree.anchors.has(node.anchor) ? spanIn(tree, node) : earlier.locate(node);
			return now && tree.text.slice(now.start, now.end);
		};
	}

	test("goes with its item, whatever is typed elsewhere", () => {
		const at = edited("const A = 1;\nconst B = 2;", "// more\nconst A = 1;\nconst B = 2;", "// more\nconst A = 11;\nconst B = 2;");
		expect([at(0), at(1)]).toEqual(["const A = 11;", "const B = 2;"]);
	});

	test("of what is gone is what is left of it", () => {
		const at = edited("struct a { }\nconst B = 2;", "const B = 2;", "x const B = 2;");
		expect([at(0), at(1)]).toEqual(["", "const B = 2;"]);
	});

	test("in a file that was closed stays where it was", () => {
		const earlier = new EarlierPlaces();
		const tree = parse("const A = 1;");
		earlier.read(other, tree);
		earlier.close(other);
		expect(earlier.locate(tree.items[0])).toEqual({ file: other, start: 0, end: 12 });
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
