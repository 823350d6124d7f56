/** Whether a search that came to no end can go on. */
import type { ConfigurationCheck, ScenarioSnapshot } from "../workspace/snapshot";

/** `continue` where a limit ended it, `again` where the user did, or where it broke down. */
export type SearchingOn = "continue" | "again";

export function searchingOn({ checks }: Pick<ScenarioSnapshot, "checks">): readonly SearchingOn[] {
	const ends = new Set(checks.flatMap((check) => endOf(check) ?? []));
	return (["continue", "again"] as const).filter((end) => ends.has(end));
}

function endOf({ outcome, stale, progress, failure }: ConfigurationCheck): SearchingOn | undefined {
	if (failure !== undefined) return "again";
	if (outcome === undefined || stale || progress !== undefined) return undefined;
	switch (outcome.result.limit) {
		case "cancelled":
			return "again";
		case "states":
		case "time":
		case "memory":
			return "continue";
		default:
			return undefined;
	}
}
