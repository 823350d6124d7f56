/** Types and the declarations that start with them: variables, fields, parameters. */
import { t } from "../base/l10n";
import type { AnchoredSpan } from "../base/span";
import { close } from "./close-bracket";
import { endsItem, parseBraces, skipItem, startsType } from "./item-parts";
import {
	atAttribute,
	atIntegerWord,
	atStructDefinition,
	atTypeof,
	parseIntegerWords,
	parseStars,
	skipAttributes,
	skipTrailingAttributes,
} from "./parse-c-type";
import { skipConditionLine } from "./parse-directive";
import { parseRange } from "./parse-domain";
import { operands, parseConstant, parseExpression, parseInitialiser } from "./parse-expression";
import { parseTypeof } from "./parse-type-operators";
import type { TokenCursor } from "./token-cursor";
import type { Name, Parameter, SameTypeName, StructTypeName, TypeName, VariableItem } from "./tree";

/** Whether a statement that starts here declares a variable. */
export function atDeclaration(cursor: TokenCursor): boolean {
	if (cursor.at("int") || cursor.at("bool")) return true;
	if (atStructDefinition(cursor) || atTypeof(cursor)) return true;
	if (cursor.at("struct") || cursor.at("enum")) return cursor.atName(1);
	// `const NAME = 3;` is a constant of a file.
	if (atAttribute(cursor) && !(cursor.at("const") && cursor.at("=", 2))) return true;
	if (atIntegerWord(cursor)) return true;
	if (!cursor.atName()) return false;
	if (atFunctionReference(cursor, 1)) return true;
	if (cursor.at("*", 1)) {
		let name = 2;
		while (cursor.at("*", name)) name++;
		return cursor.atName(name) && ["=", ";", ",", ...(cursor.at("void") ? ["["] : [])].some((sign) => cursor.at(sign, name + 1));
	}
	// On the next line it may as well be the statement after a half-typed one.
	return cursor.atName(1) && (!cursor.startsLine(1) || cursor.at(";", 2) || cursor.at("=", 2) || cursor.at("[", 2));
}

/** A type; an empty name where there is none. */
export function parseType(cursor: TokenCursor): TypeName {
	skipAttributes(cursor);
	const { start } = cursor;
	if (cursor.accept("bool")) return { kind: "boolType", ...cursor.from(start) };
	if (cursor.accept("int")) {
		if (!startsRange(cursor)) return { kind: "intType", ...cursor.from(start) };
		cursor.resetOperators();
		const range = parseRange(cursor, operands.conditional);
		return { kind: "intType", range, ...cursor.from(start) };
	}
	if (atIntegerWord(cursor)) {
		const words = parseIntegerWords(cursor);
		return { kind: "intType", words, ...cursor.from(start) };
	}
	if (atStructDefinition(cursor)) return parseStructType(cursor);
	if (atTypeof(cursor)) return parseTypeof(cursor, operands.primary);
	const word = cursor.accept("struct") ? "struct" : cursor.accept("enum") ? "enum" : undefined;
	const name = cursor.atName() ? cursor.readName(cursor.at("void") ? "keyword" : undefined) : cursor.name(t`a type`);
	return { kind: "namedType", ...(word && { word }), name, ...cursor.from(Math.min(start, name.from)) };
}

/** `struct { … }` where a type stands. */
export function parseStructType(cursor: TokenCursor): StructTypeName {
	const { start } = cursor;
	const word = wordOfUnion(cursor);
	cursor.advance("keyword");
	const name = cursor.at("{") ? cursor.missingName() : cursor.readName();
	const read = cursor.nested("statement", () => ({
		fields: parseFieldsOfStruct(cursor, name.text === "" ? t`the struct` : t`struct \`${name.text}\``),
	}));
	const fields = "fields" in read ? read.fields : [];
	warnOfUnion(cursor, word, fields);
	skipTrailingAttributes(cursor);
	return { kind: "structType", name, fields, ...cursor.from(start) };
}

/** Where `union` stands, if it does here. */
export function wordOfUnion(cursor: TokenCursor): AnchoredSpan | undefined {
	return cursor.at("union") ? cursor.span : undefined;
}

