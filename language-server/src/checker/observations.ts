/**
 * What values there are where: for each place of a lane those of every cell, over all states that a search has found.
 */

import type { Observations } from "./result";
import { fieldValue } from "./states/layout";
import type { StateSpace } from "./states/state-space";

/** No more values than this of one cell at one place are listed; the least and the greatest always are. */
export const VALUES_LISTED = 64;

/** How many states are looked at between two yields. */
const SLICE = 256;

/**
 * Collects the observations of a search, until it is late; `complete` says whether it found all states. Yields between
 * slices of work.
 */
export function* observe(space: StateSpace, complete: boolean, isLate: () => boolean = () => false): Generator<void, Observations> {
	const { cells, lanes } = space.system;
	const { visited, layout } = space;
	const shared = cells.flatMap(({ role }, cell) => (role === "shared" ? [cell] : []));
	const places = lanes.map(({ steps }) =>
		Array.from({ length: steps.length + 1 }, (_, location) => new ValuesAt(cells, [...shared, ...(steps[location]?.live ?? [])])),
	);
	/** By how much each cell is above the least value that it can hold. */
	const state = new Int32Array(cells.length);
	const packed = new Int32Array(layout.words);
	let all = complete;
	for (let number = 0; number < visited.bound; number++) {
		if (number % SLICE === SLICE - 1) {
			yield;
			if (isLate()) {
				all = false;
				break;
			}
		}
		if (!visited.has(number)) continue;
		visited.read(number, packed);
		for (let cell = 0; cell < state.length; cell++) state[cell] = fieldValue(layout.fields[cell], packed, 0) - cells[cell].min;
		for (let lane = 0; lane < lanes.length; lane++) places[lane][state[lanes[lane].locationCell]].note(state);
	}
	return {
		values: places.map((lane) => lane.map((place) => place.values())),
		truncated: places.map((lane) => lane.map((place) => place.truncated())),
		...(all ? {} : { partial: true }),
	};
}

/** The values of cells where a lane stands, in a set of bits where there is room for that. */
class ValuesAt {
	/** Of the cells that `few` names, a bit for each value. */
	private readonly bits: Int32Array;
	/** Places in `cells`. */
	private readonly few: Int32Array;
	private readonly many = new Map<number, ManyValues>();
	private seen = false;

	constructor(
		private readonly allCells: readonly { readonly min: number; readonly max: number }[],
		private readonly cells: readonly number[],
	) {
		for (const cell of cells) if (allCells[cell].max - allCells[cell].min >= 32) this.many.set(cell, new ManyValues());
		this.few = Int32Array.from(cells.filter((cell) => !this.many.has(cell)));
		this.bits = new Int32Array(this.few.length);
	}

	/** Notes a state in which the lane stands here. `above` says by how much each cell is above its least value. */
	note(above: Int32Array): void {
		const { few, bits, many, allCells } = this;
		this.seen = true;
		for (let index = 0; index < few.length; index++) bits[index] |= 1 << above[few[index]];
		if (many.size === 0) return;
		for (const [cell, values] of many) values.add((above[cell] + allCells[cell].min) | 0);
	}

	values(): Readonly<Record<number, readonly number[]>> {
		if (!this.seen) return {};
		const few = new Map(Array.from(this.few, (cell, index) => [cell, this.fewValues(cell, index)] as const));
		return Object.fromEntries(this.cells.map((cell) => [cell, few.get(cell) ?? this.many.get(cell)?.listed() ?? []]));
	}

	/** Cells that have more values than are listed. */
	truncated(): readonly number[] {
		return this.cells.filter((cell) => this.many.get(cell)?.overflowed);
	}

	private fewValues(cell: number, index: number): readonly number[] {
		const values: number[] = [];
		let { min } = this.allCells[cell];
		for (let bits = this.bits[index]; bits !== 0; bits >>>= 1, min++) if (bits & 1) values.push(min);
		return values;
	}
}

/** The least values of a cell, as many as are listed, and the greatest: in which order they come does not matter. */
class ManyValues {
	/** There are more values than are known. */
	overflowed = false;
	private readonly known = new Set<number>();
	/** Of those that are known. */
	private greatestKnown = Number.NEGATIVE_INFINITY;
	private greatest = Number.NEGATIVE_INFINITY;

	add(value: number): void {
		if (this.known.has(value)) return;
		const { known } = this;
		this.greatest = Math.max(this.greatest, value);
		if (known.size === VALUES_LISTED) {
			this.overflowed = true;
			if (value > this.greatestKnown) return;
			known.delete(this.greatestKnown);
		}
		known.add(value);
		this.greatestKnown = Math.max(...known);
	}

	listed(): readonly number[] {
		const ascending = [...this.known].sort((a, b) => a - b);
		return this.overflowed ? [...ascending.slice(0, -1), this.greatest] : ascending;
	}
}
