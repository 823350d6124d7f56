/** Accepting a call from completion shows what it takes, as typing its bracket does. */
import * as vscode from "vscode";
import type { CompletionMiddleware } from "vscode-languageclient";

export const callHelp: CompletionMiddleware = {
	provideCompletionItem: async (document, position, context, token, next) => {
		const found = await next(document, position, context, token);
		for (const item of Array.isArray(found) ? found : (found?.items ?? [])) {
			const takesArguments = item.insertText instanceof vscode.SnippetString && item.insertText.value.includes("(${");
			if (item.kind === vscode.CompletionItemKind.Function && takesArguments)
				item.command = { command: "editor.action.triggerParameterHints", title: "" };
		}
		return found;
	},
};
