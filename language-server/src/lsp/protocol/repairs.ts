/** Repairs take longer to find than a list of quick fixes may be waited for. */

import type { AtPosition, Location } from "./location";
import { notification, request } from "./message";

/**
 * Client to server: answered when every repair of the scenario at a position has been tried, so that its quick fixes
 * are complete; of the document's first scenario where there is none at that place. Cancelling the request ends the
 * search; what has been found until then stays. Null where there is nothing to repair.
 */
export const repairsRequest = request<RepairsParams, RepairsResult | null>("raceline/repairs");

export interface RepairsParams extends AtPosition {
	/** True to be answered at once with what has been found so far; no search is begun. */
	readonly known?: boolean;
	/** For `RepairsResult`, told again whenever something has been tried. */
	readonly partialResultToken?: number | string;
}

export interface RepairsResult {
	/** How many make the scenario safe. */
	readonly safe: number;
	/** Those that do, the most telling first. */
	readonly repairs: readonly FoundRepair[];
	/** How many changes have been tried. */
	readonly tried: number;
	/** True when all have been tried. */
	readonly complete: boolean;
	/** True while more are being tried, whoever asked for that. */
	readonly searching: boolean;
	/** Of the text that they change. */
	readonly version: number;
	/** The configuration that they make safe, as `RunName.configurationKey`. */
	readonly configurationKey: string;
	/** Configurations that the scenario asks about and that are safe. */
	readonly safeUnder: readonly SafeUnder[];
}

export interface SafeUnder {
	/** `v4.18`, `v4.17 + NAME`. */
	readonly name: string;
	/** What the patches change that it names, a sentence or a title for each. */
	readonly changes: readonly string[];
}

/**
 * Server to client, if it said `searchesRepairs`: repairs of a scenario of this document are being tried from now on,
 * as for the quick fixes that an editor asks for by itself.
 */
export const repairsBegunNotification = notification<RepairsBegunParams>("raceline/repairsBegun");

export interface RepairsBegunParams {
	readonly uri: string;
}

/** A change of the scenario with which every interleaving is safe. */
export interface FoundRepair {
	/** In a few words: `kernel v4.18`. */
	readonly name: string;
	/** What the patches change that cure what fails, a sentence for each; empty where no patch does. */
	readonly changes: readonly string[];
	/** As among the quick fixes: `Use kernel v4.18: 0 violations in 1,731 states`. */
	readonly title: string;
	readonly edits: readonly { readonly range: Location["range"]; readonly newText: string }[];
}
