/**
 * All reorderings of a run, by brute force in the plain interpreter: every interleaving in which each lane takes as
 * many steps as it takes in the run and no more, choosing as it does there. Knows nothing of how a racing pair is
 * found.
 */

import { reportsOf } from "../../src/checker/runs/replay";
import type { FailingRun } from "../../src/explain/pair/reversal";
import { initialState, stepOutcomes } from "../../src/system/interpreter";
import type { TransitionSystem } from "../../src/system/transition-system";

/** Which of two steps of a run comes first in a reordering, and whether that fails as the run does. */
export interface Reordering {
	/** True when the step that comes second in the run comes before the first one. */
	readonly reversed: boolean;
	readonly fails: boolean;
}

/** More nodes than these are not visited. */
const NODES = 400_000;

/**
 * What can come out of a run's reorderings, for two steps given as indices into it; each combination once. A reordering
 * that comes to neither step says nothing and is left out. Undefined when there are too many.
 */
export function reorderings(system: TransitionSystem, { run, fails }: FailingRun, first: number, second: number): Reordering[] | undefined {
	const steps = system.lanes.map((_, lane) => run.steps.filter((step) => step.lane === lane));
	/** Of hangs: those that wait may try once more. */
	const attempts = system.lanes.map((_, lane) => ("hang" in fails && fails.hang.waiting.some((waiting) => waiting.lane === lane) ? 1 : 0));
	const ordinal = (index: number) =>
		index < run.steps.length
			? { lane: run.steps[index].lane, count: run.steps.slice(0, index + 1).filter(({ lane }) => lane === run.steps[index].lane).length }
			: waitingOrdinal(index - run.steps.length);
	const waitingOrdinal = (index: number) => {
		if (!("hang" in fails)) throw new Error("only a hang has lanes that wait");
		const { lane } = fails.hang.waiting[index];
		return { lane, count: steps[lane].length + 1 };
	};
	const [one, other] = [ordinal(first), ordinal(second)];
	const found = new Map<string, Reordering>();
	const note = (order: number, failed: boolean): void => {
		if (order !== 0) found.set(`${order} ${failed}`, { reversed: order === 2, fails: failed });
	};
	const seen = new Set<string>();
	const open = [{ state: initialState(system) as readonly number[], counts: steps.map(() => 0), order: 0 }];
	for (let node = open.pop(); node; node = open.pop()) {
		const { state, counts, order } = node;
		let moved = false;
		for (let lane = 0; lane < steps.length; lane++) {
			if (counts[lane] >= steps[lane].length + attempts[lane]) continue;
			const outcomes = stepOutcomes(system, state, lane);
			const planned = steps[lane][counts[lane]];
			const isSame = planned?.location === state[system.lanes[lane].locationCell];
			const meant = outcomes.filter(({ choices }) => isSame && String(choices) === String(planned.choices));
			for (const outcome of meant.length > 0 ? meant : outcomes) {
				moved = true;
				const taken = counts.with(lane, counts[lane] + 1);
				const isOne = lane === one.lane && taken[lane] === one.count;
				const isOther = lane === other.lane && taken[lane] === other.count;
				const now = order !== 0 ? order : isOne ? 1 : isOther ? 2 : 0;
				const broken = reportsOf(system, outcome, outcome.state).map(({ failure }) => system.failures[failure].property);
				if ("property" in fails && broken.includes(fails.property)) {
					note(now, true);
					continue;
				}
				if (outcome.failed) continue;
				const key = `${now} ${taken} ${outcome.state}`;
				if (seen.has(key)) continue;
				if (seen.size > NODES) return undefined;
				seen.add(key);
				open.push({ state: outcome.state, counts: taken, order: now });
			}
		}
		if (!moved) note(order, "hang" in fails && !canFinish(system, state, fails.hang.lane));
	}
	return [...found.values()];
}

/** Whether any continuation brings a lane to its end. */
function canFinish(system: TransitionSystem, from: readonly number[], lane: number): boolean {
	const seen = new Set<string>([String(from)]);
	const open = [from];
	for (let state = open.pop(); state; state = open.pop()) {
		if (state[system.lanes[lane].locationCell] === system.lanes[lane].steps.length) return true;
		for (let mover = 0; mover < system.lanes.length; mover++) {
			for (const { state: next, failed } of stepOutcomes(system, state, mover)) {
				const key = String(next);
				if (failed || seen.has(key)) continue;
				if (seen.size > NODES) throw new Error("too many states behind a reordering");
				seen.add(key);
				open.push(next);
			}
		}
	}
	return false;
}
