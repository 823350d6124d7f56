import { expect, test } from "vitest";
import { runToEnd } from "../../src/base/run-to-end";
import { mergeInvisibleSteps } from "../../src/passes/merge-steps";
import { compileSource } from "../compile-source";

/** How many steps the first task has, before and after merging. */
function steps(source: string): string {
	const system = compileSource(source);
	return `${system.lanes[0].steps.length} to ${runToEnd(mergeInvisibleSteps(system)).lanes[0].steps.length}`;
}

test("a step on what no other task touches goes into the step before it", () => {
	expect(steps("scenario s { int x; int y; task a { y = 1; x = 1; x = 2; } task b { y = 2; } }")).toBe("3 to 1");
});

test.each([
	["writes what another task reads", "task a { x = 1; x = 2; } task b { if (x) y = 1; }"],
	["writes what another task writes", "task a { x = 1; x = 2; } task b { x = 3; }"],
	["reads what another task writes", "task a { x = 1; atomic { x = y; } } task b { y = 1; }"],
	["writes what a property reads that holds always", "task a { x = 1; x = 2; } property small = x < 2;"],
	["can be blocked", "task a { x = 1; wait (y); } task b { y = 1; }"],
])("a step that %s stays one", (_, tasks) => {
	const [before, after] = steps(`scenario s { int x; int y; ${tasks} }`).split(" to ");
	expect(after).toBe(before);
});

test("a property that holds at the end does not see what is between", () => {
	expect(steps("scenario s { int x; task a { x = 1; x = 2; } property two at end = x == 2; }")).toBe("2 to 1");
});
