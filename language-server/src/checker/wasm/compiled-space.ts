/**
 * A search that runs as WebAssembly: makes the module, gives it memory when it asks for more, and answers what the rest of the checker asks.
 *
 * Numbers of states are slots of the table.
 */
import type { TransitionSystem } from "../../compiler/transition-system";
import { type Collapse, withLaneBits } from "../collapse";
import type { Advance, Bounds, Exploration, StateStore, StuckState } from "../exploration";
import type { Layout } from "../layout";
import { maskOf } from "../layout";
import { locationCycles } from "../location-cycles";
import { NumberList } from "../number-list";
import type { GroupFunction, LaneFunction, Program } from "../program";
import { REPORTED } from "../program";
import type { PropertyGroups } from "../property-groups";
import { NO_REDUCTION, type Reduction } from "../reductions/reduction";
import { TRANSITION_BYTES } from "./advance-code";
import { LANE_BYTES, type MemoryMap, PROGRESS } from "./memory-map";
import { type CompiledSearch, compileSearch, type SearchExports } from "./search-code";
import { SearchMemory, SLICE_BYTES } from "./search-memory";
import { STOPPED } from "./stopped";
import { nodeWords, treeNodes } from "./tree";
import { PAGE_BYTES, type WebAssemblyHost } from "./web-assembly";

/** One less than 4 gigabytes, so that the end of the memory has an address. */
const MAXIMUM_PAGES = 65535;
const FIRST_SLOTS = 1 << 12;
const FIRST_QUEUE = 1 << 10;
const FIRST_NODES = 1 << 12;
/** How full the table gets: linear probing looks at about 20 slots there for a state that is new. */
const FULL = 0.75;
/** How much larger it is then. */
const TABLE_GROWTH = 1.4;
/** How many shared parts of states there is room for at first, and how many steps may be remembered. */
const FIRST_PARTS = 1 << 10;
const FIRST_CACHE = 1 << 9;
/** More steps than this are not remembered: what is further away than the processor's cache costs as much as taking the step. */
const MOST_CACHE = 1 << 16;
/** With more shared parts than this there should be several states for each of them. */
const MANY_PARTS = 1 << 17;
const NEVER = 0xffffffff;

export class CompiledSpace implements Program, StateStore, Exploration {
	readonly lanes: readonly LaneFunction[];
	readonly groups: readonly GroupFunction[];
	readonly reports: number[] = [];
	readonly failures = new Map<string, number>();
	stuck: readonly StuckState[] = [];
	private compiled!: CompiledSearch;
	private memory!: SearchMemory;
	private search!: SearchExports;
	private map!: MemoryMap;
	/** Keys and depths, until numbers are final: three entries each. */
	private stuckKeys = new NumberList();
	/** Slots that a hash can name. */
	private slots = 0;
	/** What makes more room, as long as it is not done. Nothing else may happen meanwhile. */
	private growth: Generator<void, boolean> | undefined;
	/** When a bound has ended the exploration, the states that have not been gone on from, one bit for each number. */
	private unfinished: Uint8Array | undefined;
	/** The one that has been gone on from in part. */
	private begun = -1;
	private readonly cycles: readonly (readonly number[])[];
	private readonly tracksCycles: boolean;
	/** Until numbers are final: two entries each. */
	private entryKeys = new NumberList();
	cycleEntries: Int32Array | undefined;

	/** Holds the initial state. With `collapse` the layout is its layout. */
	constructor(
		private readonly system: TransitionSystem,
		private readonly layout: Layout,
		private readonly properties: PropertyGroups,
		private readonly initial: Int32Array,
		private readonly host: WebAssemblyHost,
		private readonly reduction: Reduction = NO_REDUCTION,
		private collapse?: Collapse,
	) {
		this.cycles = system.lanes.map(locationCycles);
		this.tracksCycles =
			system.lanes.some(({ kind }) => kind === "task") && this.cycles.some((cycle) => cycle.some((number) => number >= 0));
		this.lanes = system.lanes.map((_, lane) => (source, at, target) => this.takeStep(lane, source, at, target));
		this.groups = properties.groups.map((_, group) => (source, at) => this.checkGroup(group, source, at));
		this.begin();
	}

