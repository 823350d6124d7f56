/**
 * Other ways to fail in the same way: a run of the same system that violates the same property without the racing pairs
 * that are known.
 *
 * The system is searched with those orders taken away: a step of a pair that should have come first is blocked once the
 * other one has been taken. What is found is a run of the system itself, and is replayed in it.
 */

import { runToEnd } from "../../base/run-to-end";
import { replay } from "../../checker/runs/replay";
import { stacked } from "../../passes/pass";
import { type StepOrder, withoutOrder } from "../../passes/without-order";
import type { Search } from "../verdict/check-scenario";
import { describeOutcome } from "../verdict/outcome";
import type { Outcome } from "../verdict/verdict";

/**
 * The outcome with one finding: a run that violates `property` without any of the orders. Undefined when there is none,
 * or when the search came to its limit before it found one.
 */
export async function differentRun(
	outcome: Outcome,
	property: string,
	orders: readonly StepOrder[],
	search: Search,
): Promise<Outcome | undefined> {
	const { system, configuration } = outcome;
	if (orders.some(({ first, second }) => [first, second].some(({ lane, location }) => !system.lanes[lane]?.steps[location])))
		return undefined;
	const result = await search(runToEnd(stacked(...orders.map(withoutOrder))(system)), { name: outcome.text.name });
	const found = result.violations.find(({ failure }) => system.failures[failure].property === property);
	if (found === undefined) return undefined;
	const { run, reports } = replay(
		system,
		found.run.steps.map(({ lane, choices }) => ({ lane, isMeant: (outcome) => String(outcome.choices) === String(choices) })),
	);
	// What fails at the end alone may not have come to it here, where more can move.
	if (!reports.some(({ failure }) => system.failures[failure].property === property)) return undefined;
	return describeOutcome(outcome, { ...result, violations: [{ ...found, run }], hangs: [] }, configuration);
}
