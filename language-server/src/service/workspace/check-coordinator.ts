/**
 * Decides which searches run for the open documents. What they find is kept in the store.
 *
 * Invariants: no search runs on this thread, all go through the port; what runs is always something that is still
 * wanted: a search that no longer is gets cancelled; what the store knows already starts nothing, whoever asked for it
 * first.
 */
import type { Limits, Observations, SearchResult } from "../../checker/result";
import type { Found, VerdictStore } from "../../explain/verdict/verdict-store";
import type { TransitionSystem } from "../../system/transition-system";
import { type CheckProgress, NOT_BEGUN } from "./snapshot";

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
		onProgress: (progress: CheckProgress) => void,
		onFound: (result: SearchResult) => void,
	): Search;
}

/** What is asked of a search. */
export interface CheckSubject {
	/** Of the system and the limits: where it is the same these are. */
	readonly key: string;
	/** Of the system alone (`canonicalKey`). */
	readonly systemKey: string;
	readonly limits: Limits;
}

/** A search that is wanted. */
export interface CheckRequest extends CheckSubject {
	/** What it is called in messages. */
	readonly name: string;
	readonly system: TransitionSystem;
	/** False when the verdict is enough: nobody looks at the values in between. */
	readonly observe: boolean;
}

/** What is known about a key. */
export type CheckEntry = (Found & { readonly failure: undefined }) | GivenUp;

/** A search that was ended or broke down; it is not tried again until something else is asked. */
interface GivenUp {
	/** Of one that the user ended. */
	readonly result: SearchResult | undefined;
	readonly observations: undefined;
	/** Why it broke down. */
	readonly failure: string | undefined;
	readonly settled: true;
}

/** What the coordinator tells: that something was found for a key, or that its search has come further. */
export interface CheckListener {
	found(key: string): void;
	progressed(key: string): void;
}

interface Running {
	readonly request: CheckRequest;
	readonly search: Search;
	progress: CheckProgress;
	/** What it has found by now, while it goes on. */
	interim: SearchResult | undefined;
}

/** How many of those that were given up are remembered that nobody wants now. */
const GIVEN_UP = 256;

export class CheckCoordinator {
	/** By key, oldest first. */
	private readonly givenUp = new Map<string, GivenUp>();
	private wanted: ReadonlyMap<string, CheckRequest> = new Map();
	/** By key, most urgent first. */
	private queue = new Map<string, CheckRequest>();
	private readonly running = new Map<string, Running>();

	/** `width` searches run at a time. */
	constructor(
		private readonly searcher: Searcher,
		private readonly store: VerdictStore,
		private readonly listener: CheckListener,
		private readonly width = 1,
	) {}

	/**
	 * Says all that is wanted from now on, most urgent first. What is known already starts nothing; what runs and is
	 * not wanted any more is cancelled. With `more` to come it is cancelled only where something else waits. True when
	 * other searches wait or run than before.
	 */
	want(requests: Iterable<CheckRequest>, more = false): boolean {
		const before = this.open();
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
		this.store.want(new Set([...wanted.values()].map(({ systemKey }) => systemKey)));
		// Observations that an edit interrupted are gathered again, when there is nothing better to do.
		const first = [...open.filter((request) => !this.isKnown(request)), ...open.filter((request) => this.isKnown(request))];
		this.queue = new Map(first.map((request) => [request.key, request]));
		this.start();
		const now = this.open();
		return before.length !== now.length || before.some((key, index) => key !== now[index]);
	}

	/** What runs and what waits. */
	private open(): readonly string[] {
		return [...this.running.keys(), ...this.queue.keys()];
	}

	/** Whether some search has not answered yet. */
	get isBusy(): boolean {
		for (const { request } of this.running.values()) if (!this.isKnown(request)) return true;
		for (const request of this.queue.values()) if (!this.isKnown(request)) return true;
		return false;
	}

	private isSatisfied(request: CheckRequest): boolean {
		const entry = this.entry(request);
		return entry !== undefined && (entry.settled || !request.observe);
	}

	private isKnown(subject: CheckSubject): boolean {
		return this.entry(subject) !== undefined;
	}

