import { afterEach, describe, expect, test, vi } from "vitest";
import type { SearchOptions } from "../../src/checker/result";
import type { WorkerAnswer } from "../../src/ports/worker-protocol";
import type { TransitionSystem } from "../../src/system/transition-system";
import { compileSource } from "../compile-source";

interface Description {
	readonly initial: number;
	readonly maximum: number;
	readonly shared?: boolean;
}

afterEach(() => {
	vi.unstubAllGlobals();
	vi.resetModules();
});

/** The search on a host that gives so many memories, each of which may grow so many times. */
async function searchOn(host: { memories?: number; shared?: boolean; growths?: number; says?: "throws" | -1 }) {
	const { memories = Number.POSITIVE_INFINITY, shared = true, growths = Number.POSITIVE_INFINITY, says = "throws" } = host;
	const real = WebAssembly;
	let made = 0;
	class Memory extends real.Memory {
		private grown = 0;

		constructor(description: Description) {
			if (++made > memories || (description.shared && !shared)) throw new RangeError("WebAssembly.Memory(): could not allocate memory");
			super(description);
		}

		override grow(pages: number): number {
			if (++this.grown <= growths) return super.grow(pages);
			if (says === -1) return -1;
			throw new RangeError("WebAssembly.Memory.grow(): Unable to grow instance memory");
		}
	}
	vi.stubGlobal("WebAssembly", { Module: real.Module, Instance: real.Instance, Memory });
	vi.resetModules();
	const { searchNow } = await import("../../src/checker/search");
	const { WorkerLoop } = await import("../../src/ports/worker-loop");
	return { searchNow, WorkerLoop, made: () => made };
}

/** Three counters; with an assertion that fails at the second step of the last task. */
function counting(most: number, fails = false): TransitionSystem {
	const tasks = ["a", "b", "c"].map((name) => `int 0..${most} ${name}; task ${name}_up { while (${name} < ${most}) { ${name}++; } }`);
	const failing = fails ? `bool x; task u { x = true; assert(!x, "at once"); }` : "";
	return compileSource(`scenario s { ${tasks.join(" ")} ${failing} }`);
}

const unreduced: SearchOptions = { reductions: "none" };

describe("where the host has no memory", () => {
	test("a search says so", async () => {
		const { searchNow } = await searchOn({ memories: 0 });
		const { result } = searchNow(counting(12));
		expect(result).toMatchObject({ complete: false, limit: "memory", states: 0, violations: [], hangs: [] });
	});

	test.each(["throws", -1] as const)("one that had begun tells how far it came and what it found (grow %s)", async (says) => {
		const { searchNow } = await searchOn({ growths: 2, says });
		const { result } = searchNow(counting(30, true), unreduced);
		expect(result).toMatchObject({ complete: false, limit: "memory" });
		expect(result.states).toBeGreaterThan(1000);
		expect(result.violations).toMatchObject([{ run: { steps: { length: 2 } } }]);
	});

	test("for a second thread, a search goes on alone", async () => {
		const { searchNow } = await searchOn({ shared: false });
		const helper = { leastStates: 100, begin: () => expect.unreachable("it was asked to help") };
		const system = counting(12);
		const alone = searchNow(system, unreduced).result;
		const { result } = searchNow(system, { ...unreduced, threads: 2 }, undefined, undefined, undefined, helper);
		expect(result).toEqual({ ...alone, milliseconds: result.milliseconds });
	});

	test.each([
		["a reduced search", false],
		["the search for runs beside it", true],
	])("for %s, a search goes on without", async (_, fails) => {
		const { searchNow, made } = await searchOn({ memories: 1 });
		const { result } = searchNow(counting(12, fails), {}, undefined, undefined, 10);
		expect(result).toMatchObject({ complete: true, violations: fails ? [{ run: { steps: { length: 2 } } }] : [] });
		expect(made()).toBeGreaterThan(1);
	});

	test("a worker answers, also when it was to warm up", async () => {
		const { WorkerLoop } = await searchOn({ memories: 0 });
		const answer = await new Promise<WorkerAnswer>((resolve) => {
			const post = (answer: WorkerAnswer): void => void (answer.kind !== "progress" && resolve(answer));
			const loop = new WorkerLoop({ now: () => performance.now(), post, breathe: () => Promise.resolve() });
			loop.receive({ kind: "warmUp" });
			loop.receive({ kind: "check", id: 1, system: counting(12), options: {} });
		});
		expect(answer).toMatchObject({ kind: "result", id: 1, result: { complete: false, limit: "memory" } });
	});
});
