/**
 * The search: every interleaving of a transition system.
 *
 * Invariants: knows no kernel and no language, only the system; every state is stored in full, so that nothing is missed; the same
 * system and limits on states and bytes give the same result everywhere; every run that it reports has been replayed in the plain interpreter.
 */
import type { TransitionSystem } from "../compiler/transition-system";
import { findHangs } from "./hang";
import type { Limits, SearchResult } from "./result";
import { findRuns } from "./shortest-run";
import { type Execution, StateSpace } from "./state-space";

/** How far a search has come; told between slices of work. */
export interface Progress {
	readonly states: number;
	/** States that have been found and not gone on from. */
	readonly queued: number;
}

/** What a search found, and the states, for what is computed of them afterwards. */
export interface Exploration {
	readonly result: SearchResult;
	readonly space: StateSpace;
}

/** How many steps are taken between two looks at the clock: more when that has taken less than a millisecond, for a step can take long. */
const LEAST_STEPS = 1 << 10;
const MOST_STEPS = 1 << 14;

/**
 * Explores a system. Yields after each slice of work, most of them below a millisecond, so that a caller can pause or give up. `now` gives
 * milliseconds. A limit ends the exploration or the search for hangs; the runs to what was found before are computed nevertheless.
 */
export function* explore(
	system: TransitionSystem,
	limits: Limits,
	now: () => number,
	execution?: Execution,
): Generator<Progress, Exploration> {
	const started = now();
	const space = new StateSpace(system, execution);
	const { visited, exploration } = space;
	const progress = (): Progress => ({ states: visited.count, queued: exploration.queued });
	const bounds = { states: limits.states ?? Number.POSITIVE_INFINITY, bytes: limits.bytes ?? Number.POSITIVE_INFINITY };

	let limit: SearchResult["limit"];
	const checkTime = (): void => {
		if (limits.milliseconds !== undefined && now() - started > limits.milliseconds) limit = "time";
	};
	let steps = LEAST_STEPS;
	for (let more = true; more && limit === undefined; ) {
		const sliceStarted = now();
		const advance = exploration.advance(steps, bounds);
		steps = now() - sliceStarted < 1 ? Math.min(steps * 2, MOST_STEPS) : LEAST_STEPS;
		more = advance === "more";
		if (advance === "states" || advance === "memory") limit = advance;
		else if (more) checkTime();
		yield progress();
	}
	exploration.end();
	const hangSearch = findHangs(space);
	let hangs = limit === undefined ? hangSearch.next() : undefined;
	while (hangs && !hangs.done && limit === undefined) {
		checkTime();
		yield progress();
		hangs = hangSearch.next();
	}
	const runSearch = findRuns(space, hangs?.done && limit === undefined ? hangs.value : []);
	let runs = runSearch.next();
	for (; !runs.done; runs = runSearch.next()) yield progress();

	const result: SearchResult = {
		complete: limit === undefined,
		...(limit && { limit }),
		states: visited.count,
		transitions: exploration.transitions,
		depth: exploration.depth,
		milliseconds: now() - started,
		...runs.value,
	};
	return { result, space };
}

/** Runs a search in one go. */
export function searchNow(system: TransitionSystem, limits: Limits = {}, now: () => number = () => 0, execution?: Execution): Exploration {
	const search = explore(system, limits, now, execution);
	for (;;) {
		const slice = search.next();
		if (slice.done) return slice.value;
	}
}