	/** What is known about a search. */
	entry({ key, systemKey, limits }: CheckSubject): CheckEntry | undefined {
		const found = this.store.find(systemKey, limits);
		if (found === undefined) return this.givenUp.get(key);
		const { result, observations, settled } = found;
		return { result, observations, failure: undefined, settled };
	}

	/** How far a search has come; undefined when it has answered or is not wanted. */
	progress(subject: CheckSubject): CheckProgress | undefined {
		if (this.isKnown(subject)) return undefined;
		const { key } = subject;
		return this.running.get(key)?.progress ?? (this.queue.has(key) ? NOT_BEGUN : undefined);
	}

	/** What a running search has found by now; undefined when it has answered, or nothing was found. */
	interim(subject: CheckSubject): SearchResult | undefined {
		return this.isKnown(subject) ? undefined : this.running.get(subject.key)?.interim;
	}

	/** The searches that have not answered yet, those that run first. */
	pending(): readonly CheckRequest[] {
		const running = [...this.running.values()].map(({ request }) => request);
		return [...running, ...this.queue.values()].filter((request) => !this.isKnown(request));
	}

	/** A search that was ended or broke down is tried again when it is wanted. */
	tryAgain({ key }: CheckSubject): void {
		this.givenUp.delete(key);
	}

	/**
	 * Ends every search that has not answered; each counts as one that was cancelled, until its system or the limits
	 * change.
	 */
	cancelPending(): void {
		const keys = this.pending().map(({ key }) => key);
		this.queue = new Map([...this.queue].filter(([key]) => !keys.includes(key)));
		for (const key of keys) {
			const running = this.running.get(key);
			this.running.delete(key);
			running?.search.cancel();
			this.giveUp(key, { result: cancelled(running?.progress ?? NOT_BEGUN), observations: undefined, failure: undefined, settled: true });
		}
		this.start();
		for (const key of keys) this.listener.found(key);
	}

	private start(): void {
		while (this.running.size < this.width) {
			const [request] = this.queue.values();
			if (request === undefined) return;
			this.queue.delete(request.key);
			// Someone else may have found it meanwhile.
			if (this.isSatisfied(request)) this.listener.found(request.key);
			else this.run(request);
		}
	}

	private run(request: CheckRequest): void {
		const { key, systemKey, limits } = request;
		const search = this.searcher.check(
			request.system,
			request.limits,
			(progress) => {
				// Each part of a search counts from the start.
				running.progress = { ...progress, states: Math.max(progress.states, running.progress.states) };
				if (current()) this.listener.progressed(key);
			},
			(result) => {
				running.interim = result;
				if (current()) this.listener.found(key);
			},
		);
		const running: Running = { request, search, progress: NOT_BEGUN, interim: undefined };
		this.running.set(key, running);
		/** Answers of a search that has been given up are dropped. */
		const current = (): boolean => this.running.get(key) === running;
		const found = (entry: Found): void => {
			this.store.keep(systemKey, limits, entry);
			this.listener.found(key);
		};
		const end = (): void => {
			this.running.delete(key);
			this.start();
		};
		const answered = search.result.then(
			(result) => {
				if (!current()) return undefined;
				if (!request.observe) {
					search.cancel();
					end();
				}
				found({ result, observations: undefined, settled: false });
				return result;
			},
			(error: unknown) => {
				if (!current()) return undefined;
				const failure = error instanceof Error ? error.message : String(error);
				this.giveUp(key, { result: undefined, observations: undefined, failure, settled: true });
				this.listener.found(key);
				return undefined;
			},
		);
		// Without observations there is less to show on hover; why a search broke down is told by its result.
		const observed = search.observations.catch(() => undefined);
		void Promise.all([answered, observed]).then(([result, observations]) => {
			if (!current()) return;
			if (result) found({ result, observations, settled: true });
			end();
		});
	}

	private giveUp(key: string, entry: GivenUp): void {
		this.givenUp.set(key, entry);
		for (const oldest of this.givenUp.keys()) {
			if (this.givenUp.size <= GIVEN_UP + this.wanted.size) break;
			if (!this.wanted.has(oldest)) this.givenUp.delete(oldest);
		}
	}
}

function cancelled({ states, milliseconds }: CheckProgress): SearchResult {
	return { complete: false, limit: "cancelled", states, transitions: 0, depth: 0, milliseconds, violations: [], hangs: [] };
}
