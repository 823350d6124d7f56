/** Statements and blocks. */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import { close } from "./close-bracket";
import { stepOperators, unaryOperators } from "./grammar-table";
import { parseArguments } from "./parse-arguments";
import { atAttribute } from "./parse-c-type";
import { parseConditionalStatements } from "./parse-directive";
import { parseDomain } from "./parse-domain";
import { operands, parseExpression, readStatementsWith } from "./parse-expression";
import { atLabel, parseCase, parseFallthrough, parseGoto, parseLabel } from "./parse-jump";
import { atLoopOfC, type LoopParts, parseDo, parseLoop } from "./parse-loop";
import { parseMessage } from "./parse-message";
import { atDeclaration, atNextDeclarator, parseNextDeclarator, parseVariable } from "./parse-type";
import type { TokenCursor } from "./token-cursor";
import type { AssertStatement, Block, CallExpression, ErrorNode, Expression, Name, Statement, VariableItem } from "./tree";

readStatementsWith((cursor) => parseBlock(cursor, t`the expression`));

/**
 * `{ … }`. `owner` names what it belongs to, as in "task `reader`"; `next` says whether what goes on behind the block
 * is here. Where only the `{` is missing, the block is read nevertheless.
 */
export function parseBlock(cursor: TokenCursor, owner: string, next: () => boolean = () => false): Block {
	let { start } = cursor;
	if (!cursor.at("{")) {
		cursor.reportMissing(t`expected \`{\` at the start of ${owner}`);
		start = cursor.missingNode().from;
		if (!cursor.insideUnopened) return { kind: "block", statements: [], ...cursor.range(start, start) };
	}
	const statements: Statement[] = [];
	cursor.braces(
		owner,
		() => cursor.atDefinition || next(),
		() => {
			const last = statements.at(-1);
			if (last?.kind !== "local" || !atNextDeclarator(cursor, last)) statements.push(parseStatement(cursor));
			else {
				const next = parseNextDeclarator(cursor, last.variable, t`the variable`);
				statements.push(localOf({ ...next, ...(last.variable.static && { static: true }) }));
			}
		},
	);
	return { kind: "block", statements, ...cursor.from(start) };
}

export function parseStatement(cursor: TokenCursor): Statement {
	return cursor.nested("statement", () => {
		if (cursor.kind() === "keyword" && !cursor.atName()) {
			const statement = parseKeywordStatement(cursor);
			if (statement) return statement;
		}
		if (cursor.at("{")) return parseBlock(cursor, t`the block`);
		const conditional = parseConditionalStatements(cursor, () => parseStatement(cursor));
		if (conditional) return conditional;
		if (atLabel(cursor)) return parseLabel(cursor);
		const fallthrough = parseFallthrough(cursor);
		if (fallthrough) return fallthrough;
		if ((cursor.at("served") || cursor.at("idle")) && cursor.at("wait", 1)) return parseWait(cursor);
		if (cursor.at("or") && cursor.at("{", 1)) return parseLonelyBranches(cursor);
		const isStatic = cursor.at("static") && atAttribute(cursor);
		if (atDeclaration(cursor)) return localOf({ ...parseVariable(cursor, t`the variable`), ...(isStatic && { static: true }) });
		return parseSimpleStatement(cursor);
	});
}

function localOf(variable: VariableItem): Statement {
	return { kind: "local", variable, ...spanOf(variable) };
}

/** A statement that starts with a reserved word; undefined when the word starts an expression or a declaration. */
function parseKeywordStatement(cursor: TokenCursor): Statement | undefined {
	const { start } = cursor;
	const word = cursor.word();
	switch (word) {
		case "if": {
			const condition = parseHead(cursor);
			const then = parseBody(cursor, "`if`");
			if (!cursor.accept("else")) return { kind: "if", condition, then, ...cursor.from(start) };
			const otherwise = parseBody(cursor, "`else`");
			return { kind: "if", condition, then, otherwise, ...cursor.from(start) };
		}
		case "while": {
			const condition = parseHead(cursor);
			return { kind: "while", condition, body: parseBody(cursor, "`while`"), ...cursor.from(start) };
		}
		case "for":
			return parseFor(cursor);
		case "do":
			return parseDo(cursor, loopParts(cursor));
		case "switch": {
			const value = parseHead(cursor);
			return { kind: "switch", value, body: parseBlock(cursor, "`switch`"), ...cursor.from(start) };
		}
		case "case":
		case "default":
			return parseCase(cursor);
		case "goto":
			return parseGoto(cursor);
		case "break":
		case "continue":
			cursor.advance();
			cursor.semicolon(`\`${word}\``);
			return { kind: word, ...cursor.from(start) };
		case "return": {
			cursor.advance();
			const isEmpty = cursor.at(";") || cursor.at("}") || cursor.atEnd || cursor.atFreshStart;
			const value = isEmpty ? undefined : parseExpression(cursor);
			cursor.semicolon("`return`");
			return { kind: "return", ...(value && { value }), ...cursor.from(start) };
		}
		case "atomic":
			cursor.advance();
			return { kind: "atomic", body: parseBlock(cursor, "`atomic`"), ...cursor.from(start) };
		case "wait":
			return parseWait(cursor);
		case "choose":
			return cursor.at("(", 1) ? undefined : parseChoose(cursor);
		case "assert":
			return parseAssert(cursor);
		case "else": {
			cursor.report("syntax-error", t`\`else\` without an \`if\` before it`);
			cursor.advance();
			return parseBody(cursor, "`else`");
		}
		default:
			return undefined;
	}
}

