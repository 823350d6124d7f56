/**
 * The tables of a search that grow as it goes on: how large they are at first, when one is full, and how it becomes
 * larger. Each is a region of the memory (`search-memory.ts`).
 */
import { runToEnd } from "../../base/run-to-end";
import type { Collapse } from "../states/collapse";
import { withMemory } from "../states/out-of-memory";
import { TRANSITION_BYTES } from "./advance-code";
import type { MemoryMap } from "./memory-map";
import type { SearchInstance } from "./search-instance";
import { type RegionName, SLICE_BYTES } from "./search-memory";
import { nodeWords, treeNodes } from "./tree";

const FIRST_SLOTS = 1 << 12;
const FIRST_QUEUE = 1 << 10;
const FIRST_NODES = 1 << 12;
/** How full the table gets: linear probing looks at about 8 slots there for a state that is new. */
const FULL = 0.75;
/** How much larger it is then. */
const TABLE_GROWTH = 1.4;
/** How many shared parts of states there is room for at first, and how many steps may be remembered. */
const FIRST_PARTS = 1 << 10;
const FIRST_CACHE = 1 << 9;
/**
 * More steps than this are not remembered: what is further away than the processor's cache costs as much as taking the
 * step.
 */
export const MOST_CACHE = 1 << 16;
/** Two threads may look at the same time whether there is room for another shared part, and each may keep a number. */
const PARTS_LEFT = 4;
/** With more shared parts than this there should be several states for each of them. */
const MANY_PARTS = 1 << 17;
const SLACK_PART = 128;
/** With more slots than this for each step that can be remembered there is room for four times as many of these. */
const CACHE_PART = 8;
/** How many states of the queue are marked between two yields. */
const QUEUE_SLICE = 1 << 16;
/** How many nodes are put into the index between two yields. */
const NODE_SLICE = 1 << 16;

export class SearchTables {
	/** Slots that a hash can name. */
	private slots = FIRST_SLOTS;

	/**
	 * Makes them, empty. Throws `OutOfMemory`. `collapse` is how states are collapsed; with `tracksCycles` it is marked
	 * which states are the next level's.
	 */
	constructor(
		private readonly instance: SearchInstance,
		private readonly collapse: Collapse | undefined,
		private readonly tracksCycles: boolean,
	) {
		const { compiled, coding, map, memory } = instance;
		const make = (name: RegionName, bytes: number): void => runToEnd(withMemory(memory.resize(name, bytes)));
		if (coding === "tree") {
			const nodes = Math.max(FIRST_NODES, 2 ** Math.ceil(Math.log2(2 * (map.batch + 1) * treeNodes(compiled.words))));
			make("nodes", nodes * this.nodeBytes);
			make("index", nodes * 2 * 4);
		}
		if (coding === "collapsed") {
			make("cache", FIRST_CACHE * TRANSITION_BYTES);
			make("nodes", FIRST_PARTS * this.nodeBytes);
			make("index", FIRST_PARTS * 2 * 4);
		}
		make("ring", FIRST_QUEUE * 8);
		make("level", this.levelBytes(FIRST_SLOTS));
		make("table", tableBytes(FIRST_SLOTS));
		this.publish();
	}

	/** How many states there is room for. */
	get room(): number {
		return Math.floor(this.slots * FULL);
	}

	/** Whether there are more numbers for the states' shared parts, if they have any, and few enough of these parts. */
	get isCollapseOfUse(): boolean {
		const { instance, collapse } = this;
		if (collapse === undefined) return true;
		const parts = instance.field(instance.map.progress.nodeCount);
		return parts < 2 ** collapse.shared.bits - PARTS_LEFT && (parts < MANY_PARTS || parts * 2 < instance.count);
	}

	/** Whether the queue has no room for another batch of each thread. */
	get isQueueFull(): boolean {
		const { instance } = this;
		const { progress, batch } = instance.map;
		if (instance.isShared) return instance.field(progress.roomEnd) - instance.count <= batch;
		return instance.count - instance.field(progress.head) > instance.field(progress.ringMask);
	}

	/** Tells the modules where everything is. */
	publish(): void {
		const { instance } = this;
		const { progress } = instance.map;
		for (const map of instance.maps) this.publishTo(map);
		instance.setField(progress.cacheStart, instance.memory.region("cache").start);
		instance.setField(progress.cacheShift, 64 - Math.log2(instance.memory.region("cache").bytes / TRANSITION_BYTES));
	}

	private publishTo({ progress, batch }: MemoryMap): void {
		const { instance } = this;
		const { memory } = instance;
		const { start: table, bytes } = memory.region("table");
		instance.setField(progress.tableStart, table);
		instance.setField(progress.tableSlots, this.slots);
		instance.setField(progress.tableEnd, table + bytes - 8);
		instance.setField(progress.ringStart, memory.region("ring").start);
		instance.setField(progress.ringMask, memory.region("ring").bytes / 8 - 1);
		instance.setField(progress.levelStart, memory.region("level").start);
		instance.setField(progress.levelBytes, memory.region("level").bytes);
		instance.setField(progress.nodesStart, memory.region("nodes").start);
		const { coding, words } = instance.compiled;
		const nodes = memory.region("nodes").bytes / this.nodeBytes;
		// Of trees a batch is looked up at once.
		instance.setField(
			progress.nodesLimit,
			coding === "tree" ? nodes - (batch + 1) * treeNodes(words) : Math.min(nodes, 2 ** (this.collapse?.shared.bits ?? 32)) - PARTS_LEFT,
		);
		instance.setField(progress.indexStart, memory.region("index").start);
		instance.setField(progress.indexMask, memory.region("index").bytes / 4 - 1);
	}

