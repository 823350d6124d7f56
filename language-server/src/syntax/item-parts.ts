/** What items of a file and members of a scenario have in common: documentation, braces, the end, what to skip. */
import { t } from "../base/l10n";
import { atAttribute, atConstant } from "./parse-c-type";
import type { TokenCursor } from "./token-cursor";
import type { Item, Member, Name } from "./tree";

export function documented(cursor: TokenCursor): { readonly documentation?: string } {
	const documentation = cursor.documentation();
	return documentation === undefined ? {} : { documentation };
}

/** The `;` at the end of an item. When already its name was missing, what is left of it on its line is skipped. */
export function finish(cursor: TokenCursor, name: Name, what: string): void {
	if (name.text !== "" || cursor.at(";")) cursor.semicolon(what);
	else if (!cursor.startsLine()) cursor.skipToEnd();
}

/** The braces of an item. Where they are missing, reports that. */
export function parseBraces(cursor: TokenCursor, owner: string, outside: () => boolean, piece: () => void): void {
	if (!cursor.at("{")) {
		cursor.reportMissing(t`expected \`{\` at the start of ${owner}`);
		cursor.missingNode();
		if (!cursor.insideUnopened && !cursor.startsLine()) cursor.skipToEnd();
	}
	if (cursor.at("{") || cursor.insideUnopened) cursor.braces(owner, outside, piece);
}

/** Whether something starts here that cannot stand between the braces of a struct, an enum or a patch. */
export function endsItem(cursor: TokenCursor): boolean {
	return cursor.atDefinition || (cursor.at("const") && atConstant(cursor));
}

export function startsType(cursor: TokenCursor): boolean {
	return cursor.atName() || cursor.atAny(["int", "bool", "struct", "enum"]) || atAttribute(cursor);
}

/** Goes over what nothing starts with. */
export function skipItem(cursor: TokenCursor, expected: string): Item & Member {
	const { start } = cursor;
	if (cursor.at(";")) {
		const { span } = cursor;
		cursor.report("syntax-error", t`unexpected \`;\``, span, [{ title: t`Remove \`;\``, edits: [{ span, newText: "" }] }]);
		cursor.advance();
		return cursor.errorFrom(start);
	}
	cursor.report("syntax-error", cursor.at("}") ? t`unexpected \`}\`` : t`expected ${expected}, not ${cursor.describe()}`);
	skipPiece(cursor);
	return cursor.errorFrom(start);
}

/**
 * Goes over the current token and what belongs to it: up to a `;`, past a block in braces, or to where something new
 * starts.
 */
export function skipPiece(cursor: TokenCursor): void {
	if (cursor.at("}")) {
		cursor.advance();
		cursor.accept(";");
		return;
	}
	if (!cursor.at("{")) {
		cursor.advance();
		if (cursor.atFreshStart) return;
		cursor.skipToEnd();
		if (cursor.startsLine()) return;
	}
	if (cursor.at("{")) cursor.skipBraces();
}
