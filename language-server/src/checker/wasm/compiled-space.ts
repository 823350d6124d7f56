/**
 * A search that runs as WebAssembly: makes the module, lets it go on, gives it memory when it asks for more, and
 * answers what the rest of the checker asks of the states.
 *
 * Numbers of states are slots of the table.
 */
import type { PropertyGroups } from "../../system/property-groups";
import { ASSUMPTION, isGivenUp, type TransitionSystem } from "../../system/transition-system";
import { canHang } from "../../system/unfinished";
import { locationCycles } from "../hangs/location-cycles";
import type { HelperThread } from "../helper";
import { NO_REDUCTION, type Reduction } from "../reductions/reduction";
import { type Collapse, numbersEnd, withLaneBits } from "../states/collapse";
import type { Advance, Bounds, Exploration, StateStore } from "../states/exploration";
import type { Layout } from "../states/layout";
import { NONE } from "../states/noted-states";
import { OutOfMemory, withMemory } from "../states/out-of-memory";
import { CompiledProgram } from "./compiled-program";
import { NEVER, writeLaneTables } from "./lane-tables";
import type { Coding } from "./memory-map";
import { type Noted, NotedKeys } from "./noted-keys";
import { type CompiledSearch, compileSearch } from "./search-code";
import { SearchInstance } from "./search-instance";
import { SearchMemory } from "./search-memory";
import { SearchTables } from "./search-tables";
import { beginSecondThread, bytesWhenShared, type SecondThread } from "./second-thread";
import { STOPPED } from "./stopped";
import { UnfinishedStates } from "./unfinished-states";
import { MAXIMUM_PAGES, newMemory, type WebAssemblyHost } from "./web-assembly";

/** How many times as many steps two threads take as one before they look up: it takes some 20 µs to tell each other. */
const SHARED_SLICE = 2;

const NOTHING: Noted = { stuck: NONE, endings: NONE, cycleEntries: undefined };

export class CompiledSpace implements StateStore, Exploration {
	readonly program: CompiledProgram;
	readonly failures = new Map<string, number>();
	readonly gaveUp = new Set<string>();
	/** Another when states are to be collapsed otherwise: everything begins again then. */
	private instance!: SearchInstance;
	private tables!: SearchTables;
	/** What makes more room, as long as it is not done. Nothing else may happen meanwhile. */
	private growth: Generator<void, boolean> | undefined;
	private notedKeys = new NotedKeys();
	private noted = NOTHING;
	private readonly unfinished = new UnfinishedStates();
	private secondThread: SecondThread | undefined;
	private readonly cycles: readonly (readonly number[])[];
	private readonly tracksCycles: boolean;

	/**
	 * Holds the initial state. With `collapse` the layout is its layout. Throws `OutOfMemory`, as advancing may when it
	 * has to begin again.
	 */
	constructor(
		private readonly system: TransitionSystem,
		private readonly layout: Layout,
		private readonly properties: PropertyGroups,
		private readonly initial: Int32Array,
		private readonly host: WebAssemblyHost,
		private readonly reduction: Reduction = NO_REDUCTION,
		private collapse?: Collapse,
		/** A thread that helps when there are enough states, as long as it can share a memory. */
		private helper?: HelperThread,
	) {
		this.cycles = system.lanes.map(locationCycles);
		this.tracksCycles = system.lanes.some(canHang) && this.cycles.some((cycle) => cycle.some((number) => number >= 0));
		this.program = new CompiledProgram(system, properties.groups.length, layout.words, () => this.instance);
		this.begin();
	}

	/** Begins to explore, or begins again when states are to be collapsed otherwise. */
	private begin(): void {
		const { system, layout, properties, tracksCycles, collapse, host, cycles, initial } = this;
		this.release();
		this.secondThread = undefined;
		const compiled = this.compile();
		const { map, fixedBytes } = compiled;
		const memory = newMemory(host, fixedBytes);
		if (memory === undefined) throw new OutOfMemory();
		this.instance = new SearchInstance(host, compiled, memory, new SearchMemory(memory, fixedBytes));
		this.failures.clear();
		this.gaveUp.clear();
		this.notedKeys = new NotedKeys();
		const { instance } = this;
		this.tables = new SearchTables(instance, collapse, tracksCycles);
		writeLaneTables(instance, compiled, system, layout, cycles);
		instance.setField(map.progress.nodeCount, 1);
		for (const count of compiled.laneCounts) instance.setField(count, 1);
		instance.setField(map.progress.lane, map.lanes);
		instance.setField(map.progress.levelEnd, 1);
		instance.putSource(initial, 0, initial.length);
		instance.code.start(map.hostSource);
		if (this.program.groups[properties.always](initial, 0)) {
			for (const failure of this.program.reports) instance.setField(map.failureDepths + failure * 4, 0);
			this.readFailures();
		}
	}

