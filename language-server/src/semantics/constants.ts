import { exactBinary, exactUnary, GREATEST, LEAST } from "../base/arithmetic";
import type { CallExpression, Expression, UnaryExpression } from "../syntax/tree";
import type { Context } from "./context";
import type { Scope } from "./scope";

/**
 * The value of an expression made of literals, constants and enum members only; undefined for any other, and where the
 * value is no number of 32 bits.
 */
export function constantValue(context: Context, scope: Scope, expression: Expression): number | undefined {
	switch (expression.kind) {
		case "number":
			return expression.value > GREATEST ? undefined : expression.value;
		case "word":
			if (expression.word === "true") return 1;
			return expression.word === "self" ? undefined : 0;
		case "name": {
			const symbol = scope.lookup(expression.name.text);
			if (symbol?.kind !== "const" && symbol?.kind !== "enumMember") return undefined;
			context.constants.get(symbol)?.();
			return symbol.value;
		}
		case "unary": {
			if (isLeast(expression)) return LEAST;
			const value = constantValue(context, scope, expression.operand);
			return value === undefined ? undefined : exactUnary(expression.operator, value);
		}
		case "binary": {
			const left = constantValue(context, scope, expression.left);
			const right = constantValue(context, scope, expression.right);
			return left === undefined || right === undefined ? undefined : exactBinary(expression.operator, left, right);
		}
		case "conditional": {
			const condition = constantValue(context, scope, expression.condition);
			if (condition === undefined) return undefined;
			return constantValue(context, scope, condition !== 0 ? expression.then : expression.otherwise);
		}
		case "default": {
			const value = constantValue(context, scope, expression.value);
			return value === 0 ? constantValue(context, scope, expression.otherwise) : value;
		}
		// What it stands for has been found when it was checked.
		case "call": {
			const expansion = context.expansions.get(expression);
			if (expansion && "value" in expansion) return constantValue(context, scope, expansion.value);
			return lengthOf(context, expression);
		}
		case "sizeof": {
			const type = context.types.get(expression);
			return type?.kind === "int" ? type.low : undefined;
		}
		case "cast": {
			const type = context.types.get(expression);
			const value = constantValue(context, scope, expression.operand);
			if (type?.kind === "bool") return value === undefined ? undefined : Number(value !== 0);
			return type?.kind === "int" ? value : undefined;
		}
		default:
			return undefined;
	}
}

/** Of `ARRAY_SIZE(x)`. */
function lengthOf(context: Context, call: CallExpression): number | undefined {
	const symbol = context.names.get(call.name);
	const type = symbol?.kind === "builtin" && symbol.does === "length" ? context.types.get(call.arguments[0]?.value) : undefined;
	return type?.kind === "array" ? type.size : undefined;
}

/**
 * Whether an expression is the least number, which is written as the negative of a literal that is no number of its
 * own.
 */
export function isLeast({ operator, operand }: UnaryExpression): boolean {
	return operator === "-" && operand.kind === "number" && operand.value === -LEAST;
}
