/** What a search worker is told and what it answers. Plain data, for any kind of worker. */
import type { TransitionSystem } from "../compiler/transition-system";
import type { Limits, Observations, SearchResult } from "./result";

export type WorkerRequest =
	| { readonly kind: "check"; readonly id: number; readonly system: TransitionSystem; readonly limits: Limits }
	| { readonly kind: "cancel"; readonly id: number };

export type WorkerAnswer =
	| { readonly kind: "progress"; readonly id: number; readonly states: number; readonly milliseconds: number }
	| { readonly kind: "result"; readonly id: number; readonly result: SearchResult }
	/** `observations` are absent when the search was cancelled before they were complete. */
	| { readonly kind: "observations"; readonly id: number; readonly observations: Observations | undefined }
	| { readonly kind: "failed"; readonly id: number; readonly message: string };

/** What a worker's loop needs of its host. */
export interface WorkerHost {
	now(): number;
	post(answer: WorkerAnswer): void;
	/** Resolves when messages that have arrived meanwhile have been delivered. */
	breathe(): Promise<void>;
}
