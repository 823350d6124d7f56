/**
 * The runs that are shown: of all that lead to a failure the one with the fewest context switches, then the fewest steps, then the
 * first in the order of the lanes. Dijkstra's algorithm over pairs of a state and the lane that moved last, with the
 * cost (switches, steps) in that order, in buckets since both are small numbers.
 */
import type { TransitionSystem } from "../compiler/transition-system";
import type { HangTarget } from "./hang";
import { initialState, propertyFailure, type Report, stepOutcomes } from "./interpreter";
import type { Hang, Run, RunStep, Violation } from "./result";
import type { Progress } from "./search";
import type { StateSpace } from "./state-space";

/** A failure that the search has met, by its name: in a state where a property does not hold, or in a transition. */
export type Target =
	| { readonly kind: "state"; readonly property: number; readonly atEnd: boolean; readonly shortest: number }
	| { readonly kind: "transition"; readonly shortest: number };

const SLICE = 512;

/** A place that a run has come to: a state, and the step that led there. */
interface Visit {
	readonly state: number;
	/** Undefined at the start of all runs. */
	readonly step: RunStep | undefined;
	readonly before: Visit | undefined;
	/** Set when the step reports the failure of this name; then nothing comes after it. */
	readonly failure?: string;
}

/** A step from a state: to another one, or to a failure. */
interface Way {
	readonly step: RunStep;
	readonly state: number;
	readonly failure: string | undefined;
}

function waysFrom(space: StateSpace, from: number): Way[] {
	const { system } = space;
	const ways: Way[] = [];
	const add = (lane: number, choices: readonly number[], state: number, failure?: string): void => {
		ways.push({ step: { lane, location: space.locationOf(lane, from), choices: [...choices] }, state, failure });
	};
	const fail = (lane: number, choices: readonly number[], failure: number): void =>
		add(lane, choices, from, system.failures[failure].property);
	space.expand(from, {
		moved: (lane, choices) => {
			const state = space.find();
			// A search that a limit has ended knows no more than it has stored.
			if (state >= 0) add(lane, choices, state);
		},
		failed: fail,
		reported: fail,
	});
	return ways;
}

/** Finds the run to show for each target. All states that the runs may go through are in `space`. */
export function* findShortestRuns(
	space: StateSpace,
	targets: ReadonlyMap<string, Target>,
	hangs: readonly HangTarget[],
	progress: () => Progress,
): Generator<Progress, { violations: Violation[]; hangs: Hang[] }> {
	const { system } = space;
	const violations: Violation[] = [];
	const foundHangs: Hang[] = [];
	const open = new Map(targets);
	const openHangs = new Set(hangs);
	const lanes = system.lanes.length;
	const settled = new Set<number>();
	/** By switches, then by steps. */
	const queue: Visit[][][] = [];
	const push = (switches: number, steps: number, visit: Visit): void => {
		queue[switches] ??= [];
		queue[switches][steps] ??= [];
		queue[switches][steps].push(visit);
	};

	const arrive = (visit: Visit): void => {
		for (const [name, target] of open) {
			const here =
				target.kind === "transition"
					? visit.failure === name
					: visit.failure === undefined && !space.holds(target.property, visit.state) && (!target.atEnd || isEnd(space, visit.state));
			if (!here) continue;
			open.delete(name);
			violations.push(replayViolation(system, name, target, stepsTo(visit)));
		}
		for (const hang of openHangs) {
			if (visit.failure !== undefined || !hang.states.has(visit.state)) continue;
			openHangs.delete(hang);
			foundHangs.push(replayHang(system, hang, stepsTo(visit)));
		}
	};
	// A state is come to by several lanes and goes on in the same ways each time.
	const known = new Map<number, readonly Way[]>();
	const expand = (visit: Visit, switches: number, steps: number): void => {
		const ways = known.get(visit.state) ?? waysFrom(space, visit.state);
		known.set(visit.state, ways);
		for (const { step, state, failure } of ways) {
			if (failure === undefined ? settled.has(state * lanes + step.lane) : !open.has(failure)) continue;
			const switched = visit.step !== undefined && visit.step.lane !== step.lane;
			push(switches + (switched ? 1 : 0), steps + 1, { state, step, before: visit, failure });
		}
	};

	push(0, 0, { state: 0, step: undefined, before: undefined });
	let work = 0;
	for (let switches = 0; switches < queue.length && open.size + openHangs.size > 0; switches++) {
		const level = queue[switches] ?? [];
		for (let steps = 0; steps < level.length; steps++) {
			for (const visit of level[steps] ?? []) {
				if (open.size + openHangs.size === 0) break;
				const node = visit.state * lanes + (visit.step?.lane ?? 0);
				if (visit.failure === undefined && visit.step) {
					if (settled.has(node)) continue;
					settled.add(node);
				}
				arrive(visit);
				if (visit.failure === undefined) expand(visit, switches, steps);
				if (++work % SLICE === 0) yield progress();
			}
			delete level[steps];
		}
		delete queue[switches];
	}
	if (open.size + openHangs.size > 0) throw new Error("a failure was found by the search and no run to it");
	return { violations, hangs: foundHangs };
}

