/**
 * A run with two of its steps the other way round, and the rest unchanged as far as possible.
 *
 * One lane is held back until another has taken a step. All that is left is then taken in the order of the run; whoever
 * cannot move yet is passed over until it can. After that the lanes go on to their ends, tasks first, and the one that
 * the run ended with before the others.
 */

import type { Hang, Run, RunStep } from "../../checker/result";
import { reportsOf, shows } from "../../checker/runs/replay";
import { eachAttempt, type StepOutcome } from "../../system/interpreter";
import type { TransitionSystem } from "../../system/transition-system";

/** A run and how it fails: its last step violates something, or a lane hangs after it. */
export interface FailingRun {
	readonly run: Run;
	readonly fails: ViolatedProperty | { readonly hang: Hang };
}

export interface ViolatedProperty {
	readonly property: string;
	/** What the message names: indices into `SystemText.objects`. */
	readonly objects: readonly number[];
	/** Of a data race its two accesses, indices into the run, the cell, and what comes of it. */
	readonly dataRace?: { readonly first: number; readonly second: number; readonly cell: number; readonly consequence: string };
}

/**
 * `ordered`: the second step cannot be taken while the first lane is held back. `same`: it fails all the same. `other`:
 * something else goes wrong. `passes`: nothing does.
 */
export type Reversed = "ordered" | "same" | "other" | "passes";

/** More steps than this, for each that the run has, are a lane that goes round and round. */
const PATIENCE = 8;

/**
 * What comes of a run when the lane of step `from` is held back from that step on until step `until`, of another lane,
 * has been taken.
 */
export function reverse(system: TransitionSystem, failing: FailingRun, from: number, until: number): Reversed {
	return reversal(system, failing, from, until).reversed;
}

/** The same with the run itself, as far as it came. */
export function reversal(
	system: TransitionSystem,
	failing: FailingRun,
	from: number,
	until: number,
): { readonly reversed: Reversed; readonly run: Run } {
	const walk = new Walk(system, failing, from);
	const held = failing.run.steps[from].lane;
	if (!walk.takeWithout(held, until)) return { reversed: walk.ended ?? "ordered", run: walk.run() };
	walk.takeRest();
	walk.finish();
	return { reversed: walk.verdict(), run: walk.run() };
}

/**
 * What comes of a run when the lane of step `from` is held back from that step on until the others have come to a state
 * with `until`; undefined when they never do.
 */
export function delay(
	system: TransitionSystem,
	failing: FailingRun,
	from: number,
	until: (state: readonly number[]) => boolean,
): Reversed | undefined {
	const walk = new Walk(system, failing, from);
	if (!walk.takeUntil(failing.run.steps[from].lane, until)) return walk.ended;
	walk.takeRest();
	walk.finish();
	return walk.verdict();
}

/**
 * What comes of a run when a lane takes so many steps more before step `before`, and the location of the last of them;
 * undefined when it cannot.
 */
export function hurried(
	system: TransitionSystem,
	failing: FailingRun,
	before: number,
	lane: number,
	ahead: number,
): { readonly reversed: Reversed; readonly location: number } | undefined {
	const walk = new Walk(system, failing, before);
	const location = walk.takeAhead(lane, ahead);
	if (location === undefined) return undefined;
	walk.takeRest();
	walk.finish();
	return { reversed: walk.verdict(), location };
}

class Walk {
	/** Set when no step can follow. */
	ended: "same" | "other" | undefined;
	/** True when something else has gone wrong on the way. */
	private otherFails = false;
	private state: readonly number[];
	/** Steps of the run that are still to be taken, in its order. */
	private pending: readonly number[];
	private readonly steps: RunStep[];
	private readonly states: (readonly number[])[];

	constructor(
		private readonly system: TransitionSystem,
		private readonly failing: FailingRun,
		from: number,
	) {
		this.state = failing.run.states[from];
		this.steps = failing.run.steps.slice(0, from);
		this.states = failing.run.states.slice(0, from + 1);
		this.pending = [...failing.run.steps.keys(), ...this.attempts()].slice(from);
	}

	/**
	 * Takes pending steps of other lanes up to `until`; false when that cannot be taken, or would be another step by
	 * then.
	 */
	takeWithout(held: number, until: number): boolean {
		const { steps } = this.failing.run;
		while (this.ended === undefined && this.pending.includes(until)) {
			const next = this.firstMovable((lane) => lane !== held);
			if (next === undefined) return false;
			const { lane, location } = this.stepAt(until);
			if (next.index === until && this.state[this.system.lanes[lane].locationCell] !== location) return false;
			if (next.index > until && next.index < steps.length) return false;
			this.take(next.index, next.outcome);
		}
		return this.ended === undefined;
	}

	/** Takes pending steps of other lanes, and then further ones of theirs; false when `until` never comes of that. */
	takeUntil(held: number, until: (state: readonly number[]) => boolean): boolean {
		const others = (lane: number): boolean => lane !== held;
		const limit = this.limit();
		while (this.ended === undefined && !until(this.state)) {
			if (this.steps.length >= limit) return false;
			const next = this.firstMovable(others);
			if (next) this.take(next.index, next.outcome);
			else if (!this.moveOn(others)) return false;
		}
		return this.ended === undefined;
	}

