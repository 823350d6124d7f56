/**
 * How a run without end goes on: a cycle of steps that is fair to every lane (`fairness.ts`), as short as is reasonable
 * to find.
 *
 * From the state in which the run to a hang ends the nearest step or state is looked for that makes it fair to one more
 * lane, then the next, and then the way back. The nearest is the same whatever numbers states have: steps are taken in
 * the order of lanes and their choices.
 */

import type { Cycle, Hang } from "../result";
import { leadsTo, type Move, replay } from "../runs/replay";
import { indexIn } from "../states/index-in";
import { pack } from "../states/layout";
import type { StateSpace } from "../states/state-space";
import { SET_ENTRY_BYTES } from "../states/table-meter";
import type { HangTarget } from "./hang";

/** How many states are gone on from between two yields. */
const SLICE = 256;

/**
 * Adds to hangs with a run behind which something still moves how that goes on, and to all of them who waits. Yields
 * between slices of work; what has been made by then is in `hangs` already, so that a caller can give up.
 */
export function* addCycles(space: StateSpace, targets: readonly HangTarget[], hangs: Hang[]): Generator<void, void> {
	const { system, visited, layout, tables } = space;
	for (const [index, hang] of hangs.entries()) {
		// Where it hangs is not known then.
		if (hang.untraced) continue;
		const { states } = hang.run;
		const last = states[states.length - 1];
		const start = visited.find(pack(layout, last));
		const part = targets.find(({ lane }) => lane === hang.lane)?.parts?.find((part) => indexIn(part, start) >= 0);
		if (part === undefined) continue;
		const steps = yield* new CycleFinder(space, part, start).find();
		tables.set("cycle", 0);
		const moves = steps.map(({ lane, state }): Move => ({ lane, isMeant: leadsTo(space.stateAt(state)) }));
		const { run } = replay(system, moves, last);
		const end = run.states[run.states.length - 1];
		if (end.some((value, cell) => value !== last[cell])) throw new Error("a cycle does not end where it begins");
		const cycle: Cycle = { steps: run.steps, states: run.states };
		const waiting = system.lanes.flatMap(({ steps, locationCell }, lane) => {
			const location = last[locationCell];
			return location < steps.length && cycle.steps.every((step) => step.lane !== lane) ? [{ lane, location }] : [];
		});
		hangs[index] = { ...hang, waiting, cycle };
	}
}

/** A step, and the number of the state that it leads to. */
interface Edge {
	readonly lane: number;
	readonly state: number;
}

class CycleFinder {
	private readonly lanes: readonly number[];
	/** Those that may take steps in a cycle; what is taken only so often is not in one. */
	private readonly moving: readonly number[];
	private readonly steps: Edge[] = [];
	/**
	 * Of each lane: whether it takes a step in the cycle, and waits in one of its states (is blocked although it may
	 * run), or can move in one of them.
	 */
	private readonly steppedBy: boolean[];
	private readonly waitsIn: boolean[];
	private readonly movable: boolean[];
	private readonly isServed: readonly boolean[];

	/** `part` is a set of states that a fair run can go through for ever, in ascending order. */
	constructor(
		private readonly space: StateSpace,
		private readonly part: readonly number[],
		private readonly start: number,
	) {
		const { lanes } = space.system;
		this.lanes = [...lanes.keys()];
		this.moving = this.lanes.filter((lane) => !lanes[lane].steps[space.locationOf(lane, start)]?.finite);
		this.steppedBy = lanes.map(() => false);
		this.waitsIn = lanes.map(() => false);
		this.movable = lanes.map(() => false);
		// Of a lane that takes no step: it stands here in all states.
		this.isServed = lanes.map(({ steps }, lane) => steps[space.locationOf(lane, start)]?.served ?? false);
	}

	*find(): Generator<void, readonly Edge[]> {
		this.visit(this.start);
		for (let at = this.start; ; at = this.steps[this.steps.length - 1].state) {
			const unfair = this.lanes.filter((lane) => !this.isFairTo(lane));
			if (unfair.length === 0 && at === this.start && this.steps.length > 0) return this.steps;
			const way = yield* this.nearest(at, ({ lane, state }) => {
				if (unfair.length === 0) return state === this.start;
				if (unfair.includes(lane)) return true;
				return unfair.some((other) => !this.isServed[other] && this.waits(state, other));
			});
			for (const edge of way) {
				this.steppedBy[edge.lane] = true;
				this.visit(edge.state);
				this.steps.push(edge);
			}
		}
	}

	private isFairTo(lane: number): boolean {
		return this.steppedBy[lane] || !this.movable[lane] || (!this.isServed[lane] && this.waitsIn[lane]);
	}

	private visit(state: number): void {
		for (const lane of this.lanes) {
			if (this.canMove(state, lane)) this.movable[lane] = true;
			else this.waitsIn[lane] ||= this.space.mayRun(state, lane);
		}
	}

	private waits(state: number, lane: number): boolean {
		return !this.canMove(state, lane) && this.space.mayRun(state, lane);
	}

	private canMove(state: number, lane: number): boolean {
		return this.space.takeStep(state, lane, () => {});
	}

	/** The shortest way within the part, of one step at least, that ends with what is looked for. */
	private *nearest(from: number, isGoal: (edge: Edge) => boolean): Generator<void, readonly Edge[]> {
		const { space, part } = this;
		/** How each state was reached first: the number of the step before it in the list, and the step. */
		const found: { readonly before: number; readonly edge: Edge }[] = [];
		const seen = new Set<number>();
		for (let at = -1; at < found.length; at++) {
			const state = at < 0 ? from : found[at].edge.state;
			for (const lane of this.moving) {
				const targets: number[] = [];
				space.takeStep(state, lane, () => {
					const target = space.visited.find(space.next);
					if (indexIn(part, target) >= 0) targets.push(target);
				});
				for (const target of targets) {
					const edge = { lane, state: target };
					if (isGoal(edge)) {
						const way = [edge];
						for (let step = at; step >= 0; step = found[step].before) way.push(found[step].edge);
						return way.reverse();
					}
					if (target === from || seen.has(target)) continue;
					seen.add(target);
					found.push({ before: at, edge });
				}
			}
			if (at % SLICE !== 0) continue;
			space.tables.set("cycle", found.length * ENTRY_BYTES);
			yield;
		}
		throw new Error("a fair run cannot stay where it was found to stay");
	}
}

const ENTRY_BYTES = SET_ENTRY_BYTES * 3;