/** `wait (condition);`, perhaps with `served` or `idle` before it. */
function parseWait(cursor: TokenCursor): Statement {
	const { start } = cursor;
	const served = cursor.accept("served");
	const idle = cursor.accept("idle");
	const condition = parseHead(cursor);
	cursor.semicolon("`wait`");
	return { kind: "wait", served, idle, condition, ...cursor.from(start) };
}

/** `(condition)` after the keyword here. */
function parseHead(cursor: TokenCursor): Expression {
	const word = cursor.word();
	cursor.advance();
	const open = cursor.expect("(", t`after \`${word}\``);
	if (!open && cursor.startsLine()) return cursor.missingNode();
	const condition = parseExpression(cursor);
	if (open) close(cursor, ")", t`after the condition`);
	else cursor.accept(")");
	return condition;
}

/** The statement that `owner` governs. */
function parseBody(cursor: TokenCursor, owner: string): Statement {
	if (cursor.at("{")) return cursor.nested("statement", () => parseBlock(cursor, owner));
	if (cursor.isMacro && cursor.atEnd) return { kind: "hole", ...spanOf(cursor.missingNode()) };
	if (cursor.at("}") || cursor.atEnd || cursor.atDefinition) {
		cursor.reportMissing(t`expected a statement after ${owner}`);
		return cursor.missingNode();
	}
	return parseStatement(cursor);
}

function parseFor(cursor: TokenCursor): Statement {
	const { start } = cursor;
	cursor.advance();
	const open = cursor.expect("(", t`after \`for\``);
	if (!open && cursor.startsLine()) {
		const name = cursor.missingName();
		return { kind: "for", name, struct: name, body: cursor.missingNode(), ...cursor.from(start) };
	}
	if (open && atLoopOfC(cursor)) return parseLoop(cursor, start, loopParts(cursor));
	const name = cursor.name(t`a name`);
	const domain = cursor.expect("in", t`after the name in \`for\``)
		? parseDomain(cursor, operands.conditional)
		: { struct: cursor.missingName() };
	if (open) close(cursor, ")", t`after what \`for\` goes through`);
	else cursor.accept(")");
	const body = parseBody(cursor, "`for`");
	return { kind: "for", name, ...domain, body, ...cursor.from(start) };
}

function loopParts(cursor: TokenCursor): LoopParts {
	return {
		declaration: () => {
			const found: VariableItem[] = [];
			do {
				const last = found.at(-1);
				found.push(last ? parseNextDeclarator(cursor, last, t`the variable`) : parseVariable(cursor, t`the variable`));
			} while (atNextDeclarator(cursor, found.at(-1)));
			return found.map(localOf);
		},
		simple: () => parseSimple(cursor),
		condition: () => parseExpression(cursor),
		body: (owner) => parseBody(cursor, owner),
		atDeclaration: () => atDeclaration(cursor),
	};
}

function parseChoose(cursor: TokenCursor): Statement {
	const { start } = cursor;
	cursor.advance();
	const atBranch = (): boolean => cursor.at("or") && cursor.at("{", 1);
	const branches = [parseBlock(cursor, "`choose`", atBranch)];
	while (atBranch() || (cursor.at("or") && !cursor.startsLine())) {
		cursor.accept("or");
		branches.push(parseBlock(cursor, "`or`", atBranch));
	}
	return { kind: "choose", branches, ...cursor.from(start) };
}

