/** Repairs take longer to find than a list of quick fixes may be waited for. */

import type { AtPosition } from "./location";
import { request } from "./message";

/**
 * Client to server: answered when every repair of the scenario at a position has been tried, so that its quick fixes
 * are complete. Cancelling the request ends the search; what has been found until then stays. Null where there is
 * nothing to repair.
 */
export const repairsRequest = request<AtPosition, RepairsResult | null>("raceline/repairs");

export interface RepairsResult {
	/** How many make the scenario safe. */
	readonly safe: number;
}