	/** Bytes of the content of a node of a tree, or of the shared part of a state. */
	private get nodeBytes(): number {
		const { collapse, instance } = this;
		return 8 * (collapse ? Math.max(1, collapse.shared.to - collapse.shared.from) : nodeWords(instance.compiled.words));
	}

	*growQueue(limit: number): Generator<void, boolean> {
		const { instance } = this;
		const { memory } = instance;
		const { start, bytes } = memory.region("ring");
		if (memory.end + bytes > limit || !(yield* memory.resize("ring", bytes * 2))) return false;
		// A state's place is its number in the order of discovery, modulo the size: it is in one of the two halves now.
		memory.move(start + bytes, start, bytes);
		for (const { progress } of instance.maps) instance.setField(progress.roomEnd, instance.field(progress.roomEnd) + bytes / 8);
		this.publish();
		return true;
	}

	/** Numbers of shared parts that threads have taken and not used, in ascending order. */
	private get spares(): readonly number[] {
		const { instance } = this;
		return instance.maps.map(({ spares }) => instance.field(spares)).sort((a, b) => a - b);
	}

	*growNodes(limit: number): Generator<void, boolean> {
		const { instance } = this;
		const { memory } = instance;
		const { bytes } = memory.region("nodes");
		const { bytes: indexBefore } = memory.region("index");
		if (memory.end + bytes + indexBefore > limit || !(yield* memory.resize("nodes", bytes * 2))) return false;
		if (!(yield* memory.resize("index", indexBefore * 2))) return false;
		const { start, bytes: indexBytes } = memory.region("index");
		for (let at = start; at < start + indexBytes; at += SLICE_BYTES) {
			memory.clear(at, Math.min(start + indexBytes, at + SLICE_BYTES));
			yield;
		}
		this.publish();
		const count = instance.field(instance.map.progress.nodeCount);
		for (let first = 1; first < count; first += NODE_SLICE) {
			const last = Math.min(count, first + NODE_SLICE);
			let from = first;
			// A number that a thread keeps for later has no content of its own.
			for (const spare of this.spares) {
				if (spare < from || spare >= last) continue;
				instance.code.indexNodes(from, spare);
				from = spare + 1;
			}
			instance.code.indexNodes(from, last);
			yield;
		}
		return true;
	}

	/**
	 * Makes the table larger where it is. Its entries, which lie in the order of their hashes but for a few places, are
	 * first gathered far behind their new places, and then put there one after the other: two passes from one end to
	 * the other.
	 */
	*growTable(limit: number): Generator<void, boolean> {
		const { instance } = this;
		const { memory, code } = instance;
		if (!(yield* this.growCache(limit))) return false;
		const { start: level } = memory.region("level");
		const apart = (1 << 13) + (instance.count >> 5) * 8;
		const room = limit - level - apart;
		const bytesFor = (slots: number): number => this.levelBytes(slots) + tableBytes(slots);
		let slots = Math.ceil(this.slots * TABLE_GROWTH);
		if (bytesFor(slots) > room) slots = Math.floor((room / (8 + 1 / 8) - slack(0) - 2) / (1 + 1 / SLACK_PART));
		if (slots < this.slots * 1.02) return false;
		const gathered = level + bytesFor(slots) + apart;
		if (!memory.reserve(gathered) || !(yield* memory.resize("level", this.levelBytes(slots)))) return false;
		const { start, bytes } = memory.region("table");
		if (!(yield* memory.resize("table", tableBytes(slots)))) return false;
		let first = gathered;
		for (let last = start + bytes; last > start; last -= SLICE_BYTES) {
			first = code.gather(Math.max(start, last - SLICE_BYTES), last, first) >>> 0;
			yield;
		}
		for (let at = start; at < first; at += SLICE_BYTES) {
			memory.clear(at, Math.min(first, at + SLICE_BYTES));
			yield;
		}
		this.slots = slots;
		this.publish();
		for (let at = first; at < gathered; at += SLICE_BYTES / 8) {
			code.scatter(at, Math.min(gathered, at + SLICE_BYTES / 8));
			yield;
		}
		if (this.tracksCycles) yield* this.markLevel();
		return true;
	}

	/**
	 * Makes room to remember more steps when there are many states for each. Those that are remembered may be where
	 * they are not looked for any more.
	 */
	private *growCache(limit: number): Generator<void, boolean> {
		const { instance } = this;
		const { memory } = instance;
		const { start, bytes } = memory.region("cache");
		const entries = bytes / TRANSITION_BYTES;
		if (entries === 0 || entries >= MOST_CACHE || entries * CACHE_PART > this.slots || memory.end + bytes * 3 > limit) return true;
		if (!(yield* memory.resize("cache", bytes * 4))) return false;
		memory.clear(start + bytes, start + bytes * 4);
		this.publish();
		return true;
	}

	/** Marks the next level's states at their slots. */
	private *markLevel(): Generator<void> {
		const { instance } = this;
		const { start, bytes } = instance.memory.region("level");
		instance.memory.clear(start, start + bytes);
		const count = instance.count;
		for (let first = instance.field(instance.map.progress.levelEnd); first < count; first += QUEUE_SLICE) {
			instance.code.fillLevel(first, Math.min(count, first + QUEUE_SLICE));
			yield;
		}
	}

	/** Of the bits that mark the next level's states, for so many slots. */
	private levelBytes(slots: number): number {
		return this.tracksCycles ? Math.ceil(tableBytes(slots) / 8 / 64) * 8 : 0;
	}
}

/** How many slots there are behind those that a hash can name. */
function slack(slots: number): number {
	return 256 + Math.floor(slots / SLACK_PART);
}

/** Bytes of a table with so many slots that a hash can name. */
function tableBytes(slots: number): number {
	return (slots + slack(slots)) * 8;
}
