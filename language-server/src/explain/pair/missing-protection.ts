/**
 * Which protection a losing run lacks, and where it shows that: what nobody waited for, looked at again, kept out or
 * woke.
 *
 * Invariant: nothing is said that does not follow from the run and from others that differ in the order of its steps,
 * which have been tried; every number counts in the run that is shown.
 */
import type { NamedSystem } from "../../system/system-text";
import { missingStep, wakeUp } from "../hang/missing-step";
import { stepName } from "../timeline/step-name";
import { awaitedCells, lostWakeUp } from "./awaited-cells";
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
	if ("hang" in fails) {
		const said = missingStep(named, fails.hang);
		return said && said === wakeUp(named, fails.hang) ? `${said}${missedLook(named, failing, pair)}` : said;
	}
	const asleep = lostWakeUp(named, run, fails.objects);
	if (asleep) return `${wakeUp(named, asleep, run.steps.length)}${missedLook(named, failing, pair)}`;
	return ignoredHold(named, failing, relevant, fails.objects) ?? (pair && openWindow(named, failing, pair));
}

/** `: it looked for sleepers at #7, before truncator's #15`, where the pair is about that. */
function missedLook(named: NamedSystem, failing: FailingRun, pair: RacingPair | undefined): string {
	if (pair?.closing === undefined || !awaitedCells(named, failing)?.watched.has(pair.cells[0])) return "";
	const sleeper = named.text.lanes[failing.run.steps[pair.second].lane].name;
	return `: it looked for sleepers at ${stepName(pair.first + 1)}, before ${sleeper}'s ${stepName(pair.second + 1)}`;
}
