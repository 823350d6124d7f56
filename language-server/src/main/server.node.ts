/** The language server as a process that speaks over standard input and output (`--stdio`) or with its parent (`--node-ipc`). */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import kernelModel from "kernel-model";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { Gatekeeper } from "../lsp/gatekeeper";
import { startServer } from "../lsp/server";
import { nodeChecker } from "../ports/node/checker";
import { nodeFiles } from "../ports/node/files";
import { raceFiles } from "../ports/race-files";

const files = nodeFiles(process.cwd());
const kernelFolder = join(__dirname, "kernel");

startServer(createConnection(ProposedFeatures.all, { messageStrategy: new Gatekeeper() }), {
	kernelModel,
	kernelFolder: existsSync(kernelFolder) ? `${pathToFileURL(kernelFolder)}/` : undefined,
	processors: availableParallelism(),
	checker: () => nodeChecker(join(__dirname, "checker.node.cjs")),
	readFile: (uri, folders) => files.read(uri, folders),
	listFiles: async (folder) => (await raceFiles(folder, files)).files,
});
