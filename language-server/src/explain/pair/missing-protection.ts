/**
 * Which protection a losing run lacks, and where it shows that: what nobody waited for, looked at again, kept out or
 * woke.
 *
 * Invariant: nothing is said that does not follow from the run and from others that differ in the order of its steps,
 * which have been tried; every number counts in the run that is shown. Of several things that could be said to be
 * missing it is the one with which none of these runs fails.
 */
import { t } from "../../base/l10n";
import type { NamedSystem } from "../../system/system-text";
import { missingStep, wakeUp } from "../hang/missing-step";
import { stepName } from "../timeline/step-name";
import { awaitedCells, lostWakeUp } from "./awaited-cells";
import { earlyEnd } from "./early-end";
import { ignoredHold, ignoredWords, waitingSuffices } from "./ignored-hold";
import { openWindow, secondLookHelps } from "./open-window";
import type { RacingPair } from "./racing-pair";
import type { FailingRun } from "./reversal";

/** What a losing run lacks. */
export interface MissingProtection {
	/** Without a full stop; undefined where nothing follows from the run. */
	said(): string | undefined;
	/** True where to look again at what the pair's first step saw would not help: that is not what is missing. */
	readonly isElsewhere: boolean;
}

/** `relevant` are numbers of steps. */
export function missingProtection(
	named: NamedSystem,
	failing: FailingRun,
	pair: RacingPair | undefined,
	relevant: readonly number[],
): MissingProtection {
	const { run, fails } = failing;
	const here = (said: MissingProtection["said"]): MissingProtection => ({ said, isElsewhere: false });
	if ("hang" in fails) {
		const said = missingStep(named, fails.hang);
		const whole = said && said === wakeUp(named, fails.hang) ? `${said}${missedLook(named, failing, pair)}` : said;
		return here(() => whole);
	}
	const asleep = lostWakeUp(named, run, fails.objects);
	if (asleep) return here(() => `${wakeUp(named, asleep, run.steps.length)}${missedLook(named, failing, pair)}`);
	const window = pair && openWindow(named, failing, pair);
	const ignored = ignoredHold(named, failing, relevant, fails.objects);
	if (ignored === undefined) return here(() => earlyEnd(named, failing) ?? window?.());
	const isSeenInTime = pair !== undefined && secondLookHelps(named, failing, pair);
	const said = (): string => ignoredWords(named, failing, ignored);
	if (waitingSuffices(named, failing, ignored)) return { said, isElsewhere: !isSeenInTime };
	if (window && isSeenInTime) return here(window);
	const holder = named.text.lanes[ignored.hold.lane].name;
	const after = stepName(ignored.step);
	const both = (): string => t`${said()}; waiting alone would not do, since ${holder} can take it after ${after} as well`;
	return { said: both, isElsewhere: !isSeenInTime };
}

/** `: it looked for sleepers at #7, before truncator's #15`, where the pair is about that. */
function missedLook(named: NamedSystem, failing: FailingRun, pair: RacingPair | undefined): string {
	if (pair?.closing === undefined || !awaitedCells(named, failing)?.watched.has(pair.cells[0])) return "";
	const sleeper = named.text.lanes[failing.run.steps[pair.second].lane].name;
	return t`: it looked for sleepers at ${stepName(pair.first + 1)}, before ${sleeper}'s ${stepName(pair.second + 1)}`;
}