	/** Begins to explore, or begins again when states are to be collapsed otherwise. */
	private begin(): void {
		const { system, layout, properties, tracksCycles, reduction, collapse, host } = this;
		this.compiled = compileSearch(system, layout, properties, { maximumPages: MAXIMUM_PAGES, tracksCycles, reduction, collapse });
		const { map, fixedBytes, bytes } = this.compiled;
		this.map = map;
		const memory = new host.Memory({ initial: Math.ceil(fixedBytes / PAGE_BYTES) + 2, maximum: MAXIMUM_PAGES });
		this.memory = new SearchMemory(memory, fixedBytes);
		this.search = new host.Instance(new host.Module(bytes), { env: { memory } }).exports as SearchExports;
		this.failures.clear();
		this.stuckKeys = new NumberList();
		this.entryKeys = new NumberList();
		this.prepare();
	}

	// --- as a program

	abandon(): void {
		this.search.forgetChoices();
	}

	private takeStep(lane: number, source: Int32Array, at: number, target: Int32Array): number {
		const { memory, map, layout } = this;
		const { words } = memory;
		const from = map.hostSource >> 2;
		const to = map.hostTarget >> 2;
		for (let word = 0; word < layout.words; word++) words[from + word] = source[at + word];
		const status = this.search.step(lane, map.hostSource, map.hostTarget);
		for (let word = 0; word < layout.words; word++) target[word] = words[to + word];
		if (status & REPORTED) this.readReports();
		return status;
	}

	private checkGroup(group: number, source: Int32Array, at: number): boolean {
		const { memory, map, layout } = this;
		const { words } = memory;
		const from = map.hostSource >> 2;
		for (let word = 0; word < layout.words; word++) words[from + word] = source[at + word];
		this.search.check(group, map.hostSource);
		this.readReports();
		return this.reports.length > 0;
	}

	private readReports(): void {
		this.reports.length = 0;
		const count = this.field(PROGRESS.reportCount);
		for (let index = 0; index < count; index++) this.reports.push(this.field(this.map.reports + index * 4));
	}

	// --- as the states

	get count(): number {
		return this.field(PROGRESS.tail);
	}

	get bytes(): number {
		return this.memory.end + this.listBytes + (this.unfinished?.length ?? 0);
	}

	/** Of the lists that are kept beside the memory of the module, and of what becomes of them. */
	private get listBytes(): number {
		const stuck = this.stuckKeys.bytes + (this.stuckKeys.length / 3 + this.stuck.length) * STUCK_BYTES;
		return stuck + this.entryKeys.bytes + this.entryKeys.length * 2 + (this.cycleEntries?.byteLength ?? 0);
	}

	get bound(): number {
		return this.memory.region("table").bytes / 8;
	}

	has(number: number): boolean {
		const { words } = this.memory;
		const at = (this.memory.region("table").start >>> 2) + number * 2;
		return (words[at] | words[at + 1]) !== 0;
	}

	find(state: Int32Array): number {
		const { memory, map, layout } = this;
		const { words } = memory;
		const from = map.hostSource >> 2;
		for (let word = 0; word < layout.words; word++) words[from + word] = state[word];
		const slot = this.search.find(map.hostSource) >>> 0;
		return slot === 0 ? -1 : (slot - memory.region("table").start) / 8;
	}

	read(number: number, into: Int32Array): void {
		const { memory, map, layout, compiled } = this;
		const { words } = memory;
		const slot = memory.region("table").start + number * 8;
		let from = slot >>> 2;
		if (compiled.coding !== "plain") {
			this.search.read(slot, map.hostSource);
			from = map.hostSource >> 2;
		}
		for (let word = 0; word < layout.words; word++) into[word] = words[from + word];
	}

	// --- as an exploration

