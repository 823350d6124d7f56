/**
 * The texts of the open documents and of the files that they use, each parsed when someone asks.
 *
 * Invariant: a file is read at most once until it changes, whoever uses it, and the text of an open document goes
 * before that of the file.
 */
import type { FileText } from "../../base/file-text";
import { parse } from "../../syntax/parser";
import type { SyntaxTree } from "../../syntax/tree";
import { EarlierPlaces } from "./earlier-places";
import { folderOf } from "./use-paths";
import type { WorkspaceHost } from "./workspace-host";

export interface OpenDocument {
	readonly uri: string;
	/** The client's version of the text. */
	readonly version: number;
	readonly text: string;
	/** Where it was edited last. */
	readonly edited: number;
}

export class SourceTexts {
	private readonly documents = new Map<string, OpenDocument>();
	/** Documents in the order of their last edit, the newest first. */
	private order: readonly string[] = [];
	/** Files that are used and not open: undefined where there is no such file, absent while it is being read. */
	private readonly files = new Map<string, FileText | undefined>();
	private readonly reading = new Set<string>();
	private readonly trees = new Map<string, SyntaxTree>();
	/** Where things stand that were found before the texts were edited. */
	readonly earlier = new EarlierPlaces();

	/** `arrived` is called when a file that was asked for has been read. */
	constructor(
		private readonly host: Pick<WorkspaceHost, "readFile" | "folders">,
		private readonly arrived: () => void,
	) {}

	/** Opens a document, or gives an open one a new text. */
	open(document: OpenDocument): void {
		const { uri, text } = document;
		this.earlier.edited(uri, this.documents.get(uri)?.text ?? text, text);
		this.documents.set(uri, document);
		this.order = [uri, ...this.order.filter((other) => other !== uri)];
	}

	close(uri: string): void {
		this.documents.delete(uri);
		this.order = this.order.filter((other) => other !== uri);
		this.files.delete(uri);
		this.trees.delete(uri);
		this.earlier.close(uri);
	}

	/** A file that may be used has changed, come or gone. True when it is not open and had been read. */
	fileChanged(uri: string): boolean {
		if (this.documents.has(uri) || !this.files.delete(uri)) return false;
		this.trees.delete(uri);
		return true;
	}

	/** Other folders make up the workspace, from which files may be used. */
	foldersChanged(): void {
		this.files.clear();
	}

	document(uri: string): OpenDocument | undefined {
		return this.documents.get(uri);
	}

	/** The open documents in the order of their last edit, the newest first. */
	get openDocuments(): readonly string[] {
		return this.order;
	}

	/** The text of a document, or of a file that has been read. */
	text(uri: string): string | undefined {
		const read = this.files.get(uri);
		return this.documents.get(uri)?.text ?? (read && "text" in read ? read.text : undefined);
	}

	/**
	 * Why a file that is not open was not read; "missing" where there is none; undefined when it was, or is about to
	 * be.
	 */
	problem(uri: string): { readonly problem: string } | "missing" | undefined {
		if (this.text(uri) !== undefined || !this.files.has(uri)) return undefined;
		const read = this.files.get(uri);
		return read && "problem" in read ? read : "missing";
	}

	/** The tree of a text that was got for this file. */
	tree(uri: string, text: string): SyntaxTree {
		const known = this.trees.get(uri);
		if (known?.text === text) return known;
		const tree = parse(text, known);
		this.trees.set(uri, tree);
		this.earlier.read(uri, tree);
		return tree;
	}

	/** Begins to read a file that is not open, unless that has begun. */
	request(uri: string): void {
		if (this.reading.has(uri)) return;
		this.reading.add(uri);
		const done = (read: FileText | undefined): void => {
			this.reading.delete(uri);
			this.files.set(uri, read);
			this.arrived();
		};
		this.host.readFile(uri, this.readFolders()).then(done, () => done(undefined));
	}

	/** The text of a file, read where it is not open and was not read before. */
	async read(uri: string): Promise<string | undefined> {
		if (!this.documents.has(uri) && !this.files.has(uri))
			this.files.set(uri, await this.host.readFile(uri, this.readFolders()).catch(() => undefined));
		return this.text(uri);
	}

	/** Where the files lie that a document may use, directly or not. */
	foldersFor(uri: string): readonly string[] {
		return [...this.host.folders(), folderOf(uri)];
	}

	/** Where the files really have to lie that documents use. What was read for one of them is what others get too. */
	private readFolders(): readonly string[] {
		return [...new Set([...this.host.folders(), ...[...this.documents.keys()].map(folderOf)])];
	}
}
