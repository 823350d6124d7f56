import { visitOperand } from "../../system/operand";
import type { Code, Operand } from "../../system/transition-system";

/** Calls `visit` for every cell that a piece of code may read or write. */
export function visitCells(code: Code, visit: (cell: number) => void): void {
	const read = (operand: Operand): void =>
		visitOperand(operand, (leaf) => {
			if (leaf.kind === "cell") visit(leaf.cell);
		});
	for (const { instructions, end } of code.blocks) {
		for (const instruction of instructions) {
			read(instruction.value);
			if (instruction.kind === "store") visit(instruction.cell);
			if (instruction.kind === "storeElement") {
				read(instruction.index);
				for (const cell of instruction.cells) visit(cell);
			}
		}
		if (end.kind === "branch") read(end.condition);
	}
}
