/**
 * The types that declarations give. With the word `struct` the stars count as in C, `struct T *` being the reference
 * that the language calls `T`; without it a star makes a parameter a pointer to a variable of the caller.
 */
import { t } from "../base/l10n";
import type { Name, Parameter, Signature, TypedefItem, TypeName } from "../syntax/tree";
import { checkConstant, checkTypeof } from "./check-expression";
import { isText, namedType, typedefOf } from "./named-types";
import type { Place } from "./place";
import type { AsInC, TypedefSymbol, VariableSymbol } from "./symbols";
import { ERROR, TEXT, type Type, typeText, VOID } from "./types";

/** What is declared, as far as its type says it. */
export interface Declaration {
	readonly type: TypeName;
	readonly stars?: number;
	readonly signature?: Signature;
	readonly name: Name;
}

/** What a declaration declares. */
export type Role = "field" | "parameter" | "result" | Exclude<VariableSymbol["role"], "parameter">;

/** The type of a declaration, and how C would see what is declared, if it is written as in C. */
export interface DeclaredType {
	readonly type: Type;
	readonly written?: AsInC;
}

/** The type that a declaration gives to what it declares; reports what cannot be declared there. */
export function declaredType(place: Place, declaration: Declaration, role: Role): DeclaredType {
	if (declaration.signature) return { type: functionType(place, declaration, declaration.signature) };
	if (isText(declaration.type, declaration.stars ?? 0)) return { type: TEXT };
	if (isVoid(place, declaration.type)) {
		if (declaration.stars === 1) return { type: { kind: "any" } };
		if (declaration.stars === 2 && isPointing(role)) return { type: { kind: "pointer", target: { kind: "any" } } };
	}
	const base = resolveType(place, declaration.type, role !== "parameter" && role !== "result");
	if (base.kind === "error" || base.kind === "void") return { type: ERROR };
	// What `typeof` gives of a reference is one, as its stars say in C.
	if (declaration.type.kind === "typeofType" && (declaration.stars ?? 0) === 0 && base.kind === "struct") {
		const isObject = declaration.type.operand.kind === "unary" && declaration.type.operand.operator === "*";
		return { type: base, written: isObject && role !== "parameter" && role !== "result" ? "object" : "pointer" };
	}
	const alias = typedefOf(place, declaration.type);
	const stars = (declaration.stars ?? 0) + (alias?.stars ?? 0);
	// A name that a `typedef` has made is C's.
	if (base.kind === "struct" && (alias || wordOf(declaration.type) === "struct"))
		return structType(place, { ...declaration, stars }, role, base);
	if (stars === 0) return { type: base };
	if (isPointing(role) && stars === 1 && (role === "parameter" || base.kind !== "struct"))
		return { type: { kind: "pointer", target: base } };
	reportStars(place, declaration, base);
	return { type: base };
}

/** The types for which a `typedef` makes a name. */
export function definedType(place: Place, item: TypedefItem): Pick<TypedefSymbol, "variable" | "given" | "stars"> {
	if (item.signature) {
		const type = functionType(place, item, item.signature);
		return { variable: type, given: type, stars: 0 };
	}
	const variable = resolveType(place, item.type, true);
	const stars = (item.stars ?? 0) + (typedefOf(place, item.type)?.stars ?? 0);
	if (stars > 0 && variable.kind !== "struct" && variable.kind !== "error") reportStars(place, item, variable);
	// What is wrong has been reported.
	const given = variable.kind === "int" ? resolveType(place, item.type, false) : variable;
	return { variable, given, stars };
}

/** Of what a parameter takes. */
export function parameterType(place: Place, node: Parameter): DeclaredType {
	const declared = declaredType(place, node, "parameter");
	return node.array ? { ...declared, type: { kind: "array", element: declared.type, size: undefined } } : declared;
}

