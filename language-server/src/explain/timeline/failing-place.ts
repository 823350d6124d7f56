import { type AnchoredSpan, encloses, type Locate } from "../../base/span";
import type { Finding } from "../verdict/verdict";

/**
 * Where in the scenario's own text a run goes wrong: at what makes the error, at the step that fails, or where the task
 * that hangs stays or goes round from. Undefined when the run has no step, so that the initial state is what is wrong,
 * or none is known.
 */
export function failingPlace({ kind, subject, place, timeline, failing: found }: Finding, locate: Locate): AnchoredSpan | undefined {
	if (found === undefined) return place;
	if (kind === "hang") {
		const stuck = timeline.waiting.find(({ lane }) => timeline.lanes[lane].name === subject);
		const here = stuck ?? timeline.cycle.find(({ lane }) => timeline.lanes[lane].name === subject);
		if (here) return here.scenarioSpan;
	}
	const step = timeline.steps[timeline.steps.length - 1]?.scenarioSpan;
	// What an assertion reads is nearer than the assertion; a step may also do more than what is wrong with it, or
	// stand before it. A property of the kernel model is not in the scenario's text.
	if (place === undefined || step === undefined) return place ?? step;
	const [there, failing] = [locate(place), locate(step)];
	return there.file !== failing.file || encloses(there, failing) ? step : place;
}
