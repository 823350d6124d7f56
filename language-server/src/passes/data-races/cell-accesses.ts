/** Which shared cells a piece of code accesses, and how, instruction by instruction. */
import { binary, constant, ONE } from "../../system/operand";
import type { Accessing, Instruction, Operand, Step, TransitionSystem } from "../../system/transition-system";

/** An access to a cell that an instruction, or the end of a block, makes where `when` holds. */
export interface CellAccess extends Accessing {
	readonly cell: number;
	readonly when: Operand;
	readonly write: boolean;
}

/** What a step does before each instruction of its blocks, and at their ends. */
export interface StepAccesses {
	readonly blocks: readonly { readonly before: readonly (readonly CellAccess[])[]; readonly atEnd: readonly CellAccess[] }[];
	/** Cells that some path reads. */
	readonly reads: ReadonlySet<number>;
}

export const isFence = ({ order }: Accessing): boolean => order.endsWith("fence");

/** The accesses of a step. What only says whether something is wrong is none. */
export function stepAccessesOf({ cells }: TransitionSystem, { code }: Step): StepAccesses {
	const isShared = ({ cell }: CellAccess): boolean => cells[cell].role === "shared" && !cells[cell].unwatched;
	const blocks = code.blocks.map(({ instructions, end }) => ({
		before: instructions.map((instruction) => accessesOf(instruction).filter(isShared)),
		atEnd: end.kind === "branch" ? readsIn(end.condition, { order: "ordered" }).filter(isShared) : [],
	}));
	const all = blocks.flatMap(({ before, atEnd }) => [...before.flat(), ...atEnd]);
	return { blocks, reads: new Set(all.flatMap(({ cell, write }) => (write ? [] : [cell]))) };
}

function accessesOf(instruction: Instruction): CellAccess[] {
	if (instruction.kind === "check" || instruction.kind === "assert") return [];
	const access = instruction.access ?? { order: "ordered" };
	if (access.order === "unwatched") return [];
	const reads = readsIn(instruction.value, instruction.kind === "set" ? access : { order: "ordered" });
	if (instruction.kind === "set") return reads;
	if (instruction.kind === "store") return [...reads, { ...access, cell: instruction.cell, when: ONE, write: true }];
	const { cells, base, index } = instruction;
	const writes = cells.map((cell, at): CellAccess => ({ ...access, cell, when: binary("==", index, constant(base + at)), write: true }));
	return [...reads, ...readsIn(index, { order: "ordered" }), ...writes];
}

/** The cells that an operand reads; of an array the element that its index picks. */
function readsIn(operand: Operand, access: Accessing, when: Operand = ONE): CellAccess[] {
	switch (operand.kind) {
		case "constant":
		case "temporary":
			return [];
		case "cell":
			return [{ ...access, cell: operand.cell, when, write: false }];
		case "element":
			return [
				...readsIn(operand.index, access, when),
				...operand.elements.flatMap((part, at) =>
					readsIn(part, access, binary("&&", when, binary("==", operand.index, constant(operand.base + at)))),
				),
			];
		case "unary":
			return readsIn(operand.operand, access, when);
		case "binary":
			return [...readsIn(operand.left, access, when), ...readsIn(operand.right, access, when)];
		case "conditional":
			return [operand.condition, operand.then, operand.otherwise].flatMap((part) => readsIn(part, access, when));
	}
}

/** The fence that an instruction is, if it is one. */
export function fenceOf(instruction: Instruction): Accessing["order"] | undefined {
	return instruction.kind === "set" && instruction.access && isFence(instruction.access) ? instruction.access.order : undefined;
}
