/**
 * Decides which searches run, and keeps what they found.
 *
 * Invariants: no search runs on this thread, all go through the port; what runs is always something that is still wanted: a search that no
 * longer is gets cancelled; what was found for a key is found for ever, so that an edit which changes no meaning starts nothing.
 */
import type { Limits, Observations, SearchResult } from "../../checker/result";
import type { TransitionSystem } from "../../system/transition-system";
import type { Progress } from "./snapshot";

/** A running search. */
export interface Search {
	readonly result: Promise<SearchResult>;
	readonly observations: Promise<Observations>;
	cancel(): void;
}

/** What the coordinator needs of a host: something that searches elsewhere. */
export interface Searcher {
	check(
		system: TransitionSystem,
		limits: Limits,
		onProgress: (progress: Progress) => void,
		onFound: (result: SearchResult) => void,
	): Search;
}

/** A search that is wanted. Equal keys mean equal systems and limits. */
export interface CheckRequest {
	readonly key: string;
	/** What it is called in messages. */
	readonly name: string;
	readonly system: TransitionSystem;
	readonly limits: Limits;
	/** False when the verdict is enough: nobody looks at the values in between. */
	readonly observe: boolean;
}

/** What is known about a key. */
export interface CheckEntry {
	readonly result: SearchResult | undefined;
	readonly observations: Observations | undefined;
	/** Why the search broke down; it is not tried again. */
	readonly failure: string | undefined;
	/** True when nothing more will be found out: false between the verdict and the observations. */
	readonly settled: boolean;
}

/** What the coordinator tells: that something was found for a key, or that its search has come further. */
export interface CheckListener {
	found(key: string): void;
	progressed(key: string): void;
}

interface Running {
	readonly request: CheckRequest;
	readonly search: Search;
	progress: Progress;
	/** What it has found by now, while it goes on. */
	interim: SearchResult | undefined;
}

/** How many results are kept that nobody wants now. */
const KEPT = 256;
const STARTED: Progress = { states: 0, milliseconds: 0 };

export class CheckCoordinator {
	/** In the order of last use, oldest first. */
	private readonly entries = new Map<string, CheckEntry>();
	private wanted: ReadonlyMap<string, CheckRequest> = new Map();
	private queue: readonly CheckRequest[] = [];
	private readonly running = new Map<string, Running>();

	/** `width` searches run at a time. */
	constructor(
		private readonly searcher: Searcher,
		private readonly listener: CheckListener,
		private readonly width = 1,
	) {}

	/**
	 * Says all that is wanted from now on, most urgent first. What is known already starts nothing; what runs and is not wanted any more
	 * is cancelled. With `more` to come it is cancelled only where something else waits. True when something waits or runs now, or did.
	 */
	want(requests: Iterable<CheckRequest>, more = false): boolean {
		const busy = this.queue.length + this.running.size > 0;
		const wanted = new Map<string, CheckRequest>();
		for (const request of requests)
			wanted.set(request.key, { ...request, observe: request.observe || (wanted.get(request.key)?.observe ?? false) });
		const open = [...wanted.values()].filter((request) => !this.isSatisfied(request) && !this.running.has(request.key));
		if (!more || open.length > 0) {
			for (const [key, running] of this.running) {
				if (wanted.has(key)) continue;
				this.running.delete(key);
				running.search.cancel();
			}
		}
		this.wanted = wanted;
		// Observations that an edit interrupted are gathered again, when there is nothing better to do.
		this.queue = [...open.filter(({ key }) => !this.entries.has(key)), ...open.filter(({ key }) => this.entries.has(key))];
		this.start();
		return busy || this.running.size > 0;
	}

	private isSatisfied({ key, observe }: CheckRequest): boolean {
		const entry = this.entries.get(key);
		return entry !== undefined && (entry.settled || !observe);
	}

	/** What is known about a key. */
	entry(key: string): CheckEntry | undefined {
		const entry = this.entries.get(key);
		if (entry) this.keep(key, entry);
		return entry;
	}

	/** How far the search for a key has come; undefined when it has answered or none is wanted. */
	progress(key: string): Progress | undefined {
		if (this.entries.has(key)) return undefined;
		return this.running.get(key)?.progress ?? (this.queue.some((request) => request.key === key) ? STARTED : undefined);
	}

	/** What the running search for a key has found by now; undefined when it has answered, or nothing was found. */
	interim(key: string): SearchResult | undefined {
		return this.entries.has(key) ? undefined : this.running.get(key)?.interim;
	}

	/** The searches that have not answered yet, those that run first. */
	pending(): readonly CheckRequest[] {
		return [...[...this.running.values()].map(({ request }) => request), ...this.queue].filter(({ key }) => !this.entries.has(key));
	}

	/** Ends every search that has not answered; each counts as one that was cancelled, until its system or the limits change. */
	cancelPending(): void {
		const keys = this.pending().map(({ key }) => key);
		this.queue = this.queue.filter(({ key }) => !keys.includes(key));
		for (const key of keys) {
			const running = this.running.get(key);
			this.running.delete(key);
			running?.search.cancel();
			this.keep(key, { result: cancelled(running?.progress ?? STARTED), observations: undefined, failure: undefined, settled: true });
		}
		this.start();
		for (const key of keys) this.listener.found(key);
	}

	private start(): void {
		while (this.running.size < this.width && this.queue.length > 0) {
			const [request, ...rest] = this.queue;
			this.queue = rest;
			this.run(request);
		}
	}

	private run(request: CheckRequest): void {
		const { key } = request;
		const search = this.searcher.check(
			request.system,
			request.limits,
			(progress) => {
				running.progress = progress;
				if (current()) this.listener.progressed(key);
			},
			(result) => {
				running.interim = result;
				if (current()) this.listener.found(key);
			},
		);
		const running: Running = { request, search, progress: STARTED, interim: undefined };
		this.running.set(key, running);
		/** Answers of a search that has been given up are dropped. */
		const current = (): boolean => this.running.get(key) === running;
		const found = (entry: CheckEntry): void => {
			this.keep(key, entry);
			this.listener.found(key);
		};
		const end = (): void => {
			this.running.delete(key);
			this.start();
		};
		const answered = search.result.then(
			(result) => {
				if (!current()) return;
				if (request.observe) return found({ result, observations: undefined, failure: undefined, settled: false });
				search.cancel();
				end();
				found({ result, observations: undefined, failure: undefined, settled: false });
			},
			(error: unknown) => {
				const failure = error instanceof Error ? error.message : String(error);
				if (current()) found({ result: undefined, observations: undefined, failure, settled: true });
			},
		);
		// Without observations there is less to show on hover; why a search broke down is told by its result.
		const observed = search.observations.catch(() => undefined);
		void Promise.all([answered, observed]).then(([, observations]) => {
			if (!current()) return;
			const entry = this.entries.get(key);
			if (entry && !entry.settled) found({ ...entry, observations, settled: true });
			end();
		});
	}

	private keep(key: string, entry: CheckEntry): void {
		this.entries.delete(key);
		this.entries.set(key, entry);
		for (const oldest of this.entries.keys()) {
			if (this.entries.size <= KEPT + this.wanted.size) break;
			if (!this.wanted.has(oldest)) this.entries.delete(oldest);
		}
	}
}

function cancelled({ states, milliseconds }: Progress): SearchResult {
	return { complete: false, limit: "cancelled", states, transitions: 0, depth: 0, milliseconds, violations: [], hangs: [] };
}
