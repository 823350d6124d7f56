import type { Cell } from "../compiler/transition-system";

/** Where a cell lies in a packed state: `value - min` in `bits` bits from `shift` of 32-bit word `word`. */
export interface Field {
	readonly word: number;
	readonly shift: number;
	readonly bits: number;
	readonly min: number;
}

/** How a state is packed into 32-bit words. */
export interface Layout {
	readonly words: number;
	/** One for each cell; a cell with a single value takes no bits. */
	readonly fields: readonly Field[];
}

/** Packs cells, the widest first, each into the first word that has room; no cell straddles two words. */
export function layOut(cells: readonly Pick<Cell, "min" | "max">[]): Layout {
	const used: number[] = [];
	const fields: Field[] = new Array(cells.length);
	const sized = cells.map(({ min, max }, index) => ({ index, min, bits: max === min ? 0 : 32 - Math.clz32(max - min) }));
	for (const { index, min, bits } of sized.sort((a, b) => b.bits - a.bits || a.index - b.index)) {
		let word = used.findIndex((taken) => taken + bits <= 32);
		if (word < 0) word = used.push(0) - 1;
		fields[index] = { word, shift: used[word], bits, min };
		used[word] += bits;
	}
	return { words: Math.max(1, used.length), fields };
}

/** The bits of a field in its word. */
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

/** The values in a packed state that begins at `at`. */
export function unpack(layout: Layout, words: Int32Array, at: number): number[] {
	return layout.fields.map((field) => ((words[at + field.word] >>> field.shift) & maskOf(field)) + field.min);
}
