/** Searches of so many and so large states that they are kept in other ways than as they are. */
import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import type { TransitionSystem } from "../../src/system/transition-system";
import { op, SystemBuilder, store } from "./build-system";

describe("many large states", () => {
	/**
	 * Lanes that count side by side, each up to `rounds` in steps of `stride`; the counters are the lanes' own unless
	 * each lane looks at all.
	 */
	function counting(lanes: number, rounds: number, stride: number, areShared = false): TransitionSystem {
		const system = new SystemBuilder();
		const counts = Array.from({ length: lanes }, (_, lane) => system.shared(`count ${lane}`, 0, rounds * stride));
		for (const [lane, count] of counts.entries()) {
			const mayCount = op(count, "<", rounds * stride);
			const when = areShared ? counts.reduce((all, other) => op(all, "&&", op(other, "<=", rounds * stride)), mayCount) : mayCount;
			system.lane(`${lane}`, "daemon").step([store(count, op(count, "+", stride))], { when, next: 0 });
			system.property(`low ${lane}`, mayCount);
		}
		return system.build();
	}

	test.each([
		["3 counters of 41 values", 3, 40, 1, undefined, "plain"],
		["2 counters of 201 values", 2, 200, 10_000_000, undefined, "collapsed"],
		["4 counters of 17 values", 4, 16, 120_000_000, undefined, "collapsed"],
		["7 counters of 5 values", 7, 4, 500_000_000, undefined, "collapsed"],
		["3 counters of 41 values, as trees", 3, 40, 1, "tree", "tree"],
		["4 counters of 17 values, as trees", 4, 16, 120_000_000, "tree", "tree"],
		["7 counters of 5 values, as trees", 7, 4, 500_000_000, "tree", "tree"],
		["2 counters of 401 values that both look at", 2, 400, 5_000_000, undefined, "collapsed"],
		["3 counters of 66 values that all look at, too many parts to collapse states", 3, 65, 30_000_000, undefined, "tree"],
	] as const)("are all found, each once: %s", (title, lanes, rounds, stride, execution, coding) => {
		const { result, space } = searchNow(counting(lanes, rounds, stride, title.includes("look at")), {}, () => 0, execution);
		expect(space.exploration).toMatchObject({ coding });
		const states = (rounds + 1) ** lanes;
		const transitions = lanes * rounds * (rounds + 1) ** (lanes - 1);
		expect(result).toMatchObject({ complete: true, states, transitions, depth: lanes * rounds });
		expect(result.violations.map(({ shortest }) => shortest)).toEqual(new Array(lanes).fill(rounds));
		const numbers = Array.from({ length: space.visited.bound }, (_, number) => number).filter((number) => space.visited.has(number));
		expect(numbers).toHaveLength(states);
		const found = new Int32Array(space.layout.words);
		for (const number of numbers) {
			space.visited.read(number, found);
			expect(space.visited.find(found)).toBe(number);
		}
	});

	test("are all found where one lane's part has too many contents for its number", () => {
		const system = new SystemBuilder();
		for (const [lane, rounds] of [4100, 2, 2].entries()) {
			const stride = Math.floor(2_000_000_000 / rounds);
			const count = system.shared(`count ${lane}`, 0, rounds * stride);
			system.lane(`${lane}`, "daemon").step([store(count, op(count, "+", stride))], { when: op(count, "<", rounds * stride), next: 0 });
		}
		const { result, space } = searchNow(system.build());
		expect(space.exploration).toMatchObject({ coding: "tree" });
		expect(result).toMatchObject({ complete: true, states: 4101 * 3 * 3, depth: 4104 });
	});

	test("that go round together are a hang of each, however many of them there are on a level", () => {
		const system = new SystemBuilder();
		for (let lane = 0; lane < 3; lane++) {
			const count = system.shared(`count ${lane}`, 0, 49);
			system.lane(`${lane}`).step([store(count, op(op(count, "+", 1), "%", 50))], { next: 0 });
		}
		const { result } = searchNow(system.build());
		expect(result).toMatchObject({ complete: true, states: 50 ** 3, transitions: 3 * 50 ** 3, depth: 3 * 49 });
		expect(result.hangs.map(({ lane, reason, shortest }) => [lane, reason, shortest])).toEqual([
			[0, "loop", 0],
			[1, "loop", 0],
			[2, "loop", 0],
		]);
	});
});
