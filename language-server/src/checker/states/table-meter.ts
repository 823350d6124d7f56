/**
 * Counts the bytes of the tables that are made after an exploration, by what they are for.
 *
 * Whoever makes a large table first says so here and then yields: a caller that finds too much does not come back, and
 * the table is never made.
 */
export class TableMeter {
	private readonly parts = new Map<string, number>();

	get bytes(): number {
		let sum = 0;
		for (const bytes of this.parts.values()) sum += bytes;
		return sum;
	}

	/** All of them are gone. */
	clear(): void {
		this.parts.clear();
	}

	/** Says what the tables for something take now, or are about to take. */
	set(purpose: string, bytes: number): void {
		this.parts.set(purpose, bytes);
	}
}

/** Bytes of an entry in an array of numbers that grows, with the room that is left behind it. */
export const LISTED_BYTES = 16;
/** Bytes of an entry in a set of numbers. */
export const SET_ENTRY_BYTES = 40;
