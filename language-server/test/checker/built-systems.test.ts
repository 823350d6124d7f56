/** What the search finds in systems built by hand, where the language would hide what is meant or cannot say it. */
import { describe, expect, test } from "vitest";
import { observe, VALUES_LISTED } from "../../src/checker/observations";
import type { Observations, SearchResult } from "../../src/checker/result";
import { searchNow } from "../../src/checker/search";
import { element, temporary } from "../../src/system/operand";
import { ATOMIC_LIMIT, GIVEN_UP, type TransitionSystem } from "../../src/system/transition-system";
import { textOf } from "../named";
import { assertion, check, code, not, op, operand, SystemBuilder, store } from "./build-system";

/** Each violation and hang with the lanes of its run, as in `safe: a b b`. */
function findings(system: TransitionSystem, result: SearchResult = searchNow(system).result): string[] {
	const lanes = (steps: readonly { readonly lane: number }[]): string => steps.map(({ lane }) => textOf(system).lanes[lane].name).join(" ");
	return [
		...result.violations.map(({ failure, run }) => `${system.failures[failure].property}: ${lanes(run.steps)}`),
		...result.hangs.map(({ lane, reason, run }) => `${textOf(system).lanes[lane].name} ${reason}: ${lanes(run.steps)}`),
	];
}

function observations(system: TransitionSystem): Observations {
	const { space, result } = searchNow(system);
	const work = observe(space, result.complete);
	for (;;) {
		const step = work.next();
		if (step.done) return step.value;
	}
}

