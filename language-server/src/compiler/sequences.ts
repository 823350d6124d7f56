/**
 * Statements one after the other.
 *
 * What no step writes is a constant, and whether something is written shows only as code is written. Where statements
 * turn out to write what they, or those before them in their block, took to be constant, the code is taken back to the
 * first that did, and written again from there, unless that is long: so what a task writes itself is mostly settled
 * where it is written, and not by lowering the whole task once more. What comes out is what would have come with that
 * knowledge at once.
 */
import type { Statement } from "../syntax/tree";
import type { Activation } from "./activation";
import { Calls } from "./calls";
import type { Boundary, GraphBlock } from "./lane-graph";

/**
 * How many steps of the compiler taking back may throw away. What would cost more is left as it is: what other tasks
 * write mostly has a task lowered again anyway, and then all is known.
 */
const TAKEN_BACK_AT_MOST = 2000;

/** All that writing a statement may change, as it was before. */
interface Checkpoint {
	readonly current: GraphBlock | undefined;
	readonly boundary: Boundary | undefined;
	readonly instructions: number;
	readonly statements: number;
	readonly blocks: number;
	readonly reached: number;
	readonly registers: number;
	readonly declarations: number;
	readonly makes: number;
	readonly boundedLoops: number;
	readonly failures: number;
	/** How many slots had been taken to be constant. */
	readonly asked: number;
	readonly calls: number;
	readonly servedWaits: number;
	readonly idleWaits: number;
	readonly endedByConfiguration: boolean;
	/** How many steps of the compiler had been taken. */
	readonly taken: number;
	readonly visible: Activation["visible"];
	readonly onStack: Activation["onStack"];
	readonly returns: number;
	readonly jumps: number;
}

export abstract class Sequences extends Calls {
	/** Whether nothing is reached here because of what the configuration says. */
	protected endedByConfiguration = false;

	/** Adds the code of the statements of a block. */
	protected sequence(statements: readonly Statement[]): void {
		if (!canBeTakenBack(statements)) {
			for (const statement of statements) this.statement(statement);
			return;
		}
		const written: Checkpoint[] = [];
		while (written.length < statements.length) this.next(statements, written);
	}

	/** The same, yielding between statements. */
	protected *sequenceInSlices(statements: readonly Statement[]): Generator<void, void> {
		if (!canBeTakenBack(statements)) {
			for (const statement of statements) {
				this.statement(statement);
				yield;
			}
			return;
		}
		const written: Checkpoint[] = [];
		while (written.length < statements.length) {
			this.next(statements, written);
			yield;
		}
	}

	/**
	 * Adds the code of the next statement of a sequence. `written` has what was before those that are written; of what
	 * is taken back it has nothing any more.
	 */
	private next(statements: readonly Statement[], written: Checkpoint[]): void {
		const before = this.checkpoint();
		written.push(before);
		this.statement(statements[written.length - 1]);
		// What others of the sequence took to be constant may well be found to be written by the rest of it.
		const isLast = written.length === statements.length;
		const stale = this.lowering.mutable.staleFrom(isLast ? written[0].asked : before.asked);
		if (stale === undefined) return;
		const first = written.findLastIndex(({ asked }) => asked <= stale);
		if (this.lowering.effort.taken - written[first].taken > TAKEN_BACK_AT_MOST) return;
		this.takeBack(written[first]);
		written.length = first;
	}

	private checkpoint(): Checkpoint {
		const { current, graph, activation, lowering } = this;
		return {
			current,
			boundary: current?.boundary,
			instructions: current?.instructions.length ?? 0,
			statements: current?.statements.length ?? 0,
			blocks: graph.blocks.length,
			reached: this.reached.length,
			registers: graph.registers.length,
			declarations: graph.declarations.length,
			makes: graph.makes.length,
			boundedLoops: graph.boundedLoops.length,
			failures: lowering.failures.all.length,
			asked: lowering.mutable.length,
			calls: this.calls,
			servedWaits: this.servedWaits,
			idleWaits: this.idleWaits,
			endedByConfiguration: this.endedByConfiguration,
			taken: lowering.effort.taken,
			visible: activation.visible,
			onStack: activation.onStack,
			returns: activation.returns.length,
			jumps: activation.labels?.jumps.length ?? 0,
		};
	}

	private takeBack(to: Checkpoint): void {
		const { graph, activation, lowering } = this;
		this.current = to.current;
		if (to.current) {
			to.current.end = undefined;
			to.current.boundary = to.boundary;
			to.current.instructions.length = to.instructions;
			to.current.statements.length = to.statements;
		}
		for (const block of this.reached.splice(to.reached)) block.isReached = false;
		graph.blocks.length = to.blocks;
		graph.registers.length = to.registers;
		graph.declarations.length = to.declarations;
		graph.makes.length = to.makes;
		graph.boundedLoops.length = to.boundedLoops;
		lowering.failures.takeBack(to.failures);
		lowering.mutable.takeBack(to.asked);
		this.calls = to.calls;
		this.servedWaits = to.servedWaits;
		this.idleWaits = to.idleWaits;
		this.endedByConfiguration = to.endedByConfiguration;
		activation.visible = to.visible;
		activation.onStack = to.onStack;
		activation.returns.length = to.returns;
		if (activation.labels) activation.labels.jumps.length = to.jumps;
	}
}

/** What a jump goes over is given values in the block from which it comes, which may stand before other statements. */
function canBeTakenBack(statements: readonly Statement[]): boolean {
	return !statements.some(({ kind }) => kind === "label" || kind === "case");
}
