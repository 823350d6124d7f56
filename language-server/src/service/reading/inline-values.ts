import type { AnchoredSpan, Span } from "../../base/span";
import type { Expression } from "../../syntax/tree";
import { children, pathAt, type SyntaxNode } from "../../syntax/walk";
import type { Snapshot } from "../workspace/snapshot";

/** An expression whose value a debugger shows at the end of its line. */
export interface InlineValue {
	readonly span: Span;
	readonly expression: string;
}

/**
 * The variables, fields and elements that the function or task at `stopped` names up to the end of that line, each once
 * on a line. Their values are the debugger's to know: what has none at this moment it leaves out.
 */
export function inlineValues({ file }: Snapshot, within: Span, stopped: number): readonly InlineValue[] {
	const { text, tree, names, spanOf } = file;
	const around = pathAt(tree, stopped).find((node) => "kind" in node && (node.kind === "function" || node.kind === "task"));
	if (around === undefined) return [];
	const newline = text.indexOf("\n", stopped);
	const end = Math.min(within.end, newline < 0 ? text.length : newline);
	const found: InlineValue[] = [];
	const add = (place: AnchoredSpan): void => {
		const { start, end: last } = spanOf(place);
		const line = text.lastIndexOf("\n", start - 1);
		const expression = text.slice(start, last);
		const isKnown = found.some((value) => value.expression === expression && value.span.start > line);
		if (start >= within.start && last <= end && !isKnown) found.push({ span: { start, end: last }, expression });
	};
	const isVariable = (node: Expression): boolean => {
		switch (node.kind) {
			case "name":
				return names.get(node.name)?.kind === "variable";
			case "field":
				return isVariable(node.object);
			case "index":
				return isVariable(node.array) && (node.index.kind === "number" || isVariable(node.index));
			default:
				return false;
		}
	};
	const visit = (node: SyntaxNode): void => {
		const isParameter = "array" in node && "type" in node;
		if (isParameter || ("kind" in node && node.kind === "variable")) add(node.name);
		else if ("kind" in node && (node.kind === "name" || node.kind === "field" || node.kind === "index")) {
			if (isVariable(node)) add(node);
			if (node.kind === "index") visit(node.index);
			return;
		}
		for (const child of children(node)) visit(child);
	};
	visit(around);
	return found.sort((a, b) => a.span.start - b.span.start);
}
