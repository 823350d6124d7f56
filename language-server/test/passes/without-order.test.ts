import { describe, expect, test } from "vitest";
import { runToEnd } from "../../src/base/run-to-end";
import { searchNow } from "../../src/checker/search";
import { stacked } from "../../src/passes/pass";
import { withoutOrder } from "../../src/passes/without-order";
import type { TransitionSystem } from "../../src/system/transition-system";
import { compileSource } from "../compile-source";

/** Which of the properties fail: each says that a certain value never comes out. */
function failures(system: TransitionSystem): readonly string[] {
	const { violations } = searchNow(system, { reductions: "none" }).result;
	return violations.map(({ failure }) => system.failures[failure].property).sort();
}

describe("a system without an order of two steps", () => {
	const system = compileSource(`scenario s {
		int 0..2 x;
		task a { x = 1; }
		task b { x = 2; }
		property one at end = x != 1;
		property two at end = x != 2;
	}`);
	const [a, b] = [0, 1].map((lane) => ({ lane, location: 0 }));

	test("has the runs in which they come the other way", () => {
		expect(failures(system)).toEqual(["one", "two"]);
		expect(failures(runToEnd(withoutOrder({ first: a, second: b })(system)))).toEqual(["one"]);
		expect(failures(runToEnd(withoutOrder({ first: b, second: a })(system)))).toEqual(["two"]);
	});

	test("without either order one of them is never taken: the passes stack", () => {
		const neither = runToEnd(stacked(withoutOrder({ first: a, second: b }), withoutOrder({ first: b, second: a }))(system));
		expect(searchNow(neither).result.hangs.map(({ lane }) => lane)).toEqual([0, 1]);
		expect(failures(neither)).toEqual([]);
	});

	test("blocks a step before it does anything, on each of its ways", () => {
		const choosing = compileSource(`scenario s {
			int 0..3 x; bool y;
			task a { y = true; }
			task b { atomic { choose { x = 1; } or { x = 2; } assert(!y); } }
		}`);
		expect(failures(choosing)).toEqual(["assertion"]);
		const ordered = runToEnd(withoutOrder({ first: a, second: b })(choosing));
		expect(failures(ordered)).toEqual([]);
		expect(searchNow(ordered).result.hangs.map(({ lane }) => lane)).toEqual([1]);
	});
});
