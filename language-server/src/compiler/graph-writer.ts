/**
 * Writes the graph of a lane or property, block by block: where code is added, what can be reached, and how much of it
 * there may be. It knows nothing of the language.
 *
 * The layers above, each a class that extends the one below, say what the language means: steps and errors
 * (`step-writer.ts`), variables (`reads-and-writes.ts`, `lvalues.ts`), numbers (`arithmetic.ts`), `expressions.ts`,
 * `builtins.ts`, `calls.ts`, `loops.ts`, `statements.ts`. What a layer needs of one above it, since expressions contain
 * calls and calls statements, it declares as abstract.
 */

import type { AnchoredSpan } from "../base/span";
import { type Interval, type Leaf, undecidedInterval } from "../system/interval";
import { isConstant, temporary } from "../system/operand";
import type { Frame, ValueType } from "../system/system-text";
import type { Accessing, Operand } from "../system/transition-system";
import { tooLarge } from "./compile-failure";
import { type GraphBlock, LaneGraph } from "./lane-graph";
import type { Lowering } from "./lowering";

/** What a block counts as, in steps of the compiler: it is kept, and gone through several times. */
const BLOCK_STEPS = 8;

export abstract class GraphWriter {
	protected readonly graph = new LaneGraph();
	/** Where code is added; undefined where nothing can be reached. */
	protected current: GraphBlock | undefined;
	/** The calls that are being inlined, outermost first. */
	protected stack: readonly Frame[] = [];
	/**
	 * The outermost of the calls that are being inlined, or the last one, and how many steps of the compiler had been
	 * taken before it.
	 */
	protected outermost: { readonly call: AnchoredSpan; readonly name: string; readonly before: number } | undefined;
	/** What a register was made in last, with the numbers of those calls. */
	private lastStack: { readonly frames: readonly Frame[]; readonly calls: readonly number[] } = { frames: this.stack, calls: [] };
	/** The blocks that some block goes on to, in the order in which that was found. */
	protected readonly reached: GraphBlock[] = [];

	/** `named` is where the task or property is named. */
	constructor(
		protected readonly lowering: Lowering,
		protected readonly named: AnchoredSpan,
	) {
		this.current = this.newBlock();
	}

	protected newBlock(): GraphBlock {
		this.work(BLOCK_STEPS);
		return this.graph.newBlock();
	}

	/** Counts steps of the compiler; ends it where there are too many. */
	protected work(steps = 1): void {
		const { effort } = this.lowering;
		if (effort.take(steps)) return;
		const { outermost } = this;
		// Where no single call is the larger part of it the whole is too large.
		if (outermost && effort.taken - outermost.before > effort.taken / 2) throw tooLarge(effort, outermost.call, outermost.name);
		throw tooLarge(effort, this.named);
	}

	protected endBlock(end: NonNullable<GraphBlock["end"]>): void {
		if (this.current) {
			this.current.end = end;
			for (const next of this.current.successors()) {
				if (next.isReached) continue;
				next.isReached = true;
				this.reached.push(next);
			}
		}
		this.current = undefined;
	}

	/** Goes on in a block to which others may have jumped: where none did, nothing that follows can be reached. */
	protected goOnAt(block: GraphBlock): void {
		this.current = block.isReached ? block : undefined;
	}

	/** Ends the current block with a jump to a new one, in which code goes on. */
	protected startBlock(): GraphBlock {
		const block = this.newBlock();
		this.endBlock({ kind: "goto", block });
		this.current = block;
		return block;
	}

	protected emit(instruction: GraphBlock["instructions"][number]): void {
		this.current?.instructions.push(instruction);
	}

	protected interval(operand: Operand): Interval {
		return undecidedInterval(operand, this.leafInterval);
	}

	private readonly leafInterval: Leaf = (leaf) => {
		this.work();
		const { heap } = this.lowering;
		return leaf.kind === "cell" ? heap.rangeOf(heap.slots[leaf.cell].type) : this.graph.registers[leaf.temporary].interval;
	};

	/** A register of the function that is being inlined, or of one that it calls. */
	protected newRegister(name: string, type: ValueType, interval: Interval, stable: boolean, stack = this.stack): number {
		if (stack !== this.lastStack.frames) this.lastStack = { frames: stack, calls: stack.map(({ call }) => call) };
		return this.graph.newRegister({ name, type, interval, stable, calls: this.lastStack.calls });
	}

	/** Keeps a value in a register that nothing changes; `access` says how it is read. */
	protected keep(value: Operand, name: string, type: ValueType, stack = this.stack, access?: Accessing): Operand {
		if (isConstant(value) || (value.kind === "temporary" && this.graph.registers[value.temporary].stable)) return value;
		const register = this.newRegister(name, type, this.interval(value), true, stack);
		this.emit({ kind: "set", temporary: register, value, ...(access && { access }) });
		return temporary(register);
	}
}
