/**
 * The search: every interleaving of a transition system.
 *
 * Invariants: knows no kernel and no language, only the system; every state is stored in full, so that nothing is
 * missed (unless `bitstate` is asked for); the same system and limits on states and bytes give the same result
 * everywhere; every run that it reports has been replayed in the plain interpreter.
 */

import { runToEnd } from "../base/run-to-end";
import type { TransitionSystem } from "../system/transition-system";
import { type EndTarget, findEndFailures } from "./at-end";
import { exploreBitstate } from "./bitstate";
import { findDataRaces } from "./data-races";
import { limitOf, spentBounds } from "./given-up";
import { addCycles } from "./hangs/fair-cycle";
import { findHangs, findStuck, type HangTarget } from "./hangs/hang";
import type { HelperThread } from "./helper";
import { observe } from "./observations";
import { withConsequences } from "./race-consequences";
import { proveSafe } from "./reductions/prove-safe";
import type { Observations, Question, SearchOptions, SearchResult, Violation } from "./result";
import { EarlyRuns, knownLate } from "./runs/early-runs";
import { compareViolations, findRuns, untracedViolation } from "./runs/shortest-run";
import type { SearchProgress } from "./search-progress";
import type { Advance } from "./states/exploration";
import { ifThereIsMemory, isOutOfMemory } from "./states/out-of-memory";
import { type Execution, StateSpace } from "./states/state-space";

/** What a search is made with, where that is not what is best. */
export interface Machinery {
	readonly execution?: Execution | undefined;
	/** With how many states a reduced search is tried. */
	readonly reduceAbove?: number | undefined;
	/** A thread that helps with a large search; none when absent. */
	readonly helper?: HelperThread | undefined;
}

/** What a search found, and the states, for what is computed of them afterwards. */
export interface FinishedSearch {
	readonly result: SearchResult;
	readonly space: StateSpace;
}

/**
 * With more states than this a search tries whether reductions show that nothing can fail: preparing a reduced search
 * takes as long as some hundred thousand states.
 */
export const REDUCE_ABOVE = 1 << 18;

/**
 * A search that takes no more steps than this, those that turn out to be blocked included, is interpreted: to compile
 * the system takes as long as to interpret so many.
 */
const INTERPRETED_STEPS = 1 << 15;
/** Nor does it take longer than this, in milliseconds: a step can go so many ways that so few of them take seconds. */
const INTERPRETED_TIME = 200;

/** How much of the limit on memory the exploration may take: the rest is for the runs to what it finds. */
const EXPLORATION_SHARE = 7 / 8;

/** How much of it each of the two searches for runs beside the exploration may take. */
const EARLY_SHARE = 1 / 32;
/** How much of the time the exploration may take where something fails to which there is no run yet. */
const EXPLORATION_TIME_SHARE = 3 / 4;
/**
 * The search for runs, and what else is not the exploration, may take a little longer: without it what was found is
 * told without a run.
 */
const LATEST = 1.05;
/** What a search looks for runs to when it is to find out everything. */
const ANY_RACE: Question = { race: true, properties: [] };

/**
 * How many steps are taken between two looks at the clock: more when that has taken less than a millisecond, for a step
 * can take long.
 */
const LEAST_STEPS = 1 << 10;
const MOST_STEPS = 1 << 14;

/**
 * Explores a system. When that takes more than `reduceAbove` states and nothing has failed by then, a reduced search is
 * made first: if that finds nothing there is nothing, otherwise the exploration goes on. With `bitstate` another search
 * is made in place of both. Yields after each slice of work, most of them below a millisecond, so that a caller can
 * pause or give up. Where the system asks for data races these are looked for afterwards, in a search of their own.
 * `now` gives milliseconds. A limit ends the exploration or the search for hangs; the runs to what
 * was found before are computed nevertheless.
 */
