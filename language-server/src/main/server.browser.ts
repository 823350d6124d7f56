/** The language server in a web worker. */
import kernelModel from "kernel-model";
import { BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures } from "vscode-languageserver/browser";
import { Gatekeeper } from "../lsp/gatekeeper";
import { startServer } from "../lsp/server";
import { browserChecker } from "../ports/browser/checker";

const worker = self as unknown as DedicatedWorkerGlobalScope;

const connection = createConnection(ProposedFeatures.all, new BrowserMessageReader(worker), new BrowserMessageWriter(worker), {
	messageStrategy: new Gatekeeper(),
});

startServer(connection, {
	kernelModel,
	processors: navigator.hardwareConcurrency,
	checker: ({ checkerUrl }) => browserChecker(checkerUrl ?? "checker.browser.js"),
});
