/** Takes statements out of a task or function into a function of their own. */

import type { SuggestedFix } from "../../base/diagnostic";
import { t } from "../../base/l10n";
import { type AnchoredSpan, encloses, type Span } from "../../base/span";
import type { VariableSymbol } from "../../semantics/symbols";
import { typeText } from "../../semantics/types";
import type { Block, FunctionItem, Name, Statement, TaskItem } from "../../syntax/tree";
import { children, isLoop, pathAt, type SyntaxNode } from "../../syntax/walk";
import type { Snapshot } from "../workspace/snapshot";

/**
 * The change that makes whole statements of the selection a function; undefined where they are none, leave the function
 * or loop that they are in, or declare what is used behind them. Variables that they only read become parameters; those
 * that they write, pointers.
 */
export function extractFunction(snapshot: Snapshot, selection: Span): SuggestedFix | undefined {
	const { text, spanOf } = snapshot.file;
	const trimmed = trim(text, selection);
	if (trimmed.start >= trimmed.end) return undefined;
	const path = pathAt(snapshot.file.tree, trimmed.start);
	const owner = path.findLast(
		(node): node is TaskItem | FunctionItem => "kind" in node && (node.kind === "task" || node.kind === "function"),
	);
	const block = path.findLast((node): node is Block => "kind" in node && node.kind === "block" && surrounds(spanOf(node), trimmed));
	if (owner === undefined || block === undefined) return undefined;
	const taken = block.statements.filter((statement) => encloses(trimmed, spanOf(statement)));
	const whole = taken.length > 0 && spanOf(taken[0]).start === trimmed.start && spanOf(taken[taken.length - 1]).end === trimmed.end;
	if (!whole || taken.some((statement) => leaves(statement, { broken: false, loop: false }))) return undefined;
	const parameters = new Map<VariableSymbol, { pointer: boolean; uses: Name[] }>();
	for (const [name, symbol] of snapshot.file.names) {
		if (symbol.kind !== "variable" || symbol.role === "global" || symbol.role === "scenario") continue;
		const inside = encloses(trimmed, spanOf(name));
		const declaredInside = snapshot.file.tree.anchors.has(symbol.span.anchor) && encloses(trimmed, spanOf(symbol.span));
		if (declaredInside && !inside) return undefined;
		if (!inside || declaredInside) continue;
		if (symbol.type.kind === "array" || symbol.type.kind === "pointer") return undefined;
		const known = parameters.get(symbol) ?? { pointer: false, uses: [] };
		known.uses.push(name);
		parameters.set(symbol, known);
	}
	for (const statement of taken)
		for (const name of written(statement)) {
			const symbol = snapshot.file.names.get(name);
			const parameter = symbol?.kind === "variable" ? parameters.get(symbol) : undefined;
			if (parameter) parameter.pointer = true;
		}
	const name = freeName(snapshot);
	const startOf = (place: AnchoredSpan): number => snapshot.locate(place).start;
	const list = [...parameters].sort(([a], [b]) => startOf(a.span) - startOf(b.span));
	const declared = list.map(([symbol, { pointer }]) => `${typeText(symbol.type)} ${pointer ? "*" : ""}${symbol.name}`).join(", ");
	const given = list.map(([symbol, { pointer }]) => `${pointer ? "&" : ""}${symbol.name}`).join(", ");
	const pointers = list
		.flatMap(([, { pointer, uses }]) => (pointer ? uses : []))
		.map(startOf)
		.sort((a, b) => b - a);
	let body = text.slice(trimmed.start, trimmed.end);
	for (const use of pointers) {
		const at = use - trimmed.start;
		body = `${body.slice(0, at)}*${body.slice(at)}`;
	}
	const indent = indentation(text, startOf(owner));
	const inner = indentation(text, trimmed.start);
	const lines = body
		.split("\n")
		.map((line, index) => (index === 0 || !line.startsWith(inner) ? line : `${indent}\t${line.slice(inner.length)}`));
	const made = `fn ${name}(${declared}) {\n${indent}\t${lines.join("\n")}\n${indent}}\n\n${indent}`;
	const start = documentedStart(text, startOf(owner));
	return {
		title: t`Extract into a function '${name}'`,
		edits: [
			{ span: { start, end: start }, newText: made },
			{ span: trimmed, newText: `${name}(${given});` },
		],
	};
}

/** True when `outer` begins before what it encloses. */
function surrounds(outer: Span, inner: Span): boolean {
	return encloses(outer, inner) && outer.start < inner.start;
}

function trim(text: string, { start, end }: Span): Span {
	const selected = text.slice(start, end);
	return { start: start + selected.length - selected.trimStart().length, end: end - (selected.length - selected.trimEnd().length) };
}

/** Whether a statement may go somewhere else than behind itself. */
function leaves(node: SyntaxNode, around: { readonly broken: boolean; readonly loop: boolean }): boolean {
	if ("kind" in node) {
		// Labels stay where they are, and what goes to them with them.
		if (node.kind === "return" || node.kind === "goto" || node.kind === "label" || node.kind === "case") return true;
		if (node.kind === "break") return !around.broken;
		if (node.kind === "continue") return !around.loop;
		if (isLoop(node)) return children(node).some((child) => leaves(child, { broken: true, loop: true }));
		if (node.kind === "switch")
			return node.body.statements.some((child) => child.kind !== "case" && leaves(child, { ...around, broken: true }));
	}
	return children(node).some((child) => leaves(child, around));
}

/** The variables that a statement assigns to as a whole, or takes the address of. */
function written(node: Statement): Name[] {
	const found: Name[] = [];
	const visit = (inner: SyntaxNode): void => {
		if ("kind" in inner) {
			if ((inner.kind === "assign" || inner.kind === "assignment") && inner.target.kind === "name") found.push(inner.target.name);
			if (inner.kind === "unary" && inner.operator === "&" && inner.operand.kind === "name") found.push(inner.operand.name);
		}
		for (const child of children(inner)) visit(child);
	};
	visit(node);
	return found;
}

function freeName({ program, scenarios, file }: Snapshot): string {
	const taken = (name: string): boolean =>
		program.globals.lookup(name) !== undefined ||
		scenarios.some(({ scenario }) => scenario.scope.lookup(name) !== undefined) ||
		new RegExp(`\\b${name}\\b`).test(file.text);
	for (let number = 1; ; number++) {
		const name = number === 1 ? "extracted" : `extracted${number}`;
		if (!taken(name)) return name;
	}
}

function indentation(text: string, offset: number): string {
	const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
	return /^[ \t]*/.exec(line)?.[0] ?? "";
}

/** The start of an item with the comment lines right above it. */
function documentedStart(text: string, start: number): number {
	let at = start;
	for (;;) {
		const line = text.lastIndexOf("\n", at - 1) + 1;
		const above = text.slice(text.lastIndexOf("\n", line - 2) + 1, Math.max(0, line - 1));
		if (line === 0 || !/^\s*\/\//.test(above)) return at;
		at = text.lastIndexOf("\n", line - 2) + 1 + (/^\s*/.exec(above)?.[0].length ?? 0);
	}
}
