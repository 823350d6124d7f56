/**
 * What a search of a transition system finds. Plain data, the same on every machine and with any number of workers.
 */

/** What a search may take. An absent limit means none. */
export interface Limits {
	/** More states than this are not explored. */
	readonly states?: number;
	/** Of everything up to the verdict and its runs; then once more of the values in between. */
	readonly milliseconds?: number;
	/** Of all tables of the search: those of the exploration, of the search for hangs and of the one for runs. */
	readonly bytes?: number;
	/**
	 * Keeps a few bits of each state in place of the state (`bitstate.ts`): more states, but some may be missed, so
	 * that nothing is ever said to be safe.
	 */
	readonly bitstate?: boolean;
	/**
	 * How many threads may explore together, where the host has them: one, which is so when absent, or two. What is
	 * found is the same.
	 */
	readonly threads?: number;
}

/** How to search. */
export interface SearchOptions extends Limits {
	/**
	 * Whether a search that becomes large may leave out states that make no difference to the verdict; `all` when
	 * absent. What is found, its runs and the observations are the same either way.
	 */
	readonly reductions?: Reductions;
	/**
	 * What it is enough to find out, where not everything: a large search ends as soon as it has the best runs to all
	 * of that (`decided`), if there are such. It depends on the system alone, and on the limit on memory, whether it
	 * ends early. Of no use where there are to be no reductions.
	 */
	readonly question?: Question | undefined;
	/** Whether observations are wanted besides the result, of a worker that gives both; they are when absent. */
	readonly observations?: boolean;
}

/** What it is enough to find out about a system: whether anything fails, and whether these properties or errors do. */
export interface Question {
	readonly race: boolean;
	readonly properties: readonly string[];
}

export type Reductions = "all" | "none";

export interface SearchResult {
	/** False when a limit or a cancellation ended the search (`limit` says which), and of a bitstate search. */
	readonly complete: boolean;
	/**
	 * `steps`: a single step was given up that takes too long to be followed to its end (`ATOMIC_LIMIT`); `calls`: one
	 * that calls a function within itself more often than is followed; `pool`: one that makes an object where there is
	 * none left to be made, see `spentPools`.
	 */
	readonly limit?: "states" | "time" | "memory" | "steps" | "calls" | "pool" | "count" | "cancelled";
	/** The structs of which more objects were to be made than the model has; absent where there are none. */
	readonly spentPools?: readonly string[];
	/** The variables that handlers have counted out of their ranges, where that was what ended it. */
	readonly countedOut?: readonly string[];
	/**
	 * Of a bitstate search, which is never complete: an estimate of the share of the states that it has seen. Its runs
	 * are not the shortest.
	 */
	readonly bitstate?: { readonly coverage: number };
	/**
	 * Whether reductions have shown that nothing can fail: the numbers of states and transitions are then those that
	 * were left.
	 */
	readonly reduced?: boolean;
	/**
	 * The search ended when it had what it was asked for: there are more states than `states`, and other things may
	 * fail. Never complete.
	 */
	readonly decided?: true;
	/** Of a search that goes on: what has been found is certain, more may be. */
	readonly interim?: true;
	readonly states: number;
	readonly transitions: number;
	/** Length of the longest shortest path. */
	readonly depth: number;
	readonly milliseconds: number;
	/**
	 * One for each property or failure name that can fail, with the run that shows it; ordered by (switches, steps,
	 * name).
	 */
	readonly violations: readonly Violation[];
	/**
	 * One for each lane that can hang; of a search that is not complete those in states from which nothing can move.
	 */
	readonly hangs: readonly Hang[];
	/**
	 * Of a system of which data races are looked for: one for each pair of accesses that can race, the shortest run
	 * first.
	 */
	readonly dataRaces?: readonly DataRace[];
}

/** Two accesses of different lanes to one cell that happens-before does not order. */
export interface DataRace {
	/** The one that comes first in the run. */
	readonly first: RacingAccess;
	readonly second: RacingAccess;
	/** Ends with the second access, or, where that is harmful, with what fails because of it. */
	readonly run: Run;
	/** The steps of the two accesses: indices into the run. */
	readonly firstStep: number;
	readonly secondStep: number;
	/** Absent where that is not known. */
	readonly consequence?: Consequence;
	/** As of a violation. */
	readonly untraced?: true;
}

