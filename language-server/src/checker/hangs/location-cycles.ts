import { nextLocations } from "../../system/footprints";
import type { Lane } from "../../system/transition-system";
import { components } from "./components";

/**
 * Which locations of a lane can be come back to: for each a number that it shares with those that it can go to and come
 * back from, or -1 when it is left for good. A cycle of states takes each lane round within one such number, without a
 * step that is taken only so often.
 */
export function locationCycles({ steps }: Pick<Lane, "steps">): readonly number[] {
	const found = known.get(steps) ?? findCycles(steps);
	known.set(steps, found);
	return found;
}

const known = new WeakMap<Lane["steps"], readonly number[]>();

function findCycles(steps: Lane["steps"]): readonly number[] {
	const next = steps.map(({ code, finite }) => (finite ? [] : nextLocations(code)));
	const cycle = new Array<number>(steps.length + 1).fill(-1);
	const search = components(cycle.length, (location, list) => void list.push(...(next[location] ?? [])));
	let number = 0;
	for (let found = search.next(); !found.done; found = search.next()) {
		const members = found.value;
		if (members === undefined) continue;
		for (const location of members) cycle[location] = number;
		number++;
	}
	return cycle;
}
