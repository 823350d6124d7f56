import { visitOperand } from "../system/operand";
import type { Instruction, Operand } from "../system/transition-system";
import type { GraphBlock, GraphEnd, LaneGraph } from "./lane-graph";

/** How many blocks are looked at between two yields. */
const SLICE = 256;

/**
 * Which registers hold a value that is still needed, at the start of each block. Backward data flow to a fixed point.
 */
export class Liveness {
	private readonly liveIn: Set<number>[];

	private constructor(graph: LaneGraph) {
		this.liveIn = graph.blocks.map(() => new Set());
	}

	/**
	 * Of a graph. Yields between slices of work, and says to `work` how many steps of the compiler it takes, which
	 * throws where there are too many.
	 */
	static *of(graph: LaneGraph, work: (steps: number) => void): Generator<void, Liveness> {
		const liveness = new Liveness(graph);
		const order = reachable(graph);
		for (let changed = true; changed; ) {
			changed = false;
			for (let index = order.length - 1; index >= 0; index--) {
				if (index % SLICE === 0) yield;
				changed = liveness.update(order[index], work) || changed;
			}
		}
		return liveness;
	}

	/** Looks again at what is needed at the start of a block; true when more is. */
	private update(block: GraphBlock, work: (steps: number) => void): boolean {
		const live = this.atEnd(block);
		work(1 + live.size);
		for (let position = block.instructions.length - 1; position >= 0; position--) step(block.instructions[position], live);
		if (live.size === this.liveIn[block.index].size) return false;
		this.liveIn[block.index] = live;
		return true;
	}

	/** Live at the start of a block. */
	at(block: GraphBlock): ReadonlySet<number> {
		return this.liveIn[block.index];
	}

	/** The instructions of a block without those that set a register that nothing reads. */
	useful(block: GraphBlock): readonly Instruction[] {
		const live = this.atEnd(block);
		const kept: Instruction[] = [];
		for (let position = block.instructions.length - 1; position >= 0; position--) {
			const instruction = block.instructions[position];
			if (instruction.kind === "set" && !live.has(instruction.temporary)) continue;
			step(instruction, live);
			kept.push(instruction);
		}
		return kept.reverse();
	}

	private atEnd(block: GraphBlock): Set<number> {
		const live = new Set<number>();
		for (const next of block.successors()) for (const register of this.liveIn[next.index]) live.add(register);
		for (const operand of endOperands(block.end)) addUses(operand, live);
		return live;
	}
}

/** The blocks that can be reached from the entry, in the order of a depth-first search. */
export function reachable(graph: LaneGraph): GraphBlock[] {
	const seen = new Set<GraphBlock>();
	const open = [graph.blocks[0]];
	for (let block = open.pop(); block !== undefined; block = open.pop()) {
		if (seen.has(block)) continue;
		seen.add(block);
		open.push(...[...block.successors()].reverse());
	}
	return [...seen];
}

function endOperands(end: GraphEnd | undefined): readonly Operand[] {
	if (end?.kind === "branch") return [end.condition];
	return end?.kind === "result" ? [end.value, ...end.witness] : [];
}

/** Goes backwards over one instruction. */
function step(instruction: Instruction, live: Set<number>): void {
	if (instruction.kind === "set") live.delete(instruction.temporary);
	addUses(instruction.value, live);
	if (instruction.kind === "storeElement") addUses(instruction.index, live);
	if (instruction.kind === "check" || instruction.kind === "assert") for (const witness of instruction.witness) addUses(witness, live);
}

function addUses(operand: Operand, live: Set<number>): void {
	visitOperand(operand, (leaf) => {
		if (leaf.kind === "temporary") live.add(leaf.temporary);
	});
}
