/** A scenario that is replayed step by step in a debugger. */

import type { AtPosition, Location } from "./location";
import { notification, request } from "./message";
import type { RunName } from "./timelines";

/**
 * Client to server: begins to replay a scenario. What is replayed stays as it is now, whatever becomes of the text.
 * Fails with a message for a person when there is nothing to replay.
 */
export const replayStartRequest = request<ReplayStartParams, ReplayStartResult>("raceline/replay/start");

export interface ReplayStartParams extends AtPosition {
	/** Absent for the run that the text is annotated with. */
	readonly run?: RunName;
	/**
	 * Asks for a run that reaches the statement at `position` with this condition, instead of one that loses; empty for
	 * any.
	 */
	readonly reach?: string;
	/**
	 * The replay whose scenario and configuration that run is looked for in. The statement may then stand in any file
	 * of which the scenario takes steps, such as one of the kernel model. Without it it must be one of a scenario.
	 */
	readonly within?: number;
}

export interface ReplayStartResult {
	readonly session: number;
	readonly scenario: string;
	/** What happens in the run, one sentence; empty for a scenario that is replayed without one. */
	readonly headline: string;
	/** The lines on which steps or calls to them stand, from 0, in ascending order: where a breakpoint can be met. */
	readonly stops: readonly { readonly uri: string; readonly lines: readonly number[] }[];
	/** The steps of the run; none for a scenario that is replayed without one. */
	readonly path: readonly ReplayStep[];
}

/** A step to be taken: by which lane, and which way at each choice. */
export interface ReplayStep {
	readonly lane: number;
	readonly choices: readonly number[];
}

/** Client to server: where everything is after a path. Null when it is no path of the scenario. */
export const replayMomentRequest = request<ReplayMomentParams, ReplayMoment | null>("raceline/replay/moment");

export interface ReplayMomentParams {
	readonly session: number;
	readonly path: readonly ReplayStep[];
}

export interface ReplayObject {
	readonly name: string;
	readonly struct: string;
	readonly fields: readonly ReplayValue[];
	/** Whether some step can change one of its fields. */
	readonly changes: boolean;
}

export interface ReplayMoment {
	readonly lanes: readonly ReplayLane[];
	readonly objects: readonly ReplayObject[];
	readonly variables: readonly ReplayValue[];
	/** Where the last step meets earlier ones of other lanes, each in a sentence. */
	readonly conflicts: readonly string[];
	/** What the last step violates. */
	readonly violations: readonly { readonly property: string; readonly message: string }[];
	readonly ended: boolean;
}

export interface ReplayLane {
	readonly name: string;
	readonly kind: "task" | "device" | "daemon";
	readonly status: "ready" | "blocked" | "done";
	/** The step that comes next, and where it is. */
	readonly label: string;
	readonly place: Location | undefined;
	/** The calls that lead there, outermost first. */
	readonly stack: readonly { readonly function: string; readonly place: Location | undefined }[];
	readonly ways: readonly (readonly number[])[];
	/** Local variables: one list for each function of `stack`, then that of the function that the lane is in. */
	readonly frames: readonly (readonly ReplayLocal[])[];
	/** What it has read and will use, but no variable holds. */
	readonly reads: readonly ReplayValue[];
}

export interface ReplayValue {
	readonly name: string;
	readonly value: string;
	/** What it was before the last step, where that changed it. */
	readonly before?: string;
	/** Index into `ReplayMoment.objects` of what it refers to. */
	readonly object?: number;
}

/** A local variable; without a value when nothing will read it any more. */
export interface ReplayLocal extends Omit<ReplayValue, "value"> {
	readonly value?: string;
}

/** Client to server: the value of an expression after a path, as one of its lanes sees it. */
export const replayEvaluateRequest = request<ReplayEvaluateParams, ReplayEvaluateResult>("raceline/replay/evaluate");

export interface ReplayEvaluateParams extends ReplayMomentParams {
	readonly lane: number;
	/** Which of the lane's `frames` sees it; absent for the innermost. */
	readonly frame?: number;
	readonly expression: string;
}

export type ReplayEvaluateResult =
	| { readonly value: string; readonly object?: number; readonly isTrue: boolean }
	| { readonly problem: string };

/** Client to server: a replay is over. */
export const replayEndNotification = notification<ReplayEndParams>("raceline/replay/end");

export interface ReplayEndParams {
	readonly session: number;
}
