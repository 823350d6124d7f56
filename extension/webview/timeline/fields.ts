/** What the shared state holds after each step of a run, field by field. */
import type { TimelineCell, TimelineHold, TimelineRun, TimelineStep } from "../../../language-server/src/lsp/protocol/timelines";

/** One field of one object, over a whole run. */
export interface Field {
	/** `page 0.refcount` */
	readonly name: string;
	/** `page 0`; empty for a variable that is no field. */
	readonly object: string;
	readonly field: string;
	/** True for a number that counts who holds something. */
	readonly counts: boolean;
	/** Before the first step. */
	readonly start: string;
	/** In the order of the steps. */
	readonly changes: readonly FieldChange[];
}

export interface FieldChange {
	readonly number: number;
	/** The lane that made the change. */
	readonly lane: number;
	readonly before: string;
	readonly after: string;
}

/** A run, or the safe one beside it, as far as what it changes is concerned. */
export interface Told {
	readonly steps: readonly TimelineStep[];
	readonly cells: readonly TimelineCell[];
	readonly holds: readonly TimelineHold[];
}

/** What a lane holds of a lock, also of one that several can hold at a time. */
export const LOCK = "lock";

/**
 * The fields that a run changes or fails by, those first that matter most. What names who holds a lock is a bar
 * instead, and so is what a lane has for itself.
 */
export function fieldsOf({ steps, cells, holds }: Told, lanes: TimelineRun["lanes"]): readonly Field[] {
	const countsLocks = (cell: number) => holds.some((hold) => hold.cell === cell && hold.what === LOCK);
	const isBar = (cell: number) => cells[cell].kind === "holder" || isOfLane(cells[cell].object, lanes) || countsLocks(cell);
	return cells
		.filter(({ changes, decides }, cell) => (changes.length > 0 || decides) && !isBar(cell))
		.map(({ name, object, field, kind, start, changes }) => {
			let before = start;
			const changed = changes.map(({ number, value }): FieldChange => {
				const change = { number, lane: steps[number - 1]?.lane ?? 0, before, after: value };
				before = value;
				return change;
			});
			return { name, object, field, counts: kind === "count", start, changes: changed };
		});
}

/** What a field holds after a step; before the first one for 0. */
export function valueAfter({ start, changes }: Field, number: number): string {
	return lastChange(changes, number)?.after ?? start;
}

/** The last change up to a step. */
export function lastChange(changes: readonly FieldChange[], number: number): FieldChange | undefined {
	return changes.findLast((change) => change.number <= number);
}

/** True for what a lane has for itself, such as whether its interrupts are off. */
export function isOfLane(object: string, lanes: TimelineRun["lanes"]): boolean {
	return lanes.some(({ name }) => name === object);
}
