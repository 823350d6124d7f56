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
		for (let cell = 0; cell < state.length; cell++) state[cell] = fieldValue(layout.fields[cell], packed, 0);
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
	private readonly bits: Int32Array;
	private readonly many: readonly (ManyValues | undefined)[];
	private seen = false;

	constructor(
		private readonly allCells: readonly { readonly min: number; readonly max: number }[],
		private readonly cells: readonly number[],
	) {
		this.bits = new Int32Array(cells.length);
		this.many = cells.map((cell) => (allCells[cell].max - allCells[cell].min < 32 ? undefined : new ManyValues()));
	}

	note(state: Int32Array): void {
		this.seen = true;
		for (let index = 0; index < this.cells.length; index++) {
			const cell = this.cells[index];
			const many = this.many[index];
			if (many === undefined) this.bits[index] |= 1 << (state[cell] - this.allCells[cell].min);
			else many.add(state[cell]);
		}
	}

	values(): Readonly<Record<number, readonly number[]>> {
		if (!this.seen) return {};
		return Object.fromEntries(this.cells.map((cell, index) => [cell, this.many[index]?.listed() ?? this.fewValues(index)]));
	}

	/** Cells that have more values than are listed. */
	truncated(): readonly number[] {
		return this.cells.filter((_, index) => this.many[index]?.overflowed);
	}

	private fewValues(index: number): readonly number[] {
		const values: number[] = [];
		let { min } = this.allCells[this.cells[index]];
		for (let bits = this.bits[index]; bits !== 0; bits >>>= 1, min++) if (bits & 1) values.push(min);
		return values;
	}
}

class ManyValues {
	/** There are more values than are known. */
	overflowed = false;
	private readonly known = new Set<number>();
	private least = Number.POSITIVE_INFINITY;
	private greatest = Number.NEGATIVE_INFINITY;

	add(value: number): void {
		if (this.known.has(value)) return;
		this.least = Math.min(this.least, value);
		this.greatest = Math.max(this.greatest, value);
		if (this.known.size < VALUES_LISTED) this.known.add(value);
		else this.overflowed = true;
	}

	listed(): readonly number[] {
		const ascending = [...this.known].sort((a, b) => a - b);
		return this.overflowed ? [this.least, ...ascending.slice(1, -1), this.greatest] : ascending;
	}
}
