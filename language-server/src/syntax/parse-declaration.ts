/** Declarations as C has them, and properties: structs, enums, constants, functions and variables. */
import { t } from "../base/l10n";
import { integerTypes, integerWords } from "./c-words";
import { documented, endsItem, finish, parseBraces, skipPiece } from "./item-parts";
import { parseArguments } from "./parse-arguments";
import {
	atAttribute,
	atConstant,
	atPlainFunction,
	behindParentheses,
	parseStars,
	skipAttributes,
	skipNumberType,
	skipTrailingAttributes,
} from "./parse-c-type";
import { skipConditionLine } from "./parse-directive";
import { operands, parseConstant, parseExpression } from "./parse-expression";
import { parseMessage } from "./parse-message";
import { parseBlock } from "./parse-statement";
import {
	finishVariable,
	parseDeclarationHead,
	parseFieldsOfStruct,
	parseParameters,
	parseType,
	warnOfUnion,
	wordOfUnion,
} from "./parse-type";
import type { TokenCursor } from "./token-cursor";
import type { EnumMember, ForwardItem, FunctionItem, Item, Member, PrototypeItem, StructItem, VariableItem } from "./tree";

/** `struct NAME;` or `enum NAME;`, which says that there is one. */
export function atForward(cursor: TokenCursor): boolean {
	return (cursor.at("struct") || cursor.at("union") || cursor.at("enum")) && cursor.atName(1) && cursor.at(";", 2);
}

export function parseForward(cursor: TokenCursor): ForwardItem {
	const { start } = cursor;
	const word = cursor.at("enum") ? "enum" : "struct";
	cursor.advance("keyword");
	const name = cursor.readName();
	cursor.accept(";");
	return { kind: "forward", word, name, ...cursor.from(start) };
}

export function parseStruct(cursor: TokenCursor): StructItem | VariableItem {
	const { start } = cursor;
	const documentation = documented(cursor);
	const extend = cursor.at("extend");
	const word = wordOfUnion(cursor);
	cursor.advance();
	skipTrailingAttributes(cursor);
	const name = !extend && cursor.at("{") && !cursor.startsLine() ? cursor.missingName() : cursor.name(t`the name of a struct`);
	const fields = parseFieldsOfStruct(cursor, t`struct \`${name.text}\``);
	warnOfUnion(cursor, word, fields);
	skipTrailingAttributes(cursor);
	const declares = cursor.at("*") || (cursor.atName() && [";", "=", "[", ","].some((sign) => cursor.at(sign, 1)));
	if (!extend && declares && !cursor.startsLine()) {
		const type = { kind: "structType", name, fields, ...cursor.from(start) } as const;
		return finishVariable(cursor, parseDeclarationHead(cursor, t`the variable`, { type, ...documentation }), t`the variable`);
	}
	cursor.accept(";");
	return { kind: "struct", ...documentation, extend, name, fields, ...cursor.from(start) };
}

export function parseEnum(cursor: TokenCursor): Item {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance();
	const name = cursor.at("{") ? cursor.missingName() : cursor.name(t`the name of an enum`);
	const members: EnumMember[] = [];
	parseBraces(
		cursor,
		t`enum \`${name.text}\``,
		() => endsItem(cursor),
		() => {
			if (skipConditionLine(cursor)) return;
			if (cursor.atName()) members.push(parseEnumMember(cursor));
			else {
				cursor.report("syntax-error", t`expected a name, not ${cursor.describe()}`);
				cursor.advance();
			}
		},
	);
	cursor.accept(";");
	return { kind: "enum", ...documentation, name, members, ...cursor.from(start) };
}

function parseEnumMember(cursor: TokenCursor): EnumMember {
	const { start } = cursor;
	const documentation = documented(cursor);
	const name = cursor.readName();
	const value = cursor.accept("=") ? parseConstant(cursor) : undefined;
	const member = { ...documentation, name, ...(value && { value }), ...cursor.from(start) };
	if (!cursor.accept(",") && !cursor.at("}") && !cursor.atEnd && cursor.kind() !== "directive") {
		const place = cursor.previousEnd;
		cursor.report("syntax-error", t`expected \`,\` between the members`, cursor.range(place, place), [
			{ title: t`Insert \`,\``, edits: [{ span: cursor.range(place, place), newText: "," }] },
		]);
		if (cursor.at(";")) cursor.advance();
	}
	return member;
}

