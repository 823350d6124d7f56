import type { TransitionSystem } from "../../system/transition-system";
import { codeAccesses, stepAccesses } from "../timeline/step-accesses";
import type { FailingRun } from "./reversal";

/** The shared cells that are looked at where a run fails: by the property and the last step, or by lanes that wait. */
export function failingCells(system: TransitionSystem, { run, fails }: FailingRun): ReadonlySet<number> {
	const { steps, states } = run;
	const end = states[states.length - 1];
	if ("hang" in fails) {
		return new Set(
			fails.hang.waiting.flatMap(({ lane, location }) => [...codeAccesses(system, system.lanes[lane].steps[location].code, end).reads]),
		);
	}
	const property = system.properties.find(({ failure }) => system.failures[failure].property === fails.property);
	if (property) return codeAccesses(system, property.code, end).reads;
	const last = steps.length - 1;
	return last < 0 ? new Set() : stepAccesses(system, steps[last], states[last]).reads;
}
