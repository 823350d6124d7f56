/** The search worker as a web worker, and, started by another, one that helps it. */
import type { HelperThread, HelperWork } from "../checker/helper";
import { webAssembly } from "../checker/wasm/web-assembly";
import { help, helperThread } from "../ports/helper";
import { WorkerLoop } from "../ports/worker-loop";
import type { WorkerRequest } from "../ports/worker-protocol";

const HELPER = "raceline helper";
const scope = self as unknown as DedicatedWorkerGlobalScope;
let helper: HelperThread | undefined;

/**
 * Starts the helping thread when it is needed for the first time; it ends with this one. Not where memory cannot be
 * shared: a page must be isolated for that.
 */
function startHelper(): HelperThread | undefined {
	if (!scope.crossOriginIsolated || typeof Worker === "undefined") return undefined;
	try {
		const thread = new Worker(scope.location.href, { name: HELPER });
		return helperThread((work) => thread.postMessage(work));
	} catch {
		return undefined;
	}
}

function startLoop(): void {
	const channel = new MessageChannel();
	const waiting: (() => void)[] = [];
	channel.port1.onmessage = () => waiting.shift()?.();
	const loop = new WorkerLoop({
		now: () => performance.now(),
		post: (answer) => scope.postMessage(answer),
		// A message to oneself comes after those that have arrived already, and unlike a timer without delay.
		breathe: () =>
			new Promise((resolve) => {
				waiting.push(resolve);
				channel.port2.postMessage(undefined);
			}),
		helper: () => (helper ??= startHelper()),
	});
	scope.onmessage = (event: MessageEvent<WorkerRequest>) => loop.receive(event.data);
}

if (scope.name === HELPER) {
	const host = webAssembly();
	scope.onmessage = (event: MessageEvent<HelperWork>) => host && help(event.data, host);
} else startLoop();
