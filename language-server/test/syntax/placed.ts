import { type SyntaxTree, spanIn } from "../../src/syntax/tree";

/** A tree as data: where things stand, in place of anchors. */
export function placed(tree: SyntaxTree): unknown {
	const visit = (value: unknown): unknown => {
		if (Array.isArray(value)) return value.map(visit);
		if (typeof value !== "object" || value === null) return value;
		const inner = Object.entries(value).flatMap(([key, part]) => (["anchor", "from", "to"].includes(key) ? [] : [[key, visit(part)]]));
		return { ...Object.fromEntries(inner), ...("anchor" in value && spanIn(tree, value as Parameters<typeof spanIn>[1])) };
	};
	return { items: tree.items.map(visit), tokens: tree.tokens, diagnostics: tree.diagnostics };
}
