import type { SemanticTokens, SemanticTokensDelta } from "vscode-languageserver";

/** The semantic tokens that a client has of each document, so that after an edit it is sent what is different only. */
export class SentTokens {
	private readonly sent = new Map<string, { readonly id: string; readonly data: readonly number[] }>();
	private count = 0;

	/** All tokens of a document. */
	full(uri: string, data: number[]): SemanticTokens {
		const id = String(++this.count);
		this.sent.set(uri, { id, data });
		return { resultId: id, data };
	}

	/** What is different from the tokens that the client has under an id; all of them when these are not the last that were sent. */
	delta(uri: string, previousId: string, data: number[]): SemanticTokens | SemanticTokensDelta {
		const last = this.sent.get(uri);
		const all = this.full(uri, data);
		return last?.id === previousId ? { resultId: all.resultId, edits: differences(last.data, data) } : all;
	}

	/** A document was closed. */
	delete(uri: string): void {
		this.sent.delete(uri);
	}
}

/** At most one edit: an edit of the text changes tokens in one place, as the others are relative to those before them. */
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
