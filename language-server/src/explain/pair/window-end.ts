/** Until when the second step of a pair must come, where nothing in the run closes the window. */
import type { NamedSystem, StepText } from "../../system/system-text";
import type { RacingPair } from "./racing-pair";
import { type FailingRun, hurried } from "./reversal";

/** More steps ahead of the run than these are not tried. */
const STEPS_AHEAD = 40;

/**
 * The step with which the lane of the first step would have closed the window, had it come to it before the run failed.
 * Undefined where none does, or the lane cannot go on.
 */
export function windowEnd(
	{ system, text }: NamedSystem,
	failing: FailingRun,
	{ first, second, closing }: RacingPair,
): StepText | undefined {
	const { run, fails } = failing;
	const { lane } = run.steps[first];
	if (closing !== undefined || "hang" in fails || run.steps.slice(second).some((step) => step.lane === lane)) return undefined;
	for (let ahead = 1; ahead <= STEPS_AHEAD; ahead++) {
		const tried = hurried(system, failing, run.steps.length - 1, lane, ahead);
		if (tried === undefined) return undefined;
		if (tried.reversed === "passes") return text.lanes[lane].steps[tried.location];
	}
	return undefined;
}
