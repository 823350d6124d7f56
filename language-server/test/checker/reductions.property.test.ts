import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runToEnd } from "../../src/base/run-to-end";
import { type Proof, proveSafe } from "../../src/checker/reductions/prove-safe";
import { reduce } from "../../src/checker/reductions/reduction";
import type { Observations, SearchOptions } from "../../src/checker/result";
import { observeAll, searchNow } from "../../src/checker/search";
import type { Execution } from "../../src/checker/states/state-space";
import type { TransitionSystem } from "../../src/system/transition-system";
import { tries } from "../random";
import { arbitrarySystem, countStates } from "./random-systems";
import { arbitraryTasks } from "./random-tasks";
import { exploreReferenceQuickly } from "./reference-explorer";

const UNBOUNDED = { states: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

/** Systems that the reference can explore. */
function small(systems: fc.Arbitrary<TransitionSystem>): fc.Arbitrary<TransitionSystem> {
	return systems.filter((system) => countStates(system, 400) !== undefined);
}

function prove(system: TransitionSystem, execution?: Execution): Proof | undefined {
	const proving = proveSafe(system, UNBOUNDED, execution);
	let slice = proving.next();
	while (!slice.done) slice = proving.next();
	return slice.value;
}

/** What a search finds and shows; with reductions they are tried from the first state on. */
function find(system: TransitionSystem, reductions: SearchOptions["reductions"], execution?: Execution) {
	const options = { reductions };
	const found = searchNow(system, options, () => 0, execution, 0);
	const observing = observeAll(found, options, () => 0);
	let slice: IteratorResult<void, Observations> = observing.next();
	while (!slice.done) slice = observing.next();
	const { complete, violations, hangs, reduced = false } = found.result;
	return { shown: { complete, violations, hangs, observations: slice.value }, reduced };
}

describe("on any system", () => {
	test.each([
		["of tasks", arbitraryTasks, 500, undefined],
		["of any steps", arbitrarySystem, 100, undefined],
		["of tasks whose states are collapsed", arbitraryTasks, 200, "collapsed"],
		["of tasks whose states are trees", arbitraryTasks, 200, "tree"],
	] as const)(
		"%s a reduced search says that it is safe where the plainest exploration finds nothing, and nowhere else",
		(_title, systems, numRuns, execution) => {
			fc.assert(
				fc.property(small(systems), (system) => {
					const proof = prove(system, execution);
					if (proof === undefined) return;
					const { shortest, hangs, states } = exploreReferenceQuickly(system);
					const isSafe = Object.keys(shortest).length === 0 && hangs.length === 0;
					// Of tasks that are alike it is not known which is served.
					const isUnsure =
						isSafe &&
						(runToEnd(reduce(system))?.reduction.symmetric.length ?? 0) > 0 &&
						system.lanes.some(({ steps }) => steps.some(({ served }) => served));
					if (!isUnsure) expect(proof.outcome === "safe").toBe(isSafe);
					if (proof.outcome === "race") expect(shortest).not.toEqual({});
					expect(proof.states).toBeLessThanOrEqual(states);
				}),
				tries(numRuns),
			);
		},
	);

	test("the verdict, the runs, the hangs and the values are the same with reductions and without", () => {
		let reducedSearches = 0;
		fc.assert(
			fc.property(small(arbitraryTasks), fc.constantFrom<Execution>("compiled", "interpreted", "collapsed"), (system, execution) => {
				const { shown, reduced } = find(system, "all", execution);
				expect(shown).toEqual(find(system, "none", execution).shown);
				if (reduced) reducedSearches++;
			}),
			tries(200),
		);
		expect(reducedSearches).toBeGreaterThan(0);
	});

	test("the interpreter is left as many states as compiled code", () => {
		fc.assert(
			fc.property(small(arbitraryTasks), (system) => {
				const compiled = prove(system, "compiled");
				const interpreted = prove(system, "interpreted");
				expect(interpreted?.outcome).toBe(compiled?.outcome);
				if (compiled?.outcome === "safe") expect(interpreted).toEqual(compiled);
			}),
			tries(100),
		);
	});
});
