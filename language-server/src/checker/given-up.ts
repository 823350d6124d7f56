/** What it means for a result that steps were given up. */
import { GIVEN_UP, NESTED_CALLS, structOutOf } from "../system/transition-system";
import type { SearchResult } from "./result";

/** The limit that a search came to by the names of the failures with which steps were given up. */
export function limitOf(gaveUp: ReadonlySet<string>): SearchResult["limit"] {
	if (gaveUp.has(GIVEN_UP)) return "steps";
	if (gaveUp.has(NESTED_CALLS)) return "calls";
	return gaveUp.size > 0 ? "pool" : undefined;
}

/** The structs of which there were too few objects. */
export function spentPools(gaveUp: ReadonlySet<string>): Pick<SearchResult, "spentPools"> {
	const structs = [...gaveUp].flatMap((name) => structOutOf(name) ?? []).sort();
	return structs.length > 0 ? { spentPools: structs } : {};
}
