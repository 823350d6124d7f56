/**
 * Collapsed states (Holzmann 1997): what only one lane touches is one part of a state, what several touch is another.
 * Each part's content has a number, and the numbers side by side are the state's key. Each part begins at a word of its
 * own.
 */

import { cellsRead, cellsWritten } from "../../system/property-groups";
import type { Cell, TransitionSystem } from "../../system/transition-system";
import { type Layout, layOutParts } from "./layout";

/** A part of a state. */
export interface Part {
	/** Its words of 64 bits, the last not included. */
	readonly from: number;
	readonly to: number;
	/** Its number's place in the key. */
	readonly shift: number;
	readonly bits: number;
}

export interface Collapse {
	readonly layout: Layout;
	/** What only one lane touches, for each lane. */
	readonly lanes: readonly Part[];
	readonly shared: Part;
	/** Properties that read nothing but the shared part, by their numbers: looked at once for each such part. */
	readonly sharedProperties: ReadonlySet<number>;
}

/** More numbers than of this many bits a lane's part may not have. */
const MOST_LANE_BITS = 12;
/** With fewer bits left for the number of the shared part it is not tried. */
const LEAST_SHARED_BITS = 18;
/** The highest bit of a key is always 1, so that no key is 0. */
const KEY_BITS = 63;

/** The lane that alone touches a cell, for each cell; -1 when there are several, or none. */
function ownersOf(system: TransitionSystem): readonly number[] {
	const touching = system.cells.map(() => new Set<number>());
	for (const [lane, { steps, locationCell }] of system.lanes.entries()) {
		touching[locationCell].add(lane);
		for (const { code } of steps) for (const cell of [...cellsRead(code), ...cellsWritten(code)]) touching[cell].add(lane);
	}
	return touching.map((lanes) => (lanes.size === 1 ? [...lanes][0] : -1));
}

/** How many bits the number of each lane's part gets to begin with: numbers start at 1. */
function firstLaneBits(system: TransitionSystem): readonly number[] {
	return system.lanes.map(({ steps }) => Math.ceil(Math.log2(steps.length + 2)) + 1);
}

/**
 * The first number for which a lane's part has no room: two threads may look at the same time whether there is any, and
 * each may keep a number for later.
 */
export function numbersEnd({ bits }: Part): number {
	return 2 ** bits - 3;
}

/** How to collapse a system's states; undefined when the numbers of their parts do not fit into a key. */
export function collapse(system: TransitionSystem, cells: readonly Pick<Cell, "min" | "max">[]): Collapse | undefined {
	const owners = ownersOf(system).map((owner) => (owner < 0 ? system.lanes.length : owner));
	// Only a lane itself may look where it is.
	if (system.lanes.some(({ locationCell }, lane) => owners[locationCell] !== lane)) return undefined;
	const { layout, parts } = layOutParts(cells, owners, system.lanes.length + 1);
	const placed = parts.map((part) => ({ ...part, shift: 0, bits: 0 }));
	const sharedProperties = new Set<number>();
	for (const [property, { code }] of system.properties.entries()) {
		if ([...cellsRead(code)].every((cell) => owners[cell] === system.lanes.length)) sharedProperties.add(property);
	}
	return withLaneBits({ layout, lanes: placed.slice(0, -1), shared: placed[system.lanes.length], sharedProperties }, firstLaneBits(system));
}

/** The same with so many bits for the number of each lane's part; undefined when they do not fit. */
export function withLaneBits(collapse: Collapse, laneBits: readonly number[]): Collapse | undefined {
	const sharedBits = Math.min(32, KEY_BITS - laneBits.reduce((sum, bits) => sum + bits, 0));
	if (laneBits.some((bits) => bits > MOST_LANE_BITS) || sharedBits < LEAST_SHARED_BITS) return undefined;
	let shift = sharedBits;
	const lanes = collapse.lanes.map((part, lane): Part => {
		shift += laneBits[lane];
		return { ...part, shift: shift - laneBits[lane], bits: laneBits[lane] };
	});
	return { ...collapse, lanes, shared: { ...collapse.shared, shift: 0, bits: sharedBits } };
}
