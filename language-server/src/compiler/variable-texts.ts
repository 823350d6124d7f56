/** What the variables and parameters of the text are in the system that is made of it. */
import { cellOperand, mapOperand } from "../system/operand";
import type { VariableText } from "../system/system-text";
import type { Operand } from "../system/transition-system";
import type { Heap } from "./heap";
import { slotsOf } from "./heap-objects";
import type { Declaration } from "./lane-graph";

/** The variables of files and of the scenario; `slotValue` says what a slot is in the system. */
export function sharedVariables(heap: Heap, slotValue: (slot: number) => Operand): VariableText[] {
	return [...heap.variables].map(([symbol, storage]) =>
		variableText(
			heap,
			symbol,
			slotsOf(storage).map(({ index }) => slotValue(index)),
		),
	);
}

/**
 * The variables and parameters of a lane. `cellOf` has the cells of the registers that outlive a step; `work` takes
 * steps of the compiler.
 */
export function localVariables(
	heap: Heap,
	declarations: readonly Declaration[],
	slotValue: (slot: number) => Operand,
	cellOf: ReadonlyMap<number, number>,
	work: (steps: number) => void,
): VariableText[] {
	const settled = (value: Operand): Operand | undefined => {
		let isKept = true;
		const operand = mapOperand(value, (leaf) => {
			work(1);
			if (leaf.kind === "cell") return slotValue(leaf.cell);
			const cell = cellOf.get(leaf.temporary);
			isKept &&= cell !== undefined;
			return cellOperand(cell ?? 0);
		});
		return isKept ? operand : undefined;
	};
	return declarations.map((declaration) => variableText(heap, declaration, declaration.values.map(settled)));
}

function variableText(heap: Heap, { name, span, type }: Omit<Declaration, "values">, values: VariableText["values"]): VariableText {
	const isArray = type.kind === "array";
	const valued = isArray ? type.element : type.kind === "pointer" ? type.target : type;
	return { name, declared: span, type: heap.valueType(valued), isArray, values };
}
