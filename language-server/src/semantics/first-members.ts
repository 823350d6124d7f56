/** Objects that begin at one address, so that C takes one for the other: `(struct bt_sock *)sk`. */
import type { FieldSymbol, StructSymbol } from "./symbols";

/**
 * The fields, each the first one of its struct and part of it, that lead from an object to one of another struct at its
 * beginning; undefined where there are none.
 */
export function firstMembers(whole: StructSymbol, part: StructSymbol): readonly FieldSymbol[] | undefined {
	const fields: FieldSymbol[] = [];
	for (let struct = whole; struct !== part; ) {
		const first: FieldSymbol | undefined = struct.fields[0];
		const type = first?.type.kind === "array" ? first.type.element : first?.type;
		if (type?.kind !== "struct" || first.written !== "object") return undefined;
		fields.push(first);
		struct = type.symbol;
	}
	return fields.length === 0 ? undefined : fields;
}
