import { NumberList } from "./number-list";

/**
 * States that an exploration has noted, in ascending order, each with the length of the shortest run to it. There can
 * be millions: so they are two arrays.
 */
export interface NotedStates {
	readonly states: Int32Array;
	readonly depths: Int32Array;
}

/** A list of them that is being made. */
export class NotedList {
	private readonly states = new NumberList();
	private readonly depths = new NumberList();

	push(state: number, depth: number): void {
		this.states.push(state);
		this.depths.push(depth);
	}

	all(): NotedStates {
		return { states: this.states.all(), depths: this.depths.all() };
	}
}

export const NONE: NotedStates = { states: new Int32Array(), depths: new Int32Array() };

/** Bytes that a noted state takes while it is put in order. */
export const NOTED_BYTES = 32;

/** How many numbers are moved between two yields. */
const SLICE = 1 << 13;
/** Bits of a number that one pass looks at. */
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/**
 * Puts noted states in ascending order: radix sort, from the last digit to the first. Numbers are not negative. Yields
 * between slices of work.
 */
export function* inOrder(noted: NotedStates): Generator<void, NotedStates> {
	const { length } = noted.states;
	let greatest = 0;
	let isSorted = true;
	for (let index = 0; index < length; index++) {
		if (index % SLICE === SLICE - 1) yield;
		const state = noted.states[index];
		isSorted &&= state >= greatest;
		greatest = Math.max(greatest, state);
	}
	if (isSorted) return noted;
	let from = noted;
	let to: NotedStates = { states: new Int32Array(length), depths: new Int32Array(length) };
	for (let shift = 0; greatest >>> shift !== 0; shift += DIGIT_BITS) {
		/** Where the next number with a digit goes. */
		const places = new Int32Array(DIGITS + 1);
		for (let index = 0; index < length; index++) {
			if (index % SLICE === SLICE - 1) yield;
			places[((from.states[index] >>> shift) & (DIGITS - 1)) + 1]++;
		}
		for (let digit = 0; digit < DIGITS; digit++) places[digit + 1] += places[digit];
		for (let index = 0; index < length; index++) {
			if (index % SLICE === SLICE - 1) yield;
			const state = from.states[index];
			const place = places[(state >>> shift) & (DIGITS - 1)]++;
			to.states[place] = state;
			to.depths[place] = from.depths[index];
		}
		[from, to] = [to, from];
	}
	return from;
}

/** Numbers of states in ascending order. Yields between slices of work. */
export function* ascending(states: Int32Array): Generator<void, Int32Array> {
	return (yield* inOrder({ states, depths: states.slice() })).states;
}
