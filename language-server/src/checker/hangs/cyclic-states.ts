/**
 * The states that a run can come back to. A cycle of states takes each lane round a cycle of its locations: steps that
 * leave such a cycle for good are left out.
 */

import { isUnfinished } from "../../system/unfinished";
import type { StateStore } from "../states/exploration";
import type { StateSpace } from "../states/state-space";
import { components } from "./components";
import { locationCycles } from "./location-cycles";

/**
 * The strongly connected components of the states that have a cycle and in which some task is not done; undefined from
 * time to time, so that a caller can pause. In a search with reductions edges between states that it has found count
 * even where it did not follow them: the system has them.
 */
export function* unfinishedComponents(space: StateSpace): Generator<readonly number[] | undefined, void> {
	const { system, visited, exploration } = space;
	const cycles = system.lanes.map(locationCycles);
	if (!system.lanes.some(({ kind }) => kind === "task") || !cycles.some((cycle) => cycle.some((number) => number >= 0))) return;
	const successors = cyclicSuccessors(space);
	const roots = exploration.cycleEntries ?? numbersOf(visited);
	for (const component of components(visited.bound, successors, roots, (bytes) => space.tables.set("components", bytes))) {
		yield component === undefined || space.allTasksDone(component[0]) ? undefined : component;
	}
}

/**
 * The strongly connected components of the states that have a cycle in which a lane never is idle; undefined from time
 * to time. The exploration must be complete.
 */
export function* restlessComponents(space: StateSpace, lane: number): Generator<readonly number[] | undefined, void> {
	const { visited } = space;
	const isRestless = (state: number): boolean => isUnfinished(space.system.lanes[lane], space.locationOf(lane, state));
	const all = cyclicSuccessors(space);
	const successors = (state: number, list: number[]): void => {
		if (!isRestless(state)) return;
		const first = list.length;
		all(state, list);
		const kept = list.slice(first).filter(isRestless);
		list.length = first;
		list.push(...kept);
	};
	for (const component of components(visited.bound, successors, numbersOf(visited), (bytes) => space.tables.set("components", bytes)))
		yield component;
}

/**
 * Adds to a list the states that a step leads to from a state within its lane's cycle of locations, of those that have
 * been found.
 */
export function cyclicSuccessors(space: StateSpace): (state: number, list: number[]) => void {
	const cycles = space.system.lanes.map(locationCycles);
	const fast = space.exploration.successorsWithin?.();
	return (state, list) => {
		if (!fast?.(state, list)) pushCyclicSuccessors(space, cycles, state, list);
	};
}

function* numbersOf(store: StateStore): Generator<number, void> {
	for (let number = 0; number < store.bound; number++) if (store.has(number)) yield number;
}

function pushCyclicSuccessors(space: StateSpace, cycles: readonly (readonly number[])[], state: number, list: number[]): void {
	for (let lane = 0; lane < cycles.length; lane++) {
		const cycle = cycles[lane][space.locationOf(lane, state)];
		if (cycle < 0) continue;
		space.takeStep(state, lane, () => {
			if (cycles[lane][space.nextLocationOf(lane)] !== cycle) return;
			const successor = space.visited.find(space.next);
			if (successor >= 0) list.push(successor);
		});
	}
}