/** `or { … }` where no `choose` comes before it. */
function parseLonelyBranches(cursor: TokenCursor): Statement {
	const { start } = cursor;
	cursor.report("syntax-error", t`\`or\` without a \`choose\` before it`);
	const branches: Block[] = [];
	while (cursor.at("or") && cursor.at("{", 1)) {
		cursor.accept("or");
		branches.push(parseBlock(cursor, "`or`"));
	}
	return { kind: "choose", branches, ...cursor.from(start) };
}

function parseAssert(cursor: TokenCursor): AssertStatement {
	const { start } = cursor;
	cursor.advance();
	const open = cursor.expect("(", t`after \`assert\``);
	const condition = open || !cursor.startsLine() ? parseExpression(cursor) : cursor.missingNode();
	let message: AssertStatement["message"];
	let property: Name | undefined;
	let values: readonly Expression[] = [];
	if (cursor.accept(",")) {
		if (cursor.kind() === "string") message = parseMessage(cursor);
		else {
			property = cursor.name(t`a message or the name of a property`);
			if (cursor.at("(")) values = parseArguments(cursor, operands).map((argument) => argument.value);
		}
	}
	if (open) close(cursor, ")", t`after the assertion`);
	else cursor.accept(")");
	cursor.semicolon("`assert`");
	return {
		kind: "assert",
		condition,
		...(message && { message }),
		...(property && { property }),
		arguments: values,
		...cursor.from(start),
	};
}

/** An assignment, a call, or what cannot be read as a statement. */
function parseSimpleStatement(cursor: TokenCursor): Statement {
	const { start } = cursor;
	if (cursor.accept(";")) return { kind: "empty", ...cursor.from(start) };
	if (!startsExpression(cursor)) return skipStatement(cursor);
	let statement = parseSimple(cursor);
	if (statement.kind === "expression" && statement.expression.kind === "call" && isHead(cursor, statement.expression)) {
		const call = statement.expression;
		return { kind: "headed", call, body: parseBody(cursor, `\`${call.name.text}\``), ...cursor.from(call.from) };
	}
	while (cursor.at(",") && !cursor.startsLine(1)) {
		cursor.advance();
		const [first, last] = [statement, parseSimple(cursor)].map(expressionOf);
		statement = { kind: "expression", expression: { kind: "comma", first, last, ...cursor.from(first.from) }, ...cursor.from(first.from) };
	}
	const isCall = statement.kind === "expression" && statement.expression.kind === "call";
	const isValued = statement.kind === "assign" && statement.value !== undefined;
	cursor.semicolon(isCall ? t`the call` : isValued ? t`the assignment` : t`the statement`);
	return { ...statement, ...cursor.from(statement.from) };
}

/** Whether a call is a use of a macro that a statement follows: one in braces, or behind a name that tells so. */
function isHead(cursor: TokenCursor, { name }: CallExpression): boolean {
	if (cursor.at("{")) return !cursor.startsLine();
	return /for_each|^scoped_guard$/.test(name.text) && !cursor.at(";") && !cursor.at("}") && (!cursor.atEnd || cursor.isMacro);
}

/** The same without its `;`. */
function parseSimple(cursor: TokenCursor): Statement {
	const { start } = cursor;
	const expression = parseExpression(cursor);
	if (expression.kind === "assignment") return { ...expression, kind: "assign" };
	return { kind: "expression", expression, ...cursor.from(Math.min(start, expression.from)) };
}

/** What a statement without its `;` does, as an expression. */
function expressionOf(statement: Statement): Expression {
	if (statement.kind === "assign") return { ...statement, kind: "assignment" };
	return statement.kind === "expression" ? statement.expression : { kind: "error", ...spanOf(statement) };
}

function startsExpression(cursor: TokenCursor): boolean {
	switch (cursor.kind()) {
		case "name":
			return !cursor.atDefinition;
		case "number":
		case "string":
			return true;
		case "keyword":
			return cursor.atName() || cursor.atAny(["true", "false", "null", "self", "new", "choose"]);
		default:
			return cursor.atAny(["(", ...unaryOperators, ...stepOperators]);
	}
}

function skipStatement(cursor: TokenCursor): ErrorNode {
	const { start } = cursor;
	const word = cursor.word();
	if (cursor.at("const")) cursor.report("syntax-error", t`a constant is declared outside of tasks and functions`);
	else if (cursor.atDefinition) cursor.report("syntax-error", t`\`${word}\` cannot stand among statements`);
	else cursor.report("syntax-error", t`expected a statement, not ${cursor.describe()}`);
	cursor.advance();
	if (!cursor.atFreshStart) cursor.skipToEnd();
	return cursor.errorFrom(start);
}
