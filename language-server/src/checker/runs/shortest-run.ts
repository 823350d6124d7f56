/**
 * The runs that are shown: of all that lead to a failure the one with the fewest context switches, then the fewest
 * steps, then the lowest lanes first, then the lowest choices first.
 *
 * Dijkstra's algorithm over pairs of a state and the lane that moved last, with the cost (switches, steps) in
 * lexicographic order. Both are small numbers, so that the queue is a list for each of them. Of runs that cost the same
 * the tree of runs tells which is first.
 */

import { initialState, propertyReports, type Report } from "../../system/interpreter";
import { ASSUMPTION, isGivenUp, type TransitionSystem } from "../../system/transition-system";
import type { EndTarget } from "../at-end";
import type { HangTarget } from "../hangs/hang";
import type { Hang, Question, Run, Violation } from "../result";
import { indexIn } from "../states/index-in";
import { NumberMap } from "../states/number-map";
import { DETAIL_SHIFT, FAILED, MORE, MOVED, REPORTED } from "../states/program";
import type { StateSpace } from "../states/state-space";
import { LISTED_BYTES } from "../states/table-meter";
import { goesOnBehind } from "./ending";
import { firstOutcome, leadsTo, type Move, replay, shows, waitingLanes } from "./replay";
import type { RunStates } from "./run-states";
import { NO_STATE, ROOT, RunTree } from "./run-tree";

/** The findings of a search, each with its run. */
export interface Findings {
	/** By switches, steps and name. */
	readonly violations: readonly Violation[];
	/** By lane. */
	readonly hangs: readonly Hang[];
}

/** What runs are looked for to, beside the failures that the exploration has met. */
export interface Targets {
	readonly ends: readonly EndTarget[];
	readonly hangs: readonly HangTarget[];
}

/**
 * Finds the runs to all failures that the exploration has met and to `targets`. Yields between slices of work. Where
 * all tables together come to more than `bytes`, or when it is late, it ends: what it has found a run to by then has
 * that, perhaps not the best one, and everything else is told without a run.
 */
export function* findRuns(
	space: StateSpace,
	{ ends, hangs }: Targets,
	bytes = Number.POSITIVE_INFINITY,
	isLate: () => boolean = () => false,
): Generator<void, Findings> {
	/** By name the length of the shortest run. */
	const failures = new Map(space.exploration.failures);
	for (const { property, shortest } of ends) failures.set(property, Math.min(shortest, failures.get(property) ?? shortest));
	if (failures.size === 0 && hangs.length === 0) return { violations: [], hangs: [] };
	const { system } = space;
	space.tables.set(
		"target states",
		[...ends, ...hangs].reduce((sum, { states }) => sum + states.byteLength, 0),
	);
	let finder: RunFinder | undefined;
	if (space.bytes <= bytes) {
		finder = new RunFinder(space, { race: false, properties: [...failures.keys()] }, { ends, hangs });
		const search = finder.search();
		while (space.bytes <= bytes && !isLate() && !search.next().done) yield;
	}
	const violations = [...failures].map(
		([name, shortest]) => finder?.violation(name, shortest) ?? untracedViolation(system, name, shortest),
	);
	return {
		violations: violations.sort((a, b) => compareViolations(system, a, b)),
		hangs: hangs.map((target) => finder?.hang(target) ?? untracedHang(system, target)),
	};
}

/** By switches, steps and name; those without a run last. */
export function compareViolations({ failures }: TransitionSystem, a: Violation, b: Violation): number {
	const byName = failures[a.failure].property < failures[b.failure].property ? -1 : 1;
	const byRun = a.run.switches - b.run.switches || a.run.steps.length - b.run.steps.length;
	return Number(a.untraced ?? false) - Number(b.untraced ?? false) || byRun || byName;
}

/** No run, in the form of one. */
function noRun(system: TransitionSystem): Run {
	return { steps: [], states: [initialState(system)], switches: 0 };
}

