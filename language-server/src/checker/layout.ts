/**
 * How a state is packed: cells side by side in 32-bit words.
 *
 * Invariants: no cell straddles two words; equal states have equal words, because bits that belong to no cell are 0.
 */
import type { Cell } from "../compiler/transition-system";

/** Where a cell lies in a packed state: `value - min` in `bits` bits from bit `shift` of 32-bit word `word`. */
export interface Field {
	readonly word: number;
	readonly shift: number;
	readonly bits: number;
	readonly min: number;
}

export interface Layout {
	/** At least 1. */
	readonly words: number;
	/** One for each cell; a cell with a single value takes no bits. */
	readonly fields: readonly Field[];
}

/** Packs cells, the widest first, each into the first word that has room. */
export function layOut(cells: readonly Pick<Cell, "min" | "max">[]): Layout {
	const used: number[] = [];
	const fields: Field[] = new Array(cells.length);
	const sized = cells.map(({ min, max }, index) => ({ index, min, bits: max === min ? 0 : 32 - Math.clz32(max - min) }));
	for (const { index, min, bits } of sized.sort((a, b) => b.bits - a.bits || a.index - b.index)) {
		let word = used.findIndex((taken) => taken + bits <= 32);
		if (word < 0) word = used.push(0) - 1;
		fields[index] = { word, shift: used[word] % 32, bits, min };
		used[word] += bits;
	}
	return { words: Math.max(1, used.length), fields };
}

/** The bits of a field, before they are shifted to their place. */
export function maskOf(field: Field): number {
	return field.bits === 32 ? -1 : (1 << field.bits) - 1;
}

/** Packs a vector of values. */
export function pack(layout: Layout, state: readonly number[]): Int32Array {
	const packed = new Int32Array(layout.words);
	layout.fields.forEach((field, cell) => {
		packed[field.word] |= (state[cell] - field.min) << field.shift;
	});
	return packed;
}

/** The value of one field of the packed state that begins at `source[at]`. */
export function fieldValue(field: Field, source: Int32Array, at: number): number {
	return (((source[at + field.word] >>> field.shift) & maskOf(field)) + field.min) | 0;
}

/** All values of the packed state that begins at `source[at]`. */
export function unpack(layout: Layout, source: Int32Array, at: number): number[] {
	return layout.fields.map((field) => fieldValue(field, source, at));
}