/** Says that the members of a union do not share their memory; `word` is where that begins, of a struct undefined. */
export function warnOfUnion(cursor: TokenCursor, word: AnchoredSpan | undefined, members: readonly VariableItem[]): void {
	if (word === undefined || members.length < 2) return;
	cursor.warning("union", t`the members of a union share nothing here: what is written to one of them the others do not have`, word);
}

/** The fields of a struct in braces. Those of a struct or union within it that has no name are its own, as in C. */
export function parseFieldsOfStruct(cursor: TokenCursor, owner: string): readonly VariableItem[] {
	const fields: VariableItem[] = [];
	parseBraces(
		cursor,
		owner,
		() => endsItem(cursor) && !(atStructDefinition(cursor) && !cursor.startsLine()),
		() => {
			const last = fields.at(-1);
			if (cursor.accept(";") || skipConditionLine(cursor)) return;
			if (last && atNextDeclarator(cursor, last)) fields.push(parseNextDeclarator(cursor, last, t`the field`));
			else if (atStructDefinition(cursor)) {
				const documentation = cursor.documentation();
				const type = parseStructType(cursor);
				if (cursor.accept(";")) fields.push(...type.fields);
				else fields.push(finishVariable(cursor, parseDeclarationHead(cursor, t`the field`, { type, documentation }), t`the field`));
			} else if (startsType(cursor)) fields.push(parseVariable(cursor, t`the field`));
			else skipItem(cursor, t`a field`);
		},
	);
	return fields;
}

/** After `int`: whether a range follows, and not the name of what is declared. */
function startsRange(cursor: TokenCursor): boolean {
	if (atFunctionReference(cursor)) return false;
	// On the next line it may as well be the statement after a half-typed declaration.
	if (cursor.startsLine()) return reachesRange(cursor);
	if (cursor.kind() === "number" || cursor.at("-") || cursor.at("~") || cursor.at("(")) return true;
	if (!cursor.atName()) return false;
	return ["..", "+", "-", "*", "/", "%", "<<", ">>", "|", "&", "^", "."].some((sign) => cursor.at(sign, 1));
}

/**
 * Whether an expression begins here that is the start of a range: its `..` comes before whatever a statement would
 * have.
 */
function reachesRange(cursor: TokenCursor): boolean {
	for (let ahead = 0; ; ahead++) {
		if (cursor.at("..", ahead)) return ahead > 0;
		const isCall = cursor.at("(", ahead) && ahead > 0 && cursor.atName(ahead - 1);
		const isOperand = cursor.kind(ahead) === "number" || cursor.atName(ahead) || rangeSigns.some((sign) => cursor.at(sign, ahead));
		const isStatement = cursor.atName(ahead) && ahead > 0 && cursor.atName(ahead - 1);
		if (isCall || isStatement || !isOperand) return false;
	}
}

const rangeSigns = ["(", ")", "-", "~", "+", "*", "/", "%", "<<", ">>", "|", "&", "^"];

/** Whether `(*name)(`, as C declares a reference to a function, stands here or further on. */
function atFunctionReference(cursor: TokenCursor, ahead = 0): boolean {
	return (
		cursor.at("(", ahead) && cursor.at("*", ahead + 1) && cursor.atName(ahead + 2) && cursor.at(")", ahead + 3) && cursor.at("(", ahead + 4)
	);
}

/** The name of what is declared, and what the function takes to which it refers. */
function parseDeclarator(cursor: TokenCursor, what: string): Pick<VariableItem, "name" | "signature"> {
	if (!atFunctionReference(cursor)) return { name: cursor.name(what) };
	cursor.advance();
	cursor.advance();
	const name = cursor.name(what);
	cursor.advance();
	const { start } = cursor;
	const parameters = parseParameters(cursor, true);
	return { name, signature: { kind: "signature", parameters, ...cursor.from(start) } };
}

/** The beginning of a declaration: what stands before the size, the value or the parameters. */
export type DeclarationHead = Pick<VariableItem, "from" | "documentation" | "counted" | "type" | "stars" | "name" | "signature">;

/**
 * `type name`, perhaps with `counted` before it. `what` names what is declared in messages: "the variable", "the
 * field". `read` is what has been read already.
 */