/** A violation without a run, of a name; `shortest` is the length of the shortest one. */
export function untracedViolation(system: TransitionSystem, name: string, shortest: number): Violation {
	const failure = system.failures.findIndex(({ property }) => property === name);
	return { failure, witness: [], run: noRun(system), shortest, untraced: true };
}

function untracedHang(system: TransitionSystem, { lane, reason, shortest }: HangTarget): Hang {
	return { lane, reason, waiting: [], run: noRun(system), shortest, untraced: true };
}

/** How many runs are gone on from between two yields. */
const SLICE = 256;

/** Something to find a run to, and the best run to it that is known. */
interface Goal {
	best: number | undefined;
	/** No better run can come. */
	settled: boolean;
}

/** Looks for the best runs, in the order of their cost. */
export class RunFinder {
	private readonly tree: RunTree;
	/** The node of the best known run to each pair of a state and the lane that moved last; 0 where there is none. */
	private readonly nodes = new NumberMap();
	/** Nodes to go on from, by steps: of the number of switches that is being gone through, and of one more. */
	private level: number[][] = [];
	private nextLevel: number[][] = [];
	/** By name. When any race is wanted others are added as they are met. */
	private readonly failureGoals: Map<string, Goal>;
	/** The states in which something fails at the end, by its name. */
	private readonly ends: ReadonlyMap<string, Int32Array>;
	private readonly hangs: readonly HangTarget[];
	private readonly hangGoals: readonly (Goal & { readonly states: Int32Array })[];
	/** What has been looked for has been found. */
	private done = false;
	/** Names of the failures that nodes with `NO_STATE` show. */
	private readonly shown = new Map<number, string>();

	constructor(
		private readonly space: RunStates,
		private readonly wanted: Question,
		{ ends, hangs }: Targets = { ends: [], hangs: [] },
		/** Runs of more steps are not looked at, nor those to these failures. */
		private readonly mostSteps = Number.POSITIVE_INFINITY,
		private readonly ignored: ReadonlySet<string> = new Set(),
	) {
		this.hangs = hangs;
		this.ends = new Map(ends.map(({ property, states }) => [property, states]));
		this.tree = new RunTree(space.initial);
		this.failureGoals = new Map(wanted.properties.map((name) => [name, { best: undefined, settled: false }]));
		this.hangGoals = hangs.map(({ states }) => ({ best: undefined, settled: false, states }));
	}

	/** Whether what is wanted has been found: the best run to each. */
	get isDone(): boolean {
		return this.done;
	}

	/** The names of all to which a run is known, perhaps not the best one. */
	get found(): readonly string[] {
		return [...this.failureGoals].flatMap(([name, { best }]) => (best === undefined ? [] : [name]));
	}

	/** Searches until what is wanted has been found, or nothing is left. Yields between slices of work. */
	*search(): Generator<void, void> {
		this.level = [[ROOT]];
		let work = 0;
		for (let switches = 0; !this.done; switches++) {
			for (let steps = 0; steps < this.level.length && !this.done; steps++) {
				for (const node of this.level[steps] ?? []) {
					// A better run to the same place has been found since this one was queued.
					if (node !== ROOT && this.nodes.get(this.place(this.tree.state(node), this.tree.lane(node))) !== node) continue;
					this.arrive(node);
					this.expand(node);
					if (++work % SLICE !== 0) continue;
					this.space.tables.set("runs", this.tree.bytes + this.nodes.bytes + this.tree.size * LISTED_BYTES);
					yield;
				}
				this.settle(switches, steps);
			}
			this.settle(switches, Number.POSITIVE_INFINITY);
			if (this.nextLevel.length === 0) break;
			this.level = this.nextLevel;
			this.nextLevel = [];
		}
		this.settle(Number.POSITIVE_INFINITY, 0);
	}

