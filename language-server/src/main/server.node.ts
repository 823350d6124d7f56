/**
 * The language server as a process that speaks over standard input and output (`--stdio`) or with its parent
 * (`--node-ipc`).
 */
import { Console } from "node:console";
import { existsSync } from "node:fs";
import * as nodeModule from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import kernelModel from "kernel-model";
import { createConnection, IPCMessageReader, IPCMessageWriter, ProposedFeatures, StreamMessageWriter } from "vscode-languageserver/node";
import { Gatekeeper } from "../lsp/gatekeeper";
import { startServer } from "../lsp/server";
import { StreamReader } from "../lsp/stream-reader";
import { type Channel, parseError, strictChannel } from "../lsp/strict-channel";
import { nodeChecker } from "../ports/node/checker";
import { nodeFiles } from "../ports/node/files";
import { raceFiles } from "../ports/race-files";

const gatekeeper = new Gatekeeper();

/** By then the server has run what it runs at each start, in milliseconds. */
const COMPILED_BY_THEN = 10_000;

/** Ends with the client. */
function end(): void {
	process.exit(gatekeeper.isShutDown ? 0 : 1);
}

function standardStreams(): Channel {
	// The standard output is the client's.
	globalThis.console = new Console(process.stderr);
	process.stdin.on("end", end).on("close", end).on("error", end);
	const writer = new StreamMessageWriter(process.stdout);
	const reader = new StreamReader(process.stdin, {
		malformed: (problem) => void writer.write(parseError(problem)).catch(() => {}),
		broken: (problem) => {
			process.stderr.write(`raceline-language-server: ${problem}\n`);
			const leave = (): void => process.exit(1);
			writer.write(parseError(problem)).then(leave, leave);
		},
	});
	return { reader, writer };
}

function parentProcess(): Channel {
	process.on("disconnect", end);
	return { reader: new IPCMessageReader(process), writer: new IPCMessageWriter(process) };
}

/** What the command line says that the client is reached by. */
function channel(): Channel {
	if (process.argv.includes("--node-ipc") && process.send !== undefined) return parentProcess();
	if (process.argv.includes("--stdio")) return standardStreams();
	process.stderr.write("raceline-language-server: an editor starts it with --stdio, or as a child of its own process with --node-ipc\n");
	process.exit(2);
}

const files = nodeFiles(process.cwd());
const kernelFolder = join(__dirname, "kernel");
const { reader, writer } = strictChannel(channel());

startServer(createConnection(ProposedFeatures.all, reader, writer, { messageStrategy: gatekeeper }), {
	kernelModel,
	kernelFolder: existsSync(kernelFolder) ? `${pathToFileURL(kernelFolder)}/` : undefined,
	processors: availableParallelism(),
	checker: () => nodeChecker(join(__dirname, "checker.node.cjs")),
	readFile: (uri, folders) => files.read(uri, folders),
	listFiles: async (folder) => (await raceFiles(folder, files)).files,
});

/**
 * Where Node is told to keep what it has compiled, it does so at the end of the process, which an editor that is closed
 * does not always wait for. The next start is quicker by it.
 */
const { flushCompileCache } = nodeModule as { readonly flushCompileCache?: () => void };
if (flushCompileCache) setTimeout(flushCompileCache, COMPILED_BY_THEN).unref();
