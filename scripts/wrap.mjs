// @ts-check
/** Wraps paragraphs of prose: what Markdown and comments have in common. */

/** How many columns a line of prose has at most. */
export const WIDTH = 120;

/** How many columns a tab is counted as. */
const TAB = 4;

/** @param {string} line */
export const columns = (line) => line.replaceAll("\t", " ".repeat(TAB)).length;

/** What would begin a list, a heading, a quotation or a table at the start of a line. */
const MARK = /^(?:[-+*]|\d+[.)]|#+|>.*|\|.*|@\w.*|={3,}|-{3,})$/;

/** A code span, a link, a type in braces behind its tag, or a word: with what stands right behind it. */
const PIECE = /(?:@\w+ (?=\{))?(?:`[^`]*`|\[[^\]]*\]\([^)]*\)|\{[^{}]*\}|\S)+/g;

/**
 * The words of a paragraph in lines. A word that is too long for a line has one of its own.
 * @param {string} text @param {string} first what the first line begins with @param {string} [next] what the others
 * begin with
 * @returns {string[]}
 */
export function wrap(text, first, next = first) {
	const lines = [];
	let line = first;
	let isEmpty = true;
	for (const [word] of text.matchAll(PIECE)) {
		const longer = isEmpty ? line + word : `${line} ${word}`;
		if (!isEmpty && columns(longer) > WIDTH && !MARK.test(word)) {
			lines.push(line);
			line = next + word;
		} else {
			line = longer;
		}
		isEmpty = false;
	}
	return [...lines, line];
}

/**
 * Wraps the paragraphs that have a line that is too long. A paragraph ends before an empty line, before an item of a
 * list and before a tag of a doc comment; what is indented by four columns, fenced or a table stays as it is.
 *
 * @param {readonly string[]} lines without what stands before the prose of each
 * @param {string} margin what stands before each line
 * @returns {string[]} lines with their margin
 */
export function wrapParagraphs(lines, margin) {
	/** @type {string[]} */
	const wrapped = [];
	/** @type {string[]} */
	let paragraph = [];
	let isFenced = false;
	const end = () => {
		const [, indent, mark] = /^(\s*)((?:[-+*]|\d+[.)])\s+)?/.exec(paragraph[0] ?? "") ?? ["", "", ""];
		const isLong = paragraph.some((line) => columns(margin + line) > WIDTH);
		const text = paragraph.map((line) => line.trim()).join(" ");
		const hanging = indent + " ".repeat((mark ?? "").length);
		if (isLong) wrapped.push(...wrap(text.slice((mark ?? "").length), margin + indent + (mark ?? ""), margin + hanging));
		else wrapped.push(...paragraph.map((line) => (margin + line).trimEnd()));
		paragraph = [];
	};
	for (const line of lines) {
		const isFence = /^\s*```/.test(line);
		const isCode = paragraph.length === 0 && /^(?: {4}|\t)/.test(line);
		const isAsItIs = isFenced || isFence || isCode || /^\s*(?:\||<|#|!\[|$)/.test(line);
		if (isFence) isFenced = !isFenced;
		if (isAsItIs || /^\s*(?:[-+*]|\d+[.)])\s|^\s*@\w/.test(line)) end();
		if (isAsItIs) wrapped.push((margin + line).trimEnd());
		else paragraph.push(line);
		// Two blanks or a backslash are a line break in Markdown.
		if (!isAsItIs && /(?: {2}|\\)$/.test(line)) end();
	}
	end();
	return wrapped;
}
