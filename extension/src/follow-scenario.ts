/**
 * Which scenario's run is followed into the files of the kernel model: its steps, values and racing pair are shown
 * there. It is the one in which the cursor was last, and another one can be chosen.
 */
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { followScenarioCommand } from "../../language-server/src/lsp/protocol/client";
import { type Followable, followableRequest, followRequest } from "../../language-server/src/lsp/protocol/follow";
import { ask } from "./requests";

/** `followed` is told what was chosen. */
export function registerFollowScenario(client: BaseLanguageClient, followed: (chosen: Followable) => void): vscode.Disposable {
	return vscode.commands.registerCommand(followScenarioCommand, async () => {
		const editor = vscode.window.activeTextEditor;
		if (editor === undefined) return;
		const uri = client.code2ProtocolConverter.asUri(editor.document.uri);
		const found = await ask(client, followableRequest, { textDocument: { uri } }).catch(() => []);
		const items = found.map((chosen) => ({
			label: chosen.scenario,
			description: vscode.l10n.t("{0} steps here", chosen.steps),
			detail: chosen.verdict,
			chosen,
		}));
		const placeHolder =
			items.length === 0 ? vscode.l10n.t("No run of an open scenario passes this file.") : vscode.l10n.t("Whose run is shown here?");
		const picked = await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true });
		if (picked === undefined) return;
		await ask(client, followRequest, { textDocument: picked.chosen.textDocument, position: picked.chosen.position }).catch(() => null);
		followed(picked.chosen);
	});
}
