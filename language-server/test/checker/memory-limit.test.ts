import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { StateSpace } from "../../src/checker/states/state-space";
import { compileSource } from "../compile-source";

/** Three tasks that go round, and one that may stop them. */
function rounds(ending: string): ReturnType<typeof compileSource> {
	return compileSource(`scenario s {
		bool stop; int 0..7 a; int 0..7 b; int 0..7 c;
		task x { while (!stop) { if (a < 7) a++; else a = 0; } }
		task y { while (!stop) { if (b < 7) b++; else b = 0; } }
		task z { while (!stop) { if (c < 7) c++; else c = 0; } }
		task ender { ${ending} }
	}`);
}

const unlimited = { reductions: "none" } as const;

describe("the limit on memory", () => {
	test("holds for the exploration: it ends with how far it came", () => {
		const system = rounds("stop = true;");
		const all = searchNow(system, unlimited);
		expect(all.result).toMatchObject({ complete: true, hangs: [] });
		const bytes = 400_000;
		const { result, space } = searchNow(system, { ...unlimited, bytes });
		expect(result).toMatchObject({ complete: false, limit: "memory", violations: [], hangs: [] });
		expect(result.states).toBeGreaterThan(1000);
		expect(result.states).toBeLessThan(all.result.states);
		expect(space.bytes).toBeLessThanOrEqual(bytes);
	});

	test.each([undefined, "collapsed", "tree"] as const)("stays one when it is gone on with nevertheless (%s)", (execution) => {
		const system = rounds("stop = true;");
		const { exploration, visited } = new StateSpace(system, execution);
		const advance = (bytes: number): string => {
			for (;;) {
				const outcome = exploration.advance(500, { states: Number.POSITIVE_INFINITY, bytes });
				if (outcome !== "more") return outcome;
			}
		};
		for (let round = 0; round < 3; round++) {
			expect(advance(900_000)).toBe("memory");
			expect(visited.bytes).toBeLessThanOrEqual(900_000);
		}
		expect(advance(2 ** 30)).toBe("done");
		expect(visited.count).toBe(searchNow(system, unlimited).result.states);
	});

	test("holds for the search for hangs, whose tables are larger than those of the states", () => {
		const system = rounds("stop = true;");
		const all = searchNow(system, unlimited);
		const { result } = searchNow(system, { ...unlimited, bytes: Math.ceil(all.space.visited.bytes * 1.3) });
		expect(result).toMatchObject({ complete: false, limit: "memory", states: all.result.states, violations: [], hangs: [] });
	});

	test("holds for the search for runs: what has none by then is told without one", () => {
		const system = compileSource(`scenario s {
			int 0..800 a; int 0..63 b; bool seen;
			task x { while (a < 800) { a++; } seen = b == 63; }
			task y { while (b < 63) { b++; } }
			property never = !seen;
		}`);
		const all = searchNow(system, unlimited);
		expect(all.result).toMatchObject({ complete: true, violations: [{ shortest: expect.any(Number) }] });
		const { result } = searchNow(system, { ...unlimited, bytes: Math.ceil((all.space.visited.bytes * 8) / 7) + 1000 });
		expect(result).toMatchObject({ states: all.result.states, hangs: [] });
		const [{ shortest }] = all.result.violations;
		expect(result.violations).toMatchObject([{ untraced: true, shortest, witness: [], run: { steps: [], switches: 0 } }]);
	});

	test("a hang is told without a run too", () => {
		const system = compileSource(`scenario s {
			int 0..800 a; int 0..63 b; bool seen;
			task x { while (a < 800) { a++; } wait (b < 63); }
			task y { while (b < 63) { b++; } }
		}`);
		const all = searchNow(system, unlimited);
		expect(all.result).toMatchObject({ complete: true, hangs: [{ reason: "blocked" }] });
		const { result } = searchNow(system, { ...unlimited, bytes: Math.ceil((all.space.visited.bytes * 8) / 7) + 1000 });
		const [{ lane, shortest }] = all.result.hangs;
		expect(result.hangs).toMatchObject([{ lane, reason: "blocked", untraced: true, shortest, run: { steps: [] } }]);
	});

	test.each(["stop = true;", "wait (a == 3 && b == 2); stop = true;", "wait (false);"])(
		"with any limit everything or nothing is said: %s",
		(ending) => {
			const system = rounds(ending);
			const { milliseconds: _, ...all } = searchNow(system, unlimited).result;
			const outcomes = new Set<boolean>();
			for (let bytes = 300_000; bytes < 40_000_000; bytes *= 1.7) {
				const { result, space } = searchNow(system, { ...unlimited, bytes });
				outcomes.add(result.complete);
				if (!result.complete) expect(result).toMatchObject({ limit: "memory", hangs: [] });
				else {
					expect(result).toMatchObject(all);
					expect(space.bytes).toBeLessThanOrEqual(bytes);
				}
			}
			expect(outcomes).toEqual(new Set([true, false]));
		},
	);
});
