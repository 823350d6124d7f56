import { inOrder, NOTED_BYTES, NotedList, type NotedStates } from "../states/noted-states";
import { NumberList } from "../states/number-list";
import type { SearchInstance } from "./search-instance";

/** With more states than this in which a cycle may begin it is not worth while to know them. */
const MOST_ENTRIES = 1 << 22;
/** How many words of a list are gone through between two yields. */
const SLICE = 1 << 13;

/** States that are noted, by the numbers that they have in the end. */
export interface Noted {
	/** As in `Exploration`. */
	readonly stuck: NotedStates;
	readonly endings: NotedStates;
	readonly cycleEntries: Int32Array | undefined;
}

/** What modules hand over of the states that they note: keys, until numbers are final. */
export class NotedKeys {
	/** States in which something ends: keys, depths, and whether all tasks are done, in four entries each. */
	private readonly ends = new NumberList();
	/** States in which a cycle may begin: two entries each. */
	private readonly entries = new NumberList();

	/** Bytes of the lists, and of what becomes of them. */
	get bytes(): number {
		return this.ends.bytes + (this.ends.length / 4) * NOTED_BYTES + this.entries.bytes + this.entries.length * 2;
	}

	/** Takes what both threads have noted. */
	take(instance: SearchInstance): void {
		for (const { progress, stuck, entries } of instance.maps) {
			const count = instance.field(progress.stuckCount);
			for (let index = 0; index < count; index++) {
				for (let word = 0; word < 4; word++) this.ends.push(instance.field(stuck + index * 16 + word * 4));
			}
			instance.setField(progress.stuckCount, 0);
			const words = instance.field(progress.entryCount) * 2;
			for (let word = 0; word < words && this.entries.length < MOST_ENTRIES * 2; word++) {
				this.entries.push(instance.field(entries + word * 4));
			}
			instance.setField(progress.entryCount, 0);
		}
	}

	/** Lists them by the numbers of their states, which are final. Yields between slices of work. */
	*list(instance: SearchInstance): Generator<void, Noted> {
		const { stuck: key } = instance.map;
		const numberOf = (keys: NumberList, index: number): number => {
			instance.setField(key, keys.at(index));
			instance.setField(key + 4, keys.at(index + 1));
			return instance.numberAt(key);
		};
		const { ends, entries } = this;
		const stuck = new NotedList();
		const endings = new NotedList();
		for (let index = 0; index < ends.length; index += 4) {
			(ends.at(index + 3) === 0 ? stuck : endings).push(numberOf(ends, index), ends.at(index + 2));
			if (index % SLICE === 0) yield;
		}
		const cycleEntries = entries.length < MOST_ENTRIES * 2 ? new Int32Array(entries.length / 2) : undefined;
		for (let index = 0; cycleEntries !== undefined && index < entries.length; index += 2) {
			cycleEntries[index / 2] = numberOf(entries, index);
			if (index % SLICE === 0) yield;
		}
		return { stuck: yield* inOrder(stuck.all()), endings: yield* inOrder(endings.all()), cycleEntries };
	}
}
