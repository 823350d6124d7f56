/** The search worker as a worker thread, and, started by another, one that helps it. */
import { parentPort, Worker, workerData } from "node:worker_threads";
import type { HelperThread, HelperWork } from "../checker/helper";
import { webAssembly } from "../checker/wasm/web-assembly";
import { help, helperThread } from "../ports/helper";
import { WorkerLoop } from "../ports/worker-loop";
import type { WorkerRequest } from "../ports/worker-protocol";

const HELPER = "helper";
let helper: HelperThread | undefined;

/** Starts the helping thread when it is needed for the first time; it ends with this one. */
function startHelper(): HelperThread {
	const thread = new Worker(__filename, { workerData: HELPER });
	// One that breaks down takes no part any more: the search goes on alone, and the next one starts another.
	thread.on("error", () => {
		helper = undefined;
	});
	thread.unref();
	return helperThread((work) => thread.postMessage(work));
}

if (workerData === HELPER) {
	const host = webAssembly();
	parentPort?.on("message", (work: HelperWork) => host && help(work, host));
} else {
	const loop = new WorkerLoop({
		now: () => performance.now(),
		post: (answer) => parentPort?.postMessage(answer),
		breathe: () => new Promise((resolve) => setImmediate(resolve)),
		helper: () => (helper ??= startHelper()),
	});
	parentPort?.on("message", (request: WorkerRequest) => loop.receive(request));
}
