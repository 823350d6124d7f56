/** *Searching for repairs…* among the quick fixes: waits until all have been tried, and shows the quick fixes again. */
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { searchRepairsCommand } from "../../language-server/src/lsp/protocol/client";
import type { Location } from "../../language-server/src/lsp/protocol/location";
import { repairsRequest } from "../../language-server/src/lsp/protocol/repairs";
import { ask } from "./requests";

export function registerSearchRepairs(client: BaseLanguageClient): vscode.Disposable {
	return vscode.commands.registerCommand(searchRepairsCommand, async (uri: string, position: Location["range"]["start"]) => {
		const editor = vscode.window.activeTextEditor;
		const selection = editor?.selection;
		const options = {
			location: vscode.ProgressLocation.Notification,
			cancellable: true,
			title: vscode.l10n.t("Searching for repairs"),
		};
		await vscode.window.withProgress(options, (_, token) =>
			ask(client, repairsRequest, { textDocument: { uri }, position }, token).catch(() => null),
		);
		// Who has gone on elsewhere does not want a menu.
		const isThere = vscode.window.activeTextEditor === editor && selection && editor?.selection.isEqual(selection);
		if (isThere) await vscode.commands.executeCommand("editor.action.quickFix");
	});
}