	/**
	 * Takes steps of a lane that are not of the run. Gives the location of the last one; undefined when there are no
	 * more.
	 */
	takeAhead(lane: number, ahead: number): number | undefined {
		const { locationCell } = this.system.lanes[lane];
		let location: number | undefined;
		for (let taken = 0; taken < ahead && this.ended === undefined; taken++) {
			const [outcome] = this.waysOf(lane);
			if (outcome === undefined || outcome.waits) return undefined;
			location = this.state[locationCell];
			this.move(lane, outcome);
		}
		return location;
	}

	takeRest(): void {
		for (let next = this.firstMovable(() => true); next && this.ended === undefined; next = this.firstMovable(() => true))
			this.take(next.index, next.outcome);
	}

	finish(): void {
		const limit = this.limit();
		while (this.ended === undefined && this.steps.length < limit) if (!this.moveOn(() => true)) return;
	}

	private limit(): number {
		return this.steps.length + PATIENCE * (this.failing.run.steps.length + this.system.lanes.length);
	}

	/** Takes a step of the first lane that can move, tasks first, and the one that the run ended with before others. */
	private moveOn(allowed: (lane: number) => boolean): boolean {
		const { lanes } = this.system;
		const last = this.failing.run.steps.at(-1)?.lane ?? 0;
		const order = [...lanes.keys()]
			.filter(allowed)
			.sort((a, b) => Number(lanes[a].kind !== "task") - Number(lanes[b].kind !== "task") || Number(b === last) - Number(a === last));
		return order.some((lane) => {
			const outcome = this.onward(lane);
			if (outcome) this.move(lane, outcome);
			return outcome !== undefined;
		});
	}

	/** How a lane goes on by itself: what is taken only so often, such as that an interrupt comes, is taken no more. */
	private onward(lane: number): StepOutcome | undefined {
		const { locationCell, steps } = this.system.lanes[lane];
		const ways = this.waysOf(lane);
		const comesSeldom = steps[this.state[locationCell]]?.finite === true;
		return (comesSeldom ? ways.find(({ state }) => state[locationCell] === steps.length) : undefined) ?? ways[0];
	}

	verdict(): Reversed {
		if (this.ended) return this.ended;
		const { fails } = this.failing;
		const isStuck = (lane: number): boolean => this.state[this.system.lanes[lane].locationCell] !== this.system.lanes[lane].steps.length;
		if ("hang" in fails && isStuck(fails.hang.lane)) return "same";
		const isHanging = this.system.lanes.some(({ kind }, lane) => kind === "task" && isStuck(lane));
		return this.otherFails || isHanging ? "other" : "passes";
	}

	run(): Run {
		const { steps, states } = this;
		const switches = steps.filter(({ lane }, index) => index > 0 && lane !== steps[index - 1].lane).length;
		return { steps, states, switches };
	}

	/** Of a hang: the steps that the lanes wait to take, numbered after those of the run. */
	private attempts(): readonly number[] {
		const { run, fails } = this.failing;
		return "hang" in fails ? fails.hang.waiting.map((_, index) => run.steps.length + index) : [];
	}

	private stepAt(index: number): { readonly lane: number; readonly location: number; readonly choices?: readonly number[] } {
		const { run, fails } = this.failing;
		return index < run.steps.length ? run.steps[index] : (fails as { hang: Hang }).hang.waiting[index - run.steps.length];
	}

	private firstMovable(allowed: (lane: number) => boolean): { readonly index: number; readonly outcome: StepOutcome } | undefined {
		const tried = new Set<number>();
		for (const index of this.pending) {
			const { lane, location, choices } = this.stepAt(index);
			if (tried.has(lane) || !allowed(lane)) continue;
			tried.add(lane);
			const outcomes = this.waysOf(lane);
			if (outcomes.length === 0) continue;
			const same = this.state[this.system.lanes[lane].locationCell] === location;
			const meant = same && choices ? outcomes.find((outcome) => String(outcome.choices) === String(choices)) : undefined;
			return { index, outcome: meant ?? outcomes[0] };
		}
		return undefined;
	}

	/** How a lane's next step can be taken or, where it waits, be tried so that the run fails as it did. */
	private waysOf(lane: number): readonly StepOutcome[] {
		const { fails } = this.failing;
		const isShown = shows(this.system, "property" in fails ? fails.property : "");
		return [...eachAttempt(this.system, this.state, lane)].filter((outcome) => !outcome.waits || isShown(outcome));
	}

	private take(index: number, outcome: StepOutcome): void {
		this.pending = this.pending.filter((other) => other !== index);
		this.move(this.stepAt(index).lane, outcome);
	}

	private move(lane: number, outcome: StepOutcome): void {
		this.steps.push({ lane, location: this.state[this.system.lanes[lane].locationCell], choices: outcome.choices });
		this.states.push(outcome.state);
		this.state = outcome.state;
		const properties = reportsOf(this.system, outcome, outcome.state).map(({ failure }) => this.system.failures[failure].property);
		const { fails } = this.failing;
		if (properties.length > 0) this.otherFails = true;
		if ("property" in fails && properties.includes(fails.property)) this.ended = "same";
		// What only violates a property goes on, as the run may have done itself before it came to its end.
		else if (outcome.failed) this.ended = "other";
	}
}
