/**
 * What each condition of a reduction is there for: a system in which something fails that a search without that
 * condition would not meet.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runToEnd } from "../../src/base/run-to-end";
import { proveSafe } from "../../src/checker/reductions/prove-safe";
import { symmetries } from "../../src/checker/reductions/symmetry";
import type { SearchOptions } from "../../src/checker/result";
import { observeAll, searchNow } from "../../src/checker/search";
import { type Execution, StateSpace } from "../../src/checker/states/state-space";
import { constant } from "../../src/system/operand";
import type { Operand, TransitionSystem } from "../../src/system/transition-system";
import { textOf } from "../named";
import { modelTexts } from "../samples/sample-files";
import { assertion, not, op, SystemBuilder, store } from "./build-system";
import { compileMember, withConstants } from "./families/measure";

const UNBOUNDED = { states: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

function prove(system: TransitionSystem, execution?: Execution) {
	const proving = proveSafe(system, UNBOUNDED, execution);
	let slice = proving.next();
	while (!slice.done) slice = proving.next();
	return slice.value;
}

/** Names of what the full search finds, and what a reduced search says; undefined where there is nothing to reduce. */
function judge(system: TransitionSystem): { found: string[]; reduced: string | undefined } {
	const { violations, hangs } = searchNow(system, { reductions: "none" }).result;
	const names = violations.map(({ failure }) => system.failures[failure].property);
	return { found: [...names, ...hangs.map(({ lane }) => `${textOf(system).lanes[lane].name} hangs`)], reduced: prove(system)?.outcome };
}

describe("a reduced search meets", () => {
	test("a property that fails between two steps which touch nothing in common", () => {
		const system = new SystemBuilder();
		const [x, y] = [system.shared("x", 0, 1), system.shared("y", 0, 1)];
		const z = system.shared("z", 0, 1);
		for (const cell of [x, y])
			system
				.lane("task")
				.step([store(cell, 1)])
				.step([store(cell, 0)]);
		system
			.lane("other")
			.step([store(z, 1)])
			.step([store(z, 0)]);
		system.property("apart", not(op(x, "&&", y)));
		expect(judge(system.build())).toEqual({ found: ["apart"], reduced: "race" });
	});

	test("what others do while a device goes round on its own", () => {
		const system = new SystemBuilder();
		const [own, x] = [system.shared("own", 0, 1), system.shared("x", 0, 1)];
		system
			.lane("device", "device")
			.step([store(own, 1)])
			.step([store(own, 0)], { next: 0 });
		system
			.lane("task")
			.step([])
			.step([store(x, 1)]);
		system.property("zero", not(x));
		expect(judge(system.build())).toEqual({ found: ["zero"], reduced: "race" });
	});

	test("a value that another task writes between a step and the one behind it that reads it", () => {
		const system = new SystemBuilder();
		const [go, x] = [system.shared("go", 0, 1), system.shared("x", 0, 1)];
		const reader = system.lane("reader");
		const seen = reader.local("seen", 0, 1);
		reader
			.step([store(go, 1)])
			.step([store(seen, x)])
			.step([assertion(not(seen), system.failure("unseen"))]);
		system
			.lane("writer")
			.step([], { when: go })
			.step([])
			.step([store(x, 1)]);
		expect(judge(system.build())).toEqual({ found: ["unseen"], reduced: "race" });
	});

	test("a state between two writes that another task looks at", () => {
		const system = new SystemBuilder();
		const [busy, ready, own] = [system.shared("busy", 0, 1), system.shared("ready", 0, 1), system.shared("own", 0, 1)];
		system
			.lane("writer")
			.step([store(busy, 1)])
			.step([store(ready, 1)])
			.step([store(own, 1)]);
		const failure = system.failure("together");
		system
			.lane("reader")
			.step([])
			.step([assertion(op(not(busy), "||", ready), failure)]);
		expect(judge(system.build())).toEqual({ found: ["together"], reduced: "race" });
	});

	test("what a daemon does before it waits for ever for itself", () => {
		const system = new SystemBuilder();
		const x = system.shared("x", 0, 1);
		const daemon = system.lane("daemon", "daemon");
		const never = daemon.local("never", 0, 1);
		daemon.step([store(x, 1)]).step([], { when: never });
		daemon.step([store(never, 0)]);
		system.property("zero", not(x));
		expect(judge(system.build())).toEqual({ found: ["zero"], reduced: "race" });
	});

	test("a task that goes round for ever with what nobody sees", () => {
		const system = new SystemBuilder();
		const task = system.lane("task");
		const own = task.local("own", 0, 1);
		task
			.step([store(own, 1)])
			.step([store(own, 0)])
			.step([], { next: 0 });
		expect(judge(system.build())).toEqual({ found: ["task hangs"], reduced: "unknown" });
	});

	test("a task that waits for a flag which is set only now and then", () => {
		const system = new SystemBuilder();
		const [flag, own] = [system.shared("flag", 0, 1), system.shared("own", 0, 1)];
		system
			.lane("daemon", "daemon")
			.step([store(flag, 1)])
			.step([store(flag, 0)])
			.step([store(own, 1)])
			.step([store(own, 0)], { next: 0 });
		system.lane("task").step([]).step([], { when: flag });
		expect(judge(system.build())).toEqual({ found: ["task hangs"], reduced: "unknown" });
	});

	test("two tasks that lock in opposite orders", () => {
		const system = new SystemBuilder();
		const locks = [system.shared("a", 0, 1), system.shared("b", 0, 1)];
		for (const [first, second] of [locks, [...locks].reverse()]) {
			const task = system.lane(`task ${first.cell}`);
			const own = task.local("own", 0, 1);
			task.step([store(first, 1)], { when: not(first) }).step([store(own, 1)]);
			task
				.step([store(second, 1)], { when: not(second) })
				.step([store(second, 0)])
				.step([store(first, 0)]);
		}
		expect(judge(system.build())).toEqual({ found: ["task 0 hangs", "task 1 hangs"], reduced: "unknown" });
	});
});

