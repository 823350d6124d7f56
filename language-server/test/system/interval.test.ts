/** What intervals say of an operand is so of every value that it has. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BinaryOperator, GREATEST, LEAST } from "../../src/base/arithmetic";
import { operandValue } from "../../src/system/interpreter";
import { type Interval, intervalOf, undecidedInterval } from "../../src/system/interval";
import { cellOperand, constant } from "../../src/system/operand";
import type { Operand } from "../../src/system/transition-system";
import { tries } from "../random";

const OPERATORS: BinaryOperator[] = ["||", "&&", "|", "^", "&", "==", "!=", "<", ">", "<=", ">=", "<<", ">>", "+", "-", "*", "/", "%"];
const CELLS = 3;

const number = fc.oneof(
	fc.integer({ min: -3, max: 3 }),
	fc.integer({ min: -40, max: 40 }),
	fc.constantFrom(LEAST, GREATEST),
	fc.integer({ min: LEAST, max: GREATEST }),
);

/** A value, and an interval that has it. */
const held = fc.tuple(number, number, number).map((three) => {
	const [low, value, high] = [...three].sort((a, b) => a - b);
	return { value, interval: { low, high } };
});

/** Operands are put together here as they are, since whoever builds them elsewhere simplifies them at once. */
const operand: fc.Arbitrary<Operand> = fc.letrec<{ operand: Operand }>((tie) => ({
	operand: fc.oneof(
		{ maxDepth: 3, withCrossShrink: true },
		fc.nat({ max: CELLS - 1 }).map(cellOperand),
		number.map(constant),
		fc.record({
			kind: fc.constant("binary" as const),
			operator: fc.constantFrom(...OPERATORS),
			left: tie("operand"),
			right: tie("operand"),
		}),
		fc.record({ kind: fc.constant("unary" as const), operator: fc.constantFrom("!", "-", "~"), operand: tie("operand") }),
		fc.record({ kind: fc.constant("conditional" as const), condition: tie("operand"), then: tie("operand"), otherwise: tie("operand") }),
		fc.record({
			kind: fc.constant("element" as const),
			elements: fc.array(tie("operand"), { minLength: 1, maxLength: 3 }),
			base: fc.integer({ min: -1, max: 2 }),
			index: tie("operand"),
		}),
	),
})).operand;

describe.each([
	["where conditions are decided", intervalOf],
	["where any condition may hold or not", undecidedInterval],
])("%s", (_title, interval) => {
	test("an interval has the value that the interpreter finds", () => {
		fc.assert(
			fc.property(operand, fc.tuple(held, held, held), (operand, cells) => {
				const leaf = (leaf: Extract<Operand, { kind: "cell" | "temporary" }>): Interval =>
					leaf.kind === "cell" ? cells[leaf.cell].interval : { low: 0, high: 0 };
				const { low, high } = interval(operand, leaf);
				const value = operandValue(
					operand,
					cells.map(({ value }) => value),
					[],
				);
				expect(low).toBeLessThanOrEqual(value);
				expect(high).toBeGreaterThanOrEqual(value);
			}),
			tries(3000),
		);
	});
});

test("a comparison that the ranges settle is told only where conditions are decided", () => {
	const comparison: Operand = { kind: "binary", operator: "<", left: cellOperand(0), right: constant(5) };
	const small = (): Interval => ({ low: 0, high: 3 });
	expect(intervalOf(comparison, small)).toEqual({ low: 1, high: 1 });
	expect(undecidedInterval(comparison, small)).toEqual({ low: 0, high: 1 });
});
