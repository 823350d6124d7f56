/** Strings: what is written between quotes. */
import type { TokenCursor } from "./token-cursor";
import type { StringText } from "./tree";

/** A string that is only text, such as a path. */
export function parseString(cursor: TokenCursor): StringText {
	const { start } = cursor;
	const value = resolveEscapes(contentOf(cursor).text);
	cursor.advance();
	return { kind: "string", value, parts: [value], ...cursor.from(start) };
}

/** What stands between the quotes of the current token. */
export function contentOf(cursor: TokenCursor): { readonly text: string; readonly start: number } {
	const word = cursor.word();
	let escapes = 0;
	while (word[word.length - 2 - escapes] === "\\") escapes++;
	const closed = word.length > 1 && word.endsWith('"') && escapes % 2 === 0;
	return { text: word.slice(1, closed ? -1 : undefined), start: cursor.offset + 1 };
}

/** A text with what its escapes stand for. */
export function resolveEscapes(text: string): string {
	return text.replace(/\\(.)/gs, (written, char: string) => (char === "n" ? "\n" : char === '"' || char === "\\" ? char : written));
}