export function* explore(
	system: TransitionSystem,
	options: SearchOptions,
	now: () => number,
	machinery: Machinery = {},
): Generator<SearchProgress, FinishedSearch> {
	const started = now();
	const found = yield* exploreAlone(system, options, now, machinery);
	// Few states are seen of what a bitstate search is for: it is asked for runs, and not for these.
	if (!system.findsDataRaces || options.bitstate) return found;
	const { milliseconds = Number.POSITIVE_INFINITY } = options;
	const left = { ...options, milliseconds: Math.max(0, milliseconds - (now() - started)), question: undefined };
	const { races, limit } = yield* findDataRaces(system, found.result.states, function* (watched) {
		return (yield* exploreAlone(watched, left, now, machinery)).result;
	});
	const failures = [...new Set(found.result.violations.map(({ failure }) => system.failures[failure].property))];
	const { complete: isComplete, reduced } = found.result;
	const known = { failures, isComplete: isComplete && !reduced, isLate: () => now() - started > milliseconds };
	const telling = withConsequences(found.space, races, known);
	let dataRaces = telling.next();
	for (; !dataRaces.done; dataRaces = telling.next()) yield { states: found.result.states, queued: 0, found: undefined };
	found.space.tables.clear();
	const cutOff = found.result.complete && limit !== undefined ? { complete: false, limit } : {};
	return { ...found, result: { ...found.result, ...cutOff, milliseconds: now() - started, dataRaces: dataRaces.value } };
}

/** The same without looking for data races. */
function* exploreAlone(
	system: TransitionSystem,
	options: SearchOptions,
	now: () => number,
	{ execution, reduceAbove = REDUCE_ABOVE, helper }: Machinery,
): Generator<SearchProgress, FinishedSearch> {
	const started = now();
	let space: StateSpace | undefined;
	try {
		space = execution === undefined && !options.bitstate ? yield* exploreSmall(system, options, now, reduceAbove) : undefined;
		space ??= new StateSpace(system, execution, undefined, helper);
		return yield* exploreSpace(space, started, options, now, execution, reduceAbove);
	} catch (error) {
		if (!isOutOfMemory(error)) throw error;
		return outOfMemory(system, space, now() - started);
	} finally {
		space?.exploration.release?.();
	}
}

/**
 * All states of a system that is small enough to be interpreted; undefined where it is not, or a limit comes before:
 * then it begins again as a larger search does, so that what it finds does not depend on this.
 */
function* exploreSmall(
	system: TransitionSystem,
	{ states = Number.POSITIVE_INFINITY, bytes = Number.POSITIVE_INFINITY, milliseconds = Number.POSITIVE_INFINITY }: SearchOptions,
	now: () => number,
	reduceAbove: number,
): Generator<SearchProgress, StateSpace | undefined> {
	const latest = now() + Math.min(milliseconds, INTERPRETED_TIME);
	const space = new StateSpace(system, "interpreted");
	const bounds = { states: Math.min(states, reduceAbove), bytes: bytes * EXPLORATION_SHARE };
	for (let steps = 0; steps < INTERPRETED_STEPS; steps += LEAST_STEPS) {
		const advance = space.exploration.advance(LEAST_STEPS, bounds);
		if (advance === "done") return space.visited.count <= bounds.states ? space : undefined;
		if (advance !== "more" || now() > latest) return undefined;
		yield { states: space.visited.count, queued: space.exploration.queued, found: undefined };
	}
	return undefined;
}

/** The host had no memory for what the search had to do next: what it had found by then is certain. */
function outOfMemory(system: TransitionSystem, space: StateSpace | undefined, milliseconds: number): FinishedSearch {
	const failures = [...(space?.exploration.failures ?? [])];
	const violations = failures.map(([name, shortest]) => untracedViolation(system, name, shortest));
	const states = space?.visited.count ?? 0;
	const result: SearchResult = { complete: false, limit: "memory", states, transitions: 0, depth: 0, milliseconds, violations, hangs: [] };
	// Whoever looks at the states finds the initial one.
	return { result, space: new StateSpace(system, "interpreted") };
}