describe("violations", () => {
	test("a lost update: its run reads, lets the other one through, and writes what it has read", () => {
		const system = new SystemBuilder();
		const count = system.shared("count", 0, 2);
		for (const name of ["a", "b"]) {
			const lane = system.lane(name);
			const read = lane.local("read", 0, 2);
			lane.step([store(read, count)]).step([store(count, op(read, "+", 1))]);
		}
		system.property("both", op(count, "==", 2), "end", count);
		const [violation] = searchNow(system.build()).result.violations;
		expect(violation.run.steps.map(({ lane }) => lane)).toEqual([0, 1, 1, 0]);
		expect(violation).toMatchObject({ witness: [1], shortest: 4, run: { switches: 2 } });
		expect(violation.run.states.map((state) => state[0])).toEqual([0, 0, 0, 1, 1]);
	});

	test("one in the initial state has a run without steps", () => {
		const system = new SystemBuilder();
		const cell = system.shared("cell", 0, 1);
		system.lane("a").step([store(cell, 1)]);
		system.property("set", cell);
		expect(searchNow(system.build()).result.violations[0]).toMatchObject({ shortest: 0, run: { steps: [], switches: 0 } });
	});

	test("a property that cannot be evaluated reports why, and the exploration goes on", () => {
		const system = new SystemBuilder();
		const pointer = system.shared("pointer", 0, 1, 1);
		const isNull = system.failure("null_dereference");
		system
			.lane("a")
			.step([store(pointer, 0)])
			.step([store(pointer, 1)]);
		system.propertyCode(
			"valid",
			"always",
			code([{ instructions: [check(pointer, isNull)], end: { kind: "result", value: operand(1), witness: [] } }]),
		);
		const built = system.build();
		expect(findings(built)).toEqual(["null_dereference: a"]);
		expect(searchNow(built).result.states).toBe(3);
	});

	test("a step that ends the run shows what it wrote until then, and leads nowhere", () => {
		const system = new SystemBuilder();
		const [x, y] = [system.shared("x", 0, 1), system.shared("y", 0, 1)];
		const range = system.failure("range");
		system
			.lane("a")
			.step([store(x, 1), store(y, 2, range)])
			.step([]);
		const { result } = searchNow(system.build());
		expect(result).toMatchObject({ states: 1, transitions: 1, hangs: [] });
		expect(result.violations[0]).toMatchObject({
			witness: [2],
			run: {
				states: [
					[0, 0, 0],
					[1, 0, 0],
				],
			},
		});
	});

	test("assertions of a step that is blocked in the end are told by a run that ends with the attempt, which changes nothing", () => {
		const system = new SystemBuilder();
		const [x, y] = [system.shared("x", 0, 1), system.shared("y", 0, 1)];
		const isSet = system.failure("assertion");
		system.lane("a", "daemon").code([{ instructions: [store(y, 1), assertion(not(x), isSet)], end: { kind: "blocked" } }]);
		system.lane("b").step([store(x, 1)]);
		const built = system.build();
		for (const execution of ["compiled", "interpreted", "collapsed", "tree"] as const) {
			const { result } = searchNow(built, {}, () => 0, execution);
			expect(findings(built, result)).toEqual(["assertion: b a"]);
			expect(result).toMatchObject({ states: 2, transitions: 1 });
			expect(result.violations[0].run.states.at(-1)).toEqual(result.violations[0].run.states.at(-2));
		}
	});

	test("of equally good runs the one with the lowest lanes first is shown, then the one with the lowest choices", () => {
		const system = new SystemBuilder();
		const [x, y, z] = ["x", "y", "z"].map((name) => system.shared(name, 0, 2));
		system.lane("a").choose([{ instructions: [store(x, 0)] }, { instructions: [store(x, 2)] }, { instructions: [store(x, 1)] }]);
		system.lane("b").step([store(y, 1)]);
		system.lane("c").step([store(z, 1)]);
		system.property("never", op(op(x, "==", 0), "||", op(op(y, "==", 0), "||", op(z, "==", 0))));
		const [{ run }] = searchNow(system.build()).result.violations;
		expect(run.steps.map(({ lane, choices }) => [lane, ...choices])).toEqual([[0, 1], [1], [2]]);
	});

	/** A lane whose only step goes round, counting a temporary up to `rounds`, or for ever by a remainder. */
	function counting(rounds: number, isEndless: boolean): TransitionSystem {
		const system = new SystemBuilder();
		for (const name of ["endless_atomic", GIVEN_UP]) system.failure(name);
		const next = op(temporary(0), "+", 1);
		system.lane("a").code(
			[
				{ instructions: [], end: { kind: "goto", block: 1 } },
				{
					instructions: [{ kind: "set", temporary: 0, value: isEndless ? op(next, "%", rounds) : next }],
					end: { kind: "branch", condition: op(temporary(0), "==", rounds), then: 2, otherwise: 1 },
				},
				{ instructions: [], end: { kind: "next", location: 1 } },
			],
			1,
		);
		return system.build();
	}

	test.each([
		["that ends late ends", ATOMIC_LIMIT - 2, false, [], undefined],
		["of one block more is given up: the verdict is open", ATOMIC_LIMIT - 1, false, [], "steps"],
		["that comes back to where it was at once is endless", 1, true, ["endless_atomic: a"], undefined],
		["that comes back to where it was after some rounds is endless", 777, true, ["endless_atomic: a"], undefined],
		["that comes back to where it was after very many rounds is endless", ATOMIC_LIMIT >> 3, true, ["endless_atomic: a"], undefined],
		["that would come back to where it was too late is given up", ATOMIC_LIMIT, true, [], "steps"],
	] as const)("an atomic loop %s, compiled and interpreted", (_title, rounds, isEndless, found, limit) => {
		const built = counting(rounds, isEndless);
		for (const execution of ["compiled", "interpreted"] as const) {
			const { result } = searchNow(built, {}, () => 0, execution);
			expect(findings(built, result)).toEqual(found);
			expect(result.limit).toBe(limit);
			expect(result.complete).toBe(limit === undefined);
		}
	});

	test("a step that is given up hides nothing else, hangs nothing and ends nothing", () => {
		const system = new SystemBuilder();
		for (const name of ["endless_atomic", GIVEN_UP]) system.failure(name);
		const [x, done] = [system.shared("x", 0, 3), system.shared("done", 0, 1)];
		system.lane("busy", "daemon").code(
			[
				{ instructions: [], end: { kind: "goto", block: 1 } },
				{
					instructions: [{ kind: "set", temporary: 0, value: op(temporary(0), "+", 1) }],
					end: { kind: "branch", condition: op(temporary(0), "<", 0), then: 2, otherwise: 1 },
				},
				{ instructions: [store(done, 1)], end: { kind: "next", location: 1 } },
			],
			1,
		);
		system
			.lane("a")
			.step([store(x, 1)])
			.step([store(x, 2)]);
		system.lane("waiter").step([], { when: done });
		system.property("low", op(x, "<", 2));
		system.property("done", done, "end");
		const built = system.build();
		for (const execution of ["compiled", "interpreted"] as const) {
			const { result } = searchNow(built, {}, () => 0, execution);
			expect(findings(built, result)).toEqual(["low: a a"]);
			expect(result).toMatchObject({ complete: false, limit: "steps", states: 3 });
		}
	});

	test("a step that chooses for ever is endless, and goes through each way only once", () => {
		const system = new SystemBuilder();
		const count = system.shared("count", 0, 2);
		const lane = system.lane("a");
		for (const name of ["endless_atomic", GIVEN_UP]) system.failure(name);
		// Chooses for ever, 0, 1 or 2.
		lane.code([
			{ instructions: [], end: { kind: "choose", blocks: [1, 2, 3] } },
			{ instructions: [store(count, 0)], end: { kind: "goto", block: 0 } },
			{ instructions: [store(count, 1)], end: { kind: "goto", block: 0 } },
			{ instructions: [store(count, 2)], end: { kind: "goto", block: 0 } },
		]);
		const built = system.build();
		const found = (["compiled", "interpreted"] as const).map((execution) => searchNow(built, {}, () => 0, execution).result);
		for (const result of found) {
			expect(findings(built, result)).toEqual(["endless_atomic: a"]);
			expect(result).toMatchObject({ complete: true, states: 1, transitions: found[0].transitions });
		}
	});

	test("a step with more choices than there is time for ends with the time", () => {
		const system = new SystemBuilder();
		const counts = Array.from({ length: 14 }, (_, index) => system.shared(`count ${index}`, 0, 1));
		const lane = system.lane("a");
		for (const name of ["endless_atomic", GIVEN_UP]) system.failure(name);
		// Turns over any of many bits, for ever: there are more ways than one can go through that come to no state
		// twice.
		lane.code([
			{ instructions: [], end: { kind: "choose", blocks: counts.map((_, index) => index + 1) } },
			...counts.map((count) => ({ instructions: [store(count, not(count))], end: { kind: "goto", block: 0 } as const })),
		]);
		let time = 0;
		const { result } = searchNow(system.build(), { milliseconds: 1 }, () => time++);
		expect(result).toMatchObject({ complete: false, limit: "time", states: 1 });
	});
});

