import type { BinaryOperator, Expression, UnaryExpression } from "../syntax/tree";
import type { FileContext } from "./file-context";
import type { Scope } from "./scope";

/** Values are whole numbers of 32 bits with a sign: from this one. */
export const LEAST = -(2 ** 31);
/** To this one. */
export const GREATEST = 2 ** 31 - 1;
/** How many places a number can be shifted by at most. */
export const MOST_SHIFTED = 31;

/** How the range of numbers is written in messages. */
export const NUMBERS = `${LEAST}..${GREATEST}`;

/** The value of an expression made of literals, constants and enum members only; undefined for any other, and where the value is no number of 32 bits. */
export function constantValue(context: FileContext, scope: Scope, expression: Expression): number | undefined {
	switch (expression.kind) {
		case "number":
			return expression.value > GREATEST ? undefined : expression.value;
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
			if (isLeast(expression)) return LEAST;
			const value = constantValue(context, scope, expression.operand);
			return value === undefined ? undefined : exactUnary(expression.operator, value);
		}
		case "binary": {
			const left = constantValue(context, scope, expression.left);
			const right = constantValue(context, scope, expression.right);
			return left === undefined || right === undefined ? undefined : exactBinary(expression.operator, left, right);
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

/** Whether an expression is the least number, which is written as the negative of a literal that is no number of its own. */
export function isLeast({ operator, operand }: UnaryExpression): boolean {
	return operator === "-" && operand.kind === "number" && operand.value === -LEAST;
}

/** A unary operator; undefined for those that take no value (`&`, `*`), and where the result does not fit into 32 bits. */
export function exactUnary(operator: string, value: number): number | undefined {
	if (operator === "-") return -value < LEAST || -value > GREATEST ? undefined : -value + 0;
	return applyUnary(operator, value);
}

/** A binary operator as in C, division by zero 0; undefined where the result does not fit into 32 bits, or where it shifts by less than 0 or more than 31 places. */
export function exactBinary(operator: BinaryOperator, left: number, right: number): number | undefined {
	const fitting = (result: number): number | undefined => (result < LEAST || result > GREATEST ? undefined : result + 0);
	switch (operator) {
		case "+":
			return fitting(left + right);
		case "-":
			return fitting(left - right);
		case "*":
			// A product of more than 53 bits is not exact, and does not fit either.
			return fitting(left * right);
		case "<<":
			return right < 0 || right > MOST_SHIFTED ? undefined : fitting(left * 2 ** right);
		case ">>":
			return right < 0 || right > MOST_SHIFTED ? undefined : left >> right;
		case "/":
			return right === 0 ? 0 : fitting(Math.trunc(left / right));
		default:
			return applyBinary(operator, left, right);
	}
}

/** Why an operation on two numbers has no value, to be put behind what is wrong with it. */
export function misfit(operator: BinaryOperator, left: number, right: number): string {
	if ((operator === "<<" || operator === ">>") && (right < 0 || right > MOST_SHIFTED)) {
		return `shifts by ${right}, and only 0..${MOST_SHIFTED} is possible`;
	}
	return `${left} ${operator} ${right} is not in ${NUMBERS}, and there are no other numbers`;
}

/** Why the negative of a number has no value: it is the least one. */
export function negativeMisfit(value: number): string {
	return `-(${value}) is not in ${NUMBERS}, and there are no other numbers`;
}

/** A unary operator on 32-bit integers, of which as many bits are kept; undefined for those that take no value (`&`, `*`). */
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

/** A binary operator as in C on 32-bit integers, of which as many bits are kept, comparisons 0 or 1; division by zero is 0. */
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
