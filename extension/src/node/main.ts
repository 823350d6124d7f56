/** The extension in a desktop editor: the server is a Node process. */
import { join } from "node:path";
import type { ExtensionContext } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { activateClient } from "../client";
import { extendMarkdownIt } from "../markdown";

/**
 * The compiler makes much that is soon gone. With the 16 MB that Node has for such objects a third of its time goes
 * into looking through what is not gone yet.
 */
const ROOM_FOR_NEW_OBJECTS = "--max-semi-space-size=64";

let client: BaseLanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<{ readonly extendMarkdownIt: typeof extendMarkdownIt }> {
	const server = { module: context.asAbsolutePath("dist/server.node.cjs"), transport: TransportKind.ipc };
	// Node keeps there what it has compiled of the server, from its version 22 on: a fifth less to do at each start.
	const env = { NODE_COMPILE_CACHE: join(context.globalStorageUri.fsPath, "compiled") };
	const run = { ...server, options: { env, execArgv: [ROOM_FOR_NEW_OBJECTS] } };
	const debug = { ...server, options: { execArgv: [ROOM_FOR_NEW_OBJECTS, "--nolazy", "--inspect=6009"] } };
	client = await activateClient(context, {}, (options) => new LanguageClient("raceline", "Raceline", { run, debug }, options));
	return { extendMarkdownIt };
}

export async function deactivate(): Promise<void> {
	await client?.stop();
}
