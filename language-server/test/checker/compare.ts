import { searchNow } from "../../src/checker/search";
import type { TransitionSystem } from "../../src/compiler/transition-system";
import type { Reference } from "./reference-explorer";

/** What the search finds, in the form of the reference. */
export function exploreFast(system: TransitionSystem): Reference {
	const { result } = searchNow(system, {}, () => 0);
	const violations = result.violations.map((violation) => {
		const { run, shortest, failure } = violation;
		return [system.failures[failure].property, { shortest, switches: run.switches, steps: run.steps.length }] as const;
	});
	return {
		states: result.states,
		transitions: result.transitions,
		violations: Object.fromEntries(violations.sort(([a], [b]) => (a < b ? -1 : 1))),
		hangs: result.hangs.map((hang) => system.lanes[hang.lane].name),
	};
}
