/** Which documents are scenarios of their own: the server is told of no others, and no others are tested. */
import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient";
import { kernelScheme } from "../../language-server/src/base/kernel-uri";

/**
 * What can be edited, lies in the workspace, or is a file of the kernel model. An earlier version of a file, as the
 * editor shows it beside the present one (of git, of a review, of the disk), is none: its problems and tests would be
 * told as if it were a second file.
 */
export function isScenarioDocument({ languageId, uri }: vscode.TextDocument): boolean {
	if (languageId !== "raceline") return false;
	if (uri.scheme === "untitled" || uri.scheme === kernelScheme) return true;
	return vscode.workspace.getWorkspaceFolder(uri) !== undefined || vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true;
}

/** Keeps other documents from the server. */
export const onlyScenarios: Middleware = {
	didOpen: async (document, next) => {
		if (isScenarioDocument(document)) await next(document);
	},
	didChange: async (event, next) => {
		if (isScenarioDocument(event.document)) await next(event);
	},
	didSave: async (document, next) => {
		if (isScenarioDocument(document)) await next(document);
	},
	didClose: async (document, next) => {
		if (isScenarioDocument(document)) await next(document);
	},
	provideDiagnostics: async (document, previous, token, next) => {
		const isOther = "uri" in document && !isScenarioDocument(document);
		return isOther ? { kind: "full" as never, items: [] } : next(document, previous, token);
	},
};
