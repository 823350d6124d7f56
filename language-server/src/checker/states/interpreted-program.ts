import { eachAttempt, propertyReports, type StepOutcome } from "../../system/interpreter";
import type { PropertyGroups } from "../../system/property-groups";
import type { TransitionSystem } from "../../system/transition-system";
import { fieldValue, type Layout, pack, unpack } from "./layout";
import { DETAIL_SHIFT, FAILED, type LaneFunction, MORE, MOVED, type Program, REPORTED } from "./program";

/** A program that runs in the plain interpreter. */
export function interpret(system: TransitionSystem, layout: Layout, groups: PropertyGroups): Program {
	const reports: number[] = [];
	/** What the next call gives, when the last one has left something. */
	let outcomes: Iterator<StepOutcome, void> | undefined;
	const lanes = system.lanes.map(({ locationCell }, lane): LaneFunction => {
		return (source, at, target) => {
			outcomes ??= eachAttempt(system, unpack(layout, source, at), lane);
			const { done, value: outcome } = outcomes.next();
			if (done) {
				outcomes = undefined;
				return 0;
			}
			reports.length = 0;
			for (const { failure } of outcome.reports) reports.push(failure);
			// Whether there is more shows when it is asked for: the last call then finds the way blocked.
			const flags = MORE | (reports.length > 0 ? REPORTED : 0);
			if (outcome.waits) return flags;
			if (outcome.failed) return flags | FAILED | (outcome.failed.failure << DETAIL_SHIFT);
			target.set(pack(layout, outcome.state));
			const location = fieldValue(layout.fields[locationCell], source, at);
			return flags | MOVED | (groups.afterStep[lane][location] << DETAIL_SHIFT);
		};
	});
	return {
		lanes,
		reports,
		abandon: () => {
			outcomes = undefined;
		},
		groups: groups.groups.map((properties) => (source, at) => {
			const state = unpack(layout, source, at);
			reports.length = 0;
			for (const property of properties) {
				for (const { failure } of propertyReports(system, system.properties[property], state)) reports.push(failure);
			}
			return reports.length > 0;
		}),
	};
}
