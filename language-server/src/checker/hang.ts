/**
 * Hangs: some task can never finish, although every lane that can run gets to run (weak fairness).
 *
 * A run without end stays, from some point on, in one strongly connected component of the states. It is fair when every lane
 * takes a step in it or is blocked in one of its states (Lichtenstein and Pnueli 1985). A component in which a task is not
 * done is therefore a hang when every lane satisfies that; so is a state that nothing leads out of.
 *
 * A cycle of states takes each lane round a cycle of its locations. Steps that leave such a cycle for good are left out when
 * components are looked for, so that little remains to be visited for lanes that mostly go forward.
 */
import { components } from "./components";
import type { StateStore } from "./exploration";
import { locationCycles } from "./location-cycles";
import type { Hang } from "./result";
import type { StateSpace } from "./state-space";
import { LISTED_BYTES, SET_ENTRY_BYTES } from "./table-meter";

/** A task that hangs, and the states in which its run may end, in ascending order. */
export interface HangTarget {
	readonly lane: number;
	readonly reason: Hang["reason"];
	readonly states: readonly number[];
	/** Length of the shortest run to one of them. */
	readonly shortest: number;
}

/**
 * Finds all tasks that can hang. Of a task that can be blocked for ever, the states with the
 * fewest lanes that still go round. Yields between slices of work. The exploration must be complete.
 */
export function* findHangs(space: StateSpace): Generator<void, readonly HangTarget[]> {
	const { lanes } = space.system;
	const { visited } = space;
	const blocked = lanes.map(() => new Fewest());
	const looping = lanes.map(() => [] as (readonly number[])[]);
	for (const { state } of space.exploration.stuck) for (const lane of space.unfinishedTasks(state)) blocked[lane].add(state, 0);

	let inside: Uint8Array | undefined;
	let kept = space.exploration.stuck.length * lanes.length;
	const measure = (): void => space.tables.set("hangs", (inside ? visited.bound : 0) + kept * LISTED_BYTES);
	for (const component of unfinishedComponents(space)) {
		yield;
		if (component === undefined) continue;
		if (inside === undefined) {
			space.tables.set("hangs", visited.bound + kept * LISTED_BYTES);
			yield;
			inside = new Uint8Array(visited.bound);
		}
		for (const state of component) inside[state] = 1;
		const { fair, enabled, movable } = yield* examine(space, component, inside);
		for (const state of component) inside[state] = 0;
		if (!fair) continue;
		kept += component.length * (1 + lanes.length);
		measure();
		for (const lane of space.unfinishedTasks(component[0])) {
			if (movable[lane]) looping[lane].push(component);
			else for (const [index, state] of component.entries()) blocked[lane].add(state, enabled[index]);
		}
	}
	space.tables.set("components", 0);
	const targets = lanes.flatMap((_, lane): Omit<HangTarget, "shortest">[] => {
		const waits = blocked[lane].states;
		if (waits.length > 0) return [{ lane, reason: "blocked", states: waits.sort((a, b) => a - b) }];
		const states = looping[lane].flat().sort((a, b) => a - b);
		return states.length > 0 ? [{ lane, reason: "loop", states }] : [];
	});
	inside = undefined;
	measure();
	const shortest = yield* distances(
		space,
		targets.map(({ states }) => states),
	);
	space.tables.set("distances", 0);
	return targets.map((target, index) => ({ ...target, shortest: shortest[index] }));
}

/**
 * The strongly connected components of the states that have a cycle and in which some task is not done; undefined from time to time, so that a caller can pause.
 * In a search with reductions edges between states that it has found count even where it did not follow them: the system has them.
 */
export function* unfinishedComponents(space: StateSpace): Generator<readonly number[] | undefined, void> {
	const { system, visited, exploration } = space;
	const cycles = system.lanes.map(locationCycles);
	if (!system.lanes.some(({ kind }) => kind === "task") || !cycles.some((cycle) => cycle.some((number) => number >= 0))) return;
	const fast = exploration.successorsWithin?.();
	const successors = (state: number, list: number[]): void => {
		if (!fast?.(state, list)) pushCyclicSuccessors(space, cycles, state, list);
	};
	const roots = exploration.cycleEntries ?? numbersOf(visited);
	for (const component of components(visited.bound, successors, roots, (bytes) => space.tables.set("components", bytes))) {
		yield component === undefined || space.unfinishedTasks(component[0]).length === 0 ? undefined : component;
	}
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

interface Examination {
	/** Whether a fair run can stay in the component. */
	readonly fair: boolean;
	/** Lanes that can move in some of its states. */
	readonly movable: readonly boolean[];
	/** How many lanes can move in each of its states; of no use when all tasks that are not done are movable. */
	readonly enabled: readonly number[];
}

function* examine(space: StateSpace, component: readonly number[], inside: Uint8Array): Generator<void, Examination> {
	const lanes = space.system.lanes.length;
	const unfinished = space.unfinishedTasks(component[0]);
	const takesStep = new Array<boolean>(lanes).fill(false);
	const waits = new Array<boolean>(lanes).fill(false);
	const movable = new Array<boolean>(lanes).fill(false);
	const enabled: number[] = [];
	const isFair = (): boolean => takesStep.every((takes, lane) => takes || waits[lane]);
	for (const state of component) {
		let moving = 0;
		for (let lane = 0; lane < lanes; lane++) {
			const moves = space.takeStep(state, lane, () => {
				if (!takesStep[lane]) takesStep[lane] = inside[space.visited.find(space.next)] === 1;
			});
			if (moves) moving++;
			else waits[lane] = true;
			movable[lane] ||= moves;
		}
		enabled.push(moving);
		// Most large components can be left early: nothing more is to be learnt from them.
		if (unfinished.every((lane) => movable[lane]) && isFair()) break;
		if (enabled.length % 256 === 0) yield;
	}
	return { fair: isFair(), movable, enabled };
}

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
