/**
 * The search: every interleaving of a transition system.
 *
 * Invariants: knows no kernel and no language, only the system; every state is stored in full, so that nothing is missed (unless `bitstate` is asked for); the same
 * system and limits on states and bytes give the same result everywhere; every run that it reports has been replayed in the plain interpreter.
 */
import type { TransitionSystem } from "../compiler/transition-system";
import { findEndFailures } from "./at-end";
import { exploreBitstate } from "./bitstate";
import type { Advance } from "./exploration";
import { addCycles } from "./fair-cycle";
import { findHangs } from "./hang";
import type { HelperThread } from "./helper";
import { observe } from "./observations";
import { proveSafe } from "./reductions/prove-safe";
import type { Observations, SearchOptions, SearchResult } from "./result";
import { findRuns } from "./shortest-run";
import { type Execution, StateSpace } from "./state-space";

/** How far a search has come; told between slices of work. */
export interface Progress {
	readonly states: number;
	/** States that have been found and not gone on from. */
	readonly queued: number;
}

/** What a search is made with, where that is not what is best. */
export interface Machinery {
	readonly execution?: Execution | undefined;
	/** With how many states a reduced search is tried. */
	readonly reduceAbove?: number | undefined;
	/** A thread that helps with a large search; none when absent. */
	readonly helper?: HelperThread | undefined;
}

/** What a search found, and the states, for what is computed of them afterwards. */
export interface Exploration {
	readonly result: SearchResult;
	readonly space: StateSpace;
}

/** With more states than this a search tries whether reductions show that nothing can fail: preparing a reduced search takes as long as some hundred thousand states. */
export const REDUCE_ABOVE = 1 << 18;

/** How much of the limit on memory the exploration may take: the rest is for the runs to what it finds. */
const EXPLORATION_SHARE = 7 / 8;

/** How many steps are taken between two looks at the clock: more when that has taken less than a millisecond, for a step can take long. */
const LEAST_STEPS = 1 << 10;
const MOST_STEPS = 1 << 14;

/**
 * Explores a system. When that takes more than `reduceAbove` states and nothing has failed by then, a reduced search is made first: if that
 * finds nothing there is nothing, otherwise the exploration goes on. With `bitstate` another search is made in place of both. Yields after each slice of work, most of them below a millisecond, so that a caller can pause or give up. `now` gives
 * milliseconds. A limit ends the exploration or the search for hangs; the runs to what was found before are computed nevertheless.
 */
export function* explore(
	system: TransitionSystem,
	options: SearchOptions,
	now: () => number,
	{ execution, reduceAbove = REDUCE_ABOVE, helper }: Machinery = {},
): Generator<Progress, Exploration> {
	const started = now();
	const space = new StateSpace(system, execution, undefined, helper);
	try {
		return yield* exploreSpace(space, started, options, now, execution, reduceAbove);
	} finally {
		space.exploration.release?.();
	}
}

