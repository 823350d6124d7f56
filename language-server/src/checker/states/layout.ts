/**
 * How a state is packed: cells side by side in 32-bit words.
 *
 * Invariants: no cell straddles two words; equal states have equal words, because bits that belong to no cell are 0,
 * but for the mark.
 */
import type { Cell } from "../../system/transition-system";

/** Where a cell lies in a packed state: `value - min` in `bits` bits from bit `shift` of 32-bit word `word`. */
export interface Field {
	readonly word: number;
	readonly shift: number;
	readonly bits: number;
	readonly min: number;
}

export interface Layout {
	/** An even number, so that a state is made of words of 64 bits as well. */
	readonly words: number;
	/** One for each cell; a cell with a single value takes no bits. */
	readonly fields: readonly Field[];
	/** Of a state of two words: its highest bit is 1, so that it is never 0 as a number of 64 bits. */
	readonly marked: boolean;
}

/**
 * Packs cells, the widest first, each into the first word that has room: into 63 bits if that is possible. Otherwise
 * cells of the same lane stand together, and shared ones apart from them, so that a step changes few words.
 */
export function layOut(cells: readonly (Pick<Cell, "min" | "max"> & Partial<Pick<Cell, "role" | "lane">>)[]): Layout {
	const lanes = cells.reduce((most, { lane }) => Math.max(most, (lane ?? -1) + 1), 0);
	const sized = cells.map(({ role, lane, min, max }, index) => ({
		index,
		min,
		bits: max === min ? 0 : 32 - Math.clz32(max - min),
		group: role === "local" || role === "location" ? (lane ?? -1) : lanes / 2 - 0.5,
	}));
	const widestFirst = sized.toSorted((a, b) => b.bits - a.bits || a.index - b.index);
	const small = place(widestFirst, [0, 1], () => 0);
	if (small.used.length === 2) return { words: 2, fields: small.fields, marked: true };
	const grouped = widestFirst.toSorted((a, b) => a.group - b.group);
	const bits = sized.reduce((sum, cell) => sum + cell.bits, 0);
	// As many words as a tree of full height has leaves, equally full.
	const leaves = 2 ** Math.ceil(Math.log2(bits / 62));
	const capacity = Math.min(32, Math.max(grouped[0].bits, Math.ceil(bits / leaves / 2) + 3));
	const { used, fields } = place(grouped, [0, 0], (words) => Math.max(0, words - 2), capacity);
	return { words: used.length + (used.length & 1), fields, marked: false };
}

/**
 * Packs cells so that each part, named by a number for each cell, begins at a 64-bit word of its own. Gives the words
 * of each part too, as numbers of words of 64 bits, the last not included.
 */
export function layOutParts(
	cells: readonly Pick<Cell, "min" | "max">[],
	partOf: readonly number[],
	count: number,
): { readonly layout: Layout; readonly parts: readonly { readonly from: number; readonly to: number }[] } {
	const fields: Field[] = new Array(cells.length);
	let words = 0;
	const parts = Array.from({ length: count }, (_, part) => {
		const members: SizedCell[] = [];
		for (const [index, { min, max }] of cells.entries()) {
			if (partOf[index] !== part) continue;
			const bits = max === min ? 0 : 32 - Math.clz32(max - min);
			fields[index] = { word: 0, shift: 0, bits, min };
			if (bits > 0) members.push({ index, min, bits });
		}
		const widestFirst = members.toSorted((a, b) => b.bits - a.bits || a.index - b.index);
		const packed = place(widestFirst, [], () => 0);
		const from = words / 2;
		for (const { index } of members) fields[index] = { ...packed.fields[index], word: packed.fields[index].word + words };
		words += packed.used.length + (packed.used.length & 1);
		return { from, to: words / 2 };
	});
	return { layout: { words: Math.max(4, words), fields, marked: false }, parts };
}

interface SizedCell {
	readonly index: number;
	readonly min: number;
	readonly bits: number;
}

/**
 * Puts each cell into the first word that has room, from `firstWord` (of how many words there are) on, or into a new
 * one.
 */
function place(
	cells: readonly SizedCell[],
	taken: readonly number[],
	firstWord: (words: number) => number,
	capacity = 32,
): { readonly used: readonly number[]; readonly fields: readonly Field[] } {
	const used = [...taken];
	const fields: Field[] = new Array(cells.length);
	for (const { index, min, bits } of cells) {
		let word = firstWord(used.length);
		while (word < used.length && used[word] > 0 && used[word] + bits > capacity) word++;
		if (word === used.length) used.push(0);
		// What is taken from the start of a word is taken from its end.
		fields[index] = { word, shift: used[word] - (taken[word] ?? 0), bits, min };
		used[word] += bits;
	}
	return { used, fields };
}

/** The bits of a field, before they are shifted to their place. */
export function maskOf(field: Field): number {
	return field.bits === 32 ? -1 : (1 << field.bits) - 1;
}

/** Packs a vector of values. */
export function pack(layout: Layout, state: readonly number[]): Int32Array {
	const packed = new Int32Array(layout.words);
	if (layout.marked) packed[1] = 1 << 31;
	layout.fields.forEach((field, cell) => {
		packed[field.word] |= (state[cell] - field.min) << field.shift;
	});
	return packed;
}

/** The value of one field of the packed state that begins at `source[at]`. */
export function fieldValue(field: Field, source: Int32Array, at: number): number {
	return (((source[at + field.word] >>> field.shift) & maskOf(field)) + field.min) | 0;
}

/** Writes one field of a packed state. */
export function setFieldValue(field: Field, state: Int32Array, value: number): void {
	const mask = maskOf(field) << field.shift;
	state[field.word] = (state[field.word] & ~mask) | (((value - field.min) << field.shift) & mask);
}

/** All values of the packed state that begins at `source[at]`. */
export function unpack(layout: Layout, source: Int32Array, at: number): number[] {
	return layout.fields.map((field) => fieldValue(field, source, at));
}
