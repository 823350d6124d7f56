/** What it means for a result that steps were given up. */
import { GIVEN_UP, NESTED_CALLS, structOutOf, variableCountedOut } from "../system/transition-system";
import type { SearchResult } from "./result";

/** The limit that a search came to by the names of the failures with which steps were given up. */
export function limitOf(gaveUp: ReadonlySet<string>): SearchResult["limit"] {
	if (gaveUp.has(GIVEN_UP)) return "steps";
	if (gaveUp.has(NESTED_CALLS)) return "calls";
	if ([...gaveUp].some((name) => structOutOf(name) !== undefined)) return "pool";
	return gaveUp.size > 0 ? "count" : undefined;
}

/** The structs of which there were too few objects, and the variables that were counted out of their ranges. */
export function spentBounds(gaveUp: ReadonlySet<string>): Pick<SearchResult, "spentPools" | "countedOut"> {
	const structs = [...gaveUp].flatMap((name) => structOutOf(name) ?? []).sort();
	const variables = [...gaveUp].flatMap((name) => variableCountedOut(name) ?? []).sort();
	return { ...(structs.length > 0 && { spentPools: structs }), ...(variables.length > 0 && { countedOut: variables }) };
}
