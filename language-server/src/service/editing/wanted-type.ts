/**
 * The type that a value at the cursor should have. Goes by what stands before the cursor: the text behind may be
 * anything.
 */
import { samePlace, touches } from "../../base/span";
import { fieldsOf } from "../../semantics/program";
import type { Type } from "../../semantics/types";
import type { Snapshot } from "../workspace/snapshot";
import { callAt } from "./call-at";

/**
 * Of what is assigned, initialised, returned, compared or given as an argument there; undefined where anything may
 * stand. `before` is the statement up to the word at the offset.
 */
export function wantedType(snapshot: Snapshot, offset: number, before: string): Type | undefined {
	if (/^\s*return\s+$/.test(before)) return returnedType(snapshot, offset);
	const [operator] = /([=!]=|[<>]=?|[-+|&]?=)\s*$/.exec(before) ?? [];
	if (operator !== undefined && !/(<<|>>|->)\s*$/.test(before)) return typeBefore(snapshot, offset, operator.trim());
	return /[(,{:]\s*$/.test(before) || before.trim() === "" ? argumentType(snapshot, offset) : undefined;
}

/** Of the function that the offset is in. */
function returnedType({ file }: Snapshot, offset: number): Type | undefined {
	return file.functionBodies.find(({ node }) => touches(file.spanOf(node.body), offset))?.symbol.returns;
}

/** The type of what stands before an operator. */
function typeBefore(snapshot: Snapshot, offset: number, operator: string): Type | undefined {
	const { text, spanOf, around } = snapshot.file;
	const end = text.slice(0, text.lastIndexOf(operator, offset - 1)).trimEnd().length;
	const { names, types } = around({ start: end, end });
	for (const [name, symbol] of names)
		if (symbol.kind === "variable" && samePlace(symbol.span, name) && spanOf(name).end === end) return symbol.type;
	let longest: { readonly start: number; readonly type: Type } | undefined;
	// `a && b == …` compares b.
	for (const [expression, type] of types) {
		const { start, end: ends } = spanOf(expression);
		if (ends === end && expression.kind !== "binary" && (longest === undefined || start < longest.start)) longest = { start, type };
	}
	return longest?.type;
}

/** Of the argument or field that is being written. */
function argumentType(snapshot: Snapshot, offset: number): Type | undefined {
	const call = callAt(snapshot, offset);
	if (call?.symbol?.kind === "struct") return fieldsOf(snapshot.program, call.symbol).find(({ name }) => name === call.argument)?.type;
	if (call?.symbol?.kind !== "function" && call?.symbol?.kind !== "property") return undefined;
	const { parameters = [] } = call.symbol;
	return (call.argument === undefined ? parameters[call.position] : parameters.find(({ name }) => name === call.argument))?.type;
}
