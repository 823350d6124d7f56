import type { CheckerPort } from "../checker-port";
import { WorkerChecker } from "../worker-checker";
import type { WorkerAnswer } from "../worker-protocol";

/**
 * The checker in a web worker; `script` is the URL of its bundle, which may lie at another origin: a worker can only
 * be made from the page's own, so it is made from a blob that loads the bundle.
 */
export function browserChecker(script: string): CheckerPort {
	return new WorkerChecker({
		start: (onAnswer, onDeath) => {
			const loader = URL.createObjectURL(new Blob([`importScripts(${JSON.stringify(script)});`], { type: "text/javascript" }));
			const worker = new Worker(loader);
			worker.onmessage = (event: MessageEvent<WorkerAnswer>) => onAnswer(event.data);
			worker.onerror = (event) => onDeath(event.message || "the search worker could not be started");
			return {
				post: (request) => worker.postMessage(request),
				terminate: () => {
					worker.terminate();
					URL.revokeObjectURL(loader);
				},
			};
		},
		later: (milliseconds, callback) => {
			const timer = setTimeout(callback, milliseconds);
			return () => clearTimeout(timer);
		},
	});
}
