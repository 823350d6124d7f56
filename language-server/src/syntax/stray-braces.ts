import type { LexedText } from "./lexer";

/**
 * Which closing braces of a text are too many, by their place among the significant tokens; none when all have an
 * opening one.
 *
 * Where a `}` has nothing to close, the cause is mostly further up: an earlier `}` that closed too much, or a `{` that
 * is missing. The indentation gives it away: the first `}` that does not stand under the line with its `{`, nor on it,
 * is the one too many. This is never asked of a text whose braces match.
 */
export function findStrayBraces(text: string, { tokens, significant, startsLine, indents }: LexedText): ReadonlySet<number> {
	const stray = new Set<number>();
	/** Places of the opening braces that are open. */
	const open: number[] = [];
	/** The first closing brace that looks wrong since the last item that certainly started in a file. */
	let suspect: number | undefined;
	let line = 0;
	const lines: number[] = [];
	for (let place = 0; place < significant.length; place++) {
		if (startsLine[place]) line++;
		const token = significant[place];
		const sign = tokens.ends[token] - tokens.starts[token] === 1 ? text[tokens.starts[token]] : "";
		if (open.length === 0 && startsLine[place] && indents[place] === 0 && sign !== "}") suspect = undefined;
		if (sign === "{") {
			open.push(place);
			lines.push(line);
		} else if (sign === "}") {
			const opening = open.pop();
			const openingLine = lines.pop();
			if (opening === undefined) {
				stray.add(suspect ?? place);
				suspect = undefined;
			} else if (startsLine[place] ? indents[place] !== indents[opening] : line !== openingLine) suspect ??= place;
		}
	}
	return stray;
}
