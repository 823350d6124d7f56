import { differentRun } from "../../explain/patches/different-run";
import type { Search } from "../../explain/verdict/check-scenario";
import type { StepOrder } from "../../passes/without-order";
import type { Snapshot } from "../workspace/snapshot";
import { type RunName, runNamed, type ScenarioRun, type ScenarioTimelines, scenarioRun } from "./timelines";

/**
 * Another run that fails in the same way as one of those that are known, without the orders of their racing pairs.
 * Undefined when there is none, when none was found within the limits of the search, and when the known run belongs to
 * an earlier text.
 */
export async function anotherRun(
	snapshot: Snapshot,
	found: ScenarioTimelines,
	name: RunName,
	orders: readonly StepOrder[],
	search: Search,
): Promise<ScenarioRun | undefined> {
	const known = runNamed(found, name);
	if (known === undefined || known.stale) return undefined;
	const outcome = await differentRun(known.outcome, name.subject, orders, search);
	return outcome && scenarioRun(snapshot, outcome, outcome.findings[0], known);
}