function* exploreSpace(
	space: StateSpace,
	started: number,
	options: SearchOptions,
	now: () => number,
	execution: Execution | undefined,
	reduceAbove: number,
): Generator<SearchProgress, FinishedSearch> {
	const { system } = space;
	const { visited, exploration } = space;
	if (options.bitstate) {
		const result = yield* exploreBitstate(space, options, now);
		runToEnd(exploration.end());
		return { result, space };
	}
	/** States of a reduced search that has come to nothing. */
	let spent = 0;
	let early: EarlyRuns | undefined;
	const late = knownLate(system);
	/** What it is enough to find out, if that can be known before everything has been explored. */
	const question =
		options.reductions === "none" || options.question?.properties.some((name) => late.has(name)) ? undefined : options.question;
	const hasFailed = (): boolean => [...exploration.failures.keys()].some((name) => !late.has(name));
	const progress = (queued = exploration.queued): SearchProgress => ({ states: spent + visited.count, queued, found: early?.violations });
	const bounds = { states: options.states ?? Number.POSITIVE_INFINITY, bytes: options.bytes ?? Number.POSITIVE_INFINITY };
	const elapsed = (): number => now() - started;
	const milliseconds = options.milliseconds ?? Number.POSITIVE_INFINITY;
	/**
	 * What is certain to fail is to be shown with a run: a share of the time is kept for it where there is none yet.
	 */
	const isLate = (): boolean => {
		const needsRun = exploration.failures.size > 0 && early?.isSettled !== true;
		return elapsed() > (needsRun ? milliseconds * EXPLORATION_TIME_SHARE : milliseconds);
	};
	/** Something is certain to fail: begins to look for runs, beside the exploration. */
	const beginRuns = (): void => {
		early ??= ifThereIsMemory(() => new EarlyRuns(system, execution, question ?? ANY_RACE, bounds.bytes * EARLY_SHARE));
	};
	/** Goes on for about as long with looking for runs. */
	const advanceRuns = (until: number): void => {
		if (early === undefined) return;
		do early.advance(exploration.failures);
		while (!early.isOver && !early.isSettled && now() < until);
	};
	/** What the search has found when it was asked for no more than has been found by then. */
	const decided = (): SearchResult | undefined => {
		if (question === undefined || !early?.isSettled) return undefined;
		// How far the exploration has come, and what else it has found, depends on the machine.
		const violations = early.violations
			.filter(({ first }) => first === undefined)
			.map((violation) => ({ ...violation, shortest: violation.run.steps.length }));
		return {
			complete: false,
			decided: true,
			states: reduceAbove,
			transitions: 0,
			depth: 0,
			milliseconds: elapsed(),
			violations,
			hangs: [],
		};
	};

	let limit: SearchResult["limit"];
	const checkTime = (): void => {
		if (isLate()) limit = "time";
	};
	let isSmall = true;
	let steps = LEAST_STEPS;
	for (let more = true; more && limit === undefined; ) {
		const sliceStarted = now();
		const advance = exploration.advance(steps, { ...bounds, bytes: bounds.bytes * EXPLORATION_SHARE });
		const took = now() - sliceStarted;
		steps = took < 1 ? Math.min(steps * 2, MOST_STEPS) : LEAST_STEPS;
		more = advance === "more";
		if (advance === "states" || advance === "memory") limit = advance;
		else if (more) checkTime();
		yield progress();
		if (!more || limit !== undefined || visited.count <= reduceAbove) continue;
		if (hasFailed()) beginRuns();
		advanceRuns(now() + took);
		const enough = decided();
		if (enough) return { result: enough, space };
		if (!isSmall) continue;
		isSmall = false;
		if (exploration.failures.size > 0 || exploration.gaveUp.size > 0 || options.reductions === "none") continue;
		// Half of the time is left for the full search, which may find something where the reduced one does not come to
		// an end.
		const until = (elapsed() + milliseconds) / 2;
		const proving = proveSafe(system, { ...bounds, bytes: bounds.bytes - visited.bytes }, execution);
		let proof = proving.next();
		for (; !proof.done && elapsed() <= until; proof = proving.next()) {
			spent = proof.value.states;
			yield progress(proof.value.queued);
		}
		if (!proof.done || proof.value === undefined) continue;
		const { outcome, states, transitions, depth } = proof.value;
		if (outcome === "race") beginRuns();
		if (outcome !== "safe") continue;
		return {
			result: { complete: true, reduced: true, states, transitions, depth, milliseconds: elapsed(), violations: [], hangs: [] },
			space,
		};
	}
	/** What comes after the exploration may take a little longer, see `LATEST`. */
	const isOver = (): boolean => space.bytes > bounds.bytes || elapsed() > milliseconds * LATEST;
	/** Why it is over. */
	const reason = (): SearchResult["limit"] => (space.bytes > bounds.bytes ? "memory" : "time");
	const ending = exploration.end(isOver);
	let end = ending.next();
	for (; !end.done; end = ending.next()) yield progress();
	if (!end.value) limit ??= reason();
	if (limit !== "time" && question !== undefined && visited.count > reduceAbove) {
		if (hasFailed()) beginRuns();
		while (early && !early.isOver && !early.isSettled && elapsed() <= milliseconds) {
			early.advance(exploration.failures);
			yield progress();
		}
		const enough = decided();
		if (enough) return { result: enough, space };
	}
	// What a step leads to that was given up is not known: nor is what ends or hangs.
	limit ??= limitOf(exploration.gaveUp);
	const endSearch = findEndFailures(space);
	let ends: IteratorResult<void, readonly EndTarget[]> = exploration.gaveUp.size > 0 ? { done: true, value: [] } : endSearch.next();
	for (; !ends.done && !isOver(); ends = endSearch.next()) yield progress();
	if (!ends.done) limit ??= reason();
	const hangSearch = findHangs(space);
	let hangs = limit === undefined ? hangSearch.next() : undefined;
	while (hangs && !hangs.done && limit === undefined) {
		checkTime();
		yield progress();
		if (space.bytes > bounds.bytes) limit = "memory";
		else hangs = hangSearch.next();
	}
	space.tables.clear();
	let hangTargets: readonly HangTarget[] = hangs?.done && limit === undefined ? hangs.value : [];
	if (limit !== undefined) {
		const stuckSearch = findStuck(space);
		let stuck = stuckSearch.next();
		for (; !stuck.done && !isOver(); stuck = stuckSearch.next()) yield progress();
		if (stuck.done) hangTargets = stuck.value;
	}
	space.tables.clear();
	const runSearch = findRuns(
		space,
		{ ends: ends.done ? ends.value : [], hangs: hangTargets },
		bounds.bytes,
		() => elapsed() > milliseconds * LATEST,
	);
	let runs = runSearch.next();
	for (; !runs.done; runs = runSearch.next()) yield progress();
	const { violations, hangs: hung } = runs.value;
	space.tables.clear();
	const found = [...hung];
	const cycleSearch = addCycles(space, hangTargets, found);
	while (!cycleSearch.next().done && !isOver()) yield progress();

	const result: SearchResult = {
		complete: limit === undefined,
		...(limit && { limit }),
		...spentBounds(exploration.gaveUp),
		states: visited.count,
		transitions: exploration.transitions,
		depth: exploration.depth,
		milliseconds: elapsed(),
		violations: violations.map((violation) => betterOf(violation, early?.violations ?? [])).sort((a, b) => compareViolations(system, a, b)),
		hangs: found,
	};
	return { result, space };
}

