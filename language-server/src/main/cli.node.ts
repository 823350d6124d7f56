/** The command line, `raceline`. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { WriteStream } from "node:tty";
import kernelModel from "kernel-model";
import type { OutputPort } from "../cli/host";
import { run } from "../cli/run";
import { nodeChecker } from "../ports/node/checker";
import { errorReason } from "../ports/node/error-reason";
import { nodeFiles } from "../ports/node/files";

/** The package's version, which the bundler puts here. */
declare const VERSION: string;

function outputTo(stream: WriteStream): OutputPort {
	let failure: NodeJS.ErrnoException | undefined;
	// What is written behind the first failure fails because of that.
	stream.on("error", (error) => {
		failure ??= error;
	});
	return {
		write: (text) => stream.write(text),
		written: async () => {
			await new Promise<void>((resolve) => stream.write("", () => resolve()));
			// Whoever reads may stop reading, as `head` does.
			return failure === undefined || failure.code === "EPIPE" ? undefined : errorReason(failure);
		},
		columns: stream.isTTY ? stream.columns : undefined,
	};
}

const status = run(process.argv.slice(2), {
	files: nodeFiles(process.cwd()),
	kernelModel,
	newChecker: () => nodeChecker(join(__dirname, "checker.node.cjs")),
	out: outputTo(process.stdout),
	err: outputTo(process.stderr),
	version: VERSION,
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