export function parseDeclarationHead(
	cursor: TokenCursor,
	what: string,
	read?: Pick<VariableItem, "type" | "documentation">,
): DeclarationHead {
	const start = read?.type.from ?? cursor.start;
	const documentation = read ? read.documentation : cursor.documentation();
	const beforeType = (cursor.atName(1) && cursor.atName(2)) || cursor.at("int", 1) || cursor.at("bool", 1);
	const counted = cursor.at("counted") && beforeType && cursor.accept("counted");
	const type = read?.type ?? parseType(cursor);
	const stars = parseStars(cursor);
	const declarator = parseDeclarator(cursor, t`the name of ${what}`);
	return { from: start, documentation, ...(counted && { counted }), type, ...(stars > 0 && { stars }), ...declarator };
}

/** `type name [size] = value;` */
export function parseVariable(cursor: TokenCursor, what: string): VariableItem {
	return finishVariable(cursor, parseDeclarationHead(cursor, what), what);
}

/**
 * Whether the declaration that ended here goes on with another name: the `,` in `int a, b;`. `before` is what stands
 * there.
 */
export function atNextDeclarator(cursor: TokenCursor, before: { readonly kind: string } | undefined): boolean {
	if ((before?.kind !== "variable" && before?.kind !== "local") || !cursor.at(",")) return false;
	if (!cursor.atName(1)) return cursor.at("*", 1);
	// On the next line it may as well be what follows a half-typed declaration.
	return !cursor.startsLine(1) || [",", ";", "=", "["].some((sign) => cursor.at(sign, 2));
}

/** Another name of a declaration, behind the `,`. */
export function parseNextDeclarator(cursor: TokenCursor, { type, racy }: VariableItem, what: string): VariableItem {
	cursor.advance();
	cursor.passedRacy = racy === true;
	const { start } = cursor;
	const stars = parseStars(cursor);
	const name = cursor.name(t`the name of ${what}`);
	const from = Math.min(start, name.from);
	const head = { from, documentation: undefined, type: sameType(cursor, type, from), ...(stars > 0 && { stars }), name };
	return finishVariable(cursor, head, what);
}

function sameType(cursor: TokenCursor, type: TypeName, at: number): SameTypeName {
	const place = cursor.range(at, at);
	if (type.kind === "sameType") return { ...type, ...place };
	if (type.kind === "namedType")
		return { kind: "sameType", as: { kind: "namedType", ...(type.word && { word: type.word }), called: type.name.text }, ...place };
	if (type.kind === "structType") {
		cursor.report("syntax-error", t`a struct that is defined where it is used has one name behind it: define it on its own`, place);
		return { kind: "sameType", as: { kind: "namedType", word: "struct", called: type.name.text }, ...place };
	}
	if (type.kind === "typeofType") {
		cursor.report("syntax-error", t`a declaration with \`typeof\` declares one name: its own declaration for each of the others`, place);
		return { kind: "sameType", as: { kind: "namedType", called: "" }, ...place };
	}
	if (type.kind === "intType" && type.range)
		cursor.report("syntax-error", t`a declaration with a range declares one name: its own declaration for each of the others`, place);
	const words = type.kind === "intType" && type.words;
	return { kind: "sameType", as: { kind: type.kind, ...(words && { words }) }, ...place };
}

/** The rest of a declaration, from the size on, or from what follows it when the size has been read. */
export function finishVariable(cursor: TokenCursor, head: DeclarationHead, what: string, size?: VariableItem["size"]): VariableItem {
	const unsized = size === undefined && cursor.at("[") && cursor.at("]", 1) && cursor.accept("[") && cursor.accept("]");
	const elements = size ?? parseSize(cursor);
	const { from, documentation, counted, type, stars, name, signature } = head;
	const bits = what === "the field" && cursor.accept(":") ? parseConstant(cursor) : undefined;
	skipTrailingAttributes(cursor);
	const cleanup = cursor.at("__free") && cursor.at("(", 1) ? parseCleanup(cursor) : undefined;
	const racy = cursor.passedRacy;
	cursor.passedRacy = false;
	const value = startsValue(cursor, name) ? parseInitialiser(cursor) : undefined;
	if (!atNextDeclarator(cursor, { kind: "variable" })) {
		if (name.text !== "") cursor.semicolon(t`the declaration`);
		else if (!cursor.startsLine()) cursor.skipToEnd();
	}
	return {
		kind: "variable",
		...(documentation !== undefined && { documentation }),
		...(counted && { counted }),
		...(racy && { racy }),
		type,
		...(stars && { stars }),
		name,
		...(signature && { signature }),
		...(elements && { size: elements }),
		...(unsized && { unsized }),
		...(bits && { bits }),
		...(cleanup && { cleanup }),
		...(value && { value }),
		...cursor.from(Math.min(from, type.from)),
	};
}

