import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Question, SearchResult, Violation } from "../../src/checker/result";
import { knownLate } from "../../src/checker/runs/early-runs";
import { explore, searchNow } from "../../src/checker/search";
import type { SearchProgress } from "../../src/checker/search-progress";
import type { TransitionSystem } from "../../src/system/transition-system";
import { tries } from "../random";
import { arbitrarySystem, countStates } from "./random-systems";

/** With more states than this a search counts as large here. */
const LARGE = 5;

function nameOf(system: TransitionSystem, { failure }: Violation): string {
	return system.failures[failure].property;
}

/** Systems in which something fails, and of more than so many states. */
const racingSystem = arbitrarySystem.filter((system) => {
	const states = countStates(system, 2000);
	if (states === undefined || states <= 2 * LARGE) return false;
	const { violations } = searchNow(system).result;
	return violations.some((violation) => !knownLate(system).has(nameOf(system, violation)));
});

/** A search that counts as large from a few states on, and what it told meanwhile. */
function searched(system: TransitionSystem, question?: Question): { readonly told: readonly Violation[][]; readonly result: SearchResult } {
	let clock = 0;
	// Each look at the clock takes a while, so that slices are short.
	const search = explore(system, { question }, () => clock++, { reduceAbove: LARGE });
	const told = new Set<SearchProgress["found"]>();
	for (;;) {
		const { done, value } = search.next();
		if (done) return { told: [...told].map((found) => [...(found ?? [])]), result: value.result };
		if (value.found && value.found.length > 0) told.add(value.found);
	}
}

describe("on any system in which something fails", () => {
	test("a search that is asked whether anything fails has the first of all runs, and ends with it", () => {
		fc.assert(
			fc.property(racingSystem, (system) => {
				const all = searchNow(system, { reductions: "none" }).result;
				// What fails at the end while daemons go on is not known before everything has been explored.
				const [first] = all.violations.filter((violation) => !knownLate(system).has(nameOf(system, violation)));
				const { result } = searched(system, { race: true, properties: [] });
				expect(result).toMatchObject({ complete: false, decided: true, states: LARGE });
				expect(result.violations[0]).toMatchObject({ failure: first.failure, witness: first.witness, run: first.run });
				for (const violation of result.violations) {
					const same = all.violations.find((other) => nameOf(system, other) === nameOf(system, violation));
					expect(violation.run).toEqual(same?.run);
				}
			}),
			tries(60),
		);
	});

	test("one that is asked about a property has the best run to it, or finds out everything", () => {
		fc.assert(
			fc.property(racingSystem, fc.nat(), (system, choice) => {
				const all = searchNow(system, { reductions: "none" }).result;
				const { property } = system.failures[choice % system.failures.length];
				const { result } = searched(system, { race: false, properties: [property] });
				const expected = all.violations.find((violation) => nameOf(system, violation) === property);
				const found = result.violations.find((violation) => nameOf(system, violation) === property);
				if (result.decided) expect(found?.run).toEqual(expected?.run);
				else expect({ ...result, milliseconds: 0 }).toEqual({ ...all, milliseconds: 0 });
			}),
			tries(40),
		);
	});

	test("one that is to find out everything finds it, and tells real runs meanwhile", () => {
		fc.assert(
			fc.property(racingSystem, (system) => {
				const all = searchNow(system, { reductions: "none" }).result;
				const { told, result } = searched(system);
				expect({ ...result, milliseconds: 0 }).toEqual({ ...all, milliseconds: 0 });
				for (const violation of told.flat()) {
					const same = all.violations.find((other) => nameOf(system, other) === nameOf(system, violation));
					expect(same).toBeDefined();
					if (!violation.first) expect(violation.run).toEqual(same?.run);
				}
			}),
			tries(40),
		);
	});
});