	get transitions(): number {
		return (this.field(PROGRESS.transitions) >>> 0) + (this.field(PROGRESS.transitions + 4) >>> 0) * 2 ** 32;
	}

	get queued(): number {
		return this.field(PROGRESS.tail) - this.field(PROGRESS.head);
	}

	get depth(): number {
		return this.field(PROGRESS.depth);
	}

	advance(steps: number, bounds: Bounds): Advance {
		const room = bounds.bytes - this.listBytes;
		if (this.memory.end > room) return "memory";
		for (;;) {
			if (this.growth) {
				const { done, value } = this.growth.next();
				if (!done) return "more";
				this.growth = undefined;
				if (!value) return "memory";
			}
			this.setField(PROGRESS.tailLimit, Math.min(bounds.states + 1, Math.floor(this.slots * FULL)));
			const reason = this.search.advance(steps);
			this.readFailures();
			switch (reason) {
				case STOPPED.budget:
					return "more";
				case STOPPED.done:
					return "done";
				case STOPPED.stuck:
					this.takeLists();
					return "more";
				case STOPPED.lane:
					this.widen();
					break;
				case STOPPED.nodes:
					if (this.isCollapseOfUse()) this.growth = this.growNodes(room);
					else this.beginWithTrees();
					break;
				case STOPPED.tableEnd:
					this.growth = this.growTable(room);
					break;
				case STOPPED.room: {
					if (this.count > bounds.states) return "states";
					const queueFull = this.queued > this.field(PROGRESS.ringMask);
					this.growth = queueFull ? this.growQueue(room) : this.growTable(room);
					break;
				}
				default:
					throw new Error(`a search stopped for the unknown reason ${reason}`);
			}
		}
	}

	end(): void {
		if (this.growth) finish(this.growth);
		this.growth = undefined;
		this.takeLists();
		while (this.search.flush() !== 0) finish(this.growTable(Number.POSITIVE_INFINITY));
		this.readFailures();
		this.takeLists();
		this.abandon();
		const { words } = this.memory;
		const key = this.map.stuck;
		const state = new Int32Array(this.layout.words);
		const stuck: StuckState[] = [];
		for (let index = 0; index < this.stuckKeys.length; index += 3) {
			words[key >> 2] = this.stuckKeys.at(index);
			words[(key >> 2) + 1] = this.stuckKeys.at(index + 1);
			this.readAt(key, state);
			stuck.push({ state: this.find(state), depth: this.stuckKeys.at(index + 2) });
		}
		this.stuck = stuck.sort((a, b) => a.state - b.state);
		if (this.entryKeys.length < MOST_ENTRIES * 2) {
			const entries = new Int32Array(this.entryKeys.length / 2);
			for (let index = 0; index < this.entryKeys.length; index += 2) {
				words[key >> 2] = this.entryKeys.at(index);
				words[(key >> 2) + 1] = this.entryKeys.at(index + 1);
				this.readAt(key, state);
				entries[index / 2] = this.find(state);
			}
			this.cycleEntries = entries;
		}
		this.stuckKeys = new NumberList();
		this.entryKeys = new NumberList();
		if (this.queued > 0) this.noteQueued();
	}

	waysTried(state: number, lane: number): number {
		if (this.unfinished === undefined || (this.unfinished[state >> 3] & (1 << (state & 7))) === 0) return Number.POSITIVE_INFINITY;
		if (state !== this.begun) return 0;
		const current = (this.field(PROGRESS.lane) - this.map.lanes) / LANE_BYTES;
		if (lane !== current) return lane < current ? Number.POSITIVE_INFINITY : 0;
		return this.field(PROGRESS.ways);
	}

	successorsWithin(): (state: number, list: number[]) => boolean {
		const { memory, map, search } = this;
		const { start } = memory.region("table");
		const first = map.batchStates;
		return (state, list) => {
			const count = search.within(start + state * 8, first, map.batchKeys);
			const { words } = memory;
			for (let index = 0; index < count; index++) list.push(((words[(first >> 2) + index] >>> 0) - start) / 8);
			return count >= 0;
		};
	}

