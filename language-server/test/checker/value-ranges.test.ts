import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { valueRanges } from "../../src/system/value-ranges";
import { compileSource } from "../compile-source";
import { textOf } from "../named";
import { tries } from "../random";
import { arbitrarySystem } from "./random-systems";

/** Name and interval of each cell that is not a location. */
function rangesOf(members: string): Record<string, string> {
	const system = compileSource(`scenario s { ${members} }`);
	const ranges = valueRanges(system);
	const cells = system.cells.flatMap(({ role }, cell) =>
		role === "location" ? [] : [[textOf(system).cells[cell].name, `${ranges[cell].low}..${ranges[cell].high}`] as const],
	);
	return Object.fromEntries(cells);
}

describe("the interval of a cell", () => {
	test.each([
		["is what is written to it", "int n; task a { n = 3; } task b { n = 5; }", { n: "0..5" }],
		["follows a local from step to step", "int n; task a { int x = choose(1..3); n = x * 2; }", { n: "0..6" }],
		["is no wider than a value that was chosen", "int n; task a { n = choose(2..4); }", { n: "0..4" }],
		["leaves out what no path leads to", "bool b; int n; task a { b = false; if (b) n = 100; }", { n: "0..0" }],
		["becomes what is declared where it keeps growing", "int 0..500 n; task a { while (n < 500) n += 1; }", { n: "0..500" }],
	])("%s", (_title, members, expected) => {
		expect(rangesOf(members)).toMatchObject(expected);
	});

	test("contains every value that the cell has in a reachable state", () => {
		fc.assert(
			fc.property(arbitrarySystem, (system) => {
				const ranges = valueRanges(system);
				// Runs that are shown have been replayed in the interpreter, which knows no intervals.
				for (const { run } of searchNow(system, { states: 500 }).result.violations) {
					for (const state of run.states) {
						for (const [cell, { low, high }] of ranges.entries()) expect(state[cell] >= low && state[cell] <= high).toBe(true);
					}
				}
			}),
			tries(100),
		);
	});
});
