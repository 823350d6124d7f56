/** Operators that take types, or what stands for one: `sizeof`, `typeof`, `container_of`. */
import { t } from "../base/l10n";
import { integerTypes, integerWords } from "./c-words";
import { close } from "./close-bracket";
import { containerWords } from "./grammar-table";
import type { ParseValue } from "./parse-braces";
import { atTypeof, parseCastType, parseStars } from "./parse-c-type";
import type { TokenCursor } from "./token-cursor";
import type { ContainerExpression, Expression, TypeofTypeName } from "./tree";

/** How expressions within another one are read, by what may stand in them without parentheses. */
export interface OperandParsers {
	/** Everything but a comma. */
	readonly assignment: ParseValue;
	/** No assignment. */
	readonly conditional: ParseValue;
	/** No operators between two values. */
	readonly unary: ParseValue;
	/** No operators. */
	readonly primary: ParseValue;
}

/** `sizeof(struct T)`, `sizeof(*p)`, `sizeof *p`. */
export function parseSizeof(cursor: TokenCursor, unary: ParseValue): Expression {
	const { start } = cursor;
	cursor.advance("keyword");
	if (!cursor.at("(") || !atSizedType(cursor)) return { kind: "sizeof", operand: unary(cursor), ...cursor.from(start) };
	cursor.advance();
	const type = parseCastType(cursor);
	const stars = parseStars(cursor);
	close(cursor, ")", t`after the type`);
	const ofStruct = stars === 0 && type.kind === "namedType" && type.word === "struct";
	return { kind: "sizeof", ...(ofStruct ? { struct: type.name } : { type, ...(stars > 0 && { stars }) }), ...cursor.from(start) };
}

/** Whether what stands behind the `(` here is a type, and no variable. */
function atSizedType(cursor: TokenCursor): boolean {
	if (["struct", "enum", "int", "bool"].some((word) => cursor.at(word, 1))) return true;
	const word = cursor.word(1);
	return integerWords.has(word) || integerTypes.has(word) || (cursor.atName(1) && cursor.at("*", 2) && cursor.at(")", 3));
}

/** `container_of(p, struct T, field)`, `container_of(p, typeof(*x), field)`, `from_timer(x, p, field)`. */
export function parseContainer(cursor: TokenCursor, parse: OperandParsers): Expression {
	const { start } = cursor;
	const word = cursor.word();
	cursor.advance("keyword");
	cursor.advance();
	const ofVariable = containerWords.get(word) === "variable";
	const like = ofVariable ? parse.assignment(cursor) : undefined;
	if (like) cursor.expect(",", t`after the variable`);
	const part = parse.assignment(cursor);
	cursor.expect(",", t`after the part of the object`);
	const type = ofVariable ? {} : parseContainingType(cursor, parse);
	if (!ofVariable) cursor.expect(",", t`after the struct`);
	const path = [cursor.name(t`the name of a field`)];
	while (cursor.accept(".")) path.push(cursor.name(t`the name of a field`));
	close(cursor, ")", t`after the field`);
	return { kind: "containerOf", part, ...(like && { like }), ...type, path, ...cursor.from(start) };
}

function parseContainingType(cursor: TokenCursor, parse: OperandParsers): Pick<ContainerExpression, "struct" | "like"> {
	if ((cursor.at("typeof") || cursor.at("__typeof__")) && cursor.at("(", 1)) {
		cursor.advance("keyword");
		cursor.advance();
		const like = parse.unary(cursor);
		close(cursor, ")", t`after what has the type`);
		return { like: like.kind === "unary" && like.operator === "*" ? like.operand : like };
	}
	cursor.accept("struct");
	return { struct: cursor.name(t`the name of a struct`) };
}

/** A type as an argument, as macros take them; undefined where none stands here. */
export function parseTypeArgument(cursor: TokenCursor, parse: OperandParsers): Expression | undefined {
	const isTypeof = atTypeof(cursor);
	const isNumber = cursor.at("int") || cursor.at("bool") || integerWords.has(cursor.word());
	if (!isTypeof && !isNumber && !((cursor.at("struct") || cursor.at("enum")) && cursor.atName(1))) return undefined;
	const { start } = cursor;
	const type = isTypeof ? parseTypeof(cursor, parse.primary) : parseCastType(cursor);
	const stars = parseStars(cursor);
	return { kind: "typeName", type, ...(stars > 0 && { stars }), ...cursor.from(start) };
}

/** `typeof(expression)`. */
export function parseTypeof(cursor: TokenCursor, primary: ParseValue): TypeofTypeName {
	const { start } = cursor;
	cursor.advance("keyword");
	const operand = primary(cursor);
	return { kind: "typeofType", operand, ...cursor.from(start) };
}
