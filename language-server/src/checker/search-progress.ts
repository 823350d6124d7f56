import type { Violation } from "./result";

/** How far a search has come; told between slices of work. */
export interface SearchProgress {
	readonly states: number;
	/** States that have been found and not gone on from. */
	readonly queued: number;
	/** Failures to which runs have been found already; another list when there are more or better ones. */
	readonly found?: readonly Violation[] | undefined;
}