/** Of `type (*name)(parameters)`. */
function functionType(place: Place, { type, stars = 0, name }: Declaration, { parameters }: Signature): Type {
	const returns = isVoid(place, type) && stars === 0 ? VOID : declaredType(place, { type, stars, name }, "result").type;
	return { kind: "function", parameters: parameters.map((parameter) => parameterType(place, parameter).type), returns };
}

function isVoid({ scope }: Place, type: TypeName): boolean {
	const written = type.kind === "sameType" ? type.as : type;
	if (written.kind !== "namedType" || written.word) return false;
	return ("called" in written ? written.called : written.name.text) === "void" && scope.lookup("void") === undefined;
}

/** Whether what is declared can point to a variable: for as long as a call, or a block, lasts. */
function isPointing(role: Role): boolean {
	return role === "parameter" || role === "local";
}

/** Of `struct T` with its stars. */
function structType(place: Place, { type, stars = 0, name }: Declaration, role: Role, base: Type & { kind: "struct" }): DeclaredType {
	const { context } = place;
	const called = base.symbol.name;
	if (stars === 1) return { type: base, written: "pointer" };
	if (stars === 2 && isPointing(role)) return { type: { kind: "pointer", target: base } };
	if (stars > 1) {
		const most = isPointing(role) ? t`two stars` : t`one star`;
		context.error(
			between(type, name),
			"pointer-variable",
			t`\`struct ${called}\` has ${most} here at most: there are no pointers to pointers`,
		);
		return { type: base, written: "pointer" };
	}
	const fixes = [{ title: t`Write \`struct ${called} *\``, edits: [{ span: { ...name, to: name.from }, newText: "*" }] }];
	if (role === "parameter" || role === "result") {
		const message = t`in C this is a copy of a '${called}', here it is a reference: write \`struct ${called} *\``;
		context.warning(type, "struct-copy", message, { fixes });
		return { type: base, ...(role === "parameter" && { written: "copy" as const }) };
	}
	return { type: base, written: "object" };
}

function reportStars({ context }: Place, { type, stars = 0, name }: Declaration, base: Type): void {
	const place = between(type, name);
	const remove = { title: t`Remove \`*\``, edits: [{ span: place, newText: " " }] };
	if (base.kind === "struct") {
		const { from } = type;
		const message = t`'${base.symbol.name}' is a reference already, without \`*\`; as in C it is \`struct ${base.symbol.name} *\``;
		const insert = { title: t`Insert \`struct\``, edits: [{ span: { ...type, from, to: from }, newText: "struct " }] };
		context.error(place, "pointer-variable", message, { fixes: stars === 1 ? [remove, insert] : [remove] });
	} else context.error(place, "pointer-variable", t`only a parameter can point to ${typeText(base)}, with one \`*\``, { fixes: [remove] });
}

/** The stars between a type and a name. */
function between(type: TypeName, name: Name) {
	// Of a later name of a declaration the type has no letters of its own.
	return type.anchor === name.anchor ? { anchor: name.anchor, from: type.to, to: name.from } : name;
}

function wordOf(type: TypeName): "struct" | "enum" | undefined {
	if (type.kind === "structType" || type.kind === "typeofType") return "struct";
	const named = type.kind === "sameType" ? type.as : type;
	return named.kind === "namedType" ? named.word : undefined;
}

/** The type that a written type stands for, without stars; of a variable, or of what is given and returned. */
function resolveType(place: Place, node: TypeName, isVariable: boolean): Type {
	if (node.kind === "typeofType") return checkTypeof(place, node);
	if (node.kind !== "intType" || node.range === undefined) return namedType(place, node, isVariable);
	const low = checkConstant(place, node.range.low, t`the start of a range`);
	const high = checkConstant(place, node.range.high, t`the end of a range`);
	if (low === undefined || high === undefined) return ERROR;
	if (low <= high) return { kind: "int", low, high, open: false };
	place.context.error(node.range, "invalid-range", t`the range ${low}..${high} is empty`);
	return ERROR;
}