	/** Makes the module; of a search that two threads make together each has one. */
	private compile(thread?: { readonly start: number; readonly shared: number | undefined }): CompiledSearch {
		const { system, layout, properties, tracksCycles, reduction, collapse } = this;
		return compileSearch(system, layout, properties, { maximumPages: MAXIMUM_PAGES, tracksCycles, reduction, collapse, thread });
	}

	/** How states are stored now. */
	get coding(): Coding {
		return this.instance.coding;
	}

	// --- as the states

	get count(): number {
		return this.instance.count;
	}

	get bytes(): number {
		return this.instance.memory.end + this.listBytes + this.unfinished.bytes;
	}

	/** Of the lists that are kept beside the memory of the module. */
	private get listBytes(): number {
		const { stuck, endings, cycleEntries } = this.noted;
		return this.notedKeys.bytes + (stuck.states.length + endings.states.length) * 8 + (cycleEntries?.byteLength ?? 0);
	}

	get bound(): number {
		return this.instance.memory.region("table").bytes / 8;
	}

	has(number: number): boolean {
		const { memory } = this.instance;
		const { words } = memory;
		const at = (memory.region("table").start >>> 2) + number * 2;
		return (words[at] | words[at + 1]) !== 0;
	}

	find(state: Int32Array): number {
		const { instance, layout } = this;
		instance.putSource(state, 0, layout.words);
		const slot = instance.code.find(instance.map.hostSource) >>> 0;
		return slot === 0 ? -1 : (slot - instance.memory.region("table").start) / 8;
	}

	read(number: number, into: Int32Array): void {
		const { instance, layout } = this;
		const { memory, map } = instance;
		const slot = memory.region("table").start + number * 8;
		let from = slot >>> 2;
		if (instance.coding !== "plain") {
			instance.code.read(slot, map.hostSource);
			from = map.hostSource >> 2;
		}
		const { words } = memory;
		for (let word = 0; word < layout.words; word++) into[word] = words[from + word];
	}

	// --- as an exploration

	get transitions(): number {
		const { instance } = this;
		return instance.maps.reduce((sum, { progress }) => {
			return sum + (instance.field(progress.transitions) >>> 0) + (instance.field(progress.transitions + 4) >>> 0) * 2 ** 32;
		}, 0);
	}

	get queued(): number {
		const { instance } = this;
		const { head, nextTaken, levelEnd } = instance.map.progress;
		return this.count - (instance.isShared ? Math.min(instance.field(nextTaken), instance.field(levelEnd)) : instance.field(head));
	}

