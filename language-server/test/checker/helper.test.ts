/** Two threads that explore together, in real worker threads. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runToEnd } from "../../src/base/run-to-end";
import type { HelperThread } from "../../src/checker/helper";
import type { SearchOptions, SearchResult } from "../../src/checker/result";
import { searchNow } from "../../src/checker/search";
import { type Execution, StateSpace } from "../../src/checker/states/state-space";
import { helperThread } from "../../src/ports/helper";
import { nodeChecker } from "../../src/ports/node/checker";
import type { TransitionSystem } from "../../src/system/transition-system";
import { tries } from "../random";
import { modelTexts } from "../samples/sample-files";
import { op, SystemBuilder, store } from "./build-system";
import { compileMember, withConstants } from "./families/measure";
import { arbitrarySystem, countStates } from "./random-systems";
import { arbitraryTasks } from "./random-tasks";

const folder = mkdtempSync(join(tmpdir(), "raceline-helper-"));
const script = join(folder, "checker.cjs");
let thread: Worker;

beforeAll(async () => {
	const entry = join(__dirname, "../../src/main/checker.node.ts");
	await build({ entryPoints: [entry], outfile: script, bundle: true, platform: "node", format: "cjs", logLevel: "error" });
	thread = new Worker(script, { workerData: "helper" });
});
afterAll(async () => {
	await thread.terminate();
	rmSync(folder, { recursive: true });
});

/**
 * A helper that is asked from so many states on and has joined before the search goes on, so that small searches are
 * shared too.
 */
function promptHelper(leastStates: number): HelperThread & { readonly asked: () => number } {
	let asked = 0;
	const prompt = helperThread((work) => {
		asked++;
		const words = new Int32Array(work.memory.buffer);
		const starting = Atomics.load(words, work.control);
		thread.postMessage(work);
		while (Atomics.load(words, work.control) === starting) Atomics.wait(words, work.control, starting, 1);
	}, leastStates);
	return { ...prompt, asked: () => asked };
}

function find(
	system: TransitionSystem,
	helper?: HelperThread,
	execution: Execution = "compiled",
	options: SearchOptions = {},
): Omit<SearchResult, "milliseconds"> {
	const { milliseconds: _, ...result } = searchNow(
		system,
		{ reductions: "none", ...options },
		() => 0,
		execution,
		undefined,
		helper,
	).result;
	return result;
}

function member(file: string, constants: Record<string, number>): TransitionSystem {
	return compileMember(withConstants(readFileSync(join(__dirname, "families", file), "utf8"), constants), modelTexts);
}