describe("lanes that are alike may be exchanged only where", () => {
	test("no property names one of them", () => {
		const system = new SystemBuilder();
		const turn = system.shared("turn", 0, 2);
		const cells = [system.shared("x", 0, 1), system.shared("y", 0, 1)];
		for (const cell of cells)
			system
				.lane(`task ${cell.cell}`)
				.step([store(turn, 1)], { when: not(turn) })
				.step([store(cell, 1)])
				.step([store(turn, 2)]);
		system.lane("last", "daemon").step([store(turn, 0)], { when: op(turn, "==", 2) });
		system.property("order", op(cells[0], "<=", cells[1]));
		expect(judge(system.build())).toEqual({ found: ["order"], reduced: undefined });
	});

	test("no other task looks at one of them alone", () => {
		const system = new SystemBuilder();
		const cells = [system.shared("x", 0, 1), system.shared("y", 0, 1)];
		for (const cell of cells) system.lane(`task ${cell.cell}`).step([store(cell, 1)]);
		system.lane("other").step([assertion(op(cells[0], "<=", cells[1]), system.failure("order"))]);
		expect(judge(system.build())).toEqual({ found: ["order"], reduced: "race" });
	});

	test("they do the same", () => {
		const system = new SystemBuilder();
		const x = system.shared("x", 0, 2);
		for (const value of [1, 2])
			system
				.lane(`task ${value}`)
				.step([store(x, value)])
				.step([]);
		system
			.lane("other")
			.step([])
			.step([assertion(op(x, "<", 2), system.failure("small"))]);
		expect(judge(system.build())).toEqual({ found: ["small"], reduced: "race" });
	});
});

test("each of two daemons that are alike may have a property of its own", () => {
	const system = new SystemBuilder();
	const cells = [system.shared("x", 0, 1), system.shared("y", 0, 1)];
	const taken = system.shared("taken", 0, 1);
	for (const cell of cells) system.lane(`daemon ${cell.cell}`, "daemon").step([store(taken, 1), store(cell, 1)], { when: not(taken) });
	for (const cell of cells) system.property(`low ${cell.cell}`, not(cell));
	expect(judge(system.build())).toEqual({ found: ["low 0", "low 1"], reduced: "race" });
});

