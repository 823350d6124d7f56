/**
 * Where a fair run without end can stay.
 *
 * A run that stays in a strongly connected component, and takes each step in it again and again, is fair to a lane that
 * takes a step in it. It is fair to a lane that stands still when that waits in one of its states, which is being
 * blocked although it may run (the step's guard holds), or when it is blocked in all of them; before a step that is
 * served (strong fairness) only then. So
 *
 * - no run in a component is fair in which some lane stands still and is never blocked;
 * - a fair run keeps out of the states in which a lane that stands still could take its step, if that is served or the
 *   lane waits nowhere: then it is only at times kept from running. What is left when these are taken away falls into
 *   smaller components, which are looked at in the same way (the emptiness of Streett automata: Emerson and Lei 1987).
 *   In each of them one more lane stands still, so that this ends soon.
 *
 * A component that is left over as it is can be stayed in by a fair run that goes through all of its states.
 */

import type { Step } from "../../system/transition-system";
import { indexIn } from "../states/index-in";
import type { StateSpace } from "../states/state-space";
import { LISTED_BYTES } from "../states/table-meter";
import { components } from "./components";
import { cyclicSuccessors } from "./cyclic-states";

/** States that a fair run can go through for ever. */
export interface FairPart {
	/** In ascending order. */
	readonly states: readonly number[];
	/** Lanes that can move in some of them. */
	readonly movable: readonly boolean[];
	/** How many lanes can move in each of them; of no use when all tasks that are not done are movable. */
	readonly enabled: readonly number[];
}

/** How many states are looked at between two yields. */
const SLICE = 256;

/**
 * The largest parts of some components of the states of which a fair run can go through all states again and again. An
 * undefined component or part is a pause. In each component the same tasks are not done, one at least.
 */
export function* fairParts(space: StateSpace, found: Iterable<readonly number[] | undefined>): Generator<FairPart | undefined, void> {
	const { visited, tables } = space;
	const serves = space.system.lanes.map(({ steps }) => steps.some(({ served }) => served));
	let successors: ReturnType<typeof cyclicSuccessors> | undefined;
	let inside: Uint8Array | undefined;
	let waiting = 0;
	const measure = (extra = 0): void => tables.set("fairness", visited.bound + (waiting + extra) * LISTED_BYTES);
	for (const component of found) {
		yield undefined;
		if (component === undefined) continue;
		if (inside === undefined) {
			measure();
			yield undefined;
			inside = new Uint8Array(visited.bound);
		}
		waiting = component.length;
		const open = [component];
		for (let states = open.pop(); states !== undefined; states = open.pop()) {
			waiting -= states.length;
			for (const state of states) inside[state] = 1;
			const { movable, enabled, unfair, unserved } = yield* examine(space, states, inside, serves);
			for (const state of states) inside[state] = 0;
			if (unfair) continue;
			if (unserved.length === 0) {
				yield { states, movable, enabled };
				continue;
			}
			const rest = yield* without(space, states, unserved);
			measure(rest.length);
			yield undefined;
			successors ??= cyclicSuccessors(space);
			const all = successors;
			const push = (index: number, list: number[]): void => {
				const first = list.length;
				all(rest[index], list);
				let kept = first;
				for (let at = first; at < list.length; at++) {
					const target = indexIn(rest, list[at]);
					if (target >= 0) list[kept++] = target;
				}
				list.length = kept;
			};
			for (const smaller of components(rest.length, push, undefined, (bytes) => tables.set("parts", bytes))) {
				if (smaller === undefined) yield undefined;
				else {
					waiting += smaller.length;
					open.push(smaller.map((index) => rest[index]));
				}
			}
			tables.set("parts", 0);
			measure();
		}
	}
}

interface Examination extends Pick<FairPart, "movable" | "enabled"> {
	/** Whether some lane stands still without ever being blocked. */
	readonly unfair: boolean;
	/** Lanes that stand still before a step that they can take in some state and would have to take in the end. */
	readonly unserved: readonly number[];
}

/** `serves` tells the lanes that have served steps. */
function* examine(
	space: StateSpace,
	component: readonly number[],
	inside: Uint8Array,
	serves: readonly boolean[],
): Generator<undefined, Examination> {
	const lanes = space.system.lanes.length;
	const unfinished = space.unfinishedLanes(component[0]);
	const takesStep = new Array<boolean>(lanes).fill(false);
	/** Which are blocked somewhere, and which where they may run. */
	const blocked = new Array<boolean>(lanes).fill(false);
	const waits = new Array<boolean>(lanes).fill(false);
	const movable = new Array<boolean>(lanes).fill(false);
	const enabled: number[] = [];
	/** The step before which a lane stands, if it stands still, as it does before one that is taken only so often. */
	const steps = space.system.lanes.map((lane, index): Step | undefined => lane.steps[space.locationOf(index, component[0])]);
	const isServed = serves.map((any, lane) => any && (steps[lane]?.served ?? false));
	for (const state of component) {
		let moving = 0;
		for (let lane = 0; lane < lanes; lane++) {
			const moves = space.takeStep(state, lane, () => {
				if (!takesStep[lane] && !steps[lane]?.finite) takesStep[lane] = inside[space.visited.find(space.next)] === 1;
			});
			if (moves) moving++;
			else {
				blocked[lane] = true;
				waits[lane] ||= space.mayRun(state, lane);
			}
			movable[lane] ||= moves;
		}
		enabled.push(moving);
		// Most large components can be left early: nothing more is to be learnt from them.
		if (unfinished.every((lane) => movable[lane]) && takesStep.every((takes, lane) => takes || (waits[lane] && !isServed[lane]))) break;
		if (enabled.length % SLICE === 0) yield undefined;
	}
	const still = takesStep.flatMap((takes, lane) => (takes ? [] : [lane]));
	return {
		movable,
		enabled,
		unfair: still.some((lane) => !blocked[lane]),
		unserved: still.filter((lane) => (isServed[lane] || !waits[lane]) && movable[lane]),
	};
}

/** The states in which none of some lanes can move. */
function* without(space: StateSpace, states: readonly number[], lanes: readonly number[]): Generator<undefined, readonly number[]> {
	const rest: number[] = [];
	for (const [index, state] of states.entries()) {
		if (!lanes.some((lane) => space.takeStep(state, lane, () => {}))) rest.push(state);
		if (index % SLICE === 0) yield undefined;
	}
	return rest;
}
