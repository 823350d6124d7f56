/** How often each step of a scenario is taken over all interleavings. */

import { exploreEveryState } from "../../checker/search";
import type { NamedSystem, StepText } from "../../system/system-text";

export interface Statistics {
	readonly states: number;
	readonly transitions: number;
	/** Length of the longest shortest run. */
	readonly depth: number;
	/** False when a limit ended the exploration: then what was not taken may be taken elsewhere. */
	readonly complete: boolean;
	readonly lanes: readonly LaneStatistics[];
}

export interface LaneStatistics {
	readonly name: string;
	readonly steps: readonly { readonly step: StepText; readonly taken: number }[];
}

/** States that are looked at between two yields. */
const SLICE = 2048;

/**
 * Counts in how many states each step can be taken; errors that are never made are left out. Every state is visited,
 * without reductions, up to so many. Yields between slices of work.
 */
export function* statistics({ system, text }: NamedSystem, states: number): Generator<void, Statistics> {
	const { result, space } = yield* exploreEveryState(system, states);
	const counts = system.lanes.map(({ steps }) => new Array<number>(steps.length).fill(0));
	for (let number = 0; number < space.visited.bound; number++) {
		if (number % SLICE === 0) yield;
		if (!space.visited.has(number)) continue;
		system.lanes.forEach(({ steps }, lane) => {
			const location = space.locationOf(lane, number);
			if (location < steps.length && space.takeStep(number, lane, () => {})) counts[lane][location]++;
		});
	}
	const { transitions, depth, complete } = result;
	const lanes = text.lanes.map(({ name, steps }, lane) => ({
		name,
		steps: steps.flatMap((step, location) => {
			const taken = counts[lane][location];
			return step.error && taken === 0 ? [] : [{ step, taken }];
		}),
	}));
	return { states: result.states, transitions, depth, complete, lanes };
}
