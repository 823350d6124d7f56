/** C loops of which the text says how often they go round at most: `for (int i = 0; i < 3; i++)`. */
import type { FileAnalysisKey, VariableSymbol } from "../semantics/symbols";
import type { Assignment, CallExpression, Expression, LoopStatement, Statement } from "../syntax/tree";
import { children, type SyntaxNode } from "../syntax/walk";
import { UNROLL_LIMIT } from "./constant-range";
import { fixedValue, givenTo } from "./desugar";

/**
 * The greatest number of rounds of a loop that counts a variable of its own up, from one constant to another; undefined
 * where the text does not say it, or there are too many.
 */
export function roundsOf({ first, condition, step, body }: LoopStatement, file: FileAnalysisKey): number | undefined {
	const counted = first.length === 1 ? startOf(first[0], file) : undefined;
	if (counted === undefined || condition?.kind !== "binary" || step.length !== 1) return undefined;
	const { symbol, start } = counted;
	const isCounted = (expression: Expression): boolean => expression.kind === "name" && file.names.get(expression.name) === symbol;
	const end = fixedValue(condition.right, file);
	if (end === undefined || !isCounted(condition.left) || !countsUp(step[0], isCounted, file)) return undefined;
	const operators: readonly string[] = ["<", "<=", "!="];
	if (!operators.includes(condition.operator) || (condition.operator === "!=" && end < start) || mayAssign(body, isCounted, file))
		return undefined;
	const rounds = Math.max(0, end - start + (condition.operator === "<=" ? 1 : 0));
	return rounds <= UNROLL_LIMIT ? rounds : undefined;
}

/** The local with which a loop begins, and its value. */
function startOf(statement: Statement, file: FileAnalysisKey): { readonly symbol: VariableSymbol; readonly start: number } | undefined {
	const isLocal = statement.kind === "local";
	if (!isLocal && !(statement.kind === "assign" && statement.operator === "=" && statement.target.kind === "name")) return undefined;
	const name = isLocal ? statement.variable.name : statement.target.kind === "name" ? statement.target.name : undefined;
	const value = isLocal ? statement.variable.value : statement.value;
	const symbol = name && file.names.get(name);
	const start = value && fixedValue(value, file);
	if (symbol?.kind !== "variable" || symbol.role !== "local" || symbol.type.kind !== "int" || start === undefined) return undefined;
	return { symbol, start };
}

function countsUp(step: Statement, isCounted: (expression: Expression) => boolean, file: FileAnalysisKey): boolean {
	if (step.kind !== "assign" || !isCounted(step.target)) return false;
	return step.operator === "++" || (step.operator === "+=" && step.value !== undefined && fixedValue(step.value, file) === 1);
}

/** Whether a piece of text may change a local: by assigning to it, or by giving its place to a function. */
function mayAssign(node: SyntaxNode, isLocal: (expression: Expression) => boolean, file: FileAnalysisKey): boolean {
	if ("kind" in node) {
		if ((node.kind === "assign" || node.kind === "assignment") && isLocal((node as Assignment).target)) return true;
		if (node.kind === "unary" && node.operator === "&" && isLocal(node.operand)) return true;
		if (node.kind === "callThrough" && node.arguments.some(({ value }) => isLocal(value))) return true;
		if (node.kind === "call" && givesPlace(node, isLocal, file)) return true;
	}
	return children(node).some((child) => mayAssign(child, isLocal, file));
}

/** Whether a call gives a function the place of a local, which needs no `&`. */
function givesPlace(call: CallExpression, isLocal: (expression: Expression) => boolean, file: FileAnalysisKey): boolean {
	const callee = file.names.get(call.name);
	if (callee?.kind === "function")
		return givenTo(callee, call).pairs.some(
			({ parameter, argument }) => argument && isLocal(argument) && parameter.type.kind === "pointer",
		);
	const onlyReads = callee?.kind === "builtin" && callee.does !== "store";
	return !onlyReads && call.arguments.some(({ value }) => isLocal(value));
}
