import { operandValue } from "../../system/interpreter";
import { ATOMIC_LIMIT, type Code, type Operand } from "../../system/transition-system";

/** The cells that a step uses on the way that it takes. */
export interface CellsUsed {
	readonly reads: ReadonlySet<number>;
	readonly writes: ReadonlySet<number>;
}

/** What a step uses when it is taken in a state. Of an array access that is the element alone. */
export function cellsUsed(code: Code, before: readonly number[], choices: readonly number[]): CellsUsed {
	const state = [...before];
	const temporaries: number[] = new Array(code.temporaries).fill(0);
	const reads = new Set<number>();
	const writes = new Set<number>();
	const value = (operand: Operand): number => {
		read(operand);
		return operandValue(operand, state, temporaries);
	};
	const read = (operand: Operand): void => {
		switch (operand.kind) {
			case "cell":
				reads.add(operand.cell);
				return;
			case "element": {
				const element = operand.elements[value(operand.index) - operand.base];
				if (element) read(element);
				return;
			}
			case "unary":
				return read(operand.operand);
			case "binary":
				read(operand.left);
				return read(operand.right);
			case "conditional":
				return read(value(operand.condition) !== 0 ? operand.then : operand.otherwise);
		}
	};
	const write = (cell: number, written: number): void => {
		writes.add(cell);
		state[cell] = written;
	};
	let chosen = 0;
	for (let block: number | undefined = 0, blocks = 0; block !== undefined && blocks < ATOMIC_LIMIT; blocks++) {
		const { instructions, end }: Code["blocks"][number] = code.blocks[block];
		for (const instruction of instructions) {
			const given = value(instruction.value);
			if (instruction.kind === "set") temporaries[instruction.temporary] = given;
			else if (instruction.kind === "store") write(instruction.cell, given);
			else if (instruction.kind === "storeElement") write(instruction.cells[value(instruction.index) - instruction.base], given);
			else if (instruction.kind === "check" && given === 0) return { reads, writes };
		}
		block = undefined;
		if (end.kind === "goto") block = end.block;
		else if (end.kind === "branch") block = value(end.condition) !== 0 ? end.then : end.otherwise;
		else if (end.kind === "choose") block = end.blocks[choices[chosen++]];
	}
	return { reads, writes };
}
