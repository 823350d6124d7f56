/** What a declaration of a variable or field declares. */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import type { Expression, VariableItem } from "../syntax/tree";
import { checkConstant, expand, sizeType } from "./check-expression";
import { constantValue } from "./constants";
import { declaredType, type Role } from "./declared-type";
import { bracesOf } from "./initialisers";
import { isUnsignedType } from "./integer-types";
import type { Place } from "./place";
import type { VariableSymbol } from "./symbols";
import { ERROR, type Type, typeText } from "./types";

/** A field with more of them would make more states than one can go through. */
const MOST_BITS = 10;

/** What a declaration declares that is a use of a macro; another declaration itself. */
export function declaredByMacro(place: Place, variable: VariableItem): VariableItem {
	const { by } = variable;
	const macro = by && place.scope.lookup(by.name.text);
	if (by === undefined || macro?.kind !== "macro") return variable;
	place.context.names.set(by.name, macro);
	const expansion = expand(place, variable, by, macro);
	if (expansion === undefined) return variable;
	const [only, ...others] = "statements" in expansion ? expansion.statements : [];
	if (only?.kind === "local" && others.length === 0)
		return { ...only.variable, ...(variable.documentation && { documentation: variable.documentation }) };
	place.context.error(by, "macro", t`'${macro.name}' declares no variable`);
	return variable;
}

/** The symbol of a variable; its initialiser is not checked. */
export function declareVariable(place: Place, variable: VariableItem, as: Exclude<Role, "parameter" | "result">): VariableSymbol {
	const role = as === "field" ? "global" : as;
	const { context } = place;
	const declared = declaredType(place, variable, as);
	let { type } = declared;
	if (variable.size !== undefined) {
		const size = checkConstant(place, variable.size, t`the size of an array`);
		if (size !== undefined && (size < 1 || size > 64))
			context.error(variable.size, "invalid-size", t`an array has from 1 to 64 elements here: write as many as the scenario uses`);
		type = size === undefined ? ERROR : { kind: "array", element: type, size: Math.min(Math.max(size, 1), 64) };
	}
	if (variable.unsized) type = { kind: "array", element: type, size: sizeGiven(place, variable) };
	if (variable.bits) type = bitsType(place, variable.bits, type);
	// What is said to have the size of a struct stands for that struct: a cache of its objects.
	if (variable.value?.kind === "sizeof" && type.kind === "int" && role !== "local") type = sizeType(place, variable.value);
	return {
		kind: "variable",
		role,
		name: variable.name.text,
		span: spanOf(variable.name),
		documentation: variable.documentation,
		type,
		node: variable,
		value: variable.value,
		file: context,
		counted: isCounted(place, variable, role, type),
		...(variable.racy && { racy: variable.racy }),
		...(declared.written && { written: declared.written }),
	};
}

/** The size of an array that is as large as what it has at first. */
function sizeGiven({ context, scope }: Place, { value, name }: VariableItem): number {
	const braces = value && bracesOf(value);
	let [next, size] = [0, 0];
	for (const { designators } of braces?.entries ?? []) {
		const end = designators[0]?.last ?? designators[0]?.index;
		next = 1 + ((end && constantValue(context, scope, end)) ?? next);
		size = Math.max(size, next);
	}
	if (size >= 1 && size <= 64) return size;
	context.error(name, "invalid-size", t`the size of an array is written, or that of the values in braces, from 1 to 64 elements`);
	return 1;
}

/** The type of a field that has some bits of a type. */
function bitsType(place: Place, written: Expression, type: Type): Type {
	const { context } = place;
	const bits = checkConstant(place, written, t`the number of bits`);
	if (type.kind === "bool" && bits === 1) return type;
	if (type.kind !== "int") {
		if (type.kind !== "error") context.error(written, "invalid-size", t`only a number has bits, and this is ${typeText(type)}`);
		return type;
	}
	if (bits === undefined) return ERROR;
	if (bits < 1 || bits > MOST_BITS) {
		context.error(written, "invalid-size", t`a field can have 1 to ${MOST_BITS} bits here`);
		return ERROR;
	}
	// As few bits are calculated with as an `int`, whatever their sign.
	return isUnsignedType(type)
		? { kind: "int", low: 0, high: 2 ** bits - 1, open: false }
		: { kind: "int", low: -(2 ** (bits - 1)), high: 2 ** (bits - 1) - 1, open: false };
}

/** Whether a variable is declared to hold what it refers to; reports where it cannot. */
function isCounted({ context }: Place, variable: VariableItem, role: VariableSymbol["role"], type: Type): boolean {
	if (!variable.counted) return false;
	const element = type.kind === "array" ? type.element : type;
	if (role === "local") context.error(variable, "not-counted", t`only fields and variables of a file or scenario can be \`counted\``);
	else if (element.kind !== "struct" && element.kind !== "error")
		context.error(variable.type, "not-counted", t`what is \`counted\` refers to an object, and this is ${typeText(element)}`);
	return true;
}
