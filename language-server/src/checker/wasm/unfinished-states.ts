import { LANE_BYTES } from "./memory-map";
import type { SearchInstance } from "./search-instance";

/**
 * The states that a search has not gone on from when it ends, or in part: steps that it has not taken count for
 * nothing.
 */
export class UnfinishedStates {
	/** Those that have been gone on from in part, and how far. */
	private readonly begun = new Map<number, { readonly lane: number; readonly ways: number }>();
	/** One bit for each number: they are looked for when someone asks, for there can be millions. */
	private bits: Uint8Array | undefined;

	get bytes(): number {
		return this.bits?.length ?? 0;
	}

	/**
	 * Notes how far the states have come that are being gone on from: the next step that is taken makes that forgotten.
	 */
	noteBegun(instance: SearchInstance): void {
		for (const { progress, lanes } of instance.maps) {
			const head = instance.field(progress.head);
			if (head === instance.takenEnd(progress)) continue;
			const lane = (instance.field(progress.lane) - lanes) / LANE_BYTES;
			this.begun.set(instance.queuedAt(head), { lane, ways: instance.field(progress.ways) });
		}
	}

	/**
	 * In how many ways the step of a lane from a state has been taken at most: infinitely many where in all. All
	 * numbers are below `bound`.
	 */
	waysTried(instance: SearchInstance, bound: number, state: number, lane: number): number {
		this.bits ??= findQueued(instance, bound);
		if ((this.bits[state >> 3] & (1 << (state & 7))) === 0) return Number.POSITIVE_INFINITY;
		const begun = this.begun.get(state);
		if (begun === undefined) return 0;
		if (lane !== begun.lane) return lane < begun.lane ? Number.POSITIVE_INFINITY : 0;
		return begun.ways;
	}
}

/**
 * The states that have not been gone on from, a bit each: those behind all that threads have taken, and what is left of
 * these.
 */
function findQueued(instance: SearchInstance, bound: number): Uint8Array {
	const bits = new Uint8Array((bound >> 3) + 1);
	const note = (first: number, end: number): void => {
		for (let place = first; place < end; place++) {
			const number = instance.queuedAt(place);
			bits[number >> 3] |= 1 << (number & 7);
		}
	};
	for (const { progress } of instance.maps) note(instance.field(progress.head), instance.takenEnd(progress));
	const { nextTaken, levelEnd } = instance.map.progress;
	if (instance.isShared) note(Math.min(instance.field(nextTaken), instance.field(levelEnd)), instance.count);
	return bits;
}
