/**
 * What does not depend on the state: that the language has several ways to say one thing, what is constant, and what
 * the configuration says. It stands here once for both that give statements a meaning: the set-up, which runs them, and
 * lowering, which makes code of them.
 */

import { type BinaryOperator, LEAST } from "../base/arithmetic";
import { bindArguments } from "../semantics/arguments";
import { isTrue } from "../semantics/conditions";
import type { Configuration } from "../semantics/configuration";
import { isLeast } from "../semantics/constants";
import { isUnsignedType } from "../semantics/integer-types";
import type { AnySymbol, FileAnalysisKey, FunctionSymbol, FunctionType, VariableSymbol } from "../semantics/symbols";
import type {
	Assignment,
	BinaryExpression,
	CallExpression,
	EnabledExpression,
	Expression,
	ForStatement,
	PatchedExpression,
	PickExpression,
	QuantifierExpression,
	ReferenceCall,
	UnaryExpression,
} from "../syntax/tree";
import type { Heap } from "./heap";
import type { Reads } from "./reads";

/** How often a function can be within itself, where references to functions lead back to it. */
export const NESTED_ALIKE = 3;

/** Who asks what the configuration says; that it has been asked is noted. */
export interface Asking {
	readonly configuration: Configuration;
	readonly reads: Reads;
}

/**
 * The operator by which an assignment makes the new value of the old one and of what is given; undefined of a plain
 * `=`.
 */
export function assignedOperator({ operator }: Pick<Assignment, "operator">): BinaryOperator | undefined {
	switch (operator) {
		case "=":
			return undefined;
		case "++":
			return "+";
		case "--":
			return "-";
		default:
			return operator.slice(0, -1) as BinaryOperator;
	}
}

/** Whether an assignment has the value that was there before, as `x++` has. */
export function givesOld({ value, before }: Assignment): boolean {
	return value === undefined && !before;
}

/** The value of what is the same number wherever it stands: of literals, constants and members of enums. */
export function fixedValue(expression: Expression, { names, types }: FileAnalysisKey): number | undefined {
	switch (expression.kind) {
		case "number":
			return expression.value;
		case "word":
			return expression.word === "self" ? undefined : Number(expression.word === "true");
		case "sizeof": {
			const type = types.get(expression);
			return type?.kind === "int" ? type.low : 1;
		}
		case "string":
			return 1;
		case "unary":
			return isLeast(expression) ? LEAST : undefined;
		case "name": {
			const symbol = names.get(expression.name);
			if (symbol?.kind === "builtin") return symbol.does === "null" ? 0 : undefined;
			return symbol?.kind === "const" || symbol?.kind === "enumMember" ? symbol.value : undefined;
		}
		default:
			return undefined;
	}
}

/** Whether an operator stands before a reference: `*p` of one names what it refers to. */
export function isReference({ operator, operand }: UnaryExpression, { types }: FileAnalysisKey): boolean {
	const kind = operator === "*" && types.get(operand)?.kind;
	return kind === "struct" || kind === "function";
}

/** Two operands and what is made of them. */
export type Operation = Pick<BinaryExpression, "operator" | "left" | "right">;

/**
 * What C does without a sign of an operation on numbers: nothing; needs operands that are not negative; such a result.
 */
export function unsignedRule({ operator, left, right }: Operation, { types }: FileAnalysisKey): "operands" | "result" | undefined {
	if (!isUnsignedType(types.get(left)) && !isUnsignedType(types.get(right))) return undefined;
	switch (operator) {
		case "+":
		case "-":
		case "*":
			return "result";
		case "/":
		case "%":
		case "<":
		case ">":
		case "<=":
		case ">=":
		case "==":
		case "!=":
			return "operands";
		default:
			return undefined;
	}
}

/** The type of the reference by which a function is called. */
export function calleeType(callee: Expression, { names, types }: FileAnalysisKey): FunctionType | undefined {
	const symbol = callee.kind === "name" ? names.get(callee.name) : undefined;
	const type = symbol?.kind === "variable" ? symbol.type : types.get(callee);
	return type?.kind === "function" ? type : undefined;
}

/** What a call gives for the parameters of a function. */
export interface Given {
	readonly pairs: readonly { readonly parameter: VariableSymbol; readonly argument: Expression | undefined }[];
	/** Of those parameters for which something is given. */
	readonly arguments: ReadonlyMap<AnySymbol, Expression>;
}

const known = new WeakMap<CallExpression | ReferenceCall, Given & { readonly fn: FunctionSymbol }>();

/** The parameters of a function, each with what a call gives for it: found once, for a call is inlined many times. */
export function givenTo(fn: FunctionSymbol, call: CallExpression | ReferenceCall): Given {
	const found = known.get(call);
	if (found?.fn === fn) return found;
	const { bound } = bindArguments(
		fn.parameters.map((parameter) => parameter.name),
		call.arguments,
	);
	const pairs = fn.parameters.map((parameter, index) => ({ parameter, argument: bound[index]?.value }));
	const given = new Map(pairs.flatMap(({ parameter, argument }) => (argument ? [[parameter, argument] as const] : [])));
	const made = { fn, pairs, arguments: given };
	known.set(call, made);
	return made;
}

/** How many objects a loop or quantifier over a struct goes over: those with the numbers from 1 on. */
export function countOfObjects(
	{ struct }: Pick<ForStatement | QuantifierExpression | PickExpression, "struct">,
	{ names }: FileAnalysisKey,
	heap: Heap,
): number {
	const symbol = struct && names.get(struct);
	return symbol?.kind === "struct" ? heap.objectsOf(symbol).filter(({ around }) => !around).length : 0;
}

/** Whether a patch is applied. */
export function isPatched({ patch }: PatchedExpression, { configuration, reads }: Asking): boolean {
	reads.patches.add(patch.text);
	return configuration.patches.includes(patch.text);
}

/** Whether an option is `y`. */
export function isEnabled({ option }: Pick<EnabledExpression, "option">, { configuration, reads }: Asking): boolean {
	const value = configuration.options.get(option.text);
	// What nobody declares is not set, whoever asks.
	if (value !== undefined) reads.options.add(option.text);
	return value === "y";
}

/** Of functions of one name the one that the options say, and what else stands in lines of the preprocessor. */
export function meantFunction(fn: FunctionSymbol, asking: Asking): FunctionSymbol {
	const isSet = (text: string): boolean => isEnabled({ option: { ...fn.span, text } }, asking);
	return fn.alternatives?.find(({ when }) => when.every((one) => isTrue(one, isSet) !== false))?.symbol ?? fn;
}

export function isAboutOption({ left, right }: BinaryExpression): boolean {
	return left.kind === "optionValue" || right.kind === "optionValue";
}

/** Whether a comparison of an option with one of its values holds. */
export function optionHolds({ left, right, operator }: BinaryExpression, { configuration, reads }: Asking): boolean {
	const [option, value] = left.kind === "optionValue" ? [left, right] : [right, left];
	if (option.kind !== "optionValue" || value.kind !== "name") return false;
	reads.options.add(option.option.text);
	return (configuration.options.get(option.option.text) === value.name.text) === (operator === "==");
}
