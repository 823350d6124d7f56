/**
 * Slots that some step writes, with a note of what the code that is being written took them for: what has been taken
 * to be constant, and is written after all, makes that code stale from there on.
 */

/** A set of slots, by their indices. */
export interface SlotSet {
	readonly size: number;
	has(slot: number): boolean;
	add(slot: number): void;
}

export class NotedSlots implements SlotSet {
	/** Slots that were found to be written. */
	readonly variables = new Set<number>();
	/** Slots that the code writes. */
	readonly writes = new Set<number>();
	/** Those of `variables` that were not found to be written by this code. */
	readonly given = new Set<number>();
	private readonly own = new Set<number>();
	/** Slots that were taken to be constant, in the order in which that was first asked, and their places in it. */
	private readonly asked: number[] = [];
	private readonly placeOf = new Map<number, number>();
	/** The places of those of them that have been found to be written since. */
	private stale: number[] = [];

	constructor(private readonly slots: SlotSet) {}

	/** Slots that were taken to be constant. */
	get constants(): ReadonlySet<number> {
		return new Set(this.asked);
	}

	get size(): number {
		return this.slots.size;
	}

	has(slot: number): boolean {
		const has = this.slots.has(slot);
		if (has) {
			this.variables.add(slot);
			if (!this.own.has(slot)) this.given.add(slot);
		} else if (!this.placeOf.has(slot)) this.placeOf.set(slot, this.asked.push(slot) - 1);
		return has;
	}

	add(slot: number): void {
		this.writes.add(slot);
		if (this.slots.has(slot)) return;
		this.slots.add(slot);
		this.own.add(slot);
		const place = this.placeOf.get(slot);
		if (place !== undefined) this.stale.push(place);
	}

	/** How many slots have been taken to be constant so far. */
	get length(): number {
		return this.asked.length;
	}

	/** The first place from `from` on at which a slot was taken to be constant that is written. */
	staleFrom(from: number): number | undefined {
		let first: number | undefined;
		for (const place of this.stale) if (place >= from && (first === undefined || place < first)) first = place;
		return first;
	}

	/** Forgets what was asked from there on. What the code wrote that asked it will be written all the same. */
	takeBack(length: number): void {
		for (const slot of this.asked.splice(length)) this.placeOf.delete(slot);
		this.stale = this.stale.filter((place) => place < length);
	}
}
