/** *Paste as Scenario Code*: C functions in the clipboard, with the structs that they use declared. */
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { scenarioCodeRequest } from "../../language-server/src/lsp/protocol/code";
import { ask } from "./requests";

export function registerPasteCode(client: BaseLanguageClient): vscode.Disposable {
	return vscode.commands.registerTextEditorCommand("raceline.pasteCode", async (editor) => {
		const code = await vscode.env.clipboard.readText();
		if (code.trim() === "") return void vscode.window.showInformationMessage(vscode.l10n.t("The clipboard holds no text."));
		const { document, options, selection } = editor;
		const { version } = document;
		const result = await ask(client, scenarioCodeRequest, {
			textDocument: { uri: client.code2ProtocolConverter.asUri(document.uri) },
			position: client.code2ProtocolConverter.asPosition(selection.active),
			code,
			...(options.insertSpaces === true && typeof options.tabSize === "number" && { spaces: options.tabSize }),
		}).catch(() => null);
		if (result === null || document.version !== version) return;
		const range = client.protocol2CodeConverter.asRange(result.range);
		if (!(await editor.edit((edit) => edit.replace(range, result.newText)))) return;
		const start = result.newText.search(/\S/);
		const at = document.positionAt(document.offsetAt(range.start) + Math.max(0, start));
		editor.selection = new vscode.Selection(at, at);
		editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
		if (result.told.length > 0) void vscode.window.showInformationMessage(result.told.join(" "));
	});
}
