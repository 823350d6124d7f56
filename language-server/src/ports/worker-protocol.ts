/** What a search worker is told and what it answers. Plain data, for any kind of worker. */

import type { HelperThread } from "../checker/helper";
import type { Observations, SearchOptions, SearchResult } from "../checker/result";
import type { TransitionSystem } from "../system/transition-system";
import type { TimedProgress } from "./checker-port";

export type WorkerRequest =
	| { readonly kind: "check"; readonly id: number; readonly system: TransitionSystem; readonly options: SearchOptions }
	| { readonly kind: "cancel"; readonly id: number }
	/** Explores something small, so that the code of the search is compiled when it is needed. */
	| { readonly kind: "warmUp" };

export type WorkerAnswer =
	| ({ readonly kind: "progress"; readonly id: number } & TimedProgress)
	/**
	 * What has been found by now, of a search that goes on (`SearchResult.interim`); may come several times, before the
	 * result.
	 */
	| { readonly kind: "found"; readonly id: number; readonly result: SearchResult }
	| { readonly kind: "result"; readonly id: number; readonly result: SearchResult }
	/**
	 * Comes after the result, unless none are wanted or the search was cancelled: then `observations` are absent or
	 * this does not come.
	 */
	| { readonly kind: "observations"; readonly id: number; readonly observations: Observations | undefined }
	/** The search broke down. */
	| { readonly kind: "failed"; readonly id: number; readonly message: string };

/** What a worker's loop needs of its host. */
export interface WorkerHost {
	/** Milliseconds, from any start. */
	now(): number;
	post(answer: WorkerAnswer): void;
	/** Resolves when messages that have arrived meanwhile have been delivered. */
	breathe(): Promise<void>;
	/** A thread that helps, where memory can be shared. */
	helper?(): HelperThread | undefined;
}
