import { describe, expect, test } from "vitest";
import type { Observations, SearchResult } from "../../src/checker/result";
import { VerdictStore } from "../../src/explain/verdict/verdict-store";
import { CheckCoordinator, type CheckRequest, type Search } from "../../src/service/workspace/check-coordinator";
import type { CheckProgress } from "../../src/service/workspace/snapshot";
import type { TransitionSystem } from "../../src/system/transition-system";

const safe: SearchResult = { complete: true, states: 3, transitions: 2, depth: 2, milliseconds: 1, violations: [], hangs: [] };
const nothing: Observations = { values: [] };
const system: TransitionSystem = { cells: [], lanes: [], properties: [], failures: [] };

/** The systems of the requests, by which the search tells them apart. */
const keys = new Map<TransitionSystem, string>();

function request(key: string): CheckRequest {
	const own = { ...system };
	keys.set(own, key);
	return { key, systemKey: key, name: key, system: own, limits: {}, observe: true };
}

/** Searches that the test answers by hand. */
class Bench {
	readonly events: string[] = [];
	private readonly searches = new Map<
		string,
		{
			result: PromiseWithResolvers<SearchResult>;
			observations: PromiseWithResolvers<Observations>;
			onProgress: (progress: CheckProgress) => void;
			onFound: (result: SearchResult) => void;
		}
	>();
	readonly store = new VerdictStore();
	readonly coordinator = new CheckCoordinator(
		{
			check: (system, _limits, onProgress, onFound): Search => {
				const name = keys.get(system) ?? "";
				this.events.push(`start ${name}`);
				const search = { result: withResolvers<SearchResult>(), observations: withResolvers<Observations>(), onProgress, onFound };
				this.searches.set(name, search);
				return {
					result: search.result.promise,
					observations: search.observations.promise,
					cancel: () => this.events.push(`cancel ${name}`),
				};
			},
		},
		this.store,
		{ found: (key) => this.events.push(`found ${key}`), progressed: (key) => this.events.push(`progressed ${key}`) },
	);

	search(name: string) {
		const search = this.searches.get(name);
		if (search === undefined) throw new Error(`no search for ${name} was begun`);
		return search;
	}

	async answer(name: string): Promise<void> {
		this.search(name).result.resolve(safe);
		await settle();
		this.search(name).observations.resolve(nothing);
		await settle();
	}
}

interface PromiseWithResolvers<T> {
	readonly promise: Promise<T>;
	resolve(value: T): void;
	reject(reason: Error): void;
}

function withResolvers<T>(): PromiseWithResolvers<T> {
	let resolve: (value: T) => void = () => {};
	let reject: (reason: Error) => void = () => {};
	const promise = new Promise<T>((yes, no) => {
		resolve = yes;
		reject = no;
	});
	return { promise, resolve, reject };
}

function settle(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}

describe("what runs", () => {
	test("is one search after the other, the most urgent first", async () => {
		const bench = new Bench();
		bench.coordinator.want([request("a"), request("b")]);
		expect(bench.events).toEqual(["start a"]);
		await bench.answer("a");
		expect(bench.events).toEqual(["start a", "found a", "found a", "start b"]);
	});

	test("goes on when it is still wanted", () => {
		const bench = new Bench();
		bench.coordinator.want([request("a")]);
		bench.coordinator.want([request("b"), request("a")]);
		expect(bench.events).toEqual(["start a"]);
	});

	test("is cancelled when it is not wanted any more, and the next begins", () => {
		const bench = new Bench();
		bench.coordinator.want([request("a")]);
		bench.coordinator.want([request("b")]);
		expect(bench.events).toEqual(["start a", "cancel a", "start b"]);
	});

	test("goes on while more requests are to come, until one of them waits", () => {
		const bench = new Bench();
		bench.coordinator.want([request("a")]);
		bench.coordinator.want([], true);
		expect(bench.events).toEqual(["start a"]);
		bench.coordinator.want([request("b")], true);
		expect(bench.events).toEqual(["start a", "cancel a", "start b"]);
	});

	test("ends with the verdict when nobody wants the values in between", async () => {
		const bench = new Bench();
		bench.coordinator.want([{ ...request("a"), observe: false }, request("b")]);
		bench.search("a").result.resolve(safe);
		await settle();
		expect(bench.events).toEqual(["start a", "cancel a", "start b", "found a"]);
		bench.coordinator.want([{ ...request("a"), observe: false }]);
		expect(bench.events.filter((event) => event === "start a")).toHaveLength(1);
	});

	test("runs again for the values in between when they are wanted later", async () => {
		const bench = new Bench();
		bench.coordinator.want([{ ...request("a"), observe: false }]);
		bench.search("a").result.resolve(safe);
		await settle();
		bench.coordinator.want([{ ...request("a"), observe: false }, request("a")]);
		expect(bench.events.at(-1)).toBe("start a");
		await bench.answer("a");
		expect(bench.coordinator.entry(request("a"))).toMatchObject({ observations: nothing, settled: true });
	});

	test("never is what is known already", async () => {
		const bench = new Bench();
		bench.coordinator.want([request("a")]);
		await bench.answer("a");
		bench.coordinator.want([]);
		bench.coordinator.want([request("a")]);
		expect(bench.events.filter((event) => event === "start a")).toHaveLength(1);
		expect(bench.coordinator.entry(request("a"))).toEqual({ result: safe, observations: nothing, failure: undefined, settled: true });
	});
});

