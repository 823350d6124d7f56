/**
 * Hangs: some task can never finish, although every lane that can run gets to run (weak fairness).
 *
 * A run without end stays, from some point on, in one strongly connected component of the states. It is fair when every lane
 * takes a step in it or is blocked in one of its states (Lichtenstein and Pnueli 1985). A component in which a task
 * is not done is therefore a hang when every lane satisfies that; so is a state that nothing leads out of. Components come
 * from Tarjan's algorithm (1972), iteratively, with the transitions computed again rather than stored.
 */
import type { TransitionSystem } from "../compiler/transition-system";
import type { Hang } from "./result";
import type { Progress } from "./search";
import type { StateSpace } from "./state-space";

/** A task that hangs, and the states in which its run may be shown. */
export interface HangTarget {
	readonly lane: number;
	readonly reason: Hang["reason"];
	readonly states: ReadonlySet<number>;
	/** Steps to the nearest of the states. */
	readonly shortest: number;
}

const SLICE = 512;

/** Finds all tasks that can hang. `stuck` are the states from which no lane can move; the search must be complete. */
export function* findHangs(
	space: StateSpace,
	stuck: readonly number[],
	depthOf: (state: number) => number,
	progress: () => Progress,
): Generator<Progress, HangTarget[]> {
	const { system } = space;
	const blocked = new Map<number, Set<number>>();
	const looping = new Map<number, Set<number>>();
	for (const state of stuck) for (const lane of unfinishedTasks(space, state)) add(blocked, lane, state);
	if (system.lanes.some((_, lane) => canRepeat(system, lane))) {
		for (const component of yield* cycles(space, progress)) judge(space, component, blocked, looping);
	}
	return system.lanes.flatMap((_, lane): HangTarget[] => {
		const reason = blocked.has(lane) ? "blocked" : "loop";
		const states = blocked.get(lane) ?? looping.get(lane);
		if (states === undefined) return [];
		const shortest = [...states].reduce((least, state) => Math.min(least, depthOf(state)), Number.POSITIVE_INFINITY);
		return [{ lane, reason, states, shortest }];
	});
}

function add(sets: Map<number, Set<number>>, lane: number, state: number): void {
	const set = sets.get(lane) ?? new Set();
	set.add(state);
	sets.set(lane, set);
}

function unfinishedTasks(space: StateSpace, state: number): number[] {
	return space.system.lanes.flatMap(({ kind, steps }, lane) =>
		kind === "task" && space.locationOf(lane, state) < steps.length ? [lane] : [],
	);
}

/** Whether a lane can come back to a location: without that the states have no cycles. */
function canRepeat(system: TransitionSystem, lane: number): boolean {
	return system.lanes[lane].steps.some(({ code }, location) =>
		code.blocks.some(({ end }) => end.kind === "next" && end.location <= location),
	);
}

/** The strongly connected components with more than one state, and single states that lead to themselves. */
function* cycles(space: StateSpace, progress: () => Progress): Generator<Progress, number[][]> {
	const index = new Int32Array(space.count);
	const low = new Int32Array(space.count);
	const onStack = new Uint8Array(space.count);
	const stack: number[] = [];
	const found: number[][] = [];
	let counter = 0;
	for (let root = 0; root < space.count; root++) {
		if (index[root] !== 0) continue;
		const path: { readonly state: number; readonly next: readonly number[]; position: number }[] = [];
		const enter = (state: number): void => {
			index[state] = low[state] = ++counter;
			onStack[state] = 1;
			stack.push(state);
			path.push({ state, next: successors(space, state), position: 0 });
		};
		enter(root);
		while (path.length > 0) {
			const top = path[path.length - 1];
			const next = top.next[top.position++];
			if (next !== undefined) {
				if (index[next] === 0) {
					enter(next);
					if (counter % SLICE === 0) yield progress();
				} else if (onStack[next]) low[top.state] = Math.min(low[top.state], index[next]);
				continue;
			}
			path.pop();
			const parent = path[path.length - 1];
			if (parent) low[parent.state] = Math.min(low[parent.state], low[top.state]);
			if (low[top.state] !== index[top.state]) continue;
			const component = stack.splice(stack.lastIndexOf(top.state));
			for (const state of component) onStack[state] = 0;
			if (component.length > 1 || top.next.includes(top.state)) found.push(component);
		}
	}
	return found;
}

function successors(space: StateSpace, state: number): number[] {
	const next: number[] = [];
	space.expand(state, { moved: () => void next.push(space.find()), failed: () => {}, reported: () => {} });
	return next;
}

/** Notes which tasks hang in a component, if a fair run can stay in it. */
function judge(
	space: StateSpace,
	component: readonly number[],
	blocked: Map<number, Set<number>>,
	looping: Map<number, Set<number>>,
): void {
	const members = new Set(component);
	const unfinished = unfinishedTasks(space, component[0]);
	if (unfinished.length === 0) return;
	const lanes = space.system.lanes.length;
	const steps = new Array<boolean>(lanes).fill(false);
	const waits = new Array<boolean>(lanes).fill(false);
	const moves = new Array<boolean>(lanes).fill(false);
	for (const state of component) {
		const able = new Array<boolean>(lanes).fill(false);
		space.expand(state, {
			moved: (lane) => {
				able[lane] = true;
				if (members.has(space.find())) steps[lane] = true;
			},
			failed: (lane) => {
				able[lane] = true;
			},
			reported: () => {},
		});
		able.forEach((one, lane) => {
			if (one) moves[lane] = true;
			else waits[lane] = true;
		});
	}
	if (!steps.every((takes, lane) => takes || waits[lane])) return;
	for (const lane of unfinished) for (const state of component) add(moves[lane] ? looping : blocked, lane, state);
}
