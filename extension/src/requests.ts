/** The requests that Raceline adds to the protocol, as the extension sends and answers them. */
import { type CancellationToken, CancellationTokenSource } from "vscode";
import type { BaseLanguageClient, Disposable } from "vscode-languageclient";
import type { Request } from "../../language-server/src/lsp/protocol/message";

/** Asks the server. Rejects where it answers with an error, and while it does not run. */
export function ask<Params, Result>(
	client: BaseLanguageClient,
	{ method }: Request<Params, Result>,
	params: Params,
	// An undefined one would be sent as a second parameter, which the server refuses.
	token: CancellationToken = new CancellationTokenSource().token,
): Promise<Result> {
	return client.sendRequest<Result>(method, params, token);
}

/** Answers a request of the server. */
export function onRequest<Params, Result>(
	client: BaseLanguageClient,
	{ method }: Request<Params, Result>,
	answer: (params: Params) => Promise<Result>,
): Disposable {
	return client.onRequest<unknown, unknown>(method, answer);
}
