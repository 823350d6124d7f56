/**
 * The types that declarations give. With the word `struct` the stars count as in C, `struct T *` being the reference
 * that the language calls `T`; without it a star makes a parameter a pointer to a variable of the caller.
 */
import type { Name, TypeName } from "../syntax/tree";
import { checkConstant } from "./check-expression";
import type { Place } from "./place";
import type { AsInC, EnumSymbol, StructSymbol, VariableSymbol } from "./symbols";
import { BOOL, ERROR, INT, type Type, typeText, VOID } from "./types";

/** What is declared, as far as its type says it. */
export interface Declaration {
	readonly type: TypeName;
	readonly stars?: number;
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
	const base = resolveType(place, declaration.type);
	if (base.kind === "error") return { type: ERROR };
	if (base.kind === "struct" && wordOf(declaration.type) === "struct") return structType(place, declaration, role, base);
	const { stars = 0 } = declaration;
	if (stars === 0) return { type: base.kind === "void" ? ERROR : base };
	if (role === "parameter" && stars === 1) return { type: { kind: "pointer", target: base } };
	reportStars(place, declaration, base);
	return { type: base };
}

/** Of `struct T` with its stars. */
function structType(place: Place, { type, stars = 0, name }: Declaration, role: Role, base: Type & { kind: "struct" }): DeclaredType {
	const { context } = place;
	const called = base.symbol.name;
	if (stars === 1) return { type: base, written: "pointer" };
	if (stars === 2 && role === "parameter") return { type: { kind: "pointer", target: base } };
	if (stars > 1) {
		const most = role === "parameter" ? "two stars" : "one star";
		context.error(
			between(type, name),
			"pointer-variable",
			`\`struct ${called}\` has ${most} here at most: there are no pointers to pointers`,
		);
		return { type: base, written: "pointer" };
	}
	const fixes = [{ title: `Write \`struct ${called} *\``, edits: [{ span: { ...name, to: name.from }, newText: "*" }] }];
	if (role === "local") {
		const message = `an object on the stack is not supported: declare it in the scenario, or write \`struct ${called} *\` for a reference`;
		context.error(type, "stack-object", message, { fixes });
	} else if (role === "parameter" || role === "result") {
		const message = `in C this is a copy of a '${called}', here it is a reference: write \`struct ${called} *\``;
		context.warning(type, "struct-copy", message, { fixes });
	} else return { type: base, written: "object" };
	return { type: base };
}

function reportStars({ context }: Place, { type, stars = 0, name }: Declaration, base: Type): void {
	const place = between(type, name);
	const remove = { title: "Remove `*`", edits: [{ span: place, newText: " " }] };
	if (base.kind === "struct") {
		const { from } = type;
		const message = `'${base.symbol.name}' is a reference already, without \`*\`; as in C it is \`struct ${base.symbol.name} *\``;
		const insert = { title: "Insert `struct`", edits: [{ span: { ...type, from, to: from }, newText: "struct " }] };
		context.error(place, "pointer-variable", message, { fixes: stars === 1 ? [remove, insert] : [remove] });
	} else context.error(place, "pointer-variable", `only a parameter can point to ${typeText(base)}, with one \`*\``, { fixes: [remove] });
}

/** The stars between a type and a name. */
function between(type: TypeName, name: Name) {
	// Of a later name of a declaration the type has no letters of its own.
	return type.anchor === name.anchor ? { anchor: name.anchor, from: type.to, to: name.from } : name;
}

function wordOf(type: TypeName): "struct" | "enum" | undefined {
	const named = type.kind === "sameType" ? type.as : type;
	return named.kind === "namedType" ? named.word : undefined;
}

/** The type that a written type stands for, without stars. */
export function resolveType(place: Place, node: TypeName | undefined): Type {
	if (node === undefined) return VOID;
	const { context, scope } = place;
	switch (node.kind) {
		case "boolType":
			return BOOL;
		case "intType": {
			if (node.range === undefined) return INT;
			const low = checkConstant(place, node.range.low, "the start of a range");
			const high = checkConstant(place, node.range.high, "the end of a range");
			if (low === undefined || high === undefined) return ERROR;
			if (low <= high) return { kind: "int", low, high, open: false };
			context.error(node.range, "invalid-range", `the range ${low}..${high} is empty`);
			return ERROR;
		}
		case "namedType": {
			if (node.name.text === "void" && scope.lookup("void") === undefined) {
				context.error(node, "void-pointer", "what `void` is here is not known: write the struct, as in `struct page *`");
				return ERROR;
			}
			const tag = node.word && scope.lookupTag(node.name.text, node.word);
			if (tag?.kind === "struct" || tag?.kind === "enum") {
				context.names.set(node.name, tag);
				return typeOfSymbol(tag);
			}
			const symbol = context.resolve(scope, node.name, "type", "struct", "enum");
			return symbol ? typeOfSymbol(symbol) : ERROR;
		}
		case "sameType": {
			const { as } = node;
			if (as.kind !== "namedType") return as.kind === "boolType" ? BOOL : INT;
			// What is wrong with the name has been said where it stands.
			const symbol = as.word ? scope.lookupTag(as.called, as.word) : scope.lookup(as.called);
			return symbol?.kind === "struct" || symbol?.kind === "enum" ? typeOfSymbol(symbol) : ERROR;
		}
	}
}

function typeOfSymbol(symbol: StructSymbol | EnumSymbol): Type {
	return symbol.kind === "struct" ? { kind: "struct", symbol } : { kind: "enum", symbol };
}
