/** What the parts of a search see of the exploration and of the states that it has found, however both are made. */
import type { NotedStates } from "./noted-states";

/**
 * The states that a search has found, each with a number of its own. Numbers are final when the exploration has ended.
 */
export interface StateStore {
	/** How many states there are. */
	readonly count: number;
	/** Bytes in its tables, those of the queue included. */
	readonly bytes: number;
	/** All numbers of states are below. */
	readonly bound: number;
	/** Whether a number below the bound is that of a state. */
	has(number: number): boolean;
	/** The number of a packed state, -1 when it has not been found. */
	find(state: Int32Array): number;
	/** Puts a packed state at the start of `into`. */
	read(number: number, into: Int32Array): void;
}

/** What ends an exploration. */
export interface Bounds {
	/** More states than this are not gone on from. */
	readonly states: number;
	/** More bytes than this are not taken. */
	readonly bytes: number;
}

/** `more`: there are states left to go on from. The last two are bounds that have been reached. */
export type Advance = "more" | "done" | "states" | "memory";

/** An exploration that goes on from each state once, by every step of every lane, level by level. */
export interface Exploration {
	/** Steps taken, those that end the run included. */
	readonly transitions: number;
	/** How many states have been found and not gone on from. */
	readonly queued: number;
	/** Length of the longest shortest run. */
	readonly depth: number;
	/** By the name of each property or failure that fails: length of the shortest run that shows it. */
	readonly failures: ReadonlyMap<string, number>;
	/**
	 * By the names of failures that say so (`isGivenUp`): why steps were given up. What lies behind these has not been
	 * looked at.
	 */
	readonly gaveUp: ReadonlySet<string>;
	/**
	 * Takes up to so many steps, and may stop between two choices of one: a step can have more choices than there is
	 * time for.
	 */
	advance(steps: number, bounds: Bounds): Advance;
	/** Gives back what the exploration holds beside memory, when it is given up. */
	release?(): void;
	/**
	 * To be gone through once, to its end, when the exploration is not gone on with: from then on numbers of states are
	 * final. Yields between slices of work. False when `isLate` has said so before what was noted is in order: then it
	 * is as if nothing had been noted.
	 */
	end(isLate?: () => boolean): Generator<void, boolean>;
	/**
	 * Adds to a list the states that a step leads to from a state without leaving its lane's cycle of locations
	 * (`locationCycles`). False, with nothing added, where there are too many ways to go. Absent where there is nothing
	 * faster than taking each step.
	 */
	successorsWithin?(): (state: number, list: number[]) => boolean;
	/**
	 * States of which each cycle of states contains one, if its lanes stay within cycles of locations. Some edge of a
	 * cycle leads to a state that is no further away than the one it comes from: these are such states, some more than
	 * once. Absent where they are not known.
	 */
	readonly cycleEntries?: Int32Array | undefined;
	/**
	 * States in which no lane can move although some task is not done. Known, as are the endings, when the exploration
	 * has ended.
	 */
	readonly stuck: NotedStates;
	/**
	 * States that have been gone on from in which all tasks are done and a property fails that must hold at the end.
	 * They are noted only of a system in which something may go on then (`goesOnAtEnd`): of any other, no lane can move
	 * there, and what fails is among the failures.
	 */
	readonly endings: NotedStates;
	/**
	 * In how many ways at most the step of a lane from a state has been taken: all that there are, unless a limit came
	 * before.
	 */
	waysTried(state: number, lane: number): number;
}
