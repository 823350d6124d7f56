/** What objects and arrays have at first, in braces as C writes it. */
import { t } from "../base/l10n";
import type { TokenCursor } from "./token-cursor";
import type { BracesExpression, Designator, Expression, InitialiserEntry } from "./tree";

/** How the expressions between the braces are read: each up to a comma. */
export type ParseValue = (cursor: TokenCursor) => Expression;

/** `{ value, .field = value, [index] = value }`; the brace is here. */
export function parseBracesOfValues(cursor: TokenCursor, value: ParseValue): Expression {
	return cursor.nested("expression", (): BracesExpression => {
		const { start } = cursor;
		cursor.advance();
		const entries: InitialiserEntry[] = [];
		while (!cursor.at("}") && !cursor.atEnd && !cursor.at(";")) {
			const { progress } = cursor;
			entries.push(parseEntry(cursor, value));
			if (cursor.accept(",")) continue;
			if (cursor.at("}") || cursor.progress === progress) break;
			cursor.reportMissing(t`expected \`,\` or \`}\` after the value`);
			cursor.skipTo(",", "}");
			if (!cursor.accept(",")) break;
		}
		if (!cursor.accept("}")) cursor.reportMissing(t`expected \`}\` after the values`);
		return { kind: "braces", entries, ...cursor.from(start) };
	});
}

function parseEntry(cursor: TokenCursor, value: ParseValue): InitialiserEntry {
	const { start } = cursor;
	const designators: Designator[] = [];
	while (cursor.at(".") || cursor.at("[")) designators.push(parseDesignator(cursor, value));
	if (designators.length > 0) cursor.expect("=", t`before the value`);
	const given = cursor.at("{") ? parseBracesOfValues(cursor, value) : value(cursor);
	return { designators, value: given, ...cursor.from(Math.min(start, given.from)) };
}

function parseDesignator(cursor: TokenCursor, value: ParseValue): Designator {
	const { start } = cursor;
	if (cursor.accept(".")) return { field: cursor.name(t`the name of a field`), ...cursor.from(start) };
	cursor.advance();
	const index = value(cursor);
	const last = cursor.accept("...") ? value(cursor) : undefined;
	cursor.expect("]", t`after the index`);
	return { index, ...(last && { last }), ...cursor.from(start) };
}
