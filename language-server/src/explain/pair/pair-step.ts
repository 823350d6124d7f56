import type { SystemText } from "../../system/system-text";
import type { FailingRun } from "./reversal";

/** A step of the pair as a person finds it. */
export interface PairStep {
	/** Its number in the run, from 1; of a lane that waits after a hang the number that its step would have next. */
	readonly number: number;
	/** Index into the timeline's lanes. */
	readonly lane: number;
	/** Which step of the lane it is. */
	readonly location: number;
	readonly label: string;
	/** What it is to the pair, in a few words: `sees page 0`, `makes #2 stale`; empty of other steps. */
	readonly note: string;
}

/** The step at an index of a run, or behind it of those that wait. */
export function pairStep(text: SystemText, { run, fails }: FailingRun, index: number, note: string): PairStep {
	const step = run.steps[index] ?? ("hang" in fails ? fails.hang.waiting[index - run.steps.length] : undefined);
	if (step === undefined) throw new Error("a pair has steps of its run");
	return {
		number: Math.min(index, run.steps.length) + 1,
		lane: step.lane,
		location: step.location,
		label: text.lanes[step.lane].steps[step.location].label,
		note,
	};
}