export function parseConst(cursor: TokenCursor): Item & Member {
	const { start } = cursor;
	const documentation = documented(cursor);
	while (!cursor.accept("const")) cursor.advance("keyword");
	skipNumberType(cursor);
	const name = cursor.name(t`the name of a constant`);
	const value = cursor.expect("=", t`after the name of the constant`) ? parseExpression(cursor) : cursor.missingNode();
	finish(cursor, name, t`the constant`);
	return { kind: "const", ...documentation, name, value, ...cursor.from(start) };
}

export function parseFunction(cursor: TokenCursor, place: "file" | "scenario"): FunctionItem | PrototypeItem {
	const { start } = cursor;
	const plain = !cursor.accept("fn");
	// What others see of a function stays as it is when its body is edited.
	const head = place === "file" ? cursor.anchored(start, () => parseFunctionHead(cursor, plain)) : parseFunctionHead(cursor, plain);
	return finishFunction(cursor, { from: start, ...(plain && { plain }), ...head });
}

/** `plain`: as in C, where there is always a type. */
function parseFunctionHead(cursor: TokenCursor, plain: boolean): Pick<FunctionItem, "returns" | "stars" | "name" | "parameters"> {
	skipAttributes(cursor);
	// Without a type, the name is followed by the parameters.
	const hasType = cursor.atName()
		? plain || cursor.atName(1) || cursor.at("*", 1)
		: cursor.atAny(["int", "bool", "struct", "enum"]) && (plain || !cursor.startsLine());
	const isNothing = hasType && cursor.at("void") && !cursor.at("*", 1);
	if (isNothing) cursor.advance("keyword");
	const returns = hasType && !isNothing ? parseType(cursor) : undefined;
	const stars = parseStars(cursor);
	const name = cursor.name(t`the name of a function`);
	const parameters = parseParametersOf(cursor);
	skipTrailingAttributes(cursor);
	return { ...(returns && { returns }), ...(stars > 0 && { stars }), name, parameters };
}

function parseParametersOf(cursor: TokenCursor): FunctionItem["parameters"] {
	if (cursor.at("(")) return parseParameters(cursor);
	cursor.reportMissing(t`expected \`(\` after the name of the function`);
	return [];
}

type FunctionHead = Pick<FunctionItem, "from" | "returns" | "stars" | "name" | "parameters" | "plain">;

function finishFunction(cursor: TokenCursor, { from, ...head }: FunctionHead): FunctionItem | PrototypeItem {
	const { name } = head;
	if (cursor.at(";") && name.text !== "") {
		cursor.advance();
		const { plain: _, ...prototype } = head;
		return { kind: "prototype", ...prototype, ...cursor.from(from) };
	}
	const body = parseBlock(cursor, t`function \`${name.text}\``);
	return { kind: "function", ...head, body, ...cursor.from(from) };
}

export function parseVariableOrFunction(cursor: TokenCursor, place: "file" | "scenario"): Item & Member {
	if (atPlainFunction(cursor)) return parseFunction(cursor, place);
	if (atConstant(cursor)) return parseConst(cursor);
	if (cursor.atName() && cursor.at("{", 1)) {
		const { start } = cursor;
		cursor.report("syntax-error", t`nothing with \`{\` starts with ${cursor.describe()}`);
		skipPiece(cursor);
		return cursor.errorFrom(start);
	}
	const head = parseDeclarationHead(cursor, t`the variable`);
	if (head.name.text !== "" && cursor.at("(")) {
		const { counted: _, documentation: __, type, ...rest } = head;
		return finishFunction(cursor, { ...rest, returns: type, parameters: parseParametersOf(cursor), plain: true });
	}
	if (head.name.text !== "" && cursor.at("{")) {
		const { type } = head;
		const written = cursor.written(type).replace(/\s+/g, " ");
		cursor.report("syntax-error", t`nothing with \`{\` starts with \`${written}\``, type);
		skipPiece(cursor);
		return cursor.errorFrom(head.from);
	}
	return finishVariable(cursor, head, t`the variable`);
}

