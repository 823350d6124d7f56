/**
 * Of which parts of objects the address is compared, `&pos->member != head`, or asked what they are part of. Who goes
 * through a list so has at its end a reference to an object that is none, the head being part of something else, and
 * must tell by its address that it is there.
 */
import { allFiles, type FileAnalysis, type Program } from "../semantics/program";
import type { FieldSymbol, FileAnalysisKey } from "../semantics/symbols";
import type { Expression } from "../syntax/tree";
import { children, type SyntaxNode } from "../syntax/walk";
import { fieldsOf } from "./containers";

/** The fields that lead from an object to such a part. */
export type PartPath = readonly FieldSymbol[];

interface Parts {
	readonly compared: readonly PartPath[];
	/**
	 * Those of which it is asked what they are part of: `list_first_entry()` of an empty list gives what is no object.
	 */
	readonly asked: readonly PartPath[];
}

const known = new WeakMap<FileAnalysis, Parts>();

/**
 * The parts that some code of a program compares, or that its own files ask about, each once; the model asks of no
 * others.
 */
export function comparedParts(program: Program): readonly PartPath[] {
	const asked = program.files.flatMap((file) => partsIn(file).asked);
	const compared = allFiles(program).flatMap((file) => partsIn(file).compared);
	const found: PartPath[] = [];
	for (const path of [...asked, ...compared]) if (!found.some((other) => isSame(other, path))) found.push(path);
	return found;
}

function isSame(one: PartPath, other: PartPath): boolean {
	return one.length === other.length && one.every((field, index) => field === other[index]);
}

function partsIn(file: FileAnalysis): Parts {
	const earlier = known.get(file);
	if (earlier) return earlier;
	const compared: PartPath[] = [];
	const asked: PartPath[] = [];
	const visit = (node: SyntaxNode): void => {
		if ("kind" in node && node.kind === "binary" && (node.operator === "==" || node.operator === "!="))
			for (const side of [node.left, node.right]) {
				const path = addressedPart(side, file);
				if (path.length > 0) compared.push(path);
			}
		if ("kind" in node && node.kind === "containerOf") {
			const path = fieldsOf(node, file);
			if (path.length === node.path.length && path.length > 0) asked.push(path);
		}
		for (const child of children(node)) visit(child);
	};
	for (const item of file.tree.items) visit(item);
	for (const [, expansion] of file.expansions)
		for (const node of "value" in expansion ? [expansion.value] : expansion.statements) visit(node);
	const parts = { compared, asked };
	known.set(file, parts);
	return parts;
}

/** The fields of `&pos->a.b`, where both are objects that belong to the one around them. */
function addressedPart(expression: Expression, { names }: FileAnalysisKey): PartPath {
	const path: FieldSymbol[] = [];
	let node = expression.kind === "unary" && expression.operator === "&" ? expression.operand : undefined;
	while (node?.kind === "field") {
		const field = names.get(node.name);
		if (field?.kind !== "field" || field.written !== "object" || field.type.kind !== "struct") break;
		path.unshift(field);
		node = node.object;
	}
	return path;
}
