/** What expressions come to while a scenario is set up. */

import { exactBinary, exactUnary, misfit, negativeMisfit } from "../base/arithmetic";
import { t } from "../base/l10n";
import type { AnchoredSpan } from "../base/span";
import { denotesObject } from "../semantics/addresses";
import { expandedIn } from "../semantics/initialisers";
import { isUnsignedType } from "../semantics/integer-types";
import type { FileAnalysisKey, StructSymbol } from "../semantics/symbols";
import { isOpen } from "../semantics/types";
import type { Assignment, Block, CallExpression, Expression, ReferenceCall, Statement, UnaryExpression } from "../syntax/tree";
import { castObjects, containersOf } from "./containers";
import {
	assignedOperator,
	countOfObjects,
	fixedValue,
	givesOld,
	isAboutOption,
	isEnabled,
	isPatched,
	isReference,
	type Operation,
	optionHolds,
	unsignedRule,
} from "./desugar";
import { structOf, unknownSize } from "./generic-structs";
import type { HeapObject } from "./heap-objects";
import { ALIVE } from "./lives";
import { type Box, LValueEvaluator, type Value } from "./lvalue-evaluator";

export abstract class ExpressionEvaluator extends LValueEvaluator {
	/** Makes an object for `maker`, with what is given for some of its fields in `file`. */
	protected abstract create(
		struct: StructSymbol,
		maker: object,
		file: FileAnalysisKey,
		given?: ReadonlyMap<string, Expression>,
	): HeapObject;

	/** The value of a call, 0 where it has none. */
	protected abstract call(call: CallExpression): Value;

	/** A call of the function to which `callee` refers. */
	protected abstract callThrough(call: CallExpression | ReferenceCall, callee: Expression): Value;

	/** Runs a block that is an expression, and gives the value of its last statement. */
	protected abstract blockValue(block: Block): Value;

	/** Writes what is assigned, and gives the value that the assignment has. */
	protected assignment(node: Assignment): number {
		const symbol = node.target.kind === "name" ? this.file.names.get(node.target.name) : undefined;
		if (symbol?.kind === "variable" && symbol.type.kind === "pointer") {
			if (node.value) this.locals.set(symbol, this.box(node.value));
			return 0;
		}
		if (node.value && node.operator === "=" && denotesObject(this.file, node.target)) {
			if (expandedIn(this.file, node.value).kind === "compound")
				this.fail(node.value, "stray-braces", t`while the scenario is set up values in braces stand where something is declared`);
			const [to, from] = [this.objectOf(node.target), this.objectOf(node.value)];
			if (!to || !from) return this.fail(node, "null-dereference", t`this is null here`);
			this.copy(to, from);
			return 0;
		}
		const value = node.value ? this.number(node.value) : 1;
		const box = this.box(node.target);
		const old = box.value;
		const operator = assignedOperator(node);
		const operation = operator && { operator, left: node.target, right: node.value ?? node.target };
		box.value = this.held(operation ? this.operation(operation, old, value, node) : value, box.type, node.value ?? node.target);
		this.checkRange(box, node, this.file);
		return givesOld(node) ? old : box.value;
	}

	/** The values that a `for` or quantifier goes over. */
	protected *domain(node: Extract<Statement, { kind: "for" }> | Extract<Expression, { kind: "quantifier" }>): Generator<number> {
		const low = node.range ? this.number(node.range.low) : 1;
		const high = node.range ? this.number(node.range.high) : countOfObjects(node, this.file, this.heap);
		for (let value = low; value <= high; value++) {
			this.tick(node);
			yield value;
		}
	}

	/** One of the values that an expression may have, as all of them are where they may be of any struct. */
	protected oneOf(value: Expression, whole: Expression): Value {
		const type = this.file.types.get(whole);
		return (type?.kind === "address" ? type.of : type)?.kind === "any" ? this.scalar(value, { kind: "any" }) : this.evaluate(value);
	}

	protected override evaluate(expression: Expression): Value {
		const expanded = expandedIn(this.file, expression);
		if (expanded !== expression) return this.evaluate(expanded);
		const fixed = fixedValue(expression, this.file);
		if (fixed !== undefined) return fixed;
		const value = this.evaluateBefore(expression);
		if (typeof value !== "number" || !this.file.taken.has(expression)) return value;
		const type = this.file.types.get(expression);
		return type?.kind === "struct" ? this.takenFor(expression, type.symbol, value) : value;
	}

