/** The patch matrix of some documents. */
import { ProgressType } from "vscode-languageserver";
import type { ServerContext } from "../context";
import type { Dispatcher } from "../dispatcher";
import type { DocumentView } from "../document-view";
import { type MatrixResult, matrixRequest } from "../protocol/matrix";

/** What a matrix tells as it grows. */
const matrixRows = new ProgressType<MatrixResult>();

export function answerMatrix(dispatcher: Dispatcher, { connection, documents, settings, checks, matrices }: ServerContext): void {
	dispatcher.answerAnyway(matrixRequest, null, async ({ uris, everySet = false, partialResultToken }, token) => {
		const views: DocumentView[] = [];
		for (const uri of uris) {
			const known = documents.view(uri);
			const view = known?.snapshot.complete === false ? await checks.final(uri, token) : known;
			if (view) views.push(view);
		}
		const { limits } = settings.of(uris[0] ?? "");
		return await matrices.make(views, everySet, limits, token, (part) => {
			if (partialResultToken !== undefined) void connection.sendProgress(matrixRows, partialResultToken, part);
		});
	});
}
