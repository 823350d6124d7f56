/**
 * All values of what is hovered over, in a list that can be searched, for who wants more than the hover says at first.
 */
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { showValuesCommand } from "../../language-server/src/lsp/protocol/client";
import type { Location } from "../../language-server/src/lsp/protocol/location";
import { type FieldValues, valuesRequest } from "../../language-server/src/lsp/protocol/values";
import { ask } from "./requests";

export function registerAllValues(client: BaseLanguageClient): vscode.Disposable {
	return vscode.commands.registerCommand(showValuesCommand, async (asked?: string, place?: Location["range"]["start"]) => {
		const editor = vscode.window.activeTextEditor;
		const uri = asked ?? (editor && client.code2ProtocolConverter.asUri(editor.document.uri));
		const position = place ?? (editor && client.code2ProtocolConverter.asPosition(editor.selection.active));
		if (uri === undefined || position === undefined) return;
		const found = await ask(client, valuesRequest, { textDocument: { uri }, position }).catch(() => []);
		const items = found.flatMap(({ object, all, rows }): vscode.QuickPickItem[] => [
			{ label: object, kind: vscode.QuickPickItemKind.Separator },
			...rows.map((row) => ({ label: row.name, description: valuesText(row, all) })),
		]);
		const title = found.map(({ object }) => object).join(", ");
		await vscode.window.showQuickPick(items, {
			title,
			placeHolder: vscode.l10n.t("Fields and their values here"),
			matchOnDescription: true,
		});
	});
}

function valuesText({ run, all }: FieldValues, heading: string): string {
	return [...(run === "" ? [] : [vscode.l10n.t("{0} in the run", run)]), ...(all === "" ? [] : [`${heading} ${all}`])].join(" · ");
}
