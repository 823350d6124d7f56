/** What each condition of a reduction is there for: a system in which something fails that a search without that condition would not meet. */
import { describe, expect, test } from "vitest";
import { proveSafe } from "../../src/checker/reductions/prove-safe";
import { searchNow } from "../../src/checker/search";
import type { TransitionSystem } from "../../src/compiler/transition-system";
import { assertion, not, op, SystemBuilder, store } from "./build-system";

function prove(system: TransitionSystem) {
	const proving = proveSafe(system, { states: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY });
	let slice = proving.next();
	while (!slice.done) slice = proving.next();
	return slice.value;
}

/** Names of what the full search finds, and what a reduced search says. */
function judge(system: TransitionSystem): { found: string[]; reduced: string | undefined } {
	const { violations, hangs } = searchNow(system, { reductions: "none" }).result;
	const names = violations.map(({ failure }) => system.failures[failure].property);
	return { found: [...names, ...hangs.map(({ lane }) => `${system.lanes[lane].name} hangs`)], reduced: prove(system)?.outcome };
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
		expect(judge(system.build())).toEqual({ found: ["apart"], reduced: "unknown" });
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
		expect(judge(system.build())).toEqual({ found: ["zero"], reduced: "unknown" });
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
		expect(judge(system.build())).toEqual({ found: ["unseen"], reduced: "unknown" });
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
		expect(judge(system.build())).toEqual({ found: ["together"], reduced: "unknown" });
	});

	test("what a daemon does before it waits for ever for itself", () => {
		const system = new SystemBuilder();
		const x = system.shared("x", 0, 1);
		const daemon = system.lane("daemon", "daemon");
		const never = daemon.local("never", 0, 1);
		daemon.step([store(x, 1)]).step([], { when: never });
		daemon.step([store(never, 0)]);
		system.property("zero", not(x));
		expect(judge(system.build())).toEqual({ found: ["zero"], reduced: "unknown" });
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

describe("a reduced search leaves out", () => {
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
