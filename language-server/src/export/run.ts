/**
 * What a step with a loop does, block by block: how it ends shows only when it has gone round. So a writer has it done
 * as one statement, and takes back what it did where it fails.
 */
import { loopsOf } from "../system/control-flow";
import {
	ATOMIC_LIMIT,
	type Code,
	type Instruction,
	type Operand,
	type Terminator,
	type TransitionSystem,
} from "../system/transition-system";
import { fitsOf } from "./decide";
import { type Effect, reachable } from "./effect";
import { NotExpressible } from "./not-expressible";

export type RunStatement =
	| Extract<Effect, { kind: "set" | "store" | "storeElement" }>
	/** Where the condition is 0 a failure is reported; if it `ends` the run, then the step has not been taken. */
	| { readonly kind: "report"; readonly condition: Operand; readonly failure: number; readonly ends: boolean };

export interface RunBlock {
	readonly statements: readonly RunStatement[];
	readonly end: Exclude<Terminator, { kind: "choose" | "result" }>;
	/** Whether it is come back to: then how often is counted. */
	readonly isHead: boolean;
}

export interface Run {
	/** By number; 0 is the first. */
	readonly blocks: ReadonlyMap<number, RunBlock>;
	readonly temporaries: readonly number[];
	/** The cells that it may write. */
	readonly written: readonly number[];
	/**
	 * What is reported where it comes to the heads of its loops more often than `MOST_ROUNDS`; absent where none is.
	 */
	readonly endless: number | undefined;
}

/** A step that goes round more often is taken for one that does so for ever. */
export const MOST_ROUNDS = ATOMIC_LIMIT;

/** What code with loops and without choices does. Throws `NotExpressible`. */
export function runOf(system: TransitionSystem, code: Code): Run {
	const { heads } = loopsOf(code);
	for (const head of heads)
		for (const block of reachable(code, head))
			if (code.blocks[block].end.kind === "blocked") throw new NotExpressible("it may wait when it has gone round a loop");
	const blocks = new Map<number, RunBlock>();
	const written = new Set<number>();
	for (const number of reachable(code, 0)) {
		const { instructions, end } = code.blocks[number];
		if (end.kind === "choose" || end.kind === "result") throw new Error("choices are resolved, and a step has no result");
		for (const instruction of instructions) {
			if (instruction.kind === "store") written.add(instruction.cell);
			else if (instruction.kind === "storeElement") for (const cell of instruction.cells) written.add(cell);
		}
		const statements = instructions.flatMap((instruction) => statementsOf(system, instruction));
		blocks.set(number, { statements, end, isHead: heads.has(number) });
	}
	const endless = system.failures.findIndex(({ property }) => property === "endless_atomic");
	return {
		blocks,
		temporaries: Array.from({ length: code.temporaries }, (_, index) => index),
		written: [...written],
		endless: endless < 0 ? undefined : endless,
	};
}

function statementsOf(system: TransitionSystem, instruction: Instruction): readonly RunStatement[] {
	switch (instruction.kind) {
		case "check":
		case "assert":
			return [{ kind: "report", condition: instruction.value, failure: instruction.failure, ends: instruction.kind === "check" }];
		case "store":
		case "storeElement": {
			const { failure } = instruction;
			if (failure === undefined) return [instruction];
			return [{ kind: "report", condition: fitsOf(system, instruction, (operand) => operand), failure, ends: true }, instruction];
		}
		case "set":
			return [instruction];
	}
}
