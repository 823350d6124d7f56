/** The types that are named, without stars and ranges. */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import type { CastExpression, IntTypeName, Name, NamedTypeName, SameTypeName, TypeName } from "../syntax/tree";
import { firstMembers } from "./first-members";
import { namedIntegerType, writtenIntegerType } from "./integer-types";
import type { Place } from "./place";
import { suggest } from "./suggest";
import { type EnumSymbol, LANGUAGE, type StructSymbol, type TypedefSymbol } from "./symbols";
import { BOOL, ERROR, fits, INT, NULL, TEXT, type Type, typeText, VOID } from "./types";

/**
 * The type that a written one stands for, of a variable or of what is given and returned; reports a name that stands
 * for none. A range is left to those who know constants.
 */
export function namedType(place: Place, node: TypeName, isVariable: boolean): Type {
	switch (node.kind) {
		case "boolType":
			return BOOL;
		case "intType":
			return integer(node, isVariable);
		case "namedType":
			return nameOfType(place, node, isVariable);
		case "sameType":
			return sameType(place, node, isVariable);
		case "typeofType":
			return place.context.types.get(node.operand) ?? ERROR;
		case "structType": {
			const symbol = place.context.names.get(node.name);
			if (symbol?.kind === "struct") return { kind: "struct", symbol };
			place.context.error({ ...node, to: node.fields[0]?.from ?? node.to }, "stray-struct", t`a struct is defined in a file or a scenario`);
			return ERROR;
		}
	}
}

/** What a type can be called by. */
const TYPES = ["struct", "enum", "typedef"] as const;

function integer({ words }: Pick<IntTypeName, "words">, isVariable: boolean): Type {
	return words ? writtenIntegerType(words, isVariable) : INT;
}

function nameOfType(place: Place, { name, word, ...node }: NamedTypeName, isVariable: boolean): Type {
	const { context, scope } = place;
	const known = scope.lookupAmong(name.text, TYPES);
	if (known === undefined && word === undefined) {
		const numbers = namedIntegerType(name.text, isVariable);
		if (numbers) return numbers;
		if (name.text === "void") {
			context.error(node, "void-pointer", t`what \`void\` is here is not known: write the struct, as in \`struct page *\``);
			return ERROR;
		}
	}
	const tag = word && scope.lookupTag(name.text, word);
	if (tag?.kind === "struct" || tag?.kind === "enum") {
		context.names.set(name, tag);
		return typeOfSymbol(tag, isVariable);
	}
	// What a model calls otherwise may have its name in C by a `typedef`.
	const alias = word === "struct" ? scope.lookup(name.text) : undefined;
	if (alias?.kind === "typedef" && alias.variable.kind === "struct" && alias.stars === 0) {
		context.names.set(name, alias);
		return alias.variable;
	}
	if (word === "struct" && known === undefined && name.text !== "") return { kind: "struct", symbol: opaqueStruct(place, name) };
	const symbol = context.resolve(scope, name, t`type`, ...TYPES);
	return symbol ? typeOfSymbol(symbol, isVariable) : ERROR;
}

/** A struct that nobody declares: something may be one, or refer to one, as long as nobody uses a field of it. */
function opaqueStruct({ context, scope }: Place, name: Name): StructSymbol {
	const { opaque } = context.shared;
	const isNew = ![...context.names.values()].some((symbol) => symbol === opaque.get(name.text));
	const symbol: StructSymbol = opaque.get(name.text) ?? { kind: "struct", name: name.text, span: LANGUAGE, fields: [], isOpaque: true };
	opaque.set(name.text, symbol);
	context.names.set(name, symbol);
	if (!isNew) return symbol;
	const structs = scope.visible().flatMap((one) => (one.kind === "struct" ? [one.name] : []));
	const meant = suggest(name.text, structs);
	const message = t`\`struct ${name.text}\` is declared nowhere: nothing of it can be used`;
	if (meant === undefined) context.diagnostics.push({ span: spanOf(name), severity: "hint", code: "opaque-struct", message });
	else
		context.warning(name, "opaque-struct", t`${message}; did you mean '${meant}'?`, {
			fixes: [{ title: t`Change to '${meant}'`, edits: [{ span: name, newText: meant }] }],
		});
	return symbol;
}

