/** The language server in a web worker. */
import kernelModel from "kernel-model";
import { BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures } from "vscode-languageserver/browser";
import { Gatekeeper } from "../lsp/gatekeeper";
import { startServer } from "../lsp/server";
import { strictChannel } from "../lsp/strict-channel";
import { browserChecker } from "../ports/browser/checker";

const worker = self as unknown as DedicatedWorkerGlobalScope;

const { reader, writer } = strictChannel({ reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) });
const connection = createConnection(ProposedFeatures.all, reader, writer, { messageStrategy: new Gatekeeper() });

startServer(connection, {
	kernelModel,
	processors: navigator.hardwareConcurrency,
	checker: ({ checkerUrl }) => browserChecker(checkerUrl ?? "checker.browser.js"),
});
