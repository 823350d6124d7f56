/** Diagnostics that clients pull, of open documents and of the workspace, and the report of the command line. */
import {
	type CancellationToken,
	type Diagnostic,
	DocumentDiagnosticReportKind,
	DocumentDiagnosticRequest,
	type WorkspaceDiagnosticReportPartialResult,
	WorkspaceDiagnosticRequest,
} from "vscode-languageserver";
import { documentReport } from "../../service/diagnostics/document-report";
import { searched, smallLimits } from "../../service/diagnostics/unopened";
import type { Snapshot } from "../../service/workspace/snapshot";
import type { ServerContext } from "../context";
import type { Dispatcher } from "../dispatcher";
import { reportRequest } from "../protocol/report";

export function answerDiagnostics(dispatcher: Dispatcher, server: ServerContext): void {
	const { connection, checks, diagnostics, refresh, workspaceDiagnostics } = server;

	dispatcher.answer(
		DocumentDiagnosticRequest.type,
		{ kind: DocumentDiagnosticReportKind.Full, items: [] },
		({ textDocument: { uri }, previousResultId }, token) => diagnostics.pull(uri, previousResultId, token, refresh.diagnostics),
	);
	dispatcher.answer(WorkspaceDiagnosticRequest.type, { items: [] }, (params, token) => {
		const { previousResultIds, workDoneToken, partialResultToken } = params;
		const partial = partialResultToken !== undefined && {
			report: (part: WorkspaceDiagnosticReportPartialResult) =>
				void connection.sendProgress(WorkspaceDiagnosticRequest.partialResult, partialResultToken, part),
		};
		const progress = connection.window.attachWorkDoneProgress(workDoneToken);
		return workspaceDiagnostics.report(previousResultIds, token, progress, partial || undefined);
	});
	dispatcher.answer(reportRequest, null, async ({ textDocument: { uri }, folder, before }, token) => {
		const snapshot = (await checks.final(uri, token))?.snapshot ?? (await searchedUnopened(server, uri, token));
		const nameOf = (file: string) => decodeURI(file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file);
		return snapshot ? documentReport(snapshot, nameOf, before) : null;
	});
}

type ForUnopened = Omit<ServerContext, "workspaceDiagnostics">;

/** A file that is not open, with what its scenarios do; undefined where there is none. */
async function searchedUnopened(server: ForUnopened, uri: string, token: CancellationToken): Promise<Snapshot | undefined> {
	const snapshot = await unopened(server, uri);
	const { limits } = await server.settings.ofUnopened(uri);
	return snapshot && (await searched(snapshot, (system) => server.searches.result(system, limits, token)));
}

function unopened({ client, workspace }: ForUnopened, uri: string): Promise<Snapshot | undefined> {
	// Where nobody says when files change they are read again.
	if (!client.watchFiles) workspace.fileChanged(uri);
	return workspace.unopened(uri);
}

/**
 * Of a file that is not open: of its text, and where the settings say so of what its scenarios do within small limits.
 */
export async function unopenedDiagnostics(server: ForUnopened, uri: string, token: CancellationToken): Promise<Diagnostic[] | undefined> {
	const { documents, settings, checks, diagnostics, searches } = server;
	const snapshot = await unopened(server, uri);
	if (snapshot === undefined) return undefined;
	const { limits, checksWorkspace } = await settings.ofUnopened(uri);
	const small = smallLimits(limits);
	const known = !checksWorkspace
		? snapshot
		: await searched(snapshot, async (system) => {
				// What is open is searched first.
				await checks.untilIdle(token);
				return searches.result(system, small, token);
			});
	const found = diagnostics.of(known);
	documents.forget(uri);
	return found;
}
