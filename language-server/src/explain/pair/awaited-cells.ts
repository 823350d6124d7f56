/**
 * What those wait for in vain who never go on again, cell by cell: the order that is to blame for a hang is that of two
 * steps that meet there.
 */
import type { Hang, Run } from "../../checker/result";
import { canMove, stepOutcomes } from "../../system/interpreter";
import type { NamedSystem } from "../../system/system-text";
import type { TransitionSystem } from "../../system/transition-system";
import { wakeUp } from "../hang/missing-step";
import { obstaclesOf } from "../hang/obstacles";
import { waitCircle, waitEdges } from "../hang/wait-edges";
import { waitOf } from "../hang/waits-for";
import type { FailingRun } from "./reversal";

/** Indices into `TransitionSystem.cells`. */
export interface AwaitedCells {
	/** What they wait for: a lock, or a count that would have to be 1. */
	readonly awaited: ReadonlySet<number>;
	/**
	 * What they look at while they wait, and what leads from there to what they wait for: that they are asleep, and on
	 * what.
	 */
	readonly watched: ReadonlySet<number>;
}

/** Undefined where the run does not come down to somebody who waits in vain. */
export function awaitedCells(named: NamedSystem, failing: FailingRun): AwaitedCells | undefined {
	const { fails, run } = failing;
	const hang = "hang" in fails ? fails.hang : lostWakeUp(named, run, fails.objects);
	if (hang === undefined || hang.cycle !== undefined) return undefined;
	const lanes = waitCircle(waitEdges(named, hang)) ?? [hang.lane];
	const obstacles = lanes.flatMap((lane) => obstaclesOf(named, hang, lane));
	const missed = obstacles.filter(({ isSatisfied }) => isSatisfied);
	const awaited = new Set((missed.length > 0 ? missed : obstacles).map(({ cell }) => cell));
	const watched = lanes.flatMap((lane) => waitOf(named, hang, lane).watched);
	return { awaited, watched: new Set(watched.filter((cell) => !awaited.has(cell))) };
}

/**
 * The hang of a run whose message names somebody who sleeps for what has come to pass; undefined where there is none.
 */
export function lostWakeUp(named: NamedSystem, run: Run, objects: readonly number[]): Hang | undefined {
	const asleep = sleepers(named, run, objects);
	return asleep && wakeUp(named, asleep, run.steps.length) !== undefined ? asleep : undefined;
}

/**
 * The hang that a run comes to when all lanes go on as far as they can, of lanes that the message names. Undefined
 * where there is none.
 */
function sleepers({ system, text }: NamedSystem, run: Run, objects: readonly number[]): Hang | undefined {
	const names = objects.map((object) => text.objects[object].name);
	const lanes = [...system.lanes.keys()].filter((lane) => names.includes(text.lanes[lane].name));
	if (lanes.length === 0) return undefined;
	const whole = goneOn(system, run);
	const end = whole.states[whole.states.length - 1];
	const waiting = lanes.flatMap((lane) => {
		const { locationCell, steps } = system.lanes[lane];
		const location = end[locationCell];
		return location < steps.length && !canMove(system, end, lane) ? [{ lane, location }] : [];
	});
	return waiting.length === 0 ? undefined : { lane: waiting[0].lane, reason: "blocked", waiting, run: whole, shortest: run.steps.length };
}

/** A run, and behind it each lane as far as it can go, one after the other; as many steps again at most. */
function goneOn(system: TransitionSystem, run: Run): Run {
	const steps = [...run.steps];
	const states = [...run.states];
	const takeOne = (): boolean => {
		const state = states[states.length - 1];
		for (const [lane, { locationCell }] of system.lanes.entries()) {
			const next = stepOutcomes(system, state, lane).find(({ failed }) => failed === undefined);
			if (next === undefined) continue;
			steps.push({ lane, location: state[locationCell], choices: next.choices });
			states.push(next.state);
			return true;
		}
		return false;
	};
	for (let left = steps.length; left > 0 && takeOne(); left--);
	return { steps, states, switches: run.switches };
}
