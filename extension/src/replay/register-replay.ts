/** Replaying a scenario in the editor's debugger: the commands, the configurations, and who answers the debugger. */
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { type Place, replayCommand } from "../../../language-server/src/lsp/protocol";
import { ReplayAdapter } from "./replay-adapter";

export const debugType = "raceline";

/** Registers the debugger. It lives in the extension itself, so that it is there in a browser too. */
export function registerReplay(client: BaseLanguageClient): vscode.Disposable {
	return vscode.Disposable.from(
		vscode.debug.registerDebugAdapterDescriptorFactory(debugType, {
			createDebugAdapterDescriptor: () => new vscode.DebugAdapterInlineImplementation(new ReplayAdapter(client)),
		}),
		vscode.debug.registerDebugConfigurationProvider(debugType, {
			resolveDebugConfiguration(_folder, configuration) {
				// F5 without a launch.json: the scenario at the cursor.
				if (configuration.type && configuration.program) return configuration;
				const editor = vscode.window.activeTextEditor;
				if (editor?.document.languageId !== "raceline") {
					void vscode.window.showInformationMessage("Open a scenario (.race) to replay it.");
					return undefined;
				}
				return { ...configurationFor(editor.document.uri.toString(), editor.selection.active), ...configuration };
			},
		}),
		vscode.commands.registerCommand(replayCommand, (uri?: string, position?: Place["range"]["start"], under?: string, subject?: string) => {
			const editor = vscode.window.activeTextEditor;
			const target = uri ?? editor?.document.uri.toString();
			if (target === undefined) return;
			return vscode.debug.startDebugging(
				undefined,
				configurationFor(target, position ?? editor?.selection.active ?? { line: 0, character: 0 }, under, subject),
			);
		}),
		vscode.commands.registerCommand("raceline.reach", async () => {
			const editor = vscode.window.activeTextEditor;
			if (editor?.document.languageId !== "raceline") return;
			const { document, selection } = editor;
			const reach = await vscode.window.showInputBox({
				title: "Find a run that reaches this statement",
				prompt: "A condition that holds there, such as p.refcount == 0; empty for any",
			});
			if (reach === undefined) return;
			return vscode.debug.startDebugging(undefined, {
				...configurationFor(document.uri.toString(), selection.active),
				name: "Reach",
				reach,
			});
		}),
		vscode.commands.registerCommand("raceline.replayOtherTask", async () => {
			const session = vscode.debug.activeDebugSession;
			if (session?.type !== debugType) return;
			const { choices } = (await session.customRequest("choices")) as {
				choices: { label: string; description: string; detail: string; step: unknown }[];
			};
			if (choices.length === 0) return vscode.window.showInformationMessage("No task can take a step here.");
			const chosen = await vscode.window.showQuickPick(choices, { title: "Which step comes next?", matchOnDetail: true });
			if (chosen) await session.customRequest("take", { step: chosen.step });
		}),
	);
}

function configurationFor(
	program: string,
	{ line, character }: Place["range"]["start"],
	under?: string,
	subject?: string,
): vscode.DebugConfiguration {
	return { type: debugType, request: "launch", name: "Replay", program, line, character, under, subject };
}
