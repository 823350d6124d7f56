/**
 * Of which parts of objects the address is compared, `&pos->member != head`, or asked what they are part of. Who goes
 * through a list so has at its end a reference to an object that is none, the head being part of something else, and
 * must tell by its address that it is there.
 */
import { allFiles, type FileAnalysis, type Program } from "../semantics/program";
import type { FieldSymbol, FileAnalysisKey } from "../semantics/symbols";
import type { Expression } from "../syntax/tree";
import { children, type SyntaxNode } from "../syntax/walk";

/** The fields that lead from an object to such a part. */
export type PartPath = readonly FieldSymbol[];

const known = new WeakMap<FileAnalysis, readonly PartPath[]>();

/** The parts that some code of a program compares, each once. */
export function comparedParts(program: Program): readonly PartPath[] {
	const found: PartPath[] = [];
	for (const file of program.files) {
		for (const path of partsOfContainers(file)) if (!found.some((other) => isSame(other, path))) found.push(path);
	}
	for (const file of allFiles(program)) {
		let ofFile = known.get(file);
		if (ofFile === undefined) {
			ofFile = partsComparedIn(file);
			known.set(file, ofFile);
		}
		for (const path of ofFile) if (!found.some((other) => isSame(other, path))) found.push(path);
	}
	return found;
}

function isSame(one: PartPath, other: PartPath): boolean {
	return one.length === other.length && one.every((field, index) => field === other[index]);
}

function partsComparedIn(file: FileAnalysis): readonly PartPath[] {
	const found: PartPath[] = [];
	const visit = (node: SyntaxNode): void => {
		if ("kind" in node && node.kind === "binary" && (node.operator === "==" || node.operator === "!="))
			for (const side of [node.left, node.right]) {
				const path = addressedPart(side, file);
				if (path.length > 0) found.push(path);
			}
		for (const child of children(node)) visit(child);
	};
	for (const item of file.tree.items) visit(item);
	for (const [, expansion] of file.expansions)
		for (const node of "value" in expansion ? [expansion.value] : expansion.statements) visit(node);
	return found;
}

/**
 * The parts of which code asks what they are part of, that may be part of something else: `list_first_entry()` of an
 * empty list gives what is no object, and not `null`. The model's own code does not.
 */
function partsOfContainers(file: FileAnalysis): readonly PartPath[] {
	const found: PartPath[] = [];
	const visit = (node: SyntaxNode): void => {
		if ("kind" in node && node.kind === "containerOf") {
			const fields = node.path.map((name) => file.names.get(name));
			if (fields.length > 0 && fields.every((field) => field?.kind === "field")) found.push(fields as PartPath);
		}
		for (const child of children(node)) visit(child);
	};
	for (const item of file.tree.items) visit(item);
	for (const [, expansion] of file.expansions)
		for (const node of "value" in expansion ? [expansion.value] : expansion.statements) visit(node);
	return found;
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
