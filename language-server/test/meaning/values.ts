/** Numbers of 32 bits, and what variables can hold of them. */

export type ErrorName = "null_dereference" | "index_out_of_range" | "range" | "division_by_zero" | "endless_atomic";

/**
 * An operator that there is not, or something else that the reader has met and an interpreter does not know, or that
 * the set-up cannot do.
 */
export class Unsupported extends Error {}

const LEAST = -(2 ** 31);
const MOST = 2 ** 31 - 1;

/** What a variable can hold; ends are absent where no number is out of range. */
export interface VariableType {
	readonly bool: boolean;
	readonly low?: number;
	readonly high?: number;
}

export function fits32(value: number): boolean {
	return value >= LEAST && value <= MOST;
}

export function fitsType(value: number, { low = LEAST, high = MOST }: VariableType): boolean {
	return value >= low && value <= high;
}

export function defaultOf({ low = LEAST, high = MOST }: VariableType): number {
	return low <= 0 && high >= 0 ? 0 : low;
}

/** The value of an operator, or the error that it makes. */
export function compute(operator: string, left: number, right: number): number | ErrorName {
	switch (operator) {
		case "==":
			return Number(left === right);
		case "!=":
			return Number(left !== right);
		case "<":
			return Number(left < right);
		case ">":
			return Number(left > right);
		case "<=":
			return Number(left <= right);
		case ">=":
			return Number(left >= right);
		case "&":
			return left & right;
		case "|":
			return left | right;
		case "^":
			return left ^ right;
	}
	const [a, b] = [BigInt(left), BigInt(right)];
	if ((operator === "/" || operator === "%") && right === 0) return "division_by_zero";
	if ((operator === "<<" || operator === ">>") && (right < 0 || right > 31)) return "range";
	const exact = {
		"+": () => a + b,
		"-": () => a - b,
		"*": () => a * b,
		"/": () => a / b,
		"%": () => a % b,
		"<<": () => a << b,
		">>": () => a >> b,
	}[operator];
	if (exact === undefined) throw new Unsupported(operator);
	const result = Number(exact());
	return fits32(result) ? result : "range";
}
