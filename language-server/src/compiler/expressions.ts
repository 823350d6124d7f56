/** The values of expressions. */

import { NUMBERS } from "../base/arithmetic";
import { sentence, t } from "../base/l10n";
import { denotesObject } from "../semantics/addresses";
import { expandedIn } from "../semantics/initialisers";
import { isUnsignedType } from "../semantics/integer-types";
import type { FileAnalysisKey } from "../semantics/symbols";
import { DEFAULT_LOW, isOpen, type Type } from "../semantics/types";
import type {
	Assignment,
	BinaryExpression,
	Block,
	CallExpression,
	CastExpression,
	Expression,
	QuantifierExpression,
	ReferenceCall,
	StringText,
	UnaryExpression,
} from "../syntax/tree";
import { children, type SyntaxNode } from "../syntax/walk";
import { fitsNegated } from "../system/fits";
import { union } from "../system/interval";
import { binary, conditional, constant, element, isConstant, ONE, temporary, truth, unary, visitOperand, ZERO } from "../system/operand";
import type { ValueType } from "../system/system-text";
import type { Operand } from "../system/transition-system";
import type { LValue } from "./activation";
import { Arithmetic } from "./arithmetic";
import { numbersOf, UNROLL_LIMIT } from "./constant-range";
import { castObjects, containersOf } from "./containers";
import { assignedOperator, fixedValue, givesOld, isAboutOption, isEnabled, isPatched, isReference, optionHolds } from "./desugar";
import { structOf } from "./generic-structs";
import type { GraphBlock } from "./lane-graph";
import { excerptAt, type Message, NUMBER } from "./source-words";

export abstract class Expressions extends Arithmetic {
	/** How often the configuration was asked. */
	protected decisions = 0;

	/** The value of a call, 0 where it has none. */
	protected abstract call(call: CallExpression): Operand;

	/** The value of a call of the function to which `callee` refers. */
	protected abstract callThrough(call: CallExpression | ReferenceCall, callee: Expression): Operand;

	protected override value(expression: Expression): Operand {
		this.work();
		if (!this.current) return ZERO;
		const expanded = expandedIn(this.activation.file, expression);
		if (expanded !== expression) return this.value(expanded);
		const fixed = fixedValue(expression, this.activation.file);
		if (fixed !== undefined) return constant(fixed);
		const value = this.valueBefore(expression);
		if (!this.activation.file.taken.has(expression)) return value;
		const type = this.activation.file.types.get(expression);
		return type?.kind === "struct" ? this.takenFor(expression, type.symbol, value) : value;
	}

	/** The value of an expression, also of one that is taken for something else. */
	private valueBefore(expression: Expression): Operand {
		switch (expression.kind) {
			case "word":
				return constant(this.self?.number ?? 0);
			case "name": {
				const binding = this.binding(expression);
				if (binding?.kind === "operand") return binding.operand;
				if (binding?.kind === "lvalue") return this.read(binding.lvalue, expression, expression.name.text);
				const symbol = this.activation.file.names.get(expression.name);
				return symbol?.kind === "function" ? constant(this.lowering.heap.functions.numberOf(symbol)) : ZERO;
			}
			case "field":
				return this.readFrom(this.fieldLValue(expression), expression);
			case "index": {
				const array = this.indexedArray(expression);
				if (array?.kind !== "operands") return this.readFrom(array && this.elementLValue(array, expression), expression);
				const index = this.elementIndex(array, expression);
				return index === undefined ? ZERO : element(array.operands, 0, index);
			}
			case "unary":
				return this.unaryValue(expression);
			case "binary":
				return this.binaryValue(expression);
			case "conditional": {
				const condition = this.value(expression.condition);
				if (isConstant(condition)) return this.oneOf(condition.value !== 0 ? expression.then : expression.otherwise, expression);
				return this.either(
					condition,
					() => this.oneOf(expression.then, expression),
					() => this.oneOf(expression.otherwise, expression),
					expression,
				);
			}
			case "default": {
				const value = this.keep(this.oneOf(expression.value, expression), "value", { kind: "int" });
				if (!this.current) return ZERO;
				if (isConstant(value)) return value.value !== 0 ? value : this.oneOf(expression.otherwise, expression);
				return this.either(
					truth(value),
					() => value,
					() => this.oneOf(expression.otherwise, expression),
					expression,
				);
			}
			case "comma":
				this.value(expression.first);
				return this.oneOf(expression.last, expression);
			case "assignment":
				return this.assignment(expression, true);
			case "cast":
				return this.castValue(expression);
			case "call":
				return this.call(expression);
			case "callThrough":
				return this.callThrough(expression, expression.callee);
			case "chooseValue":
				return this.chooseValue(expression);
			case "pick":
				return this.pick(expression);
			case "quantifier":
				return this.quantifierValue(expression);
			case "patched":
				this.decisions++;
				return constant(Number(isPatched(expression, this.lowering)));
			case "enabled":
				this.decisions++;
				return constant(Number(isEnabled(expression, this.lowering)));
			case "statements":
				return this.blockValue(expression.body);
			case "new":
				return this.make(expression);
			case "containerOf": {
				const containers = containersOf(expression, this.activation.file, this.lowering.heap);
				// What carries an error goes on to do so.
				return this.unlessError(this.value(expression.part), (part) => element(containers.map(constant), 0, part));
			}
			case "sizeof":
			case "number":
			case "optionValue":
			case "braces":
			case "compound":
			case "typeName":
			case "string":
			case "error":
				return ZERO;
		}
	}

