/**
 * The checker port over one worker, of whichever kind the host has: kept warm, started again when it does not answer.
 */
import type { Observations, SearchOptions, SearchResult } from "../checker/result";
import type { TransitionSystem } from "../system/transition-system";
import type { Check, CheckerPort, TimedProgress } from "./checker-port";
import type { WorkerAnswer, WorkerRequest } from "./worker-protocol";

/** A worker as this module needs it. */
export interface WorkerHandle {
	post(request: WorkerRequest): void;
	/** Ends it, whatever it is doing. */
	terminate(): void;
}

export interface WorkerFactory {
	/**
	 * Starts a worker; `onAnswer` gets its messages, `onDeath` is called when it breaks down, and told whether that was
	 * for lack of memory.
	 */
	start(onAnswer: (answer: WorkerAnswer) => void, onDeath: (reason: string, outOfMemory?: boolean) => void): WorkerHandle;
	/** Calls back after some milliseconds; gives what takes it back. */
	later(milliseconds: number, callback: () => void): () => void;
}

/** How long a cancelled search may go on before its worker is ended. */
const PATIENCE_MILLISECONDS = 500;

interface Open {
	readonly request: Extract<WorkerRequest, { kind: "check" }>;
	readonly onProgress: (progress: TimedProgress) => void;
	readonly onFound: (result: SearchResult) => void;
	readonly result: Settler<SearchResult>;
	readonly observations: Settler<Observations>;
	/** What its search has found by now. */
	found: Partial<SearchResult>;
	cancelled: boolean;
	forget: () => void;
}

interface Settler<T> {
	readonly promise: Promise<T>;
	resolve(value: T): void;
	reject(reason: Error): void;
}

export class WorkerChecker implements CheckerPort {
	private worker: WorkerHandle | undefined;
	/** In the order of their requests: the worker is busy with the first. */
	private readonly open = new Map<number, Open>();
	private nextId = 1;

	constructor(private readonly factory: WorkerFactory) {}

	warmUp(): void {
		this.running().post({ kind: "warmUp" });
	}

	check(
		system: TransitionSystem,
		options: SearchOptions,
		onProgress: (progress: TimedProgress) => void,
		onFound: (result: SearchResult) => void = () => {},
	): Check {
		const id = this.nextId++;
		const request = { kind: "check", id, system, options } as const;
		const entry: Open = {
			request,
			onProgress,
			onFound,
			result: settler(),
			observations: settler(),
			found: {},
			cancelled: false,
			forget: () => {},
		};
		// Who does not ask for them need not handle that they do not come.
		entry.observations.promise.catch(() => {});
		this.open.set(id, entry);
		this.running().post(request);
		return { result: entry.result.promise, observations: entry.observations.promise, cancel: () => this.cancel(id) };
	}

	dispose(): void {
		this.worker?.terminate();
		this.worker = undefined;
		for (const id of [...this.open.keys()]) this.giveUp(id);
	}

	private running(): WorkerHandle {
		this.worker ??= this.factory.start(
			(answer) => this.receive(answer),
			(reason, outOfMemory) => (outOfMemory ? this.ranOutOfMemory() : this.died(reason)),
		);
		return this.worker;
	}

	private cancel(id: number): void {
		const entry = this.open.get(id);
		if (!entry || entry.cancelled) return;
		entry.cancelled = true;
		this.worker?.post({ kind: "cancel", id });
		entry.forget = this.factory.later(PATIENCE_MILLISECONDS, () => this.restartWithout(id));
	}

	/** The worker does not listen: ends it, and begins the other searches again in a new one. */
	private restartWithout(id: number): void {
		this.giveUp(id);
		this.worker?.terminate();
		this.worker = undefined;
		for (const entry of this.open.values()) this.running().post(entry.request);
	}

	private giveUp(id: number): void {
		const entry = this.open.get(id);
		if (!entry) return;
		this.close(id, entry);
		entry.result.resolve(nothingFound("cancelled"));
		entry.observations.reject(new Error("the search was cancelled"));
	}

	/**
	 * The host ended the worker because it took too much: the search that it was busy with has reached a limit, the
	 * others begin again in a new one.
	 */
	private ranOutOfMemory(): void {
		this.worker = undefined;
		const [busy] = this.open;
		if (busy === undefined) return;
		const [id, entry] = busy;
		this.close(id, entry);
		entry.result.resolve(entry.cancelled ? nothingFound("cancelled") : { ...nothingFound("memory"), ...entry.found });
		entry.observations.reject(new Error("there is no memory for it"));
		for (const other of this.open.values()) this.running().post(other.request);
	}

	private died(reason: string): void {
		this.worker = undefined;
		for (const [id, entry] of [...this.open]) {
			this.close(id, entry);
			entry.result.reject(new Error(reason));
			entry.observations.reject(new Error(reason));
		}
	}

	private close(id: number, entry: Open): void {
		entry.forget();
		this.open.delete(id);
	}

	private receive(answer: WorkerAnswer): void {
		const entry = this.open.get(answer.id);
		if (!entry) return;
		switch (answer.kind) {
			case "progress":
				entry.found = { ...entry.found, states: answer.states, milliseconds: answer.milliseconds };
				return entry.onProgress(answer);
			case "found":
				entry.found = { ...entry.found, violations: answer.result.violations };
				if (!entry.cancelled) entry.onFound(answer.result);
				return;
			case "result":
				entry.result.resolve(answer.result);
				if (answer.result.limit === "cancelled") entry.observations.reject(new Error("the search was cancelled"));
				else if (entry.request.options.observations === false) entry.observations.reject(new Error("no observations were asked for"));
				else return;
				return this.close(answer.id, entry);
			case "observations":
				if (answer.observations) entry.observations.resolve(answer.observations);
				else entry.observations.reject(new Error("the search was cancelled"));
				return this.close(answer.id, entry);
			case "failed":
				entry.result.reject(new Error(answer.message));
				entry.observations.reject(new Error(answer.message));
				return this.close(answer.id, entry);
		}
	}
}

function nothingFound(limit: SearchResult["limit"]): SearchResult {
	return { complete: false, limit, states: 0, transitions: 0, depth: 0, milliseconds: 0, violations: [], hangs: [] };
}

function settler<T>(): Settler<T> {
	let resolve: (value: T) => void = () => {};
	let reject: (reason: Error) => void = () => {};
	const promise = new Promise<T>((yes, no) => {
		resolve = yes;
		reject = no;
	});
	return { promise, resolve: (value) => resolve(value), reject: (reason) => reject(reason) };
}
