import type { Span } from "../../base/span";
import type { CallExpression, Expression } from "../../syntax/tree";
import { children, type SyntaxNode } from "../../syntax/walk";
import type { Snapshot } from "../workspace/snapshot";
import type { InlayHint } from "./inlay-hints";

/** Before each argument that does not say itself what it is, such as a number, the name of its parameter. */
export function parameterHints({ file }: Snapshot, within: Span): readonly InlayHint[] {
	const hints: InlayHint[] = [];
	const visit = (node: SyntaxNode): void => {
		const { start, end } = file.spanOf(node);
		if (end < within.start || start > within.end) return;
		if ("kind" in node && node.kind === "call") hints.push(...ofCall(node));
		for (const child of children(node)) visit(child);
	};
	const ofCall = (call: CallExpression): InlayHint[] => {
		const called = file.names.get(call.name);
		if (called?.kind !== "function" || called.parameters.length < 2) return [];
		return call.arguments.flatMap(({ name, value }, index) => {
			const parameter = called.parameters[index];
			if (name !== undefined || parameter === undefined || !isBare(value)) return [];
			return [{ offset: file.spanOf(value).start, label: `${parameter.name}:`, tooltip: "", kind: "parameter" as const }];
		});
	};
	for (const item of file.tree.items) visit(item);
	return hints;
}

/** A value without a name in it. */
function isBare(value: Expression): boolean {
	if (value.kind === "unary") return isBare(value.operand);
	return value.kind === "number" || (value.kind === "word" && value.word !== "self");
}