	/** One of the values that an expression may have, as all of them are where they may be of any struct. */
	private oneOf(value: Expression, whole: Expression): Operand {
		const type = this.activation.file.types.get(whole);
		const isAny = (type?.kind === "address" ? type.of : type)?.kind === "any";
		return isAny ? this.valueFor(value, { kind: "any" }) : this.value(value);
	}

	/** The value of a block that is an expression: that of its last statement. */
	protected abstract blockValue(block: Block): Operand;

	/** What a place holds; 0 where there is none. */
	protected readFrom(place: LValue | undefined, expression: Expression): Operand {
		return place ? this.read(place, expression) : ZERO;
	}

	private unaryValue(expression: UnaryExpression): Operand {
		const { operator } = expression;
		if (operator === "*" && !isReference(expression, this.activation.file))
			return this.readFrom(this.lvalue(expression.operand), expression);
		const operand = this.value(expression.operand);
		if (operator === "*" || operator === "&") return operand;
		if (operator !== "-") return unary(operator, operand);
		const result = this.exact(
			unary("-", operand),
			fitsNegated(operand, this.interval(operand)),
			() => ({ parts: sentence`-(${NUMBER}) is not in ${{ verbatim: NUMBERS }}`, witness: [operand] }),
			expression,
		);
		return isUnsignedType(this.activation.file.types.get(expression)) ? this.notNegative(result, expression) : result;
	}

	/** Writes what is assigned; its value, where that is `wanted`: the old one of `x++`, else what has been written. */
	protected assignment(node: Assignment, wanted = false): Operand {
		const { target } = node;
		const set = target.kind === "name" ? this.binding(target) : undefined;
		if (set?.kind === "pointer") {
			if (node.value) this.setPointer(set, node.value);
			return ZERO;
		}
		if (node.value && node.operator === "=" && denotesObject(this.activation.file, target)) {
			if (expandedIn(this.activation.file, node.value).kind === "compound") this.assignParts(target, node.value, node);
			else this.copy(target, node.value, node);
			return ZERO;
		}
		const operator = assignedOperator(node);
		const given = node.value ? this.settled(this.value(node.value), target) : ONE;
		const place = this.lvalue(target);
		if (!place || !this.current) return ZERO;
		const type = place.kind === "slot" ? place.slot.type : place.type;
		let value = given;
		let old: Operand = ZERO;
		if (operator !== undefined) {
			old = this.read(place, target);
			// What `x++` gives stays what it was.
			if (wanted && givesOld(node)) old = this.keep(old, excerptAt(target, this.activation.file), { kind: "int" });
			value = node.value
				? this.operation({ operator, left: target, right: node.value }, old, given, node)
				: this.arithmetic(operator, old, given, node);
		}
		value = this.held(value, type, node.value ?? target);
		if (wanted && !givesOld(node)) value = this.keep(value, excerptAt(target, this.activation.file), this.lowering.heap.valueType(type));
		this.write(place, value, node);
		if (!this.current) return ZERO;
		return givesOld(node) ? old : value;
	}

