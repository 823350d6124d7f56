/**
 * Why a scenario is safe, in the text: behind each lock, re-check and wait what happens without it, in the scenario and
 * in the files of the kernel model.
 *
 * What is shown belongs to the text as it was asked about, and says of which scenario: with the next edit, when it is
 * asked for again, or by a command, it goes.
 */
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { whySafeCommand } from "../../language-server/src/lsp/protocol/client";
import { type Detail, type DetailsParams, detailsRequest } from "../../language-server/src/lsp/protocol/details";
import type { Location } from "../../language-server/src/lsp/protocol/location";
import { askAtLength } from "./ask-at-length";

const clearCommand = "raceline.clearWhySafe";

type PlacedDetail = Detail & { readonly place: Location };

export function registerWhySafe(client: BaseLanguageClient): vscode.Disposable {
	const note = vscode.window.createTextEditorDecorationType({
		after: { margin: "0 0 0 2em", color: new vscode.ThemeColor("editorCodeLens.foreground") },
		isWholeLine: true,
	});
	let shown: { readonly about: string; readonly scenario: string; readonly details: readonly PlacedDetail[] } | undefined;
	const show = () => {
		for (const editor of vscode.window.visibleTextEditors) {
			if (editor.document.languageId !== "raceline") continue;
			const uri = client.code2ProtocolConverter.asUri(editor.document.uri);
			editor.setDecorations(note, shown ? decorations(client, uri, shown.scenario, shown.details) : []);
		}
	};
	const showOf = (now: typeof shown) => {
		shown = now;
		void vscode.commands.executeCommand("setContext", "raceline.showsWhySafe", now !== undefined);
		show();
	};
	const clear = () => showOf(undefined);
	return vscode.Disposable.from(
		note,
		vscode.commands.registerCommand(whySafeCommand, async (uri?: string, position?: Location["range"]["start"]) => {
			const editor = vscode.window.activeTextEditor;
			const textDocument = { uri: uri ?? (editor && client.code2ProtocolConverter.asUri(editor.document.uri)) ?? "" };
			const at = position ?? (editor && client.code2ProtocolConverter.asPosition(editor.selection.active)) ?? { line: 0, character: 0 };
			const about = `${textDocument.uri} ${at.line}`;
			if (shown?.about === about) return clear();
			const params: DetailsParams = { textDocument, position: at, kind: "whySafe" };
			const found = await askAtLength(client, detailsRequest, params, vscode.l10n.t("Leaving out each lock, re-check and wait"));
			if (!found) return;
			const details = found.lines.filter((line): line is PlacedDetail => line.place !== undefined);
			showOf({ about, scenario: found.scenario, details });
			const [title] = found.lines;
			if (details.length === 0) void vscode.window.showInformationMessage(`${found.scenario}: ${title?.text}`);
			else await pickPlace(client, found.scenario, title?.text ?? "", details);
		}),
		vscode.commands.registerCommand(clearCommand, clear),
		vscode.workspace.onDidChangeTextDocument(({ document }) => {
			if (shown && document.languageId === "raceline") clear();
		}),
		vscode.window.onDidChangeVisibleTextEditors(show),
	);
}

/** Lists what was found; what is chosen is shown. */
async function pickPlace(client: BaseLanguageClient, scenario: string, title: string, details: readonly PlacedDetail[]): Promise<void> {
	const items = details.map((detail) => ({
		label: detail.label,
		description: placeText(detail.place),
		detail: sentence(detail),
		place: detail.place,
	}));
	const picked = await vscode.window.showQuickPick(items, { title: scenario, placeHolder: title, matchOnDetail: true });
	if (picked === undefined) return;
	const selection = client.protocol2CodeConverter.asRange(picked.place.range);
	await vscode.window.showTextDocument(client.protocol2CodeConverter.asUri(picked.place.uri), { selection, preview: true });
}

function decorations(
	client: BaseLanguageClient,
	uri: string,
	scenario: string,
	details: readonly PlacedDetail[],
): vscode.DecorationOptions[] {
	return details
		.filter(({ place }) => place.uri === uri)
		.map((detail) => ({
			range: lineOf(client.protocol2CodeConverter.asPosition(detail.place.range.start)),
			hoverMessage: explanation(scenario, detail),
			renderOptions: { after: { contentText: `${sentence(detail)} (${scenario})` } },
		}));
}

/** With a way to get rid of all of them. */
function explanation(scenario: string, detail: PlacedDetail): vscode.MarkdownString {
	const message = new vscode.MarkdownString().appendText(`${scenario}: ${sentence(detail)}`);
	message.isTrusted = { enabledCommands: [clearCommand] };
	return message.appendMarkdown(`\n\n[${vscode.l10n.t("Clear these notes")}](command:${clearCommand})`);
}

/** What takes several lines is told of behind the first. */
function lineOf({ line }: vscode.Position): vscode.Range {
	return new vscode.Range(line, 0, line, Number.MAX_SAFE_INTEGER);
}

/** What nothing misses comes with no more than what it is. */
function sentence({ text, need }: Detail): string {
	return need === "unneeded" ? vscode.l10n.t("nothing misses this {0}", text) : text;
}

function placeText({ uri, range }: Location): string {
	return `${decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1))}:${range.start.line + 1}`;
}
