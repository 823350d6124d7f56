/**
 * Marks the racing pair in the text: the two accesses wherever they stand, also in an open file of the kernel model,
 * and a bar beside the lines of the window. Shown is the run of the scenario at the cursor that the text is annotated
 * with.
 */

import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { kernelScheme } from "../../language-server/src/base/kernel-uri";
import {
	type TimelinePair,
	type TimelineRun,
	type TimelinesParams,
	timelinesRequest,
} from "../../language-server/src/lsp/protocol/timelines";
import { verdictsChangedNotification } from "../../language-server/src/lsp/protocol/verdicts";
import { onNotification } from "./notifications";
import { ask } from "./requests";

/** The cursor may run over many lines; what it comes to rest on is asked for. */
const REST = 150;

/** The decorations, and what is to be called when another scenario is to be followed. */
export interface PairDecorations extends vscode.Disposable {
	follow(scenario: TimelinesParams): void;
}

export function registerPairDecorations(client: BaseLanguageClient): PairDecorations {
	const access = vscode.window.createTextEditorDecorationType({
		border: "1px solid",
		borderColor: new vscode.ThemeColor("editorWarning.foreground"),
		overviewRulerColor: new vscode.ThemeColor("editorWarning.foreground"),
		overviewRulerLane: vscode.OverviewRulerLane.Right,
	});
	const window = vscode.window.createTextEditorDecorationType({
		isWholeLine: true,
		borderWidth: "0 0 0 3px",
		borderStyle: "solid",
		borderColor: new vscode.ThemeColor("editorWarning.foreground"),
	});
	let requests = 0;
	let timer: ReturnType<typeof setTimeout> | undefined;
	/** The scenario that one came from, where the cursor is in a file of the kernel model. */
	let followed: TimelinesParams | undefined;
	const update = async () => {
		const editor = vscode.window.activeTextEditor;
		if (editor?.document.languageId !== "raceline") return;
		const request = ++requests;
		if (editor.document.uri.scheme !== kernelScheme) {
			followed = {
				textDocument: { uri: client.code2ProtocolConverter.asUri(editor.document.uri) },
				position: client.code2ProtocolConverter.asPosition(editor.selection.active),
			};
		}
		const timelines = followed && (await ask(client, timelinesRequest, followed).catch(() => null));
		if (request !== requests) return;
		const run = timelines?.runs[timelines.shown];
		for (const visible of vscode.window.visibleTextEditors) {
			if (visible.document.languageId !== "raceline") continue;
			const uri = client.code2ProtocolConverter.asUri(visible.document.uri);
			visible.setDecorations(access, run?.pair ? accesses(client, run, run.pair, uri) : []);
			visible.setDecorations(window, run?.pair ? lines(run, run.pair, uri) : []);
		}
	};
	const soon = () => {
		clearTimeout(timer);
		timer = setTimeout(() => void update(), REST);
	};
	const disposable = vscode.Disposable.from(
		access,
		window,
		onNotification(client, verdictsChangedNotification, () => soon()),
		vscode.window.onDidChangeTextEditorSelection(soon),
		vscode.window.onDidChangeVisibleTextEditors(soon),
		vscode.workspace.onDidChangeTextDocument(soon),
		new vscode.Disposable(() => clearTimeout(timer)),
	);
	return {
		dispose: () => disposable.dispose(),
		follow: (scenario) => {
			followed = scenario;
			soon();
		},
	};
}

/** The accesses of the pair that stand in a file, each with what it does. */
function accesses(
	client: BaseLanguageClient,
	run: TimelineRun,
	{ roles, sentence }: TimelinePair,
	uri: string,
): vscode.DecorationOptions[] {
	return roles.flatMap(({ number, role }) => {
		const place = run.steps[number - 1]?.place;
		if (place?.uri !== uri) return [];
		const hoverMessage = new vscode.MarkdownString().appendText(`Step ${number} ${role}: ${sentence}`);
		return [{ range: client.protocol2CodeConverter.asRange(place.range), hoverMessage }];
	});
}

/**
 * The lines from where the window opens to where it closes, if both stand in this file: in the scenario, or in one
 * function of the model.
 */
function lines(run: TimelineRun, { from, to }: TimelinePair, uri: string): vscode.Range[] {
	const [opens, closes] = [run.steps[from - 1], run.steps[to - 1]];
	if (opens === undefined || closes === undefined || from === to) return [];
	return [
		[opens.scenarioPlace, closes.scenarioPlace],
		[opens.place, closes.place],
	].flatMap(([start, end]) => {
		if (start?.uri !== uri || end?.uri !== uri || start.range.start.line > end.range.end.line) return [];
		return [new vscode.Range(start.range.start.line, 0, end.range.end.line, 0)];
	});
}
