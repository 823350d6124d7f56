/**
 * The arithmetic of the language: whole numbers of 32 bits with a sign, as in C, but for what C leaves undefined.
 * Whatever evaluates, before a search, in it or after, computes by these.
 */
import { t } from "./l10n";

export type BinaryOperator =
	| "||"
	| "&&"
	| "|"
	| "^"
	| "&"
	| "=="
	| "!="
	| "<"
	| ">"
	| "<="
	| ">="
	| "<<"
	| ">>"
	| "+"
	| "-"
	| "*"
	| "/"
	| "%";

/** Values are whole numbers of 32 bits with a sign: from this one. */
export const LEAST = -(2 ** 31);
/** To this one. */
export const GREATEST = 2 ** 31 - 1;
/** How many places a number can be shifted by at most. */
export const MOST_SHIFTED = 31;

/** How the range of numbers is written in messages. */
export const NUMBERS = `${LEAST}..${GREATEST}`;

/**
 * A unary operator; undefined for those that take no value (`&`, `*`), and where the result does not fit into 32 bits.
 */
export function exactUnary(operator: string, value: number): number | undefined {
	if (operator === "-") return -value < LEAST || -value > GREATEST ? undefined : -value + 0;
	return applyUnary(operator, value);
}

/**
 * A binary operator as in C, division by zero 0; undefined where the result does not fit into 32 bits, or where it
 * shifts by less than 0 or more than 31 places.
 */
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
		return t`shifts by ${right}, and only 0..${MOST_SHIFTED} is possible`;
	}
	return t`${left} ${operator} ${right} is not in ${NUMBERS}, and there are no other numbers`;
}

/** Why the negative of a number has no value: it is the least one. */
export function negativeMisfit(value: number): string {
	return t`-(${value}) is not in ${NUMBERS}, and there are no other numbers`;
}

/**
 * A unary operator on 32-bit integers, of which as many bits are kept; undefined for those that take no value (`&`,
 * `*`).
 */
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

/**
 * A binary operator as in C on 32-bit integers, of which as many bits are kept, comparisons 0 or 1; division by zero is 0.
 */
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