export function parseProperty(cursor: TokenCursor): Item & Member {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance("keyword");
	const name = cursor.name(t`the name of a property`);
	const parameters = name.text !== "" && cursor.at("(") ? parseParameters(cursor) : undefined;
	const message = name.text !== "" && cursor.kind() === "string" ? parseMessage(cursor) : undefined;
	let atEnd = false;
	if (name.text !== "" && cursor.accept("at")) {
		atEnd = true;
		cursor.expect("end", t`after \`at\``);
	}
	const condition = name.text !== "" && cursor.accept("=") ? parseExpression(cursor) : undefined;
	finish(cursor, name, t`the property`);
	return {
		kind: "property",
		...documentation,
		name,
		...(parameters && { parameters }),
		...(message && { message }),
		atEnd,
		...(condition && { condition }),
		...cursor.from(start),
	};
}

/** `typedef type name;` */
export function parseTypedef(cursor: TokenCursor): Item {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance("keyword");
	const definesEnum = cursor.at("enum") && (cursor.at("{", 1) || (cursor.atName(1) && cursor.at("{", 2)));
	if (definesEnum) {
		const word = cursor.word();
		cursor.report("syntax-error", t`a \`${word}\` is defined on its own: \`${word} NAME { … };\`, and then \`typedef ${word} NAME …;\``);
		while (!cursor.at("{")) cursor.advance();
		cursor.skipBraces();
		if (cursor.atName() && cursor.at(";", 1)) cursor.skipToEnd();
		return cursor.errorFrom(start);
	}
	const { type, stars, signature, name } = parseDeclarationHead(cursor, t`the type`);
	finish(cursor, name, t`the type`);
	return { kind: "typedef", ...documentation, type, ...(stars && { stars }), ...(signature && { signature }), name, ...cursor.from(start) };
}

/** Whether a macro declares an object here: `static DEFINE_MUTEX(name);`. */
export function atDefinedObject(cursor: TokenCursor): boolean {
	let ahead = 0;
	while (atAttribute(cursor, ahead)) ahead++;
	if (cursor.kind(ahead) !== "name" || !/^[A-Z][A-Z\d_]*$/.test(cursor.word(ahead))) return false;
	if (!cursor.at("(", ahead + 1)) return false;
	if (atTypeAndName(cursor, ahead + 2)) return cursor.at(";", behindParentheses(cursor, ahead + 1));
	if (!cursor.atName(ahead + 2)) return false;
	return cursor.at(")", ahead + 3) || cursor.at(",", ahead + 3) ? cursor.at(";", behindParentheses(cursor, ahead + 1)) : false;
}

/** Whether `type, NAME)` stands further on, as in `DEFINE_PER_CPU(struct foo, foos)`. */
function atTypeAndName(cursor: TokenCursor, from: number): boolean {
	let ahead = from;
	if (cursor.at("struct", ahead) || cursor.at("enum", ahead)) ahead += 2;
	else while (cursor.at("int", ahead) || cursor.at("bool", ahead) || integerWords.has(cursor.word(ahead))) ahead++;
	return ahead > from && cursor.at(",", ahead) && cursor.atName(ahead + 1) && cursor.at(")", ahead + 2);
}

/** The struct that a macro is called by that declares an object. */
export function structOfMacro(macro: string): string {
	return macro
		.replace(/^(DEFINE|DECLARE)_/, "")
		.replace(/_ONSTACK$/, "")
		.toLowerCase();
}

/** An object of the struct that a macro is called by: `DEFINE_MUTEX` of `mutex`, `LIST_HEAD` of `list_head`. */
export function parseDefinedObject(cursor: TokenCursor): VariableItem {
	const { start } = cursor;
	const documentation = documented(cursor);
	skipAttributes(cursor);
	// What the type is the macro's name says, which is part of its use: for itself it takes no room.
	const nowhere = { ...cursor.span, to: cursor.span.from };
	const by = cursor.word();
	const called = structOfMacro(by);
	const macro = cursor.readName();
	const given = parseArguments(cursor, operands);
	const use = { kind: "call", name: macro, arguments: given, ...cursor.from(macro.from) } as const;
	cursor.accept(";");
	const [first, second] = given.map(({ value }) => value);
	const isType = first?.kind === "typeName" || (first?.kind === "name" && integerTypes.has(first.name.text));
	const named = isType ? second : first;
	const name = named?.kind === "name" ? named.name : cursor.missingName();
	const type = { kind: "sameType", as: { kind: "namedType", word: "struct", called, by }, ...nowhere } as const;
	return { kind: "variable", ...documentation, type, name, by: use, ...cursor.from(start) };
}
