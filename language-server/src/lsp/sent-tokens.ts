import type { SemanticTokens, SemanticTokensDelta } from "vscode-languageserver";

/** The semantic tokens that a client has of a document, so that after an edit it is sent what is different only. */
export class SentTokens {
	/** `id` is what the client calls them by. */
	constructor(
		private readonly id: string,
		private readonly data: number[],
	) {}

	/** All of them. */
	full(): SemanticTokens {
		return { resultId: this.id, data: this.data };
	}

	/**
	 * What is different from the tokens that the client has under an id; all of them when `last`, the last that were
	 * sent, are others.
	 */
	since(last: SentTokens | undefined, previousId: string): SemanticTokens | SemanticTokensDelta {
		return last?.id === previousId ? { resultId: this.id, edits: differences(last.data, this.data) } : this.full();
	}
}

/**
 * At most one edit: an edit of the text changes tokens in one place, as the others are relative to those before them.
 */
function differences(before: readonly number[], after: readonly number[]): SemanticTokensDelta["edits"] {
	const shorter = Math.min(before.length, after.length);
	let start = 0;
	while (start < shorter && before[start] === after[start]) start++;
	let same = 0;
	while (same < shorter - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
	const deleteCount = before.length - start - same;
	const data = after.slice(start, after.length - same);
	return deleteCount === 0 && data.length === 0 ? [] : [{ start, deleteCount, data }];
}
