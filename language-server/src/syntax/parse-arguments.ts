/** What is given by place or by name: the arguments of calls, and the fields of objects that `new` makes. */
import { t } from "../base/l10n";
import { close } from "./close-bracket";
import type { ParseValue } from "./parse-braces";
import { parseString } from "./parse-string";
import { type OperandParsers, parseTypeArgument } from "./parse-type-operators";
import type { TokenCursor } from "./token-cursor";
import type { Argument } from "./tree";

/** `(a, name: b)`. */
export function parseArguments(cursor: TokenCursor, parse: OperandParsers): readonly Argument[] {
	cursor.advance();
	const found: Argument[] = [];
	if (!cursor.at(")")) {
		do found.push(parseArgument(cursor, parse));
		while (goesOn(cursor, ")"));
	}
	close(cursor, ")", t`after the arguments`);
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
	cursor.report("syntax-error", t`expected \`,\` between the arguments`, cursor.range(place, place), [
		{ title: t`Insert \`,\``, edits: [{ span: cursor.range(place, place), newText: "," }] },
	]);
	return true;
}

function parseArgument(cursor: TokenCursor, parse: OperandParsers): Argument {
	const named = cursor.atName() && cursor.at(":", 1);
	const from = cursor.start;
	const name = named ? cursor.name(t`a name`) : undefined;
	if (named) cursor.advance();
	// How serious it is stands before a text: `printk(KERN_ERR "…")`.
	if (!named && /^KERN_[A-Z]+$/.test(cursor.word()) && cursor.kind(1) === "string") cursor.advance();
	// A text is for a person: what takes one leaves it out.
	const isText = !named && cursor.kind() === "string";
	const value = isText ? parseString(cursor) : (parseTypeArgument(cursor, parse) ?? parse.assignment(cursor));
	while (isText && cursor.kind() === "string") cursor.advance();
	return { ...(name && { name }), value, ...cursor.from(Math.min(from, value.from)) };
}

/** `{ name: value, … }` after `new NAME`. */
export function parseFields(cursor: TokenCursor, parseValue: ParseValue): readonly Argument[] {
	cursor.advance();
	const found: Argument[] = [];
	while (!cursor.at("}") && !cursor.atEnd) {
		const { start } = cursor;
		const name = cursor.name(t`the name of a field`);
		const value = cursor.expect(":", t`after the name of the field`) ? parseValue(cursor) : cursor.missingNode();
		if (name.text === "" && value.kind === "error") break;
		found.push({ name, value, ...cursor.from(Math.min(start, name.from)) });
		if (!cursor.at("}") && !goesOnWithField(cursor)) break;
	}
	if (cursor.at("}")) cursor.advance();
	else {
		cursor.reportMissing(t`expected \`}\` after the fields`);
		cursor.skipTo();
		if (cursor.at("}")) cursor.advance();
	}
	return found;
}

function goesOnWithField(cursor: TokenCursor): boolean {
	if (cursor.accept(",")) return true;
	if (!(cursor.atName() && cursor.at(":", 1))) return false;
	const place = cursor.previousEnd;
	cursor.report("syntax-error", t`expected \`,\` between the fields`, cursor.range(place, place), [
		{ title: t`Insert \`,\``, edits: [{ span: cursor.range(place, place), newText: "," }] },
	]);
	return true;
}
