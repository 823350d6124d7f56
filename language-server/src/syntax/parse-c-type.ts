/** What C writes around a type: words that say nothing of its meaning, and stars. */
import { t } from "../base/l10n";
import { attributeWords, calledAttributeWords, integerTypes, integerWords } from "./c-words";
import type { TokenCursor } from "./token-cursor";
import type { TypeName } from "./tree";

const typeStarts = ["*", "int", "bool", "struct", "enum", "const"] as const;

/** Whether the word here only says how something is stored or compiled: more of a declaration follows it. */
export function atAttribute(cursor: TokenCursor, ahead = 0): boolean {
	if (!cursor.atName(ahead) && !cursor.at("const", ahead)) return false;
	if (!attributeWords.has(cursor.word(ahead))) return false;
	return cursor.atName(ahead + 1) || typeStarts.some((word) => cursor.at(word, ahead + 1));
}

/** Goes over one; what means something for data races is kept in mind until the declaration ends. */
function passAttribute(cursor: TokenCursor): void {
	if (cursor.at("__data_racy")) cursor.passedRacy = true;
	cursor.advance("keyword");
}

/** Goes over such words. */
export function skipAttributes(cursor: TokenCursor): void {
	for (;;) {
		if (atAttribute(cursor)) passAttribute(cursor);
		else if (cursor.at("__attribute__") && cursor.at("(", 1) && cursor.at("(", 2)) {
			cursor.advance("keyword");
			skipParentheses(cursor);
		} else return;
	}
}

/** Whether the fields of a struct or union stand here that has a name or none. */
export function atStructDefinition(cursor: TokenCursor, ahead = 0): boolean {
	if (!cursor.at("struct", ahead) && !cursor.at("union", ahead)) return false;
	return cursor.at("{", ahead + 1) || (cursor.atName(ahead + 1) && cursor.at("{", ahead + 2));
}

/** Goes over such words behind a name or the parameters of a function, where nothing of the declaration need follow. */
export function skipTrailingAttributes(cursor: TokenCursor): void {
	for (;;) {
		if (!cursor.atName()) return;
		const word = cursor.word();
		if (calledAttributeWords.has(word) && cursor.at("(", 1)) {
			cursor.advance("keyword");
			skipParentheses(cursor);
		} else if (attributeWords.has(word)) passAttribute(cursor);
		else return;
	}
}

/** Goes over `( … )`, as far as a statement or a block does not begin. */
function skipParentheses(cursor: TokenCursor): void {
	let nesting = 0;
	while (!cursor.atEnd && !cursor.at(";") && !cursor.at("{") && !cursor.at("}")) {
		if (cursor.at("(")) nesting++;
		else if (cursor.at(")")) nesting--;
		cursor.advance();
		if (nesting === 0) return;
	}
}

/** Goes over the stars before a name, and the words among them; says how many stars there are. */
export function parseStars(cursor: TokenCursor): number {
	let stars = 0;
	for (;;) {
		if (cursor.accept("*")) stars++;
		else if (atAttribute(cursor)) passAttribute(cursor);
		else return stars;
	}
}

/**
 * Whether the head of a function stands here as C writes it: words and a type, stars, a name, and an opening
 * parenthesis.
 */
export function atPlainFunction(cursor: TokenCursor): boolean {
	let ahead = 0;
	while (atAttribute(cursor, ahead)) ahead++;
	if (cursor.at("struct", ahead) || cursor.at("enum", ahead)) ahead++;
	const integer = atIntegerWord(cursor, ahead);
	if (integer) while (atIntegerWord(cursor, ahead) || cursor.at("int", ahead)) ahead++;
	else if (cursor.atName(ahead) || cursor.at("int", ahead) || cursor.at("bool", ahead)) ahead++;
	else return false;
	while (cursor.at("*", ahead) || atAttribute(cursor, ahead)) ahead++;
	return cursor.atName(ahead) && cursor.at("(", ahead + 1);
}

/** Whether `unsigned`, `long` or the like stands here as the type of something, or as a part of one. */
export function atIntegerWord(cursor: TokenCursor, ahead = 0): boolean {
	if (!cursor.atName(ahead) || !integerWords.has(cursor.word(ahead))) return false;
	// `long (*f)(long)` has both a function's result and a parameter without a name.
	if (cursor.at("(", ahead + 1)) return cursor.at("*", ahead + 2);
	return cursor.atName(ahead + 1) || ["int", "*", "const", ")", ","].some((sign) => cursor.at(sign, ahead + 1));
}

/** The words of `unsigned long int` and the like. */
export function parseIntegerWords(cursor: TokenCursor): readonly string[] {
	const words: string[] = [];
	while (atIntegerWord(cursor) || cursor.at("int")) {
		words.push(cursor.word());
		cursor.advance("keyword");
	}
	return words;
}

