/**
 * A small client for the built server, over standard input and output. It keeps what the server says, and can wait for
 * the moment at which everything that was asked for has been found out.
 */
import { type ChildProcess, spawn } from "node:child_process";
import type { Message, ProgressToken } from "vscode-jsonrpc";
import {
	CancellationTokenSource,
	createMessageConnection,
	type MessageConnection,
	StreamMessageReader,
	StreamMessageWriter,
} from "vscode-jsonrpc/node";
import type {
	ClientCapabilities,
	ConfigurationParams,
	Diagnostic,
	DocumentDiagnosticReport,
	InitializeResult,
	Position,
	PublishDiagnosticsParams,
	ServerCapabilities,
	TextDocumentContentChangeEvent,
} from "vscode-languageserver-protocol";
import type { InitializationOptions } from "../../src/lsp/protocol/client";
import { type RepairsBegunParams, repairsBegunNotification } from "../../src/lsp/protocol/repairs";
import { type StatusParams, statusNotification } from "../../src/lsp/protocol/verdicts";

/** What VS Code can do, as far as it matters here. */
export const editorCapabilities: ClientCapabilities = {
	textDocument: {
		diagnostic: { relatedInformation: true, codeDescriptionSupport: true, tagSupport: { valueSet: [1, 2] } },
		definition: { linkSupport: true },
	},
	workspace: {
		configuration: true,
		diagnostics: { refreshSupport: true },
		inlayHint: { refreshSupport: true },
		codeLens: { refreshSupport: true },
	},
	window: { workDoneProgress: true },
};

export interface LanguageClientOptions {
	readonly capabilities?: ClientCapabilities;
	readonly initializationOptions?: InitializationOptions;
	/** The settings under `raceline`, answered when the server asks. */
	readonly settings?: object;
	/** The folder that is open. */
	readonly folder?: string;
}

interface OpenDocument {
	version: number;
	text: string;
}

/** What the server asked before it was ended is answered to nobody. */
class WriterToOneWhoMayEnd extends StreamMessageWriter {
	override write(message: Message): Promise<void> {
		return super.write(message).catch(() => {});
	}
}

export class LanguageClient {
	readonly statuses = new Map<string, StatusParams>();
	readonly published: PublishDiagnosticsParams[] = [];
	/** Methods of the requests that the server sent. */
	readonly serverRequests: string[] = [];
	/** What reports of work-done progress said. */
	readonly progress: string[] = [];
	/** Progress that is not of that kind: partial results, with the token that they came for. */
	readonly partialResults: { readonly token: ProgressToken; readonly value: unknown }[] = [];
	/** Documents of which repairs have begun to be tried. */
	readonly repairsBegun: string[] = [];
	/** What the server logged as an error. */
	readonly errors: string[] = [];
	/** The exit code, once the server has ended. */
	readonly exited: Promise<number | null>;
	private initializeResult: InitializeResult = { capabilities: {} };
	private readonly documents = new Map<string, OpenDocument>();
	private readonly listeners = new Set<() => void>();
	private readonly connection: MessageConnection;

	private constructor(
		private readonly process: ChildProcess,
		settings: object,
	) {
		if (!process.stdout || !process.stdin) throw new Error("the server needs standard input and output");
		this.connection = createMessageConnection(new StreamMessageReader(process.stdout), new WriterToOneWhoMayEnd(process.stdin));
		this.connection.onRequest((method, params) => {
			this.serverRequests.push(method);
			this.tell();
			return method === "workspace/configuration" ? (params as ConfigurationParams).items.map(() => settings) : null;
		});
		this.connection.onNotification((method: string, params: unknown) => {
			if (method === statusNotification.method) this.statuses.set((params as StatusParams).uri, params as StatusParams);
			if (method === repairsBegunNotification.method) this.repairsBegun.push((params as RepairsBegunParams).uri);
			if (method === "textDocument/publishDiagnostics") this.published.push(params as PublishDiagnosticsParams);
			if (method === "window/logMessage" && (params as { type: number }).type === 1)
				this.errors.push((params as { message: string }).message);
			this.tell();
		});
		this.connection.onUnhandledProgress(({ token, value }) => {
			const { kind, message } = value as { kind?: string; message?: string };
			if (kind === undefined) this.partialResults.push({ token, value });
			if (kind === "report") this.progress.push(message ?? "");
			this.tell();
		});
		this.connection.listen();
		const endWithUs = (): void => void process.kill();
		globalThis.process.once("exit", endWithUs);
		this.exited = new Promise((resolve) => {
			process.on("exit", (code) => {
				globalThis.process.off("exit", endWithUs);
				// What has not been answered never will be.
				this.connection.dispose();
				resolve(code);
			});
		});
	}