	/** The value of an expression, also of one that is taken for something else. */
	private evaluateBefore(expression: Expression): Value {
		switch (expression.kind) {
			case "word":
				return 0;
			case "name": {
				const symbol = this.file.names.get(expression.name);
				if (symbol?.kind === "task" && symbol.count === undefined) return this.heap.tasks.get(symbol)?.[0].number ?? 0;
				if (symbol?.kind === "task") {
					const objects = this.heap.tasks.get(symbol) ?? [];
					return objects.map((object) => ({ value: object.number, type: { kind: "error" } }));
				}
				if (symbol?.kind === "builtin") return 0;
				if (symbol?.kind === "function") return this.heap.functions.numberOf(symbol);
				const binding = this.binding(symbol);
				if (binding === undefined) return this.fail(expression, "not-set-up", t`'${expression.name.text}' is declared further down`);
				if ("value" in binding) this.known(binding, expression);
				return "value" in binding ? binding.value : binding;
			}
			case "call":
				return this.call(expression);
			case "callThrough":
				return this.callThrough(expression, expression.callee);
			case "field":
			case "index": {
				const binding = this.place(expression);
				if ("value" in binding) this.known(binding, expression);
				return "value" in binding ? binding.value : binding;
			}
			case "unary":
				if (expression.operator === "&" || isReference(expression, this.file)) return this.evaluate(expression.operand);
				if (expression.operator === "*") return this.box(expression).value;
				return this.negative(expression);
			case "cast": {
				const objects = castObjects(expression, this.file, this.heap);
				if (objects) {
					const part = this.number(expression.operand);
					if (part <= 0) return part;
					return objects[part] || this.fail(expression, "wrong-type", t`no object of that struct begins there`);
				}
				const type = this.file.types.get(expression) ?? { kind: "error" };
				const box: Box = { value: this.convert(this.number(expression.operand), type), type };
				if (!isOpen(type)) this.checkRange(box, expression, this.file);
				return box.value;
			}
			case "binary": {
				const { operator, left, right } = expression;
				if (isAboutOption(expression)) return Number(optionHolds(expression, this));
				const value = this.number(left);
				if (operator === "&&" && value === 0) return 0;
				if (operator === "||" && value !== 0) return 1;
				const other = this.number(right);
				if (operator === "==" || operator === "!=") {
					const [first, second] = this.compared(left, value, right, other);
					return this.operation(expression, first, second, expression);
				}
				return this.operation(expression, value, other, expression);
			}
			case "conditional":
				return this.oneOf(this.number(expression.condition) !== 0 ? expression.then : expression.otherwise, expression);
			case "default": {
				const value = this.oneOf(expression.value, expression);
				return value !== 0 ? value : this.oneOf(expression.otherwise, expression);
			}
			case "comma":
				this.evaluate(expression.first);
				return this.oneOf(expression.last, expression);
			case "assignment":
				return this.assignment(expression);
			case "statements":
				return this.blockValue(expression.body);
			case "new": {
				const named = this.file.names.get(expression.struct);
				const struct =
					named?.kind === "variable" ? (this.structs.get(named) ?? this.fail(expression, "unknown-size", unknownSize())) : named;
				if (struct?.kind !== "struct") return 0;
				this.tick(expression);
				const given = new Map(expression.fields.map((field) => [field.name?.text ?? "", field.value] as const));
				const object = this.create(struct, expression, this.file, given);
				if (object.root === undefined) this.heap.addLife(object, ALIVE);
				return object.number;
			}
			case "quantifier": {
				const symbol = this.file.names.get(expression.name);
				let holding = 0;
				for (const value of this.domain(expression)) {
					if (symbol) this.locals.set(symbol, { value, type: { kind: "error" } });
					const holds = this.number(expression.body) !== 0;
					if (expression.quantifier === "exists" && holds) return 1;
					if (expression.quantifier === "forall" && !holds) return 0;
					if (holds) holding++;
				}
				return expression.quantifier === "count" ? holding : Number(expression.quantifier === "forall");
			}
			case "patched":
				return Number(isPatched(expression, this));
			case "enabled":
				return Number(isEnabled(expression, this));
			case "containerOf": {
				const part = this.number(expression.part);
				return part < 0 ? part : (containersOf(expression, this.file, this.heap)[part] ?? 0);
			}
			case "sizeof":
			case "number":
			case "chooseValue":
			case "pick":
			case "optionValue":
			case "braces":
			case "compound":
			case "typeName":
			case "string":
			case "error":
				return this.fail(expression, "not-constant", t`this has no value while the scenario is set up`);
		}
	}

	/** Two values that are compared, as numbers among all objects where they may be of several structs. */
	private compared(left: Expression, value: number, right: Expression, other: number): readonly [number, number] {
		const [struct, otherStruct] = [left, right].map((one) => structOf(one, this.file, this.structs));
		const kinds = [left, right].map((one) => this.file.types.get(one)).map((type) => (type?.kind === "address" ? type.of : type)?.kind);
		const isAny = kinds.includes("any") && (struct === undefined || otherStruct === undefined);
		if (struct === otherStruct || (!isAny && (struct === undefined || otherStruct === undefined))) return [value, other];
		const among = (number: number, one: StructSymbol | undefined): number => (one && number > 0 ? this.amongAll(number, one) : number);
		return [among(value, struct), among(other, otherStruct)];
	}

	/** An operation on two numbers whose operands have been evaluated. */
	protected operation(operation: Operation, left: number, right: number, span: AnchoredSpan): number {
		const { operator } = operation;
		if ((operator === "/" || operator === "%") && right === 0) this.fail(span, "division-by-zero", t`this divides by zero`);
		const result = exactBinary(operator, left, right) ?? this.fail(span, "out-of-range", misfit(operator, left, right));
		const unsigned = unsignedRule(operation, this.file);
		const negative = (unsigned === "operands" ? [left, right] : [result]).find((number) => number < 0);
		if (unsigned && negative !== undefined) this.fail(span, "out-of-range", t`${negative} is below 0, and \`unsigned\``);
		return result;
	}

	private negative(expression: UnaryExpression): number {
		const value = this.number(expression.operand);
		const result = exactUnary(expression.operator, value) ?? this.fail(expression, "out-of-range", negativeMisfit(value));
		if (result < 0 && expression.operator === "-" && isUnsignedType(this.file.types.get(expression)))
			this.fail(expression, "out-of-range", t`${result} is below 0, and \`unsigned\``);
		return result;
	}
}
