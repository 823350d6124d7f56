/** One line that says how far the command has come, written over and over at the end of a terminal. */
export interface ProgressLine {
	show(text: string): void;
	/** Removes the line, so that something else can be written. */
	clear(): void;
}

const ERASE = "\r\u001b[2K";

/** A line on a terminal with so many columns, or one that is never seen where there is no terminal. */
export function progressLine(write: (text: string) => void, columns: number | undefined): ProgressLine {
	if (columns === undefined) return { show: () => {}, clear: () => {} };
	let shown = "";
	return {
		show(text) {
			const line = text.slice(0, Math.max(0, columns - 1));
			if (line === shown) return;
			shown = line;
			write(ERASE + line);
		},
		clear() {
			if (shown !== "") write(ERASE);
			shown = "";
		},
	};
}
