/**
 * What a search worker does: one search at a time, in slices short enough that a cancellation is noticed at once.
 *
 * Invariant: every `check` is answered by one `result` or `failed`, and a `result` that was not cancelled by one
 * `observations` or `failed` if observations are wanted.
 */

import type { SearchOptions, SearchResult, Violation } from "../checker/result";
import { explore, type FinishedSearch, observeAll } from "../checker/search";
import type { SearchProgress } from "../checker/search-progress";
import type { TransitionSystem } from "../system/transition-system";
import type { TimedProgress } from "./checker-port";
import { warmUp } from "./warm-up";
import type { WorkerHost, WorkerRequest } from "./worker-protocol";

/** How long a slice may take before messages are looked at. */
const SLICE_MILLISECONDS = 12;
/** How often progress is told. */
const PROGRESS_MILLISECONDS = 100;

export class WorkerLoop {
	private readonly cancelled = new Set<number>();
	/** Checks that have been asked for and not been answered. */
	private readonly open = new Set<number>();
	private last: Promise<void> = Promise.resolve();

	constructor(private readonly host: WorkerHost) {}

	/** Takes a message; searches are run in the order of their requests. */
	receive(request: WorkerRequest): void {
		switch (request.kind) {
			case "cancel":
				if (this.open.has(request.id)) this.cancelled.add(request.id);
				return;
			case "warmUp":
				// Where there is no memory for that a search will say so.
				this.last = this.last.then(warmUp).catch(() => {});
				return;
			case "check":
				this.open.add(request.id);
				this.last = this.last.then(() => this.check(request.id, request.system, request.options));
		}
	}

	private async check(id: number, system: TransitionSystem, options: SearchOptions): Promise<void> {
		const { host } = this;
		const meter = new Meter(() => host.now());
		let found: FinishedSearch | undefined;
		try {
			const helper = (options.threads ?? 1) > 1 ? host.helper?.() : undefined;
			const search = this.cancelled.has(id) ? undefined : explore(system, options, () => host.now(), { helper });
			let foundBefore: SearchProgress["found"] = [];
			found = await this.inSlices(id, search, (progress) => {
				const { found = [] } = progress;
				if (found !== foundBefore && found.length > 0)
					host.post({ kind: "found", id, result: interimResult(meter, progress.states, found) });
				foundBefore = found;
				const told = meter.read(progress);
				if (told) host.post({ kind: "progress", id, ...told });
			});
			host.post({ kind: "result", id, result: found?.result ?? cancelledResult(meter) });
			if (!found || options.observations === false) return;
			const observations = await this.inSlices(
				id,
				observeAll(found, options, () => host.now()),
			);
			host.post({ kind: "observations", id, observations });
		} catch (error) {
			host.post({ kind: "failed", id, message: error instanceof Error ? error.message : String(error) });
		} finally {
			found?.space.exploration.release?.();
			this.open.delete(id);
			this.cancelled.delete(id);
		}
	}

	/** Runs work to its end, or to its cancellation: then gives nothing. */
	private async inSlices<S, T>(id: number, work: Generator<S, T> | undefined, tell?: (progress: S) => void): Promise<T | undefined> {
		const { host } = this;
		let sliceStarted = host.now();
		for (let slice = work?.next(); slice !== undefined; slice = work?.next()) {
			if (slice.done) return slice.value;
			if (host.now() - sliceStarted < SLICE_MILLISECONDS) continue;
			tell?.(slice.value);
			await host.breathe();
			if (this.cancelled.has(id)) {
				work?.return(undefined as T);
				return undefined;
			}
			sliceStarted = host.now();
		}
		return undefined;
	}
}

/** Measures a search. */
class Meter {
	readonly started: number;
	states = 0;
	private told: number;
	private toldStates = 0;

	constructor(private readonly now: () => number) {
		this.started = this.told = now();
	}

	get milliseconds(): number {
		return this.now() - this.started;
	}

	/** What to tell, when it is time to tell something. */
	read({ states, queued }: SearchProgress): TimedProgress | undefined {
		this.states = states;
		const elapsed = this.now() - this.told;
		if (elapsed < PROGRESS_MILLISECONDS) return undefined;
		const statesPerSecond = Math.round(((states - this.toldStates) * 1000) / elapsed);
		this.told += elapsed;
		this.toldStates = states;
		return { states, queued, milliseconds: this.milliseconds, statesPerSecond };
	}
}

/** What has been found by now. */
function interimResult({ milliseconds }: Meter, states: number, violations: readonly Violation[]): SearchResult {
	return { complete: false, interim: true, states, transitions: 0, depth: 0, milliseconds, violations, hangs: [] };
}

/** Of a search that was cancelled: what it had found is not told. */
function cancelledResult({ states, milliseconds }: Meter): SearchResult {
	return { complete: false, limit: "cancelled", states, transitions: 0, depth: 0, milliseconds, violations: [], hangs: [] };
}
