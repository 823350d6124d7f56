/** The command line, `raceline`. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { WriteStream } from "node:tty";
import kernelModel from "kernel-model";
import type { OutputPort } from "../cli/host";
import { run } from "../cli/run";
import { nodeChecker } from "../ports/node/checker";
import { nodeFiles } from "../ports/node/files";

function outputTo(stream: WriteStream): OutputPort {
	// Whoever reads may stop reading, as `head` does.
	stream.on("error", () => {});
	return { write: (text) => stream.write(text), columns: stream.isTTY ? stream.columns : undefined };
}

const status = run(process.argv.slice(2), {
	files: nodeFiles(process.cwd()),
	kernelModel,
	newChecker: () => nodeChecker(join(__dirname, "checker.node.cjs")),
	out: outputTo(process.stdout),
	err: outputTo(process.stderr),
	version: "0.1.0",
	processors: availableParallelism(),
	noColor: process.env.NO_COLOR,
	forceColor: process.env.FORCE_COLOR,
	onInterrupt(handler) {
		process.once("SIGINT", handler);
		return () => process.off("SIGINT", handler);
	},
});

void status.then((code) => {
	process.exitCode = code;
});
