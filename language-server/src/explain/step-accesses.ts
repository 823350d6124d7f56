/** Which shared cells a step reads and writes on the way that it took: not all that its code mentions. */
import type { RunStep } from "../checker/result";
import { ATOMIC_LIMIT, type Code, type Operand, type TransitionSystem } from "../compiler/transition-system";
import { applyBinary, applyUnary } from "../semantics/constants";

export interface Accesses {
	readonly reads: ReadonlySet<number>;
	readonly writes: ReadonlySet<number>;
}

/** Which cells count; by default those that are shared. */
export type CellFilter = (system: TransitionSystem, cell: number) => boolean;

const isShared: CellFilter = ({ cells }, cell) => cells[cell].role === "shared";

/** What a step of a run does to shared state, from the state before it. */
export function stepAccesses(
	system: TransitionSystem,
	{ lane, location, choices }: RunStep,
	before: readonly number[],
	counts: CellFilter = isShared,
): Accesses {
	return codeAccesses(system, system.lanes[lane].steps[location].code, before, choices, counts);
}

/** What a piece of code does to shared state. A step that is blocked ends where it is found to be. */
export function codeAccesses(
	system: TransitionSystem,
	code: Code,
	before: readonly number[],
	choices: readonly number[] = [],
	counts: CellFilter = isShared,
): Accesses {
	const reads = new Set<number>();
	const writes = new Set<number>();
	const state = [...before];
	const temporaries: number[] = new Array(code.temporaries).fill(0);
	const value = (operand: Operand): number => {
		switch (operand.kind) {
			case "constant":
				return operand.value;
			case "cell":
				if (counts(system, operand.cell)) reads.add(operand.cell);
				return state[operand.cell];
			case "temporary":
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
	let block = 0;
	for (let blocks = 0; blocks < ATOMIC_LIMIT; blocks++) {
		const { instructions, end } = code.blocks[block];
		for (const instruction of instructions) {
			if (instruction.kind === "check" && value(instruction.value) === 0) return { reads, writes };
			if (instruction.kind === "set") temporaries[instruction.temporary] = value(instruction.value);
			else if (instruction.kind === "assert") value(instruction.value);
			else if (instruction.kind === "store" || instruction.kind === "storeElement") {
				const cell = instruction.kind === "store" ? instruction.cell : instruction.cells[value(instruction.index) - instruction.base];
				if (counts(system, cell)) writes.add(cell);
				state[cell] = value(instruction.value);
			}
		}
		if (end.kind === "goto") block = end.block;
		else if (end.kind === "branch") block = value(end.condition) !== 0 ? end.then : end.otherwise;
		else if (end.kind === "choose") block = end.blocks[choices[chosen++] ?? 0];
		else {
			if (end.kind === "result") value(end.value);
			break;
		}
	}
	return { reads, writes };
}
