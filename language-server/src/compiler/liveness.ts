import { visitOperand } from "../system/operand";
import type { Instruction, Operand } from "../system/transition-system";
import type { GraphBlock, GraphEnd, LaneGraph } from "./lane-graph";

/** How many blocks are looked at between two yields. */
const SLICE = 256;
/** How many words of sets are gone through in the time of a step of the compiler. */
const WORDS_A_STEP = 16;

/**
 * Which registers hold a value that is still needed, at the start of each block. Backward data flow to a fixed point,
 * over sets of bits: what a block reads before it sets it, and what its successors need and it does not set.
 */
export class Liveness {
	private readonly words: number;
	/** The place of each block that can be reached. */
	private readonly places: ReadonlyMap<GraphBlock, number>;
	/** So many words for each block, in the order of `places`: what is read first, what is set, what is needed. */
	private readonly reads: Uint32Array;
	private readonly sets: Uint32Array;
	private readonly needed: Uint32Array;
	/** As far as anybody has asked. */
	private readonly live = new Map<GraphBlock, ReadonlySet<number>>();

	private constructor(
		graph: LaneGraph,
		private readonly order: readonly GraphBlock[],
	) {
		this.words = wordsOf(graph);
		this.places = new Map(order.map((block, place) => [block, place]));
		const size = order.length * this.words;
		this.reads = new Uint32Array(size);
		this.sets = new Uint32Array(size);
		this.needed = new Uint32Array(size);
	}

	/**
	 * Of a graph. Yields between slices of work, and says to `work` how many steps of the compiler it takes, which
	 * throws where there are too many.
	 */
	static *of(graph: LaneGraph, work: (steps: number) => void): Generator<void, Liveness> {
		const order = reachable(graph);
		const round = order.length + Math.ceil((order.length * wordsOf(graph)) / WORDS_A_STEP);
		work(round);
		const liveness = new Liveness(graph, order);
		for (let place = 0; place < order.length; place++) {
			if (place % SLICE === 0) yield;
			liveness.note(order[place], place * liveness.words);
		}
		for (let changed = true; changed; ) {
			changed = false;
			work(round);
			for (let place = order.length - 1; place >= 0; place--) {
				if (place % SLICE === 0) yield;
				changed = liveness.update(place) || changed;
			}
		}
		return liveness;
	}

	/** Notes what a block reads and sets. */
	private note({ instructions, end }: GraphBlock, from: number): void {
		const { reads, sets } = this;
		const use = (operand: Operand): void =>
			visitOperand(operand, (leaf) => {
				if (leaf.kind === "temporary") reads[from + (leaf.temporary >>> 5)] |= 1 << (leaf.temporary & 31);
			});
		for (const operand of endOperands(end)) use(operand);
		for (let position = instructions.length - 1; position >= 0; position--) {
			const instruction = instructions[position];
			if (instruction.kind === "set") {
				const { temporary } = instruction;
				reads[from + (temporary >>> 5)] &= ~(1 << (temporary & 31));
				sets[from + (temporary >>> 5)] |= 1 << (temporary & 31);
			}
			eachUse(instruction, use);
		}
	}

	/** Looks again at what is needed at the start of a block; true when more is. */
	private update(place: number): boolean {
		const { words, reads, sets, needed, places, order } = this;
		const from = place * words;
		const successors = order[place].successors();
		let changed = false;
		for (let word = 0; word < words; word++) {
			let after = 0;
			for (const next of successors) after |= needed[(places.get(next) as number) * words + word];
			const before = reads[from + word] | (after & ~sets[from + word]);
			if (before >>> 0 === needed[from + word]) continue;
			needed[from + word] = before;
			changed = true;
		}
		return changed;
	}

	/** Live at the start of a block, in ascending order. */
	at(block: GraphBlock): ReadonlySet<number> {
		const known = this.live.get(block);
		if (known) return known;
		const live = new Set<number>();
		this.addTo(live, block);
		this.live.set(block, live);
		return live;
	}

	/**
	 * The instructions of a block without those that set a register that nothing reads, but for accesses of their own.
	 */
	useful(block: GraphBlock): readonly Instruction[] {
		const live = new Set<number>();
		for (const next of block.successors()) this.addTo(live, next);
		const use = (operand: Operand): void =>
			visitOperand(operand, (leaf) => {
				if (leaf.kind === "temporary") live.add(leaf.temporary);
			});
		for (const operand of endOperands(block.end)) use(operand);
		const kept: Instruction[] = [];
		for (let position = block.instructions.length - 1; position >= 0; position--) {
			const instruction = block.instructions[position];
			if (instruction.kind === "set" && !live.delete(instruction.temporary) && !instruction.access) continue;
			eachUse(instruction, use);
			kept.push(instruction);
		}
		return kept.reverse();
	}

	private addTo(live: Set<number>, block: GraphBlock): void {
		const place = this.places.get(block);
		if (place === undefined) return;
		for (let word = 0; word < this.words; word++) {
			for (let bits = this.needed[place * this.words + word]; bits !== 0; bits &= bits - 1) {
				live.add(word * 32 + 31 - Math.clz32(bits & -bits));
			}
		}
	}
}

function wordsOf({ registers }: LaneGraph): number {
	return Math.ceil(registers.length / 32);
}

/** The blocks that can be reached from the entry, in the order of a depth-first search. */
export function reachable(graph: LaneGraph): GraphBlock[] {
	const seen = new Set<GraphBlock>();
	const open = [graph.blocks[0]];
	for (let block = open.pop(); block !== undefined; block = open.pop()) {
		if (seen.has(block)) continue;
		seen.add(block);
		const next = block.successors();
		for (let index = next.length - 1; index >= 0; index--) open.push(next[index]);
	}
	return [...seen];
}

function endOperands(end: GraphEnd | undefined): readonly Operand[] {
	if (end?.kind === "branch") return [end.condition];
	return end?.kind === "result" ? [end.value, ...end.witness] : [];
}

/** What an instruction reads. */
function eachUse(instruction: Instruction, use: (operand: Operand) => void): void {
	use(instruction.value);
	if (instruction.kind === "storeElement") use(instruction.index);
	if (instruction.kind === "check" || instruction.kind === "assert") for (const witness of instruction.witness) use(witness);
}
