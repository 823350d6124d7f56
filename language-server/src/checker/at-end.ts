/**
 * Properties that must hold at the end: such a property fails in a state in which all tasks are done, it is false, and
 * it is false in every state that daemons and devices can still lead to from there. Where nothing can move that is the
 * state itself; the exploration finds that.
 *
 * The states in which all tasks are done are closed: nothing leads out of them. Of those in which a property is false
 * the ones from which a step leads to where it is true are left out, then those from which a step leads to these, and
 * so on: it fails in what is left.
 */

import { indexIn } from "./states/index-in";
import { NumberList } from "./states/number-list";
import type { StateSpace } from "./states/state-space";

/** What fails at the end, and the states in which a run to it may end, in ascending order. */
export interface EndTarget {
	/** The name of the failure. */
	readonly property: string;
	readonly states: Int32Array;
	/** Length of the shortest run to one of them. */
	readonly shortest: number;
}

/** Bytes that a state takes here: in two lists of states, and in what is known of each. */
const STATE_BYTES = 48;
/** How many states are looked at between two yields. */
const SLICE = 256;
/** How many entries of a list are gone through between two yields. */
const LIST_SLICE = 1 << 14;

/**
 * Finds what fails at the end while daemons and devices go on, by name. Where a limit has ended the exploration it
 * gives what is certain: a step to a state that has not been gone on from counts as one to where all is well. Yields
 * between slices of work.
 */
export function* findEndFailures(space: StateSpace): Generator<void, readonly EndTarget[]> {
	const { states, depths } = space.exploration.endings;
	if (states.length === 0) return [];
	const { system, program, groups } = space;
	const edges = yield* edgesBetween(space, true);
	const found = new Map<string, { readonly states: number[]; shortest: number }>();
	const failing: Uint8Array[] = [];
	for (const group of groups.ends) failing.push(yield* closedUnder(space, edges, group));
	for (const [index, state] of states.entries()) {
		if (index % SLICE === 0) yield;
		for (const [end, group] of groups.ends.entries()) {
			if (failing[end][index] === 0 || !program.groups[group](space.packed(state), 0)) continue;
			for (const failure of program.reports) {
				const name = system.failures[failure].property;
				const target = found.get(name) ?? { states: [], shortest: depths[index] };
				found.set(name, target);
				// Two properties may have one name.
				if (target.states.at(-1) !== state) target.states.push(state);
				target.shortest = Math.min(target.shortest, depths[index]);
			}
		}
	}
	space.tables.set("endings", 0);
	return [...found].map(([property, { states, shortest }]) => ({ property, shortest, states: Int32Array.from(states) }));
}

/**
 * Whether something may fail at the end in the system of which this is a reduced search. Yields between slices of work.
 *
 * Whatever the reductions left out, one of the states that they found is one in which it fails, or one that such a
 * state leads to, if there is any: a run to such a state can be rearranged, and continued, so that it is followed; what
 * is taken besides leads from such states to such. So steps to states that were not found are not looked at. Of lanes
 * that are alike the property of one may be that of another in the next state, so that all properties are taken
 * together.
 */
export function* mayFailAtEnd(space: StateSpace): Generator<void, boolean> {
	if (space.exploration.endings.states.length === 0) return false;
	const failing = yield* closedUnder(space, yield* edgesBetween(space, false), space.groups.end);
	space.tables.set("endings", 0);
	return failing.includes(1);
}

/**
 * Steps between the noted states, backwards: from `sources[starts[i]]` on, those from which a step leads to the one
 * with index i.
 */
interface Edges {
	readonly starts: Int32Array;
	readonly sources: Int32Array;
	/** 1 for a state from which a step leads elsewhere, to where no property fails. */
	readonly leaves: Uint8Array;
}

function* edgesBetween(space: StateSpace, countsUnknown: boolean): Generator<void, Edges> {
	const { visited, system } = space;
	const { states } = space.exploration.endings;
	const fixed = states.length * (STATE_BYTES + space.groups.ends.length);
	space.tables.set("endings", fixed);
	yield;
	const leaves = new Uint8Array(states.length);
	/** A step each: the indices of where it begins and where it ends. */
	const steps = new NumberList();
	for (const [index, state] of states.entries()) {
		for (const [lane, { kind }] of system.lanes.entries()) {
			if (kind === "task") continue;
			space.takeStep(state, lane, () => {
				const successor = visited.find(space.next);
				const target = successor < 0 ? -1 : indexIn(states, successor);
				if (target >= 0) {
					steps.push(index);
					steps.push(target);
				} else if (successor >= 0 || countsUnknown) leaves[index] = 1;
			});
		}
		if (index % SLICE !== 0) continue;
		space.tables.set("endings", fixed + steps.bytes * 2);
		yield;
	}
	const starts = new Int32Array(states.length + 1);
	for (let step = 0; step < steps.length; step += 2) {
		starts[steps.at(step + 1) + 1]++;
		if (step % LIST_SLICE === 0) yield;
	}
	for (let index = 0; index < states.length; index++) {
		starts[index + 1] += starts[index];
		if (index % LIST_SLICE === 0) yield;
	}
	const next = starts.slice();
	const sources = new Int32Array(steps.length / 2);
	for (let step = 0; step < steps.length; step += 2) {
		sources[next[steps.at(step + 1)]++] = steps.at(step);
		if (step % LIST_SLICE === 0) yield;
	}
	return { starts, sources, leaves };
}

/** 1 for each of the noted states in which a property of a group fails, as it does in all states that can follow. */
function* closedUnder(space: StateSpace, { starts, sources, leaves }: Edges, group: number): Generator<void, Uint8Array> {
	const { states } = space.exploration.endings;
	const failing = new Uint8Array(states.length);
	const open: number[] = [];
	for (const [index, state] of states.entries()) {
		const fails = space.program.groups[group](space.packed(state), 0);
		if (fails && leaves[index] === 0) failing[index] = 1;
		else open.push(index);
		if (index % SLICE === 0) yield;
	}
	for (let work = 1, index = open.pop(); index !== undefined; index = open.pop(), work++) {
		for (let at = starts[index]; at < starts[index + 1]; at++) {
			if (failing[sources[at]] === 0) continue;
			failing[sources[at]] = 0;
			open.push(sources[at]);
		}
		if (work % SLICE === 0) yield;
	}
	return failing;
}
