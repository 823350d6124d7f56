/**
 * The memory of a search: what is there from the start, and behind it the regions that grow — the own memory of a
 * second thread, what is remembered of steps, nodes of trees or shared parts of states, their index, the queue, which
 * states are the next level's and, last, the table of states. Whatever lies behind a region that grows moves up.
 *
 * Invariant: everything behind the table is 0.
 */
import { PAGE_BYTES, type WasmMemory } from "./web-assembly";

export interface Region {
	readonly start: number;
	readonly bytes: number;
}

/** In the order in which they lie. */
export type RegionName = "helper" | "cache" | "nodes" | "index" | "ring" | "level" | "table";
const ORDER: readonly RegionName[] = ["helper", "cache", "nodes", "index", "ring", "level", "table"];

/** How much is moved between two yields. */
export const SLICE_BYTES = 1 << 23;

/** As in `SearchExports`. */
export interface BulkCode {
	clear(start: number, bytes: number): void;
	move(to: number, from: number, bytes: number): void;
}

export class SearchMemory {
	private code: BulkCode | undefined;
	private readonly regions: Record<RegionName, Region>;
	private bytesView: Uint8Array;
	private wordsView: Int32Array;

	/** With regions of no bytes behind the first `fixedBytes`. */
	constructor(
		private readonly memory: WasmMemory,
		fixedBytes: number,
	) {
		const empty = { start: fixedBytes, bytes: 0 };
		this.regions = { helper: empty, cache: empty, nodes: empty, index: empty, ring: empty, level: empty, table: empty };
		this.bytesView = new Uint8Array(memory.buffer);
		this.wordsView = new Int32Array(memory.buffer);
	}

	/** Lets code of the memory's module work on it, which is faster where threads share it. */
	workWith(code: BulkCode): void {
		this.code = code;
	}

	/** Sets the bytes from one address up to another to 0. */
	clear(start: number, end: number): void {
		if (this.code) this.code.clear(start, end - start);
		else this.bytes.fill(0, start, end);
	}

	/** Moves bytes, which may overlap. */
	move(to: number, from: number, bytes: number): void {
		if (this.code) this.code.move(to, from, bytes);
		else this.bytes.copyWithin(to, from, from + bytes);
	}

	/** All of the memory, as bytes; another array when it has grown. */
	get bytes(): Uint8Array {
		return this.bytesView;
	}

	/** All of the memory, as 32-bit integers. */
	get words(): Int32Array {
		return this.wordsView;
	}

	/** The same content in another memory, which is large enough. */
	movedTo(memory: WasmMemory): SearchMemory {
		const moved = new SearchMemory(memory, 0);
		Object.assign(moved.regions, this.regions);
		moved.bytes.set(this.bytes.subarray(0, this.end));
		return moved;
	}

	/** Where the regions end. */
	get end(): number {
		const { start, bytes } = this.regions.table;
		return start + bytes;
	}

	region(name: RegionName): Region {
		return this.regions[name];
	}

	/**
	 * Gives a region another size; what is behind it keeps its content. False when the host has no memory for it.
	 * Yields between slices of work.
	 */
	*resize(name: RegionName, bytes: number): Generator<void, boolean> {
		const shift = bytes - this.regions[name].bytes;
		const end = this.end;
		if (!this.reserve(end + shift)) return false;
		const behind = this.regions[name].start + this.regions[name].bytes;
		// From the end, so that nothing is overwritten before it has been moved.
		for (let last = end; last > behind; last -= SLICE_BYTES) {
			const first = Math.max(behind, last - SLICE_BYTES);
			this.move(first + shift, first, last - first);
			yield;
		}
		this.regions[name] = { start: this.regions[name].start, bytes };
		for (const later of ORDER.slice(ORDER.indexOf(name) + 1)) {
			this.regions[later] = { start: this.regions[later].start + shift, bytes: this.regions[later].bytes };
		}
		return true;
	}

	/** Makes sure that the memory reaches so far. */
	reserve(end: number): boolean {
		const missing = Math.ceil((end - this.bytes.length) / PAGE_BYTES);
		if (missing <= 0) return true;
		try {
			if (this.memory.grow(missing) < 0) return false;
			this.bytesView = new Uint8Array(this.memory.buffer);
			this.wordsView = new Int32Array(this.memory.buffer);
			return true;
		} catch {
			return false;
		}
	}
}
