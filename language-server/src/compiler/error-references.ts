/**
 * References that carry a number below 0, as `ERR_PTR()` makes them: `(void *)-ENOMEM`. Only where somebody makes one
 * can a variable hold one.
 */
import type { FileAnalysis, Program } from "../semantics/program";
import { children, type SyntaxNode } from "../syntax/walk";

const known = new WeakMap<FileAnalysis, boolean>();

/** Whether something in the user's files makes such a reference. */
export function makesErrors({ files }: Program): boolean {
	return files.some((file) => {
		const makes = known.get(file) ?? isMadeIn(file);
		known.set(file, makes);
		return makes;
	});
}

function isMadeIn(file: FileAnalysis): boolean {
	const isMade = (node: SyntaxNode): boolean => {
		if ("kind" in node && node.kind === "cast") {
			const type = file.types.get(node)?.kind;
			if ((type === "null" || type === "struct") && file.types.get(node.operand)?.kind === "int") return true;
		}
		return children(node).some(isMade);
	};
	if (file.tree.items.some((item) => item.kind !== "macro" && isMade(item))) return true;
	return [...file.expansions.values()].some((expansion) => ("value" in expansion ? [expansion.value] : expansion.statements).some(isMade));
}