	private noteQueued(): void {
		const unfinished = new Uint8Array((this.bound >> 3) + 1);
		const state = new Int32Array(this.layout.words);
		const head = this.field(PROGRESS.head);
		for (let place = head; place < this.field(PROGRESS.tail); place++) {
			this.readAt(this.memory.region("ring").start + (place & this.field(PROGRESS.ringMask)) * 8, state);
			const number = this.find(state);
			unfinished[number >> 3] |= 1 << (number & 7);
			if (place === head) this.begun = number;
		}
		this.unfinished = unfinished;
	}

	/** The state whose key is at an address. */
	private readAt(key: number, into: Int32Array): void {
		this.search.read(key, this.map.hostSource);
		const { words } = this.memory;
		const from = this.map.hostSource >> 2;
		for (let word = 0; word < into.length; word++) into[word] = words[from + word];
	}

	private readFailures(): void {
		for (const [failure, { property }] of this.system.failures.entries()) {
			const depth = this.field(this.map.failureDepths + failure * 4) >>> 0;
			if (depth === NEVER) continue;
			const known = this.failures.get(property);
			if (known === undefined || known > depth) this.failures.set(property, depth);
		}
	}

	private takeLists(): void {
		const count = this.field(PROGRESS.stuckCount);
		for (let index = 0; index < count; index++) {
			for (let word = 0; word < 3; word++) this.stuckKeys.push(this.field(this.map.stuck + index * 16 + word * 4));
		}
		this.setField(PROGRESS.stuckCount, 0);
		const entries = this.field(PROGRESS.entryCount);
		for (let word = 0; word < entries * 2 && this.entryKeys.length < MOST_ENTRIES * 2; word++) {
			this.entryKeys.push(this.field(this.map.entries + word * 4));
		}
		this.setField(PROGRESS.entryCount, 0);
	}

	// --- memory

	private field(offset: number): number {
		return this.memory.words[offset >> 2];
	}

	private setField(offset: number, value: number): void {
		this.memory.words[offset >> 2] = value;
	}

	/** Whether there are more numbers for the states' shared parts, if they have any, and few enough of these parts. */
	private isCollapseOfUse(): boolean {
		if (this.collapse === undefined) return true;
		const parts = this.field(PROGRESS.nodeCount);
		return parts < 2 ** this.collapse.shared.bits - 1 && (parts < MANY_PARTS || parts * 2 < this.count);
	}

	/** Begins again with more numbers for the lanes' parts that have none left. */
	private widen(): void {
		const { collapse, compiled } = this;
		if (collapse === undefined) throw new Error("no lane has a part of its own");
		const bits = collapse.lanes.map((part, lane) => part.bits + (this.field(compiled.laneCounts[lane]) >= 2 ** part.bits ? 2 : 0));
		this.collapse = withLaneBits(collapse, bits);
		this.begin();
	}

	/** Begins again with trees, where collapsed states are not of use. */
	private beginWithTrees(): void {
		this.collapse = undefined;
		this.begin();
	}

