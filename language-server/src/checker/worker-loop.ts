/** What a search worker does: one search at a time, in slices short enough that a cancellation is noticed at once. */
import type { TransitionSystem } from "../compiler/transition-system";
import { observe } from "./observations";
import type { Limits, SearchResult } from "./result";
import { explore, type Progress } from "./search";
import type { WorkerHost, WorkerRequest } from "./worker-protocol";

/** How long a slice may take before messages are looked at, in milliseconds. */
const SLICE_MILLISECONDS = 12;
const PROGRESS_MILLISECONDS = 100;

export class WorkerLoop {
	private readonly cancelled = new Set<number>();
	private last: Promise<void> = Promise.resolve();

	constructor(private readonly host: WorkerHost) {}

	/** Takes a message; searches are run in the order of their requests. */
	receive(request: WorkerRequest): void {
		if (request.kind === "cancel") this.cancelled.add(request.id);
		else this.last = this.last.then(() => this.check(request.id, request.system, request.limits));
	}

	private async check(id: number, system: TransitionSystem, limits: Limits): Promise<void> {
		const { host } = this;
		try {
			if (this.cancelled.has(id)) {
				host.post({ kind: "result", id, result: cancelledResult() });
				return;
			}
			const started = host.now();
			const tell = (progress: Progress): void =>
				host.post({ kind: "progress", id, states: progress.states, milliseconds: host.now() - started });
			const found = await this.inSlices(
				id,
				explore(system, limits, () => host.now()),
				tell,
			);
			host.post({ kind: "result", id, result: found?.result ?? cancelledResult() });
			if (!found) return;
			const observations = await this.inSlices(id, observe(found.space), () => {});
			host.post({ kind: "observations", id, observations });
		} catch (error) {
			host.post({ kind: "failed", id, message: error instanceof Error ? error.message : String(error) });
		} finally {
			this.cancelled.delete(id);
		}
	}

	/** Runs work to its end, or to its cancellation: then gives nothing. */
	private async inSlices<T>(id: number, work: Generator<Progress, T>, tell: (progress: Progress) => void): Promise<T | undefined> {
		const { host } = this;
		let sliceStarted = host.now();
		let told = sliceStarted;
		for (;;) {
			const slice = work.next();
			if (slice.done) return slice.value;
			const now = host.now();
			if (now - sliceStarted < SLICE_MILLISECONDS) continue;
			if (now - told >= PROGRESS_MILLISECONDS) {
				told = now;
				tell(slice.value);
			}
			await host.breathe();
			if (this.cancelled.has(id)) return undefined;
			sliceStarted = host.now();
		}
	}
}

/** Of a search that was cancelled: what it had found is not told. */
function cancelledResult(): SearchResult {
	return { complete: false, limit: "cancelled", states: 0, transitions: 0, depth: 0, milliseconds: 0, violations: [], hangs: [] };
}
