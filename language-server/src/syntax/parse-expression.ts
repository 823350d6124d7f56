/** Expressions. Every function gives a node: an error node where there is nothing to read. */

import type { BinaryOperator } from "../base/arithmetic";
import { t } from "../base/l10n";
import { integerTypes, integerWords } from "./c-words";
import { assignmentOperators, binaryPrecedence, containerWords, stepOperators, unaryOperators } from "./grammar-table";
import { parseBracesOfValues } from "./parse-braces";
import { atCast, atCompound, atTypeof, parseCastType, parseStars } from "./parse-c-type";
import { parseString } from "./parse-string";
import { numberOf } from "./read-number";
import type { TokenCursor } from "./token-cursor";
import type {
	Argument,
	Block,
	CallExpression,
	ContainerExpression,
	Expression,
	Name,
	QuantifierExpression,
	RangeNode,
	TypeofTypeName,
	UnaryOperator,
	WordLiteral,
} from "./tree";

/** Reads the block of `({ … })`: who reads statements says how, since these are made of expressions. */
let parseStatements: ((cursor: TokenCursor) => Block) | undefined;

/** Says how statements are read. */
export function readStatementsWith(parse: (cursor: TokenCursor) => Block): void {
	parseStatements = parse;
}

/** A whole expression, as it stands in a statement or an item. */
export function parseExpression(cursor: TokenCursor): Expression {
	cursor.resetOperators();
	return parseAssignment(cursor);
}

/** `target = value`, which associates to the right, or an expression without it. */
function parseAssignment(cursor: TokenCursor): Expression {
	const { start } = cursor;
	const target = parseConditional(cursor);
	const operator = assignmentOperators.find((candidate) => cursor.at(candidate));
	if (operator === undefined || !cursor.countOperator()) return target;
	cursor.advance();
	const value = cursor.nested("expression", () => parseAssignment(cursor));
	return { kind: "assignment", target, operator, value, ...cursor.from(Math.min(start, target.from)) };
}

/** An expression without an assignment, as a `case` has it. */
export function parseConstant(cursor: TokenCursor): Expression {
	cursor.resetOperators();
	return parseConditional(cursor);
}

/** `low..high`, after `in` and the like. */
export function parseRange(cursor: TokenCursor): RangeNode {
	const { start } = cursor;
	const low = parseConditional(cursor);
	return finishRange(cursor, start, low);
}

function finishRange(cursor: TokenCursor, start: number, low: Expression): RangeNode {
	const high = cursor.expect("..", t("in the range")) ? parseConditional(cursor) : cursor.missingNode();
	return { low, high, ...cursor.from(Math.min(start, low.from)) };
}

/** What a `for` or a quantifier goes through: `low..high`, or the objects of a struct. */
export function parseDomain(cursor: TokenCursor): { readonly range: RangeNode } | { readonly struct: Name } {
	const { start } = cursor;
	const low = parseConditional(cursor);
	if (cursor.at("..")) return { range: finishRange(cursor, start, low) };
	if (low.kind === "name") return { struct: low.name };
	if (low.kind !== "error") cursor.report("syntax-error", t("expected a range `A..B` or the name of a struct"), low);
	return low.kind === "error"
		? { struct: { text: "", ...cursor.range(low.from, low.from) } }
		: { range: { low, high: cursor.missingNode(), ...cursor.from(Math.min(start, low.from)) } };
}

function parseConditional(cursor: TokenCursor): Expression {
	return cursor.nested("expression", () => {
		const { start } = cursor;
		const condition = parseBinary(cursor, 0);
		if (!cursor.accept("?")) return condition;
		if (cursor.accept(":")) {
			const otherwise = parseConditional(cursor);
			return { kind: "default", value: condition, otherwise, ...cursor.from(Math.min(start, condition.from)) };
		}
		const then = parseAssignment(cursor);
		const otherwise = cursor.expect(":", t("between the two values after `?`")) ? parseConditional(cursor) : cursor.missingNode();
		return { kind: "conditional", condition, then, otherwise, ...cursor.from(Math.min(start, condition.from)) };
	});
}

function parseBinary(cursor: TokenCursor, binding: number): Expression {
	const { start } = cursor;
	let left = parseUnary(cursor);
	for (;;) {
		const operator = binaryOperator(cursor);
		if (operator === undefined || binaryPrecedence[operator] <= binding || !cursor.countOperator()) return left;
		cursor.advance();
		const right = cursor.nested("expression", () => parseBinary(cursor, binaryPrecedence[operator]));
		left = { kind: "binary", operator, left, right, ...cursor.from(Math.min(start, left.from)) };
	}
}

