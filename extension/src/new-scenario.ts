/** *New Scenario…*: a document with a scenario to be filled in, without a folder, in a browser as well. */
import * as vscode from "vscode";
import { type Snippet, snippets } from "../../language-server/src/service/editing/snippets";

export function registerNewScenario(): vscode.Disposable {
	return vscode.commands.registerCommand("raceline.newScenario", async () => {
		const template = await pick(snippets().filter(({ isFileTemplate }) => isFileTemplate));
		if (template === undefined) return;
		const document = await vscode.workspace.openTextDocument({ language: "raceline" });
		const editor = await vscode.window.showTextDocument(document);
		await editor.insertSnippet(new vscode.SnippetString(`${template.body.join("\n")}\n`));
	});
}

async function pick(templates: readonly Snippet[]): Promise<Snippet | undefined> {
	const items = templates.map((template) => ({ label: template.name, detail: template.description, template }));
	const chosen = await vscode.window.showQuickPick(items, {
		title: vscode.l10n.t("New scenario"),
		placeHolder: vscode.l10n.t("What races?"),
		matchOnDetail: true,
	});
	return chosen?.template;
}
