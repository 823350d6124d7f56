/** A place in a text as editors count it: both from 0, `character` in UTF-16 code units. */
export interface Position {
	readonly line: number;
	readonly character: number;
}

/**
 * Offsets of one text as lines and characters, and back. Lines end with `\n`, `\r\n` or `\r`, as in the LSP. Every
 * input has an answer: what lies outside of the text or behind the end of a line is moved to the nearest place that
 * exists.
 */
export class TextIndex {
	/** Where each line starts; found when it is first asked for. */
	private starts: readonly number[] | undefined;

	constructor(readonly text: string) {}

	get lineCount(): number {
		return this.lineStarts.length;
	}

	positionAt(offset: number): Position {
		const starts = this.lineStarts;
		const inside = Math.max(0, Math.min(offset, this.text.length));
		let low = 0;
		let high = starts.length;
		while (high - low > 1) {
			const middle = (low + high) >> 1;
			if (starts[middle] <= inside) low = middle;
			else high = middle;
		}
		return { line: low, character: Math.min(inside, this.lineEnd(low)) - starts[low] };
	}

	offsetAt({ line, character }: Position): number {
		const starts = this.lineStarts;
		if (line < 0) return 0;
		if (line >= starts.length) return this.text.length;
		return Math.min(starts[line] + Math.max(0, character), this.lineEnd(line));
	}

	/** Offset of the end of a line, before its line break. */
	private lineEnd(line: number): number {
		const starts = this.lineStarts;
		if (line + 1 >= starts.length) return this.text.length;
		const next = starts[line + 1];
		return this.text[next - 1] === "\n" && this.text[next - 2] === "\r" ? next - 2 : next - 1;
	}

	private get lineStarts(): readonly number[] {
		this.starts ??= findLineStarts(this.text);
		return this.starts;
	}
}

function findLineStarts(text: string): number[] {
	const starts = [0];
	for (let offset = 0; offset < text.length; offset++) {
		const code = text.charCodeAt(offset);
		if (code === 10 || (code === 13 && text.charCodeAt(offset + 1) !== 10)) starts.push(offset + 1);
	}
	return starts;
}
