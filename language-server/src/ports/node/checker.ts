import { Worker } from "node:worker_threads";
import type { CheckerPort } from "../checker-port";
import { WorkerChecker } from "../worker-checker";
import type { WorkerAnswer } from "../worker-protocol";

/** The checker in a worker thread; `script` is the path of its bundle. */
export function nodeChecker(script: string): CheckerPort {
	return new WorkerChecker({
		start: (onAnswer, onDeath) => {
			const worker = new Worker(script);
			let ended = false;
			worker.on("message", (answer: WorkerAnswer) => onAnswer(answer));
			worker.on("error", (error: NodeJS.ErrnoException) => onDeath(error.message, error.code === "ERR_WORKER_OUT_OF_MEMORY"));
			worker.on("exit", (code) => {
				if (!ended) onDeath(`the search ended with code ${code}`);
			});
			return {
				post: (request) => worker.postMessage(request),
				terminate: () => {
					ended = true;
					void worker.terminate();
				},
			};
		},
		later: (milliseconds, callback) => {
			const timer = setTimeout(callback, milliseconds);
			return () => clearTimeout(timer);
		},
	});
}
