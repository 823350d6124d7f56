/** What can be said about a file that nobody has open. */
import type { Limits } from "../../checker/result";
import { checkScenario, type Search } from "../../explain/verdict/check-scenario";
import type { ScenarioSnapshot, Snapshot } from "../workspace/snapshot";

const MOST_STATES = 200_000;
const MOST_MILLISECONDS = 5000;

/** The limits for a file that nobody looks at: what takes longer is inconclusive until the file is opened. */
export function smallLimits(limits: Limits): Limits {
	const { states = MOST_STATES, milliseconds = MOST_MILLISECONDS } = limits;
	return { ...limits, states: Math.min(states, MOST_STATES), milliseconds: Math.min(milliseconds, MOST_MILLISECONDS) };
}

/** The file with what its scenarios do, each searched under every configuration that is asked about. */
export async function searched(snapshot: Snapshot, search: Search): Promise<Snapshot> {
	const scenarios: ScenarioSnapshot[] = [];
	for (const scenario of snapshot.file.scenarios) {
		const found = await checkScenario(snapshot.program, scenario, search);
		const checks = found.checks.map((check) => ({ ...check, stale: false, observations: undefined, progress: undefined }));
		scenarios.push({ ...found, checks });
	}
	return { ...snapshot, scenarios, scenario: (index) => scenarios[index] };
}
