import * as vscode from "vscode";
import { xmlText } from "../../language-server/src/base/escape";

/**
 * The page of a panel: it may run the one script and use the one style sheet that it is shipped with, both called
 * `NAME.browser`, and load nothing else. It speaks the language of the editor.
 */
export function webviewPage(
	webview: vscode.Webview,
	dist: vscode.Uri,
	{ title, name }: { readonly title: string; readonly name: string },
): string {
	const translations = vscode.l10n.bundle;
	const nonce = crypto.randomUUID();
	const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
	const resource = (extension: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, `${name}.browser.${extension}`)).toString();
	return `<!DOCTYPE html>
<html lang="${translations ? vscode.env.language : "en"}">
<head>
	<meta charset="UTF-8">
	<meta http-equiv="Content-Security-Policy" content="${policy}">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<title>${title}</title>
	<link rel="stylesheet" href="${resource("css")}">
</head>
<body>
	<div id="panel"${translations ? ` data-translations="${xmlText(JSON.stringify(translations))}"` : ""}></div>
	<script nonce="${nonce}" src="${resource("js")}"></script>
</body>
</html>`;
}
