/**
 * Which protection a losing run lacks, and where it shows that: what nobody waited for, looked at again, kept out or
 * woke.
 *
 * Invariant: nothing is said that does not follow from the run and from others that differ in the order of its steps,
 * which have been tried; every number counts in the run that is shown.
 */
import type { Hang, Run } from "../../checker/result";
import { canMove, stepOutcomes } from "../../system/interpreter";
import type { NamedSystem } from "../../system/system-text";
import type { TransitionSystem } from "../../system/transition-system";
import { missingStep, wakeUp } from "../hang/missing-step";
import { ignoredHold } from "./ignored-hold";
import { openWindow } from "./open-window";
import type { RacingPair } from "./racing-pair";
import type { FailingRun } from "./reversal";

/** A sentence without a full stop; undefined where nothing follows from the run. `relevant` are numbers of steps. */
export function missingProtection(
	named: NamedSystem,
	failing: FailingRun,
	pair: RacingPair | undefined,
	relevant: readonly number[],
): string | undefined {
	const { run, fails } = failing;
	if ("hang" in fails) return missingStep(named, fails.hang);
	const asleep = sleepers(named, run, fails.objects);
	const wake = asleep && wakeUp(named, asleep, run.steps.length);
	return wake ?? ignoredHold(named, failing, relevant, fails.objects) ?? (pair && openWindow(named, failing, pair));
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