function stepsTo(visit: Visit): RunStep[] {
	const steps: RunStep[] = [];
	for (let at: Visit | undefined = visit; at?.step; at = at.before) steps.push(at.step);
	return steps.reverse();
}

function isEnd(space: StateSpace, number: number): boolean {
	const { lanes } = space.system;
	if (!lanes.every(({ kind, steps }, lane) => kind !== "task" || space.locationOf(lane, number) === steps.length)) return false;
	return space.expand(number, { moved: () => {}, failed: () => {}, reported: () => {} }) === 0;
}

/** Replays steps in the plain interpreter. Throws when they are no run: then the search has a bug. */
export function replay(
	system: TransitionSystem,
	steps: readonly RunStep[],
): { run: Run; last: { reports: readonly Report[]; failed: Report | undefined } } {
	const states = [initialState(system)];
	let switches = 0;
	let last: { reports: readonly Report[]; failed: Report | undefined } = { reports: [], failed: undefined };
	steps.forEach((step, index) => {
		const before = states[states.length - 1];
		if (before[system.lanes[step.lane].locationCell] !== step.location)
			throw new Error(`step ${index + 1} of a run is taken at another place`);
		const outcome = stepOutcomes(system, before, step.lane).find((one) => String(one.choices) === String(step.choices));
		if (!outcome || (outcome.failed && index < steps.length - 1)) throw new Error(`step ${index + 1} of a run cannot be taken`);
		states.push(outcome.state);
		last = outcome;
		if (index > 0 && steps[index - 1].lane !== step.lane) switches++;
	});
	return { run: { steps, states, switches }, last };
}

function replayViolation(system: TransitionSystem, name: string, target: Target, steps: readonly RunStep[]): Violation {
	const { run, last } = replay(system, steps);
	const named = (report: Report | undefined): report is Report => report !== undefined && system.failures[report.failure].property === name;
	const report =
		target.kind === "state"
			? propertyFailure(system, system.properties[target.property], run.states[run.states.length - 1])
			: [...last.reports, last.failed].find(named);
	if (!named(report)) throw new Error(`the run found for '${name}' does not show it`);
	return { failure: report.failure, witness: report.witness, run, shortest: target.shortest };
}

function replayHang(system: TransitionSystem, hang: HangTarget, steps: readonly RunStep[]): Hang {
	const { run } = replay(system, steps);
	const end = run.states[run.states.length - 1];
	const waiting = system.lanes.flatMap(({ steps: laneSteps, locationCell }, lane) => {
		const location = end[locationCell];
		return location < laneSteps.length && stepOutcomes(system, end, lane).length === 0 ? [{ lane, location }] : [];
	});
	return { lane: hang.lane, reason: hang.reason, waiting, run, shortest: hang.shortest };
}
