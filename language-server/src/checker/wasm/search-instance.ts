import type { Coding, MemoryMap } from "./memory-map";
import type { CompiledSearch, SearchExports } from "./search-code";
import type { SearchMemory } from "./search-memory";
import type { WasmMemory, WebAssemblyHost } from "./web-assembly";

/** A module that explores, with the memory that it works on: what its host reads there, and writes. */
export class SearchInstance {
	/** The module of the thread that helps, once it has joined: it works on the same memory. */
	helper: CompiledSearch | undefined;
	/** Whether the module is one that goes through a level beside others. */
	isShared = false;
	private exports: SearchExports;

	constructor(
		private readonly host: WebAssemblyHost,
		private module: CompiledSearch,
		memory: WasmMemory,
		private regions: SearchMemory,
	) {
		this.exports = this.instantiate(memory);
	}

	private instantiate(memory: WasmMemory): SearchExports {
		const { Instance, Module } = this.host;
		const exports = new Instance(new Module(this.module.bytes), { env: { memory } }).exports as SearchExports;
		this.regions.workWith(exports);
		return exports;
	}

	/** Goes on in a memory that threads share, with the module that is made for that. */
	moveTo(memory: WasmMemory, module: CompiledSearch): void {
		this.module = module;
		this.regions = this.regions.movedTo(memory);
		this.exports = this.instantiate(memory);
		this.isShared = true;
	}

	get code(): SearchExports {
		return this.exports;
	}

	get memory(): SearchMemory {
		return this.regions;
	}

	get compiled(): CompiledSearch {
		return this.module;
	}

	get coding(): Coding {
		return this.module.coding;
	}

	get map(): MemoryMap {
		return this.module.map;
	}

	/** The maps of both threads' memory, or the only one. */
	get maps(): readonly MemoryMap[] {
		return this.helper ? [this.map, this.helper.map] : [this.map];
	}

	/** The number at an address. */
	field(address: number): number {
		return this.regions.words[address >> 2];
	}

	setField(address: number, value: number): void {
		this.regions.words[address >> 2] = value;
	}

	/** How many states there are. */
	get count(): number {
		return this.field(this.map.progress.tail);
	}

	/** Puts the packed state at `source[at]` where the module takes states from its host. */
	putSource(source: Int32Array, at: number, length: number): void {
		const { words } = this.regions;
		const from = this.map.hostSource >> 2;
		for (let word = 0; word < length; word++) words[from + word] = source[at + word];
	}

	/** The number of the state whose key is at an address. */
	numberAt(key: number): number {
		return ((this.exports.slotOf(key) >>> 0) - this.regions.region("table").start) / 8;
	}

	/** The number of the state at a place in the queue. */
	queuedAt(place: number): number {
		return this.numberAt(this.regions.region("ring").start + (place & this.field(this.map.progress.ringMask)) * 8);
	}

	/** Where the places in the queue end that a thread has taken. */
	takenEnd(progress: MemoryMap["progress"]): number {
		return this.isShared ? this.field(progress.takenEnd) : this.count;
	}
}