function binaryOperator(cursor: TokenCursor): BinaryOperator | undefined {
	if (cursor.kind() !== "punctuation") return undefined;
	const word = cursor.word();
	return Object.hasOwn(binaryPrecedence, word) ? (word as BinaryOperator) : undefined;
}

function parseUnary(cursor: TokenCursor): Expression {
	if (atCompound(cursor)) return parseCompound(cursor);
	if (atCast(cursor)) return cursor.nested("expression", () => parseCast(cursor));
	const step = stepOperators.find((operator) => cursor.at(operator));
	if (step) return cursor.nested("expression", () => parseStepBefore(cursor, step));
	if (cursor.kind() !== "punctuation" || !cursor.atAny(unaryOperators)) return parsePostfix(cursor);
	return cursor.nested("expression", () => {
		const { start } = cursor;
		const operator = cursor.word() as UnaryOperator;
		cursor.advance();
		const operand = parseUnary(cursor);
		return { kind: "unary", operator, operand, ...cursor.from(start) };
	});
}

/** `++target`. */
function parseStepBefore(cursor: TokenCursor, operator: (typeof stepOperators)[number]): Expression {
	const { start } = cursor;
	cursor.advance();
	const target = parseUnary(cursor);
	return { kind: "assignment", target, operator, before: true, ...cursor.from(start) };
}

/** `(type)operand`. */
function parseCast(cursor: TokenCursor): Expression {
	const { start } = cursor;
	cursor.advance();
	const isVoid = cursor.at("void") && cursor.at(")", 1);
	if (isVoid) cursor.advance("keyword");
	const type = isVoid ? undefined : atTypeof(cursor) ? parseTypeof(cursor) : parseCastType(cursor);
	const stars = parseStars(cursor);
	close(cursor, ")", t("after the type"));
	const operand = parseUnary(cursor);
	return { kind: "cast", ...(type && { type }), ...(stars > 0 && { stars }), operand, ...cursor.from(start) };
}

/** `(struct T){ … }`, or what has the same meaning there: a value in braces of its own. */
function parseCompound(cursor: TokenCursor): Expression {
	const { start } = cursor;
	cursor.advance();
	const type = parseCastType(cursor);
	parseStars(cursor);
	close(cursor, ")", t("after the type"));
	const value = parseBracesOfValues(cursor, parseAssignment);
	return value.kind === "braces" ? { kind: "compound", type, value, ...cursor.from(start) } : value;
}

/** What a variable has at first. */
export function parseInitialiser(cursor: TokenCursor): Expression {
	cursor.resetOperators();
	return cursor.at("{") ? parseBracesOfValues(cursor, parseAssignment) : parseAssignment(cursor);
}

/** `first, last`, where nothing else would be separated by the comma. */
function parseComma(cursor: TokenCursor): Expression {
	const { start } = cursor;
	let expression = parseAssignment(cursor);
	while (cursor.at(",") && cursor.countOperator()) {
		cursor.advance();
		const first = expression;
		const last = cursor.nested("expression", () => parseAssignment(cursor));
		expression = { kind: "comma", first, last, ...cursor.from(Math.min(start, first.from)) };
	}
	return expression;
}

function parsePostfix(cursor: TokenCursor): Expression {
	let expression = parsePrimary(cursor);
	const start = expression.from;
	for (;;) {
		const step = stepOperators.find((operator) => cursor.at(operator));
		if (step !== undefined && expression.kind !== "error" && !startsNextStatement(cursor)) {
			cursor.advance();
			expression = { kind: "assignment", target: expression, operator: step, ...cursor.from(start) };
			continue;
		}
		if (!cursor.at(".") && !cursor.at("->") && !cursor.at("[") && !cursor.at("(")) return expression;
		if (expression.kind === "error" && cursor.at("(")) return expression;
		if (!cursor.countOperator()) return expression;
		if (cursor.at("(")) {
			const callee = expression;
			expression = { kind: "callThrough", callee, arguments: parseArguments(cursor), ...cursor.from(start) };
		} else if (cursor.accept("[")) {
			const array = expression;
			const index = parseAssignment(cursor);
			close(cursor, "]", t("after the index"));
			expression = { kind: "index", array, index, ...cursor.from(start) };
		} else {
			cursor.advance();
			const object = expression;
			const name = fieldName(cursor);
			expression = { kind: "field", object, name, ...cursor.from(start) };
		}
	}
}

