/** Loops as C writes them. What stands in them is read by what is given, so that neither part needs the other. */
import { t } from "../base/l10n";
import { close } from "./close-bracket";
import type { TokenCursor } from "./token-cursor";
import type { DoStatement, Expression, LoopStatement, Statement } from "./tree";

/** How the pieces of a loop are read. */
export interface LoopParts {
	/** A declaration, with what it declares behind a comma, and its `;`. */
	readonly declaration: () => readonly Statement[];
	/** An assignment or a call, without a `;`. */
	readonly simple: () => Statement;
	readonly condition: () => Expression;
	readonly body: (owner: string) => Statement;
	readonly atDeclaration: () => boolean;
}

/** Whether the head of a `for`, behind its parenthesis, is written as in C. */
export function atLoopOfC(cursor: TokenCursor): boolean {
	if (cursor.at(";") || cursor.at("*") || cursor.at("(") || cursor.at("++") || cursor.at("--")) return true;
	if (cursor.kind() === "keyword") return cursor.atAny(["int", "bool", "struct", "enum", "const"]);
	return cursor.atName() && !cursor.at("in", 1) && !cursor.at(")", 1) && !cursor.startsLine(1);
}

/** The rest of `for (first; condition; step) body`, behind the parenthesis. */
export function parseLoop(cursor: TokenCursor, start: number, parts: LoopParts): LoopStatement {
	let first: readonly Statement[] = [];
	if (!cursor.accept(";")) {
		if (parts.atDeclaration()) first = parts.declaration();
		else {
			first = parseList(cursor, parts);
			cursor.expect(";", t`after the start of the loop`);
		}
	}
	const condition = cursor.at(";") || cursor.at(")") ? undefined : parts.condition();
	cursor.expect(";", t`after the condition of the loop`);
	const step = cursor.at(")") || cursor.at("{") || (cursor.startsLine() && !isClosed(cursor)) ? [] : parseList(cursor, parts);
	close(cursor, ")", t`after the step of the loop`);
	const body = parts.body("`for`");
	return { kind: "loop", first, ...(condition && { condition }), step, body, ...cursor.from(start) };
}

/** Whether the parenthesis is closed in which this stands, before what could only be behind it. */
function isClosed(cursor: TokenCursor): boolean {
	let nesting = 0;
	for (let ahead = 0; ; ahead++) {
		if (cursor.at("(", ahead)) nesting++;
		else if (cursor.at(")", ahead) && nesting-- === 0) return true;
		else if (cursor.kind(ahead) === "end" || [";", "{", "}"].some((sign) => cursor.at(sign, ahead))) return false;
	}
}

function parseList(cursor: TokenCursor, { simple }: LoopParts): readonly Statement[] {
	const found = [simple()];
	while (cursor.accept(",")) found.push(simple());
	return found;
}

/** `do … while (condition);` */
export function parseDo(cursor: TokenCursor, { body, condition }: Pick<LoopParts, "body" | "condition">): DoStatement {
	const { start } = cursor;
	cursor.advance();
	const inner = body("`do`");
	let until: Expression;
	if (cursor.expect("while", t`after the body of \`do\``) && cursor.expect("(", t`after \`while\``)) {
		until = condition();
		close(cursor, ")", t`after the condition`);
		cursor.semicolon(t`the loop`);
	} else until = cursor.missingNode();
	return { kind: "do", body: inner, condition: until, ...cursor.from(start) };
}
