/** Requests that may take long. */
import * as vscode from "vscode";
import { type BaseLanguageClient, WorkDoneProgress, type WorkDoneProgressReport } from "vscode-languageclient";
import type { Request } from "../../language-server/src/lsp/protocol/message";
import { ask } from "./requests";

/** What is answered sooner, in milliseconds, shows no progress: it would only flash. */
const MOMENT = 400;

/**
 * Asks the server; when it does not answer in a moment its progress is shown under a title, with a way to cancel, which
 * `cancellation` is told. Undefined when it was cancelled or failed.
 */
export async function askAtLength<Params extends { readonly workDoneToken?: string }, Result>(
	client: BaseLanguageClient,
	request: Request<Params, Result>,
	params: Params,
	title: string,
	cancellation = new vscode.CancellationTokenSource(),
): Promise<Result | undefined> {
	const workDoneToken = `raceline ${crypto.randomUUID()}`;
	let last: WorkDoneProgressReport = { kind: "report" };
	let show: (report: WorkDoneProgressReport) => void = () => {};
	const told = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
		if (value.kind !== "report") return;
		last = value;
		show(value);
	});
	const answer = ask(client, request, { ...params, workDoneToken }, cancellation.token).catch(() => undefined);
	const timer = setTimeout(() => {
		const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
		void vscode.window.withProgress(options, async (progress, token) => {
			token.onCancellationRequested(() => cancellation.cancel());
			let shown = 0;
			show = ({ message, percentage = shown }) => {
				progress.report({ message, increment: percentage - shown });
				shown = percentage;
			};
			show(last);
			await answer;
		});
	}, MOMENT);
	try {
		return await answer;
	} finally {
		clearTimeout(timer);
		told.dispose();
	}
}
