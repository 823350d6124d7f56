/** What objects and the cells of their fields are called, and which of them are told of an object. */
import type { CellText, ObjectText } from "../system/system-text";
import type { Operand } from "../system/transition-system";
import type { Heap } from "./heap";
import { type HeapObject, type Slot, slotsOf } from "./heap-objects";

/** What an object is called. */
export type NameOf = (object: HeapObject) => string;

/** The cell of a slot. */
export function sharedCellText(heap: Heap, { object, label, marks, type }: Slot, nameOf: NameOf): CellText {
	return {
		name: object ? `${nameOf(object)}.${label}` : label,
		type: heap.valueType(type),
		...(object && { object: object.index, field: label }),
		...(marks.ghost && { ghost: true }),
		...(marks.awaits.length > 0 && { awaits: marks.awaits }),
		...(marks.cleared !== "" && { cleared: clearedText(object, marks.cleared, nameOf) }),
		...(marks.holders !== undefined && { holders: marks.holders }),
	};
}

/** `frees block 0` of `frees {block}`. */
function clearedText(object: HeapObject | undefined, cleared: string, nameOf: NameOf): string {
	return object ? cleared.replaceAll(`{${object.struct.name}}`, () => nameOf(object)) : cleared;
}

/** An object; `slotValue` says what its slots hold. */
export function objectText(heap: Heap, object: HeapObject, slotValue: (slot: number) => Operand, nameOf: NameOf): ObjectText {
	const fields = [...object.fields].flatMap(([field, storage]) =>
		slotsOf(storage).map(({ label, type, index, marks }) => ({
			name: label,
			declared: field.span,
			type: heap.valueType(type),
			operand: slotValue(index),
			...(marks.owner !== undefined && { owner: marks.owner }),
		})),
	);
	const { life, address, readers, ended } = object;
	const lives = life && slotValue(life.index);
	const own = [life, address, readers, ended].flatMap((slot) => {
		if (slot === undefined) return [];
		const operand = slotValue(slot.index);
		return operand.kind === "cell" ? [{ name: slot.label, declared: object.struct.span, type: heap.valueType(slot.type), operand }] : [];
	});
	return {
		name: nameOf(object),
		struct: object.struct.name,
		fields: [...own, ...fields],
		span: object.span,
		...(object.root && { root: object.root.index }),
		...(lives?.kind === "cell" && { life: lives.cell }),
		...(object.onStack && { frame: object.onStack.frame ?? null }),
	};
}