describe("hangs", () => {
	test("of a lane that waits while others go round: where the fewest of them can", () => {
		const system = new SystemBuilder();
		const [busy, never] = [system.shared("busy", 0, 1, 1), system.shared("never", 0, 1)];
		system.lane("device", "device").step([store(busy, not(busy))], { next: 0 });
		system.lane("other", "daemon").step([], { when: busy, next: 0 });
		system.lane("waiter").step([], { when: never });
		const built = system.build();
		const { result } = searchNow(built);
		expect(findings(built, result)).toEqual(["waiter blocked: device"]);
		expect(result.hangs[0].waiting.map(({ lane }) => textOf(built).lanes[lane].name)).toEqual(["other", "waiter"]);
	});

	test("of a lane that waits: where the fewest others can move, be the run there longer", () => {
		const system = new SystemBuilder();
		const [x, never] = [system.shared("x", 0, 3), system.shared("never", 0, 1)];
		system.lane("b", "daemon").step([store(x, 3)], { when: op(x, "==", 1) });
		system
			.lane("a", "daemon")
			.step([store(x, 1)])
			.step([store(x, 2)], { when: op(x, "==", 1) });
		system.lane("sometimes", "daemon").step([], { when: op(x, "==", 2), next: 0 });
		system.lane("always", "daemon").step([], { next: 0 });
		system.lane("waiter").step([], { when: never });
		expect(findings(system.build())).toEqual(["waiter blocked: a b"]);
	});

	test("of a lane that is let go only now and then: weak fairness does not help it", () => {
		const system = new SystemBuilder();
		const free = system.shared("free", 0, 1, 1);
		system
			.lane("holder", "daemon")
			.step([store(free, 0)])
			.step([store(free, 1)], { next: 0 });
		system
			.lane("starved")
			.step([store(free, 0)], { when: free })
			.step([store(free, 1)]);
		expect(findings(system.build())).toEqual(["starved loop: "]);
	});

	test("are none where a lane that goes round fails in the end", () => {
		const system = new SystemBuilder();
		const broken = system.failure("broken");
		const flag = system.shared("flag", 0, 1);
		system.lane("a").step([], { when: flag });
		system.lane("b", "daemon").step([check(flag, broken)]);
		// b can always take its step, which ends the run: no run without end is fair.
		expect(findings(system.build())).toEqual(["broken: b"]);
	});
});

