/** *New Scenario…*: a document with a scenario to be filled in, without a folder, in a browser as well. */
import * as vscode from "vscode";

/** A snippet as the manifest contributes it. */
interface Snippet {
	readonly description: string;
	/** True for whole scenarios: the classic shapes of a race. */
	readonly isFileTemplate?: boolean;
	readonly body: readonly string[];
}

/** Registers the command; with the name of a template as its argument it does not ask. */
export function registerNewScenario(extensionUri: vscode.Uri): vscode.Disposable {
	return vscode.commands.registerCommand("raceline.newScenario", async (name?: string) => {
		const templates = await readTemplates(extensionUri);
		const template = typeof name === "string" ? templates.get(name) : await pick(templates);
		if (template === undefined) return;
		const document = await vscode.workspace.openTextDocument({ language: "raceline" });
		const editor = await vscode.window.showTextDocument(document);
		await editor.insertSnippet(new vscode.SnippetString(`${template.body.join("\n")}\n`));
	});
}

async function readTemplates(extensionUri: vscode.Uri): Promise<ReadonlyMap<string, Snippet>> {
	const content = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, "grammars", "snippets.json"));
	const snippets: Record<string, Snippet> = JSON.parse(new TextDecoder().decode(content));
	return new Map(Object.entries(snippets).filter(([, { isFileTemplate }]) => isFileTemplate));
}

async function pick(templates: ReadonlyMap<string, Snippet>): Promise<Snippet | undefined> {
	const items = [...templates].map(([label, snippet]) => ({ label, detail: snippet.description, snippet }));
	const chosen = await vscode.window.showQuickPick(items, {
		title: vscode.l10n.t("New scenario"),
		placeHolder: vscode.l10n.t("What races?"),
		matchOnDetail: true,
	});
	return chosen?.snippet;
}
