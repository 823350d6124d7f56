/** Runs searches somewhere else than on the thread that asks: a worker of the host. */

import type { Observations, SearchOptions, SearchResult } from "../checker/result";
import type { SearchProgress } from "../checker/search-progress";
import type { TransitionSystem } from "../system/transition-system";

/** How far a running search is, and how fast; told a few times a second. */
export interface TimedProgress extends Pick<SearchProgress, "states" | "queued"> {
	readonly milliseconds: number;
	/** States found per second, since the last progress was told. */
	readonly statesPerSecond: number;
}

/** A search under way. */
export interface Check {
	/**
	 * Cancelled searches resolve too, with what they found: `limit` is then `cancelled`. Rejects when the search breaks
	 * down.
	 */
	readonly result: Promise<SearchResult>;
	/** Comes after the result; rejects when the search was cancelled or broke down, or none are wanted. */
	readonly observations: Promise<Observations>;
	cancel(): void;
}

export interface CheckerPort {
	/**
	 * Begins a search; several that are begun at a time wait for one another. What is found while it goes on is told to
	 * `onFound` (`SearchResult.interim`).
	 */
	check(
		system: TransitionSystem,
		options: SearchOptions,
		onProgress: (progress: TimedProgress) => void,
		onFound?: (result: SearchResult) => void,
	): Check;
	/** Starts the worker, so that the first search need not wait for it. */
	warmUp(): void;
	/** Ends the worker; searches under way are cancelled. */
	dispose(): void;
}
