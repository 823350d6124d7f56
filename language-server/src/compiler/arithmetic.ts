/** Operations on numbers, whose results must fit. */
import type { BinaryOperator } from "../base/arithmetic";
import { sentence } from "../base/l10n";
import type { AnchoredSpan } from "../base/span";
import { fits } from "../system/fits";
import { binary, conditional, isConstant, truth, ZERO } from "../system/operand";
import type { Operand } from "../system/transition-system";
import { Choices } from "./choices";
import { type Operation, unsignedRule } from "./desugar";
import { belowZero, type Message, misfitOf } from "./source-words";

export abstract class Arithmetic extends Choices {
	/** An operation on two numbers whose operands have been evaluated. */
	protected operation(operation: Operation, left: Operand, right: Operand, node: AnchoredSpan): Operand {
		const unsigned = unsignedRule(operation, this.activation.file);
		const { operator } = operation;
		if (operator === "/" || operator === "%")
			this.check(truth(right), "division_by_zero", () => ({ parts: sentence`divides by zero`, witness: [] }), node);
		if (unsigned === "operands") return this.arithmetic(operator, this.notNegative(left, node), this.notNegative(right, node), node);
		const result = this.arithmetic(operator, left, right, node);
		return unsigned ? this.notNegative(result, node) : result;
	}

	/** A number of which C would make one without a sign: an error where it is below 0. */
	protected notNegative(value: Operand, node: AnchoredSpan): Operand {
		if (this.interval(value).low >= 0) return value;
		const kept = this.keep(value, "unsigned", { kind: "int" });
		this.check(binary(">=", kept, ZERO), "range", () => ({ parts: belowZero(), witness: [kept] }), node);
		return kept;
	}

	/** An operation on two numbers; its result is checked where it may not fit. */
	protected arithmetic(operator: BinaryOperator, left: Operand, right: Operand, node: AnchoredSpan): Operand {
		const intervals = [this.interval(left), this.interval(right)] as const;
		const fit = fits(operator, left, right, ...intervals);
		if (isConstant(fit) && fit.value !== 0) return binary(operator, left, right);
		// What is checked is named several times.
		const [a, b] = [this.keep(left, "left", { kind: "int" }), this.keep(right, "right", { kind: "int" })];
		return this.exact(binary(operator, a, b), fits(operator, a, b, ...intervals), () => misfitOf(operator, a, b), node);
	}

	/** A result that must fit into 32 bits: an error where it does not, and 0 in a message. */
	protected exact(result: Operand, fit: Operand, problem: () => Message, node: AnchoredSpan): Operand {
		this.check(fit, "range", problem, node);
		return this.mode === "peek" ? conditional(fit, result, ZERO) : result;
	}
}
