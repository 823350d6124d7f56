import type { Observations } from "./result";
import type { Progress } from "./search";
import type { StateSpace } from "./state-space";

/** More values than this of one cell at one place are not kept. */
export const VALUES_KEPT = 64;
const SLICE = 256;

/** For each place of each lane the values that each cell has there, over all states of a search. Yields between slices of work. */
export function* observe(space: StateSpace): Generator<Progress, Observations> {
	const { cells, lanes } = space.system;
	const values = lanes.map(({ steps }) => Array.from({ length: steps.length + 1 }, () => new Map<number, Set<number>>()));
	const shared = cells.flatMap(({ role }, cell) => (role === "shared" ? [cell] : []));
	for (let number = 0; number < space.count; number++) {
		const state = space.stateAt(number);
		lanes.forEach(({ steps, locationCell }, lane) => {
			const location = state[locationCell];
			const here = values[lane][location];
			const note = (cell: number): void => {
				const known = here.get(cell);
				if (known === undefined) here.set(cell, new Set([state[cell]]));
				else if (known.size < VALUES_KEPT) known.add(state[cell]);
			};
			for (const cell of shared) note(cell);
			for (const cell of steps[location]?.live ?? []) note(cell);
		});
		if (number % SLICE === SLICE - 1) yield { states: number + 1, transitions: 0, waiting: space.count - number - 1 };
	}
	const ascending = (set: ReadonlySet<number>): number[] => [...set].sort((a, b) => a - b);
	return {
		values: values.map((places) => places.map((here) => Object.fromEntries([...here].map(([cell, set]) => [cell, ascending(set)])))),
	};
}
