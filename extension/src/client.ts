/**
 * The client's side of the conversation with the language server, the same on the desktop and in a browser.
 *
 * Thin on purpose: it starts the server, hands on what the server says and has no knowledge of the language. What
 * differs between hosts (how a server is started) comes in as a function.
 */
import * as vscode from "vscode";
import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";
import { fileProblems, LARGEST_FILE } from "../../language-server/src/base/file-text";
import { translateBy } from "../../language-server/src/base/l10n";
import {
	type InitializationOptions,
	showTimelineCommand,
	showValuesCommand,
	whySafeCommand,
} from "../../language-server/src/lsp/protocol/client";
import { type ListFilesResult, listFilesRequest, type ReadFileResult, readFileRequest } from "../../language-server/src/lsp/protocol/files";
import { registerAllValues } from "./all-values";
import { callHelp } from "./call-help";
import { registerExportRun } from "./export-run";
import { registerFollowScenario } from "./follow-scenario";
import { registerKernelFiles } from "./kernel-files";
import { registerMatrixPanel } from "./matrix-panel";
import { registerNewScenario } from "./new-scenario";
import { registerPairDecorations } from "./pair-decorations";
import { registerPasteCode } from "./paste-code";
import { registerRaiseLimit } from "./raise-limit";
import { registerReplay } from "./replay/register-replay";
import { onRequest } from "./requests";
import { registerSamples } from "./samples";
import { onlyScenarios } from "./scenario-documents";
import { registerSearchRepairs } from "./search-repairs";
import { registerStatus } from "./status";
import { registerTasks } from "./tasks";
import { registerTesting } from "./testing";
import { registerTimelinePanel } from "./timeline-panel";
import { registerWhySafe } from "./why-safe";

/**
 * No scheme: scenarios are checked wherever they come from, be it a disk, an unsaved buffer, a remote repository or the
 * kernel model.
 */
const racelineDocuments = [{ language: "raceline" }];

/** So many files of a workspace are looked at. */
const MOST_FILES = 2000;

/**
 * Starts the server and registers everything that the editor shows of it. `forServer` is what only this host can tell
 * the server.
 */
export async function activateClient(
	context: vscode.ExtensionContext,
	forServer: InitializationOptions,
	createClient: (options: LanguageClientOptions) => BaseLanguageClient,
): Promise<BaseLanguageClient> {
	const began = performance.now();
	translateBy(vscode.l10n.bundle);
	const output = vscode.window.createOutputChannel("Raceline", { log: true });
	const initializationOptions: InitializationOptions = {
		...forServer,
		readsFiles: true,
		listsFiles: true,
		showsKernelFiles: true,
		showsVerdicts: true,
		searchesRepairs: true,
		translations: vscode.l10n.bundle,
	};
	const client = createClient({
		documentSelector: racelineDocuments,
		outputChannel: output,
		initializationOptions,
		middleware: { ...callHelp, ...onlyScenarios },
		// Whatever a text says, its links run nothing but these.
		markdown: { isTrusted: { enabledCommands: [showTimelineCommand, whySafeCommand, showValuesCommand] } },
	});
	// The server gets ready while everything else is set up here.
	const starting = client.start();
	const pairs = registerPairDecorations(client);
	context.subscriptions.push(
		output,
		registerStatus(client),
		registerKernelFiles(client),
		registerTimelinePanel(context.extensionUri, client),
		registerMatrixPanel(context.extensionUri, client),
		pairs,
		registerFollowScenario(client, ({ textDocument, position }) => pairs.follow({ textDocument, position })),
		registerAllValues(client),
		registerRaiseLimit(),
		registerExportRun(client),
		registerWhySafe(client),
		registerSearchRepairs(client),
		registerTesting(client),
		registerReplay(client),
		registerTasks(client),
		registerSamples(context.extensionUri),
		registerNewScenario(),
		registerPasteCode(client),
		onRequest(client, readFileRequest, ({ uri }) => readFile(client.protocol2CodeConverter.asUri(uri))),
		onRequest(client, listFilesRequest, () => listFiles(client)),
		vscode.commands.registerCommand("raceline.showOutput", () => output.show()),
		vscode.commands.registerCommand("raceline.restartServer", async () => {
			if (client.needsStop()) await client.stop();
			await client.start();
		}),
	);
	// Commands that only make sense now.
	void vscode.commands.executeCommand("setContext", "raceline.started", true);
	await starting;
	output.info(`The language server is ready, ${Math.round(performance.now() - began)} ms after the extension was woken`);
	return client;
}

/** What the editor hides from searches is not listed either. */
async function listFiles({ code2ProtocolConverter }: BaseLanguageClient): Promise<ListFilesResult> {
	const found = await vscode.workspace.findFiles("**/*.race", "**/node_modules/**", MOST_FILES);
	return { uris: found.map((uri) => code2ProtocolConverter.asUri(uri)).sort() };
}

/** Through the editor and not the disk, because a workspace may lie in a browser or on another machine. */
async function readFile(uri: vscode.Uri): Promise<ReadFileResult> {
	try {
		const { type, size } = await vscode.workspace.fs.stat(uri);
		// Nobody can say where it leads.
		if (type & vscode.FileType.SymbolicLink) return { problem: fileProblems.outside };
		if (type !== vscode.FileType.File)
			return { problem: type === vscode.FileType.Directory ? fileProblems.folder : fileProblems.irregular };
		const bytes = size > LARGEST_FILE ? undefined : await vscode.workspace.fs.readFile(uri);
		return bytes === undefined || bytes.length > LARGEST_FILE ? { problem: fileProblems.large } : { text: new TextDecoder().decode(bytes) };
	} catch {
		return {};
	}
}