	private prepare(): void {
		const { memory, compiled, system, layout, map, properties, initial } = this;
		if (compiled.coding === "tree") {
			const nodes = Math.max(FIRST_NODES, 2 ** Math.ceil(Math.log2(2 * (map.batch + 1) * treeNodes(compiled.words))));
			finish(memory.resize("nodes", nodes * this.nodeBytes));
			finish(memory.resize("index", nodes * 2 * 4));
		}
		if (compiled.coding === "collapsed") {
			finish(memory.resize("cache", FIRST_CACHE * TRANSITION_BYTES));
			finish(memory.resize("nodes", FIRST_PARTS * this.nodeBytes));
			finish(memory.resize("index", FIRST_PARTS * 2 * 4));
		}
		finish(memory.resize("ring", FIRST_QUEUE * 8));
		finish(memory.resize("level", this.levelBytes(FIRST_SLOTS)));
		this.slots = FIRST_SLOTS;
		finish(memory.resize("table", tableBytes(FIRST_SLOTS)));
		this.publish();
		const { words } = memory;
		for (const [lane, { locationCell }] of system.lanes.entries()) {
			const field = layout.fields[locationCell];
			const description = [
				(field.word >> 1) * 8,
				field.shift + (field.word & 1) * 32,
				maskOf(field),
				compiled.firstSteps[lane] + field.min,
			];
			words.set([...description, ...(compiled.laneWords[lane] ?? [])], (map.lanes + lane * LANE_BYTES) >> 2);
		}
		words.set(compiled.written, map.end >> 2);
		words.set([...this.cycles.flat(), ...compiled.tables], compiled.cyclesStart >> 2);
		this.setField(PROGRESS.nodeCount, 1);
		for (const count of compiled.laneCounts) this.setField(count, 1);
		words.fill(-1, map.failureDepths >> 2, (map.failureDepths >> 2) + system.failures.length);
		this.setField(PROGRESS.lane, this.map.lanes);
		this.setField(PROGRESS.levelEnd, 1);
		words.set(initial, map.hostSource >> 2);
		this.search.start(map.hostSource);
		if (this.groups[properties.always](initial, 0)) {
			for (const failure of this.reports) this.setField(map.failureDepths + failure * 4, 0);
			this.readFailures();
		}
	}

	/** Tells the module where everything is. */
	private publish(): void {
		const { memory } = this;
		const { start: table, bytes } = memory.region("table");
		this.setField(PROGRESS.tableStart, table);
		this.setField(PROGRESS.tableSlots, this.slots);
		this.setField(PROGRESS.tableEnd, table + bytes - 8);
		this.setField(PROGRESS.ringStart, memory.region("ring").start);
		this.setField(PROGRESS.ringMask, memory.region("ring").bytes / 8 - 1);
		this.setField(PROGRESS.levelStart, memory.region("level").start);
		this.setField(PROGRESS.levelBytes, memory.region("level").bytes);
		this.setField(PROGRESS.nodesStart, memory.region("nodes").start);
		const { coding, words } = this.compiled;
		const nodes = memory.region("nodes").bytes / this.nodeBytes;
		// Of trees a batch is looked up at once.
		this.setField(
			PROGRESS.nodesLimit,
			coding === "tree" ? nodes - (this.map.batch + 1) * treeNodes(words) : Math.min(nodes, 2 ** (this.collapse?.shared.bits ?? 32)) - 1,
		);
		this.setField(PROGRESS.cacheStart, memory.region("cache").start);
		this.setField(PROGRESS.cacheShift, 64 - Math.log2(memory.region("cache").bytes / TRANSITION_BYTES));
		this.setField(PROGRESS.indexStart, memory.region("index").start);
		this.setField(PROGRESS.indexMask, memory.region("index").bytes / 4 - 1);
	}

	/** Bytes of the content of a node of a tree, or of the shared part of a state. */
	private get nodeBytes(): number {
		const { collapse, compiled } = this;
		return 8 * (collapse ? Math.max(1, collapse.shared.to - collapse.shared.from) : nodeWords(compiled.words));
	}

	private *growQueue(limit: number): Generator<void, boolean> {
		const { memory } = this;
		const { start, bytes } = memory.region("ring");
		if (memory.end + bytes > limit || !(yield* memory.resize("ring", bytes * 2))) return false;
		// A state's place is its number in the order of discovery, modulo the size: it is in one of the two halves now.
		memory.bytes.copyWithin(start + bytes, start, start + bytes);
		this.publish();
		return true;
	}

