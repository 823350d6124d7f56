/**
 * What data races lead to: whether what can fail depends on which of two accesses comes first.
 *
 * The states of the search are gone through once more, and for each of them it is found out what can fail from there.
 * Where both accesses can be made next, in either order, what can fail behind the one order and behind the other is
 * compared. So a race that is met in every run, such as that of a counter of statistics, is not blamed for what fails
 * whatever that counter holds.
 */
import { findEndFailures } from "./at-end";
import { findHangs } from "./hangs/hang";
import type { Consequence, DataRace } from "./result";
import { leadsTo, type Move, replay, shows } from "./runs/replay";
import { NumberList } from "./states/number-list";
import { DETAIL_SHIFT, FAILED, MORE, MOVED, REPORTED } from "./states/program";
import type { StateSpace } from "./states/state-space";

/** With more states than these, or more ways to fail, it is not looked into. */
const MOST_STATES = 1 << 17;
const MOST_NAMES = 30;
const SLICE = 64;

/** A way to fail: by a name, or since a lane hangs. */
type Way = { readonly property: string } | { readonly hangs: number };

/** A step from one state to another, or to where the run ends (-1), with what fails in it, a bit for each way. */
interface Edge {
	readonly lane: number;
	readonly to: number;
	readonly fails: number;
}

/** Says of each data race what comes of it. The exploration must be complete. Yields between slices of work. */
export function* withConsequences(
	space: StateSpace,
	races: readonly DataRace[],
	{ failures, isComplete, isLate }: { readonly failures: readonly string[]; readonly isComplete: boolean; readonly isLate: () => boolean },
): Generator<void, readonly DataRace[]> {
	if (!isComplete || space.visited.count > MOST_STATES) return races;
	const graph = yield* graphOf(space, failures, isLate);
	if (graph === undefined) return races;
	const found: DataRace[] = [];
	for (const race of races) {
		found.push(race.untraced ? race : told(space, graph, race));
		yield;
	}
	return found;
}

interface Graph {
	readonly ways: readonly Way[];
	/** The numbers of states in the order of a breadth-first search, and where each is in that. */
	readonly states: readonly number[];
	readonly edges: readonly (readonly Edge[])[];
	/** The state from which each was first come to. */
	readonly parents: readonly number[];
	/** What can fail from each on. */
	readonly fails: Int32Array;
}

function* graphOf(space: StateSpace, properties: readonly string[], isLate: () => boolean): Generator<void, Graph | undefined> {
	const { system, visited, groups, program } = space;
	const ways: Way[] = properties.map((property) => ({ property }));
	const bitOf = new Map(properties.map((property, index) => [property, 1 << index]));
	const namedBit = (failure: number): number => bitOf.get(system.failures[failure].property) ?? 0;
	const reported = (): number => program.reports.reduce((bits, failure) => bits | namedBit(failure), 0);
	/** What fails since a state is one in which a run may end. */
	const atEnd = new Map<number, number>();
	const addAt = (numbers: Iterable<number>, bit: number): void => {
		for (const number of numbers) atEnd.set(number, (atEnd.get(number) ?? 0) | bit);
	};
	for (const { property, states } of yield* findEndFailures(space)) addAt(states, bitOf.get(property) ?? 0);
	const hangs = yield* findHangs(space);
	for (const { lane, states, parts = [] } of hangs) addAt([...states, ...parts.flat()], 1 << (ways.push({ hangs: lane }) - 1));
	if (ways.length > MOST_NAMES) return undefined;
	const indices = new Map([[space.initial, 0]]);
	const states = [space.initial];
	const parents = [-1];
	const edges: Edge[][] = [];
	const sources = new NumberList();
	for (let index = 0; index < states.length; index++) {
		const own: Edge[] = [];
		const state = states[index];
		// What does not hold before a step does not begin to fail in it.
		const failed = program.groups[groups.always](space.packed(state), 0) ? reported() : 0;
		for (const lane of system.lanes.keys()) {
			let status: number;
			do {
				status = program.lanes[lane](space.packed(state), 0, space.next);
				let fails = status & REPORTED ? reported() : 0;
				if (status & FAILED) own.push({ lane, to: -1, fails: fails | namedBit(status >>> DETAIL_SHIFT) });
				else if (status & MOVED) {
					const number = visited.find(space.next);
					let to = indices.get(number);
					if (to === undefined) {
						to = states.push(number) - 1;
						indices.set(number, to);
						parents.push(index);
					}
					if (program.groups[status >>> DETAIL_SHIFT](space.next, 0)) fails |= reported() & ~failed;
					own.push({ lane, to, fails });
				} else if (fails !== 0) own.push({ lane, to: -1, fails });
			} while (status & MORE);
		}
		// Where nothing moves any more what must hold at the end is looked at.
		if (groups.ends.length === 0 && own.every(({ to }) => to < 0) && space.allTasksDone(state))
			if (program.groups[groups.end](space.packed(state), 0)) addAt([state], reported());
		edges.push(own);
		sources.push(index);
		if (index % SLICE === 0) {
			yield;
			if (isLate()) return undefined;
		}
	}
	const fails = Int32Array.from(states, (state, index) => edges[index].reduce((bits, edge) => bits | edge.fails, atEnd.get(state) ?? 0));
	for (let changed = true; changed; ) {
		changed = false;
		for (let index = states.length - 1; index >= 0; index--) {
			const bits = edges[index].reduce((all, { to }) => (to < 0 ? all : all | fails[to]), fails[index]);
			if (bits === fails[index]) continue;
			fails[index] = bits;
			changed = true;
		}
		yield;
	}
	return { ways, states, edges, parents, fails };
}