/** What is known of a violation: without a run that of one that was found beside the exploration. */
function betterOf(violation: Violation, early: readonly Violation[]): Violation {
	const { untraced, first, shortest } = violation;
	if (!untraced && !first) return violation;
	const other = early.find(({ failure }) => failure === violation.failure);
	return other && (untraced || !other.first) ? { ...other, shortest } : violation;
}

/**
 * Collects the observations of a search. What reductions left out of it is explored first, within the same limits: a
 * value that is shown must be all that there is. Yields between slices of work.
 */
export function* observeAll({ result, space }: FinishedSearch, options: SearchOptions, now: () => number): Generator<void, Observations> {
	const started = now();
	const isLate = (): boolean => now() - started > (options.milliseconds ?? Number.POSITIVE_INFINITY);
	if (!result.reduced) return yield* observe(space, result.complete, isLate);
	const { exploration } = space;
	const bounds = { states: options.states ?? Number.POSITIVE_INFINITY, bytes: options.bytes ?? Number.POSITIVE_INFINITY };
	let advance: Advance;
	do {
		advance = exploration.advance(LEAST_STEPS, bounds);
		yield;
	} while (advance === "more" && !isLate());
	yield* exploration.end();
	return yield* observe(space, advance === "done", isLate);
}

/**
 * Visits every state of a system, without reductions, up to so many. Yields between slices of work to callers who show
 * no progress.
 */
export function* exploreEveryState(system: TransitionSystem, states: number): Generator<void, FinishedSearch> {
	const search = explore(system, { states, reductions: "none" }, () => 0);
	for (;;) {
		const slice = search.next();
		if (slice.done) return slice.value;
		yield;
	}
}

/** Runs a search in one go. */
export function searchNow(
	system: TransitionSystem,
	options: SearchOptions = {},
	now: () => number = () => 0,
	execution?: Execution,
	reduceAbove?: number,
	helper?: HelperThread,
): FinishedSearch {
	const search = explore(system, options, now, { execution, reduceAbove, helper });
	for (;;) {
		const slice = search.next();
		if (slice.done) return slice.value;
	}
}
