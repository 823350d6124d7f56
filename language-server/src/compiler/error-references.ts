/**
 * References that carry a number below 0, as `ERR_PTR()` makes them: `(void *)-ENOMEM`. Only where somebody makes one
 * can a variable hold one.
 */
import type { FileAnalysis, Program } from "../semantics/program";
import type { FunctionSymbol, MacroUse } from "../semantics/symbols";
import { children, type SyntaxNode } from "../syntax/walk";

const known = new WeakMap<FileAnalysis, boolean>();
const knownFunctions = new WeakMap<Program, ReadonlySet<FunctionSymbol>>();

/**
 * Whether something in the user's files makes such a reference, or a function of the model that a scenario can call.
 */
export function makesErrors({ files, base }: Program, called: () => ReadonlySet<FunctionSymbol>): boolean {
	const inFiles = files.some((file) => {
		const makes = known.get(file) ?? file.tree.items.some((item) => item.kind !== "macro" && isMadeIn(item, file));
		known.set(file, makes);
		return makes;
	});
	if (inFiles || base === undefined) return inFiles;
	const makers = knownFunctions.get(base) ?? functionsThatMake(base);
	knownFunctions.set(base, makers);
	return makers.size > 0 && [...called()].some((fn) => makers.has(fn));
}

function functionsThatMake({ files }: Program): ReadonlySet<FunctionSymbol> {
	const makers = new Set<FunctionSymbol>();
	for (const file of files) for (const { symbol, node } of file.functionBodies) if (isMadeIn(node.body, file)) makers.add(symbol);
	return makers;
}

/** Whether such a reference is made in a piece of a file's text, or in what the macros used there stand for. */
function isMadeIn(node: SyntaxNode, file: FileAnalysis): boolean {
	if ("kind" in node && node.kind === "cast") {
		const type = file.types.get(node)?.kind;
		if ((type === "null" || type === "struct") && file.types.get(node.operand)?.kind === "int") return true;
	}
	const expansion = isMacroUse(node) ? file.expansions.get(node) : undefined;
	const stood = expansion && ("value" in expansion ? [expansion.value] : expansion.statements);
	return stood?.some((one) => isMadeIn(one, file)) || children(node).some((child) => isMadeIn(child, file));
}

function isMacroUse(node: SyntaxNode): node is SyntaxNode & MacroUse {
	return "kind" in node && (node.kind === "call" || node.kind === "callThrough" || node.kind === "headed" || node.kind === "variable");
}
