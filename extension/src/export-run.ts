/** A losing run for others to read: to the clipboard for a commit message, or as a document or a picture. */
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { type ExplainFormat, type ExplainParams, type ExplainResult, explainRequest } from "../../language-server/src/lsp/protocol/explain";
import { ask } from "./requests";

interface Format extends vscode.QuickPickItem {
	readonly format: ExplainFormat;
	/** The language of the document that is opened; undefined for what is saved as a file. */
	readonly language: string | undefined;
}

export function registerExportRun(client: BaseLanguageClient): vscode.Disposable {
	return vscode.Disposable.from(
		vscode.commands.registerCommand("raceline.copyChangelogDiagram", async () => {
			const found = await explain(client, "changelog");
			if (found === undefined) return;
			await vscode.env.clipboard.writeText(found.text);
			vscode.window.setStatusBarMessage(vscode.l10n.t("Diagram copied"), 3000);
		}),
		vscode.commands.registerCommand("raceline.exportRun", async () => {
			const picked = await vscode.window.showQuickPick(formats(), { placeHolder: vscode.l10n.t("Export the run as…") });
			const found = picked && (await explain(client, picked.format));
			if (!picked || found === undefined) return;
			if (picked.language === undefined) return save(found, picked.format);
			const document = await vscode.workspace.openTextDocument({ content: found.text, language: picked.language });
			await vscode.window.showTextDocument(document);
		}),
	);
}

function formats(): readonly Format[] {
	return [
		{
			format: "changelog",
			language: "plaintext",
			label: vscode.l10n.t("Changelog Diagram"),
			detail: vscode.l10n.t("Columns of at most 75 characters, for a commit message"),
		},
		{
			format: "markdown",
			language: "markdown",
			label: "Markdown",
			detail: vscode.l10n.t("What happens, and the run with its numbered steps"),
		},
		{ format: "mermaid", language: "plaintext", label: "Mermaid", detail: vscode.l10n.t("A sequence diagram for pages that draw them") },
		{ format: "json", language: "json", label: "JSON", detail: vscode.l10n.t("The whole run for a program, as raceline check writes it") },
		{ format: "svg", language: undefined, label: "SVG", detail: vscode.l10n.t("A picture, saved as a file") },
	];
}

/** The run of the scenario at the cursor; undefined after a message where there is none. */
async function explain(client: BaseLanguageClient, format: ExplainFormat): Promise<ExplainResult | undefined> {
	const editor = vscode.window.activeTextEditor;
	if (editor?.document.languageId !== "raceline") {
		void vscode.window.showInformationMessage(vscode.l10n.t("Put the cursor into a scenario of a .race file."));
		return undefined;
	}
	const params: ExplainParams = {
		textDocument: { uri: client.code2ProtocolConverter.asUri(editor.document.uri) },
		position: client.code2ProtocolConverter.asPosition(editor.selection.active),
		format,
	};
	const location = vscode.ProgressLocation.Window;
	return await vscode.window.withProgress({ location, title: vscode.l10n.t("Looking for the run") }, async () => {
		try {
			return await ask(client, explainRequest, params);
		} catch (error) {
			void vscode.window.showInformationMessage(error instanceof Error ? error.message : String(error));
			return undefined;
		}
	});
}

async function save({ scenario, text }: ExplainResult, extension: string): Promise<void> {
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
	const name = `${scenario}.${extension}`;
	const target = await vscode.window.showSaveDialog({
		defaultUri: folder ? vscode.Uri.joinPath(folder, name) : vscode.Uri.file(`/${name}`),
		filters: { [extension.toUpperCase()]: [extension] },
	});
	if (target) await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
}
