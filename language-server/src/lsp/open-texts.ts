import type { TextDocumentContentChangeEvent } from "vscode-languageserver";
import { TextIndex } from "../base/text-index";
import { type Encoding, toSpan } from "./from-lsp";

/** A text after a change. */
export interface ChangedText {
	readonly text: string;
	/** Offset at which it was changed last. */
	readonly edited: number;
}

/** Applies the changes of a `didChange` in order. A change without a range replaces the whole text. */
export function applyChanges(text: string, changes: readonly TextDocumentContentChangeEvent[], encoding: Encoding): ChangedText {
	let current = text;
	let edited = 0;
	for (const change of changes) {
		if (!("range" in change)) {
			current = change.text;
			edited = 0;
			continue;
		}
		const span = toSpan(new TextIndex(current), change.range, encoding);
		current = current.slice(0, span.start) + change.text + current.slice(span.end);
		edited = span.start + change.text.length;
	}
	return { text: current, edited };
}
