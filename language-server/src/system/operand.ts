/** Building operands: whatever is constant is computed at once. */
import { applyBinary, applyUnary, GREATEST, LEAST, MOST_SHIFTED } from "../semantics/constants";
import type { BinaryOperator, Operand } from "./transition-system";

export function constant(value: number): Operand {
	return { kind: "constant", value };
}

export const ZERO = constant(0);
export const ONE = constant(1);

export function isConstant(operand: Operand): operand is Extract<Operand, { kind: "constant" }> {
	return operand.kind === "constant";
}

export function cellOperand(cell: number): Operand {
	return { kind: "cell", cell };
}

export function temporary(index: number): Operand {
	return { kind: "temporary", temporary: index };
}

export function unary(operator: "!" | "-" | "~", operand: Operand): Operand {
	if (isConstant(operand)) return constant(applyUnary(operator, operand.value) as number);
	if (operator === "!" && operand.kind === "unary" && operand.operator === "!" && isTruth(operand.operand)) return operand.operand;
	return { kind: "unary", operator, operand };
}

export function binary(operator: BinaryOperator, left: Operand, right: Operand): Operand {
	if (isConstant(left) && isConstant(right)) return constant(applyBinary(operator, left.value, right.value));
	if ((operator === "+" || operator === "-") && isConstant(right) && right.value === 0) return left;
	if (operator === "+" && isConstant(left) && left.value === 0) return right;
	if (operator === "*" && isConstant(right) && right.value === 1) return left;
	if (operator === "&&" || operator === "||") {
		const [known, other] = isConstant(left) ? [left, right] : isConstant(right) ? [right, left] : [undefined, left];
		if (known) return (known.value !== 0) === (operator === "||") ? constant(operator === "||" ? 1 : 0) : truth(other);
	}
	return { kind: "binary", operator, left, right };
}

export function conditional(condition: Operand, then: Operand, otherwise: Operand): Operand {
	if (isConstant(condition)) return condition.value !== 0 ? then : otherwise;
	return { kind: "conditional", condition, then, otherwise };
}

/** `elements[index - base]`, 0 outside. */
export function element(elements: readonly Operand[], base: number, index: Operand): Operand {
	if (isConstant(index)) return elements[index.value - base] ?? ZERO;
	const first = elements[0];
	if (first && isConstant(first) && first.value === 0 && elements.every((other) => isConstant(other) && other.value === 0)) return ZERO;
	return { kind: "element", elements, base, index };
}

const TRUTH_OPERATORS: readonly string[] = ["||", "&&", "==", "!=", "<", ">", "<=", ">="];

/** True when an operand can only be 0 or 1 by its form. */
function isTruth(operand: Operand): boolean {
	switch (operand.kind) {
		case "constant":
			return operand.value === 0 || operand.value === 1;
		case "unary":
			return operand.operator === "!";
		case "binary":
			return TRUTH_OPERATORS.includes(operand.operator);
		default:
			return false;
	}
}

/** The operand as 0 or 1. */
export function truth(operand: Operand): Operand {
	return isTruth(operand) ? operand : binary("!=", operand, ZERO);
}

/** Calls `visit` for every cell and temporary in an operand. */
export function visitOperand(operand: Operand, visit: (leaf: Extract<Operand, { kind: "cell" | "temporary" }>) => void): void {
	switch (operand.kind) {
		case "constant":
			return;
		case "cell":
		case "temporary":
			return visit(operand);
		case "element":
			for (const part of operand.elements) visitOperand(part, visit);
			return visitOperand(operand.index, visit);
		case "unary":
			return visitOperand(operand.operand, visit);
		case "binary":
			visitOperand(operand.left, visit);
			return visitOperand(operand.right, visit);
		case "conditional":
			visitOperand(operand.condition, visit);
			visitOperand(operand.then, visit);
			return visitOperand(operand.otherwise, visit);
	}
}

/** The operand with its cells and temporaries replaced. */
export function mapOperand(operand: Operand, map: (leaf: Extract<Operand, { kind: "cell" | "temporary" }>) => Operand): Operand {
	switch (operand.kind) {
		case "constant":
			return operand;
		case "cell":
		case "temporary":
			return map(operand);
		case "element":
			return element(
				operand.elements.map((part) => mapOperand(part, map)),
				operand.base,
				mapOperand(operand.index, map),
			);
		case "unary":
			return unary(operand.operator, mapOperand(operand.operand, map));
		case "binary":
			return binary(operand.operator, mapOperand(operand.left, map), mapOperand(operand.right, map));
		case "conditional":
			return conditional(mapOperand(operand.condition, map), mapOperand(operand.then, map), mapOperand(operand.otherwise, map));
	}
}

