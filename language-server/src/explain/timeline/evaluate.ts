/**
 * The value of an expression of the language at a moment of a run, for watches, hovers and the conditions of
 * breakpoints.
 *
 * Names are looked up as a person at that place would: locals of the function first, then the scenario's objects and
 * variables, then members of enums. Nothing can be called or changed.
 */

import { type BinaryOperator, exactBinary, exactUnary, LEAST, misfit, negativeMisfit } from "../../base/arithmetic";
import { t } from "../../base/l10n";
import { isLeast } from "../../semantics/constants";
import { parse } from "../../syntax/parser";
import type { Expression, UnaryOperator } from "../../syntax/tree";
import { operandValue } from "../../system/interpreter";
import type { NamedSystem, ValueType } from "../../system/system-text";
import { printValue } from "./print-value";
import type { Moment } from "./replay-state";
import { visibleVariables } from "./visible-variables";

/** A value as it is written, and the object that it is or refers to; or why there is none. */
export type Evaluation =
	| { readonly value: string; readonly object: number | undefined; readonly isTrue: boolean }
	| { readonly problem: string };

/** `depth` counts the lane's functions from the outermost, the task itself; undefined is the innermost. */
export function evaluate(expression: string, named: NamedSystem, moment: Moment, lane: number, depth?: number): Evaluation {
	const tree = parsed(expression);
	if (tree === undefined) return { problem: t`'${expression}' is no expression` };
	const value = new Evaluator(named, moment, lane, depth).value(tree);
	if ("problem" in value) return value;
	switch (value.kind) {
		case "number":
			return { value: String(value.number), object: undefined, isTrue: value.number !== 0 };
		case "bool":
			return { value: String(value.holds), object: undefined, isTrue: value.holds };
		case "enum":
			return { value: value.member, object: undefined, isTrue: true };
		case "object":
			return {
				value: value.index === undefined ? "null" : named.text.objects[value.index].name,
				object: value.index,
				isTrue: value.index !== undefined,
			};
		case "array":
			return { problem: t`'${expression}' is an array; give an index` };
	}
}

type Value =
	| { readonly kind: "number"; readonly number: number }
	| { readonly kind: "bool"; readonly holds: boolean }
	| { readonly kind: "enum"; readonly member: string }
	/** Undefined is null. */
	| { readonly kind: "object"; readonly index: number | undefined }
	| { readonly kind: "array"; readonly elements: ReadonlyMap<number, Value> };

interface Problem {
	readonly problem: string;
}

/** Undefined when the text is more or less than one expression. */
function parsed(text: string): Expression | undefined {
	const { items, diagnostics } = parse(`fn watch() { return ${text}; }`);
	const [item, ...others] = items;
	if (diagnostics.length > 0 || others.length > 0 || item?.kind !== "function") return undefined;
	const [statement, ...more] = item.body.statements;
	return more.length === 0 && statement?.kind === "return" ? statement.value : undefined;
}

class Evaluator {
	constructor(
		private readonly named: NamedSystem,
		private readonly moment: Moment,
		private readonly lane: number,
		private readonly depth: number | undefined,
	) {}

	value(expression: Expression): Value | Problem {
		switch (expression.kind) {
			case "number":
				return { kind: "number", number: expression.value };
			case "word":
				if (expression.word === "self") return this.nameValue(this.named.text.lanes[this.lane].name);
				if (expression.word === "null") return { kind: "object", index: undefined };
				return { kind: "bool", holds: expression.word === "true" };
			case "name":
				return this.nameValue(expression.name.text);
			case "field":
				return this.field(this.value(expression.object), expression.name.text);
			case "index":
				return this.element(this.value(expression.array), this.value(expression.index));
			case "unary":
				if (isLeast(expression)) return { kind: "number", number: LEAST };
				return this.unary(expression.operator, this.value(expression.operand));
			case "binary":
				return this.binary(expression.operator, this.value(expression.left), this.value(expression.right));
			case "conditional": {
				const condition = truth(this.value(expression.condition));
				if (typeof condition !== "boolean") return condition;
				return this.value(condition ? expression.then : expression.otherwise);
			}
			default:
				return { problem: t`only names, fields, indices and operators can be evaluated here` };
		}
	}

	private nameValue(name: string): Value | Problem {
		const { system, text } = this.named;
		const { cells, objects } = text;
		const local = this.local(name);
		if (local) return local;
		const object = objects.findIndex((candidate) => candidate.name === name);
		if (object >= 0) return { kind: "object", index: object };
		const array = new Map(
			objects.flatMap(({ name: candidate }, index) => {
				const element = elementIndex(candidate, name);
				return element === undefined ? [] : [[element, { kind: "object", index } as const]];
			}),
		);
		if (array.size > 0) return { kind: "array", elements: array };
		const shared = cells.flatMap(({ object, name, type }, index) =>
			system.cells[index].role === "shared" && object === undefined ? [{ name, value: this.typed(type, this.moment.state[index]) }] : [],
		);
		const variable = lookUp(name, shared);
		if (variable) return variable;
		const isMember = cells.some(
			({ type }) => type.kind === "enum" && [...type.members, ...Object.values(type.others ?? {})].includes(name),
		);
		return isMember ? { kind: "enum", member: name } : { problem: t`there is no '${name}' here` };
	}

