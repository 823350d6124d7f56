/** Documents that are opened, edited and closed, and what around them changes. */
import {
	DidChangeConfigurationNotification,
	DidChangeTextDocumentNotification,
	DidChangeWatchedFilesNotification,
	DidChangeWorkspaceFoldersNotification,
	DidCloseTextDocumentNotification,
	DidOpenTextDocumentNotification,
} from "vscode-languageserver";
import type { ServerContext } from "../context";
import type { Dispatcher } from "../dispatcher";
import { applyChanges } from "../open-texts";

/** Follows the client's documents. `foldersChanged` is told the folders that are opened and closed. */
export function followDocuments(
	dispatcher: Dispatcher,
	server: ServerContext,
	foldersChanged: (added: readonly string[], removed: readonly string[]) => void,
): void {
	const { workspace, documents, settings, checks, refresh, repairs, workspaceDiagnostics } = server;

	dispatcher.hear(DidOpenTextDocumentNotification.type, ({ textDocument: { uri, version, text } }) => {
		documents.opened(uri, text);
		settings.fetch(uri);
		setText(server, uri, version, text, 0);
	});
	dispatcher.hear(DidChangeTextDocumentNotification.type, ({ textDocument: { uri, version }, contentChanges }) => {
		const { text, edited } = applyChanges(workspace.textOf(uri) ?? "", contentChanges, server.client.encoding);
		setText(server, uri, version, text, edited);
	});
	dispatcher.hear(DidCloseTextDocumentNotification.type, ({ textDocument: { uri } }) => {
		workspace.close(uri);
		repairs.forget(uri);
		documents.closed(uri);
		refresh.closed(uri);
		workspaceDiagnostics.changed();
		server.diagnostics.closed(uri);
		checks.schedule();
	});
	dispatcher.hear(DidChangeWatchedFilesNotification.type, ({ changes }) => {
		const affected = changes.flatMap(({ uri }) => workspace.fileChanged(uri));
		workspaceDiagnostics.changed();
		if (affected.length > 0) othersChanged(server, affected);
	});
	dispatcher.hear(DidChangeWorkspaceFoldersNotification.type, ({ event: { added, removed } }) => {
		foldersChanged(
			added.map(({ uri }) => uri),
			removed.map(({ uri }) => uri),
		);
		workspaceDiagnostics.changed();
		workspace.foldersChanged();
		othersChanged(server, workspace.openDocuments());
	});
	dispatcher.hear(DidChangeConfigurationNotification.type, (params) => settings.clientChanged(params.settings, workspace.openDocuments()));
}

/** Documents look different because of something outside them. */
export function othersChanged({ checks, refresh, diagnostics }: ServerContext, uris: readonly string[]): void {
	checks.schedule();
	refresh.everything();
	for (const uri of uris) diagnostics.push(uri);
}

function setText(server: ServerContext, uri: string, version: number, text: string, edited: number): void {
	const { workspace, documents, checks, repairs, diagnostics } = server;
	repairs.forget(uri);
	const affected = workspace.setText(uri, version, text, edited);
	documents.changed(uri);
	checks.wake();
	checks.scheduleAfterEdit();
	diagnostics.push(uri);
	if (affected.length > 0) othersChanged(server, affected);
}
