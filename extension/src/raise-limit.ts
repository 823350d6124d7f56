/** Where searches are given more room: the settings that limit them. */
import * as vscode from "vscode";
import { raiseLimitCommand } from "../../language-server/src/lsp/protocol/client";

export function registerRaiseLimit(): vscode.Disposable {
	return vscode.commands.registerCommand(raiseLimitCommand, () =>
		vscode.commands.executeCommand("workbench.action.openSettings", "raceline.check.max"),
	);
}
