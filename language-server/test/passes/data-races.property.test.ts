/** Data races of random programs, compared with the definition gone by word for word. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import type { TransitionSystem } from "../../src/system/transition-system";
import { compileSource, placesOf } from "../compile-source";
import { textOf } from "../named";
import { tries } from "../random";
import { racingLines } from "./data-races/happens-before";
import { arbitraryProgram } from "./data-races/random-program";

const MODEL = "option data_races = off | report;";

/** What the search finds, in the words of `racingLines`. */
function found(system: TransitionSystem, text: string): readonly string[] {
	const { lanes, cells } = textOf(system);
	const lineOf = ({ lane, location }: { readonly lane: number; readonly location: number }): number => {
		const { span, stack } = lanes[lane].steps[location];
		return text.slice(0, placesOf(system)(stack[0]?.span ?? span).start).split("\n").length;
	};
	const { result } = searchNow(system);
	expect(result.complete).toBe(true);
	return (result.dataRaces ?? [])
		.map(({ first, second }) =>
			[cells[first.cell].field ?? cells[first.cell].name, ...[lineOf(first), lineOf(second)].sort((a, b) => a - b)].join(" "),
		)
		.sort();
}

describe("data races of random programs", () => {
	test("are those of the definition, no more and no less", () => {
		fc.assert(
			fc.property(arbitraryProgram, ({ text, tasks, references, racy }) => {
				const races = [...racingLines(tasks, references, racy)];
				// A variable that nothing writes is a constant, which races with nothing.
				expect(found(compileSource(text, MODEL), text)).toEqual(races.sort());
			}),
			tries(400),
		);
	});
});
