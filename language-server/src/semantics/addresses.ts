/** `&x` and `*p`: the reference to an object, and the object that a reference means, as C writes them. */
import { t } from "../base/l10n";
import type { Expression, UnaryExpression } from "../syntax/tree";
import type { Context } from "./context";
import type { AnySymbol, AsInC, FileAnalysisKey } from "./symbols";
import { ERROR, type Type, typeText } from "./types";

/** The type of `&x`, where `x` is of type `operand`: the object that `x` is or refers to. */
export function addressType(context: Context, { operand, ...expression }: UnaryExpression, type: Type): Type {
	if (type.kind === "error") return ERROR;
	// In C a function and its address are the same.
	if (type.kind === "function" && declaredFunction(context, operand)) return type;
	if (type.kind !== "struct") {
		context.error(expression, "stray-address", t`an address can only be given to a pointer parameter of a function`);
		return ERROR;
	}
	checkNoCopy(context, operand);
	const symbol = declared(context, operand);
	const object = operand.kind === "unary" && operand.operator === "*" && context.types.get(operand.operand)?.kind === "struct";
	const shared = symbol?.kind === "field" || (symbol?.kind === "variable" && (symbol.role === "global" || symbol.role === "scenario"));
	if (object || symbol?.written === "object" || (shared && symbol.written !== "pointer")) return type;
	const written = context.written(operand);
	const fix = { title: t`Write \`${written}\``, edits: [{ span: { ...expression, to: operand.from }, newText: "" }] };
	context.error(expression, "stray-address", t`'${written}' refers to the object already: write it without \`&\``, { fixes: [fix] });
	return ERROR;
}

/** The type of `*p`, where `p` is of type `pointer`. `meant` tells whether the object is only named, as in `(*p).x`. */
export function followedType(context: Context, expression: UnaryExpression, pointer: Type, meant: boolean): Type {
	if (pointer.kind === "pointer") return pointer.target;
	if (pointer.kind === "function") return pointer;
	if (pointer.kind === "error" || (pointer.kind === "struct" && meant)) return pointer;
	const problem =
		pointer.kind === "struct"
			? t`an object cannot be copied: \`${context.written(expression.operand)}\` is the reference to it`
			: t`only a pointer parameter can be followed, and this is ${typeText(pointer)}`;
	context.error(expression, "wrong-type", problem);
	return ERROR;
}

function declaredFunction(context: Context, expression: Expression): boolean {
	return expression.kind === "name" && context.names.get(expression.name)?.kind === "function";
}

/** Reports an assignment to a variable or field that is an object of its own; what else it is matters not. */
export function checkNoOwnObject(context: Context, target: Expression): void {
	if (declared(context, target)?.written !== "object") return;
	const written = context.written(target);
	context.error(target, "struct-copy", t`'${written}' is an object, which cannot be copied: a reference to one is declared with \`*\``);
}

/** Reports that something is written to which C would have copied for the call. */
export function checkNoCopy(context: Context, target: Expression): void {
	switch (target.kind) {
		case "field":
		case "index": {
			// What a field refers to is no part of the copy.
			const around = target.kind === "field" ? target.object : target.array;
			const type = context.types.get(around);
			const isPart = type?.kind === "array" || declared(context, around)?.written !== "pointer";
			return isPart ? checkNoCopy(context, around) : undefined;
		}
		case "name": {
			const symbol = context.names.get(target.name);
			if (symbol?.kind !== "variable" || symbol.written !== "copy" || symbol.type.kind !== "struct") return;
			const { name } = symbol.type.symbol;
			const copy = `struct ${name} own = *${symbol.name};`;
			context.error(
				target,
				"struct-copy",
				t`in C '${symbol.name}' is a copy, and what is written to it stays in the function: take a \`struct ${name} *\` and write \`${copy}\``,
			);
		}
	}
}

/** Whether an expression denotes an object itself, and no reference to one: `*p`, or what is declared as an object. */
export function denotesObject(found: Pick<FileAnalysisKey, "names" | "types">, expression: Expression): boolean {
	if (expression.kind === "unary" && expression.operator === "*") return found.types.get(expression.operand)?.kind === "struct";
	return declared(found, expression)?.written === "object" && found.types.get(expression)?.kind === "struct";
}

/** The variable or field that an expression names, also by an element of it. */
function declared(
	context: Pick<FileAnalysisKey, "names">,
	expression: Expression,
): Extract<AnySymbol, { readonly written?: AsInC }> | undefined {
	if (expression.kind === "index") return declared(context, expression.array);
	if (expression.kind !== "name" && expression.kind !== "field") return undefined;
	const symbol = context.names.get(expression.name);
	return symbol?.kind === "variable" || symbol?.kind === "field" ? symbol : undefined;
}
