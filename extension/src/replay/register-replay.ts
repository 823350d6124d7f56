/** Replaying a scenario in the editor's debugger: the commands, the configurations, and who answers the debugger. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { replayCommand } from "../../../language-server/src/lsp/protocol/client";
import type { Location } from "../../../language-server/src/lsp/protocol/location";
import { ask } from "../requests";
import { ReplayAdapter } from "./replay-adapter";
import type { ReplayHost } from "./replay-host";
import type { Choice } from "./shown-moment";

export const debugType = "raceline";

/** Registers the debugger. It lives in the extension itself, so that it is there in a browser too. */
export function registerReplay(client: BaseLanguageClient): vscode.Disposable {
	return vscode.Disposable.from(
		vscode.debug.registerDebugAdapterDescriptorFactory(debugType, {
			createDebugAdapterDescriptor: () => new vscode.DebugAdapterInlineImplementation(new InlineAdapter(client)),
		}),
		vscode.debug.registerDebugConfigurationProvider(debugType, {
			resolveDebugConfiguration(_folder, configuration) {
				// F5 without a launch.json: the scenario at the cursor.
				if (configuration.type && configuration.program) return configuration;
				const editor = vscode.window.activeTextEditor;
				if (editor?.document.languageId !== "raceline") {
					void vscode.window.showInformationMessage(vscode.l10n.t("Open a scenario (.race) to replay it."));
					return undefined;
				}
				return { ...configurationFor(editor.document.uri.toString(), editor.selection.active), ...configuration };
			},
		}),
		vscode.commands.registerCommand(replayCommand, (uri?: string, position?: Location["range"]["start"]) => {
			const editor = vscode.window.activeTextEditor;
			const target = uri ?? editor?.document.uri.toString();
			if (target === undefined) return;
			return start(configurationFor(target, position ?? editor?.selection.active ?? { line: 0, character: 0 }));
		}),
		vscode.commands.registerCommand("raceline.reach", async (margin?: { readonly lineNumber?: unknown }) => {
			const editor = vscode.window.activeTextEditor;
			if (editor?.document.languageId !== "raceline") return;
			const { uri } = editor.document;
			// From the margin VS Code says which line, from 1.
			const line = typeof margin?.lineNumber === "number" ? margin.lineNumber - 1 : undefined;
			const place = line === undefined ? editor.selection.active : new vscode.Position(line, 0);
			const reach = await vscode.window.showInputBox({
				title: vscode.l10n.t("Find a run that reaches this statement"),
				prompt: vscode.l10n.t("A condition that holds there, such as p.refcount == 0; empty for any"),
				value: conditionAt(uri, place.line),
			});
			if (reach === undefined) return;
			return start({
				...configurationFor(uri.toString(), place),
				name: "Reach",
				reach,
			});
		}),
		vscode.commands.registerCommand("raceline.replayNextConflict", () => activeReplay()?.customRequest("stepToConflict")),
		vscode.commands.registerCommand("raceline.replayPreviousConflict", () =>
			activeReplay()?.customRequest("stepToConflict", { backwards: true }),
		),
		// From the menu of a thread VS Code says which one; else it is the one that is looked at.
		vscode.commands.registerCommand("raceline.replayUntilBlocked", (_item?: unknown, context?: { readonly threadId?: unknown }) => {
			const threadId = Number(context?.threadId) || vscode.debug.activeStackItem?.threadId;
			return activeReplay()?.customRequest("runUntilBlocked", { threadId });
		}),
		vscode.commands.registerCommand("raceline.replayOtherTask", async () => {
			const session = activeReplay();
			if (session === undefined) return;
			const { choices }: { readonly choices: readonly Choice[] } = await session.customRequest("choices");
			if (choices.length === 0) return vscode.window.showInformationMessage(vscode.l10n.t("No task can take a step here."));
			const chosen = await vscode.window.showQuickPick(choices, { title: vscode.l10n.t("Which step comes next?"), matchOnDetail: true });
			if (chosen) await session.customRequest("take", { step: chosen.step });
		}),
	);
}

function configurationFor(program: string, { line, character }: Location["range"]["start"]): vscode.DebugConfiguration {
	return { type: debugType, request: "launch", name: "Replay", program, line, character };
}

/** What is replayed is the text in the editor, so that nothing need be saved, not even a scenario without a file. */
function start(configuration: vscode.DebugConfiguration): Thenable<boolean> {
	return vscode.debug.startDebugging(undefined, configuration, { suppressSaveBeforeStart: true });
}

/** The condition of the breakpoint on a line, if there is one. */
function conditionAt(uri: vscode.Uri, line: number): string | undefined {
	for (const breakpoint of vscode.debug.breakpoints) {
		if (!(breakpoint instanceof vscode.SourceBreakpoint)) continue;
		const { location, condition } = breakpoint;
		if (location.uri.toString() === uri.toString() && location.range.start.line === line) return condition;
	}
	return undefined;
}

function activeReplay(): vscode.DebugSession | undefined {
	const session = vscode.debug.activeDebugSession;
	return session?.type === debugType ? session : undefined;
}

/** The adapter as VS Code talks to one that lives in an extension. */
class InlineAdapter implements vscode.DebugAdapter {
	private readonly messages = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
	readonly onDidSendMessage = this.messages.event;
	private readonly adapter: ReplayAdapter;

	constructor(client: BaseLanguageClient) {
		this.adapter = new ReplayAdapter(hostOf(client, (message) => this.messages.fire(message)));
	}

	handleMessage(message: vscode.DebugProtocolMessage): void {
		this.adapter.handle(message as DebugProtocol.ProtocolMessage);
	}

	dispose(): void {
		this.adapter.dispose();
		this.messages.dispose();
	}
}

function hostOf(client: BaseLanguageClient, send: ReplayHost["send"]): ReplayHost {
	return {
		send,
		ask: (request, params) => ask(client, request, params),
		tell: ({ method }, params) => void client.sendNotification(method, params),
		async open(program) {
			const uri = vscode.Uri.parse(program, true);
			await vscode.workspace.openTextDocument(uri);
			return client.code2ProtocolConverter.asUri(uri);
		},
		source(place) {
			const uri = client.protocol2CodeConverter.asUri(place.uri);
			const { start, end } = client.protocol2CodeConverter.asRange(place.range);
			// Anything but a file is named by its URI, which VS Code opens as such.
			const path = uri.scheme === "file" ? uri.fsPath : uri.toString();
			return {
				source: { name: uri.path.replace(/^.*\//, ""), path },
				line: start.line + 1,
				column: start.character + 1,
				endLine: end.line + 1,
				endColumn: end.character + 1,
			};
		},
		uriOf({ path = "" }) {
			const uri = /^[a-z][a-z0-9+.-]+:/i.test(path) ? vscode.Uri.parse(path) : vscode.Uri.file(path);
			return client.code2ProtocolConverter.asUri(uri);
		},
	};
}
