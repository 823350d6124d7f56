/**
 * Text to tokens, in one pass over the characters. Never throws: what cannot be read is an `unknown` token with a
 * diagnostic, which the parser skips. The texts of the tokens with the white space between them are the whole text.
 */

import type { Diagnostic, SuggestedFix } from "../base/diagnostic";
import { t } from "../base/l10n";
import type { Span } from "../base/span";
import { reservedWords, signs } from "./grammar-table";
import type { TokenKind, TokenList } from "./tree";

/** Tokens with what the parser wants to know about them. The last one has the kind `end` and no text. */
export interface LexedText {
	/** The parser sets the kind of a contextual keyword when it has read it as one. */
	readonly tokens: TokenList & { readonly kinds: TokenKind[] };
	/** Indices of the tokens that the parser reads: neither comments nor unknown ones. */
	readonly significant: readonly number[];
	/** For each significant token: whether it is the first on its line. */
	readonly startsLine: readonly boolean[];
	/** For each significant token: how far its line is indented, in columns; tabs go to multiples of 8. */
	readonly indents: readonly number[];
	/**
	 * For each significant token: whether an unknown or ill-formed one stands before it, which explains what is missing
	 * here.
	 */
	readonly followsTrouble: readonly boolean[];
	readonly diagnostics: readonly Diagnostic[];
}

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isBreak = (code: number): boolean => code === 10 || code === 13;
const isWordPart = (code: number): boolean => isLetter(code) || isDigit(code);

/** A character of C, which is a number there. */
const CHARACTER = /^'(?:[ -&(-[\]-~]|\\(?:[abefnrtv0\\'"?]|[0-3][0-7]{1,2}|[0-7]{1,2}|x[\da-fA-F]{1,2}))'/;
const LONGEST_CHARACTER = 8;
/** What stands behind a `\\` in strings, as in C. */
const ESCAPED = "\"\\ntrvfab0123456789xe'?";

/** For each character with which a sign starts: the signs, the longest first. */
const signsByStart = new Map<number, readonly string[]>(
	[...new Set(signs.map((sign) => sign.charCodeAt(0)))].map((code) => [code, signs.filter((sign) => sign.charCodeAt(0) === code)]),
);