/** Smallest and largest value. */
export interface Interval {
	readonly low: number;
	readonly high: number;
}

export const ANY: Interval = { low: LEAST, high: GREATEST };

export function union(a: Interval, b: Interval): Interval {
	return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

/** Values that an operand can have, given those of cells and temporaries; wider than the truth where that is simpler. */
export function intervalOf(operand: Operand, leaf: (leaf: Extract<Operand, { kind: "cell" | "temporary" }>) => Interval): Interval {
	switch (operand.kind) {
		case "constant":
			return { low: operand.value, high: operand.value };
		case "cell":
		case "temporary":
			return leaf(operand);
		case "element": {
			const inside = intervalOf(operand.index, leaf);
			const reachable = operand.elements.filter((_, index) => index + operand.base >= inside.low && index + operand.base <= inside.high);
			const covered = inside.low >= operand.base && inside.high < operand.base + operand.elements.length;
			const parts = reachable.map((part) => intervalOf(part, leaf));
			if (!covered || parts.length === 0) parts.push({ low: 0, high: 0 });
			return parts.reduce(union);
		}
		case "unary": {
			if (operand.operator === "!") return { low: 0, high: 1 };
			const inner = intervalOf(operand.operand, leaf);
			return clamp(operand.operator === "-" ? { low: -inner.high, high: -inner.low } : { low: ~inner.high, high: ~inner.low });
		}
		case "conditional":
			return union(intervalOf(operand.then, leaf), intervalOf(operand.otherwise, leaf));
		case "binary":
			return binaryInterval(operand.operator, intervalOf(operand.left, leaf), intervalOf(operand.right, leaf));
	}
}

function binaryInterval(operator: BinaryOperator, a: Interval, b: Interval): Interval {
	if (TRUTH_OPERATORS.includes(operator)) return { low: 0, high: 1 };
	switch (operator) {
		case "+":
			return clamp({ low: a.low + b.low, high: a.high + b.high });
		case "-":
			return clamp({ low: a.low - b.high, high: a.high - b.low });
		case "&":
			if (a.low >= 0 && b.low >= 0) return { low: 0, high: Math.min(a.high, b.high) };
			if (a.low >= 0) return { low: 0, high: a.high };
			return b.low >= 0 ? { low: 0, high: b.high } : ANY;
		case "|":
		case "^":
			return a.low >= 0 && b.low >= 0 ? { low: 0, high: allOnes(Math.max(a.high, b.high)) } : ANY;
		case "%": {
			// The sign is that of the dividend; by 0 it is 0.
			const most = Math.max(Math.abs(b.low), Math.abs(b.high), 1) - 1;
			return { low: Math.max(Math.min(a.low, 0), -most), high: Math.min(Math.max(a.high, 0), most) };
		}
		case "/": {
			// By 0 it is 0.
			if (a.low >= 0 && b.low >= 0) return { low: 0, high: a.high };
			const most = Math.max(Math.abs(a.low), Math.abs(a.high));
			return clamp({ low: -most, high: most });
		}
		case ">>":
			return { low: Math.min(a.low, 0), high: Math.max(a.high, 0) };
		case "<<": {
			if (b.low < 0 || b.high > MOST_SHIFTED) return ANY;
			const corners = [a.low * 2 ** b.low, a.low * 2 ** b.high, a.high * 2 ** b.low, a.high * 2 ** b.high];
			return clamp({ low: Math.min(...corners), high: Math.max(...corners) });
		}
		case "*": {
			const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
			return clamp({ low: Math.min(...corners), high: Math.max(...corners) });
		}
		default:
			return ANY;
	}
}

/** The smallest 2ⁿ-1 that is not below `value`. */
function allOnes(value: number): number {
	return value === 0 ? 0 : 2 ** (32 - Math.clz32(value)) - 1;
}

function clamp(interval: Interval): Interval {
	return interval.low < ANY.low || interval.high > ANY.high ? ANY : interval;
}
