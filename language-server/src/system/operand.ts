/** Building operands: whatever is constant is computed at once. */

import { applyBinary, applyUnary, type BinaryOperator } from "../base/arithmetic";
import type { Operand } from "./transition-system";

/** Most constants are one of few small numbers: these are made once. */
const SMALL: readonly Operand[] = Array.from({ length: 64 }, (_, value) => ({ kind: "constant", value }));

export function constant(value: number): Operand {
	return SMALL[value] ?? { kind: "constant", value };
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
export function isTruth(operand: Operand): boolean {
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
