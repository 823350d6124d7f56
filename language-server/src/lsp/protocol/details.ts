/** More about a scenario than its verdict. */

import type { AtPosition, Location } from "./location";
import { request } from "./message";

/**
 * Client to server: more about the scenario at a position, as it is written. Takes searches of its own, which end when
 * the request is cancelled. Null where the document has no scenario.
 */
export const detailsRequest = request<DetailsParams, DetailsResult | null>("raceline/details");

/** How much there is to explore, why it is safe, and what has changed since the text was opened. */
export type DetailKind = "statistics" | "whySafe" | "difference";

export interface DetailsParams extends AtPosition {
	readonly kind: DetailKind;
	/** Of a difference: from now on it is to the text as it is now. */
	readonly fromNow?: boolean;
	/** For the protocol's progress of work that is done: how much has been tried of what is to be. */
	readonly workDoneToken?: string;
}

export interface DetailsResult {
	readonly scenario: string;
	readonly lines: readonly Detail[];
}

export interface Detail {
	readonly text: string;
	/** What stands at `place`; empty for a line that is about none. */
	readonly label: string;
	readonly place: Location | undefined;
	/**
	 * Of a lock, re-check or wait of a scenario that is safe: whether anything fails without it, as far as that is
	 * known.
	 */
	readonly need: "needed" | "undecided" | "unneeded" | undefined;
}
