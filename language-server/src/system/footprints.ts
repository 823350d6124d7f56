/**
 * Which cells steps can read and write, over all their paths, and which of them matter to a property. What only a
 * message names does not count.
 */

import { cellsRead, cellsWritten } from "./property-groups";
import type { Code, TransitionSystem } from "./transition-system";

export interface Footprint {
	readonly reads: ReadonlySet<number>;
	readonly writes: ReadonlySet<number>;
}

/** The footprint of each step, by lane and location; a step that changes its lane's location writes that cell. */
export function stepFootprints({ lanes }: TransitionSystem): readonly (readonly Footprint[])[] {
	return lanes.map(({ steps, locationCell }) =>
		steps.map(({ code }) => ({ reads: cellsRead(code), writes: cellsWritten(code).add(locationCell) })),
	);
}

/**
 * The cells that a property reads that must hold always. A step that writes none of them is invisible: it cannot make
 * such a property fail.
 */
export function visibleCells({ properties }: TransitionSystem): ReadonlySet<number> {
	const visible = new Set<number>();
	for (const { when, code } of properties) if (when === "always") for (const cell of cellsRead(code)) visible.add(cell);
	return visible;
}

/** Locations that a step can go on to. */
export function nextLocations({ blocks }: Code): readonly number[] {
	return blocks.flatMap(({ end }) => (end.kind === "next" ? [end.location] : []));
}
