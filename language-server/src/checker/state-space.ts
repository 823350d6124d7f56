/**
 * The states that a search has found, each once and in full, numbered in the order in which they were found; and the
 * transitions from them. Grows in chunks, so that no state is ever copied; the hash table alone is rebuilt when it fills.
 */
import type { TransitionSystem } from "../compiler/transition-system";
import { type GeneratedCode, generate } from "./generate";
import { initialState } from "./interpreter";
import { type Layout, layOut, pack, unpack } from "./layout";

const CHUNK_BITS = 16;
const CHUNK_STATES = 1 << CHUNK_BITS;

/** What `StateSpace.expand` tells of each transition from a state. */
export interface TransitionVisitor {
	/** The step led to the packed state in `space.next`. `choices` are those taken, empty for most steps; valid during the call. */
	moved(lane: number, choices: readonly number[]): void;
	/** The step ended the run. */
	failed(lane: number, choices: readonly number[], failure: number): void;
	/** An assertion failed in the step about to be told of by `moved` or `failed`. */
	reported(lane: number, choices: readonly number[], failure: number): void;
}

export class StateSpace {
	readonly layout: Layout;
	/** The state that the last step led to. */
	readonly next: Int32Array;
	count = 0;
	private readonly code: GeneratedCode;
	private readonly chunks: Int32Array[] = [];
	private table = new Int32Array(1 << 12);
	private readonly choices: number[] = [];
	private readonly arities: number[] = [];
	private position = 0;
	private readonly reports: number[] = [];

	constructor(readonly system: TransitionSystem) {
		this.layout = layOut(system.cells);
		this.next = new Int32Array(this.layout.words);
		this.code = generate(system, this.layout, {
			pick: (count) => {
				if (this.position === this.choices.length) {
					this.choices.push(0);
					this.arities.push(count);
				}
				return this.choices[this.position++];
			},
			report: (failure) => {
				this.reports.push(failure);
			},
		});
		this.next.set(pack(this.layout, initialState(system)));
		this.add();
	}

	/** Bytes in the tables. */
	get bytes(): number {
		return this.chunks.length * CHUNK_STATES * this.layout.words * 4 + this.table.byteLength;
	}

	/** Puts the state in `next` into the set; its number, negative (`-1 - number`) when it was there already. */
	add(): number {
		const { words } = this.layout;
		const mask = this.table.length - 1;
		for (let slot = this.hash(this.next, 0) & mask; ; slot = (slot + 1) & mask) {
			const entry = this.table[slot];
			if (entry === 0) {
				const number = this.count++;
				if (number >>> CHUNK_BITS === this.chunks.length) this.chunks.push(new Int32Array(CHUNK_STATES * words));
				this.chunks[number >>> CHUNK_BITS].set(this.next, (number & (CHUNK_STATES - 1)) * words);
				this.table[slot] = number + 1;
				if (this.count * 2 > this.table.length) this.grow();
				return number;
			}
			if (this.isNext(entry - 1)) return -entry;
		}
	}

	/** The number of the state in `next`, -1 when it is not in the set. */
	find(): number {
		const mask = this.table.length - 1;
		for (let slot = this.hash(this.next, 0) & mask; ; slot = (slot + 1) & mask) {
			const entry = this.table[slot];
			if (entry === 0) return -1;
			if (this.isNext(entry - 1)) return entry - 1;
		}
	}

	/** The values of a state's cells. */
	stateAt(number: number): number[] {
		return unpack(this.layout, this.chunks[number >>> CHUNK_BITS], (number & (CHUNK_STATES - 1)) * this.layout.words);
	}

	/** Whether a property holds in a state. */
	holds(property: number, number: number): boolean {
		return this.code.properties[property](this.chunks[number >>> CHUNK_BITS], (number & (CHUNK_STATES - 1)) * this.layout.words) === 1;
	}

	/** The location of a lane in a state. */
	locationOf(lane: number, number: number): number {
		const field = this.layout.fields[this.system.lanes[lane].locationCell];
		const word = this.chunks[number >>> CHUNK_BITS][(number & (CHUNK_STATES - 1)) * this.layout.words + field.word];
		return field.bits === 0 ? field.min : (word >>> field.shift) & ((1 << field.bits) - 1);
	}

	/** Tells of every transition from a state, lanes in order. Gives how many lanes could move. */
	expand(number: number, visitor: TransitionVisitor, onlyLane = -1): number {
		const chunk = this.chunks[number >>> CHUNK_BITS];
		const at = (number & (CHUNK_STATES - 1)) * this.layout.words;
		const { lanes } = this.system;
		let enabled = 0;
		for (let lane = 0; lane < lanes.length; lane++) {
			if (onlyLane >= 0 && lane !== onlyLane) continue;
			const location = this.locationOf(lane, number);
			const step = this.code.steps[lane][location];
			if (step === undefined) continue;
			let moves = false;
			// `nextChoices` leaves both lists empty.
			do {
				this.position = 0;
				if (this.reports.length > 0) this.reports.length = 0;
				const outcome = step(chunk, at, this.next);
				if (outcome === 0) continue;
				moves = true;
				for (const failure of this.reports) visitor.reported(lane, this.choices, failure);
				if (outcome > 0) visitor.moved(lane, this.choices);
				else visitor.failed(lane, this.choices, -1 - outcome);
			} while (this.nextChoices());
			if (moves) enabled++;
		}
		return enabled;
	}

	/** Counts the choices of a step up, the last one fastest; false when all have been made. */
	private nextChoices(): boolean {
		while (this.choices.length > 0) {
			const last = this.choices.length - 1;
			if (++this.choices[last] < this.arities[last]) return true;
			this.choices.pop();
			this.arities.pop();
		}
		return false;
	}

	private isNext(number: number): boolean {
		const chunk = this.chunks[number >>> CHUNK_BITS];
		const { words } = this.layout;
		const at = (number & (CHUNK_STATES - 1)) * words;
		for (let word = 0; word < words; word++) if (chunk[at + word] !== this.next[word]) return false;
		return true;
	}

	/** The finaliser of MurmurHash3 (Appleby), word by word. */
	private hash(source: Int32Array, at: number): number {
		let hash = 0x9747b28c;
		for (let word = 0; word < this.layout.words; word++) {
			let mixed = Math.imul(source[at + word], 0xcc9e2d51);
			mixed = (mixed << 15) | (mixed >>> 17);
			hash ^= Math.imul(mixed, 0x1b873593);
			hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
		}
		hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
		hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
		return hash ^ (hash >>> 16);
	}

	private grow(): void {
		this.table = new Int32Array(this.table.length * 2);
		const mask = this.table.length - 1;
		for (let number = 0; number < this.count; number++) {
			const hash = this.hash(this.chunks[number >>> CHUNK_BITS], (number & (CHUNK_STATES - 1)) * this.layout.words);
			let slot = hash & mask;
			while (this.table[slot] !== 0) slot = (slot + 1) & mask;
			this.table[slot] = number + 1;
		}
	}
}
