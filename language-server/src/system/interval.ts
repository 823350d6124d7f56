/**
 * Arithmetic of intervals (Cousot and Cousot 1977): which values an operand can have, given those of its cells and
 * temporaries. Wider than the truth where that is simpler, never narrower.
 */
import { applyBinary, applyUnary, type BinaryOperator, GREATEST, LEAST, MOST_SHIFTED } from "../base/arithmetic";
import { isTruth } from "./operand";
import type { Operand } from "./transition-system";

/** Smallest and largest value, both included. */
export interface Interval {
	readonly low: number;
	readonly high: number;
}

export const ANY: Interval = { low: LEAST, high: GREATEST };
const TRUTH: Interval = { low: 0, high: 1 };

/** The interval of one value. */
export function only(value: number): Interval {
	return { low: value, high: value };
}

export function union(a: Interval, b: Interval): Interval {
	return contains(a, b) ? a : { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

export function contains(outer: Interval, inner: Interval): boolean {
	return outer.low <= inner.low && inner.high <= outer.high;
}

/** Whether a condition with these values holds; undefined where it may and may not. */
export function truthIn({ low, high }: Interval): boolean | undefined {
	if (low === 0 && high === 0) return false;
	return low > 0 || high < 0 ? true : undefined;
}

/** The values of a cell or temporary. */
export type Leaf = (leaf: Extract<Operand, { kind: "cell" | "temporary" }>) => Interval;

/** Values that an operand can have, given those of cells and temporaries. */
export function intervalOf(operand: Operand, leaf: Leaf): Interval {
	return evaluate(operand, leaf, true);
}

/**
 * The same where any condition may hold and may not: by the form of an operand, so that little follows from what is
 * only known of some values.
 */
export function undecidedInterval(operand: Operand, leaf: Leaf): Interval {
	return evaluate(operand, leaf, false);
}

function evaluate(operand: Operand, leaf: Leaf, decides: boolean): Interval {
	switch (operand.kind) {
		case "constant":
			return only(operand.value);
		case "cell":
		case "temporary":
			return leaf(operand);
		case "element": {
			const { elements, base } = operand;
			const index = evaluate(operand.index, leaf, decides);
			const last = Math.min(index.high - base, elements.length - 1);
			let values = index.low < base || index.high >= base + elements.length ? only(0) : undefined;
			for (let at = Math.max(0, index.low - base); at <= last; at++) {
				const value = evaluate(elements[at], leaf, decides);
				values = values === undefined ? value : union(values, value);
			}
			return values as Interval;
		}
		case "unary":
			if (!decides && operand.operator === "!") return TRUTH;
			return unaryInterval(operand.operator, evaluate(operand.operand, leaf, decides));
		case "conditional": {
			const holds = decides ? truthIn(evaluate(operand.condition, leaf, decides)) : undefined;
			if (holds !== undefined) return evaluate(holds ? operand.then : operand.otherwise, leaf, decides);
			return union(evaluate(operand.then, leaf, decides), evaluate(operand.otherwise, leaf, decides));
		}
		case "binary":
			if (!decides && isTruth(operand)) return TRUTH;
			return binaryInterval(operand.operator, evaluate(operand.left, leaf, decides), evaluate(operand.right, leaf, decides));
	}
}

function unaryInterval(operator: "!" | "-" | "~", interval: Interval): Interval {
	if (operator === "!") {
		const holds = truthIn(interval);
		return holds === undefined ? TRUTH : only(holds ? 0 : 1);
	}
	const [low, high] = [applyUnary(operator, interval.high) ?? 0, applyUnary(operator, interval.low) ?? 0];
	// The negative of the least number is itself.
	return low <= high ? { low, high } : ANY;
}

function binaryInterval(operator: BinaryOperator, a: Interval, b: Interval): Interval {
	if (a.low === a.high && b.low === b.high) return only(applyBinary(operator, a.low, b.low));
	switch (operator) {
		case "+":
			return within(a.low + b.low, a.high + b.high);
		case "-":
			return within(a.low - b.high, a.high - b.low);
		case "*":
			return hull([a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]);
		case "/": {
			// By 0 it is 0.
			if (a.low >= 0 && b.low >= 0) return { low: 0, high: a.high };
			const most = Math.max(Math.abs(a.low), Math.abs(a.high));
			return within(-most, most);
		}
		case "%": {
			// The sign is that of the dividend; by 0 it is 0.
			const most = Math.max(Math.abs(b.low), Math.abs(b.high), 1) - 1;
			return { low: Math.max(Math.min(a.low, 0), -most), high: Math.min(Math.max(a.high, 0), most) };
		}
		case "<<":
			if (b.low < 0 || b.high > MOST_SHIFTED) return ANY;
			return hull([a.low * 2 ** b.low, a.low * 2 ** b.high, a.high * 2 ** b.low, a.high * 2 ** b.high]);
		case ">>":
			return { low: Math.min(a.low, 0), high: Math.max(a.high, 0) };
		case "&":
			if (a.low >= 0 && b.low >= 0) return { low: 0, high: Math.min(a.high, b.high) };
			if (a.low >= 0) return { low: 0, high: a.high };
			return b.low >= 0 ? { low: 0, high: b.high } : ANY;
		case "|":
		case "^":
			return a.low >= 0 && b.low >= 0 ? { low: 0, high: allOnes(Math.max(a.high, b.high)) } : ANY;
		case "<":
			return decided(a.high < b.low, a.low >= b.high);
		case ">":
			return decided(a.low > b.high, a.high <= b.low);
		case "<=":
			return decided(a.high <= b.low, a.low > b.high);
		case ">=":
			return decided(a.low >= b.high, a.high < b.low);
		case "==":
			return decided(false, a.high < b.low || b.high < a.low);
		case "!=":
			return decided(a.high < b.low || b.high < a.low, false);
		case "&&": {
			const [first, second] = [truthIn(a), truthIn(b)];
			return decided(first === true && second === true, first === false || second === false);
		}
		case "||": {
			const [first, second] = [truthIn(a), truthIn(b)];
			return decided(first === true || second === true, first === false && second === false);
		}
	}
}

/** Any number where a result may not fit, since it wraps then. */
function within(low: number, high: number): Interval {
	return low >= LEAST && high <= GREATEST ? { low, high } : ANY;
}

function hull(values: readonly number[]): Interval {
	return within(Math.min(...values), Math.max(...values));
}

/** The smallest 2ⁿ-1 that is not below `value`. */
function allOnes(value: number): number {
	return value === 0 ? 0 : 2 ** (32 - Math.clz32(value)) - 1;
}

function decided(surely: boolean, never: boolean): Interval {
	return surely ? only(1) : never ? only(0) : TRUTH;
}
