import { CodeLensRefreshRequest, type Connection } from "vscode-languageserver";
import type { ClientSupport } from "./capabilities";
import { Refresher } from "./refresher";

/** What asks the client to come again, for each kind of answer that changes when more is known. */
export class Refreshers {
	readonly diagnostics: Refresher;
	readonly inlayHints: Refresher;
	readonly codeLenses: Refresher;
	readonly semanticTokens: Refresher;
	private readonly all: readonly Refresher[];

	constructor(connection: Connection, client: ClientSupport) {
		const { languages } = connection;
		const refresher = (supported: boolean, send: () => Promise<void>) =>
			new Refresher(() => {
				if (supported) send().catch((error) => connection.console.warn(`Refresh failed: ${error}`));
			});
		this.diagnostics = refresher(client.refreshDiagnostics, () => languages.diagnostics.refresh());
		this.inlayHints = refresher(client.refreshInlayHints, () => languages.inlayHint.refresh());
		this.codeLenses = refresher(client.refreshCodeLenses, () => connection.sendRequest(CodeLensRefreshRequest.type));
		this.semanticTokens = refresher(client.refreshSemanticTokens, async () => languages.semanticTokens.refresh());
		this.all = [this.diagnostics, this.inlayHints, this.codeLenses, this.semanticTokens];
	}

	/** Something new is known about a document. */
	changed(uri: string): void {
		for (const refresher of this.all) refresher.changed(uri);
	}

	closed(uri: string): void {
		for (const refresher of this.all) refresher.closed(uri);
	}

	/** Asks for everything again. */
	everything(): void {
		for (const refresher of this.all) refresher.refresh();
	}

	dispose(): void {
		for (const refresher of this.all) refresher.dispose();
	}
}