describe("what is known", () => {
	test("does not include what a cancelled search says afterwards", async () => {
		const bench = new Bench();
		bench.coordinator.want([request("a")]);
		bench.coordinator.want([]);
		await bench.answer("a");
		expect(bench.events).toEqual(["start a", "cancel a"]);
		expect(bench.coordinator.entry(request("a"))).toBeUndefined();
	});

	test("is the verdict first and the observations later", async () => {
		const bench = new Bench();
		bench.coordinator.want([request("a")]);
		bench.search("a").result.resolve(safe);
		await settle();
		expect(bench.coordinator.entry(request("a"))).toMatchObject({ result: safe, observations: undefined, settled: false });
		expect(bench.coordinator.progress(request("a"))).toBeUndefined();
		expect(bench.coordinator.pending()).toEqual([]);
	});

	test("has observations in the end that an edit interrupted, when there is nothing better to do", async () => {
		const bench = new Bench();
		bench.coordinator.want([request("a")]);
		bench.search("a").result.resolve(safe);
		await settle();
		bench.coordinator.want([request("b")]);
		bench.coordinator.want([request("a"), request("c")]);
		expect(bench.events.slice(2)).toEqual(["cancel a", "start b", "cancel b", "start c"]);
		await bench.answer("c");
		expect(bench.events.at(-1)).toBe("start a");
		expect(bench.coordinator.progress(request("a"))).toBeUndefined();
	});

	test("is why a search broke down; it is not tried again", async () => {
		const bench = new Bench();
		bench.coordinator.want([request("a")]);
		bench.search("a").result.reject(new Error("no memory"));
		bench.search("a").observations.reject(new Error("no memory"));
		await settle();
		expect(bench.coordinator.entry(request("a"))).toEqual({
			result: undefined,
			observations: undefined,
			failure: "no memory",
			settled: true,
		});
		bench.coordinator.want([request("a")]);
		expect(bench.events).toEqual(["start a", "found a"]);
	});

	test("is what someone else has found: a search that waits for its turn does not begin", async () => {
		const bench = new Bench();
		bench.coordinator.want([request("a"), { ...request("b"), observe: false }]);
		bench.store.keep("b", {}, { result: safe, observations: undefined, settled: false });
		await bench.answer("a");
		expect(bench.events).toEqual(["start a", "found a", "found a", "found b"]);
		expect(bench.coordinator.entry(request("b"))?.result).toBe(safe);
	});
});

describe("progress", () => {
	test("is told of running searches and of waiting ones", () => {
		const bench = new Bench();
		bench.coordinator.want([request("a"), request("b")]);
		bench.search("a").onProgress({ states: 1000, milliseconds: 200 });
		expect(bench.events).toEqual(["start a", "progressed a"]);
		expect(bench.coordinator.progress(request("a"))).toEqual({ states: 1000, milliseconds: 200 });
		expect(bench.coordinator.progress(request("b"))).toEqual({ states: 0, milliseconds: 0 });
		expect(bench.coordinator.pending().map(({ key }) => key)).toEqual(["a", "b"]);
	});

	test("ends when the user cancels: running and waiting searches count as cancelled where they were", () => {
		const bench = new Bench();
		bench.coordinator.want([request("a"), request("b")]);
		bench.search("a").onProgress({ states: 1000, milliseconds: 200 });
		bench.coordinator.cancelPending();
		expect(bench.events.slice(2)).toEqual(["cancel a", "found a", "found b"]);
		expect(bench.coordinator.entry(request("a"))?.result).toMatchObject({ complete: false, limit: "cancelled", states: 1000 });
		expect(bench.coordinator.entry(request("b"))?.result).toMatchObject({ complete: false, limit: "cancelled", states: 0 });
		expect(bench.coordinator.pending()).toEqual([]);
	});
});

test("what a search has found by now is known until it answers, and is not its answer", async () => {
	const bench = new Bench();
	bench.coordinator.want([request("a")]);
	const interim: SearchResult = { ...safe, complete: false, interim: true };
	bench.search("a").onFound(interim);
	expect(bench.events).toEqual(["start a", "found a"]);
	expect(bench.coordinator.interim(request("a"))).toBe(interim);
	expect(bench.coordinator.entry(request("a"))).toBeUndefined();
	expect(bench.coordinator.progress(request("a"))).toBeDefined();
	await bench.answer("a");
	expect(bench.coordinator.interim(request("a"))).toBeUndefined();
	expect(bench.coordinator.entry(request("a"))?.result).toBe(safe);
});