	/** A local variable of the function; undefined when it has none of this name. */
	private local(name: string): Value | Problem | undefined {
		const { locationCell } = this.named.system.lanes[this.lane];
		const frames = visibleVariables(this.named, this.lane, this.moment.state[locationCell]);
		const variables = frames[this.depth ?? frames.length - 1] ?? [];
		const kept = variables.flatMap(({ name, type, operand }) =>
			operand ? [{ name, value: this.typed(type, operandValue(operand, this.moment.state, [])) }] : [],
		);
		const isForgotten = variables.some((variable) => variable.name === name && variable.operand === undefined);
		return lookUp(name, kept) ?? (isForgotten ? { problem: t`'${name}' is not used any more and has no value` } : undefined);
	}

	private field(object: Value | Problem, name: string): Value | Problem {
		if ("problem" in object) return object;
		if (object.kind !== "object") return { problem: t`only an object has a field '${name}'` };
		if (object.index === undefined) return { problem: t`null has no field '${name}'` };
		const found = this.named.text.objects[object.index];
		const fields = found.fields.map(({ name, type, operand }) => ({
			name,
			value: this.typed(type, operandValue(operand, this.moment.state, [])),
		}));
		return lookUp(name, fields) ?? { problem: t`${found.struct} ${found.name} has no field '${name}'` };
	}

	private element(array: Value | Problem, index: Value | Problem): Value | Problem {
		if ("problem" in array) return array;
		if ("problem" in index) return index;
		if (array.kind !== "array" || index.kind !== "number") return { problem: t`only an array has elements, and their indices are numbers` };
		return array.elements.get(index.number) ?? { problem: t`index ${index.number} is outside of the array` };
	}

	private unary(operator: UnaryOperator, operand: Value | Problem): Value | Problem {
		if (operator === "!") {
			const holds = truth(operand);
			return typeof holds === "boolean" ? { kind: "bool", holds: !holds } : holds;
		}
		if ("problem" in operand) return operand;
		const number = operand.kind === "number" ? exactUnary(operator, operand.number) : undefined;
		if (number === undefined && operand.kind === "number" && operator === "-") return { problem: negativeMisfit(operand.number) };
		return number === undefined ? { problem: t`'${operator}' takes a number` } : { kind: "number", number };
	}

	private binary(operator: BinaryOperator, left: Value | Problem, right: Value | Problem): Value | Problem {
		if (operator === "&&" || operator === "||") {
			const first = truth(left);
			if (typeof first !== "boolean" || first === (operator === "||"))
				return typeof first === "boolean" ? { kind: "bool", holds: first } : first;
			const second = truth(right);
			return typeof second === "boolean" ? { kind: "bool", holds: second } : second;
		}
		if ("problem" in left) return left;
		if ("problem" in right) return right;
		if (operator === "==" || operator === "!=") return { kind: "bool", holds: (print(left) === print(right)) === (operator === "==") };
		if (left.kind !== "number" || right.kind !== "number") return { problem: t`'${operator}' takes numbers` };
		if ((operator === "/" || operator === "%") && right.number === 0) return { problem: t`division by zero` };
		const number = exactBinary(operator, left.number, right.number);
		if (number === undefined) return { problem: misfit(operator, left.number, right.number) };
		const isComparison = ["<", ">", "<=", ">="].includes(operator);
		return isComparison ? { kind: "bool", holds: number !== 0 } : { kind: "number", number };
	}

	private typed(type: ValueType, value: number): Value {
		switch (type.kind) {
			case "bool":
				return { kind: "bool", holds: value !== 0 };
			case "int":
				return { kind: "number", number: value };
			case "enum":
				return { kind: "enum", member: printValue(this.named.text, type, value) };
			case "reference":
				return { kind: "object", index: value <= 0 ? undefined : type.objects[value - 1] };
		}
	}
}

/** What is called `name`, or the array whose elements are. */
function lookUp(name: string, candidates: readonly { readonly name: string; readonly value: Value }[]): Value | undefined {
	const elements = new Map<number, Value>();
	for (const { name: candidate, value } of candidates) {
		if (candidate === name) return value;
		const element = elementIndex(candidate, name);
		if (element !== undefined) elements.set(element, value);
	}
	return elements.size > 0 ? { kind: "array", elements } : undefined;
}

/** i where `text` is `name[i]`. */
function elementIndex(text: string, name: string): number | undefined {
	if (!text.startsWith(`${name}[`) || !text.endsWith("]")) return undefined;
	const index = Number(text.slice(name.length + 1, -1));
	return Number.isInteger(index) ? index : undefined;
}

/** As in C: what is not 0 or null is true. */
function truth(value: Value | Problem): boolean | Problem {
	if ("problem" in value) return value;
	switch (value.kind) {
		case "number":
			return value.number !== 0;
		case "bool":
			return value.holds;
		case "object":
			return value.index !== undefined;
		default:
			return { problem: t`this is neither true nor false` };
	}
}

/** The same text for values that are equal, and different ones for others. */
function print(value: Value): string {
	switch (value.kind) {
		case "number":
			return `${value.number}`;
		case "bool":
			return `${Number(value.holds)}`;
		case "enum":
			return value.member;
		case "object":
			return value.index === undefined ? "null" : `object ${value.index}`;
		case "array":
			return "array";
	}
}
