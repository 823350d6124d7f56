/** Ranges of numbers that are known before anything runs. */
import { isConstant } from "../system/operand";
import type { Operand } from "../system/transition-system";

/** Loops over a constant range are unrolled up to this many rounds. */
export const UNROLL_LIMIT = 64;

/** Of a range `A..B`. */
export interface Ends {
	readonly low: Operand;
	readonly high: Operand;
}

/** The numbers of a range where they are known and not too many. */
export function numbersOf({ low, high }: Ends): number[] | undefined {
	if (!isConstant(low) || !isConstant(high) || high.value - low.value >= UNROLL_LIMIT) return undefined;
	return Array.from({ length: Math.max(0, high.value - low.value + 1) }, (_, index) => low.value + index);
}
