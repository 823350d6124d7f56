/** The losing runs of a scenario, step by step. */

import type { AtPosition, Location } from "./location";
import type { MatrixUnder } from "./matrix";
import { request } from "./message";

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
	readonly place: Location | undefined;
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
	/** What goes wrong, as the headline has it; without the kind, the subject and the number of steps. */
	readonly message: string;
	/** What the user of such a machine sees, a sentence; empty where the model says nothing about that. */
	readonly effect: string;
	/** The same in a few words, without a full stop: `overwrites another file`. Empty where the model has none. */
	readonly symptom: string;
	/**
	 * Which protection is missing and where the run shows that, a sentence without a full stop:
	 * `#16 frees block 0 while page 0 has refcount 2: nothing waited for reader's reference of #3`. Absent where that
	 * does not follow from the run.
	 */
	readonly missing?: string;
	/** How a person calls the configuration, such as `under v4.17`; empty for the scenario's own. */
	readonly under: string;
	/** The configuration itself: `v4.17`; empty where the scenario names no kernel. */
	readonly configuration: string;
	/** What tells the run from the others of the scenario in a list: `v4.17: dma_into_foreign_file, 20 steps`. */
	readonly title: string;
	/** Other configurations in which the same steps fail in the same way; such runs are listed once. */
	readonly alike: readonly RunConfiguration[];
	readonly stale: boolean;
	readonly lanes: readonly TimelineLane[];
	/** The run, and behind it the steps of the loop of a hang in which something goes on for ever. */
	readonly steps: readonly TimelineStep[];
	/** Numbers of the first and the last step that repeat for ever; absent where nothing moves any more. */
	readonly loop?: { readonly from: number; readonly to: number };
	/** The shared cells that the run changes or by which it fails, those first that matter most. */
	readonly cells: readonly TimelineCell[];
	/** Who holds what from which step to which. */
	readonly holds: readonly TimelineHold[];
	/** Who stays where it is at the end of a hang. */
	readonly waiting: readonly TimelineWaiting[];
	/** For each lane of `waiting` for whom it waits, one for each lane that it waits for; one where that is nobody. */
	readonly waits: readonly TimelineWait[];
	/** Lanes of which each waits for the next one, and the last for the first; absent where there is no such circle. */
	readonly circle?: readonly number[];
	/** The two accesses whose order matters, and the window that they make; absent where no order is to blame. */
	readonly pair?: TimelinePair;
	/**
	 * The run with the pair the other way round, in which nothing goes wrong, and the number of the first step that
	 * differs.
	 */
	readonly safe?: SafeRun;
	/** What goes into a changelog: what the user sees, and the run in columns. */
	readonly diagram: string;
}

export interface SafeRun {
	readonly steps: readonly TimelineStep[];
	readonly differs: number;
	/** The same cells in the same order as those of the losing run, with their values in this one. */
	readonly cells: readonly TimelineCell[];
	readonly holds: readonly TimelineHold[];
}

/** A configuration of a scenario. */
export interface RunConfiguration {
	readonly configurationKey: string;
	/** As `TimelineRun.under`. */
	readonly under: string;
}

export interface TimelineLane {
	readonly name: string;
	/** Of a handler its kind, and where it runs, where that is said: `irq on cpu0`. */
	readonly context?: string;
	readonly kind: "task" | "device" | "daemon";
	/** True when it has come to its end after the last step of the run. */
	readonly ended: boolean;
}

/** A shared cell and all its values in the run. */
export interface TimelineCell {
	/** `page 0.refcount`, as `TimelineChange.name`. */
	readonly name: string;
	/** `page 0`; empty for a variable that is no field. */
	readonly object: string;
	/** `refcount`, `pmd[0]`; of a variable its name. */
	readonly field: string;
	/** `holder`: names the lane that holds it, such as a lock. `count`: counts who holds something. */
	readonly kind: "value" | "holder" | "count";
	/** Before the first step. */
	readonly start: string;
	/** In the order of the steps. */
	readonly changes: readonly { readonly number: number; readonly value: string }[];
	/** The number of changes that the failure depends on. */
	readonly relevant: number;
	/** True where the racing pair meets in it, or the run fails by what it is: it tells, changed or not. */
	readonly decides: boolean;
}

/**
 * A lane holds something from a step on: a lock, or one of what a count counts. At any step the value of a count is
 * what it has at rest and the holds of it that are open there.
 */