	get depth(): number {
		return this.instance.field(this.instance.map.progress.depth);
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
			const reasons = this.run(steps, room, bounds.states);
			const { instance, tables } = this;
			this.readFailures();
			const stopped = (reason: number): boolean => reasons.includes(reason);
			if (stopped(STOPPED.stuck)) this.notedKeys.take(instance);
			if (stopped(STOPPED.lane)) this.widen();
			else if (stopped(STOPPED.nodes)) {
				if (tables.isCollapseOfUse) this.growth = tables.growNodes(room);
				else this.beginWithTrees();
			} else if (stopped(STOPPED.tableEnd)) this.growth = tables.growTable(room);
			else if (stopped(STOPPED.room)) {
				if (this.count > bounds.states) return "states";
				this.growth = tables.isQueueFull ? tables.growQueue(room) : tables.growTable(room);
			} else if (stopped(STOPPED.budget) || stopped(STOPPED.stuck)) return "more";
			else return stopped(STOPPED.done) || !this.goToNextLevel() ? "done" : "more";
		}
	}

	/** Takes so many steps, beside the second thread, if there is one: why the threads have stopped. */
	private run(steps: number, bytes: number, states: number): readonly number[] {
		const { instance } = this;
		if (this.helper && !instance.isShared) this.share(this.helper, bytes);
		const beside = this.secondThread?.isOfUse ? this.secondThread : undefined;
		const limit = Math.min(states + 1, this.tables.room);
		// Beside another thread the search stops one batch earlier.
		for (const { progress, batch } of instance.maps) instance.setField(progress.tailLimit, limit + (instance.isShared ? batch : 0));
		const own = (budget: number): number => instance.code.advance(budget);
		return beside?.advance(steps * SHARED_SLICE, own) ?? [own(steps)];
	}

	/** When there are enough states, and bytes for it, goes on with a second thread. */
	private share(helper: HelperThread, bytes: number): void {
		const { host, instance, tables, system, layout, cycles, reduction } = this;
		if (this.count < helper.leastStates || instance.coding === "tree" || reduction !== NO_REDUCTION) return;
		if (bytesWhenShared(instance) > bytes) return;
		this.secondThread = beginSecondThread(helper, {
			host,
			instance,
			tables,
			compile: (thread) => this.compile(thread),
			writeLaneTables: (module) => writeLaneTables(instance, module, system, layout, cycles),
		});
		// Where there is no memory that can be shared it goes on alone.
		if (!instance.isShared) this.helper = undefined;
	}

	/** Goes on to the next level, when both threads have come to the end of one; false when there is none. */
	private goToNextLevel(): boolean {
		const { instance } = this;
		const { memory, map } = instance;
		const levelStart = instance.field(map.progress.levelEnd);
		const levelEnd = this.count;
		if (levelStart === levelEnd) return false;
		for (const { progress } of instance.maps) {
			instance.setField(progress.levelEnd, levelEnd);
			instance.setField(progress.depth, instance.field(progress.depth) + 1);
			instance.setField(progress.head, levelStart);
			instance.setField(progress.takenEnd, levelStart);
			instance.setField(progress.roomEnd, levelStart + memory.region("ring").bytes / 8);
		}
		instance.setField(map.progress.nextTaken, levelStart);
		const { start, bytes } = memory.region("level");
		memory.clear(start, start + bytes);
		return true;
	}

	private readFailures(): void {
		const { instance, failures } = this;
		for (const { failureDepths } of instance.maps) {
			for (const [failure, { property }] of this.system.failures.entries()) {
				const depth = instance.field(failureDepths + failure * 4) >>> 0;
				if (depth === NEVER || property === ASSUMPTION) continue;
				if (isGivenUp(property)) {
					this.gaveUp.add(property);
					continue;
				}
				const known = failures.get(property);
				if (known === undefined || known > depth) failures.set(property, depth);
			}
		}
	}

	/** Begins again with more numbers for the lanes' parts that have none left. */
	private widen(): void {
		const { collapse, instance } = this;
		if (collapse === undefined) throw new Error("no lane has a part of its own");
		const { laneCounts } = instance.compiled;
		const bits = collapse.lanes.map((part, lane) => part.bits + (instance.field(laneCounts[lane]) >= numbersEnd(part) ? 2 : 0));
		this.collapse = withLaneBits(collapse, bits);
		this.begin();
	}

	/** Begins again with trees, where collapsed states are not of use. */
	private beginWithTrees(): void {
		this.collapse = undefined;
		this.begin();
	}

	release(): void {
		this.secondThread?.stop();
	}

	// --- when it has ended

	*end(isLate: () => boolean = () => false): Generator<void, boolean> {
		const { instance, tables, secondThread } = this;
		if (this.growth) yield* withMemory(this.growth);
		this.growth = undefined;
		this.notedKeys.take(instance);
		const flush = (): number => instance.code.flush() || (secondThread?.flush() ?? 0);
		while (flush() !== 0) yield* withMemory(tables.growTable(Number.POSITIVE_INFINITY));
		this.readFailures();
		this.notedKeys.take(instance);
		this.unfinished.noteBegun(instance);
		secondThread?.stop();
		this.program.abandon();
		const listing = this.notedKeys.list(instance);
		let step = listing.next();
		for (; !step.done && !isLate(); step = listing.next()) yield;
		this.notedKeys = new NotedKeys();
		if (step.done) this.noted = step.value;
		return step.done === true;
	}

	get stuck(): Noted["stuck"] {
		return this.noted.stuck;
	}

	get endings(): Noted["endings"] {
		return this.noted.endings;
	}

	get cycleEntries(): Noted["cycleEntries"] {
		return this.noted.cycleEntries;
	}

	waysTried(state: number, lane: number): number {
		return this.unfinished.waysTried(this.instance, this.bound, state, lane);
	}

	successorsWithin(): (state: number, list: number[]) => boolean {
		const { memory, map, code } = this.instance;
		const { start } = memory.region("table");
		const first = map.batchKeys;
		return (state, list) => {
			const count = code.within(start + state * 8, first, map.batchGroups);
			const { words } = memory;
			for (let index = 0; index < count; index++) list.push(((words[(first >> 2) + index] >>> 0) - start) / 8);
			return count >= 0;
		};
	}
}
