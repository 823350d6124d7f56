/**
 * How a search goes on with a second thread: everything is moved to a memory that both share, and each gets a module of
 * its own.
 */
import { runToEnd } from "../../base/run-to-end";
import type { Helper, HelperThread } from "../helper";
import { TRANSITION_BYTES } from "./advance-code";
import type { CompiledSearch } from "./search-code";
import type { SearchInstance } from "./search-instance";
import { MOST_CACHE, type SearchTables } from "./search-tables";
import { newMemory, type WebAssemblyHost } from "./web-assembly";

/** What a second thread needs of its own beside lists and batches: to remember steps, and tables of what lanes do. */
const LARGEST_OWN_BYTES = (1 << 20) + (1 << 19);
/** Fewer states of a level than this are left to the thread that has begun with it. */
const FIRST_TAKEN = 256;

/** What sharing a search takes. */
interface Sharing {
	readonly host: WebAssemblyHost;
	readonly instance: SearchInstance;
	readonly tables: SearchTables;
	/** Makes the module of a thread, as `compileSearch` does. */
	compile(thread: { readonly start: number; readonly shared: number | undefined }): CompiledSearch;
	/** See `writeLaneTables`. */
	writeLaneTables(module: CompiledSearch): void;
}

/** How many bytes a search takes at least when it is shared. */
export function bytesWhenShared({ memory, map }: SearchInstance): number {
	return memory.end + map.end + LARGEST_OWN_BYTES;
}

/**
 * Moves a search to a memory that can be shared, where the host has one, and gives the helper its module: it joins when
 * it is ready. Undefined where the search goes on alone: `instance.isShared` tells whether in a shared memory.
 */
export function beginSecondThread(thread: HelperThread, sharing: Sharing): SecondThread | undefined {
	const { host, instance, tables, compile } = sharing;
	const memory = newMemory(host, instance.memory.end, true);
	if (memory === undefined) return undefined;
	const own = compile({ start: 0, shared: undefined });
	instance.moveTo(memory, own);
	const { start } = instance.memory.region("helper");
	const module = compile({ start, shared: own.sharedStart });
	const cacheBytes = module.coding === "collapsed" ? MOST_CACHE * TRANSITION_BYTES : 0;
	const hasRoom = runToEnd(instance.memory.resize("helper", module.fixedBytes - start + cacheBytes));
	instance.memory.clear(start, start + instance.memory.region("helper").bytes);
	tables.publish();
	const { progress } = instance.map;
	const head = instance.field(progress.head);
	instance.setField(progress.takenEnd, Math.min(head + FIRST_TAKEN, instance.field(progress.levelEnd)));
	instance.setField(progress.nextTaken, instance.field(progress.takenEnd));
	instance.setField(progress.roomEnd, head + instance.memory.region("ring").bytes / 8);
	if (!hasRoom) return undefined;
	return new SecondThread(thread.begin({ bytes: module.bytes, memory, control: progress.command >> 2 }), module, sharing);
}

/** The thread that helps, as its owner sees it. */
export class SecondThread {
	constructor(
		private readonly helper: Helper,
		private readonly module: CompiledSearch,
		private readonly sharing: Sharing,
	) {}

	private get hasJoined(): boolean {
		return this.sharing.instance.helper !== undefined;
	}

	/**
	 * Whether it takes part now: its module is ready, and there are enough states that no thread has taken, or it has
	 * some left.
	 */
	get isOfUse(): boolean {
		if (!this.hasJoined && this.helper.isReady) this.join();
		if (!this.hasJoined) return false;
		const { instance } = this.sharing;
		const { progress } = this.module.map;
		const isIdle = instance.field(progress.head) === instance.field(progress.takenEnd) && instance.field(progress.pending) === 0;
		const { levelEnd, nextTaken } = instance.map.progress;
		return !isIdle || instance.field(levelEnd) - instance.field(nextTaken) >= FIRST_TAKEN;
	}

	/** Lets it take states of the level. */
	private join(): void {
		const { sharing, module } = this;
		const { instance, tables } = sharing;
		instance.helper = module;
		sharing.writeLaneTables(module);
		const { map } = instance;
		const own = module.map;
		for (const name of ["levelEnd", "depth", "roomEnd"] as const) instance.setField(own.progress[name], instance.field(map.progress[name]));
		for (const name of ["head", "takenEnd"] as const) instance.setField(own.progress[name], instance.field(own.progress.levelEnd));
		instance.setField(own.progress.lane, own.lanes);
		instance.setField(own.progress.cacheStart, module.fixedBytes);
		instance.setField(own.progress.cacheShift, 64 - Math.log2(MOST_CACHE));
		tables.publish();
	}

	/** Lets it take so many steps while `own` does the same in this thread: why both have stopped. */
	advance(steps: number, own: (steps: number) => number): readonly number[] {
		this.helper.advance(steps);
		const reason = own(steps);
		return [reason, this.helper.wait()];
	}

	/** Lets it look for what it has gathered, if it has joined: 0 when that is done. */
	flush(): number {
		return this.hasJoined ? this.helper.flush() : 0;
	}

	stop(): void {
		this.helper.stop();
	}
}
