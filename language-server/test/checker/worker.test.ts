/** The checker in a real worker thread, as the server and the command line use it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { SearchResult } from "../../src/checker/result";
import { searchNow } from "../../src/checker/search";
import type { CheckerPort, TimedProgress } from "../../src/ports/checker-port";
import { nodeChecker } from "../../src/ports/node/checker";
import { WorkerChecker } from "../../src/ports/worker-checker";
import type { WorkerAnswer, WorkerRequest } from "../../src/ports/worker-protocol";
import type { TransitionSystem } from "../../src/system/transition-system";
import { op, SystemBuilder, store } from "./build-system";

/** Three lanes that count side by side: (limit + 1)³ states; too many to finish for a limit of some thousands. */
function counting(limit: number): TransitionSystem {
	const system = new SystemBuilder();
	for (const name of ["a", "b", "c"]) {
		const count = system.shared(name, 0, limit);
		system.lane(name, "daemon").step([store(count, op(count, "+", 1))], { when: op(count, "<", limit), next: 0 });
		if (name === "a") system.property("low", op(count, "<", 2));
	}
	return system.build();
}

const folder = mkdtempSync(join(tmpdir(), "raceline-checker-"));
const script = join(folder, "checker.cjs");
let checker: CheckerPort;

beforeAll(async () => {
	const entry = join(__dirname, "../../src/main/checker.node.ts");
	await build({ entryPoints: [entry], outfile: script, bundle: true, platform: "node", format: "cjs", logLevel: "error" });
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => checker.dispose());

describe("the checker in a worker", () => {
	test("answers what a search in this thread finds, and observations after it", async () => {
		checker = nodeChecker(script);
		checker.warmUp();
		const system = counting(5);
		const { result, observations } = checker.check(system, {}, () => {});
		const { milliseconds: _, ...expected } = searchNow(system).result;
		expect(await result).toMatchObject(expected);
		expect((await observations).values[0][0][0]).toEqual([0, 1, 2, 3, 4, 5]);
	});

	test("tells how far it is and stops when it is cancelled; the next search runs in the same worker", async () => {
		checker = nodeChecker(script);
		const endless = await new Promise<{ check: ReturnType<CheckerPort["check"]>; progress: TimedProgress }>((resolve) => {
			const check = checker.check(counting(5000), {}, (progress) => resolve({ check, progress }));
		});
		expect(endless.progress.states).toBeGreaterThan(0);
		expect(endless.progress.queued).toBeGreaterThan(0);
		expect(endless.progress.statesPerSecond).toBeGreaterThan(0);
		endless.check.cancel();
		expect(await endless.check.result).toMatchObject({ complete: false, limit: "cancelled", violations: [] });
		await expect(endless.check.observations).rejects.toThrow("cancelled");
		expect(await checker.check(counting(2), {}, () => {}).result).toMatchObject({ complete: true, states: 27 });
	});

	test("makes no observations where none are asked for, and goes on", async () => {
		checker = nodeChecker(script);
		const { result, observations } = checker.check(counting(3), { observations: false }, () => {});
		expect(await result).toMatchObject({ complete: true });
		await expect(observations).rejects.toThrow("no observations were asked for");
		expect(await checker.check(counting(2), {}, () => {}).result).toMatchObject({ complete: true, states: 27 });
	});

	test("tells what fails while the search goes on, with the run that is shown in the end", async () => {
		checker = nodeChecker(script);
		const [expected] = searchNow(counting(4)).result.violations;
		const found = await new Promise<SearchResult>((resolve) => {
			checker.check(counting(5000), {}, () => {}, resolve);
		});
		expect(found).toMatchObject({ complete: false, interim: true, violations: [{ failure: expected.failure }] });
		expect(found.violations[0].run.steps).toEqual(expected.run.steps);
	});

	test("a search ends when it has what it is asked for", async () => {
		checker = nodeChecker(script);
		const [expected] = searchNow(counting(4)).result.violations;
		const question = { race: true, properties: ["low"] };
		const { result } = checker.check(counting(5000), { question, observations: false }, () => {});
		const { decided, violations } = await result;
		expect(decided).toBe(true);
		expect(violations[0].run.steps).toEqual(expected.run.steps);
	});

	test("a search that waits for its turn can be cancelled as well", async () => {
		checker = nodeChecker(script);
		const first = checker.check(counting(5000), { states: 50_000 }, () => {});
		const second = checker.check(counting(5000), {}, () => {});
		second.cancel();
		expect(await first.result).toMatchObject({ limit: "states" });
		expect(await second.result).toMatchObject({ limit: "cancelled" });
	});

	test("a search that breaks down says why, and the next one runs", async () => {
		checker = nodeChecker(script);
		const broken = counting(1);
		const { result, observations } = checker.check({ ...broken, cells: broken.cells.slice(1) }, {}, () => {});
		await expect(result).rejects.toThrow();
		await expect(observations).rejects.toThrow();
		expect(await checker.check(counting(1), {}, () => {}).result).toMatchObject({ complete: true, states: 8 });
	});

	test("what runs when the checker is disposed of counts as cancelled", async () => {
		checker = nodeChecker(script);
		const { result } = checker.check(counting(5000), {}, () => {});
		checker.dispose();
		expect(await result).toMatchObject({ limit: "cancelled" });
	});
});

describe("a worker that the host ends because it takes too much memory", () => {
	test("leaves its search at the limit on memory, with what had been found, and the others begin again", async () => {
		const requests: WorkerRequest[] = [];
		const workers: { onAnswer: (answer: WorkerAnswer) => void; onDeath: (reason: string, outOfMemory?: boolean) => void }[] = [];
		checker = new WorkerChecker({
			start: (onAnswer, onDeath) => {
				workers.push({ onAnswer, onDeath });
				return { post: (request) => requests.push(request), terminate: () => {} };
			},
			later: () => () => {},
		});
		const system = counting(1);
		const all = searchNow(system).result;
		const first = checker.check(system, {}, () => {});
		const second = checker.check(system, {}, () => {});
		const [{ onAnswer, onDeath }] = workers;
		onAnswer({ kind: "found", id: 1, result: { ...all, complete: false, interim: true, violations: [] } });
		onAnswer({ kind: "progress", id: 1, states: 1234, queued: 5, milliseconds: 6, statesPerSecond: 7 });
		onDeath("out of memory", true);
		expect(await first.result).toMatchObject({ complete: false, limit: "memory", states: 1234 });
		expect(requests.map((request) => request.kind === "check" && request.id)).toEqual([1, 2, 2]);
		workers[1].onAnswer({ kind: "result", id: 2, result: all });
		expect(await second.result).toBe(all);
	});
});
