/** Which shared cells a step reads and writes on the way that it took: not all that its code mentions. */

import { applyBinary, applyUnary } from "../../base/arithmetic";
import type { RunStep } from "../../checker/result";
import { ATOMIC_LIMIT, type Code, type Operand, type Terminator, type TransitionSystem } from "../../system/transition-system";

export interface Accesses {
	readonly reads: ReadonlySet<number>;
	readonly writes: ReadonlySet<number>;
}

/** What counts as an access. */
export interface Counting {
	/** Of cells that belong to one lane: false where only what is shared counts. */
	readonly locals: boolean;
	/**
	 * Of what is read only for an assertion that holds: whatever it had read, the step would have done the same or
	 * failed there.
	 */
	readonly assertions: boolean;
}

const sharedState: Counting = { locals: false, assertions: true };

/** What a step of a run does, by default to shared state, from the state before it. */
export function stepAccesses(
	system: TransitionSystem,
	{ lane, location, choices }: RunStep,
	before: readonly number[],
	counting: Counting = sharedState,
): Accesses {
	return codeAccesses(system, system.lanes[lane].steps[location].code, before, choices, counting);
}

/** What a piece of code does, by default to shared state. A step that is blocked ends where it is found to be. */
export function codeAccesses(
	system: TransitionSystem,
	code: Code,
	before: readonly number[],
	choices: readonly number[] = [],
	counting: Counting = sharedState,
): Accesses {
	const reads = new Set<number>();
	const writes = new Set<number>();
	const state = [...before];
	const temporaries: number[] = new Array(code.temporaries).fill(0);
	/** What was read for the value of each temporary: it counts where the temporary is used. */
	const sources: (readonly number[])[] = new Array(code.temporaries).fill([]);
	const counts = (cell: number): boolean => counting.locals || system.cells[cell].role === "shared";
	let read: number[] = [];
	/** What the value of an operand follows from has an effect. */
	const use = (): void => {
		for (const cell of read) reads.add(cell);
	};
	const value = (operand: Operand): number => {
		switch (operand.kind) {
			case "constant":
				return operand.value;
			case "cell":
				if (counts(operand.cell)) read.push(operand.cell);
				return state[operand.cell];
			case "temporary":
				read.push(...sources[operand.temporary]);
				return temporaries[operand.temporary];
			case "element": {
				const element = operand.elements[value(operand.index) - operand.base];
				return element === undefined ? 0 : value(element);
			}
			case "unary":
				return applyUnary(operand.operator, value(operand.operand)) ?? 0;
			case "binary": {
				const left = value(operand.left);
				// What the right side reads has no say when the left one has decided.
				if (operand.operator === "&&" && left === 0) return 0;
				if (operand.operator === "||" && left !== 0) return 1;
				return applyBinary(operand.operator, left, value(operand.right));
			}
			case "conditional":
				return value(value(operand.condition) !== 0 ? operand.then : operand.otherwise);
		}
	};
	let chosen = 0;
	const blockAfter = (end: Terminator): number | undefined => {
		switch (end.kind) {
			case "goto":
				return end.block;
			case "branch":
				return value(end.condition) !== 0 ? end.then : end.otherwise;
			case "choose":
				return end.blocks[choices[chosen++] ?? 0];
			case "result":
				value(end.value);
				return undefined;
			default:
				return undefined;
		}
	};
	let block = 0;
	for (let blocks = 0; blocks < ATOMIC_LIMIT; blocks++) {
		const { instructions, end } = code.blocks[block];
		for (const instruction of instructions) {
			read = [];
			if (instruction.kind === "set") {
				temporaries[instruction.temporary] = value(instruction.value);
				sources[instruction.temporary] = read;
				if (!counting.assertions) continue;
			} else if (instruction.kind === "check" || instruction.kind === "assert") {
				const holds = value(instruction.value) !== 0;
				if (holds && !counting.assertions) continue;
				if (!holds && instruction.kind === "check") {
					use();
					return { reads, writes };
				}
			} else {
				const cell = instruction.kind === "store" ? instruction.cell : instruction.cells[value(instruction.index) - instruction.base];
				if (counts(cell)) writes.add(cell);
				state[cell] = value(instruction.value);
			}
			use();
		}
		read = [];
		const next = blockAfter(end);
		use();
		if (next === undefined) break;
		block = next;
	}
	return { reads, writes };
}
