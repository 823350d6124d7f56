/**
 * Partial-order reduction: in which states it is enough to go on with one lane.
 *
 * A lane's step is enough alone (an ample set: Peled 1993) where no other lane, from where it is, will ever write what
 * the step reads or touch what it writes, as a persistent set (Godefroid 1996, chapter 4) found from what each lane can
 * still do. Then:
 *
 * - Nothing that the others do enables, disables or changes the step, and it changes nothing that they do. A run in
 *   which the lane takes it later can be rearranged so that it comes first; it ends in the same state.
 * - If it can be taken it can be taken for ever, so a fair run takes it. A run that is cut off before it can be
 *   followed by it.
 * - It writes nothing that a property reads that must hold always: where one fails on the run, it fails on the
 *   rearranged one.
 * - It goes to a later location. Each cycle of states contains a step that goes back, and thus a state that was gone on
 *   from by every lane: nothing is put off for ever. This condition is met before the search (Kurshan, Levin, Minea,
 *   Peled and Yenigün 1998).
 *
 * The order of the steps that touch something in common is kept, and so is what each lane meets where it waits: a fair
 * run without end stays fair.
 */

import { type Footprint, nextLocations, stepFootprints, visibleCells } from "../../system/footprints";
import type { TransitionSystem } from "../../system/transition-system";

/**
 * `ample[lane][location]`, where the lane's step there may be enough alone: for each lane and location of it, whether
 * that lane then allows it. It always allows its own. Absent where the step never is enough.
 */
export type AmpleTable = readonly (readonly (readonly (readonly boolean[])[] | undefined)[])[];

/**
 * The table of a system; undefined when no step can be enough alone. Yields between slices of work, which grows with
 * the square of the lanes.
 */
export function* ampleTable(system: TransitionSystem): Generator<void, AmpleTable | undefined> {
	const footprints = stepFootprints(system);
	const visible = visibleCells(system);
	const futures = system.lanes.map(({ steps }, lane) => futureFootprints(steps, footprints[lane]));
	const table: AmpleTable[number][] = [];
	for (const [lane, { steps }] of system.lanes.entries()) {
		const ofLane: AmpleTable[number][number][] = [];
		for (const [location, { code }] of steps.entries()) {
			yield;
			const step = footprints[lane][location];
			const allowed =
				meets(step.writes, visible) || nextLocations(code).some((next) => next <= location)
					? undefined
					: futures.map((locations, other) => locations.map((future) => other === lane || isIndependent(step, future)));
			ofLane.push(allowed?.every((locations) => locations.includes(true)) ? allowed : undefined);
		}
		table.push(ofLane);
	}
	// Where all others are done there is nothing to leave out.
	const isOfUse = table.some((locations, lane) =>
		locations.some((allowed) => allowed?.some((others, other) => other !== lane && others.slice(0, -1).includes(true))),
	);
	return isOfUse ? table : undefined;
}

/** What a lane can still read and write from each location on, the last of which is "done". */
function futureFootprints(steps: TransitionSystem["lanes"][number]["steps"], footprints: readonly Footprint[]): readonly Footprint[] {
	const futures = [...footprints, { reads: new Set<number>(), writes: new Set<number>() }].map(({ reads, writes }) => ({
		reads: new Set(reads),
		writes: new Set(writes),
	}));
	const nexts = steps.map(({ code }) => nextLocations(code));
	for (let changed = true; changed; ) {
		changed = false;
		for (let location = steps.length - 1; location >= 0; location--) {
			const { reads, writes } = futures[location];
			const before = reads.size + writes.size;
			for (const next of nexts[location]) {
				for (const cell of futures[next].reads) reads.add(cell);
				for (const cell of futures[next].writes) writes.add(cell);
			}
			changed ||= reads.size + writes.size > before;
		}
	}
	return futures;
}

function isIndependent(step: Footprint, future: Footprint): boolean {
	return !meets(step.writes, future.reads) && !meets(step.writes, future.writes) && !meets(step.reads, future.writes);
}

function meets(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
	for (const cell of a) if (b.has(cell)) return true;
	return false;
}

/** The lane that is enough alone where lanes are at these locations, -1 when there is none. */
export function ampleLane(table: AmpleTable, locations: readonly number[]): number {
	return table.findIndex((lane, index) => lane[locations[index]]?.every((allowed, other) => allowed[locations[other]]));
}
