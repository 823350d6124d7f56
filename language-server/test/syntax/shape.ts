import type { AnchoredSpan } from "../../src/base/span";
import { parse } from "../../src/syntax/parser";
import { type Expression, type FunctionItem, type PropertyItem, type Statement, type SyntaxTree, spanIn } from "../../src/syntax/tree";

/** A node without its spans; names and simple expressions as their text. */
export function shape(node: unknown): unknown {
	if (Array.isArray(node)) return node.map(shape);
	if (typeof node !== "object" || node === null) return node;
	const { anchor: _anchor, from: _from, to: _to, ...rest } = node as Partial<AnchoredSpan> & { kind?: string };
	if ("text" in rest) return (rest as { text: string }).text;
	if (rest.kind === "name") return shape((rest as { name: unknown }).name);
	return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, shape(value)]));
}

/** The text of a node. */
export function written(tree: SyntaxTree, node: AnchoredSpan): string {
	const { start, end } = spanIn(tree, node);
	return tree.text.slice(start, end);
}

/** What is wrong with a text, as `line:column code: message`, both from 1. */
export function problems(text: string): string[] {
	return parse(text).diagnostics.map(({ span, code, message }) => {
		const before = text.slice(0, span.start).split("\n");
		return `${before.length}:${before[before.length - 1].length + 1} ${code}: ${message}`;
	});
}

/** An expression as the condition of a property. */
export function expressionOf(text: string): Expression {
	const [item] = parse(`property p = ${text};`).items;
	return (item as PropertyItem).condition as Expression;
}

/** The statements of a function with this body. */
export function statementsOf(text: string): readonly Statement[] {
	const [item] = parse(`fn f() {${text}}`).items;
	return (item as FunctionItem).body.statements;
}

/** An expression with parentheses around everything that has operators. */
export function parenthesized(expression: Expression): string {
	switch (expression.kind) {
		case "binary":
			return `(${parenthesized(expression.left)} ${expression.operator} ${parenthesized(expression.right)})`;
		case "unary":
			return `(${expression.operator}${parenthesized(expression.operand)})`;
		case "conditional":
			return `(${parenthesized(expression.condition)} ? ${parenthesized(expression.then)} : ${parenthesized(expression.otherwise)})`;
		case "field":
			return `(${parenthesized(expression.object)}.${expression.name.text})`;
		case "index":
			return `(${parenthesized(expression.array)}[${parenthesized(expression.index)}])`;
		case "quantifier":
			return `(${expression.quantifier} ${expression.name.text}: ${parenthesized(expression.body)})`;
		case "call":
			return `${expression.name.text}(${expression.arguments.map(({ name, value }) => (name ? `${name.text}: ` : "") + parenthesized(value)).join(", ")})`;
		case "name":
			return expression.name.text;
		case "number":
			return String(expression.value);
		case "word":
			return expression.word;
		default:
			return `<${expression.kind}>`;
	}
}
