/** `switch` with its cases, labels, and what goes to them. */
import { t } from "../base/l10n";
import { parseConstant } from "./parse-expression";
import type { TokenCursor } from "./token-cursor";
import type { CaseStatement, EmptyStatement, GotoStatement, LabelStatement } from "./tree";

/** `case low:`, `case low ... high:` or `default:`. */
export function parseCase(cursor: TokenCursor): CaseStatement {
	const { start } = cursor;
	const isDefault = cursor.at("default");
	cursor.advance();
	const low = isDefault ? undefined : parseConstant(cursor);
	const isRange = low !== undefined && (cursor.accept("...") || cursor.accept(".."));
	const high = isRange ? parseConstant(cursor) : undefined;
	cursor.expect(":", isDefault ? t`after \`default\`` : t`after the value of the case`);
	return { kind: "case", ...(low && { low }), ...(high && { high }), ...cursor.from(start) };
}

/** `goto label;` */
export function parseGoto(cursor: TokenCursor): GotoStatement {
	const { start } = cursor;
	cursor.advance();
	const name = cursor.name(t`the name of a label after \`goto\``);
	if (name.text !== "" || cursor.at(";")) cursor.semicolon("`goto`");
	else if (!cursor.startsLine()) cursor.skipToEnd();
	return { kind: "goto", name, ...cursor.from(start) };
}

/** Whether a label stands here. */
export function atLabel(cursor: TokenCursor): boolean {
	return cursor.atName() && cursor.at(":", 1);
}

/** `label:` */
export function parseLabel(cursor: TokenCursor): LabelStatement {
	const { start } = cursor;
	const name = cursor.readName();
	cursor.accept(":");
	return { kind: "label", name, ...cursor.from(start) };
}

const FALLTHROUGH = ["__attribute__", "(", "(", "fallthrough", ")", ")", ";"] as const;

/** `fallthrough;`, or as the compiler spells it; undefined where that does not stand here. */
export function parseFallthrough(cursor: TokenCursor): EmptyStatement | undefined {
	const { start } = cursor;
	const isWord = cursor.at("fallthrough") && cursor.at(";", 1);
	if (!isWord && !FALLTHROUGH.every((word, ahead) => cursor.at(word, ahead))) return undefined;
	while (!cursor.at(";")) cursor.advance(cursor.kind() === "name" ? "keyword" : undefined);
	cursor.advance();
	return { kind: "empty", fallsThrough: true, ...cursor.from(start) };
}