/** `__free(function)` behind a name. */
function parseCleanup(cursor: TokenCursor): Name {
	cursor.advance();
	cursor.advance();
	const name = cursor.name(t`the name of a function`);
	close(cursor, ")", t`after the name of the function`);
	return name;
}

/** Goes over the `=` of a declaration. Where only that is missing, reports it. */
function startsValue(cursor: TokenCursor, name: Name): boolean {
	if (cursor.accept("=")) return true;
	const isValue = cursor.kind() === "number" || cursor.atAny(["new", "true", "false", "null", "self"]);
	if (!isValue || cursor.startsLine() || name.text === "") return false;
	const place = cursor.previousEnd;
	cursor.report("syntax-error", t`expected \`=\` before the value`, cursor.range(place, place), [
		{ title: t`Insert \`=\``, edits: [{ span: cursor.range(place, place), newText: " =" }] },
	]);
	return true;
}

/** `[size]` after a name, or `[]`. */
export function parseSize(cursor: TokenCursor): VariableItem["size"] {
	if (!cursor.accept("[")) return undefined;
	const size = parseExpression(cursor);
	close(cursor, "]", t`after the size`);
	return size;
}

/** Whether `;` follows the parentheses that open here: then they belong to the head of a function without its body. */
function atPrototype(cursor: TokenCursor): boolean {
	let nesting = 0;
	for (let ahead = 0; ; ahead++) {
		if (cursor.at("(", ahead)) nesting++;
		else if (cursor.at(")", ahead)) nesting--;
		else if (cursor.kind(ahead) === "end" || [";", "{", "}"].some((sign) => cursor.at(sign, ahead))) return false;
		if (nesting === 0) return cursor.at(";", ahead + 1);
	}
}

/** `(type name, type *name = value)`, or `(void)`; where they need no names, `(type, type *)`. */
export function parseParameters(cursor: TokenCursor, nameless = atPrototype(cursor)): readonly Parameter[] {
	cursor.advance();
	const parameters: Parameter[] = [];
	if (cursor.at("void") && cursor.at(")", 1)) cursor.advance("keyword");
	while (!cursor.at(")") && !cursor.atEnd && !cursor.at("{") && !cursor.at(";")) {
		parameters.push(parseParameter(cursor, nameless));
		if (cursor.at(")")) break;
		if (cursor.accept(",")) {
			if (!cursor.at(")")) continue;
			cursor.report("syntax-error", t`expected a parameter after \`,\``);
			break;
		}
		cursor.reportMissing(t`expected \`,\` or \`)\` after the parameter`);
		if (cursor.startsLine() && cursor.atFreshStart) return parameters;
		cursor.skipTo(",", ")");
		if (!cursor.accept(",")) break;
	}
	close(cursor, ")", t`after the parameters`);
	return parameters;
}

function parseParameter(cursor: TokenCursor, nameless: boolean): Parameter {
	const { start } = cursor;
	const type = parseType(cursor);
	const stars = parseStars(cursor);
	const isNameless = nameless && (cursor.at(",") || cursor.at(")"));
	const { name, signature } = isNameless ? { name: cursor.missingName() } : parseDeclarator(cursor, t`the name of the parameter`);
	let array = false;
	if (cursor.accept("[")) {
		array = true;
		if (!cursor.at("]")) {
			const size = parseExpression(cursor);
			if (size.kind !== "error") cursor.report("syntax-error", t`an array is passed without its size: \`length\` tells it`, size);
		}
		close(cursor, "]", t`after the name of the array`);
	}
	skipTrailingAttributes(cursor);
	const value = cursor.accept("=") ? parseExpression(cursor) : undefined;
	return {
		type,
		...(stars > 0 && { stars }),
		array,
		name,
		...(signature && { signature }),
		...(value && { value }),
		...cursor.from(Math.min(start, type.from)),
	};
}
