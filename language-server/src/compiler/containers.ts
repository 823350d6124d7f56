import { firstMembers } from "../semantics/first-members";
import type { FieldSymbol, FileAnalysisKey, StructSymbol } from "../semantics/symbols";
import type { CastExpression, ContainerExpression } from "../syntax/tree";
import type { Heap } from "./heap";
import { type HeapObject, slotsOf } from "./heap-objects";

/**
 * For each value of a reference to a part, 0 for `null` among them, the object that it is part of by the fields that
 * are named; 0 where it is of none. What is part of what nothing changes.
 */
export function containersOf(expression: ContainerExpression, file: FileAnalysisKey, heap: Heap): readonly number[] {
	const fields = fieldsOf(expression, file);
	return fields.length === 0 ? [] : containersBy(fields, heap);
}

/** The fields that `container_of()` names. */
export function fieldsOf({ path }: ContainerExpression, { names }: FileAnalysisKey): readonly FieldSymbol[] {
	return path.flatMap((name) => {
		const field = names.get(name);
		return field?.kind === "field" ? [field] : [];
	});
}

/** The same by fields. */
export function containersBy(fields: readonly FieldSymbol[], heap: Heap): readonly number[] {
	const [first] = fields;
	const containers: number[] = [];
	for (const object of heap.objectsOf(first.struct)) {
		const part = partAt(heap, object, fields);
		if (part) containers[part.number] = object.number;
	}
	return Array.from(containers, (number) => number ?? 0);
}

/**
 * For each value of a reference that is cast the object of the other struct that begins where it does: the one that it
 * is the first member of, or its own first member. Undefined where a cast changes no struct.
 */
export function castObjects(cast: CastExpression, { types }: FileAnalysisKey, heap: Heap): readonly number[] | undefined {
	const [from, to] = [types.get(cast.operand), types.get(cast)];
	if (from?.kind !== "struct" || to?.kind !== "struct" || from.symbol === to.symbol) return undefined;
	return objectsThere(from.symbol, to.symbol, heap) ?? [];
}

/**
 * For each value of a reference to one struct, 0 for `null` among them, the object of another one that begins there, 0
 * where none does; undefined where neither struct begins with the other.
 */
export function objectsThere(from: StructSymbol, to: StructSymbol, heap: Heap): readonly number[] | undefined {
	const within = firstMembers(to, from);
	if (within) return containersBy(within, heap);
	const members = firstMembers(from, to);
	return members && [0, ...heap.objectsOf(from).map((object) => partAt(heap, object, members)?.number ?? 0)];
}

/** The part of an object to which fields lead. */
function partAt(heap: Heap, object: HeapObject, fields: readonly FieldSymbol[]): HeapObject | undefined {
	return fields.reduce<HeapObject | undefined>((part, field) => part && partOf(heap, part, field), object);
}

function partOf(heap: Heap, object: HeapObject, field: FieldSymbol): HeapObject | undefined {
	const storage = object.fields.get(field);
	const type = field.type.kind === "array" ? field.type.element : field.type;
	// An array begins where its first element does.
	const [slot] = storage ? slotsOf(storage) : [];
	return slot && type.kind === "struct" ? heap.objectsOf(type.symbol)[slot.value - 1] : undefined;
}