	/** Starts the server at `path` and initialises it. */
	static async start(
		path: string,
		{ capabilities = editorCapabilities, initializationOptions = {}, settings = {}, folder }: LanguageClientOptions = {},
	): Promise<LanguageClient> {
		const process = spawn(globalThis.process.execPath, [path, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
		const client = new LanguageClient(process, settings);
		client.initializeResult = await client.request("initialize", {
			processId: globalThis.process.pid,
			rootUri: folder ?? null,
			capabilities,
			initializationOptions,
		});
		client.notify("initialized", {});
		return client;
	}

	/** The server's process. */
	get pid(): number {
		return this.process.pid ?? 0;
	}

	/** What the server said that it can do. */
	get capabilities(): ServerCapabilities {
		return this.initializeResult.capabilities;
	}

	request<T>(method: string, params: object): Promise<T> {
		return this.connection.sendRequest<T>(method, params);
	}

	/** Sends a request that can be cancelled. */
	cancellableRequest<T>(method: string, params: object): { readonly answer: Promise<T>; cancel(): void } {
		const source = new CancellationTokenSource();
		return { answer: this.connection.sendRequest<T>(method, params, source.token), cancel: () => source.cancel() };
	}

	/** Sends a request and cancels it at once. */
	cancelledRequest(method: string, params: object): Promise<unknown> {
		const { answer, cancel } = this.cancellableRequest(method, params);
		cancel();
		return answer;
	}

	notify(method: string, params: object): void {
		void this.connection.sendNotification(method, params);
	}

	open(uri: string, text: string): void {
		this.documents.set(uri, { version: 1, text });
		this.statuses.delete(uri);
		this.notify("textDocument/didOpen", { textDocument: { uri, languageId: "raceline", version: 1, text } });
	}

	/** Replaces the first occurrence of `before` by `after`, as an incremental change. */
	edit(uri: string, before: string, after: string): void {
		const document = this.document(uri);
		const offset = document.text.indexOf(before);
		if (offset < 0) throw new Error(`the document has no '${before}'`);
		const range = { start: positionAt(document.text, offset), end: positionAt(document.text, offset + before.length) };
		document.text = document.text.slice(0, offset) + after + document.text.slice(offset + before.length);
		this.change(uri, [{ range, text: after }]);
	}

	change(uri: string, contentChanges: readonly TextDocumentContentChangeEvent[]): void {
		const document = this.document(uri);
		document.version++;
		this.notify("textDocument/didChange", { textDocument: { uri, version: document.version }, contentChanges });
	}

	close(uri: string): void {
		this.documents.delete(uri);
		this.notify("textDocument/didClose", { textDocument: { uri } });
	}

	/** Where `word` is in a document, at its n-th occurrence (from 0). */
	position(uri: string, word: string, occurrence = 0): { textDocument: { uri: string }; position: Position } {
		const { text } = this.document(uri);
		let offset = -1;
		for (let count = 0; count <= occurrence; count++) offset = text.indexOf(word, offset + 1);
		if (offset < 0) throw new Error(`the document has no '${word}'`);
		return { textDocument: { uri }, position: positionAt(text, offset) };
	}

	/** Pulls the diagnostics once. */
	async pull(uri: string): Promise<readonly Diagnostic[]> {
		const report: DocumentDiagnosticReport = await this.request("textDocument/diagnostic", { textDocument: { uri } });
		return "items" in report ? report.items : [];
	}

	/**
	 * Pulls the diagnostics like an editor: again whenever the server asks for that, until no search of the document
	 * runs any more.
	 */
	async verdict(uri: string): Promise<readonly Diagnostic[]> {
		for (;;) {
			const refreshes = this.refreshes();
			const items = await this.pull(uri);
			// Before it answers, the server says whether a search runs.
			if (this.statuses.get(uri)?.busy === false) return items;
			await this.until(() => this.refreshes() > refreshes);
		}
	}

	/** Waits until a condition on what the server has said holds. */
	async until(condition: () => boolean): Promise<void> {
		while (!condition()) {
			await new Promise<void>((resolve) => {
				const listener = (): void => {
					this.listeners.delete(listener);
					resolve();
				};
				this.listeners.add(listener);
			});
		}
	}

	/** Closes every document and forgets what the server has said, as if another test began with a new one. */
	async reset(): Promise<void> {
		for (const uri of [...this.documents.keys()]) this.close(uri);
		// What it has to say of before comes before this answer.
		await this.request("textDocument/foldingRange", { textDocument: { uri: "file:///not/open.race" } });
		this.statuses.clear();
		for (const heard of [this.published, this.serverRequests, this.progress, this.partialResults, this.repairsBegun]) heard.length = 0;
	}

	/** Shuts the server down as the protocol wants it; gives its exit code. */
	async stop(): Promise<number | null> {
		await this.connection.sendRequest("shutdown");
		this.notify("exit", {});
		return this.exited;
	}

	/** Ends the server without asking. */
	kill(): void {
		this.connection.dispose();
		this.process.kill();
	}

	private refreshes(): number {
		return this.serverRequests.filter((method) => method === "workspace/diagnostic/refresh").length;
	}

	private tell(): void {
		for (const listener of [...this.listeners]) listener();
	}

	private document(uri: string): OpenDocument {
		const document = this.documents.get(uri);
		if (document === undefined) throw new Error(`${uri} is not open`);
		return document;
	}
}

function positionAt(text: string, offset: number): Position {
	const lines = text.slice(0, offset).split("\n");
	return { line: lines.length - 1, character: lines[lines.length - 1].length };
}
