/** What the server says by itself about the documents that it checks. */
import { notification } from "./message";

/** Server to client: what there is to say about one open file, in a few words. */
export const statusNotification = notification<StatusParams>("raceline/status");

export interface StatusParams {
	readonly uri: string;
	/** Such as `2 races, 1 safe`. */
	readonly text: string;
	/** True while a search for this file runs. */
	readonly busy: boolean;
}

/**
 * Server to client, if it said `showsVerdicts`: what was said of the runs and expectations of these documents may hold
 * no more.
 */
export const verdictsChangedNotification = notification<VerdictsChangedParams>("raceline/verdictsChanged");

export interface VerdictsChangedParams {
	readonly uris: readonly string[];
}
