import type { BinaryOperator } from "../../base/arithmetic";
import type { Operand } from "../../system/transition-system";
import type { Layout } from "../states/layout";
import { type FunctionBuilder, get, I32, i32, type Piece, set, tee, when } from "./assembler";
import { loadField } from "./field-code";

/** Writes operands of one function: what is computed is what `operandValue` computes. */
export class OperandWriter {
	/** `temporaries` are their local variables; `word` gives the one that holds a word of the state. */
	constructor(
		private readonly builder: FunctionBuilder,
		private readonly layout: Layout,
		private readonly temporaries: readonly number[],
		private readonly word: (word: number) => number,
	) {}

	/** Leaves the operand's value, a 32-bit integer. */
	value(operand: Operand): Piece {
		switch (operand.kind) {
			case "constant":
				return i32.const(operand.value);
			case "cell":
				return loadField(this.layout.fields[operand.cell], (word) => get(this.word(word)));
			case "temporary":
				return get(this.temporaries[operand.temporary]);
			case "element": {
				if (operand.elements.length === 0) return i32.const(0);
				const index = this.builder.local();
				return [set(index, this.value(operand.index)), this.element(index, operand.base, operand.elements)];
			}
			case "unary": {
				const value = this.value(operand.operand);
				if (operand.operator === "!") return i32.eqz(value);
				return operand.operator === "-" ? i32.sub(i32.const(0), value) : i32.xor(value, i32.const(-1));
			}
			case "conditional":
				return when(this.value(operand.condition), this.value(operand.then), this.value(operand.otherwise), I32);
			case "binary":
				return this.binary(operand.operator, operand.left, operand.right);
		}
	}

	/** `elements[index - base]` by halving, 0 outside. */
	private element(index: number, base: number, elements: readonly Operand[]): Piece {
		if (elements.length === 1) return when(i32.eq(get(index), i32.const(base)), this.value(elements[0]), i32.const(0), I32);
		const half = elements.length >> 1;
		return when(
			i32.lt(get(index), i32.const(base + half)),
			this.element(index, base, elements.slice(0, half)),
			this.element(index, base + half, elements.slice(half)),
			I32,
		);
	}

	private binary(operator: BinaryOperator, left: Operand, right: Operand): Piece {
		const [a, b] = [this.value(left), this.value(right)];
		switch (operator) {
			case "&&":
				return when(a, i32.ne(b, i32.const(0)), i32.const(0), I32);
			case "||":
				return when(a, i32.const(1), i32.ne(b, i32.const(0)), I32);
			case "==":
				return i32.eq(a, b);
			case "!=":
				return i32.ne(a, b);
			case "<":
				return i32.lt(a, b);
			case ">":
				return i32.gt(a, b);
			case "<=":
				return i32.le(a, b);
			case ">=":
				return i32.ge(a, b);
			case "+":
				return i32.add(a, b);
			case "-":
				return i32.sub(a, b);
			case "*":
				return i32.mul(a, b);
			case "&":
				return i32.and(a, b);
			case "|":
				return i32.or(a, b);
			case "^":
				return i32.xor(a, b);
			case "<<":
				return i32.shl(a, b);
			case ">>":
				return i32.shr(a, b);
			case "/":
			case "%":
				return this.divide(operator, a, b);
		}
	}

	/** Division by zero gives 0, and by -1 what the instruction would trap on. */
	private divide(operator: "/" | "%", a: Piece, b: Piece): Piece {
		const [dividend, divisor] = [this.builder.local(), this.builder.local()];
		const divided = operator === "/" ? i32.div(get(dividend), get(divisor)) : i32.rem(get(dividend), get(divisor));
		const negated = operator === "/" ? i32.sub(i32.const(0), get(dividend)) : i32.const(0);
		return [
			set(dividend, a),
			when(i32.eqz(tee(divisor, b)), i32.const(0), when(i32.eq(get(divisor), i32.const(-1)), negated, divided, I32), I32),
		];
	}
}
