import type { Span } from "./span";

/** A span of text and what stands there afterwards. */
export interface TextEdit<Place = Span> {
	readonly span: Place;
	readonly newText: string;
}

/** A text after edits that do not overlap. Of several at one place the first comes first. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
	let result = "";
	let at = 0;
	for (const { span, newText } of edits.toSorted((a, b) => a.span.start - b.span.start)) {
		result += text.slice(at, span.start) + newText;
		at = span.end;
	}
	return result + text.slice(at);
}
