/**
 * Hangs: some task can never finish in a run without end that is fair, or where nothing moves any more.
 *
 * A run without end stays, from some point on, in one strongly connected component of the states, or in a part of one.
 * Where a fair one can stay `fairness.ts` says. A part in which a task is not done is therefore a hang; so is a state
 * that nothing leads out of.
 *
 * A cycle of states takes each lane round a cycle of its locations. Steps that leave such a cycle for good are left out
 * when components are looked for, so that little remains to be visited for lanes that mostly go forward.
 */

import type { Hang } from "../result";
import { indexIn } from "../states/index-in";
import { ascending } from "../states/noted-states";
import type { StateSpace } from "../states/state-space";
import { LISTED_BYTES } from "../states/table-meter";
import { restlessComponents, unfinishedComponents } from "./cyclic-states";
import { type FairPart, fairParts } from "./fairness";

/** A task that hangs, and the states in which its run may end, in ascending order. */
export interface HangTarget {
	readonly lane: number;
	readonly reason: Hang["reason"];
	readonly states: Int32Array;
	/**
	 * Where something still moves: sets of states in each of which a fair run may stay for ever, each in ascending
	 * order.
	 */
	readonly parts?: readonly (readonly number[])[];
	/** Length of the shortest run to one of them. */
	readonly shortest: number;
}

/**
 * Finds all tasks that can hang. Of a task that can be blocked for ever, the states with the
 * fewest lanes that still go round. Yields between slices of work. The exploration must be complete.
 */
export function* findHangs(space: StateSpace): Generator<void, readonly HangTarget[]> {
	const { lanes } = space.system;
	const blocked = lanes.map(() => new Fewest());
	const looping = lanes.map(() => [] as (readonly number[])[]);
	const parts = lanes.map(() => [] as (readonly number[])[]);
	const stuck = space.exploration.stuck.states;
	let kept = stuck.length * lanes.length;
	const measure = (): void => space.tables.set("hangs", kept * LISTED_BYTES);
	measure();
	for (const [index, state] of stuck.entries()) {
		if (index % SLICE === SLICE - 1) yield;
		for (const lane of space.unfinishedLanes(state)) blocked[lane].add(state, 0);
	}
	const note = ({ states, enabled, movable }: FairPart, lane: number): void => {
		parts[lane].push(states);
		if (movable[lane]) looping[lane].push(states);
		else for (const [index, state] of states.entries()) blocked[lane].add(state, enabled[index]);
	};
	const count = ({ states }: FairPart): void => {
		kept += states.length * (1 + lanes.length);
		measure();
	};
	for (const part of fairParts(space, unfinishedComponents(space))) {
		yield;
		if (part === undefined) continue;
		count(part);
		for (const lane of space.unfinishedLanes(part.states[0])) if (lanes[lane].kind === "task") note(part, lane);
	}
	for (const [lane, { idle }] of lanes.entries()) {
		if (idle === undefined) continue;
		for (const part of fairParts(space, restlessComponents(space, lane))) {
			yield;
			if (part === undefined) continue;
			count(part);
			note(part, lane);
		}
	}
	space.tables.set("components", 0);
	space.tables.set("fairness", 0);
	const targets: Omit<HangTarget, "shortest">[] = [];
	for (const lane of lanes.keys()) {
		const waits = blocked[lane].states;
		const isBlocked = waits.length > 0;
		const states = yield* ascending(Int32Array.from(isBlocked ? waits : looping[lane].flat()));
		if (isBlocked) targets.push({ lane, reason: "blocked", states, parts: parts[lane] });
		else if (states.length > 0) targets.push({ lane, reason: "loop", states, parts: looping[lane] });
	}
	const shortest = yield* distances(
		space,
		targets.map(({ states }) => states),
	);
	space.tables.set("distances", 0);
	return targets.map((target, index) => ({ ...target, shortest: shortest[index] }));
}

/**
 * For each of some sets of states the length of the shortest run to one of its states. The exploration remembers it for
 * stuck states only: goes through the others again.
 */
function* distances(space: StateSpace, sets: readonly Int32Array[]): Generator<void, readonly number[]> {
	const { visited, exploration, system } = space;
	const { stuck } = exploration;
	const found = sets.map(() => NOT_FOUND);
	for (const [set, states] of sets.entries()) {
		for (const [index, state] of states.entries()) {
			if (index % SLICE === SLICE - 1) yield;
			const place = indexIn(stuck.states, state);
			if (place >= 0) found[set] = Math.min(found[set], stuck.depths[place]);
		}
	}
	const isMissing = (): boolean => found.includes(NOT_FOUND);
	if (!isMissing()) return found;
	space.tables.set("distances", visited.bound);
	yield;
	const seen = new Uint8Array(visited.bound);
	let level: number[] = [];
	let next = [space.initial];
	seen[space.initial] = 1;
	for (let depth = 0; isMissing(); depth++) {
		[level, next] = [next, []];
		for (const [index, state] of level.entries()) {
			for (const [set, states] of sets.entries()) if (depth < found[set] && indexIn(states, state) >= 0) found[set] = depth;
			for (let lane = 0; lane < system.lanes.length; lane++) {
				space.takeStep(state, lane, () => {
					const successor = visited.find(space.next);
					if (seen[successor] === 0) next.push(successor);
					seen[successor] = 1;
				});
			}
			if (index % 256 !== 0) continue;
			space.tables.set("distances", visited.bound + (level.length + next.length) * LISTED_BYTES);
			yield;
		}
	}
	return found;
}

/**
 * The tasks that are blocked in states from which nothing can move: these hang, whatever else there is. Yields between
 * slices of work.
 */
export function* findStuck(space: StateSpace): Generator<void, readonly HangTarget[]> {
	const { states, depths } = space.exploration.stuck;
	const { lanes } = space.system;
	space.tables.set("hangs", states.length * lanes.length * LISTED_BYTES);
	const blocked = lanes.map(() => ({ states: [] as number[], shortest: NOT_FOUND }));
	for (const [index, state] of states.entries()) {
		if (index % SLICE === SLICE - 1) yield;
		for (const lane of space.unfinishedLanes(state)) {
			blocked[lane].states.push(state);
			blocked[lane].shortest = Math.min(blocked[lane].shortest, depths[index]);
		}
	}
	return blocked.flatMap(({ states, shortest }, lane): HangTarget[] =>
		states.length === 0 ? [] : [{ lane, reason: "blocked", states: Int32Array.from(states), parts: [], shortest }],
	);
}

/** How many states are looked at between two yields. */
const SLICE = 256;

const NOT_FOUND = Number.POSITIVE_INFINITY;

/** Keeps the states with the least of something. */
class Fewest {
	states: number[] = [];
	private least = Number.POSITIVE_INFINITY;

	add(state: number, amount: number): void {
		if (amount > this.least) return;
		if (amount < this.least) this.states = [];
		this.least = amount;
		this.states.push(state);
	}
}
