/**
 * Hangs: some task can never finish in a run without end that is fair, or where nothing moves any more.
 *
 * A run without end stays, from some point on, in one strongly connected component of the states, or in a part of one. Where a fair one can stay `fairness.ts` says. A
 * part in which a task is not done is therefore a hang; so is a state that nothing leads out of.
 *
 * A cycle of states takes each lane round a cycle of its locations. Steps that leave such a cycle for good are left out when
 * components are looked for, so that little remains to be visited for lanes that mostly go forward.
 */

import type { Hang } from "../result";
import type { StateSpace } from "../states/state-space";
import { LISTED_BYTES, SET_ENTRY_BYTES } from "../states/table-meter";
import { unfinishedComponents } from "./cyclic-states";
import { fairParts } from "./fairness";

/** A task that hangs, and the states in which its run may end, in ascending order. */
export interface HangTarget {
	readonly lane: number;
	readonly reason: Hang["reason"];
	readonly states: readonly number[];
	/** Where something still moves: sets of states in each of which a fair run may stay for ever, each in ascending order. */
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
	for (const { state } of space.exploration.stuck) for (const lane of space.unfinishedTasks(state)) blocked[lane].add(state, 0);

	let kept = space.exploration.stuck.length * lanes.length;
	const measure = (): void => space.tables.set("hangs", kept * LISTED_BYTES);
	measure();
	for (const part of fairParts(space, unfinishedComponents(space))) {
		yield;
		if (part === undefined) continue;
		const { states, enabled, movable } = part;
		kept += states.length * (1 + lanes.length);
		measure();
		for (const lane of space.unfinishedTasks(states[0])) {
			parts[lane].push(states);
			if (movable[lane]) looping[lane].push(states);
			else for (const [index, state] of states.entries()) blocked[lane].add(state, enabled[index]);
		}
	}
	space.tables.set("components", 0);
	space.tables.set("fairness", 0);
	const targets = lanes.flatMap((_, lane): Omit<HangTarget, "shortest">[] => {
		const waits = blocked[lane].states;
		if (waits.length > 0) return [{ lane, reason: "blocked", states: waits.sort((a, b) => a - b), parts: parts[lane] }];
		const states = looping[lane].flat().sort((a, b) => a - b);
		return states.length > 0 ? [{ lane, reason: "loop", states, parts: looping[lane] }] : [];
	});
	const shortest = yield* distances(
		space,
		targets.map(({ states }) => states),
	);
	space.tables.set("distances", 0);
	return targets.map((target, index) => ({ ...target, shortest: shortest[index] }));
}

/** For each of some sets of states the length of the shortest run to one of its states. The exploration remembers it for stuck states only: goes through the others again. */
function* distances(space: StateSpace, sets: readonly (readonly number[])[]): Generator<void, readonly number[]> {
	const { visited, exploration, system } = space;
	const stuckDepths = new Map(exploration.stuck.map(({ state, depth }) => [state, depth]));
	const found = sets.map((states) => states.reduce((least, state) => Math.min(least, stuckDepths.get(state) ?? least), NOT_FOUND));
	const isMissing = (): boolean => found.includes(NOT_FOUND);
	if (!isMissing()) return found;
	const fixed = visited.bound + sets.reduce((sum, { length }) => sum + length, 0) * SET_ENTRY_BYTES;
	space.tables.set("distances", fixed);
	yield;
	const members = sets.map((states) => new Set(states));
	const seen = new Uint8Array(visited.bound);
	let level: number[] = [];
	let next = [space.initial];
	seen[space.initial] = 1;
	for (let depth = 0; isMissing(); depth++) {
		[level, next] = [next, []];
		for (const [index, state] of level.entries()) {
			for (const [set, states] of members.entries()) if (depth < found[set] && states.has(state)) found[set] = depth;
			for (let lane = 0; lane < system.lanes.length; lane++) {
				space.takeStep(state, lane, () => {
					const successor = visited.find(space.next);
					if (seen[successor] === 0) next.push(successor);
					seen[successor] = 1;
				});
			}
			if (index % 256 !== 0) continue;
			space.tables.set("distances", fixed + (level.length + next.length) * LISTED_BYTES);
			yield;
		}
	}
	return found;
}

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
