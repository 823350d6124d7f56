/**
 * A search that runs as WebAssembly: makes the module, gives it memory when it asks for more, and answers what the rest of the checker asks.
 *
 * Numbers of states are slots of the table.
 */
import { runToEnd } from "../../base/run-to-end";
import type { PropertyGroups } from "../../system/property-groups";
import { GIVEN_UP, type TransitionSystem } from "../../system/transition-system";
import { locationCycles } from "../hangs/location-cycles";
import type { Helper, HelperThread } from "../helper";
import { NO_REDUCTION, type Reduction } from "../reductions/reduction";
import { type Collapse, numbersEnd, withLaneBits } from "../states/collapse";
import type { Advance, Bounds, Exploration, StateStore } from "../states/exploration";
import type { Layout } from "../states/layout";
import { maskOf } from "../states/layout";
import { inOrder, NONE, NOTED_BYTES, NotedList } from "../states/noted-states";
import { NumberList } from "../states/number-list";
import { OutOfMemory } from "../states/out-of-memory";
import type { GroupFunction, LaneFunction, Program } from "../states/program";
import { REPORTED } from "../states/program";
import { TRANSITION_BYTES } from "./advance-code";
import { type Coding, LANE_BYTES, LANE_MOVED, type MemoryMap, OTHER_MOVED, TASK_MOVED } from "./memory-map";
import { type CompiledSearch, compileSearch, type SearchExports } from "./search-code";
import { SearchMemory, SLICE_BYTES } from "./search-memory";
import { STOPPED } from "./stopped";
import { nodeWords, treeNodes } from "./tree";
import { PAGE_BYTES, type WasmMemory, type WebAssemblyHost } from "./web-assembly";

/** One less than 4 gigabytes, so that the end of the memory has an address. */
const MAXIMUM_PAGES = 65535;
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
/** More steps than this are not remembered: what is further away than the processor's cache costs as much as taking the step. */
const MOST_CACHE = 1 << 16;
/** Two threads may look at the same time whether there is room for another shared part, and each may keep a number. */
const PARTS_LEFT = 4;
/** With more shared parts than this there should be several states for each of them. */
const MANY_PARTS = 1 << 17;
/** How many times as many steps two threads take as one before they look up: it takes some 20 µs to tell each other. */
const SHARED_SLICE = 2;
/** What a second thread needs of its own beside lists and batches: to remember steps, and tables of what lanes do. */
const LARGEST_OWN_BYTES = (1 << 20) + (1 << 19);
/** Fewer states of a level than this are left to the thread that has begun with it. */
const FIRST_TAKEN = 256;
const NEVER = 0xffffffff;

export class CompiledSpace implements Program, StateStore, Exploration {
	readonly lanes: readonly LaneFunction[];
	readonly groups: readonly GroupFunction[];
	readonly reports: number[] = [];
	readonly failures = new Map<string, number>();
	gaveUp = false;
	stuck = NONE;
	endings = NONE;
	private compiled!: CompiledSearch;
	private memory!: SearchMemory;
	private search!: SearchExports;
	private map!: MemoryMap;
	/** States in which something ends, until numbers are final: keys, depths, and whether all tasks are done, in four entries each. */
	private stuckKeys = new NumberList();
	/** Slots that a hash can name. */
	private slots = 0;
	/** What makes more room, as long as it is not done. Nothing else may happen meanwhile. */
	private growth: Generator<void, boolean> | undefined;
	/** The states that have not been gone on from, one bit for each number: they are looked for when someone asks, for there can be millions. */
	private unfinished: Uint8Array | undefined;
	/** Those that have been gone on from in part, and how far. */
	private readonly begun = new Map<number, { readonly lane: number; readonly ways: number }>();
	/** The thread that helps, if it can share a memory; it joins when its module is ready. */
	private helping: { readonly control: Helper; readonly compiled: CompiledSearch; joined: boolean } | undefined;
	/** Whether the module is one that goes through a level beside others. */
	private isShared = false;
	private readonly cycles: readonly (readonly number[])[];
	private readonly tracksCycles: boolean;
	/** Until numbers are final: two entries each. */
	private entryKeys = new NumberList();
	cycleEntries: Int32Array | undefined;

