/** The losing runs of a scenario, step by step. */
import type { MatrixUnder } from "./matrix";
import { request } from "./message";
import type { AtPosition, Place } from "./place";

/** Client to server: the losing runs of the scenario at a position. Null where the document has no scenario. */
export const timelinesRequest = request<TimelinesParams, TimelinesResult | null>("raceline/timelines");

export interface TimelinesParams extends AtPosition {
	/** True to be answered when every search has come to its end; cancelling the request ends the wait. */
	readonly settled?: boolean;
	/** Asks for the runs under this configuration only, if it is this scenario that stands at the position. */
	readonly configuration?: MatrixUnder & { readonly scenario: string };
}

export interface TimelinesResult {
	readonly uri: string;
	readonly scenario: string;
	readonly place: Place | undefined;
	/** Such as `✗ race in 9 steps · 4,212 states · 12 ms`. */
	readonly verdict: string;
	/** True when every interleaving has been found to be safe. */
	readonly safe: boolean;
	readonly busy: boolean;
	readonly runs: readonly TimelineRun[];
	/** What is known where there is no run, in sentences: that nothing fails, or that this is not known. */
	readonly nothing: string;
	/** Index of the run that the text is annotated with. */
	readonly shown: number;
}

/** What a run of a scenario is called. */
export interface RunName {
	/** The configuration, by what is the same for equal ones; of no other meaning to a client. */
	readonly configurationKey: string;
	/** The property that is violated, or the lane that hangs. */
	readonly subject: string;
}

export interface TimelineRun extends RunName {
	readonly kind: "race" | "hang";
	/** One sentence without a full stop. */
	readonly headline: string;
	/** What the user of such a machine sees, a sentence; empty where the model says nothing about that. */
	readonly effect: string;
	/** How a person calls the configuration, such as `under v4.17`; empty for the scenario's own. */
	readonly under: string;
	readonly stale: boolean;
	readonly lanes: readonly { readonly name: string; readonly kind: "task" | "device" | "daemon" }[];
	readonly steps: readonly TimelineStep[];
	readonly waiting: readonly TimelineWaiting[];
	/** The two accesses whose order matters, and the window that they make; absent where no order is to blame. */
	readonly pair?: TimelinePair;
	/**
	 * The run with the pair the other way round, in which nothing goes wrong, and the number of the first step that
	 * differs.
	 */
	readonly safe?: { readonly steps: readonly TimelineStep[]; readonly differs: number };
	/** What goes into a changelog: what the user sees, and the run in columns. */
	readonly diagram: string;
}

export interface TimelineStep {
	/** From 1. */
	readonly number: number;
	/** Index into `lanes`. */
	readonly lane: number;
	readonly label: string;
	/** Where the access is, perhaps in the kernel model. */
	readonly place: Place | undefined;
	/** Where the scenario's own text leads to it. */
	readonly scenarioPlace: Place | undefined;
	/** The calls that the step is in, outermost first. */
	readonly stack: readonly { readonly function: string; readonly place: Place | undefined }[];
	readonly changes: readonly TimelineChange[];
	readonly failing: boolean;
	/** False when the failure does not depend on the step. */
	readonly relevant: boolean;
}

export interface TimelineChange {
	readonly name: string;
	readonly field: string;
	readonly before: string;
	readonly after: string;
	readonly local: boolean;
	/** True when the value names the lane that holds something, such as a lock. */
	readonly holder: boolean;
}

/** A lane that stays where it is at the end of a hang. */
export interface TimelineWaiting {
	readonly lane: number;
	readonly label: string;
	readonly functions: readonly string[];
	readonly place: Place | undefined;
}

export interface TimelinePair {
	/** Who trusts what, and who changed it. */
	readonly sentence: string;
	/** Between which lines the other lane must land. */
	readonly window: string;
	/** What becomes of the run the other way round. */
	readonly otherwise: string;
	/** Steps that matter, by number, each with what it does: `opens the window`. */
	readonly roles: readonly { readonly number: number; readonly role: string }[];
	/** The two steps by where they stand in their lanes, for `DifferentRunParams`. */
	readonly order: { readonly first: LaneStep; readonly second: LaneStep };
	/** The first and last step of the window, by number; the same where nothing in the run closes it. */
	readonly from: number;
	readonly to: number;
}

/** A step of a lane, wherever it comes in a run. */
export interface LaneStep {
	readonly lane: number;
	readonly location: number;
}

/**
 * Client to server: another run that fails in the same way, without the racing pairs of the runs that are known. Null
 * when there is none, or none was found within the limits. Cancelling the request ends the search.
 */
export const differentRunRequest = request<DifferentRunParams, TimelineRun | null>("raceline/differentRun");

export interface DifferentRunParams extends TimelinesParams {
	/** One of those that are known. */
	readonly run: RunName;
	/** What is to come in the other order: that of the racing pairs of the runs that are known. */
	readonly orders: readonly TimelinePair["order"][];
}
