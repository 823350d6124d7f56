/** The extension in a browser: the server is a worker, and so is its checker, whose address only the client knows. */
import { type ExtensionContext, Uri } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from "vscode-languageclient/browser";
import { activateClient } from "../client";
import { extendMarkdownIt } from "../markdown";

let client: BaseLanguageClient | undefined;
let worker: Worker | undefined;

export async function activate(context: ExtensionContext): Promise<{ readonly extendMarkdownIt: typeof extendMarkdownIt }> {
	const url = (script: string) => Uri.joinPath(context.extensionUri, "dist", script).toString(true);
	const startServer = async () => {
		// The client forgets the worker of a server that it stops; nothing else would end it.
		worker?.terminate();
		worker = new Worker(url("server.browser.js"), { name: "Raceline language server" });
		// Not the worker itself: the client would test it with `instanceof`, which VS Code's stand-in for `Worker` does
		// not pass.
		return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
	};
	const forServer = { checkerUrl: url("checker.browser.js") };
	client = await activateClient(context, forServer, (options) => new LanguageClient("raceline", "Raceline", startServer, options));
	return { extendMarkdownIt };
}

export async function deactivate(): Promise<void> {
	await client?.stop();
	worker?.terminate();
}
