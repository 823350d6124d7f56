import type { FileSpan } from "../base/span";
import type { Finding } from "./verdict";

/**
 * Where in the scenario's own text a run goes wrong: at the step that fails, or where the task that hangs stays or goes round from. Undefined when the
 * run has no step, so that the initial state is what is wrong.
 */
export function failingPlace({ kind, subject, timeline }: Finding): FileSpan | undefined {
	if (kind === "hang") {
		const stuck = timeline.waiting.find(({ lane }) => timeline.lanes[lane].name === subject);
		const here = stuck ?? timeline.cycle.find(({ lane }) => timeline.lanes[lane].name === subject);
		if (here) return here.scenarioSpan;
	}
	return timeline.steps[timeline.steps.length - 1]?.scenarioSpan;
}
