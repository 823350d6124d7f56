/**
 * Whether the result of an operation fits into 32 bits, as an operand that itself never leaves them: so it means the
 * same wherever it is evaluated, in numbers that wrap and in wider ones. After Warren, "Hacker's Delight", on overflow
 * detection.
 */

import { type BinaryOperator, GREATEST, LEAST, MOST_SHIFTED } from "../base/arithmetic";
import type { Interval } from "./interval";
import { binary, conditional, constant, isConstant, ONE, ZERO } from "./operand";
import type { Operand } from "./transition-system";

const least = constant(LEAST);
const greatest = constant(GREATEST);

/**
 * 1 where `left operator right` fits, and a shift is by 0 to 31 places. `a` and `b` are the values that the two can
 * have: what these exclude is left out.
 */
export function fits(operator: BinaryOperator, left: Operand, right: Operand, a: Interval, b: Interval): Operand {
	switch (operator) {
		case "+": {
			const below = a.high + b.high <= GREATEST ? ONE : binary("<=", left, binary("-", greatest, right));
			const above = a.low + b.low >= LEAST ? ONE : binary(">=", left, binary("-", least, right));
			return bySign(right, b, below, above);
		}
		case "-": {
			const above = a.low - b.high >= LEAST ? ONE : binary(">=", left, binary("+", least, right));
			const below = a.high - b.low <= GREATEST ? ONE : binary("<=", left, binary("+", greatest, right));
			return bySign(right, b, above, below);
		}
		case "*": {
			const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
			return Math.min(...corners) >= LEAST && Math.max(...corners) <= GREATEST ? ONE : fitsProduct(left, right);
		}
		case "/":
			// The only quotient that does not fit.
			if (a.low > LEAST || b.low > -1 || b.high < -1) return ONE;
			return binary("||", binary("!=", left, least), binary("!=", right, constant(-1)));
		case "<<": {
			const places = isPlaces(right, b);
			const corners = [a.low, a.high].map((value) => value * 2 ** Math.min(b.high, MOST_SHIFTED));
			if (Math.min(...corners) >= LEAST && Math.max(...corners) <= GREATEST) return places;
			return binary("&&", places, binary("==", binary(">>", binary("<<", left, right), right), left));
		}
		case ">>":
			return isPlaces(right, b);
		default:
			return ONE;
	}
}

/** 1 where the negative of an operand fits. */
export function fitsNegated(operand: Operand, { low }: Interval): Operand {
	return low > LEAST ? ONE : binary("!=", operand, least);
}

/** One condition where an operand is 0 or more, the other where it is less. */
function bySign(operand: Operand, { low, high }: Interval, positive: Operand, negative: Operand): Operand {
	if (low >= 0) return positive;
	if (high < 0 || (isConstant(positive) && isConstant(negative))) return negative;
	return conditional(binary(">=", operand, ZERO), positive, negative);
}

function fitsProduct(left: Operand, right: Operand): Operand {
	const [one, other] = [binary("/", greatest, right), binary("/", least, right)];
	const positive = binary("&&", binary("<=", left, one), binary(">=", left, other));
	const negative = binary("&&", binary(">=", left, one), binary("<=", left, other));
	const isMinusOne = binary("==", right, constant(-1));
	const small = conditional(isMinusOne, binary("!=", left, least), ONE);
	return conditional(binary(">", right, ZERO), positive, conditional(binary("<", right, constant(-1)), negative, small));
}

function isPlaces(operand: Operand, { low, high }: Interval): Operand {
	const above = low >= 0 ? ONE : binary(">=", operand, ZERO);
	return binary("&&", above, high <= MOST_SHIFTED ? ONE : binary("<=", operand, constant(MOST_SHIFTED)));
}
