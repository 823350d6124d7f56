// @ts-check
/** The thread that helps the benchmarks' searches: the same that the search worker starts. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { root } from "./bootstrap.mjs";

/**
 * Starts it.
 * @returns {Promise<{ thread: import("../language-server/src/checker/helper").HelperThread, end: () => Promise<number> }>}
 */
export async function startHelper() {
	const { build } = await import("esbuild");
	const outfile = join(root, ".build", "checker-thread.cjs");
	const entryPoints = ["language-server/src/main/checker.node.ts"];
	await build({ absWorkingDir: root, entryPoints, bundle: true, platform: "node", format: "cjs", outfile, logLevel: "warning" });
	const worker = new Worker(outfile, { workerData: "helper" });
	return { thread: { begin: (work) => worker.postMessage(work), leastStates: 1 << 18 }, end: () => worker.terminate() };
}
