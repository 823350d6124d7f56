import { loopsOf } from "../../system/control-flow";
import { eachAttempt, propertyReports, type StepOutcome } from "../../system/interpreter";
import type { PropertyGroups } from "../../system/property-groups";
import type { TransitionSystem } from "../../system/transition-system";
import { CodeRunner, Ended } from "./closures";
import { fieldValue, type Layout, pack, setFieldValue, unpack } from "./layout";
import { DETAIL_SHIFT, FAILED, type LaneFunction, MORE, MOVED, type Program, REPORTED } from "./program";

/**
 * A program that runs without code that is made at run time: as closures, and in the plain interpreter where it loops.
 */
export function interpret(system: TransitionSystem, layout: Layout, groups: PropertyGroups): Program {
	const runner = new CodeRunner(system, layout);
	const { state, reports } = runner;
	/** What the next call gives of a step with loops, when the last one has left something. */
	let outcomes: Iterator<StepOutcome, void> | undefined;

	const begin = (source: Int32Array, at: number): void => {
		for (let word = 0; word < state.length; word++) state[word] = source[at + word];
		if (reports.length > 0) reports.length = 0;
	};
	const moved = (lane: number, location: number): number => MOVED | (groups.afterStep[lane][location] << DETAIL_SHIFT);

	const straight = (lane: number, location: number): LaneFunction => {
		const { steps, locationCell } = system.lanes[lane];
		const run = runner.code(steps[location].code);
		const field = layout.fields[locationCell];
		const whenMoved = moved(lane, location);
		return (source, at, target) => {
			begin(source, at);
			const end = run();
			const flags = (runner.nextChoices() ? MORE : 0) | (reports.length > 0 ? REPORTED : 0);
			if (end === Ended.failed) return flags | FAILED | (runner.failure << DETAIL_SHIFT);
			if (end !== Ended.moved) return flags;
			setFieldValue(field, state, runner.location);
			target.set(state);
			return flags | whenMoved;
		};
	};
	const looping = (lane: number, location: number): LaneFunction => {
		const whenMoved = moved(lane, location);
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
			return flags | whenMoved;
		};
	};
	const stepAt = (lane: number, location: number): LaneFunction => {
		const hasLoops = loopsOf(system.lanes[lane].steps[location].code).heads.size > 0;
		return hasLoops ? looping(lane, location) : straight(lane, location);
	};
	const lanes = system.lanes.map(({ locationCell, steps }, lane): LaneFunction => {
		const field = layout.fields[locationCell];
		/** Made when they are first taken: many never are. */
		const made: (LaneFunction | undefined)[] = steps.map(() => undefined);
		return (source, at, target) => {
			const location = fieldValue(field, source, at);
			if (location === steps.length) return 0;
			let step = made[location];
			if (step === undefined) {
				step = stepAt(lane, location);
				made[location] = step;
			}
			return step(source, at, target);
		};
	});

	/** Adds what a property finds wrong with a state to the reports. */
	const judges = system.properties.map((property): ((source: Int32Array, at: number) => void) => {
		const { code, failure } = property;
		if (loopsOf(code).heads.size > 0) {
			return (source, at) => {
				for (const report of propertyReports(system, property, unpack(layout, source, at))) reports.push(report.failure);
			};
		}
		const run = runner.code(code);
		return () => {
			const end = run();
			if (end === Ended.failed) reports.push(runner.failure);
			if (end === Ended.fails) reports.push(failure);
		};
	});
	return {
		lanes,
		reports,
		abandon: () => {
			outcomes = undefined;
			runner.forgetChoices();
		},
		groups: groups.groups.map((members) => (source, at) => {
			if (members.length === 0) return false;
			begin(source, at);
			for (const property of members) judges[property](source, at);
			return reports.length > 0;
		}),
	};
}