describe("two threads find what one finds", () => {
	test.each([
		["peterson.race", { TASKS: 4, LEVELS: 3 }],
		["peterson.race", { TASKS: 4, LEVELS: 2 }],
		["gup-vs-truncate.race", { READERS: 2 }],
		["gup-vs-truncate.race", { READERS: 3 }],
		["shared-lock.race", { TASKS: 5 }],
	])("in %s with %j, as often as it is tried", (file, constants) => {
		const system = member(file, constants);
		const expected = find(system);
		for (const leastStates of [1, 1, 1, 1500, 5000]) {
			const helper = promptHelper(leastStates);
			expect(find(system, helper)).toEqual(expected);
			expect(helper.asked()).toBe(1);
		}
	});

	test.each([
		["of any steps", arbitrarySystem],
		["of tasks", arbitraryTasks],
	])("in any system %s, whatever else a search does once it is larger than a few states", (_, systems) => {
		const done = { helped: 0, reduced: 0, decided: 0 };
		fc.assert(
			fc.property(systems, fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 12 }), (system, reduceAbove, leastStates) => {
				const bounds = { states: 3000 };
				if (countStates(system, bounds.states) === undefined) return;
				const plain = find(system, undefined, undefined, bounds);
				const helper = promptHelper(leastStates);
				const search = (options: SearchOptions) => searchNow(system, options, () => 0, "compiled", reduceAbove, helper).result;
				const all = search({ ...bounds, reductions: "all" });
				const { violations, hangs } = plain;
				expect(all).toMatchObject(all.reduced ? { complete: true, violations, hangs } : plain);
				if (all.reduced) expect([violations, hangs]).toEqual([[], []]);
				const asked = search({ ...bounds, question: { race: true, properties: [] } });
				if (!asked.decided) expect({ ...asked, milliseconds: 0 }).toEqual({ ...all, milliseconds: 0 });
				for (const { failure, run } of asked.violations) {
					const { property } = system.failures[failure];
					expect(run).toEqual(violations.find((other) => system.failures[other.failure].property === property)?.run);
				}
				const { complete, ...seen } = search({ ...bounds, bitstate: true });
				expect(complete).toBe(false);
				const names = (found: SearchResult["violations"]) => found.map(({ failure }) => system.failures[failure].property);
				expect(names(violations)).toEqual(expect.arrayContaining(names(seen.violations)));
				expect(hangs.map(({ lane }) => lane)).toEqual(expect.arrayContaining(seen.hangs.map(({ lane }) => lane)));
				done.helped += helper.asked();
				done.reduced += all.reduced ? 1 : 0;
				done.decided += asked.decided ? 1 : 0;
			}),
			tries(100),
		);
		expect(done.helped).toBeGreaterThan(0);
		expect(done.reduced + done.decided).toBeGreaterThan(0);
	});

	test.each(["compiled", "collapsed"] as const)("in any system (%s)", (execution) => {
		let asked = 0;
		fc.assert(
			fc.property(arbitrarySystem, (system) => {
				const options = { states: 3000 };
				if (countStates(system, options.states) === undefined) return;
				const expected = find(system, undefined, undefined, options);
				const helper = promptHelper(1);
				expect(find(system, helper, execution, options)).toEqual(expected);
				asked += helper.asked();
			}),
			tries(60),
		);
		expect(asked).toBeGreaterThan(0);
	});

	test("each state once, when tables and dictionaries grow meanwhile", () => {
		const system = new SystemBuilder();
		const rounds = 40;
		const most = rounds * 10_000_000;
		const counts = Array.from({ length: 3 }, (_, lane) => system.shared(`count ${lane}`, 0, most));
		for (const [lane, count] of counts.entries()) {
			// Since each lane looks at all counters, each state has another shared part.
			const when = counts.reduce((all, other) => op(all, "&&", op(other, "<=", most)), op(count, "<", most));
			system.lane(`${lane}`, "daemon").step([store(count, op(count, "+", 10_000_000))], { when, next: 0 });
		}
		const built = system.build();
		const states = (rounds + 1) ** 3;
		for (const leastStates of [1, 3000]) {
			const { result, space } = searchNow(built, { reductions: "none" }, () => 0, undefined, undefined, promptHelper(leastStates));
			expect(result).toMatchObject({ complete: true, states, transitions: 3 * rounds * (rounds + 1) ** 2, depth: 3 * rounds });
			const numbers = new Set<number>();
			for (let number = 0; number < space.visited.bound; number++)
				if (space.visited.has(number)) numbers.add(space.visited.find(space.packed(number)));
			expect(numbers.size).toBe(states);
		}
	});
});

describe("two threads", () => {
	test("keep a limit on states, and know what they have not gone on from", () => {
		const system = member("gup-vs-truncate.race", { READERS: 3 });
		const helper = promptHelper(1000);
		const result = find(system, helper, undefined, { states: 50_000 });
		expect(helper.asked()).toBe(1);
		expect(result).toMatchObject({ complete: false, limit: "states" });
		expect(result.states).toBeGreaterThan(50_000);
		expect(result.states).toBeLessThan(53_000);
	});

	test("keep a limit on memory", () => {
		const system = member("gup-vs-truncate.race", { READERS: 3 });
		const bytes = 4_000_000;
		// A list counts as what it will take when it has to grow soon.
		const listGrowth = 400_000;
		const space = new StateSpace(system, undefined, undefined, promptHelper(1000));
		for (;;) {
			const advance = space.exploration.advance(1000, { states: Number.POSITIVE_INFINITY, bytes });
			expect(space.visited.bytes).toBeLessThanOrEqual(bytes + listGrowth);
			if (advance === "more") continue;
			expect(advance).toBe("memory");
			break;
		}
		runToEnd(space.exploration.end());
	});

	test("are used by the search worker when they are asked for, and again after a search that was cancelled", async () => {
		const checker = nodeChecker(script);
		const system = member("peterson.race", { TASKS: 5, LEVELS: 3 });
		const options: SearchOptions = { reductions: "none", threads: 2, observations: false };
		const cancelled = await new Promise<ReturnType<typeof checker.check>>((resolve) => {
			const check = checker.check(system, options, ({ states }) => states > 300_000 && resolve(check));
		});
		cancelled.cancel();
		expect(await cancelled.result).toMatchObject({ complete: false, limit: "cancelled" });
		const expected = await checker.check(system, { ...options, threads: 1 }, () => {}).result;
		const { milliseconds: _, ...shared } = await checker.check(system, options, () => {}).result;
		expect(expected).toMatchObject(shared);
		expect(shared).toMatchObject({ complete: true });
		checker.dispose();
	});
});
