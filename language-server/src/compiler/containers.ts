import type { FieldSymbol, FileAnalysisKey } from "../semantics/symbols";
import type { ContainerExpression } from "../syntax/tree";
import type { Heap, HeapObject } from "./heap";

/**
 * For each value of a reference to a part, 0 for `null` among them, the object that it is part of by the fields that
 * are named; 0 where it is of none. What is part of what nothing changes.
 */
export function containersOf({ path }: ContainerExpression, file: FileAnalysisKey, heap: Heap): readonly number[] {
	const fields = path.map((name) => file.names.get(name));
	const [first] = fields;
	if (first?.kind !== "field") return [];
	const containers: number[] = [];
	for (const object of heap.objectsOf(first.struct)) {
		let part: HeapObject | undefined = object;
		for (const field of fields) part = part && field?.kind === "field" ? partOf(heap, part, field) : undefined;
		if (part) containers[part.number] = object.number;
	}
	return Array.from(containers, (number) => number ?? 0);
}

function partOf(heap: Heap, object: HeapObject, field: FieldSymbol): HeapObject | undefined {
	const storage = object.fields.get(field);
	if (storage?.kind !== "single" || field.type.kind !== "struct") return undefined;
	return heap.objectsOf(field.type.symbol)[storage.slot.value - 1];
}
