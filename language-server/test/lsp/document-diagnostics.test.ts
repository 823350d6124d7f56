/** When diagnostics are made for clients that do not pull them. */
import { expect, test } from "vitest";
import type { Connection } from "vscode-languageserver/node";
import { clientSupport } from "../../src/lsp/capabilities";
import type { CheckLoop } from "../../src/lsp/check-loop";
import { Dispatcher } from "../../src/lsp/dispatcher";
import { DocumentDiagnostics } from "../../src/lsp/document-diagnostics";
import { OpenDocuments } from "../../src/lsp/open-documents";
import { TestWorkspace, uri } from "../service/open-source";

test("a message of the client is dealt with before anything is compiled for the diagnostics that it asks for", async () => {
	const { workspace } = new TestWorkspace();
	const documents = new OpenDocuments(workspace, "utf-16");
	const happened: string[] = [];
	const sent = new Promise<void>((resolve) => {
		const connection = {
			sendDiagnostics: async ({ version }: { version: number }) => {
				happened.push(`sent ${version}`);
				resolve();
			},
		} as unknown as Connection;
		const checks = {
			settled: async () => {
				happened.push("compiled");
				return documents.view(uri);
			},
		} as unknown as CheckLoop;
		const dispatcher = new Dispatcher(connection, () => undefined);
		const diagnostics = new DocumentDiagnostics(connection, dispatcher, clientSupport({}), documents, checks);
		documents.opened(uri, "");
		workspace.setText(uri, 1, "scenario s { task t { unknown(); } }");
		diagnostics.push(uri);
		workspace.setText(uri, 2, "scenario s { task t { unknown(1); } }");
		diagnostics.push(uri);
		happened.push("dealt with");
	});
	await sent;
	expect(happened).toEqual(["dealt with", "compiled", "sent 2"]);
});