	/**
	 * The violation of a name, replayed; nothing when no run to it has been found. `shortest` is the length of the
	 * shortest one, where that is known.
	 */
	violation(name: string, shortest?: number): Violation | undefined {
		const { system } = this.space;
		const { best, settled } = this.failureGoals.get(name) ?? {};
		if (best === undefined) return undefined;
		const { run, reports } = replay(system, this.moves(best));
		const isNamed = ({ failure }: Report): boolean => system.failures[failure].property === name;
		const end = run.states[run.states.length - 1];
		const fails = indexIn(this.ends.get(name) ?? [], this.tree.state(best)) >= 0;
		const atEnd = fails ? system.properties.filter(({ when }) => when === "end") : [];
		const report = reports.find(isNamed) ?? atEnd.flatMap((property) => propertyReports(system, property, end)).find(isNamed);
		if (report === undefined) throw new Error(`the run to '${name}' does not show it`);
		const goesOn = goesOnBehind(system, report.failure, end);
		return {
			failure: report.failure,
			witness: report.witness,
			run,
			shortest: shortest ?? run.steps.length,
			...(goesOn && { goesOn }),
			...(!settled && { first: true }),
		};
	}

	/** A hang, replayed; nothing when no run to it has been found. */
	hang(target: HangTarget): Hang | undefined {
		const { system } = this.space;
		const { best, settled } = this.hangGoals[this.hangs.indexOf(target)];
		if (best === undefined) return undefined;
		const { run } = replay(system, this.moves(best));
		return {
			lane: target.lane,
			reason: target.reason,
			waiting: waitingLanes(system, run),
			run,
			shortest: target.shortest,
			...(!settled && { first: true }),
		};
	}

	private place(state: number, lane: number): number {
		return state * this.space.system.lanes.length + lane;
	}

	/** Looks at the state in which a run ends. */
	private arrive(node: number): void {
		const { program, groups } = this.space;
		const state = this.tree.state(node);
		this.hangGoals.forEach((goal) => {
			if (!goal.settled && indexIn(goal.states, state) >= 0) this.offer(goal, node);
		});
		for (const [name, states] of this.ends) {
			const goal = this.failureGoals.get(name);
			if (goal && !goal.settled && indexIn(states, state) >= 0) this.offer(goal, node);
		}
		if (program.groups[groups.always](this.space.packed(state), 0)) this.offerReports(node);
	}

	/** Takes every step from the state in which a run ends that the exploration has taken. */
	private expand(node: number): void {
		const { program, next, groups } = this.space;
		const state = this.tree.state(node);
		if (this.tree.steps(node) >= this.mostSteps) return;
		let stuck = true;
		for (let lane = 0; lane < program.lanes.length; lane++) {
			let status = MORE;
			for (let ways = this.space.waysTried(state, lane); status & MORE; ways--) {
				if (ways === 0) {
					program.abandon();
					return;
				}
				status = program.lanes[lane](this.space.packed(state), 0, next);
				if (status & REPORTED) for (const failure of program.reports) this.offerStep(node, lane, failure);
				if ((status & (MOVED | FAILED)) === 0) continue;
				stuck = false;
				if (status & FAILED) this.offerStep(node, lane, status >>> DETAIL_SHIFT);
				else this.reach(node, lane, this.space.numberOfNext());
			}
		}
		if (stuck && groups.end !== 0 && this.space.allTasksDone(state) && program.groups[groups.end](this.space.packed(state), 0))
			this.offerReports(node);
	}

	/** There is a run to a state: queues it when it is the best so far. */
	private reach(parent: number, lane: number, state: number): void {
		const { tree } = this;
		const place = this.place(state, lane);
		const known = this.nodes.get(place);
		const switches = tree.switchesAfter(parent, lane);
		if (known !== 0) {
			const order = switches - tree.switches(known) || tree.steps(parent) + 1 - tree.steps(known);
			if (order > 0) return;
			if (order === 0) {
				// Two choices that lead from one state to the same come in their order.
				if (tree.parent(known) !== parent && this.precedes(parent, tree.parent(known))) tree.move(known, parent);
				return;
			}
		}
		const node = tree.add(parent, lane, state);
		this.nodes.set(place, node);
		const level = switches === tree.switches(parent) ? this.level : this.nextLevel;
		const steps = tree.steps(node);
		while (level.length <= steps) level.push([]);
		level[steps].push(node);
	}

