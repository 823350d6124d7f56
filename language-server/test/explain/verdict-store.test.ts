import { describe, expect, test } from "vitest";
import type { Observations, SearchOptions, SearchResult, Violation } from "../../src/checker/result";
import { REDUCE_ABOVE, searchNow } from "../../src/checker/search";
import { VerdictStore } from "../../src/explain/verdict/verdict-store";
import { canonicalKey } from "../../src/system/canonical-key";
import { compileSource } from "../compile-source";

const safe: SearchResult = { complete: true, states: 3, transitions: 2, depth: 2, milliseconds: 1, violations: [], hangs: [] };
const cut: SearchResult = { ...safe, complete: false, limit: "states" };
const nothing: Observations = { values: [] };

function found(result: SearchResult, observations?: Observations) {
	return { result, observations, settled: observations !== undefined };
}

/** A run of so many states, each of ten numbers. */
function violation(states: number, more: Partial<Violation> = {}): Violation {
	const run = { steps: [], states: Array.from({ length: states }, () => new Array<number>(10).fill(0)), switches: 0 };
	return { failure: 0, witness: [], run, shortest: states, ...more };
}

/** Whether what was found within some limits is an answer within others. */
function answers(result: SearchResult, within: SearchOptions, asked: SearchOptions): boolean {
	const store = new VerdictStore();
	store.keep("key", within, found(result));
	return store.find("key", asked) !== undefined;
}

describe("a result is an answer", () => {
	test("within the limits that it was found in, on however many threads, and for no other system", () => {
		const limits: SearchOptions = { states: 10, milliseconds: 100, bytes: 1000 };
		expect(answers(cut, limits, { ...limits })).toBe(true);
		expect(answers(cut, limits, { ...limits, threads: 2, observations: false })).toBe(true);
		const store = new VerdictStore();
		store.keep("key", limits, found(cut));
		expect(store.find("other", limits)).toBeUndefined();
	});

	test("within larger limits only when it is of every interleaving", () => {
		expect(answers(safe, { states: 10 }, { states: 20 })).toBe(true);
		expect(answers(safe, { states: 10, milliseconds: 100 }, { states: 10 })).toBe(true);
		expect(answers(cut, { states: 10 }, { states: 20 })).toBe(false);
		expect(answers({ ...cut, limit: "time" }, { milliseconds: 10 }, {})).toBe(false);
	});

	test("never within smaller limits, in which nothing may be found", () => {
		expect(answers(safe, { states: 20 }, { states: 10 })).toBe(false);
		expect(answers(safe, {}, { milliseconds: 10 })).toBe(false);
		expect(answers(safe, { states: 10, bytes: 20 }, { states: 20, bytes: 10 })).toBe(false);
	});

	test("within larger limits not where a limit kept it from the shortest run", () => {
		const best = { ...safe, violations: [violation(3)] };
		expect(answers(best, { bytes: 10 }, { bytes: 20 })).toBe(true);
		expect(answers({ ...safe, violations: [violation(3, { first: true })] }, { bytes: 10 }, { bytes: 20 })).toBe(false);
		expect(answers({ ...safe, violations: [violation(0, { untraced: true })] }, { bytes: 10 }, { bytes: 20 })).toBe(false);
	});

	test("to any question when it is small; a large one to its own, for what it tells depends on that", () => {
		const question = { race: true, properties: [] };
		const large = { ...safe, states: REDUCE_ABOVE + 1 };
		expect(answers(safe, {}, { question })).toBe(true);
		expect(answers(safe, { question }, {})).toBe(true);
		expect(answers(large, {}, { question })).toBe(false);
		expect(answers(large, { question }, { question: { ...question } })).toBe(true);
		expect(answers({ ...cut, decided: true }, { question }, {})).toBe(false);
	});

	test("of its own way to search alone", () => {
		expect(answers(safe, {}, { reductions: "none" })).toBe(false);
		expect(answers(safe, {}, { reductions: "all" })).toBe(true);
		expect(answers(safe, {}, { bitstate: true })).toBe(false);
		expect(answers({ ...cut, bitstate: { coverage: 1 } }, { bitstate: true }, {})).toBe(false);
	});

	test("never when it was cancelled, or is of a search that goes on", () => {
		expect(answers({ ...cut, limit: "cancelled" }, {}, {})).toBe(false);
		expect(answers({ ...cut, interim: true }, {}, {})).toBe(false);
	});
});

describe("a system is searched", () => {
	const system = compileSource("scenario a { int 0..3 n; task t { n = 1; } property zero = n == 0; }");
	const sameElsewhere = compileSource("scenario b { int 0..3 m; task u { m = 1; } property none = m == 0; }".replace("none", "zero"));

	test("once, however it is called, by those who ask one after the other and at a time", async () => {
		const store = new VerdictStore();
		let searches = 0;
		const search = store.through(async (asked) => {
			searches++;
			return searchNow(asked).result;
		}, {});
		expect(canonicalKey(sameElsewhere)).toBe(canonicalKey(system));
		const [first, second] = await Promise.all([search(system), search(sameElsewhere)]);
		expect(second).toBe(first);
		expect(await search(system)).toBe(first);
		expect(searches).toBe(1);
	});

	test("again by those who waited for a search that is cancelled, breaks down or does not answer", async () => {
		const store = new VerdictStore();
		const answers = [
			Promise.resolve<SearchResult>({ ...cut, limit: "cancelled" }),
			Promise.reject<SearchResult>(new Error("broken")),
			Promise.resolve(cut),
			Promise.resolve(safe),
		];
		let begun = 0;
		const ask = (states: number) => store.search(system, { states }, () => answers[begun++]).catch(({ message }: Error) => message);
		const all = await Promise.all([ask(1), ask(1), ask(1), ask(2), ask(2), ask(1)]);
		expect(all.map((one) => (typeof one === "string" ? one : (one.limit ?? "whole")))).toEqual([
			"cancelled",
			"broken",
			"states",
			"whole",
			"whole",
			"states",
		]);
		expect(begun).toBe(4);
	});
});

describe("a store is bounded", () => {
	test("of what nobody wants goes first what was not asked for longest", () => {
		const store = new VerdictStore({ runs: 600, observed: 10 });
		const keep = (key: string) => store.keep(key, {}, found({ ...safe, violations: [violation(10)] }));
		for (const key of ["a", "b", "c"]) keep(key);
		store.find("a", {});
		keep("d");
		keep("e");
		expect(["a", "b", "c", "d", "e"].filter((key) => store.find(key, {}) !== undefined)).toEqual(["a", "d", "e"]);
	});

	test("what is wanted stays, and goes when it is not wanted any more", () => {
		const store = new VerdictStore({ runs: 200, observed: 10 });
		store.want(new Set(["a", "b"]));
		for (const key of ["a", "b", "c"]) store.keep(key, {}, found({ ...safe, violations: [violation(10)] }));
		expect(["a", "b", "c"].filter((key) => store.find(key, {}) !== undefined)).toEqual(["a", "b"]);
		store.want(new Set(["b"]));
		expect(["a", "b"].filter((key) => store.find(key, {}) !== undefined)).toEqual(["b"]);
	});

	test("observations go before results", () => {
		const store = new VerdictStore({ runs: 10_000, observed: 1 });
		store.keep("a", {}, found(safe, nothing));
		store.keep("b", {}, found(safe, nothing));
		expect(store.find("a", {})).toMatchObject({ result: safe, observations: undefined, settled: false });
		expect(store.find("b", {})).toMatchObject({ result: safe, observations: nothing, settled: true });
	});
});
