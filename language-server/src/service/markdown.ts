/** Text that Markdown would take for its own, made plain. An underscore within a word is plain already. */
export function escapeMarkdown(text: string): string {
	return text.replace(/[\\`*[\]<>|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\$&");
}

/** Text in a code span. */
export function codeSpan(text: string): string {
	const line = text.replace(/\s+/g, " ");
	const ticks = "`".repeat(longestTicks(line) + 1);
	const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
	return `${ticks}${pad}${line}${pad}${ticks}`;
}

/** Text in a code span within a table, where a bar would end the cell. */
export function cellCode(text: string): string {
	return codeSpan(text).replaceAll("|", "\\|");
}

/** A piece of scenario language as a block of code. */
export function codeBlock(text: string): string {
	const fence = "`".repeat(Math.max(3, longestTicks(text) + 1));
	return `${fence}raceline\n${text}\n${fence}`;
}

function longestTicks(text: string): number {
	return Math.max(0, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
}
