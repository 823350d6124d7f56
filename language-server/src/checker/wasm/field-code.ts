/** Fields of packed states, 64 bits at a time. */
import { type Field, maskOf } from "../states/layout";
import { i32, i64, type Piece } from "./assembler";

/** The place of a field in words of 64 bits. */
export function wide({ word, shift }: Field): { readonly word: number; readonly shift: number } {
	return { word: word >> 1, shift: shift + (word & 1) * 32 };
}

/** The value of a field, given what leaves a word of 64 bits. */
export function loadField(field: Field, wordOf: (word: number) => Piece): Piece {
	const { bits, min } = field;
	if (bits === 0) return i32.const(min);
	const { word, shift } = wide(field);
	const shifted = i32.wrap(shift === 0 ? wordOf(word) : i64.shrUnsigned(wordOf(word), i64.const(BigInt(shift))));
	const masked = bits === 32 ? shifted : i32.and(shifted, i32.const(maskOf(field)));
	return min === 0 ? masked : i32.add(masked, i32.const(min));
}