function sameType({ context, scope }: Place, { as, ...node }: SameTypeName, isVariable: boolean): Type {
	if (as.kind === "boolType") return BOOL;
	if (as.kind === "intType") return integer(as, isVariable);
	const tag = as.word && scope.lookupTag(as.called, as.word);
	const named = as.word ? (tag ?? (as.by ? undefined : context.shared.opaque.get(as.called))) : scope.lookupAmong(as.called, TYPES);
	// `DEFINE_RWLOCK(x)` declares an `rwlock_t`.
	const symbol = named ?? (as.by ? scope.lookup(`${as.called}_t`) : undefined);
	if (symbol?.kind === "struct" || symbol?.kind === "enum" || symbol?.kind === "typedef") return typeOfSymbol(symbol, isVariable);
	if (as.by)
		context.error(
			{ ...spanOf(node), to: node.from + as.by.length },
			"unknown-name",
			t`there is no struct '${as.called}', of which \`${as.by}\` would make an object`,
		);
	// What else is wrong with the name has been said where it stands.
	return namedIntegerType(as.called, isVariable) ?? ERROR;
}

function typeOfSymbol(symbol: StructSymbol | EnumSymbol | TypedefSymbol, isVariable: boolean): Type {
	if (symbol.kind === "typedef") return isVariable ? symbol.variable : symbol.given;
	return symbol.kind === "struct" ? { kind: "struct", symbol } : { kind: "enum", symbol };
}

/** The `typedef` by whose name a type is written, if it is. */
export function typedefOf({ scope }: Place, node: TypeName): TypedefSymbol | undefined {
	const named = node.kind === "sameType" ? node.as : node;
	if (named.kind !== "namedType" || named.word) return undefined;
	const symbol = scope.lookupAmong("called" in named ? named.called : named.name.text, TYPES);
	return symbol?.kind === "typedef" ? symbol : undefined;
}

/** Whether `char *` is written, which is a text. */
export function isText(type: TypeName, stars: number): boolean {
	const written = type.kind === "sameType" ? type.as : type;
	return stars === 1 && written.kind === "intType" && written.words?.join(" ") === "char";
}

/** The type of a cast of something of type `operand`; reports one that cannot be. */
export function castType(place: Place, { type, stars = 0, ...cast }: CastExpression, operand: Type): Type {
	if (type === undefined) return VOID;
	if (isText(type, stars) && (operand.kind === "text" || operand.kind === "null")) return TEXT;
	const isVoid = type.kind === "namedType" && type.name.text === "void" && type.word === undefined && stars === 1;
	// A number taken for a reference carries an error, and is none of a struct.
	if (isVoid) return operand.kind === "int" ? NULL : operand.kind === "address" ? operand.of : operand;
	const to = namedType(place, type, false);
	if (stars === 1 && to.kind === "struct" && operand.kind === "int") return to;
	if (stars === 0 && to.kind === "int") {
		if (operand.kind === "null") return to;
		if (operand.kind === "struct" || operand.kind === "any") return { kind: "address", of: operand };
		if (operand.kind === "address") return operand;
	}
	if (stars === 1 && operand.kind === "address" && fits(operand.of, to)) return to;
	// Which object it is shows when it is read.
	if (stars === 1 && to.kind === "struct" && (operand.kind === "any" || (operand.kind === "address" && operand.of.kind === "any")))
		return to;
	if (to.kind === "error" || operand.kind === "error") return to;
	const isReference = to.kind === "struct" ? stars === 1 : stars === 0;
	if (isReference && fits(operand, to) && (operand.kind !== "null" || to.kind === "struct")) return to;
	if (stars === 1 && to.kind === "struct" && operand.kind === "struct") {
		const isPart = firstMembers(to.symbol, operand.symbol) ?? firstMembers(operand.symbol, to.symbol);
		if (isPart) return to;
	}
	const written = `${typeText(to)}${stars > 0 ? ` ${"*".repeat(stars)}` : ""}`;
	place.context.error(cast, "wrong-type", t`${typeText(operand)} cannot be taken for ${written}: a cast changes no object`);
	return ERROR;
}
