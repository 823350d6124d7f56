/**
 * The search: every interleaving of a transition system, breadth first.
 *
 * Invariants: knows no kernel and no language, only the system; every state is stored in full, so that nothing is missed; the same
 * system and limits give the same result everywhere; every run that it reports has been replayed in the plain interpreter.
 */
import type { TransitionSystem } from "../compiler/transition-system";
import { findHangs, type HangTarget } from "./hang";
import type { Limits, Run, SearchResult } from "./result";
import { findShortestRuns, type Target } from "./shortest-run";
import { StateSpace } from "./state-space";

/** How far a search has come; told between slices. */
export interface Progress {
	readonly states: number;
	readonly transitions: number;
	/** States found and not yet gone on from. */
	readonly waiting: number;
}

/** How many transitions are taken between two looks at the clock. */
const SLICE = 2048;

/** A search that goes on each time it is asked to; between slices it tells how far it is, and at the end what it found. */
export interface Exploration {
	readonly result: SearchResult;
	/** Everything that was found, for what is computed afterwards. */
	readonly space: StateSpace;
}

/** Explores a system. Yields between slices of work, so that a caller can give up; `now` gives milliseconds. */
export function* explore(system: TransitionSystem, limits: Limits, now: () => number): Generator<Progress, Exploration> {
	const started = now();
	const space = new StateSpace(system);
	const first = new Map<string, Target>();
	const depths = new Depths();
	let transitions = 0;
	let yieldedAt = 0;
	let limit: SearchResult["limit"];
	const stuck: number[] = [];
	const note = (name: string, target: Target): void => {
		if (!first.has(name)) first.set(name, target);
	};
	const nameOf = (failure: number): string => system.failures[failure].property;
	const always = system.properties.map((property, index) => ({ property, index })).filter(({ property }) => property.when === "always");
	const atEnd = system.properties.map((property, index) => ({ property, index })).filter(({ property }) => property.when === "end");
	const checkState = (number: number, properties: typeof always): void => {
		for (const { property, index } of properties) {
			if (!first.has(property.name) && !space.holds(index, number)) {
				first.set(property.name, { kind: "state", property: index, atEnd: property.when === "end", shortest: depths.of(number) });
			}
		}
	};
	let current = 0;
	const visitor = {
		moved: () => {
			transitions++;
			const number = space.add();
			if (number >= 0) checkState(number, always);
		},
		failed: (_lane: number, _choices: readonly number[], failure: number) => {
			transitions++;
			note(nameOf(failure), { kind: "transition", shortest: depths.of(current) + 1 });
		},
		reported: (_lane: number, _choices: readonly number[], failure: number) => {
			note(nameOf(failure), { kind: "transition", shortest: depths.of(current) + 1 });
		},
	};
	checkState(0, always);
	for (current = 0; current < space.count; current++) {
		depths.reach(current, space.count);
		if (space.expand(current, visitor) === 0) {
			if (allTasksDone(space, current)) checkState(current, atEnd);
			stuck.push(current);
		}
		if (limits.states !== undefined && space.count >= limits.states && current + 1 < space.count) limit = "states";
		else if (transitions - yieldedAt >= SLICE) {
			yieldedAt = transitions;
			yield { states: space.count, transitions, waiting: space.count - current - 1 };
			limit = exceeded(limits, space, now() - started);
		}
		if (limit) break;
	}
	const complete = limit === undefined;
	const depth = depths.of(Math.min(current, space.count) - 1);
	const progress = (): Progress => ({ states: space.count, transitions, waiting: 0 });
	const hangs: readonly HangTarget[] = complete ? yield* findHangs(space, stuck, (state) => depths.of(state), progress) : [];
	const runs = yield* findShortestRuns(space, first, hangs, progress);
	const result: SearchResult = {
		complete,
		limit,
		states: space.count,
		transitions,
		depth,
		milliseconds: now() - started,
		violations: runs.violations.sort((a, b) => compareRuns(a.run, b.run)),
		hangs: runs.hangs.sort((a, b) => a.lane - b.lane),
	};
	return { result, space };
}

function exceeded(limits: Limits, space: StateSpace, milliseconds: number): SearchResult["limit"] {
	if (limits.milliseconds !== undefined && milliseconds >= limits.milliseconds) return "time";
	return limits.bytes !== undefined && space.bytes >= limits.bytes ? "memory" : undefined;
}

/** Whether every lane that is a task has finished. */
export function allTasksDone(space: StateSpace, number: number): boolean {
	return space.system.lanes.every(({ kind, steps }, lane) => kind !== "task" || space.locationOf(lane, number) === steps.length);
}

function compareRuns(a: Run, b: Run): number {
	return a.switches - b.switches || a.steps.length - b.steps.length;
}

/** The depth of each state: states are found level by level, so that a level is a range of numbers. */
class Depths {
	/** The first state of each level. */
	private readonly starts = [0, 1];

	/** `number` is gone on from next, and `count` states are known: a new level begins when the last one has been gone through. */
	reach(number: number, count: number): void {
		if (number === this.starts[this.starts.length - 1]) this.starts.push(count);
	}

	of(number: number): number {
		let level = this.starts.length - 1;
		while (this.starts[level] > number) level--;
		return level;
	}
}

/** Runs a search in one go. */
export function searchNow(system: TransitionSystem, limits: Limits, now: () => number): Exploration {
	const search = explore(system, limits, now);
	for (;;) {
		const slice = search.next();
		if (slice.done) return slice.value;
	}
}
