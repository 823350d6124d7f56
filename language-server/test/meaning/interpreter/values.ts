/** Numbers of 32 bits, and what variables can hold of them. */

export type ErrorName =
	| "null_dereference"
	| "invalid_pointer"
	| "use_after_free"
	| "use_after_scope"
	| "double_free"
	| "invalid_free"
	| "index_out_of_range"
	| "range"
	| "division_by_zero"
	| "endless_atomic";

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
	/** It refers to objects: of a struct by that name, or of any, which is called `void`. */
	readonly struct?: string;
	/** C calculates with it without a sign. */
	readonly unsigned?: true;
}

/** What there is of the types of numbers that C has; as a parameter or result any number of the type. */
export function integerType(words: readonly string[], open: boolean): VariableType | undefined {
	const clip = (low: number, high: number, unsigned?: true): VariableType => ({
		bool: false,
		low: open ? low : Math.max(low, -1024),
		high: open ? high : Math.min(high, 1023),
		...(unsigned && { unsigned }),
	});
	switch (words.filter((word) => word !== "int").join(" ")) {
		case "long":
		case "s64":
			return open ? { bool: false } : clip(-1024, 1023);
		case "unsigned":
		case "unsigned long":
		case "size_t":
			return clip(0, MOST, true);
		case "u8":
			return clip(0, 255);
		case "u16":
			return clip(0, 65_535);
		case "short":
			return clip(-32_768, 32_767);
		case "char":
			return clip(0, 127);
		default:
			return undefined;
	}
}

/** Whether C would wrap what an operation on numbers without a sign takes or gives. */
export function wraps(operator: string, left: number, right: number, result: number | ErrorName): boolean {
	if (["+", "-", "*"].includes(operator)) return typeof result === "number" && result < 0;
	return !["&", "|", "^", "<<", ">>"].includes(operator) && (left < 0 || right < 0);
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
