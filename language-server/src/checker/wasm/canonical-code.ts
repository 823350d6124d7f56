/**
 * The code that sorts the blocks of lanes that are alike, as `canonicaliser` does: so that of all states that differ
 * only in which lane is where one is stored.
 */

import type { SymmetricLanes } from "../reductions/symmetry";
import { type Field, type Layout, maskOf } from "../states/layout";
import { type FunctionBuilder, get, I64, i32, i64, type Piece, set, when } from "./assembler";
import { wide } from "./field-code";

/** Where a cell stands in the key of its block: keys of as many parts as are needed, compared one after the other. */
interface KeyField {
	readonly part: number;
	readonly shift: number;
}

/** Canonicalises the state at the address in local variable 0. */
export function canonicalCode(builder: FunctionBuilder, layout: Layout, symmetric: readonly SymmetricLanes[]): Piece {
	const changed = builder.local();
	return symmetric.map(({ blocks }) => {
		const fields = blocks.map((cells) => cells.map((cell) => layout.fields[cell]));
		const { places, parts } = keyPlaces(fields[0]);
		const keys = blocks.map(() => Array.from({ length: parts }, () => builder.local(I64)));
		const spare = builder.local(I64);
		const load = fields.map((block, index) => [
			keys[index].map((key) => set(key, i64.const(0n))),
			block.map((field, place) => {
				const { part, shift } = places[place];
				const key = keys[index][part];
				return field.bits === 0 ? [] : set(key, i64.or(get(key), i64.shl(loadRaw(field), i64.const(BigInt(shift)))));
			}),
		]);
		const exchange = (a: readonly number[], b: readonly number[]): Piece =>
			when(isGreater(a, b), [
				a.map((key, part) => [set(spare, get(key)), set(key, get(b[part])), set(b[part], get(spare))]),
				set(changed, i32.const(1)),
			]);
		// Blocks are few, and mostly one has changed: exchanging neighbours is as good as any other way.
		const sort = keys.slice(1).map((_, round) => keys.slice(1, keys.length - round).map((key, index) => exchange(keys[index], key)));
		const store = fields.map((block, index) =>
			block.map((field, place) => {
				const { part, shift } = places[place];
				return field.bits === 0 ? [] : storeRaw(field, i64.shrUnsigned(get(keys[index][part]), i64.const(BigInt(shift))));
			}),
		);
		return [set(changed, i32.const(0)), load, sort, when(get(changed), store)];
	});
}

/** The first cell of a block weighs most. */
function keyPlaces(block: readonly Field[]): { readonly places: readonly KeyField[]; readonly parts: number } {
	const places: { part: number; shift: number }[] = [];
	let [part, used] = [0, 0];
	for (const { bits } of block) {
		if (used + bits > 64) [part, used] = [part + 1, 0];
		used += bits;
		places.push({ part, shift: 64 - used });
	}
	return { places, parts: part + 1 };
}

function isGreater(a: readonly number[], b: readonly number[]): Piece {
	const [first, ...rest] = a.map((key, part) => [key, b[part]] as const);
	const later = rest.length > 0 ? i32.and(i64.eq(get(first[0]), get(first[1])), isGreater(a.slice(1), b.slice(1))) : undefined;
	const greater = i64.gtUnsigned(get(first[0]), get(first[1]));
	return later === undefined ? greater : i32.or(greater, later);
}

function mask(field: Field): bigint {
	return BigInt(maskOf(field) >>> 0);
}

function loadRaw(field: Field): Piece {
	const { word, shift } = wide(field);
	return i64.and(i64.shrUnsigned(i64.load(get(0), word * 8), i64.const(BigInt(shift))), i64.const(mask(field)));
}

function storeRaw(field: Field, value: Piece): Piece {
	const { word, shift } = wide(field);
	const others = i64.and(i64.load(get(0), word * 8), i64.const(~(mask(field) << BigInt(shift))));
	return i64.store(get(0), i64.or(others, i64.shl(i64.and(value, i64.const(mask(field))), i64.const(BigInt(shift)))), word * 8);
}
