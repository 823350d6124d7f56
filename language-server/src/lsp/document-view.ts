import type { Position, Range } from "vscode-languageserver";
import type { Span } from "../base/span";
import type { TextIndex } from "../base/text-index";
import type { Snapshot } from "../service/workspace/snapshot";
import { type Encoding, toOffset, toSpan } from "./from-lsp";
import { ToLsp } from "./to-lsp";

/**
 * An open document at one moment as a client sees it: its positions as offsets, and what features say as types of the
 * protocol.
 */
export class DocumentView {
	readonly convert: ToLsp;

	/** `indexOf` gives the text of any other file that is known. */
	constructor(
		readonly snapshot: Snapshot,
		private readonly index: TextIndex,
		private readonly encoding: Encoding,
		indexOf: (uri: string) => TextIndex | undefined,
	) {
		this.convert = new ToLsp(snapshot.uri, index, encoding, indexOf, snapshot.locate);
	}

	get uri(): string {
		return this.snapshot.uri;
	}

	// As functions of their own, so that a handler can take them out of the view.
	readonly offset = (position: Position): number => toOffset(this.index, position, this.encoding);
	readonly span = (range: Range): Span => toSpan(this.index, range, this.encoding);
}
