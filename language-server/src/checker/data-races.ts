/** Data races: the search of a system that watches accesses (`passes/watch-accesses.ts`), and what its runs say. */

import type { AccessSite } from "../passes/data-races/racing-sites";
import { type WatchedAccesses, watchAccesses } from "../passes/watch-accesses";
import type { TransitionSystem } from "../system/transition-system";
import type { DataRace, RacingAccess, Run, SearchResult, Violation } from "./result";
import type { SearchProgress } from "./search-progress";

/** What was found, and what has kept the search from finding more. */
export interface FoundRaces {
	readonly races: readonly DataRace[];
	readonly limit: SearchResult["limit"];
}

/**
 * Finds the data races of a system: of each pair of accesses the best run. `explore` searches the system that watches
 * them; `before` are the states that have been seen by then, for who shows progress.
 */
export function* findDataRaces(
	system: TransitionSystem,
	before: number,
	explore: (watched: TransitionSystem) => Generator<SearchProgress, SearchResult>,
): Generator<SearchProgress, FoundRaces> {
	const watching = watchAccesses(system);
	let watched = watching.next();
	for (; !watched.done; watched = watching.next()) yield { states: before, queued: 0, found: undefined };
	if (watched.value === undefined) return { races: [], limit: undefined };
	const search = explore(watched.value.system);
	let slice = search.next();
	for (; !slice.done; slice = search.next()) yield { states: before + slice.value.states, queued: slice.value.queued, found: undefined };
	const { violations, complete, limit } = slice.value;
	const races = new Map<string, DataRace>();
	for (const violation of violations) {
		const pair = watched.value.races.get(violation.failure);
		if (pair === undefined) continue;
		const race = raceOf(system, watched.value, violation, pair);
		const key = keyOf(race);
		const other = races.get(key);
		races.set(key, other ? joined(other, race) : race);
	}
	return { races: [...races.values()], limit: complete ? undefined : (limit ?? "time") };
}

function raceOf(
	system: TransitionSystem,
	{ watch, picks }: WatchedAccesses,
	{ run, untraced }: Violation,
	{ first, second }: { readonly first: AccessSite; readonly second: AccessSite },
): DataRace {
	const isPicked = (state: readonly number[]): boolean => state[watch] !== 0;
	const projected: Run = {
		// What is picked is the first choice of a step.
		steps: run.steps.map((step, index) =>
			!isPicked(run.states[index]) && picks(step.lane, step.location) ? { ...step, choices: step.choices.slice(1) } : step,
		),
		states: run.states.map((state) => state.slice(0, system.cells.length)),
		switches: run.switches,
	};
	return {
		first: accessOf(first),
		second: accessOf(second),
		run: projected,
		firstStep: run.states.findIndex(isPicked) - 1,
		secondStep: run.steps.length - 1,
		...(untraced && { untraced }),
	};
}

function accessOf({ lane, location, cell, write, orders }: AccessSite): RacingAccess {
	return { lane, location, cell, write, marked: !orders.some((order) => order === "plain") };
}

/** Two steps that meet in a cell are one pair, whichever comes first. */
function keyOf({ first, second }: DataRace): string {
	const steps = [first, second].map(({ lane, location }) => `${lane} ${location}`);
	return [...steps.sort(), first.cell].join();
}

/** The better of two runs, and what the steps do in either. */
function joined(one: DataRace, other: DataRace): DataRace {
	const writes = (access: RacingAccess): boolean =>
		[one.first, one.second, other.first, other.second].some(({ lane, write }) => lane === access.lane && write);
	const [first, second] = [one.first, one.second].map((access) => ({ ...access, write: writes(access) }));
	return { ...one, first, second };
}
