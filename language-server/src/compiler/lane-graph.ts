/**
 * The control-flow graph of one lane while it is built: like `Code`, but with registers in place of temporaries (a
 * register lives as long as it is needed, across steps) and slots in place of cells. A block with a boundary begins a
 * new step.
 */

import type { AnchoredSpan } from "../base/span";
import type { Type } from "../semantics/types";
import type { Interval } from "../system/interval";
import type { StepText, ValueType } from "../system/system-text";
import type { Instruction, Operand } from "../system/transition-system";
import type { Pool } from "./provisions";

export interface Boundary extends StepText {
	/** See `Step.served` and `Step.finite`. */
	readonly served?: true;
	readonly finite?: true;
	/** Whether nobody minds that one that begins again and again stays here. */
	readonly idle?: true;
	/** Whether it can be taken whatever the guards say. */
	readonly unguarded?: true;
}

export interface Register {
	readonly name: string;
	readonly type: ValueType;
	/** Grows while code that sets the register is added. */
	interval: Interval;
	/** Set once for each time that it comes to life: nothing changes it behind a reader's back. */
	readonly stable: boolean;
	/** The calls that lead to the function that it belongs to, as in `Frame.call`. */
	readonly calls: readonly number[];
}

/** A variable or parameter that the code declares, once for each time that its function is inlined. */
export interface Declaration {
	readonly name: string;
	/** The name where it is declared. */
	readonly span: AnchoredSpan;
	readonly type: Type;
	/** Its value, or those of its elements, of registers and slots. */
	readonly values: readonly Operand[];
}

/** A place at which code makes an object as it runs. */
export interface Making extends Omit<Pool, "count" | "isRepeated"> {
	readonly block: GraphBlock;
}

/** A loop of which it is known how often it goes round at most. */
export interface BoundedLoop {
	readonly header: GraphBlock;
	/** What goes back to the header. */
	readonly back: GraphBlock;
	/** The last of its blocks; the header is the first. */
	readonly last: number;
	readonly rounds: number;
}

export type GraphEnd =
	| { readonly kind: "goto"; readonly block: GraphBlock }
	| { readonly kind: "branch"; readonly condition: Operand; readonly then: GraphBlock; readonly otherwise: GraphBlock }
	| { readonly kind: "choose"; readonly blocks: readonly GraphBlock[] }
	| { readonly kind: "done" }
	| { readonly kind: "blocked" }
	| { readonly kind: "result"; readonly value: Operand; readonly witness: readonly Operand[] };

export class GraphBlock {
	readonly instructions: Instruction[] = [];
	/** Statements of the user's files that begin in this block. */
	readonly statements: AnchoredSpan[] = [];
	end: GraphEnd | undefined;
	boundary: Boundary | undefined;
	/** Set on the first block of a loop that is not part of one step: it must not be gone round without a step. */
	loopHeader: Boundary | undefined;
	/** Whether some block goes on to it. */
	isReached = false;

	constructor(readonly index: number) {}

	successors(): readonly GraphBlock[] {
		switch (this.end?.kind) {
			case "goto":
				return [this.end.block];
			case "branch":
				return [this.end.then, this.end.otherwise];
			case "choose":
				return this.end.blocks;
			default:
				return [];
		}
	}
}

/** The graph of one lane or property; `blocks[0]` is the entry. */
export class LaneGraph {
	readonly blocks: GraphBlock[] = [];
	readonly registers: Register[] = [];
	/** `Scope.variable` is an index into these. */
	readonly declarations: Declaration[] = [];
	/** Where it makes objects, in the order in which the code was written. */
	readonly makes: Making[] = [];
	readonly boundedLoops: BoundedLoop[] = [];
	/** How a step is called that does what stands before the first access, where that cannot be done beforehand. */
	entryBoundary: Boundary | undefined;
	/** What must hold wherever the lane takes a step, in slots; absent where that always holds. */
	guard: Operand | undefined;
	/** What must hold besides where it takes its first step; absent where nothing must. */
	startGuard: Operand | undefined;
	/** Where it is idle, of one that begins again and again and may not be stuck elsewhere. */
	idle: GraphBlock | undefined;
	/** Whether what is done with a whole graph has been done. */
	finished = false;

	newBlock(): GraphBlock {
		const block = new GraphBlock(this.blocks.length);
		this.blocks.push(block);
		return block;
	}

	newRegister(register: Register): number {
		this.registers.push(register);
		return this.registers.length - 1;
	}

	/** The blocks that can be reached from `from` without beginning another step, itself included. */
	region(from: GraphBlock): GraphBlock[] {
		const seen = new Set([from]);
		for (const block of seen) for (const next of block.successors()) if (!next.boundary) seen.add(next);
		return [...seen];
	}
}

/** How often code may come to a block, as far as the bounds of loops tell; undefined where none does. */
export function timesIn({ boundedLoops }: LaneGraph, block: GraphBlock): number | undefined {
	const bounded = new Map(boundedLoops.map(({ back, header }) => [back, header]));
	const next = (one: GraphBlock): readonly GraphBlock[] => one.successors().filter((other) => bounded.get(one) !== other);
	const behind = new Set(next(block));
	for (const one of behind) for (const other of next(one)) behind.add(other);
	if (behind.has(block)) return undefined;
	const around = boundedLoops.filter(({ header, last }) => header.index <= block.index && block.index <= last);
	return around.reduce((times, { rounds }) => times * rounds, 1);
}

/** Makes every loop that could be gone round without a step begin one at its head. */
export function cutStepFreeLoops(graph: LaneGraph): void {
	for (let index = graph.blocks.length - 1; index >= 0; index--) {
		const header = graph.blocks[index];
		if (!header.loopHeader || header.boundary) continue;
		if (graph.region(header).some((block) => block.successors().includes(header))) header.boundary = header.loopHeader;
	}
}
