/**
 * Which protection a losing run lacks, and where it shows that: what nobody waited for, looked at again, kept out or
 * woke.
 *
 * Invariant: nothing is said that does not follow from the run and from others that differ in the order of its steps,
 * which have been tried; every number counts in the run that is shown.
 */
import type { NamedSystem } from "../../system/system-text";
import { missingStep, wakeUp } from "../hang/missing-step";
import { lostWakeUp } from "./awaited-cells";
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
	const asleep = lostWakeUp(named, run, fails.objects);
	if (asleep) return wakeUp(named, asleep, run.steps.length);
	return ignoredHold(named, failing, relevant, fails.objects) ?? (pair && openWindow(named, failing, pair));
}
