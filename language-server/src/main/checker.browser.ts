/** The search worker as a web worker. */
import { WorkerLoop } from "../checker/worker-loop";
import type { WorkerRequest } from "../checker/worker-protocol";

const scope = self as unknown as DedicatedWorkerGlobalScope;
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
});

scope.onmessage = (event: MessageEvent<WorkerRequest>) => loop.receive(event.data);
