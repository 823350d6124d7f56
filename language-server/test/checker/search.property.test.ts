import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { observe } from "../../src/checker/observations";
import { searchNow } from "../../src/checker/search";
import type { Execution } from "../../src/checker/states/state-space";
import type { TransitionSystem } from "../../src/system/transition-system";
import { tries } from "../random";
import { arbitrarySystem, countStates } from "./random-systems";
import { exploreByReference, type ReferenceResult } from "./reference-runs";

/** Systems of so many states; the reference cannot cope with more than a few hundred. */
function systemOf(least: number, most: number): fc.Arbitrary<TransitionSystem> {
	return arbitrarySystem.filter((system) => {
		const states = countStates(system, most);
		return states !== undefined && states >= least;
	});
}

const smallSystem = systemOf(1, 150);
const tangledSystem = systemOf(15, 150);

/** A search result in the form of the reference. */
function explore(system: TransitionSystem, execution: Execution): ReferenceResult {
	const { result, space } = searchNow(system, {}, () => 0, execution);
	const { states, transitions, depth, violations, hangs } = result;
	const observing = observe(space, true);
	let observed = observing.next();
	while (!observed.done) observed = observing.next();
	return {
		states,
		transitions,
		depth,
		violations: Object.fromEntries(
			violations.map(({ failure, shortest, run: { switches, steps } }) => [
				system.failures[failure].property,
				{ shortest, switches, steps },
			]),
		),
		hangs: Object.fromEntries(
			hangs.map(({ lane, reason, shortest, run: { switches, steps } }) => [lane, { reason, shortest, switches, steps }]),
		),
		values: observed.value.values,
	};
}

describe("on any system", () => {
	test.each([
		["the smallest", smallSystem, 150],
		["those with some more states", tangledSystem, 60],
	])("the search finds what the most direct exploration finds: %s", (_title, systems, numRuns) => {
		fc.assert(
			fc.property(systems, (system) => {
				const reference = exploreByReference(system);
				expect(explore(system, "compiled")).toEqual(reference);
				expect(explore(system, "interpreted")).toEqual(reference);
			}),
			tries(numRuns),
		);
	});

	test.each(["collapsed", "tree"] as const)("it is the same where states are stored otherwise: %s", (execution) => {
		fc.assert(
			fc.property(fc.oneof(smallSystem, tangledSystem), (system) => {
				const find = (way: Execution) => {
					const { milliseconds: _, ...result } = searchNow(system, {}, () => 0, way).result;
					return result;
				};
				expect(find(execution)).toEqual(find("compiled"));
			}),
			tries(200),
		);
	});

	test("interpreting finds what generated code finds, twice the same", () => {
		const find = (system: TransitionSystem, execution: Execution) => searchNow(system, {}, () => 0, execution).result;
		fc.assert(
			fc.property(smallSystem, (system) => {
				expect(find(system, "interpreted")).toEqual(find(system, "compiled"));
				expect(find(structuredClone(system), "compiled")).toEqual(find(system, "compiled"));
			}),
			tries(100),
		);
	});

	test("a search that is cut off finds nothing that is not there", () => {
		const way = fc.constantFrom<(Execution | undefined)[]>("compiled", "interpreted", undefined);
		fc.assert(
			fc.property(tangledSystem, fc.integer({ min: 1, max: 30 }), way, (system, states, execution) => {
				const { result } = searchNow(system, { states }, () => 0, execution);
				const all = exploreByReference(system);
				if (result.complete) expect(result.states).toBe(all.states);
				else expect(result).toMatchObject({ limit: "states", hangs: [] });
				for (const { failure, shortest } of result.violations) {
					expect(shortest).toBe(all.violations[system.failures[failure].property].shortest);
				}
			}),
			tries(40),
		);
	});
});