	private castValue(expression: CastExpression): Operand {
		const objects = castObjects(expression, this.activation.file, this.lowering.heap);
		if (objects) {
			const [from, to] = [expression.operand, expression].map((one): Type => this.activation.file.types.get(one) ?? { kind: "error" });
			return this.objectThere(this.value(expression.operand), objects, from, to, expression.operand);
		}
		const type = this.activation.file.types.get(expression) ?? { kind: "error" };
		const value = this.convert(this.value(expression.operand), type);
		if (!isOpen(type)) this.checkRange(value, type, expression);
		const carries = (type.kind === "null" || type.kind === "struct") && this.activation.file.types.get(expression.operand)?.kind === "int";
		if (!carries) return this.current ? value : ZERO;
		const kept = this.keep(value, "error", { kind: "int" });
		const holds = binary("&&", binary("<=", kept, ZERO), binary(">=", kept, constant(DEFAULT_LOW)));
		const parts = sentence`${NUMBER} is no error: a reference carries ${{ verbatim: DEFAULT_LOW }}..0`;
		this.check(holds, "range", () => ({ parts, witness: [kept] }), expression);
		return this.current ? kept : ZERO;
	}

	private binaryValue(expression: BinaryExpression): Operand {
		const { operator, left, right } = expression;
		if (isAboutOption(expression)) {
			this.decisions++;
			return constant(Number(optionHolds(expression, this.lowering)));
		}
		const first = this.value(left);
		if (operator === "&&" || operator === "||") {
			const stops = operator === "||";
			if (isConstant(first)) return (first.value !== 0) === stops ? constant(stops ? 1 : 0) : truth(this.value(right));
			const decided = (): Operand => constant(stops ? 1 : 0);
			const other = (): Operand => truth(this.value(right));
			return stops ? this.either(first, decided, other, expression) : this.either(first, other, decided, expression);
		}
		const settled = this.settled(first, right);
		const second = this.value(right);
		if (operator !== "==" && operator !== "!=") return this.operation(expression, settled, second, expression);
		return this.operation(expression, this.addressOf(settled, left, right), this.addressOf(second, right, left), expression);
	}

	protected override settled(value: Operand, next: Expression): Operand {
		let changeable = false;
		visitOperand(value, (leaf) => {
			this.work();
			changeable ||= leaf.kind === "temporary" && !this.graph.registers[leaf.temporary].stable;
		});
		return changeable && mayChange(next) ? this.keep(value, "left", { kind: "int" }) : value;
	}

	/** One of two values by a condition that is not constant; control flow only where a side does more than compute. */
	protected override either(condition: Operand, then: () => Operand, otherwise: () => Operand, node: Expression): Operand {
		const start = this.current as GraphBlock;
		const side = (lower: () => Operand): { first: GraphBlock; last: GraphBlock | undefined; value: Operand } => {
			const first = this.newBlock();
			this.current = first;
			const value = lower();
			return { first, last: this.current, value };
		};
		const yes = side(then);
		const no = side(otherwise);
		const idle = (one: typeof yes): boolean => one.last === one.first && one.first.instructions.length === 0;
		this.current = start;
		if (idle(yes) && idle(no)) {
			if (isConstant(no.value) && no.value.value === 0 && this.isTruthNode(node)) return binary("&&", condition, yes.value);
			if (isConstant(yes.value) && yes.value.value === 1 && this.isTruthNode(node)) return binary("||", condition, no.value);
			return conditional(condition, yes.value, no.value);
		}
		this.endBlock({ kind: "branch", condition, then: yes.first, otherwise: no.first });
		const join = this.newBlock();
		const ends = [yes, no].filter((one) => one.last !== undefined);
		const type = this.activation.file.types.get(node);
		const interval = ends.length === 0 ? { low: 0, high: 0 } : ends.map((one) => this.interval(one.value)).reduce(union);
		const register = this.newRegister(
			excerptAt(node, this.activation.file),
			this.lowering.heap.valueType(type ?? { kind: "error" }),
			interval,
			true,
		);
		for (const one of ends) {
			this.current = one.last;
			this.emit({ kind: "set", temporary: register, value: one.value });
			this.endBlock({ kind: "goto", block: join });
		}
		this.current = ends.length === 0 ? undefined : join;
		return temporary(register);
	}

