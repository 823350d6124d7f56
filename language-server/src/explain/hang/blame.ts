/** Which cells decide what a step does in a state: what somebody who waits is told to look at. */
import { constant, isConstant, mapOperand } from "../../system/operand";
import type { Code, Operand, Step } from "../../system/transition-system";

/** How many blocks are followed; a step that loops decides nothing new after that. */
const BLOCKS = 1_000;

/** The cells that keep a step's lane from running in a state; none where it may run. */
export function guardingCells({ guard }: Pick<Step, "guard">, state: readonly number[]): readonly number[] {
	return guard === undefined || valueIn(guard, state) !== 0 ? [] : [...new Set(decide(guard, state))];
}

/** The cells that decide what a step of a lane that may run does. */
export function cellsThatDecide({ code, guard }: Pick<Step, "code" | "guard">, state: readonly number[]): readonly number[] {
	const [{ end }] = code.blocks;
	// A guard is the first thing that a step looks at.
	return decidingCells(code, state, guard !== undefined && end.kind === "branch" ? end.then : 0);
}

/**
 * The cells that the branches of `code` depend on in `state`, in the order in which they are looked at. Of `a && b`
 * with a false `a` that is `a` alone, of an array access the element that is read.
 */
export function decidingCells(code: Code, state: readonly number[], first = 0): readonly number[] {
	const cells = new Set<number>();
	const seen = new Set<number>();
	const follow = (block: number, temporaries: ReadonlyMap<number, Operand>): void => {
		if (seen.has(block) || seen.size >= BLOCKS) return;
		seen.add(block);
		// Temporaries stand for what they were computed from, so that a cell is found behind them. What the step itself
		// writes is not seen.
		const known = new Map(temporaries);
		const inCells = (operand: Operand): Operand => substitute(operand, known);
		for (const instruction of code.blocks[block].instructions) {
			if (instruction.kind === "set") known.set(instruction.temporary, inCells(instruction.value));
		}
		const { end } = code.blocks[block];
		if (end.kind === "goto") follow(end.block, known);
		else if (end.kind === "choose") for (const next of end.blocks) follow(next, known);
		else if (end.kind === "branch") {
			const condition = inCells(end.condition);
			for (const cell of decide(condition, state)) cells.add(cell);
			follow(valueIn(condition, state) !== 0 ? end.then : end.otherwise, known);
		}
	};
	follow(first, new Map());
	return [...cells];
}

function substitute(operand: Operand, temporaries: ReadonlyMap<number, Operand>): Operand {
	return mapOperand(operand, (leaf) => (leaf.kind === "temporary" ? (temporaries.get(leaf.temporary) ?? constant(0)) : leaf));
}

/** The value of an operand without temporaries. */
function valueIn(operand: Operand, state: readonly number[]): number {
	const value = mapOperand(operand, (leaf) => constant(leaf.kind === "cell" ? state[leaf.cell] : 0));
	if (!isConstant(value)) throw new Error("an operand without temporaries has a value in every state");
	return value.value;
}

/** The cells without which the operand might have another value. */
function decide(operand: Operand, state: readonly number[]): readonly number[] {
	switch (operand.kind) {
		case "constant":
		case "temporary":
			return [];
		case "cell":
			return [operand.cell];
		case "unary":
			return decide(operand.operand, state);
		case "element": {
			const read = operand.elements[valueIn(operand.index, state) - operand.base];
			return [...decide(operand.index, state), ...(read ? decide(read, state) : [])];
		}
		case "conditional": {
			const taken = valueIn(operand.condition, state) !== 0 ? operand.then : operand.otherwise;
			return [...decide(operand.condition, state), ...decide(taken, state)];
		}
		case "binary": {
			if (operand.operator === "&&" || operand.operator === "||") {
				const decisive = [operand.left, operand.right].filter((side) => (valueIn(side, state) !== 0) === (operand.operator === "||"));
				if (decisive.length > 0) return decisive.flatMap((side) => decide(side, state));
			}
			return [...decide(operand.left, state), ...decide(operand.right, state)];
		}
	}
}
