/**
 * States that an exploration notes, of which there can be very many: what is done with them yields, and ends where a
 * limit is.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runToEnd } from "../../src/base/run-to-end";
import { explore } from "../../src/checker/search";
import { ascending, inOrder } from "../../src/checker/states/noted-states";
import { type Execution, StateSpace } from "../../src/checker/states/state-space";
import type { TransitionSystem } from "../../src/system/transition-system";
import { compileSource } from "../compile-source";
import { tries } from "../random";

const UNBOUNDED = { states: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

describe("noted states are put in order", () => {
	test("each with its depth", () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.nat({ max: 2 ** 31 - 1 }), { maxLength: 200 }), (numbers) => {
				const noted = { states: Int32Array.from(numbers), depths: Int32Array.from(numbers, (number) => number % 1000) };
				const { states, depths } = runToEnd(inOrder(noted));
				expect([...states]).toEqual([...numbers].sort((a, b) => a - b));
				expect([...depths]).toEqual([...states].map((number) => number % 1000));
			}),
			tries(100),
		);
	});

	test("in slices, unless they are few", () => {
		const slices = (count: number): number => [...ascending(Int32Array.from({ length: count }, (_, index) => count - index))].length;
		expect(slices(100)).toBe(0);
		expect(slices(100_000)).toBeGreaterThan(20);
	});
});

/** A task that may come to its end in 256 times `ys` times `zs` ways. */
function manyEnds(ys: number, zs: number, end: string, others = ""): TransitionSystem {
	return compileSource(`scenario s {
		int 0..255 x; int 0..255 y; int 0..255 z; bool on;
		task t { x = choose(0..255); y = choose(0..${ys - 1}); z = choose(0..${zs - 1}); ${end} }
		${others}
	}`);
}

const STUCK = manyEnds(256, 4, "wait (false);");
const goingOn = (ys: number): TransitionSystem =>
	manyEnds(ys, 1, "", "device d { while (true) { on = !on; } } property p at end = x > 255;");

test.each<[string, Execution, TransitionSystem, "stuck" | "endings", number]>([
	["states in which nothing moves", "compiled", STUCK, "stuck", 4 << 16],
	["states in which nothing moves, without compiled code", "interpreted", manyEnds(256, 1, "wait (false);"), "stuck", 1 << 16],
	["states in which all tasks are done", "compiled", goingOn(128), "endings", 4 << 15],
	["states in which all tasks are done, collapsed", "collapsed", goingOn(128), "endings", 4 << 15],
	["states in which all tasks are done, as trees", "tree", goingOn(128), "endings", 4 << 15],
])("%s are listed in slices, in ascending order", (_title, execution, system, kind, count) => {
	const explored = (): StateSpace => {
		const space = new StateSpace(system, execution);
		while (space.exploration.advance(1 << 14, UNBOUNDED) === "more");
		return space;
	};
	const { exploration, visited } = explored();
	let slices = 1;
	const work = exploration.end();
	let step = work.next();
	for (; !step.done; step = work.next()) slices++;
	expect(step.value).toBe(true);
	const { states, depths } = exploration[kind];
	expect([states.length, depths.length]).toEqual([count, count]);
	expect(states.every((state, index) => visited.has(state) && (index === 0 || state > states[index - 1]))).toBe(true);
	expect(new Set(depths).size).toBe(kind === "stuck" ? 1 : 4);
	if (execution === "interpreted") return;
	expect(slices).toBeGreaterThan(count / 10_000);

	const late = explored();
	expect(runToEnd(late.exploration.end(() => true))).toBe(false);
	expect(late.exploration[kind].states.length).toBe(0);
});

/**
 * A search whose clock stands still until every state has been gone on from, and shows each of `times` for so many
 * slices then.
 */
function searchUntil(system: TransitionSystem, ...times: readonly (readonly [clock: number, slices: number])[]) {
	let clock = 0;
	let slices = 0;
	const left = times.map((time) => [...time]);
	const search = explore(system, { milliseconds: 1000, reductions: "none" }, () => clock);
	for (;;) {
		const step = search.next();
		if (step.done) return { result: step.value.result, slices };
		if (step.value.queued > 0) continue;
		slices++;
		const [now] = left;
		if (now === undefined) continue;
		clock = now[0];
		if (--now[1] === 0) left.shift();
	}
}

describe("a limit on time holds behind the exploration", () => {
	test("very many states in which nothing moves are told of where that takes little longer", () => {
		const { result } = searchUntil(STUCK, [1020, 1600], [5000, 1]);
		expect(result).toMatchObject({ complete: false, limit: "time", hangs: [{ lane: 0, reason: "blocked", shortest: 6 }] });
	});

	test.each([
		["states in which nothing moves", STUCK],
		["states in which all tasks are done", goingOn(128)],
	])("they are given up when it is long past: %s", (_title, system) => {
		const { result, slices } = searchUntil(system, [5000, 1]);
		expect(result).toMatchObject({ complete: false, limit: "time", violations: [], hangs: [] });
		expect(slices).toBeLessThan(10);
	});

	test("without a limit all of it comes, in slices", () => {
		const { result, slices } = searchUntil(goingOn(4));
		expect(result).toMatchObject({ complete: true, hangs: [] });
		expect(result.violations.map(({ shortest }) => shortest)).toEqual([5]);
		expect(slices).toBeGreaterThan(50);
	});
});
