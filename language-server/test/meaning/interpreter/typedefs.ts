/** Names that `typedef` gives to types, written out. */
import type { SyntaxTree, TypedefItem, TypeName } from "../../../src/syntax/tree";

/** The same program with each type called by its own name. */
export function withoutTypedefs(tree: SyntaxTree): SyntaxTree {
	const typedefs = new Map(tree.items.flatMap((item) => (item.kind === "typedef" ? [[item.name.text, item] as const] : [])));
	if (typedefs.size === 0) return tree;
	const items = tree.items.filter(({ kind }) => kind !== "typedef");
	return { ...tree, items: items.map((item) => written(item, typedefs) as typeof item) };
}

function written(part: unknown, typedefs: ReadonlyMap<string, TypedefItem>): unknown {
	if (Array.isArray(part)) return part.map((one) => written(one, typedefs));
	if (typeof part !== "object" || part === null) return part;
	const copy = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, key === "anchor" ? value : written(value, typedefs)]));
	for (const key of ["type", "returns"] as const) {
		const meant = typedefs.get(calledBy(copy[key] as TypeName | undefined) ?? "");
		if (!meant) continue;
		copy[key] = written(meant.type, typedefs);
		copy.stars = Number(copy.stars ?? 0) + (meant.stars ?? 0);
	}
	return copy;
}

function calledBy(type: TypeName | undefined): string | undefined {
	if (type?.kind === "namedType") return type.name.text;
	return type?.kind === "sameType" && "called" in type.as ? type.as.called : undefined;
}