describe("observations", () => {
	const system = new SystemBuilder();
	const [count, table] = [system.shared("count", -1, 100), [system.shared("first", 5, 5), system.shared("second", 7, 9)]];
	const lane = system.lane("a");
	const read = lane.local("read", 0, 9);
	lane.step([store(count, op(count, "+", 1))], { when: op(count, "<", 100), next: 0 });
	const other = system.lane("b");
	const seen = other.local("seen", 0, 9);
	other.step([store(seen, element(table, 1, operand(2)))]);
	other.code([{ instructions: [store(seen, 0)], end: { kind: "next", location: 2 } }], 0, [seen.cell]);

	test("list the values of shared cells and of the locals that mean something there", () => {
		const { values } = observations(system.build());
		expect(values[1][0]).toMatchObject({ [table[0].cell]: [5], [table[1].cell]: [7] });
		expect(values[1][0]).not.toHaveProperty(String(seen.cell));
		expect(values[1][1]).toMatchObject({ [seen.cell]: [7] });
		expect(values[0][0]).not.toHaveProperty(String(read.cell));
	});

	test("of very many values list some, the least and the greatest among them, and say so", () => {
		const { values, truncated, partial } = observations(system.build());
		const listed = values[0][0][count.cell];
		expect(listed).toHaveLength(VALUES_LISTED);
		expect([listed[0], listed.at(-1)]).toEqual([0, 100]);
		expect(truncated?.[0][0]).toEqual([count.cell]);
		expect(truncated?.[0][1]).toEqual([]);
		expect(partial).toBeUndefined();
	});

	test("of a place where no lane ever is are empty", () => {
		expect(observations(system.build()).values[0][1]).toEqual({});
	});
});

describe("limits", () => {
	const system = new SystemBuilder();
	const count = system.shared("count", 0, 100_000);
	system.lane("a").step([store(count, op(count, "+", 1))], { when: op(count, "<", 100_000), next: 0 });
	system.property("small", op(count, "<", 10));
	const counting = system.build();

	test.each([
		["states", { states: 50 }],
		["memory", { bytes: 300_000 }],
		["time", { milliseconds: 100 }],
	] as const)("on %s end the search and leave what was found", (limit, limits) => {
		let time = 0;
		const { result } = searchNow(counting, limits, () => time++);
		expect(result).toMatchObject({ complete: false, limit, hangs: [] });
		expect(findings(counting, result)).toEqual([`small: ${"a ".repeat(10).trim()}`]);
	});

	test("on memory are kept: what would need more is not begun", () => {
		const { space, result } = searchNow(counting, { bytes: 700_000 });
		expect(result.limit).toBe("memory");
		expect(space.visited.bytes).toBeLessThanOrEqual(700_000);
		expect(result.states).toBeGreaterThan(10_000);
	});

	test("that are not reached leave the search complete", () => {
		const { result } = searchNow(counting, { states: 100_001 });
		expect(result).toMatchObject({ complete: true, states: 100_001, transitions: 100_000, depth: 100_000 });
	});
});