/** What can fail from two steps on, one after the other; undefined where they cannot be taken so. */
function behind({ edges, fails }: Graph, state: number, lanes: readonly [number, number]): number | undefined {
	let bits: number | undefined;
	for (const one of edges[state]) {
		if (one.lane !== lanes[0]) continue;
		if (one.to < 0) {
			bits = (bits ?? 0) | one.fails;
			continue;
		}
		for (const other of edges[one.to])
			if (other.lane === lanes[1]) bits = (bits ?? 0) | one.fails | other.fails | (other.to < 0 ? 0 : fails[other.to]);
	}
	return bits;
}

function told(space: StateSpace, graph: Graph, race: DataRace): DataRace {
	const { first, second } = race;
	const { ways, states } = graph;
	const orders = [
		[first, second],
		[second, first],
	] as const;
	let isAdjacent = false;
	let either = 0;
	for (let state = 0; state < states.length; state++) {
		const isAt = ({ lane, location }: DataRace["first"]): boolean => space.locationOf(lane, states[state]) === location;
		if (!isAt(first) || !isAt(second)) continue;
		const [one, other] = orders.map(([a, b]) => behind(graph, state, [a.lane, b.lane]));
		if (one === undefined || other === undefined) continue;
		isAdjacent = true;
		for (const [index, [a, b]] of orders.entries()) {
			const alone = index === 0 ? one & ~other : other & ~one;
			if (alone === 0) continue;
			const way = 31 - Math.clz32(alone & -alone);
			const run = runThrough(space, graph, state, [a.lane, b.lane], 1 << way, ways[way]);
			const consequence: Consequence = { kind: "harmful", ...ways[way] };
			return { ...race, first: a, second: b, ...run, consequence };
		}
		either |= one | other;
	}
	const named = ways.filter((_, way) => either & (1 << way));
	if (!isAdjacent) return { ...race, consequence: { kind: "apart" } };
	return { ...race, consequence: named.length > 0 ? { kind: "either", ways: named } : { kind: "benign" } };
}

/** The shortest run to a state, two steps from there, and the shortest way to a failure behind them. */
function runThrough(
	space: StateSpace,
	{ edges, parents, states, fails }: Graph,
	state: number,
	[first, second]: readonly [number, number],
	bit: number,
	way: Way,
): Pick<DataRace, "run" | "firstStep" | "secondStep"> {
	const { system } = space;
	const path = [state];
	while (parents[path[0]] >= 0) path.unshift(parents[path[0]]);
	const moves: Move[] = [];
	const go = (from: number, to: number, lane?: number): void => {
		const edge = edges[from].find((candidate) => candidate.to === to && (lane === undefined || candidate.lane === lane)) as Edge;
		moves.push({ lane: edge.lane, isMeant: leadsTo(space.stateAt(states[to])) });
	};
	for (const [index, at] of path.entries()) if (index > 0) go(path[index - 1], at);
	const firstStep = moves.length;
	const failing = (edge: Edge): void => {
		if ("hangs" in way) return;
		moves.push({ lane: edge.lane, isMeant: shows(system, way.property) });
	};
	const finish = (): Pick<DataRace, "run" | "firstStep" | "secondStep"> => {
		const { run } = replay(system, moves);
		return { run, firstStep, secondStep: Math.min(firstStep + 1, run.steps.length - 1) };
	};
	// The first of the two may fail itself.
	const alone = edges[state].find((edge) => edge.lane === first && edge.to < 0 && edge.fails & bit);
	const [one, other] = edges[state]
		.filter((edge) => edge.lane === first && edge.to >= 0)
		.flatMap((one) => edges[one.to].filter((edge) => edge.lane === second).map((other) => [one, other] as const))
		.find(([one, other]) => (one.fails | other.fails | (other.to < 0 ? 0 : fails[other.to])) & bit) ?? [undefined, undefined];
	if (one === undefined || other === undefined) {
		if (alone) failing(alone);
		return finish();
	}
	go(state, one.to, first);
	if (other.fails & bit && !(one.fails & bit)) {
		if (other.to < 0) failing(other);
		else go(one.to, other.to, second);
		return finish();
	}
	if (other.to < 0) {
		failing(other);
		return finish();
	}
	go(one.to, other.to, second);
	if (one.fails & bit) return finish();
	const from = new Map([[other.to, -1]]);
	let last = other.to;
	let end: Edge | undefined;
	for (const at of from.keys()) {
		last = at;
		end = edges[at].find((edge) => edge.fails & bit);
		if (end || edges[at].every(({ to }) => to < 0 || (fails[to] & bit) === 0)) break;
		for (const { to } of edges[at]) if (to >= 0 && fails[to] & bit && !from.has(to)) from.set(to, at);
	}
	const rest = [last];
	while ((from.get(rest[0]) as number) >= 0) rest.unshift(from.get(rest[0]) as number);
	for (const [index, at] of rest.entries()) if (index > 0) go(rest[index - 1], at);
	if (end) {
		if (end.to < 0) failing(end);
		else go(last, end.to, end.lane);
	}
	return finish();
}