/** The tokens of `text` from `from` to `to`; offsets count from the start of `text`. */
export function lex(text: string, from = 0, to = text.length): LexedText {
	const kinds: TokenKind[] = [];
	const starts: number[] = [];
	const ends: number[] = [];
	const significant: number[] = [];
	const startsLine: boolean[] = [];
	const indents: number[] = [];
	const followsTrouble: boolean[] = [];
	const diagnostics: Diagnostic[] = [];
	let offset = from;
	let freshLine = from === 0;
	let indent = 0;
	let trouble = false;

	const report = (code: string, message: string, span: Span, fix?: SuggestedFix): void => {
		diagnostics.push({ span, severity: "error", code, message, ...(fix && { fixes: [fix] }) });
	};
	const push = (kind: TokenKind, end: number): void => {
		if (kind === "unknown") trouble = true;
		else if (kind !== "comment" && kind !== "docComment") {
			significant.push(kinds.length);
			startsLine.push(freshLine);
			indents.push(indent);
			followsTrouble.push(trouble);
			freshLine = false;
			trouble = false;
		}
		kinds.push(kind);
		starts.push(offset);
		ends.push(end);
		offset = end;
	};

	while (offset < to) {
		const code = text.charCodeAt(offset);
		if (code === 10 || code === 13) {
			freshLine = true;
			indent = 0;
			offset++;
		} else if (code === 32 || code === 9 || code === 11 || code === 12 || (code === 0xfeff && offset === 0)) {
			if (freshLine) indent += code === 9 ? 8 - (indent % 8) : 1;
			offset++;
		} else if (code === 92 && isBreak(text.charCodeAt(offset + 1)) && offset + 1 < to) {
			// The line goes on behind it.
			push("comment", offset + 1);
		} else if (isLetter(code)) word();
		else if (isDigit(code)) number();
		else if (code === 34) string();
		else if (code === 39 && characterEnd(offset) !== undefined) push("number", characterEnd(offset) as number);
		else if (code === 35 && freshLine) push("directive", directiveEnd(offset));
		else if (code === 47 && text.charCodeAt(offset + 1) === 47) lineComment();
		else if (code === 47 && text.charCodeAt(offset + 1) === 42) blockComment();
		else {
			const sign = signsByStart.get(code)?.find((candidate) => text.startsWith(candidate, offset) && offset + candidate.length <= to);
			if (sign) push("punctuation", offset + sign.length);
			else unknownText();
		}
	}
	push("end", to);
	return { tokens: { length: kinds.length, kinds, starts, ends }, significant, startsLine, indents, followsTrouble, diagnostics };

	/** A name or a reserved word. `v4.18` is one name, the release of a kernel. */
	function word(): void {
		let end = wordEnd(offset);
		if (text[offset] === "v" && isDigit(text.charCodeAt(offset + 1))) {
			while (end + 1 < to && text[end] === "." && isDigit(text.charCodeAt(end + 1))) end = wordEnd(end + 1);
		}
		push(reservedWords.has(text.slice(offset, end)) ? "keyword" : "name", end);
	}

	function number(): void {
		let end = wordEnd(offset);
		while (end + 1 < to && text[end] === "." && isDigit(text.charCodeAt(end + 1))) end = wordEnd(end + 1);
		const written = text.slice(offset, end);
		const wellFormed = /^(0[0-7]*|[1-9]\d*|0[xX][\da-fA-F]+)[uUlL]{0,3}$/.test(written);
		const octal = /^0\d+[uUlL]{0,3}$/.test(written);
		if (!wellFormed) {
			const release = /^\d+(\.\d+)+$/.test(written);
			const message = release
				? t`a kernel release starts with \`v\`, and numbers are whole: \`v${written}\``
				: octal
					? t`\`${written}\` is not a number: one that begins with 0 is octal, and has the digits 0 to 7`
					: t`\`${written}\` is not a number: write a decimal or \`0x\` hexadecimal one`;
			const fix = release
				? { title: t`Write \`v${written}\``, edits: [{ span: { start: offset, end: offset }, newText: "v" }] }
				: undefined;
			report("malformed-number", message, { start: offset, end }, fix);
		}
		push("number", end);
		trouble = !wellFormed;
	}

	function wordEnd(start: number): number {
		let end = start + 1;
		while (end < to && isWordPart(text.charCodeAt(end))) end++;
		return end;
	}

	function string(): void {
		let end = offset + 1;
		while (end < to && text[end] !== '"' && text[end] !== "\n" && text[end] !== "\r") {
			if (text[end] === "\\" && end + 1 < to && text[end + 1] !== "\n" && text[end + 1] !== "\r") {
				if (!ESCAPED.includes(text[end + 1])) {
					report("unknown-escape", t`a string can contain \`\\"\`, \`\\\\\` and \`\\n\`, but not \`\\${characterAt(end + 1)}\``, {
						start: end,
						end: end + 1 + characterAt(end + 1).length,
					});
				}
				end++;
			}
			end++;
		}
		const closed = end < to && text[end] === '"';
		if (closed) end++;
		else {
			// What ends a line of code is more likely code than text.
			let place = end;
			while (place > offset + 1 && " \t;,)".includes(text[place - 1])) place--;
			report(
				"unterminated-string",
				t`expected \`"\` at the end of the string`,
				{ start: offset, end },
				{
					title: t`Insert \`"\``,
					edits: [{ span: { start: place, end: place }, newText: '"' }],
				},
			);
		}
		push("string", end);
		trouble = !closed;
	}

	function lineComment(): void {
		const isDocumentation = text[offset + 2] === "/" && text[offset + 3] !== "/";
		push(isDocumentation ? "docComment" : "comment", lineEnd(offset));
	}

	function blockComment(): void {
		const length = text.slice(offset + 2, to).indexOf("*/");
		const end = length < 0 ? to : offset + 2 + length + 2;
		if (length < 0) report("unterminated-comment", t`expected \`*/\` at the end of the comment`, { start: offset, end: offset + 2 });
		// What follows it on its last line is not at the start of a line, but the one before is over.
		const severalLines = /[\n\r]/.test(text.slice(offset, end));
		push("comment", end);
		if (severalLines) freshLine = true;
	}

	/** Everything that no token starts with, up to something that one may start with. */
	function unknownText(): void {
		const code = text.charCodeAt(offset);
		let end = offset + characterAt(offset).length;
		if (code === 39) {
			let close = offset + 1;
			while (close < to && text[close] !== "'" && text[close] !== "\n" && text[close] !== "\r") close++;
			if (text[close] === "'" && close < to) end = close + 1;
			report("unknown-character", t`one character stands in single quotes, as in \`'a'\`, and a text in double ones`, {
				start: offset,
				end,
			});
		} else {
			while (end < to && isOutside(text.charCodeAt(end))) end += characterAt(end).length;
			const shown = text.slice(offset, end);
			const isWord = /^[\p{L}\p{M}\p{N}]+$/u.test(shown);
			const message = isWord ? t`a name consists of the letters a to z, digits and \`_\`` : t`unexpected ${nameOf(shown)}`;
			report("unknown-character", message, { start: offset, end });
		}
		push("unknown", Math.min(end, to));
	}

	/** The end of a character in single quotes, if one stands there. */
	function characterEnd(at: number): number | undefined {
		const found = CHARACTER.exec(text.slice(at, Math.min(to, at + LONGEST_CHARACTER)));
		return found ? at + found[0].length : undefined;
	}

	function characterAt(at: number): string {
		return String.fromCodePoint(text.codePointAt(at) ?? 0xfffd);
	}

	/** The end of a line of the preprocessor, which goes on behind a `\\`, but for a comment at its end. */
	function directiveEnd(at: number): number {
		let end = lineEnd(at);
		while (text[end - 1] === "\\" && end < to) end = lineEnd(end + (text.startsWith("\r\n", end) ? 2 : 1));
		const written = text.slice(at, end).replace(/\s*(\/\/.*|\/\*(?!.*\*\/.*\S).*)$/, "");
		return at + written.trimEnd().length;
	}

	/** The end of the line on which `at` stands, before its line break. */
	function lineEnd(at: number): number {
		let end = at;
		while (end < to && text[end] !== "\n" && text[end] !== "\r") end++;
		return end;
	}
}

/** Characters that are in no token outside of comments and strings. */
function isOutside(code: number): boolean {
	return code > 126 || code === 64 || code === 96 || code === 36 || (code < 32 && (code < 9 || code > 13));
}

function nameOf(characters: string): string {
	const first = characters.codePointAt(0) ?? 0;
	const visible = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u.test(characters) && characters.length <= 20;
	return visible ? `\`${characters}\`` : t`character U+${first.toString(16).toUpperCase().padStart(4, "0")}`;
}