export interface TimelineHold {
	readonly lane: number;
	/** Index into `cells`. */
	readonly cell: number;
	/** What it holds of the cell's object: `lock`, or what the count says that it counts, such as `reference`. */
	readonly what: string;
	/** The step that takes it; 0 for what is held from the start. */
	readonly from: number;
	/** The step that gives it back, by whomever; absent where that does not happen in the run. */
	readonly to?: number;
}

/** What a waiting lane waits for, and who has it. */
export interface TimelineWait {
	readonly lane: number;
	/** What it waits for: `data.i_mmaplock`, `page 0`, or a variable. Empty where nothing that is shared decides. */
	readonly what: string;
	/** What it waits for in words, with what is so instead: `waits until the refcount is 1; it is 2`. */
	readonly condition: string;
	/** Who has it, changed it last, or is the only one that still could; absent where no lane can help. */
	readonly holder?: number;
	/** The step since which that is so; absent where no step of the run made it so. */
	readonly since?: number;
	/** `truncator waits for data.i_mmaplock, which reader holds since #6`. */
	readonly sentence: string;
}

export interface TimelineStep {
	/** From 1. */
	readonly number: number;
	/** Index into `lanes`. */
	readonly lane: number;
	readonly label: string;
	/** What the step mainly does. */
	readonly access: "read" | "write" | "atomic" | "wait" | "choose" | "local";
	/** Lanes that could not go on before the step and can after it. */
	readonly wakes: readonly number[];
	/** Where the access is, perhaps in the kernel model. */
	readonly place: Location | undefined;
	/** Where the scenario's own text leads to it. */
	readonly scenarioPlace: Location | undefined;
	/** The calls that the step is in, outermost first. */
	readonly stack: readonly { readonly function: string; readonly place: Location | undefined }[];
	readonly changes: readonly TimelineChange[];
	/**
	 * Of a step that changes nothing shared what it finds of that: `page 0.refcount` is `2`. Absent where that is
	 * nothing.
	 */
	readonly sees?: readonly TimelineSight[];
	readonly failing: boolean;
	/** False when the failure does not depend on the step. */
	readonly relevant: boolean;
}

export interface TimelineChange {
	readonly name: string;
	/** Index into `TimelineRun.cells` of the run whose step it is; absent of a local. */
	readonly cell?: number;
	readonly field: string;
	readonly before: string;
	readonly after: string;
	readonly local: boolean;
	/** True when the value names the lane that holds something, such as a lock. */
	readonly holder: boolean;
}

/** A shared cell that a step looks at. */
export interface TimelineSight extends Pick<TimelineChange, "name" | "cell" | "field"> {
	readonly value: string;
}

/** A lane that stays where it is at the end of a hang. */
export interface TimelineWaiting {
	readonly lane: number;
	readonly label: string;
	readonly functions: readonly string[];
	readonly place: Location | undefined;
}

export interface TimelinePair {
	/** Who trusts what, and who changed it. */
	readonly sentence: string;
	/** Which order of the two is to blame: `It fails because truncator's #3 comes between reader's #2 and #4`. */
	readonly window: string;
	/** What becomes of the run the other way round. */
	readonly otherwise: string;
	/** Steps that matter, by number, each with what it does: `opens the window`. */
	readonly roles: readonly { readonly number: number; readonly role: string }[];
	/** What the two accesses are about: index into `TimelineRun.cells`. */
	readonly cell: number;
	/** The value that the first step leaves or sees. */
	readonly before: string;
	/** The value after the second step; that before it where the step does not change it. */
	readonly after: string;
	/** The first access, which relies on the value, and the second one, which should have come before it. */
	readonly first: PairAccess;
	readonly second: PairAccess;
	/** The two steps by where they stand in their lanes, for `DifferentRunParams`. */
	readonly order: { readonly first: LaneStep; readonly second: LaneStep };
	/** The first and last step of the window, by number; the same where nothing in the run closes it. */
	readonly from: number;
	readonly to: number;
}

export interface PairAccess {
	/** Of a lane that waits after a hang the number that its step would have next. */
	readonly number: number;
	readonly lane: number;
	/** In a few words: `sees page 0`, `makes #2 stale`. */
	readonly note: string;
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
	/** For the protocol's progress of work that is done: how much has been searched. */
	readonly workDoneToken?: string;
}
