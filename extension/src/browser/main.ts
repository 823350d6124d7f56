/** The extension in a browser: the server is a worker, and so is its checker, whose address only the client knows. */
import { type ExtensionContext, Uri } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from "vscode-languageclient/browser";
import type { InitializationOptions } from "../../../language-server/src/lsp/protocol";
import { activateClient } from "../client";

let client: BaseLanguageClient | undefined;
let worker: Worker | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
	const url = (script: string) => Uri.joinPath(context.extensionUri, "dist", script).toString(true);
	const initializationOptions: InitializationOptions = { checkerUrl: url("checker.browser.js") };
	const startServer = async () => {
		// The client forgets the worker of a server that it stops; nothing else would end it.
		worker?.terminate();
		worker = new Worker(url("server.browser.js"), { name: "Raceline language server" });
		// Not the worker itself: the client would test it with `instanceof`, which VS Code's stand-in for `Worker` does not pass.
		return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
	};
	client = await activateClient(
		context,
		(options) => new LanguageClient("raceline", "Raceline", startServer, { ...options, initializationOptions }),
	);
}

export async function deactivate(): Promise<void> {
	await client?.stop();
	worker?.terminate();
}