	/** Holds the initial state. With `collapse` the layout is its layout. Throws `OutOfMemory`, as advancing may when it has to begin again. */
	constructor(
		private readonly system: TransitionSystem,
		private readonly layout: Layout,
		private readonly properties: PropertyGroups,
		private readonly initial: Int32Array,
		private readonly host: WebAssemblyHost,
		private readonly reduction: Reduction = NO_REDUCTION,
		private collapse?: Collapse,
		private helper?: HelperThread,
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
		this.release();
		this.helping = undefined;
		this.isShared = false;
		this.compiled = compileSearch(system, layout, properties, { maximumPages: MAXIMUM_PAGES, tracksCycles, reduction, collapse });
		const { map, fixedBytes, bytes } = this.compiled;
		this.map = map;
		const memory = memoryOf(host, Math.ceil(fixedBytes / PAGE_BYTES) + 2);
		if (memory === undefined) throw new OutOfMemory();
		this.memory = new SearchMemory(memory, fixedBytes);
		this.search = new host.Instance(new host.Module(bytes), { env: { memory } }).exports as SearchExports;
		this.memory.workWith(this.search);
		this.failures.clear();
		this.gaveUp = false;
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
		const count = this.field(this.map.progress.reportCount);
		for (let index = 0; index < count; index++) this.reports.push(this.field(this.map.reports + index * 4));
	}

	// --- as the states

	/** How states are stored now. */
	get coding(): Coding {
		return this.compiled.coding;
	}

	get count(): number {
		return this.field(this.map.progress.tail);
	}

	get bytes(): number {
		return this.memory.end + this.listBytes + (this.unfinished?.length ?? 0);
	}

	/** Of the lists that are kept beside the memory of the module, and of what becomes of them. */
	private get listBytes(): number {
		const stuck = this.stuckKeys.bytes + (this.stuckKeys.length / 4 + this.stuck.states.length + this.endings.states.length) * NOTED_BYTES;
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
		return this.maps.reduce((sum, { progress }) => {
			return sum + (this.field(progress.transitions) >>> 0) + (this.field(progress.transitions + 4) >>> 0) * 2 ** 32;
		}, 0);
	}

	get queued(): number {
		const { head, nextTaken, levelEnd } = this.map.progress;
		return this.count - (this.isShared ? Math.min(this.field(nextTaken), this.field(levelEnd)) : this.field(head));
	}

	get depth(): number {
		return this.field(this.map.progress.depth);
	}

	advance(steps: number, bounds: Bounds): Advance {
		if (this.bytes > bounds.bytes) return "memory";
		// Lists may become twice as long before tables are looked at again.
		const room = bounds.bytes - 2 * this.listBytes;
		for (;;) {
			if (this.growth) {
				const { done, value } = this.growth.next();
				if (!done) return "more";
				this.growth = undefined;
				if (!value) return "memory";
			}
			const limit = Math.min(bounds.states + 1, Math.floor(this.slots * FULL));
			// Beside another thread the search stops one batch earlier.
			for (const { progress, batch } of this.maps) this.setField(progress.tailLimit, limit + (this.isShared ? batch : 0));
			const reasons = this.run(steps, room);
			this.readFailures();
			const stopped = (reason: number): boolean => reasons.includes(reason);
			if (stopped(STOPPED.stuck)) this.takeLists();
			if (stopped(STOPPED.lane)) this.widen();
			else if (stopped(STOPPED.nodes)) {
				if (this.isCollapseOfUse()) this.growth = this.growNodes(room);
				else this.beginWithTrees();
			} else if (stopped(STOPPED.tableEnd)) this.growth = this.growTable(room);
			else if (stopped(STOPPED.room)) {
				if (this.count > bounds.states) return "states";
				this.growth = this.isQueueFull ? this.growQueue(room) : this.growTable(room);
			} else if (stopped(STOPPED.budget) || stopped(STOPPED.stuck)) return "more";
			else return stopped(STOPPED.done) || !this.goToNextLevel() ? "done" : "more";
		}
	}

	/** Takes so many steps, beside the helper, if there is one: why the threads have stopped. */
	private run(steps: number, limit: number): readonly number[] {
		if (this.helper && !this.isShared) this.share(this.helper, limit);
		if (this.helping?.joined === false && this.helping.control.isReady) this.join();
		if (!this.helping?.joined || !this.hasWorkForHelper()) return [this.search.advance(steps)];
		this.helping.control.advance(steps * SHARED_SLICE);
		const own = this.search.advance(steps * SHARED_SLICE);
		return [own, this.helping.control.wait()];
	}

