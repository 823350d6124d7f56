/** The extension in a desktop editor: the server is a Node process. */
import type { ExtensionContext } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { activateClient } from "../client";
import { extendMarkdownIt } from "../markdown";

let client: BaseLanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<{ readonly extendMarkdownIt: typeof extendMarkdownIt }> {
	const server = { module: context.asAbsolutePath("dist/server.node.cjs"), transport: TransportKind.ipc };
	const debug = { ...server, options: { execArgv: ["--nolazy", "--inspect=6009"] } };
	client = await activateClient(context, {}, (options) => new LanguageClient("raceline", "Raceline", { run: server, debug }, options));
	return { extendMarkdownIt };
}

export async function deactivate(): Promise<void> {
	await client?.stop();
}
