/**
 * The client's side of the conversation with the language server, the same on the desktop and in a browser.
 *
 * Thin on purpose: it starts the server, hands on what the server says and has no knowledge of the language. What differs between
 * hosts (how a server is started) comes in as a function.
 */
import * as vscode from "vscode";
import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";
import { registerKernelFiles } from "./kernel-files";
import { registerStatus } from "./status";

/** No scheme: scenarios are checked wherever they come from, be it a disk, an unsaved buffer, a remote repository or the kernel model. */
const racelineDocuments = [{ language: "raceline" }];

/** Starts the server and registers everything that the editor shows of it. */
export async function activateClient(
	context: vscode.ExtensionContext,
	createClient: (options: LanguageClientOptions) => BaseLanguageClient,
): Promise<BaseLanguageClient> {
	const output = vscode.window.createOutputChannel("Raceline", { log: true });
	const client = createClient({ documentSelector: racelineDocuments, outputChannel: output });
	context.subscriptions.push(
		output,
		registerStatus(client),
		registerKernelFiles(client),
		vscode.commands.registerCommand("raceline.showOutput", () => output.show()),
		vscode.commands.registerCommand("raceline.restartServer", async () => {
			if (client.needsStop()) await client.stop();
			await client.start();
		}),
	);
	await client.start();
	output.info("The language server is ready");
	return client;
}