describe("a reduced search leaves out", () => {
	test.each(["compiled", "interpreted"] as const)("exchanges in states of several words, %s", (execution) => {
		const system = new SystemBuilder();
		const cells = Array.from({ length: 18 }, (_, number) => system.shared(`cell ${number}`, 0, 255));
		for (let task = 0; task < 6; task++) {
			const lane = system.lane(`task ${task}`);
			for (const [step, value] of [200, 100, 7].entries()) lane.step([store(cells[task * 3 + step], value)]);
		}
		system.property(
			"small",
			op(
				cells.reduce<Operand>((sum, cell) => op(sum, "+", cell), constant(0)),
				"<",
				6 * 307 + 1,
			),
		);
		// How many of six tasks have taken how many of three steps.
		expect(prove(system.build(), execution)).toMatchObject({ outcome: "safe", states: 84 });
	});

	test("which of some tasks that are alike is where", () => {
		const system = new SystemBuilder();
		const lock = system.shared("lock", 0, 1);
		const inside = Array.from({ length: 5 }, (_, task) => system.shared(`inside ${task}`, 0, 1));
		for (const [task, cell] of inside.entries()) {
			system
				.lane(`task ${task}`)
				.step([store(lock, 1)], { when: not(lock) })
				.step([store(cell, 1)])
				.step([store(cell, 0)])
				.step([store(lock, 0)]);
		}
		system.property(
			"alone",
			op(
				inside.reduce<Operand>((sum, cell) => op(sum, "+", cell), constant(0)),
				"<=",
				1,
			),
		);
		const built = system.build();
		// Of the tasks that are not in the middle, each has begun or has not: 2 to their number of sets, or their
		// number and one.
		expect(searchNow(built, { reductions: "none" }).result.states).toBe(2 ** 5 + 5 * 2 ** 4 * 3);
		expect(prove(built)).toMatchObject({ outcome: "safe", states: 6 + 5 * 3 });
	});

	test("what is prepared in slices, so that many tasks keep nobody waiting", () => {
		const system = new SystemBuilder();
		const x = system.shared("x", 0, 1);
		for (let task = 0; task < 50; task++) system.lane(`task ${task}`).step([store(x, 1)]);
		const proving = proveSafe(system.build(), UNBOUNDED);
		let slices = 0;
		for (let slice = proving.next(); !slice.done && slice.value.states === 0; slice = proving.next()) slices++;
		// Of each task how it meets the others, and whether it is like the one before it.
		expect(slices).toBeGreaterThanOrEqual(2 * 49);
	});

	test("in the family of a shared lock what Rumur leaves out of the same model with a scalarset", () => {
		const text = readFileSync(join(__dirname, "families", "shared-lock.race"), "utf8");
		const system = compileMember(withConstants(text, { TASKS: 5 }), modelTexts);
		const { exploration, visited } = new StateSpace(system, undefined, { ample: undefined, symmetric: runToEnd(symmetries(system)) });
		while (exploration.advance(1000, UNBOUNDED) === "more");
		// rumur --symmetry-reduction exhaustive; 83,059 without.
		expect(visited.count).toBe(1707);
	});

	test("nothing that goes round unfairly: tasks that are alike look again until another one is done", () => {
		const system = new SystemBuilder();
		const flag = system.shared("flag", 0, 1);
		for (const name of ["a", "b", "c"]) system.lane(name).branch(flag, 1, 0).step([]);
		system
			.lane("setter")
			.step([])
			.step([store(flag, 1)]);
		const built = system.build();
		expect(searchNow(built, { reductions: "none" }).result).toMatchObject({ violations: [], hangs: [] });
		expect(prove(built)?.outcome).toBe("safe");
	});

	test("steps that nobody can observe: tasks that only work on their own are gone through one after the other", () => {
		const system = new SystemBuilder();
		for (const name of ["a", "b", "c"]) {
			const task = system.lane(name);
			const own = task.local("own", 0, 3);
			for (let value = 1; value <= 3; value++) task.step([store(own, value)]);
		}
		const built = system.build();
		expect(searchNow(built, { reductions: "none" }).result.states).toBe(4 ** 3);
		expect(prove(built)).toMatchObject({ outcome: "safe", states: 4 });
	});

	test("the orders of what tasks do after the last time that they can meet", () => {
		const system = new SystemBuilder();
		const lock = system.shared("lock", 0, 1);
		const cells = [system.shared("x", 0, 1), system.shared("y", 0, 1)];
		// Each unlocks, and then waits for what it has read before: nobody else comes to that any more.
		for (const cell of cells) {
			const task = system.lane(`task ${cell.cell}`);
			task.step([store(lock, 1)], { when: not(lock) }).step([store(lock, 0)]);
			task
				.step([store(cell, 1)])
				.step([], { when: cell })
				.step([store(cell, 0)])
				.step([], { when: not(cell) });
		}
		const built = system.build();
		const all = searchNow(built, { reductions: "none" }).result;
		const proof = prove(built);
		expect(all).toMatchObject({ violations: [], hangs: [] });
		expect(proof?.outcome).toBe("safe");
		expect(proof?.states).toBeLessThan(all.states / 2);
	});
});

describe("a search whose verdict comes from reductions", () => {
	/** Tasks that count side by side: (limit + 1)³ states, of which reductions leave limit + 1 or so. */
	function counting(limit: number): TransitionSystem {
		const system = new SystemBuilder();
		for (const name of ["a", "b", "c"]) {
			const count = system.shared(name, 0, limit);
			const task = system.lane(name);
			for (let value = 1; value <= limit; value++) task.step([store(count, value)]);
		}
		return system.build();
	}

	function search(system: TransitionSystem, options: SearchOptions) {
		const found = searchNow(system, options, () => 0, undefined, 0);
		const observing = observeAll(found, options, () => 0);
		let slice = observing.next();
		while (!slice.done) slice = observing.next();
		return { result: found.result, observations: slice.value };
	}

	test("says so, and has all values nevertheless", () => {
		const { result, observations } = search(counting(30), {});
		expect(result).toMatchObject({ complete: true, reduced: true, violations: [], hangs: [] });
		expect(result.states).toBeLessThan(100);
		// Where the first task has not begun the others can be anywhere.
		expect(observations.values[0][0][2]).toHaveLength(31);
		expect(observations.partial).toBeUndefined();
		expect(observations).toEqual(search(counting(30), { reductions: "none" }).observations);
	});

	test("is complete where the search for the values comes to its limit: these are partial then", () => {
		const { result, observations } = search(counting(30), { states: 20_000 });
		expect(result).toMatchObject({ complete: true, reduced: true });
		expect(observations.partial).toBe(true);
		expect(search(counting(30), { states: 20_000, reductions: "none" }).result).toMatchObject({ complete: false, limit: "states" });
	});
});