	private *growNodes(limit: number): Generator<void, boolean> {
		const { memory } = this;
		const { bytes } = memory.region("nodes");
		const { bytes: indexBefore } = memory.region("index");
		if (memory.end + bytes + indexBefore > limit || !(yield* memory.resize("nodes", bytes * 2))) return false;
		if (!(yield* memory.resize("index", indexBefore * 2))) return false;
		const { start, bytes: indexBytes } = memory.region("index");
		for (let at = start; at < start + indexBytes; at += SLICE_BYTES) {
			memory.bytes.fill(0, at, Math.min(start + indexBytes, at + SLICE_BYTES));
			yield;
		}
		this.publish();
		const count = this.field(PROGRESS.nodeCount);
		for (let first = 1; first < count; first += NODE_SLICE) {
			this.search.indexNodes(first, Math.min(count, first + NODE_SLICE));
			yield;
		}
		return true;
	}

	/**
	 * Makes the table larger where it is. Its entries, which lie in the order of their hashes but for a few places, are first gathered far behind their new
	 * places, and then put there one after the other: two passes from one end to the other.
	 */
	private *growTable(limit: number): Generator<void, boolean> {
		const { memory, search } = this;
		if (!(yield* this.growCache(limit))) return false;
		const { start: level } = memory.region("level");
		const apart = (1 << 13) + (this.count >> 5) * 8;
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
			first = search.gather(Math.max(start, last - SLICE_BYTES), last, first) >>> 0;
			yield;
		}
		for (let at = start; at < first; at += SLICE_BYTES) {
			memory.bytes.fill(0, at, Math.min(first, at + SLICE_BYTES));
			yield;
		}
		this.slots = slots;
		this.publish();
		for (let at = first; at < gathered; at += SLICE_BYTES / 8) {
			search.scatter(at, Math.min(gathered, at + SLICE_BYTES / 8));
			yield;
		}
		if (this.tracksCycles) yield* this.markLevel();
		return true;
	}

	/** Makes room to remember more steps when there are many states for each. Those that are remembered may be where they are not looked for any more. */
	private *growCache(limit: number): Generator<void, boolean> {
		const { memory } = this;
		const { start, bytes } = memory.region("cache");
		const entries = bytes / TRANSITION_BYTES;
		if (entries === 0 || entries >= MOST_CACHE || entries * CACHE_PART > this.slots || memory.end + bytes * 3 > limit) return true;
		if (!(yield* memory.resize("cache", bytes * 4))) return false;
		memory.bytes.fill(0, start + bytes, start + bytes * 4);
		this.publish();
		return true;
	}

	/** Marks the next level's states at their slots. */
	private *markLevel(): Generator<void> {
		const { start, bytes } = this.memory.region("level");
		this.memory.bytes.fill(0, start, start + bytes);
		const count = this.count;
		for (let first = this.field(PROGRESS.levelEnd); first < count; first += QUEUE_SLICE) {
			this.search.fillLevel(first, Math.min(count, first + QUEUE_SLICE));
			yield;
		}
	}

	/** Of the bits that mark the next level's states, for so many slots. */
	private levelBytes(slots: number): number {
		return this.tracksCycles ? Math.ceil(tableBytes(slots) / 8 / 64) * 8 : 0;
	}
}

/** Of a state without successors, as it is told. */
const STUCK_BYTES = 64;
const SLACK_PART = 128;
/** With more slots than this for each step that can be remembered there is room for four times as many of these. */
const CACHE_PART = 8;
/** With more states than this in which a cycle may begin it is not worth while to know them. */
const MOST_ENTRIES = 1 << 22;
/** How many states of the queue are marked between two yields. */
const QUEUE_SLICE = 1 << 16;
/** How many nodes are put into the index between two yields. */
const NODE_SLICE = 1 << 16;

/** Runs work to its end. Throws when there is no memory for it. */
function finish(work: Generator<void, boolean>): void {
	let slice = work.next();
	while (!slice.done) slice = work.next();
	if (!slice.value) throw new Error("there is no memory for a search");
}

/** How many slots there are behind those that a hash can name. */
function slack(slots: number): number {
	return 256 + Math.floor(slots / SLACK_PART);
}

/** Bytes of a table with so many slots that a hash can name. */
function tableBytes(slots: number): number {
	return (slots + slack(slots)) * 8;
}
