import { type FileSpan, type Span, samePlace } from "../../base/span";
import { writtenName } from "../../semantics/macros";
import { allFiles, type FileAnalysis } from "../../semantics/program";
import type { AnySymbol } from "../../semantics/symbols";
import type { Expression, Name } from "../../syntax/tree";
import { children, type SyntaxNode } from "../../syntax/walk";
import type { Snapshot } from "../workspace/snapshot";
import { filesThatSee } from "./elsewhere";
import { isWritten, symbolAt } from "./find-symbol";

/**
 * Every place where the name at the cursor is used: in the document, the files that it uses, the kernel model, and what
 * the `others` consist of.
 */
export function references(
	snapshot: Snapshot,
	offset: number,
	includeDeclaration: boolean,
	others: readonly Snapshot[] = [],
): readonly FileSpan[] {
	const symbol = symbolAt(snapshot.file, offset)?.symbol;
	if (symbol === undefined) return [];
	const usesOf = (file: FileAnalysis, symbol: AnySymbol): FileSpan[] =>
		usesIn(file, symbol)
			.filter((name) => includeDeclaration || !samePlace(name, symbol.span))
			.map((name) => ({ file: file.uri, ...file.spanOf(name) }));
	const own = allFiles(snapshot.program);
	const known = new Set(own.map(({ uri }) => uri));
	const elsewhere = filesThatSee(others, snapshot.locate(symbol.span)).filter(({ file }) => !known.has(file.uri));
	return [...own.flatMap((file) => usesOf(file, symbol)), ...elsewhere.flatMap(({ file, symbol }) => usesOf(file, symbol))];
}

/** A use of a name in the document: one that may change what it stands for, or one that only reads. */
export interface Highlight {
	readonly span: Span;
	readonly kind: "read" | "write";
}

/** The uses in the document of the name at the cursor. */
export function documentHighlights(snapshot: Snapshot, offset: number): readonly Highlight[] {
	const symbol = symbolAt(snapshot.file, offset)?.symbol;
	if (symbol === undefined) return [];
	const written = writtenNames(snapshot.file);
	return writtenUsesIn(snapshot.file, symbol).map((name) => ({
		span: snapshot.file.spanOf(name),
		kind: written.has(name) ? "write" : "read",
	}));
}

/** The places of a file where a symbol is named. */
export function usesIn(file: FileAnalysis, symbol: AnySymbol): Name[] {
	const uses: Name[] = [];
	for (const [name, meant] of file.names) {
		const same =
			meant === symbol ||
			(meant.kind === "optionValue" && symbol.kind === "optionValue" && meant.option === symbol.option && meant.value === symbol.value);
		if (same && name.text !== "") uses.push(name);
	}
	return uses.sort((a, b) => file.spanOf(a).start - file.spanOf(b).start);
}

/** The same, of what stands in the text itself: a name that a macro brings along is in the macro. */
export function writtenUsesIn(file: FileAnalysis, symbol: AnySymbol, within: FileAnalysis = file): Name[] {
	return [...new Set(usesIn(file, symbol).map(writtenName))].filter((name) => isWritten(within, name));
}

/** The names of variables and fields that are written somewhere in the file, or may be. */
function writtenNames(file: FileAnalysis): ReadonlySet<Name> {
	const written = new Set<Name>();
	const visit = (node: SyntaxNode): void => {
		if ("kind" in node && (node.kind === "assign" || node.kind === "assignment")) {
			const name = targetName(node.target);
			if (name) written.add(name);
		} else if ("kind" in node && node.kind === "variable" && node.value !== undefined) written.add(node.name);
		else if ("kind" in node && node.kind === "for") written.add(node.name);
		else if ("kind" in node && node.kind === "new") for (const { name } of node.fields) name && written.add(name);
		else if ("kind" in node && node.kind === "unary" && node.operator === "&") {
			// Who is given the address may write.
			const name = targetName(node.operand);
			if (name) written.add(name);
		}
		for (const child of children(node)) visit(child);
	};
	for (const item of file.tree.items) visit(item);
	return written;
}

function targetName(target: Expression): Name | undefined {
	switch (target.kind) {
		case "name":
		case "field":
			return target.name;
		case "index":
			return targetName(target.array);
		case "unary":
			return targetName(target.operand);
		default:
			return undefined;
	}
}