	/** Whether the queue has no room for another batch of each thread. */
	private get isQueueFull(): boolean {
		const { progress, batch } = this.map;
		return this.isShared ? this.field(progress.roomEnd) - this.count <= batch : this.queued > this.field(progress.ringMask);
	}

	/** Goes on to the next level, when both threads have come to the end of one; false when there is none. */
	private goToNextLevel(): boolean {
		const { memory, maps } = this;
		const levelStart = this.field(this.map.progress.levelEnd);
		const levelEnd = this.count;
		if (levelStart === levelEnd) return false;
		for (const { progress } of maps) {
			this.setField(progress.levelEnd, levelEnd);
			this.setField(progress.depth, this.field(progress.depth) + 1);
			this.setField(progress.head, levelStart);
			this.setField(progress.takenEnd, levelStart);
			this.setField(progress.roomEnd, levelStart + memory.region("ring").bytes / 8);
		}
		this.setField(this.map.progress.nextTaken, levelStart);
		const { start, bytes } = memory.region("level");
		memory.clear(start, start + bytes);
		return true;
	}

	// --- with a helper

	/** The maps of both threads' memory, or the only one. */
	private get maps(): readonly MemoryMap[] {
		return this.helping?.joined ? [this.map, this.helping.compiled.map] : [this.map];
	}

	/** When there are enough states, moves everything to a memory that can be shared, and gives the helper its module. */
	private share(helper: HelperThread, limit: number): void {
		const { host, system, layout, properties, tracksCycles, reduction, collapse, memory: old, map } = this;
		if (this.count < helper.leastStates || this.compiled.coding === "tree" || reduction !== NO_REDUCTION) return;
		if (old.end + map.end + LARGEST_OWN_BYTES > limit) return;
		const compile = (thread: { readonly start: number; readonly shared: number | undefined }): CompiledSearch =>
			compileSearch(system, layout, properties, { maximumPages: MAXIMUM_PAGES, tracksCycles, reduction, collapse, thread });
		const memory = memoryOf(host, Math.ceil(old.end / PAGE_BYTES) + 2, true);
		if (memory === undefined) {
			// Goes on alone.
			this.helper = undefined;
			return;
		}
		this.memory = old.movedTo(memory);
		this.compiled = compile({ start: 0, shared: undefined });
		this.search = new host.Instance(new host.Module(this.compiled.bytes), { env: { memory } }).exports as SearchExports;
		this.memory.workWith(this.search);
		this.isShared = true;
		const { start } = this.memory.region("helper");
		const other = compile({ start, shared: this.compiled.sharedStart });
		const cacheBytes = other.coding === "collapsed" ? MOST_CACHE * TRANSITION_BYTES : 0;
		const hasRoom = runToEnd(this.memory.resize("helper", other.fixedBytes - start + cacheBytes));
		this.memory.clear(start, start + this.memory.region("helper").bytes);
		this.publish();
		const { progress } = map;
		const head = this.field(progress.head);
		this.setField(progress.takenEnd, Math.min(head + FIRST_TAKEN, this.field(progress.levelEnd)));
		this.setField(progress.nextTaken, this.field(progress.takenEnd));
		this.setField(progress.roomEnd, head + this.memory.region("ring").bytes / 8);
		if (!hasRoom) return;
		const control = helper.begin({ bytes: other.bytes, memory, control: progress.command >> 2 });
		this.helping = { control, compiled: other, joined: false };
	}

	/** Lets the helper, whose module is ready, take states of the level. */
	private join(): void {
		const { helping, map } = this;
		if (helping === undefined) return;
		helping.joined = true;
		const { compiled } = helping;
		this.writeTables(compiled);
		const own = compiled.map;
		for (const name of ["levelEnd", "depth", "roomEnd"] as const) this.setField(own.progress[name], this.field(map.progress[name]));
		for (const name of ["head", "takenEnd"] as const) this.setField(own.progress[name], this.field(own.progress.levelEnd));
		this.setField(own.progress.lane, own.lanes);
		this.setField(own.progress.cacheStart, compiled.fixedBytes);
		this.setField(own.progress.cacheShift, 64 - Math.log2(MOST_CACHE));
		this.publish();
	}

