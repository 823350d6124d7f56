/** What the variables and parameters of the text are in the system that is made of it. */
import type { Type } from "../semantics/types";
import { cellOperand } from "../system/operand";
import type { VariableText } from "../system/system-text";
import type { Operand } from "../system/transition-system";
import { type Heap, slotsOf } from "./heap";
import type { Declaration } from "./lane-graph";

/** The variables of files and of the scenario; `slotValue` says what a slot is in the system. */
export function sharedVariables(heap: Heap, slotValue: (slot: number) => Operand): VariableText[] {
	return [...heap.variables].map(([{ span, type }, storage]) => ({
		declared: span,
		type: heap.valueType(valuedType(type)),
		values: slotsOf(storage).map(({ index }) => slotValue(index)),
	}));
}

/**
 * The variables and parameters of a lane, in the order of declaration, without those that are needed within a step
 * alone. `cellOf` has the cells of registers that outlive one.
 */
export function localVariables(
	heap: Heap,
	declarations: readonly Declaration[],
	lane: number,
	slotValue: (slot: number) => Operand,
	cellOf: ReadonlyMap<number, number>,
): VariableText[] {
	return declarations.flatMap(({ span, type, values }) => {
		const kept = values.flatMap((value): readonly Operand[] => {
			switch (value.kind) {
				case "constant":
					return [value];
				case "cell":
					return [slotValue(value.cell)];
				case "temporary": {
					const cell = cellOf.get(value.temporary);
					return cell === undefined ? [] : [cellOperand(cell)];
				}
				default:
					return [];
			}
		});
		if (kept.length < values.length || kept.length === 0) return [];
		return [{ declared: span, lane, type: heap.valueType(valuedType(type)), values: kept }];
	});
}

/** What a variable's value is, where it is not an array or pointer itself. */
function valuedType(type: Type): Type {
	return type.kind === "array" ? type.element : type.kind === "pointer" ? type.target : type;
}
