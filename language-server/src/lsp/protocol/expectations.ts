/** The expectations of a document, which are its tests. */

import type { Location } from "./location";
import { type NoParams, request } from "./message";

/**
 * Client to server: the expectations of an open document and what came of them. Null where the document is not open.
 */
export const expectationsRequest = request<ExpectationsParams, ExpectationsResult | null>("raceline/expectations");

export interface ExpectationsParams {
	readonly textDocument: { readonly uri: string };
	/** True to be answered when every search has come to its end; cancelling the request ends the wait. */
	readonly settled: boolean;
	/**
	 * Asks how it would be on this kernel. What names a kernel or options itself is not known then. Implies `settled`.
	 */
	readonly kernel?: string;
	/** For the protocol's progress of work that is done: of `kernel`, which scenario is being searched. */
	readonly workDoneToken?: string;
}

export interface ExpectationsResult {
	readonly scenarios: readonly ScenarioExpectations[];
	/** False while searches run. */
	readonly settled: boolean;
}

export interface ScenarioExpectations {
	readonly name: string;
	readonly place: Location | undefined;
	/** Why nothing can be said about it; empty when something can. */
	readonly problem: string;
	readonly expectations: readonly ExpectationResult[];
}

export interface ExpectationResult {
	readonly text: string;
	readonly place: Location | undefined;
	/** Absent while it is not known, or when a limit left it open. */
	readonly met?: boolean;
	/** Why it is not met or open. */
	readonly message: string;
	/** What was found, a line for each run. */
	readonly found: string;
	/** Where it goes wrong. */
	readonly failingPlace: Location | undefined;
	/** The run in columns, as kernel changelogs show them; empty where there is none. */
	readonly diagram: string;
	readonly milliseconds: number;
}

/** Client to server: the names of the kernels of the model, the newest first. */
export const kernelsRequest = request<NoParams, readonly string[]>("raceline/kernels");