	/** Whether there are enough states that no thread has taken, or the helper has some left. */
	private hasWorkForHelper(): boolean {
		const { map, helping } = this;
		if (helping === undefined) return false;
		const { progress } = helping.compiled.map;
		const isIdle = this.field(progress.head) === this.field(progress.takenEnd) && this.field(progress.pending) === 0;
		return !isIdle || this.field(map.progress.levelEnd) - this.field(map.progress.nextTaken) >= FIRST_TAKEN;
	}

	release(): void {
		this.helping?.control.stop();
	}

	*end(isLate: () => boolean = () => false): Generator<void, boolean> {
		if (this.growth) yield* finishing(this.growth);
		this.growth = undefined;
		this.takeLists();
		while (this.search.flush() !== 0) yield* finishing(this.growTable(Number.POSITIVE_INFINITY));
		while (this.helping?.joined && this.helping.control.flush() !== 0) yield* finishing(this.growTable(Number.POSITIVE_INFINITY));
		this.readFailures();
		this.takeLists();
		this.noteBegun();
		this.helping?.control.stop();
		this.abandon();
		const listing = this.listNoted();
		let step = listing.next();
		for (; !step.done && !isLate(); step = listing.next()) yield;
		this.stuckKeys = new NumberList();
		this.entryKeys = new NumberList();
		return step.done === true;
	}

	/** Lists what was noted by the numbers that states have in the end. */
	private *listNoted(): Generator<void, void> {
		const { stuckKeys, entryKeys } = this;
		const stuck = new NotedList();
		const endings = new NotedList();
		for (let index = 0; index < stuckKeys.length; index += 4) {
			(stuckKeys.at(index + 3) === 0 ? stuck : endings).push(this.numberOf(stuckKeys, index), stuckKeys.at(index + 2));
			if (index % LIST_SLICE === 0) yield;
		}
		const entries = entryKeys.length < MOST_ENTRIES * 2 ? new Int32Array(entryKeys.length / 2) : undefined;
		for (let index = 0; entries !== undefined && index < entryKeys.length; index += 2) {
			entries[index / 2] = this.numberOf(entryKeys, index);
			if (index % LIST_SLICE === 0) yield;
		}
		const ordered = [yield* inOrder(stuck.all()), yield* inOrder(endings.all())];
		[this.stuck, this.endings] = ordered;
		this.cycleEntries = entries;
	}

	/** The number of the state whose key stands in a list. */
	private numberOf(keys: NumberList, index: number): number {
		const { words } = this.memory;
		const { stuck: key } = this.map;
		words[key >> 2] = keys.at(index);
		words[(key >> 2) + 1] = keys.at(index + 1);
		return this.numberAt(key);
	}

	waysTried(state: number, lane: number): number {
		this.unfinished ??= this.findQueued();
		if ((this.unfinished[state >> 3] & (1 << (state & 7))) === 0) return Number.POSITIVE_INFINITY;
		const begun = this.begun.get(state);
		if (begun === undefined) return 0;
		if (lane !== begun.lane) return lane < begun.lane ? Number.POSITIVE_INFINITY : 0;
		return begun.ways;
	}

	successorsWithin(): (state: number, list: number[]) => boolean {
		const { memory, map, search } = this;
		const { start } = memory.region("table");
		const first = map.batchKeys;
		return (state, list) => {
			const count = search.within(start + state * 8, first, map.batchGroups);
			const { words } = memory;
			for (let index = 0; index < count; index++) list.push(((words[(first >> 2) + index] >>> 0) - start) / 8);
			return count >= 0;
		};
	}

	/** Notes which states have been gone on from in part: the next step that is taken makes that forgotten. */
	private noteBegun(): void {
		for (const { progress, lanes } of this.maps) {
			const head = this.field(progress.head);
			if (head === this.takenEnd(progress)) continue;
			this.begun.set(this.queuedAt(head), { lane: (this.field(progress.lane) - lanes) / LANE_BYTES, ways: this.field(progress.ways) });
		}
	}

	/** The states that have not been gone on from, a bit each: those behind all that threads have taken, and what is left of these. */
	private findQueued(): Uint8Array {
		const unfinished = new Uint8Array((this.bound >> 3) + 1);
		const note = (first: number, end: number): void => {
			for (let place = first; place < end; place++) {
				const number = this.queuedAt(place);
				unfinished[number >> 3] |= 1 << (number & 7);
			}
		};
		for (const { progress } of this.maps) note(this.field(progress.head), this.takenEnd(progress));
		const { nextTaken, levelEnd } = this.map.progress;
		if (this.isShared) note(Math.min(this.field(nextTaken), this.field(levelEnd)), this.count);
		return unfinished;
	}