/**
 * What comes of a data race, as far as one order of all steps goes. `harmful`: something can fail behind the two in
 * this order, and not behind them in the other one. `either`: what can fail can fail in either order. `benign`: nothing
 * can fail. `apart`: the two never come next to each other, so that neither order is possible but one.
 */
export type Consequence =
	| ({ readonly kind: "harmful" } & ({ readonly property: string } | { readonly hangs: number }))
	| { readonly kind: "either"; readonly ways: readonly ({ readonly property: string } | { readonly hangs: number })[] }
	| { readonly kind: "benign" }
	| { readonly kind: "apart" };

export interface RacingAccess {
	readonly lane: number;
	readonly location: number;
	readonly cell: number;
	readonly write: boolean;
	/** Whether it is marked in each way in which the step makes it. */
	readonly marked: boolean;
}

export interface Violation {
	/** Index into `TransitionSystem.failures`. */
	readonly failure: number;
	/** The values that the message names. */
	readonly witness: readonly number[];
	readonly run: Run;
	/**
	 * Length of the shortest run to a violation of the same name, by steps alone; of a search that ended before that is
	 * known, that of `run`.
	 */
	readonly shortest: number;
	/**
	 * It is certain that there is a run, and none is known, since memory or time ended the search for it: `run` has no
	 * steps, and `witness` is empty.
	 */
	readonly untraced?: true;
	/** The run is the first one that was found: there may be one with fewer switches, or fewer steps. */
	readonly first?: true;
	/**
	 * Of a property that must hold at the end, where daemons or devices can still move behind the run: nothing that
	 * they do makes it true.
	 */
	readonly goesOn?: true;
}

export interface Hang {
	/** The lane that can never finish. */
	readonly lane: number;
	readonly reason: "blocked" | "loop";
	/**
	 * Every lane that stays for ever where it is in the last state of the run, and that location: all that are blocked
	 * there, or take no step in the cycle.
	 */
	readonly waiting: readonly { readonly lane: number; readonly location: number }[];
	/**
	 * Where others go on for ever: a cycle behind the run. Absent where nothing moves, and where a limit ended the
	 * search for it.
	 */
	readonly cycle?: Cycle;
	readonly run: Run;
	readonly shortest: number;
	/** As of a violation. Who waits where is not known then either. */
	readonly untraced?: true;
	readonly first?: true;
}

/**
 * Steps that lead from a state back to it and can be repeated for ever. They are fair to every lane: it takes one of
 * them, or is blocked in one of the states, before a served step in all of them.
 */
export interface Cycle {
	readonly steps: readonly RunStep[];
	/** Value of each cell, before the first step and after each; the last state is the first. */
	readonly states: readonly (readonly number[])[];
}

/**
 * A path from the initial state. Of all that show the same thing it has the fewest context switches, then the fewest
 * steps, then the lowest lanes first.
 */
export interface Run {
	readonly steps: readonly RunStep[];
	/**
	 * Value of each cell, before the first step and after each: `steps.length + 1` states. A step that fails for good
	 * repeats the state before it with what it wrote.
	 */
	readonly states: readonly (readonly number[])[];
	readonly switches: number;
}

export interface RunStep {
	readonly lane: number;
	readonly location: number;
	/** What was chosen at each `choose` that the step went through. */
	readonly choices: readonly number[];
}

/**
 * For each lane, location and cell, the values that the cell can have when the lane is about to take the step there,
 * over all interleavings.
 */
export interface Observations {
	/**
	 * `values[lane][location]` maps a cell's index to its values in ascending order; location `steps.length` is "done".
	 */
	readonly values: readonly (readonly Readonly<Record<number, readonly number[]>>[])[];
	/**
	 * `truncated[lane][location]` are the cells that have more values there than are listed; the least and the greatest
	 * always are.
	 */
	readonly truncated?: readonly (readonly (readonly number[])[])[];
	/** True when a limit ended the search: there may be values that it did not come to. */
	readonly partial?: boolean;
}
