import * as vscode from "vscode";
import { type BaseLanguageClient, State } from "vscode-languageclient";
import { type StatusParams, statusNotification } from "../../language-server/src/lsp/protocol/verdicts";
import { onNotification } from "./notifications";

/** The language status item: whether the server runs, and what it found in the file that is being looked at. */
export function registerStatus(client: BaseLanguageClient): vscode.Disposable {
	const item = vscode.languages.createLanguageStatusItem("raceline.status", { language: "raceline" });
	item.name = "Raceline";
	const statuses = new Map<string, StatusParams>();

	const show = () => {
		const document = vscode.window.activeTextEditor?.document;
		const status = document && statuses.get(client.code2ProtocolConverter.asUri(document.uri));
		const running = client.state === State.Running;
		item.busy = client.state === State.Starting || (running && (status?.busy ?? false));
		item.severity = client.state === State.Stopped ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
		item.text = running
			? (status?.text ?? "Raceline")
			: client.state === State.Starting
				? vscode.l10n.t("Starting")
				: vscode.l10n.t("Server stopped");
		item.detail = running ? "Raceline" : undefined;
		item.command = running
			? { title: vscode.l10n.t("Show Output"), command: "raceline.showOutput" }
			: { title: vscode.l10n.t("Restart Server"), command: "raceline.restartServer" };
	};
	show();

	return vscode.Disposable.from(
		item,
		onNotification(client, statusNotification, (status) => {
			statuses.set(status.uri, status);
			show();
		}),
		client.onDidChangeState(() => {
			if (client.state !== State.Running) statuses.clear();
			show();
		}),
		vscode.window.onDidChangeActiveTextEditor(show),
		vscode.workspace.onDidCloseTextDocument((document) => statuses.delete(client.code2ProtocolConverter.asUri(document.uri))),
	);
}