/** Whether the `++` or `--` here stands before what it changes, on the line after a half-typed one. */
function startsNextStatement(cursor: TokenCursor): boolean {
	return cursor.startsLine() && (cursor.atName(1) || cursor.at("(", 1) || cursor.at("*", 1));
}

/**
 * The name after a dot. On a later line, it is taken for one only where nothing else could start with it, for the sake
 * of half-typed text.
 */
function fieldName(cursor: TokenCursor): Name {
	const next = cursor.startsLine() && (cursor.at("(", 1) || cursor.at("{", 1));
	return next ? missingName(cursor, t("the name of a field")) : cursor.name(t("the name of a field"));
}

function missingName(cursor: TokenCursor, what: string): Name {
	cursor.reportMissing(t`expected ${what}`);
	return cursor.missingName();
}

function parsePrimary(cursor: TokenCursor): Expression {
	const { start } = cursor;
	switch (cursor.kind()) {
		case "number": {
			const value = numberOf(cursor.word());
			cursor.advance();
			return { kind: "number", value: Number.isNaN(value) ? 0 : value, ...cursor.from(start) };
		}
		case "string": {
			const text = parseString(cursor);
			// As in C, strings one after another are one.
			while (cursor.kind() === "string") cursor.advance();
			return text;
		}
		case "name":
			return parseNamed(cursor) ?? missing(cursor);
		case "keyword":
			return (cursor.atName() ? parseNamed(cursor) : parseKeyword(cursor)) ?? missing(cursor);
		case "punctuation": {
			if (!cursor.accept("(")) return missing(cursor);
			if (cursor.at("{") && parseStatements) {
				const parse = parseStatements;
				const body = cursor.nested("statement", () => parse(cursor));
				close(cursor, ")", t("after the statements"));
				return body.kind === "block" ? { kind: "statements", body, ...cursor.from(start) } : body;
			}
			const inner = parseComma(cursor);
			close(cursor, ")", t("after the expression"));
			// Parentheses have no node of their own; those around it belong to the expression.
			return { ...inner, ...cursor.from(start) };
		}
		default:
			return missing(cursor);
	}
}

/** An expression was expected. Signs that are too many before one are skipped. */
function missing(cursor: TokenCursor): Expression {
	cursor.reportMissing(t("expected an expression"));
	const { start } = cursor;
	while (!cursor.startsLine() && cursor.atAny(superfluousSigns)) cursor.advance();
	if (cursor.start === start || cursor.startsLine() || !(cursor.atName() || cursor.kind() === "number" || cursor.at("new")))
		return cursor.missingNode();
	return parsePrimary(cursor);
}

const superfluousSigns = [...Object.keys(binaryPrecedence), "=", "."];

/** What starts with an ordinary name or a contextual keyword. */
function parseNamed(cursor: TokenCursor): Expression | undefined {
	const { start } = cursor;
	const word = cursor.word();
	if ((word === "forall" || word === "exists" || word === "count") && cursor.atName(1) && (cursor.at("in", 2) || !cursor.startsLine(1))) {
		return parseQuantifier(cursor, word);
	}
	if (cursor.atFreshStart) return undefined;
	if (word === "sizeof" && (cursor.at("(", 1) || cursor.at("*", 1))) return parseSizeof(cursor);
	if (containerWords.has(word) && cursor.at("(", 1)) return parseContainer(cursor);
	if (cursor.at("(", 1)) {
		if (word === "IS_ENABLED" || (word === "defined" && cursor.atName(2))) {
			cursor.advance("keyword");
			cursor.advance();
			const option = cursor.name(t("the name of an option"));
			close(cursor, ")", t("after the name of the option"));
			return { kind: "enabled", option, ...cursor.from(start) };
		}
		if (word === "patched" || word === "option") {
			cursor.advance("keyword");
			cursor.advance();
			const name = cursor.name(word === "patched" ? t("the name of a patch") : t("the name of an option"));
			close(cursor, ")", word === "patched" ? t("after the name of the patch") : t("after the name of the option"));
			return word === "patched"
				? { kind: "patched", patch: name, ...cursor.from(start) }
				: { kind: "optionValue", option: name, ...cursor.from(start) };
		}
		return parseCall(cursor);
	}
	const name = cursor.name(t("a name"));
	if (cursor.at("{") && cursor.atName(1) && cursor.at(":", 2)) {
		cursor.report("syntax-error", t`an object is made with \`new ${word} { … }\``, name, [
			{ title: t("Insert `new`"), edits: [{ span: cursor.range(start, start), newText: "new " }] },
		]);
		return { kind: "new", struct: name, fields: parseFields(cursor), ...cursor.from(start) };
	}
	return { kind: "name", name, ...cursor.from(start) };
}

