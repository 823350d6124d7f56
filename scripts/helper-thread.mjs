// @ts-check
/** The thread that helps the benchmarks' searches: the same that the search worker starts. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { root } from "./bootstrap.mjs";

/**
 * Starts it.
 * @param {typeof import("../language-server/src/ports/helper").helperThread} helperThread as it is bundled with the
 * search
 */
export async function startHelper(helperThread) {
	const { build } = await import("esbuild");
	const outfile = join(root, ".build", "checker-thread.cjs");
	const entryPoints = ["language-server/src/main/checker.node.ts"];
	await build({ absWorkingDir: root, entryPoints, bundle: true, platform: "node", format: "cjs", outfile, logLevel: "warning" });
	const worker = new Worker(outfile, { workerData: "helper" });
	return { thread: helperThread((work) => worker.postMessage(work)), end: () => worker.terminate() };
}
