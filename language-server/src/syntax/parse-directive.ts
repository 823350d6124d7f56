/** Lines of the preprocessor: those that a kernel file has around its functions, and within. */
import { t } from "../base/l10n";
import { parseExpression } from "./parse-expression";
import { TokenCursor } from "./token-cursor";
import type { ConditionItem, Expression, IfStatement, Item, Member, Name, Statement } from "./tree";

/** The word of the line of the preprocessor here, such as `define`; undefined where there is none. */
export function directiveHere(cursor: TokenCursor): string | undefined {
	return cursor.kind() === "directive" ? (/^#\s*(\w*)/.exec(cursor.word())?.[1] ?? "") : undefined;
}

/** What a line of the preprocessor declares, outside of functions. */
export function parseDirective(cursor: TokenCursor): Item & Member {
	const { start } = cursor;
	const word = directiveHere(cursor);
	switch (word) {
		case "include":
		case "undef":
		case "pragma":
			cursor.advance();
			return { kind: "include", ...cursor.from(start) };
		case "define":
			return parseDefine(cursor);
		case "if":
		case "ifdef":
		case "ifndef":
		case "elif":
			return parseConditionLine(cursor, word === "elif" ? "elif" : "if");
		case "else":
		case "endif":
			cursor.advance();
			return { kind: "condition", word, ...cursor.from(start) };
		default:
			cursor.report("preprocessor", t`\`#${word ?? ""}\` is not taken: leave it out`);
	}
	cursor.advance();
	return cursor.errorFrom(start);
}

function parseConditionLine(cursor: TokenCursor, word: "if" | "elif"): ConditionItem {
	const { start } = cursor;
	const condition = parseCondition(cursor);
	return { kind: "condition", word, condition, ...cursor.from(start) };
}

/**
 * Goes over a line of the preprocessor among the fields of a struct or the members of an enum, which are all there:
 * whether an option has them only is no difference to who does not use them.
 */
export function skipConditionLine(cursor: TokenCursor): boolean {
	const word = directiveHere(cursor);
	if (word === undefined || !/^(if|ifdef|ifndef|elif|else|endif)$/.test(word)) return false;
	cursor.advance();
	return true;
}

/** `#define NAME value` is a constant, `#define NAME` has no effect. */
function parseDefine(cursor: TokenCursor): Item & Member {
	const { start, offset } = cursor;
	const line = cursor.word();
	const [head, text, parameters] = /^#\s*define\s+(\w*)(\()?/.exec(line) ?? [line, "", undefined];
	const named = offset + head.length - (parameters?.length ?? 0);
	const name: Name = { text, ...cursor.rangeAt(named - text.length, named) };
	const isEmpty = /^(\s|\\)*$/.test(line.slice(head.length));
	if (parameters || text === "") {
		const what =
			text === "" ? t`expected a name after \`#define\`` : t`a macro with parameters is a function here: \`static int ${text}(…) { … }\``;
		cursor.report("preprocessor", what, text === "" ? undefined : name);
	}
	const value = parameters || text === "" || isEmpty ? undefined : within(cursor, head.length, line.length);
	const documentation = cursor.documentation();
	cursor.advance();
	if (parameters || text === "") return cursor.errorFrom(start);
	if (value === undefined) return { kind: "include", ...cursor.from(start) };
	return { kind: "const", ...(documentation !== undefined && { documentation }), name, value, ...cursor.from(start) };
}

/** The expression between two offsets of the line here. */
function within(outer: TokenCursor, from: number, to: number): Expression {
	const cursor = new TokenCursor(outer.text, outer.diagnostics, outer.offset + from, outer.offset + to, outer);
	const expression = parseExpression(cursor);
	if (!cursor.atEnd) cursor.report("syntax-error", t`expected the end of the line, not ${cursor.describe()}`);
	return expression;
}

/**
 * `#ifdef CONFIG_X … #else … #endif` among statements, as an `if`; what is declared in it is seen in it alone.
 * Undefined where no line of the preprocessor stands here.
 */
export function parseConditionalStatements(cursor: TokenCursor, parse: () => Statement): Statement | undefined {
	const { start } = cursor;
	const word = directiveHere(cursor);
	if (word === undefined) return undefined;
	if (word !== "if" && word !== "ifdef" && word !== "ifndef") {
		const message =
			word === "else" || word === "elif" || word === "endif"
				? t`\`#${word}\` without an \`#if\` before it`
				: t`\`#${word}\` cannot stand among statements`;
		cursor.report("preprocessor", message);
		cursor.advance();
		return cursor.errorFrom(start);
	}
	return parseBranches(cursor, parse);
}

/** An `#if` or `#elif` up to its `#endif`. */
function parseBranches(cursor: TokenCursor, parse: () => Statement): IfStatement {
	const { start } = cursor;
	const condition = parseCondition(cursor);
	const then = parseBranch(cursor, parse);
	const word = directiveHere(cursor);
	if (word === "elif") {
		const otherwise = parseBranches(cursor, parse);
		return { kind: "if", condition, then, otherwise, ...cursor.from(start) };
	}
	let otherwise: Statement | undefined;
	if (word === "else") {
		cursor.advance();
		otherwise = parseBranch(cursor, parse);
	}
	if (directiveHere(cursor) === "endif") cursor.advance();
	else cursor.reportMissing(t`expected \`#endif\``);
	return { kind: "if", condition, then, ...(otherwise && { otherwise }), ...cursor.from(start) };
}

function parseBranch(cursor: TokenCursor, parse: () => Statement): Statement {
	const start = cursor.previousEnd;
	const statements: Statement[] = [];
	while (!cursor.atEnd && !cursor.at("}") && !isEnd(directiveHere(cursor))) {
		const { progress } = cursor;
		statements.push(parse());
		if (cursor.progress === progress) break;
	}
	const last = statements.at(-1);
	return { kind: "block", statements, ...cursor.range(statements[0]?.from ?? start, last?.to ?? start) };
}

function isEnd(word: string | undefined): boolean {
	return word === "else" || word === "elif" || word === "endif";
}

/** The condition of the `#if`, `#ifdef`, `#ifndef` or `#elif` here. */
function parseCondition(cursor: TokenCursor): Expression {
	const line = cursor.word();
	const [head, word] = /^#\s*(\w+)/.exec(line) as RegExpExecArray;
	const isName = word === "ifdef" || word === "ifndef";
	const found = within(cursor, head.length, line.length);
	const asked: Expression = found.kind === "name" ? { ...found, kind: "enabled", option: found.name } : found;
	cursor.advance();
	if (isName && found.kind !== "name" && found.kind !== "error")
		cursor.report("preprocessor", t`expected a name after \`#${word}\``, found);
	return word === "ifndef" ? { kind: "unary", operator: "!", operand: asked, ...cursor.range(asked.from, asked.to) } : asked;
}
