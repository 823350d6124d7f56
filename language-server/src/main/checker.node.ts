/** The search worker as a worker thread. */
import { parentPort } from "node:worker_threads";
import { WorkerLoop } from "../checker/worker-loop";
import type { WorkerRequest } from "../checker/worker-protocol";

const loop = new WorkerLoop({
	now: () => performance.now(),
	post: (answer) => parentPort?.postMessage(answer),
	breathe: () => new Promise((resolve) => setImmediate(resolve)),
});

parentPort?.on("message", (request: WorkerRequest) => loop.receive(request));