	private isTruthNode(node: Expression): boolean {
		return node.kind === "binary" && (node.operator === "&&" || node.operator === "||");
	}

	private quantifierValue(expression: QuantifierExpression): Operand {
		if (expression.quantifier === "count") {
			let sum: Operand = ZERO;
			this.forEach(expression, (lives) => {
				const holds = (): Operand => truth(this.value(expression.body));
				const counts = isConstant(lives) ? (lives.value !== 0 ? holds() : ZERO) : this.either(lives, holds, () => ZERO, expression.body);
				sum = binary("+", sum, counts);
			});
			return sum;
		}
		const exists = expression.quantifier === "exists";
		const values = this.domain(expression);
		if (values === undefined)
			return this.fail(expression, "not-constant", t`'${expression.quantifier}' needs a constant range of at most ${UNROLL_LIMIT} numbers`);
		const symbol = this.activation.file.names.get(expression.name);
		const from = (index: number): Operand => {
			if (index === values.length) return constant(exists ? 0 : 1);
			if (symbol) this.activation.bindings.set(symbol, { kind: "operand", operand: constant(values[index]) });
			const lives = this.livesAt(expression, values[index]);
			const holds = (): Operand => truth(this.value(expression.body));
			const passedOver = (): Operand => constant(exists ? 0 : 1);
			const first = isConstant(lives)
				? lives.value !== 0
					? holds()
					: passedOver()
				: this.either(lives, holds, passedOver, expression.body);
			if (isConstant(first)) return (first.value !== 0) === exists ? first : from(index + 1);
			const rest = (): Operand => from(index + 1);
			const known = (): Operand => constant(exists ? 1 : 0);
			return exists ? this.either(first, known, rest, expression) : this.either(first, rest, known, expression);
		};
		return from(0);
	}

	/** The values that a quantifier goes over; undefined when they are not known. */
	private domain(node: QuantifierExpression): number[] | undefined {
		return node.range ? numbersOf(this.ends(node.range)) : this.objectNumbers(node);
	}

	/**
	 * Runs `body` once for each value that a quantifier goes over, with its name bound, and with whether it counts.
	 */
	protected forEach(node: QuantifierExpression, body: (lives: Operand) => void): void {
		const values = this.domain(node);
		if (values === undefined)
			this.fail(node, "not-constant", t`'${node.quantifier}' needs a constant range of at most ${UNROLL_LIMIT} numbers`);
		const symbol = this.activation.file.names.get(node.name);
		for (const value of values) {
			if (symbol) this.activation.bindings.set(symbol, { kind: "operand", operand: constant(value) });
			body(this.livesAt(node, value));
		}
	}

	/** A message in pieces, and the values that it names. */
	protected message(text: StringText | undefined, file: FileAnalysisKey, otherwise: Message["parts"]): Message {
		if (text === undefined) return { parts: otherwise, witness: [] };
		const witness: Operand[] = [];
		const parts: (string | { witness: number; type: ValueType })[] = [];
		this.within("peek", () => {
			for (const part of text.parts) {
				if (typeof part === "string") {
					parts.push(part);
					continue;
				}
				const type = file.types.get(part) ?? { kind: "error" };
				const struct = type.kind === "any" ? structOf(part, file, this.activation.structs) : undefined;
				const value = this.value(part);
				const valueType = this.lowering.heap.valueType(struct ? { kind: "struct", symbol: struct } : type);
				parts.push({ witness: witness.length, type: valueType });
				witness.push(value);
			}
		});
		return { parts, witness };
	}
}

/** Whether evaluating an expression may change a local. */
function mayChange(node: SyntaxNode): boolean {
	return ("kind" in node && (node.kind === "call" || node.kind === "assignment")) || children(node).some(mayChange);
}