/** `sizeof(struct T)`, `sizeof(*p)`, `sizeof *p`. */
function parseSizeof(cursor: TokenCursor): Expression {
	const { start } = cursor;
	cursor.advance("keyword");
	if (!cursor.at("(") || !atSizedType(cursor)) return { kind: "sizeof", operand: parseUnary(cursor), ...cursor.from(start) };
	cursor.advance();
	const type = parseCastType(cursor);
	const stars = parseStars(cursor);
	close(cursor, ")", t("after the type"));
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
function parseContainer(cursor: TokenCursor): Expression {
	const { start } = cursor;
	const word = cursor.word();
	cursor.advance("keyword");
	cursor.advance();
	const ofVariable = containerWords.get(word) === "variable";
	const like = ofVariable ? parseAssignment(cursor) : undefined;
	if (like) cursor.expect(",", t("after the variable"));
	const part = parseAssignment(cursor);
	cursor.expect(",", t("after the part of the object"));
	const type = ofVariable ? {} : parseContainingType(cursor);
	if (!ofVariable) cursor.expect(",", t("after the struct"));
	const path = [cursor.name(t("the name of a field"))];
	while (cursor.accept(".")) path.push(cursor.name(t("the name of a field")));
	close(cursor, ")", t("after the field"));
	return { kind: "containerOf", part, ...(like && { like }), ...type, path, ...cursor.from(start) };
}

function parseContainingType(cursor: TokenCursor): Pick<ContainerExpression, "struct" | "like"> {
	if ((cursor.at("typeof") || cursor.at("__typeof__")) && cursor.at("(", 1)) {
		cursor.advance("keyword");
		cursor.advance();
		const like = parseUnary(cursor);
		close(cursor, ")", t("after what has the type"));
		return { like: like.kind === "unary" && like.operator === "*" ? like.operand : like };
	}
	cursor.accept("struct");
	return { struct: cursor.name(t("the name of a struct")) };
}

/** What starts with a reserved word. */
function parseKeyword(cursor: TokenCursor): Expression | undefined {
	const { start } = cursor;
	const word = cursor.word();
	switch (word) {
		case "true":
		case "false":
		case "null":
		case "self":
			cursor.advance();
			return { kind: "word", word: word as WordLiteral["word"], ...cursor.from(start) };
		case "new": {
			cursor.advance();
			const struct = cursor.name(t("the name of a struct after `new`"));
			const hasFields = cursor.at("{") && (struct.text !== "" || (!cursor.startsLine() && cursor.at(":", 2)));
			const fields = hasFields ? parseFields(cursor) : [];
			return { kind: "new", struct, fields, ...cursor.from(start) };
		}
		case "choose": {
			if (!cursor.at("(", 1)) return undefined;
			cursor.advance();
			cursor.advance();
			if (cursor.atName() && cursor.at("in", 1)) return parsePick(cursor, start);
			const range = parseRange(cursor);
			close(cursor, ")", t("after the range"));
			return { kind: "chooseValue", range, ...cursor.from(start) };
		}
		default:
			return undefined;
	}
}

function parseQuantifier(cursor: TokenCursor, quantifier: QuantifierExpression["quantifier"]): Expression {
	const { start } = cursor;
	cursor.advance("keyword");
	const name = cursor.name(t("a name"));
	const domain = cursor.expect("in", t`after \`${quantifier} ${name.text}\``) ? parseDomain(cursor) : { struct: cursor.missingName() };
	const body = cursor.expect(":", t`after what \`${quantifier}\` goes through`) ? parseConditional(cursor) : cursor.missingNode();
	return { kind: "quantifier", quantifier, name, ...domain, body, ...cursor.from(start) };
}

/** `x in T: condition)` behind `choose(`. */
function parsePick(cursor: TokenCursor, start: number): Expression {
	const name = cursor.name(t("a name"));
	cursor.advance("keyword");
	const domain = parseDomain(cursor);
	const condition = cursor.accept(":") ? parseConditional(cursor) : undefined;
	close(cursor, ")", condition ? t("after the condition") : t("after what `choose` takes one of"));
	return { kind: "pick", name, ...domain, ...(condition && { condition }), ...cursor.from(start) };
}

function parseCall(cursor: TokenCursor): CallExpression {
	const { start } = cursor;
	const name = cursor.name(t("a name"));
	return { kind: "call", name, arguments: parseArguments(cursor), ...cursor.from(start) };
}

/** `(a, name: b)`. */
export function parseArguments(cursor: TokenCursor): readonly Argument[] {
	cursor.advance();
	const found: Argument[] = [];
	if (!cursor.at(")")) {
		do found.push(parseArgument(cursor));
		while (goesOn(cursor, ")"));
	}
	close(cursor, ")", t("after the arguments"));
	return found;
}

/**
 * Whether another element of a list follows. A comma that is missing before one on the same line is reported and
 * inserted in thought.
 */
function goesOn(cursor: TokenCursor, end: string): boolean {
	if (cursor.accept(",")) return true;
	if (cursor.at(end) || cursor.atEnd || (cursor.startsLine() && !cursor.at(",", 1) && !cursor.at(end, 1))) return false;
	const startsExpression = cursor.atName() || cursor.kind() === "number" || cursor.atAny(["true", "false", "null", "self", "new"]);
	if (!startsExpression) return false;
	const place = cursor.previousEnd;
	cursor.report("syntax-error", t("expected `,` between the arguments"), cursor.range(place, place), [
		{ title: t("Insert `,`"), edits: [{ span: cursor.range(place, place), newText: "," }] },
	]);
	return true;
}

function parseArgument(cursor: TokenCursor): Argument {
	const named = cursor.atName() && cursor.at(":", 1);
	const from = cursor.start;
	const name = named ? cursor.name(t("a name")) : undefined;
	if (named) cursor.advance();
	// How serious it is stands before a text: `printk(KERN_ERR "…")`.
	if (!named && /^KERN_[A-Z]+$/.test(cursor.word()) && cursor.kind(1) === "string") cursor.advance();
	// A text is for a person: what takes one leaves it out.
	const isText = !named && cursor.kind() === "string";
	const value = isText ? parseString(cursor) : (parseTypeArgument(cursor) ?? parseAssignment(cursor));
	while (isText && cursor.kind() === "string") cursor.advance();
	return { ...(name && { name }), value, ...cursor.from(Math.min(from, value.from)) };
}

/** A type as an argument, as macros take them; undefined where none stands here. */
function parseTypeArgument(cursor: TokenCursor): Expression | undefined {
	const isTypeof = atTypeof(cursor);
	if (!isTypeof && !((cursor.at("struct") || cursor.at("enum")) && cursor.atName(1))) return undefined;
	const { start } = cursor;
	const type = isTypeof ? parseTypeof(cursor) : parseCastType(cursor);
	const stars = parseStars(cursor);
	return { kind: "typeName", type, ...(stars > 0 && { stars }), ...cursor.from(start) };
}

/** `typeof(expression)`. */
export function parseTypeof(cursor: TokenCursor): TypeofTypeName {
	const { start } = cursor;
	cursor.advance("keyword");
	const operand = parsePrimary(cursor);
	return { kind: "typeofType", operand, ...cursor.from(start) };
}

/** `{ name: value, … }` after `new NAME`. */
function parseFields(cursor: TokenCursor): readonly Argument[] {
	cursor.advance();
	const found: Argument[] = [];
	while (!cursor.at("}") && !cursor.atEnd) {
		const { start } = cursor;
		const name = cursor.name(t("the name of a field"));
		const value = cursor.expect(":", t("after the name of the field")) ? parseConditional(cursor) : cursor.missingNode();
		if (name.text === "" && value.kind === "error") break;
		found.push({ name, value, ...cursor.from(Math.min(start, name.from)) });
		if (!cursor.at("}") && !goesOnWithField(cursor)) break;
	}
	if (cursor.at("}")) cursor.advance();
	else {
		cursor.reportMissing(t("expected `}` after the fields"));
		cursor.skipTo();
		if (cursor.at("}")) cursor.advance();
	}
	return found;
}

function goesOnWithField(cursor: TokenCursor): boolean {
	if (cursor.accept(",")) return true;
	if (!(cursor.atName() && cursor.at(":", 1))) return false;
	const place = cursor.previousEnd;
	cursor.report("syntax-error", t("expected `,` between the fields"), cursor.range(place, place), [
		{ title: t("Insert `,`"), edits: [{ span: cursor.range(place, place), newText: "," }] },
	]);
	return true;
}

/** The closing bracket; where it is missing, goes on to it if it is on the same line. */
export function close(cursor: TokenCursor, bracket: ")" | "]", where: string): void {
	if (cursor.expect(bracket, where)) return;
	if (cursor.startsLine()) return;
	cursor.skipTo(bracket);
	if (cursor.at(bracket)) cursor.advance();
}
