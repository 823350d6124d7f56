/** Where something is to be proposed, by the text around it alone. */

export interface Cursor {
	readonly offset: number;
	/** Where the word at the offset begins. */
	readonly start: number;
	/** What of it is written. */
	readonly word: string;
	/** The statement up to that word, without comments. */
	readonly before: string;
	/** True where a statement, a member or an item may begin. */
	readonly begins: boolean;
	/** The line behind the word that the offset is in. */
	readonly behind: string;
}

export function cursorAt(text: string, offset: number): Cursor {
	const statement = text.slice(
		Math.max(text.lastIndexOf(";", offset - 1), text.lastIndexOf("{", offset - 1), text.lastIndexOf("}", offset - 1)) + 1,
		offset,
	);
	// Releases have dots, which are part of their name.
	const [word] = /\bv\d[\w.]*$|[A-Za-z0-9_]*$/.exec(statement) ?? [""];
	const before = statement.slice(0, statement.length - word.length).replace(/\/\/[^\n]*/g, "");
	const begins = /^\s*(else\s+|or\s+)?$|^\s*(if|while|for)\b.*\)\s*$/.test(before);
	const [, behind] = /^\w*([^\n]*)/.exec(text.slice(offset)) ?? ["", ""];
	return { offset, start: offset - word.length, word, before, begins, behind };
}
