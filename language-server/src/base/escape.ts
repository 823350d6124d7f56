/**
 * The one place where text that others wrote is made fit for where it is shown: names, messages, comments, labels and
 * file names of scenarios may hold anything, and none of it may steer a terminal, become markup, load a picture, or end
 * what it stands in.
 *
 * Invariant: what a function here gives is shown as the text that was put in, as far as the output can show it, and
 * means nothing there.
 */

/**
 * Characters that are not seen and do something: control and format characters (which turn the direction of text),
 * halves of pairs, and what is no character.
 */
const UNSEEN = /(?!\u200c|\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;
const LINE_BREAKS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;
const TAB = "    ";

/** Text in one line, for terminals and whatever shows plain text. */
export function printable(text: string): string {
	return text.replace(LINE_BREAKS, " ").replace(/\t/g, TAB).replace(UNSEEN, "\ufffd");
}

/** The same of a text that keeps its lines and tabs. */
export function printableLines(text: string): string {
	return text.replace(/\r\n/g, "\n").replace(UNSEEN, (sign) => (sign === "\n" || sign === "\t" ? sign : "\ufffd"));
}

/**
 * Lines for a terminal; with `styled` the styles of `report/ansi.ts` are kept, and no other sequence that steers it.
 */
export function terminalLines(lines: readonly string[], styled: boolean): readonly string[] {
	if (!styled) return lines.map(printable);
	return lines.map((line) =>
		line
			// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the styles
			.split(/(\u001b\[(?:1|2|22|3[1-49])m)/)
			.map((part, index) => (index % 2 === 1 ? part : printable(part)))
			.join(""),
	);
}

// --- Markdown ---

/** Plain text within a line of Markdown, also at its beginning. An underscore within a word is plain already. */
export function escapeMarkdown(text: string): string {
	return printable(text)
		.replace(/\s+/g, " ")
		.replace(/[\\`*[\]<>|~&$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\$&")
		.replace(/^( ?)([-+](?=[ -]|$)|[#=])/, "$1\\$2")
		.replace(/^( ?\d+)([.)])(?= |$)/, "$1\\$2");
}

/** Text in a code span. */
export function codeSpan(text: string): string {
	const line = printable(text).replace(/\s+/g, " ");
	const ticks = "`".repeat(longestTicks(line) + 1);
	const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
	return `${ticks}${pad}${line}${pad}${ticks}`;
}

/** Text in a code span within a table, where a bar would end the cell. */
export function cellCode(text: string): string {
	return codeSpan(text).replaceAll("|", "\\|");
}

/** Lines as a block of code. */
export function codeBlock(text: string, language = "raceline"): string {
	const lines = printableLines(text);
	const fence = "`".repeat(Math.max(3, longestTicks(lines) + 1));
	return `${fence}${language}\n${lines}\n${fence}`;
}

function longestTicks(text: string): number {
	return Math.max(0, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
}

/**
 * Markdown that somebody wrote, such as a documentation comment, without what reaches beyond it: HTML, pictures, and
 * links that lead elsewhere than to the web. Code is taken out and put in again, so that whoever shows the text agrees
 * about what is code; every other backtick is an entity.
 */
export function safeMarkdown(text: string): string {
	const lines = printableLines(text).split("\n");
	const safe: string[] = [];
	for (let at = 0; at < lines.length; at++) {
		const [, fence, language] = /^ {0,3}(`{3,}) *([\w-]*) *$/.exec(lines[at]) ?? [];
		const end = fence === undefined ? -1 : lines.findIndex((line, index) => index > at && new RegExp(`^ {0,3}${fence}\`* *$`).test(line));
		if (end < 0) safe.push(safeLine(lines[at]));
		else {
			// At the margin, with nothing around it: no list can end within.
			safe.push("", codeBlock(lines.slice(at + 1, end).join("\n"), language), "");
			at = end;
		}
	}
	return safe.join("\n");
}

/** A line of Markdown: code as it is, and between it what would reach beyond the text as entities. */
function safeLine(line: string): string {
	const pieces = /\\(.?)|(`+)|(<https?:\/\/[^\s<>`]*>)|!(?=\[)|<|\]\((?!https?:\/\/)|\]:(?! ?https?:\/\/)|~{3,}/gi;
	let safe = "";
	for (let at = 0; ; ) {
		pieces.lastIndex = at;
		const found = pieces.exec(line);
		if (found === null) return safe + line.slice(at);
		const [piece, escaped, ticks, address] = found;
		safe += line.slice(at, found.index);
		at = found.index + piece.length;
		const end = ticks === undefined ? -1 : closingTicks(line, at, ticks.length);
		if (end >= 0) {
			safe += codeSpan(line.slice(at, end).trim());
			at = end + piece.length;
		} else if (escaped !== undefined) safe += /[!-/:-@[-`{-~]/.test(escaped) ? entities(escaped) : `&#92;${escaped}`;
		else if (address !== undefined) safe += piece;
		else safe += piece.startsWith("]") ? `]${entities(piece.slice(1))}` : entities(piece);
	}
}

/** Where the next backticks of this number are, behind a place in a line. */
function closingTicks(line: string, from: number, count: number): number {
	for (const { index, 0: ticks } of line.matchAll(/`+/g)) if (index >= from && ticks.length === count) return index;
	return -1;
}

function entities(text: string): string {
	return [...text].map((sign) => `&#${sign.codePointAt(0)};`).join("");
}

// --- other outputs ---

/** Text in a diagram of Mermaid: letters, digits and what is surely no sign of its own; the rest as its entities. */
export function mermaidText(text: string): string {
	return printable(text)
		.replace(/\s+/g, " ")
		.replace(/[^\p{L}\p{N} _.,()[\]=+*/'!?|→›✗…-]/gu, (sign) => `#${sign.codePointAt(0)};`);
}

/** Text in an element or an attribute of XML 1.0; line breaks are kept. */
export function xmlText(text: string): string {
	return printableLines(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** The text of a workflow command of GitHub Actions; line breaks are kept. */
export function githubData(text: string): string {
	return printableLines(text).replaceAll("%", "%25").replaceAll("\n", "%0A");
}

/** The value of a property of a workflow command. */
export function githubProperty(text: string): string {
	return githubData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** A plain text message of SARIF, in which `[text](target)` would be a link. */
export function sarifText(text: string): string {
	return printableLines(text).replaceAll("](", "] (");
}

/**
 * A value as JSON, which is its exact text; what is not seen is written in figures, so that it also does nothing where
 * the JSON itself is shown.
 */
export function jsonText(value: unknown): string {
	const json = JSON.stringify(value, undefined, "\t");
	return json.replace(UNSEEN, (sign) => (sign === "\n" || sign === "\t" ? sign : inFigures(sign)));
}

function inFigures(text: string): string {
	return Array.from({ length: text.length }, (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, "0")}`).join("");
}

/** Text in a comment of another language, in ASCII, that nothing ends before its line does. */
export function commentText(text: string): string {
	return printable(text)
		.replace(/→/g, "->")
		.replace(/[^\x20-\x7e]/gu, "?")
		.replace(/\s+/g, " ")
		.replaceAll("*/", "* /")
		.replaceAll("/*", "/ *")
		.replaceAll("\\", "/");
}
