/** Ranges and the objects of structs, and what is said of each of their values or takes one of them. */
import { t } from "../base/l10n";
import { close } from "./close-bracket";
import type { ParseValue } from "./parse-braces";
import type { TokenCursor } from "./token-cursor";
import type { Expression, Name, QuantifierExpression, RangeNode } from "./tree";

/** `low..high`, after `in` and the like. */
export function parseRange(cursor: TokenCursor, bound: ParseValue): RangeNode {
	const { start } = cursor;
	const low = bound(cursor);
	return finishRange(cursor, start, low, bound);
}

function finishRange(cursor: TokenCursor, start: number, low: Expression, bound: ParseValue): RangeNode {
	const high = cursor.expect("..", t`in the range`) ? bound(cursor) : cursor.missingNode();
	return { low, high, ...cursor.from(Math.min(start, low.from)) };
}

/** What a `for` or a quantifier goes through: `low..high`, or the objects of a struct. */
export function parseDomain(cursor: TokenCursor, bound: ParseValue): { readonly range: RangeNode } | { readonly struct: Name } {
	const { start } = cursor;
	const low = bound(cursor);
	if (cursor.at("..")) return { range: finishRange(cursor, start, low, bound) };
	if (low.kind === "name") return { struct: low.name };
	if (low.kind !== "error") cursor.report("syntax-error", t`expected a range \`A..B\` or the name of a struct`, low);
	return low.kind === "error"
		? { struct: { text: "", ...cursor.range(low.from, low.from) } }
		: { range: { low, high: cursor.missingNode(), ...cursor.from(Math.min(start, low.from)) } };
}

/** `forall x in T: condition`; the quantifier is here. */
export function parseQuantifier(cursor: TokenCursor, quantifier: QuantifierExpression["quantifier"], value: ParseValue): Expression {
	const { start } = cursor;
	cursor.advance("keyword");
	const name = cursor.name(t`a name`);
	const domain = cursor.expect("in", t`after \`${quantifier} ${name.text}\``)
		? parseDomain(cursor, value)
		: { struct: cursor.missingName() };
	const body = cursor.expect(":", t`after what \`${quantifier}\` goes through`) ? value(cursor) : cursor.missingNode();
	return { kind: "quantifier", quantifier, name, ...domain, body, ...cursor.from(start) };
}

/** `choose(low..high)`, `choose(x in T: condition)`; the word is here. */
export function parseChoose(cursor: TokenCursor, value: ParseValue): Expression {
	const { start } = cursor;
	cursor.advance();
	cursor.advance();
	if (cursor.atName() && cursor.at("in", 1)) return parsePick(cursor, start, value);
	const range = parseRange(cursor, value);
	close(cursor, ")", t`after the range`);
	return { kind: "chooseValue", range, ...cursor.from(start) };
}

/** `x in T: condition)` behind `choose(`. */
function parsePick(cursor: TokenCursor, start: number, value: ParseValue): Expression {
	const name = cursor.name(t`a name`);
	cursor.advance("keyword");
	const domain = parseDomain(cursor, value);
	const condition = cursor.accept(":") ? value(cursor) : undefined;
	close(cursor, ")", condition ? t`after the condition` : t`after what \`choose\` takes one of`);
	return { kind: "pick", name, ...domain, ...(condition && { condition }), ...cursor.from(start) };
}
