/** Expressions. Every function gives a node: an error node where there is nothing to read. */

import type { BinaryOperator } from "../base/arithmetic";
import { t } from "../base/l10n";
import { close } from "./close-bracket";
import { assignmentOperators, binaryPrecedence, containerWords, stepOperators, unaryOperators } from "./grammar-table";
import { parseArguments, parseFields } from "./parse-arguments";
import { parseBracesOfValues } from "./parse-braces";
import { atCast, atCompound, atTypeof, parseCastType, parseStars } from "./parse-c-type";
import { parseChoose, parseQuantifier } from "./parse-domain";
import { parseString } from "./parse-string";
import { type OperandParsers, parseContainer, parseSizeof, parseTypeof } from "./parse-type-operators";
import { numberOf } from "./read-number";
import type { TokenCursor } from "./token-cursor";
import type { Block, CallExpression, Expression, Name, UnaryOperator, WordLiteral } from "./tree";

/** Reads the block of `({ … })`: who reads statements says how, since these are made of expressions. */
let parseStatements: ((cursor: TokenCursor) => Block) | undefined;

/** Says how statements are read. */
export function readStatementsWith(parse: (cursor: TokenCursor) => Block): void {
	parseStatements = parse;
}

/** How expressions are read by who does not know this file: what stands within them is an expression again. */
export const operands: OperandParsers = {
	assignment: parseAssignment,
	conditional: parseConditional,
	unary: parseUnary,
	primary: parsePrimary,
};

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
		const otherwise = cursor.expect(":", t`between the two values after \`?\``) ? parseConditional(cursor) : cursor.missingNode();
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
	const type = isVoid ? undefined : atTypeof(cursor) ? parseTypeof(cursor, parsePrimary) : parseCastType(cursor);
	const stars = parseStars(cursor);
	close(cursor, ")", t`after the type`);
	const operand = parseUnary(cursor);
	return { kind: "cast", ...(type && { type }), ...(stars > 0 && { stars }), operand, ...cursor.from(start) };
}

/** `(struct T){ … }`, or what has the same meaning there: a value in braces of its own. */
function parseCompound(cursor: TokenCursor): Expression {
	const { start } = cursor;
	cursor.advance();
	const type = parseCastType(cursor);
	parseStars(cursor);
	close(cursor, ")", t`after the type`);
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
			expression = { kind: "callThrough", callee, arguments: parseArguments(cursor, operands), ...cursor.from(start) };
		} else if (cursor.accept("[")) {
			const array = expression;
			const index = parseAssignment(cursor);
			close(cursor, "]", t`after the index`);
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
	return next ? missingName(cursor, t`the name of a field`) : cursor.name(t`the name of a field`);
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
				close(cursor, ")", t`after the statements`);
				return body.kind === "block" ? { kind: "statements", body, ...cursor.from(start) } : body;
			}
			const inner = parseComma(cursor);
			close(cursor, ")", t`after the expression`);
			// Parentheses have no node of their own; those around it belong to the expression.
			return { ...inner, ...cursor.from(start) };
		}
		default:
			return missing(cursor);
	}
}

/** An expression was expected. Signs that are too many before one are skipped. */
function missing(cursor: TokenCursor): Expression {
	cursor.reportMissing(t`expected an expression`);
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
		return parseQuantifier(cursor, word, parseConditional);
	}
	if (cursor.atFreshStart) return undefined;
	if (word === "sizeof" && (cursor.at("(", 1) || cursor.at("*", 1))) return parseSizeof(cursor, parseUnary);
	if (containerWords.has(word) && cursor.at("(", 1)) return parseContainer(cursor, operands);
	if (cursor.at("(", 1)) {
		if (word === "IS_ENABLED" || (word === "defined" && cursor.atName(2))) {
			cursor.advance("keyword");
			cursor.advance();
			const option = cursor.name(t`the name of an option`);
			close(cursor, ")", t`after the name of the option`);
			return { kind: "enabled", option, ...cursor.from(start) };
		}
		if (word === "patched" || word === "option") {
			cursor.advance("keyword");
			cursor.advance();
			const name = cursor.name(word === "patched" ? t`the name of a patch` : t`the name of an option`);
			close(cursor, ")", word === "patched" ? t`after the name of the patch` : t`after the name of the option`);
			return word === "patched"
				? { kind: "patched", patch: name, ...cursor.from(start) }
				: { kind: "optionValue", option: name, ...cursor.from(start) };
		}
		return parseCall(cursor);
	}
	const name = cursor.name(t`a name`);
	if (cursor.at("{") && cursor.atName(1) && cursor.at(":", 2)) {
		cursor.report("syntax-error", t`an object is made with \`new ${word} { … }\``, name, [
			{ title: t`Insert \`new\``, edits: [{ span: cursor.range(start, start), newText: "new " }] },
		]);
		return { kind: "new", struct: name, fields: parseFields(cursor, parseConditional), ...cursor.from(start) };
	}
	return { kind: "name", name, ...cursor.from(start) };
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
			const struct = cursor.name(t`the name of a struct after \`new\``);
			const hasFields = cursor.at("{") && (struct.text !== "" || (!cursor.startsLine() && cursor.at(":", 2)));
			const fields = hasFields ? parseFields(cursor, parseConditional) : [];
			return { kind: "new", struct, fields, ...cursor.from(start) };
		}
		case "choose":
			return cursor.at("(", 1) ? parseChoose(cursor, parseConditional) : undefined;
		default:
			return undefined;
	}
}

function parseCall(cursor: TokenCursor): CallExpression {
	const { start } = cursor;
	const name = cursor.name(t`a name`);
	return { kind: "call", name, arguments: parseArguments(cursor, operands), ...cursor.from(start) };
}