	/** Where the places in the queue end that a thread has taken. */
	private takenEnd(progress: MemoryMap["progress"]): number {
		return this.isShared ? this.field(progress.takenEnd) : this.count;
	}

	/** The number of the state at a place in the queue. */
	private queuedAt(place: number): number {
		return this.numberAt(this.memory.region("ring").start + (place & this.field(this.map.progress.ringMask)) * 8);
	}

	/** The number of the state whose key is at an address. */
	private numberAt(key: number): number {
		return ((this.search.slotOf(key) >>> 0) - this.memory.region("table").start) / 8;
	}

	private readFailures(): void {
		for (const { failureDepths } of this.maps) {
			for (const [failure, { property }] of this.system.failures.entries()) {
				const depth = this.field(failureDepths + failure * 4) >>> 0;
				if (depth === NEVER) continue;
				if (property === GIVEN_UP) {
					this.gaveUp = true;
					continue;
				}
				const known = this.failures.get(property);
				if (known === undefined || known > depth) this.failures.set(property, depth);
			}
		}
	}

	private takeLists(): void {
		for (const { progress, stuck, entries } of this.maps) {
			const count = this.field(progress.stuckCount);
			for (let index = 0; index < count; index++) {
				for (let word = 0; word < 4; word++) this.stuckKeys.push(this.field(stuck + index * 16 + word * 4));
			}
			this.setField(progress.stuckCount, 0);
			const words = this.field(progress.entryCount) * 2;
			for (let word = 0; word < words && this.entryKeys.length < MOST_ENTRIES * 2; word++) {
				this.entryKeys.push(this.field(entries + word * 4));
			}
			this.setField(progress.entryCount, 0);
		}
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
		const parts = this.field(this.map.progress.nodeCount);
		return parts < 2 ** this.collapse.shared.bits - PARTS_LEFT && (parts < MANY_PARTS || parts * 2 < this.count);
	}

	/** Begins again with more numbers for the lanes' parts that have none left. */
	private widen(): void {
		const { collapse, compiled } = this;
		if (collapse === undefined) throw new Error("no lane has a part of its own");
		const bits = collapse.lanes.map((part, lane) => part.bits + (this.field(compiled.laneCounts[lane]) >= numbersEnd(part) ? 2 : 0));
		this.collapse = withLaneBits(collapse, bits);
		this.begin();
	}

	/** Begins again with trees, where collapsed states are not of use. */
	private beginWithTrees(): void {
		this.collapse = undefined;
		this.begin();
	}

	private prepare(): void {
		const { memory, compiled, map, properties, initial } = this;
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
		this.writeTables(compiled);
		this.setField(this.map.progress.nodeCount, 1);
		for (const count of compiled.laneCounts) this.setField(count, 1);
		this.setField(this.map.progress.lane, this.map.lanes);
		this.setField(this.map.progress.levelEnd, 1);
		memory.words.set(initial, map.hostSource >> 2);
		this.search.start(map.hostSource);
		if (this.groups[properties.always](initial, 0)) {
			for (const failure of this.reports) this.setField(map.failureDepths + failure * 4, 0);
			this.readFailures();
		}
	}

	/** Puts what a thread's code looks up into its memory. */
	private writeTables(compiled: CompiledSearch): void {
		const { system, layout, cycles } = this;
		const { words } = this.memory;
		const { map } = compiled;
		for (const [lane, { kind, locationCell }] of system.lanes.entries()) {
			const field = layout.fields[locationCell];
			const description = [
				(field.word >> 1) * 8,
				field.shift + (field.word & 1) * 32,
				maskOf(field),
				compiled.firstSteps[lane] + field.min,
			];
			words.set([...description, ...(compiled.laneWords[lane] ?? [])], (map.lanes + lane * LANE_BYTES) >> 2);
			this.setField(map.lanes + lane * LANE_BYTES + LANE_MOVED, kind === "task" ? TASK_MOVED : OTHER_MOVED);
		}
		words.set(compiled.written, map.end >> 2);
		words.set([...cycles.flat(), ...compiled.tables], compiled.cyclesStart >> 2);
		words.fill(-1, map.failureDepths >> 2, (map.failureDepths >> 2) + system.failures.length);
	}

