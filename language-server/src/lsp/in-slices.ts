/** Work that yields between its slices, on a thread that has others to answer. */
import type { CancellationToken } from "vscode-languageserver";

/** So long, in milliseconds, nobody else is answered. */
const SLICE = 8;

/** Runs work to its end. Rejects when it is cancelled. */
export async function inSlices<T>(work: Generator<void, T>, token: CancellationToken): Promise<T> {
	for (;;) {
		const end = Date.now() + SLICE;
		while (Date.now() < end) {
			const { done, value } = work.next();
			if (done) return value;
		}
		await new Promise<void>((resolve) => setTimeout(resolve, 0));
		if (token.isCancellationRequested) throw new CancelledError();
	}
}

/** Nobody waits for it any more. */
export class CancelledError extends Error {
	constructor() {
		super("cancelled");
	}
}