/**
 * Whether a constant stands here: `const NAME`, or as C writes one that is a number,
 * `static const unsigned int NAME =`.
 */
export function atConstant(cursor: TokenCursor): boolean {
	let ahead = 0;
	while (!cursor.at("const", ahead) && atAttribute(cursor, ahead)) ahead++;
	if (!cursor.at("const", ahead)) return false;
	ahead++;
	if (ahead === 1 && !atAttribute(cursor)) return true;
	while (cursor.at("int", ahead) || cursor.at("bool", ahead) || atIntegerWord(cursor, ahead)) ahead++;
	if (cursor.atName(ahead) && cursor.atName(ahead + 1)) ahead++;
	if (!cursor.atName(ahead)) return false;
	return cursor.at("=", ahead + 1) || (ahead === 1 && !cursor.at("*", 2));
}

/** Goes over the type of such a number. */
export function skipNumberType(cursor: TokenCursor): void {
	if (cursor.at("bool")) cursor.advance();
	else parseIntegerWords(cursor);
	if (cursor.atName() && cursor.atName(1) && cursor.at("=", 2)) cursor.advance();
}

/** Whether a type in parentheses stands here, and something of which that could be the type. */
export function atCast(cursor: TokenCursor): boolean {
	const next = behindTypeInParentheses(cursor);
	if (next === undefined) return false;
	return cursor.atName(next) || cursor.kind(next) === "number" || castable.some((sign) => cursor.at(sign, next));
}

/** Whether a type in parentheses stands here, and values in braces behind it. */
export function atCompound(cursor: TokenCursor): boolean {
	const next = behindTypeInParentheses(cursor);
	return next !== undefined && cursor.at("{", next);
}

/** Whether `typeof(…)` stands here, perhaps further on. */
export function atTypeof(cursor: TokenCursor, ahead = 0): boolean {
	return (cursor.at("typeof", ahead) || cursor.at("__typeof__", ahead)) && cursor.at("(", ahead + 1);
}

/** How far ahead the parentheses end that open `ahead`. */
export function behindParentheses(cursor: TokenCursor, ahead: number): number {
	let nesting = 0;
	for (let at = ahead; ; at++) {
		if (cursor.at("(", at)) nesting++;
		else if (cursor.at(")", at)) nesting--;
		if (nesting === 0 || cursor.kind(at) === "end" || cursor.at(";", at)) return at + 1;
	}
}

/** How far ahead a type in parentheses ends that stands here. */
function behindTypeInParentheses(cursor: TokenCursor): number | undefined {
	if (!cursor.at("(")) return undefined;
	let ahead = 1;
	while (atAttribute(cursor, ahead)) ahead++;
	const isTypeof = atTypeof(cursor, ahead);
	const isWord = isTypeof || cursor.at("struct", ahead) || cursor.at("enum", ahead);
	if (isWord && !isTypeof) ahead++;
	const word = cursor.word(ahead);
	const isNumber = cursor.at("int", ahead) || cursor.at("bool", ahead) || integerWords.has(word);
	if (isNumber) while (cursor.at("int", ahead) || cursor.at("bool", ahead) || integerWords.has(cursor.word(ahead))) ahead++;
	else if (isTypeof) ahead = behindParentheses(cursor, ahead + 1);
	else if (cursor.atName(ahead)) ahead++;
	else return undefined;
	let stars = 0;
	while (cursor.at("*", ahead) || atAttribute(cursor, ahead)) {
		stars++;
		ahead++;
	}
	// Nothing else stands in parentheses before a name or a number.
	const isBefore = stars === 0 && (cursor.atName(ahead + 1) || cursor.kind(ahead + 1) === "number") && !cursor.startsLine(ahead + 1);
	const isType = isBefore || isWord || isNumber || stars > 0 || word === "void" || integerTypes.has(word);
	return cursor.at(")", ahead) && (isType || cursor.at("{", ahead + 1)) ? ahead + 1 : undefined;
}

const castable = ["(", "!", "-", "~", "&", "*", "true", "false", "null", "self", "new", "choose"] as const;

/** The type of a cast. */
export function parseCastType(cursor: TokenCursor): TypeName {
	skipAttributes(cursor);
	const { start } = cursor;
	if (cursor.accept("bool")) return { kind: "boolType", ...cursor.from(start) };
	const words: string[] = [];
	while (cursor.at("int") || integerWords.has(cursor.word())) {
		words.push(cursor.word());
		cursor.advance("keyword");
	}
	if (words.length > 0) return { kind: "intType", ...(words.some((word) => word !== "int") && { words }), ...cursor.from(start) };
	const word = cursor.accept("struct") ? "struct" : cursor.accept("enum") ? "enum" : undefined;
	const name = cursor.atName() ? cursor.readName(cursor.at("void") ? "keyword" : undefined) : cursor.name(t`a type`);
	return { kind: "namedType", ...(word && { word }), name, ...cursor.from(start) };
}
