/**
 * What is left to chance, `choose(…)`, and the objects and numbers that it, loops and quantifiers take one of, or all.
 */
import { t } from "../base/l10n";
import type { ChooseExpression, ForStatement, PickExpression, QuantifierExpression, RangeNode } from "../syntax/tree";
import { constant, isConstant, ONE, temporary, ZERO } from "../system/operand";
import type { Operand } from "../system/transition-system";
import { type Ends, numbersOf } from "./constant-range";
import { countOfObjects } from "./desugar";
import { Initialisers } from "./initialisers";
import type { GraphBlock } from "./lane-graph";

/** As many ways a step may go. */
const MOST_WAYS = 256;

/** What goes over the objects of a struct or the numbers of a range. */
type Going = ForStatement | QuantifierExpression | PickExpression;

export abstract class Choices extends Initialisers {
	/** The value of `choose(A..B)`: a step, in which it is any of these numbers. */
	protected chooseValue(expression: ChooseExpression): Operand {
		const low = this.value(expression.range.low);
		const high = this.value(expression.range.high);
		if (!isConstant(low) || !isConstant(high))
			return this.fail(expression.range, "not-constant", t`the range of 'choose' must be constant`);
		if (high.value < low.value) return this.fail(expression.range, "invalid-range", t`the range ${low.value}..${high.value} is empty`);
		if (high.value === low.value) return low;
		if (high.value - low.value >= MOST_WAYS)
			return this.fail(expression.range, "invalid-range", t`'choose' takes at most ${MOST_WAYS} values`);
		this.boundary("choose", expression);
		if (!this.current) return ZERO;
		const register = this.newRegister("choice", { kind: "int" }, { low: low.value, high: high.value }, true);
		const join = this.newBlock();
		const blocks = Array.from({ length: high.value - low.value + 1 }, (_, index) => {
			const block = this.newBlock();
			block.instructions.push({ kind: "set", temporary: register, value: constant(low.value + index) });
			block.end = { kind: "goto", block: join };
			return block;
		});
		this.endBlock({ kind: "choose", blocks });
		this.current = join;
		return temporary(register);
	}

	/**
	 * The value of `choose(x in T: condition)`: a step, in which it is any of those for which the condition holds then,
	 * and which waits where it holds for none.
	 */
	protected pick(expression: PickExpression): Operand {
		const values = expression.range ? numbersOf(this.ends(expression.range)) : this.objectNumbers(expression);
		if (values === undefined) return this.fail(expression, "not-constant", t`the range of 'choose' must be constant`);
		if (values.length > MOST_WAYS) return this.fail(expression, "invalid-range", t`'choose' takes at most ${MOST_WAYS} values`);
		this.boundary("choose", expression);
		if (!this.current) return ZERO;
		const start = this.current;
		const join = this.newBlock();
		const blocked = this.newBlock();
		blocked.end = { kind: "blocked" };
		const interval = { low: values[0] ?? 0, high: values.at(-1) ?? 0 };
		const type = this.lowering.heap.valueType(this.activation.file.types.get(expression) ?? { kind: "error" });
		const register = this.newRegister("choice", type, interval, true);
		const ways: GraphBlock[] = [];
		for (const value of values) {
			const way = this.newBlock();
			this.current = way;
			for (const holds of [() => this.livesAt(expression, value), () => this.conditionFor(expression, value)])
				this.unless(this.atOnce(holds), blocked);
			// What ends in an error is a way, too.
			if (!this.current && this.graph.blocks.slice(way.index).every(({ end }) => end)) continue;
			ways.push(way);
			if (!this.current) continue;
			this.emit({ kind: "set", temporary: register, value: constant(value) });
			this.endBlock({ kind: "goto", block: join });
		}
		this.current = start;
		if (ways.length === 0) this.endBlock({ kind: "blocked" });
		else this.endBlock(ways.length === 1 ? { kind: "goto", block: ways[0] } : { kind: "choose", blocks: ways });
		this.goOnAt(join);
		return temporary(register);
	}

	/** Whether the condition of `choose` holds for one of the values. */
	private conditionFor({ name, condition }: PickExpression, value: number): Operand {
		const symbol = this.activation.file.names.get(name);
		if (symbol) this.activation.bindings.set(symbol, { kind: "operand", operand: constant(value) });
		return condition ? this.value(condition) : ONE;
	}

	/** What is only read, as part of the step that is being written. */
	private atOnce(read: () => Operand): Operand {
		let found: Operand = ZERO;
		this.within(this.mode === "steps" || this.mode === "atomic" ? "pure" : this.mode, () => {
			found = read();
		});
		return found;
	}

	/** Goes on only where something holds, and else there. */
	private unless(holds: Operand, otherwise: GraphBlock): void {
		if (!this.current || (isConstant(holds) && holds.value !== 0)) return;
		if (isConstant(holds)) return this.endBlock({ kind: "goto", block: otherwise });
		const then = this.newBlock();
		this.endBlock({ kind: "branch", condition: holds, then, otherwise });
		this.current = then;
	}

	protected ends(range: RangeNode): Ends {
		const low = this.settled(this.value(range.low), range.high);
		return { low, high: this.value(range.high) };
	}

	/** The numbers of the objects that a loop or quantifier over a struct goes over. */
	protected objectNumbers(node: Going): number[] {
		return Array.from({ length: countOfObjects(node, this.activation.file, this.lowering.heap) }, (_, index) => index + 1);
	}

	/** Whether the object that a loop or quantifier comes to lives: it passes over others. */
	protected livesAt({ struct, name }: Going, number: number): Operand {
		const symbol = struct && this.activation.file.names.get(struct);
		const object = symbol?.kind === "struct" ? this.lowering.heap.objectsOf(symbol)[number - 1] : undefined;
		return object ? this.lives(object, name) : ONE;
	}
}
