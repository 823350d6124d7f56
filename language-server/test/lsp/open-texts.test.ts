/** Incremental changes: what a client means by its positions is what is changed. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { applyChanges } from "../../src/lsp/open-texts";
import { tries } from "../random";

const encodings = ["utf-16", "utf-8"] as const;
const texts = fc
	.array(fc.constantFrom("a", "b c", "é", "𝕊", "\n", "\r\n", "\r", "\t", "\u2028"), { maxLength: 30 })
	.map((pieces) => pieces.join(""));

/** A position in a text as the protocol has it: lines end with LF, CRLF or CR. */
function positionAt(text: string, offset: number, encoding: "utf-16" | "utf-8"): { readonly line: number; readonly character: number } {
	const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
	const last = lines[lines.length - 1];
	return { line: lines.length - 1, character: encoding === "utf-8" ? new TextEncoder().encode(last).length : last.length };
}

/** Offsets between characters, and not inside of CRLF, which has no position. */
function boundaries(text: string): number[] {
	const offsets = [0];
	for (const character of text.match(/\r\n|[\s\S]/gu) ?? []) offsets.push(offsets[offsets.length - 1] + character.length);
	return offsets;
}

test.each(encodings)("a piece between two characters is replaced, in %s", (encoding) => {
	fc.assert(
		fc.property(texts, texts, fc.nat(), fc.nat(), (text, inserted, one, other) => {
			const offsets = boundaries(text);
			const [start, end] = [offsets[one % offsets.length], offsets[other % offsets.length]].sort((a, b) => a - b);
			const range = { start: positionAt(text, start, encoding), end: positionAt(text, end, encoding) };
			expect(applyChanges(text, [{ range, text: inserted }], encoding)).toEqual({
				text: text.slice(0, start) + inserted + text.slice(end),
				edited: start + inserted.length,
			});
		}),
		tries(100),
	);
});

test.each(encodings)("positions outside of the text mean the nearest place in it, in %s", (encoding) => {
	const position = fc.record({ line: fc.oneof(fc.nat(10), fc.maxSafeNat()), character: fc.oneof(fc.nat(10), fc.maxSafeNat()) });
	fc.assert(
		fc.property(texts, position, position, (text, start, end) => {
			const { text: changed, edited } = applyChanges(text, [{ range: { start, end }, text: "<>" }], encoding);
			expect(changed.slice(edited - 2, edited)).toBe("<>");
			expect(text.startsWith(changed.slice(0, edited - 2))).toBe(true);
			expect(text.endsWith(changed.slice(edited))).toBe(true);
		}),
		tries(100),
	);
});

test("changes of one notification are made in order, each in the text that the one before has made", () => {
	const at = (character: number) => ({ line: 0, character });
	const changes = [
		{ text: "one two" },
		{ range: { start: at(0), end: at(3) }, text: "1" },
		{ range: { start: at(2), end: at(5) }, text: "2" },
	];
	expect(applyChanges("whatever", changes, "utf-16")).toEqual({ text: "1 2", edited: 3 });
});