function* exploreSpace(
	space: StateSpace,
	started: number,
	options: SearchOptions,
	now: () => number,
	execution: Execution | undefined,
	reduceAbove: number,
): Generator<Progress, Exploration> {
	const { system } = space;
	const { visited, exploration } = space;
	if (options.bitstate) {
		const result = yield* exploreBitstate(space, options, now);
		exploration.end();
		return { result, space };
	}
	/** States of a reduced search that has come to nothing. */
	let spent = 0;
	const progress = (): Progress => ({ states: spent + visited.count, queued: exploration.queued });
	const bounds = { states: options.states ?? Number.POSITIVE_INFINITY, bytes: options.bytes ?? Number.POSITIVE_INFINITY };

	let limit: SearchResult["limit"];
	const checkTime = (): void => {
		if (options.milliseconds !== undefined && now() - started > options.milliseconds) limit = "time";
	};
	let reduces = options.reductions !== "none";
	let steps = LEAST_STEPS;
	for (let more = true; more && limit === undefined; ) {
		const sliceStarted = now();
		const advance = exploration.advance(steps, { ...bounds, bytes: bounds.bytes * EXPLORATION_SHARE });
		steps = now() - sliceStarted < 1 ? Math.min(steps * 2, MOST_STEPS) : LEAST_STEPS;
		more = advance === "more";
		if (advance === "states" || advance === "memory") limit = advance;
		else if (more) checkTime();
		yield progress();
		if (!more || limit !== undefined || !reduces || visited.count <= reduceAbove) continue;
		reduces = false;
		if (exploration.failures.size > 0) continue;
		// Half of the time is left for the full search, which may find something where the reduced one does not come to an end.
		const until = options.milliseconds === undefined ? Number.POSITIVE_INFINITY : (now() - started + options.milliseconds) / 2;
		const proving = proveSafe(system, { ...bounds, bytes: bounds.bytes - visited.bytes }, execution);
		let proof = proving.next();
		for (; !proof.done && now() - started <= until; proof = proving.next()) {
			spent = proof.value.states;
			yield { states: spent + visited.count, queued: proof.value.queued };
		}
		if (!proof.done || proof.value?.outcome !== "safe") continue;
		const { states, transitions, depth } = proof.value;
		const milliseconds = now() - started;
		return { result: { complete: true, reduced: true, states, transitions, depth, milliseconds, violations: [], hangs: [] }, space };
	}
	exploration.end();
	const endSearch = findEndFailures(space);
	let ends = endSearch.next();
	for (; !ends.done && space.bytes <= bounds.bytes; ends = endSearch.next()) yield progress();
	if (!ends.done) limit ??= "memory";
	const hangSearch = findHangs(space);
	let hangs = limit === undefined ? hangSearch.next() : undefined;
	while (hangs && !hangs.done && limit === undefined) {
		checkTime();
		yield progress();
		if (space.bytes > bounds.bytes) limit = "memory";
		else hangs = hangSearch.next();
	}
	const hangTargets = hangs?.done && limit === undefined ? hangs.value : [];
	space.tables.clear();
	const runSearch = findRuns(space, { ends: ends.done ? ends.value : [], hangs: hangTargets }, bounds.bytes);
	let runs = runSearch.next();
	for (; !runs.done; runs = runSearch.next()) yield progress();
	const { complete, violations, hangs: hung } = runs.value;
	if (!complete) limit ??= "memory";
	space.tables.clear();
	const found = [...hung];
	const cycleSearch = addCycles(space, hangTargets, found);
	while (!cycleSearch.next().done && space.bytes <= bounds.bytes) yield progress();

	const result: SearchResult = {
		complete: limit === undefined,
		...(limit && { limit }),
		states: visited.count,
		transitions: exploration.transitions,
		depth: exploration.depth,
		milliseconds: now() - started,
		violations,
		hangs: found,
	};
	return { result, space };
}

/**
 * Collects the observations of a search. What reductions left out of it is explored first, within the same limits: a value that is shown must be all that there
 * is. Yields between slices of work.
 */
export function* observeAll({ result, space }: Exploration, options: SearchOptions, now: () => number): Generator<void, Observations> {
	if (!result.reduced) return yield* observe(space, result.complete);
	const started = now();
	const { exploration } = space;
	const bounds = { states: options.states ?? Number.POSITIVE_INFINITY, bytes: options.bytes ?? Number.POSITIVE_INFINITY };
	let advance: Advance;
	do {
		advance = exploration.advance(LEAST_STEPS, bounds);
		yield;
	} while (advance === "more" && now() - started <= (options.milliseconds ?? Number.POSITIVE_INFINITY));
	exploration.end();
	return yield* observe(space, advance === "done");
}

/** Runs a search in one go. */
export function searchNow(
	system: TransitionSystem,
	options: SearchOptions = {},
	now: () => number = () => 0,
	execution?: Execution,
	reduceAbove?: number,
	helper?: HelperThread,
): Exploration {
	const search = explore(system, options, now, { execution, reduceAbove, helper });
	for (;;) {
		const slice = search.next();
		if (slice.done) return slice.value;
	}
}
