/** The open documents: what is known about each, as a client sees it, and what the server itself keeps of it. */
import type { Position, Range } from "vscode-languageserver";
import type { FileSpan } from "../base/span";
import type { Snapshot } from "../service/workspace/snapshot";
import type { Workspace } from "../service/workspace/workspace";
import { DocumentView } from "./document-view";
import { type Encoding, toOffset } from "./from-lsp";
import type { SentTokens } from "./sent-tokens";
import type { Settings } from "./settings";
import { TextIndices } from "./text-indices";
import { ToLsp } from "./to-lsp";

/** What the server keeps of an open document; it goes when the document is closed. */
export interface DocumentRecord {
	/** Its own settings, once they have come. */
	settings?: Settings;
	/** The text that later ones are compared with: as it was opened, or as a client said. */
	baseline: string;
	/** The last status that was sent, as JSON. */
	status?: string;
	/** The last diagnostics that were sent, as JSON, with the identity that the client knows them by. */
	diagnostics?: { readonly id: string; readonly json: string };
	/** The last semantic tokens that were sent. */
	tokens?: SentTokens;
}

export class OpenDocuments {
	private readonly records = new Map<string, DocumentRecord>();
	private readonly indices = new TextIndices();

	constructor(
		private readonly workspace: Workspace,
		private readonly encoding: Encoding,
	) {}

	/** What is kept of a document; undefined for one that is not open. */
	record(uri: string): DocumentRecord | undefined {
		return this.records.get(uri);
	}

	opened(uri: string, text: string): void {
		this.records.set(uri, { baseline: text });
	}

	/** The text of a document is another. */
	changed(uri: string): void {
		this.indices.delete(uri);
	}

	closed(uri: string): void {
		this.records.delete(uri);
		this.indices.delete(uri);
	}

	/** An open document as it is now. */
	view(uri: string): DocumentView | undefined {
		const snapshot = this.workspace.snapshot(uri);
		return snapshot && this.viewOf(snapshot);
	}

	/** All open documents, the one that was edited last first. */
	views(): readonly DocumentView[] {
		return this.workspace.openDocuments().flatMap((uri) => this.view(uri) ?? []);
	}

	/** A document as it was at some moment. */
	viewOf(snapshot: Snapshot): DocumentView {
		const index = this.indices.of(snapshot.uri, snapshot.file.text);
		return new DocumentView(snapshot, index, this.encoding, (uri) => this.indexOf(uri));
	}

	/** Of the documents that a file is part of the one that was edited last. */
	viewWith(file: string): DocumentView | undefined {
		const snapshots = this.workspace.openDocuments().flatMap((uri) => this.workspace.snapshot(uri) ?? []);
		const own = snapshots.find(({ program }) => program.base !== undefined && program.files.some(({ uri }) => uri === file));
		const snapshot = own ?? snapshots.find(({ program }) => program.base !== undefined) ?? snapshots[0];
		return snapshot && this.viewOf(snapshot);
	}

	/** A place in any file; undefined where its text is not known. */
	range(place: FileSpan): Range | undefined {
		const index = this.indexOf(place.file);
		return index && new ToLsp(place.file, index, this.encoding, () => undefined, this.workspace.model.locate).range(place);
	}

	/** The offset of a position in any file; undefined where its text is not known. */
	offset(uri: string, position: Position): number | undefined {
		const index = this.indexOf(uri);
		return index && toOffset(index, position, this.encoding);
	}

	/** Drops what was looked up in a file that is not open. */
	forget(uri: string): void {
		if (!this.workspace.isOpen(uri)) this.indices.delete(uri);
	}

	private indexOf(uri: string) {
		const text = this.workspace.textOf(uri);
		return text === undefined ? undefined : this.indices.of(uri, text);
	}
}
