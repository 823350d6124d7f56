/**
 * What searches have found: the one memory for whoever asks what comes of a system within some limits.
 *
 * Invariants: a system is known by what it means (`canonicalKey`), not by who asks; a result answers for its own limits
 * and question, and for others only where these would find the same, so that no answer depends on what was asked
 * before; what was cancelled or broke down is not kept, and so is tried again. What is wanted now stays; of the rest
 * goes first what was not asked for longest.
 */
import type { Observations, SearchOptions, SearchResult } from "../../checker/result";
import { REDUCE_ABOVE } from "../../checker/search";
import { canonicalKey } from "../../system/canonical-key";
import type { TransitionSystem } from "../../system/transition-system";
import type { Search } from "./check-scenario";

/** What is known of a system within some limits. */
export interface Found {
	readonly result: SearchResult;
	readonly observations: Observations | undefined;
	/** False when there may be observations that nobody has gathered yet. */
	readonly settled: boolean;
}

interface Known extends Found {
	readonly options: SearchOptions;
}

/** How much is kept of what nobody wants now. */
export interface StoreCapacity {
	/** Numbers in the states of runs. */
	readonly runs: number;
	/** Systems with their observations, which are large. */
	readonly observed: number;
}

const CAPACITY: StoreCapacity = { runs: 1 << 23, observed: 256 };

/** What a result takes beside its runs, in the same unit. */
const RESULT_SIZE = 64;

export class VerdictStore {
	/** By key, in the order of last use, oldest first. */
	private readonly known = new Map<string, readonly Known[]>();
	private size = 0;
	private observed = 0;
	private readonly running = new Map<string, Promise<SearchResult>>();
	private wanted: ReadonlySet<string> = new Set();

	constructor(private readonly capacity: StoreCapacity = CAPACITY) {}

	/** What is known of the system with this key, as far as it answers for these limits and this question. */
	find(key: string, options: SearchOptions): Found | undefined {
		const all = this.known.get(key);
		const found = all?.find((one) => isSame(one.options, options)) ?? all?.find((one) => answers(one, options));
		if (all && found) {
			this.known.delete(key);
			this.known.set(key, all);
		}
		return found;
	}

	/** Keeps what a search has found; a cancelled one has found nothing. */
	keep(key: string, options: SearchOptions, found: Found): void {
		if (found.result.limit === "cancelled" || found.result.interim) return;
		const before = this.known.get(key) ?? [];
		const others = before.filter((one) => !isSame(one.options, options));
		this.replace(key, [...others, { ...found, options }]);
		this.makeRoom();
	}

	/** Says which keys are wanted from now on: what is known of them is not dropped. */
	want(keys: ReadonlySet<string>): void {
		this.wanted = keys;
		this.makeRoom();
	}

	/**
	 * What a search finds that `begin` starts, unless that is known. Whoever asks about a system that is being searched
	 * waits for that search, and begins another one when it does not answer.
	 */
	async search(system: TransitionSystem, options: SearchOptions, begin: () => Promise<SearchResult>): Promise<SearchResult> {
		const key = canonicalKey(system);
		for (;;) {
			const known = this.find(key, options);
			if (known) return known.result;
			const running = this.running.get(key);
			if (running === undefined) break;
			await running.catch(() => {});
		}
		const begun = begin();
		this.running.set(key, begun);
		try {
			const result = await begun;
			this.keep(key, options, { result, observations: undefined, settled: false });
			return result;
		} finally {
			if (this.running.get(key) === begun) this.running.delete(key);
		}
	}

	/** A search within some limits that looks here first, and keeps what it finds here. */
	through(search: Search, limits: SearchOptions): Search {
		return (system, asked) => this.search(system, { ...limits, question: asked?.question }, () => search(system, asked));
	}

	private makeRoom(): void {
		if (this.size <= this.capacity.runs && this.observed <= this.capacity.observed) return;
		for (const [key, all] of this.known) {
			if (this.wanted.has(key)) continue;
			if (this.size > this.capacity.runs) this.replace(key, []);
			else if (this.observed > this.capacity.observed) this.replace(key, all.map(withoutObservations), false);
			else return;
		}
	}

	/**
	 * Puts something in the place of what is known of a key: as what was used last, unless it is to stay where it is.
	 */
	private replace(key: string, now: readonly Known[], used = true): void {
		const before = this.known.get(key) ?? [];
		this.size += sizeOf(now) - sizeOf(before);
		this.observed += observedIn(now) - observedIn(before);
		if (used) this.known.delete(key);
		if (now.length > 0) this.known.set(key, now);
	}
}

/** Whether a search with these options finds the same as one with those; on how many threads makes no difference. */
function isSame(a: SearchOptions, b: SearchOptions): boolean {
	return a === b || (isSameWay(a, b) && isSameQuestion(a, b) && LIMITS.every((limit) => a[limit] === b[limit]));
}

/** Whether what is known of a search would be found with other options too. */
function answers({ options, result }: Known, asked: SearchOptions): boolean {
	if (!isSameWay(options, asked) || !isWhole(result)) return false;
	const larger = LIMITS.every((limit) => (asked[limit] ?? Number.POSITIVE_INFINITY) >= (options[limit] ?? Number.POSITIVE_INFINITY));
	// Without a limit in its way a search finds the same in whatever limits.
	return larger && (LIMITS.every((limit) => options[limit] === asked[limit]) || hasBestRuns(result));
}

const LIMITS = ["states", "milliseconds", "bytes"] as const;

function isSameWay(a: SearchOptions, b: SearchOptions): boolean {
	return (a.reductions ?? "all") === (b.reductions ?? "all") && (a.bitstate ?? false) === (b.bitstate ?? false);
}

function isSameQuestion({ question: a }: SearchOptions, { question: b }: SearchOptions): boolean {
	return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/**
 * Everything was explored, and no more than any search explores whatever it is asked. How a larger one ends depends on
 * the question and on the memory that it has.
 */
function isWhole({ complete, reduced, states }: SearchResult): boolean {
	return complete && !reduced && states <= REDUCE_ABOVE;
}

/** No limit ended the search for a run, or for how others go on behind a hang. */
function hasBestRuns({ violations, hangs }: SearchResult): boolean {
	const best = ({ untraced, first }: { readonly untraced?: true; readonly first?: true }): boolean => !untraced && !first;
	return violations.every(best) && hangs.every((hang) => best(hang) && hang.cycle !== undefined);
}

function sizeOf(known: readonly Known[]): number {
	const numbers = (states: readonly (readonly number[])[]): number => states.length * (states.at(0)?.length ?? 0);
	return known.reduce((sum, { result: { violations, hangs, dataRaces = [] } }) => {
		const runs = [...violations, ...hangs, ...dataRaces].map(({ run }) => numbers(run.states));
		const cycles = hangs.map(({ cycle }) => numbers(cycle?.states ?? []));
		return [...runs, ...cycles].reduce((a, b) => a + b, sum + RESULT_SIZE);
	}, 0);
}

function observedIn(known: readonly Known[]): number {
	return known.filter(({ observations }) => observations !== undefined).length;
}

/** Then they are not known to be all that can be gathered. */
function withoutObservations({ options, result }: Known): Known {
	return { options, result, observations: undefined, settled: false };
}
