import type { StateStore } from "./exploration";

/**
 * The states that a search has found, each once and in full, numbered in the order in which they came.
 *
 * Invariants: no state is ever mistaken for another, since whole states are compared; states stay where they are, in
 * chunks; only the table of their numbers is rebuilt when it fills.
 */

const CHUNK_BITS = 10;
const CHUNK_MASK = (1 << CHUNK_BITS) - 1;

export class VisitedSet implements StateStore {
	private readonly chunks: Int32Array[] = [];
	/** Open addressing with linear probing: 1 + the number of a state, or 0. At most half full. */
	private table = new Int32Array(1 << 12);
	private stored = 0;

	/**
	 * Of states of so many words; `canonicalise` puts one state in place of all that count as the same, before it is
	 * looked for.
	 */
	constructor(
		private readonly words: number,
		private readonly canonicalise: (state: Int32Array) => void = () => {},
	) {}

	/** How many states there are. */
	get count(): number {
		return this.stored;
	}

	/** Bytes in the tables. */
	get bytes(): number {
		return this.chunks.length * 4 * this.words * (CHUNK_MASK + 1) + this.table.byteLength;
	}

	get bound(): number {
		return this.stored;
	}

	has(number: number): boolean {
		return number < this.stored;
	}

	read(number: number, into: Int32Array): void {
		const chunk = this.chunkOf(number);
		const at = this.offsetOf(number);
		for (let word = 0; word < this.words; word++) into[word] = chunk[at + word];
	}

	/** Where a state lies: it begins in `chunkOf(number)` at `offsetOf(number)`. */
	chunkOf(number: number): Int32Array {
		return this.chunks[number >>> CHUNK_BITS];
	}

	offsetOf(number: number): number {
		return (number & CHUNK_MASK) * this.words;
	}

	/** Adds a state. Gives its number when it is new, else `-1 - number`. */
	add(state: Int32Array): number {
		this.canonicalise(state);
		const { table } = this;
		const mask = table.length - 1;
		let slot = this.hash(state, 0) & mask;
		for (let entry = table[slot]; entry !== 0; entry = table[slot]) {
			if (this.isAt(entry - 1, state)) return -entry;
			slot = (slot + 1) & mask;
		}
		const number = this.stored++;
		table[slot] = number + 1;
		this.store(number, state);
		if (this.stored * 2 > table.length) this.grow();
		return number;
	}

	/** The number of a state, -1 when it is not in the set. */
	find(state: Int32Array): number {
		this.canonicalise(state);
		const { table } = this;
		const mask = table.length - 1;
		let slot = this.hash(state, 0) & mask;
		for (let entry = table[slot]; entry !== 0; entry = table[slot]) {
			if (this.isAt(entry - 1, state)) return entry - 1;
			slot = (slot + 1) & mask;
		}
		return -1;
	}

	private store(number: number, state: Int32Array): void {
		const { words } = this;
		if (number >>> CHUNK_BITS === this.chunks.length) this.chunks.push(new Int32Array(words * (CHUNK_MASK + 1)));
		const chunk = this.chunks[number >>> CHUNK_BITS];
		const at = (number & CHUNK_MASK) * words;
		for (let word = 0; word < words; word++) chunk[at + word] = state[word];
	}

	private isAt(number: number, state: Int32Array): boolean {
		const { words } = this;
		const chunk = this.chunks[number >>> CHUNK_BITS];
		const at = (number & CHUNK_MASK) * words;
		for (let word = 0; word < words; word++) if (chunk[at + word] !== state[word]) return false;
		return true;
	}

	/** MurmurHash3 (Appleby) for 32 bits. */
	private hash(source: Int32Array, at: number): number {
		const end = at + this.words;
		let hash = 0;
		for (let word = at; word < end; word++) {
			const mixed = Math.imul(source[word], 0xcc9e2d51);
			hash ^= Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
			hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
		}
		hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
		hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
		return hash ^ (hash >>> 16);
	}

	private grow(): void {
		const table = new Int32Array(this.table.length * 2);
		const mask = table.length - 1;
		for (let number = 0; number < this.stored; number++) {
			let slot = this.hash(this.chunkOf(number), this.offsetOf(number)) & mask;
			while (table[slot] !== 0) slot = (slot + 1) & mask;
			table[slot] = number + 1;
		}
		this.table = table;
	}
}
