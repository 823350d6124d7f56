/** Messages: strings in which expressions stand. */
import { t } from "../base/l10n";
import { DiagnosticList } from "./diagnostic-list";
import { parseExpression } from "./parse-expression";
import { contentOf, resolveEscapes } from "./parse-string";
import { TokenCursor } from "./token-cursor";
import type { Expression, StringText } from "./tree";

/** A message, with expressions between `{` and `}`; `{{` and `}}` are braces. */
export function parseMessage(cursor: TokenCursor): StringText {
	const { start, text } = cursor;
	// Offsets in here are those of the whole text.
	const content = contentOf(cursor);
	const contentEnd = content.start + content.text.length;
	// One message is one place: the first thing that is wrong with it is enough.
	const found = new DiagnosticList();
	const parts: (string | Expression)[] = [];
	let literal = "";
	let offset = content.start;
	while (offset < contentEnd) {
		const char = text[offset];
		const doubled = offset + 1 < contentEnd && text[offset + 1] === char;
		if (char === "\\") {
			literal += resolveEscapes(text.slice(offset, Math.min(offset + 2, contentEnd)));
			offset += 2;
		} else if (doubled && (char === "{" || char === "}")) {
			literal += char;
			offset += 2;
		} else if (char === "{") {
			const length = text.slice(offset, contentEnd).indexOf("}");
			const end = length < 0 ? contentEnd : offset + length;
			if (literal !== "") parts.push(literal);
			literal = "";
			parts.push(parseHole(cursor, offset, end, found));
			if (length < 0) reportHole(found, offset, t`expected \`}\` after the value in the message`);
			offset = end + 1;
		} else {
			literal += char;
			offset++;
		}
	}
	if (literal !== "" || parts.length === 0) parts.push(literal);
	const [first] = found.sorted();
	if (first) cursor.diagnostics.add(first);
	cursor.advance();
	return { kind: "string", value: resolveEscapes(content.text), parts, ...cursor.from(start) };
}

/** The expression in a message between the brace at `open` and `end`. */
function parseHole(outer: TokenCursor, open: number, end: number, found: DiagnosticList): Expression {
	const { text } = outer;
	if (/^\s*$/.test(text.slice(open + 1, end))) {
		reportHole(found, open, t`expected an expression after \`{\``);
		return { kind: "error", ...outer.rangeAt(open + 1) };
	}
	const cursor = new TokenCursor(text, found, open + 1, end, outer);
	const expression = parseExpression(cursor);
	if (!cursor.atEnd) cursor.report("syntax-error", t`expected \`}\` after the value in the message, not ${cursor.describe()}`);
	return expression;
}

function reportHole(found: DiagnosticList, open: number, message: string): void {
	const span = { start: open, end: open + 1 };
	found.add({ span, severity: "error", code: "syntax-error", message: t`${message}; a brace itself is written \`{{\`` });
}
