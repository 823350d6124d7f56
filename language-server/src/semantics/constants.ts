import type { BinaryOperator, Expression } from "../syntax/tree";
import type { FileContext } from "./file-context";
import type { Scope } from "./scope";

/** The value of an expression made of literals, constants and enum members only; undefined for any other. */
export function constantValue(context: FileContext, scope: Scope, expression: Expression): number | undefined {
	switch (expression.kind) {
		case "number":
			return expression.value;
		case "word":
			if (expression.word === "true") return 1;
			return expression.word === "self" ? undefined : 0;
		case "name": {
			const symbol = scope.lookup(expression.name.text);
			if (symbol?.kind === "const") {
				context.shared.constants.get(symbol)?.();
				return symbol.value;
			}
			return symbol?.kind === "enumMember" ? symbol.value : undefined;
		}
		case "unary": {
			const value = constantValue(context, scope, expression.operand);
			return value === undefined ? undefined : applyUnary(expression.operator, value);
		}
		case "binary": {
			const left = constantValue(context, scope, expression.left);
			const right = constantValue(context, scope, expression.right);
			return left === undefined || right === undefined ? undefined : applyBinary(expression.operator, left, right);
		}
		case "conditional": {
			const condition = constantValue(context, scope, expression.condition);
			if (condition === undefined) return undefined;
			return constantValue(context, scope, condition !== 0 ? expression.then : expression.otherwise);
		}
		default:
			return undefined;
	}
}

/** A unary operator on 32-bit integers; undefined for those that take no value (`&`, `*`). */
export function applyUnary(operator: string, value: number): number | undefined {
	switch (operator) {
		case "!":
			return value === 0 ? 1 : 0;
		case "-":
			return -value | 0;
		case "~":
			return ~value;
		default:
			return undefined;
	}
}

/** A binary operator as in C on 32-bit integers, comparisons 0 or 1; division by zero is 0. */
export function applyBinary(operator: BinaryOperator, left: number, right: number): number {
	switch (operator) {
		case "||":
			return left !== 0 || right !== 0 ? 1 : 0;
		case "&&":
			return left !== 0 && right !== 0 ? 1 : 0;
		case "|":
			return left | right;
		case "^":
			return left ^ right;
		case "&":
			return left & right;
		case "==":
			return left === right ? 1 : 0;
		case "!=":
			return left !== right ? 1 : 0;
		case "<":
			return left < right ? 1 : 0;
		case ">":
			return left > right ? 1 : 0;
		case "<=":
			return left <= right ? 1 : 0;
		case ">=":
			return left >= right ? 1 : 0;
		case "<<":
			return left << right;
		case ">>":
			return left >> right;
		case "+":
			return (left + right) | 0;
		case "-":
			return (left - right) | 0;
		case "*":
			return Math.imul(left, right);
		case "/":
			return right === 0 ? 0 : (left / right) | 0;
		case "%":
			return right === 0 ? 0 : (left % right) | 0;
	}
}
