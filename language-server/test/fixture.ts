/**
 * Source texts with marks in them, so that a test shows places instead of counting characters:
 *
 *     task reader { p.$0refcount++; }
 *     //            ^^^^^^^^^^^^ a read and a write
 *
 * `$0` is the cursor. A comment of carets points at the nearest line above that is no such comment; its text may be
 * empty.
 */
export interface Fixture {
	/** The source without the marks. */
	readonly text: string;
	/** Offset of `$0`; undefined without one. */
	readonly cursor: number | undefined;
	/** What the carets point at, in the order of the text. */
	readonly ranges: readonly MarkedRange[];
}

export interface MarkedRange {
	readonly start: number;
	readonly end: number;
	readonly text: string;
}

export function parseFixture(marked: string): Fixture {
	let text = "";
	let cursor: number | undefined;
	let target = 0;
	const ranges: MarkedRange[] = [];
	for (const line of marked.split(/(?<=\n)/)) {
		const annotation = /^([ \t]*\/\/[ \t]*)(\^+)[ \t]*(.*?)\r?\n?$/.exec(line);
		if (annotation) {
			const [, before, carets, note] = annotation;
			const start = offsetAtColumn(text, target, columns(before));
			ranges.push({ start, end: offsetAtColumn(text, target, columns(before) + carets.length), text: note });
			continue;
		}
		target = text.length;
		const mark = line.indexOf("$0");
		if (mark >= 0) cursor = text.length + mark;
		text += mark < 0 ? line : line.slice(0, mark) + line.slice(mark + 2);
	}
	return { text, cursor, ranges: ranges.sort((a, b) => a.start - b.start || a.end - b.end) };
}

const tabSize = 4;

function columns(text: string): number {
	let column = 0;
	for (const char of text) column += char === "\t" ? tabSize - (column % tabSize) : char.length;
	return column;
}

function offsetAtColumn(text: string, lineStart: number, column: number): number {
	let offset = lineStart;
	while (offset < text.length && columns(text.slice(lineStart, offset)) < column) offset++;
	return offset;
}