	private offerReports(node: number): void {
		for (const failure of this.space.program.reports) {
			const goal = this.goalOf(this.space.system.failures[failure].property);
			if (goal && !goal.settled) this.offer(goal, node);
		}
	}

	private goalOf(name: string): Goal | undefined {
		const known = this.failureGoals.get(name);
		if (known || !this.wanted.race || this.ignored.has(name) || isGivenUp(name) || name === ASSUMPTION) return known;
		const goal = { best: undefined, settled: false };
		this.failureGoals.set(name, goal);
		return goal;
	}

	/** A step from where a run ends shows a failure. */
	private offerStep(parent: number, lane: number, failure: number): void {
		const { tree } = this;
		const name = this.space.system.failures[failure].property;
		const goal = this.goalOf(name);
		if (goal === undefined || goal.settled) return;
		// Of several choices that show the same the first counts.
		if (goal.best !== undefined && tree.parent(goal.best) === parent && tree.lane(goal.best) === lane && this.shown.has(goal.best)) return;
		const order =
			goal.best === undefined
				? -1
				: tree.switchesAfter(parent, lane) - tree.switches(goal.best) || tree.steps(parent) + 1 - tree.steps(goal.best);
		if (order > 0) return;
		const node = tree.add(parent, lane, NO_STATE);
		this.shown.set(node, name);
		this.offer(goal, node);
	}

	private offer(goal: Goal, node: number): void {
		const { tree } = this;
		if (goal.best === node) return;
		const order = goal.best === undefined ? -1 : tree.switches(node) - tree.switches(goal.best) || tree.steps(node) - tree.steps(goal.best);
		if (order < 0 || (order === 0 && this.precedes(node, goal.best as number))) goal.best = node;
	}

	/** All runs of this cost and less have been gone on from: nothing better can come for goals that cost no more. */
	private settle(switches: number, steps: number): void {
		let settled = false;
		for (const goal of [...this.failureGoals.values(), ...this.hangGoals]) {
			if (goal.settled || goal.best === undefined) continue;
			const order = this.tree.switches(goal.best) - switches || this.tree.steps(goal.best) - steps;
			if (order > 0) continue;
			settled = goal.settled = true;
		}
		if (!settled) return;
		const { wanted, failureGoals, hangGoals } = this;
		this.done =
			(!wanted.race || [...failureGoals.values()].some((goal) => goal.settled)) &&
			wanted.properties.every((name) => failureGoals.get(name)?.settled) &&
			hangGoals.every((goal) => goal.settled);
	}

	private precedes(a: number, b: number): boolean {
		return this.tree.precedes(a, b, (x, y) => this.ordinal(x) < this.ordinal(y));
	}

	/** Which outcome of its last step a run takes. */
	private ordinal(node: number): number {
		const { system } = this.space;
		const { lane, isMeant } = this.move(node);
		return (
			firstOutcome(system, this.space.stateAt(this.tree.state(this.tree.parent(node))), lane, isMeant)?.ordinal ?? Number.POSITIVE_INFINITY
		);
	}

	private moves(node: number): readonly Move[] {
		return this.tree.path(node).map((step) => this.move(step));
	}

	private move(node: number): Move {
		const { system } = this.space;
		const lane = this.tree.lane(node);
		const name = this.shown.get(node);
		if (name !== undefined) {
			return { lane, isMeant: shows(system, name) };
		}
		return { lane, isMeant: leadsTo(this.space.stateAt(this.tree.state(node))) };
	}
}