	/** Tells the modules where everything is. */
	private publish(): void {
		for (const map of this.maps) this.publishTo(map);
		this.setField(this.map.progress.cacheStart, this.memory.region("cache").start);
		this.setField(this.map.progress.cacheShift, 64 - Math.log2(this.memory.region("cache").bytes / TRANSITION_BYTES));
	}

	private publishTo({ progress, batch }: MemoryMap): void {
		const { memory } = this;
		const { start: table, bytes } = memory.region("table");
		this.setField(progress.tableStart, table);
		this.setField(progress.tableSlots, this.slots);
		this.setField(progress.tableEnd, table + bytes - 8);
		this.setField(progress.ringStart, memory.region("ring").start);
		this.setField(progress.ringMask, memory.region("ring").bytes / 8 - 1);
		this.setField(progress.levelStart, memory.region("level").start);
		this.setField(progress.levelBytes, memory.region("level").bytes);
		this.setField(progress.nodesStart, memory.region("nodes").start);
		const { coding, words } = this.compiled;
		const nodes = memory.region("nodes").bytes / this.nodeBytes;
		// Of trees a batch is looked up at once.
		this.setField(
			progress.nodesLimit,
			coding === "tree" ? nodes - (batch + 1) * treeNodes(words) : Math.min(nodes, 2 ** (this.collapse?.shared.bits ?? 32)) - PARTS_LEFT,
		);
		this.setField(progress.indexStart, memory.region("index").start);
		this.setField(progress.indexMask, memory.region("index").bytes / 4 - 1);
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
		memory.move(start + bytes, start, bytes);
		for (const { progress } of this.maps) this.setField(progress.roomEnd, this.field(progress.roomEnd) + bytes / 8);
		this.publish();
		return true;
	}

	/** Numbers of shared parts that threads have taken and not used, in ascending order. */
	private get spares(): readonly number[] {
		return this.maps.map(({ spares }) => this.field(spares)).sort((a, b) => a - b);
	}

	private *growNodes(limit: number): Generator<void, boolean> {
		const { memory } = this;
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
		const count = this.field(this.map.progress.nodeCount);
		for (let first = 1; first < count; first += NODE_SLICE) {
			const last = Math.min(count, first + NODE_SLICE);
			let from = first;
			// A number that a thread keeps for later has no content of its own.
			for (const spare of this.spares) {
				if (spare < from || spare >= last) continue;
				this.search.indexNodes(from, spare);
				from = spare + 1;
			}
			this.search.indexNodes(from, last);
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
			memory.clear(at, Math.min(first, at + SLICE_BYTES));
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
		memory.clear(start + bytes, start + bytes * 4);
		this.publish();
		return true;
	}

	/** Marks the next level's states at their slots. */
	private *markLevel(): Generator<void> {
		const { start, bytes } = this.memory.region("level");
		this.memory.clear(start, start + bytes);
		const count = this.count;
		for (let first = this.field(this.map.progress.levelEnd); first < count; first += QUEUE_SLICE) {
			this.search.fillLevel(first, Math.min(count, first + QUEUE_SLICE));
			yield;
		}
	}

	/** Of the bits that mark the next level's states, for so many slots. */
	private levelBytes(slots: number): number {
		return this.tracksCycles ? Math.ceil(tableBytes(slots) / 8 / 64) * 8 : 0;
	}
}

/** How many words of a list are gone through between two yields. */
const LIST_SLICE = 1 << 13;
const SLACK_PART = 128;
/** With more slots than this for each step that can be remembered there is room for four times as many of these. */
const CACHE_PART = 8;
/** With more states than this in which a cycle may begin it is not worth while to know them. */
const MOST_ENTRIES = 1 << 22;
/** How many states of the queue are marked between two yields. */
const QUEUE_SLICE = 1 << 16;
/** How many nodes are put into the index between two yields. */
const NODE_SLICE = 1 << 16;

/** Goes through work to its end. Throws `OutOfMemory` when there is no memory for it. */
function* finishing(work: Generator<void, boolean>): Generator<void, void> {
	if (!(yield* work)) throw new OutOfMemory();
}

/** The same in one go. */
function finish(work: Generator<void, boolean>): void {
	runToEnd(finishing(work));
}

/** A memory of so many pages at first; undefined when the host has none. */
function memoryOf(host: WebAssemblyHost, initial: number, shared = false): WasmMemory | undefined {
	try {
		return new host.Memory({ initial, maximum: MAXIMUM_PAGES, ...(shared && { shared }) });
	} catch {
		return undefined;
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
