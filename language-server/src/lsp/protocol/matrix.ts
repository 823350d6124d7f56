/** What scenarios do under every kernel and with every patch. */

import type { Location } from "./location";
import { request } from "./message";

/**
 * Client to server: what the scenarios of open documents do under every kernel, with each patch of the series alone,
 * and with each left out. Rows come as partial results when they are there. When it is cancelled, by the request or by
 * its progress, the answer has the rows that were there by then.
 */
export const matrixRequest = request<MatrixParams, MatrixResult | null>("raceline/matrix");

export interface MatrixParams {
	readonly uris: readonly string[];
	/**
	 * True to try every set of the patches for the smallest that make a scenario safe, and not only look for one that
	 * cannot be made smaller.
	 */
	readonly everySet?: boolean;
	readonly partialResultToken?: number | string;
}

/** The answer, and each partial result with the rows that are new. */
export interface MatrixResult {
	/** Releases, neighbours that the model does not tell apart as one: `v5.4–5.7`. */
	readonly kernels: readonly string[];
	/** The patches of the series, in its order; all but those that are taken away are added to `base`. */
	readonly patches: readonly { readonly name: string; readonly title: string }[];
	readonly base: string;
	readonly rows: readonly MatrixRowResult[];
	/** Of how many scenarios the rows are there, and how many there will be. */
	readonly done: number;
	readonly total: number;
	readonly cancelled: boolean;
}

export interface MatrixRowResult {
	readonly uri: string;
	readonly scenario: string;
	/**
	 * Options that are not as the scenario says, as text: `tlb_mode = broadcast`. Empty in the first row of a scenario.
	 */
	readonly options: string;
	readonly place: Location | undefined;
	/** In the order of `MatrixResult.kernels`; of several releases the last one stands for all. */
	readonly kernels: readonly MatrixCellResult[];
	/** `base` with none and with all of the patches. */
	readonly without: MatrixCellResult;
	readonly all: MatrixCellResult;
	/** In the order of `MatrixResult.patches`. */
	readonly alone: readonly MatrixCellResult[];
	readonly leftOut: readonly MatrixCellResult[];
	/**
	 * Sets of patches that make it safe; one empty set where it is safe without, none where nothing of the series
	 * helps.
	 */
	readonly smallest: readonly (readonly string[])[];
	/** False when a set that was tried gave no answer: then there may be other sets, and smaller ones. */
	readonly decided: boolean;
}

export interface MatrixCellResult {
	readonly under: MatrixUnder;
	/** Null where the scenario cannot be compiled. */
	readonly verdict: "safe" | "race" | "hang" | "inconclusive" | null;
	/**
	 * What the user of such a machine sees, one sentence; empty where the model says nothing about that, or nothing
	 * goes wrong.
	 */
	readonly effect: string;
	/** What goes wrong, one sentence without a full stop; empty where nothing does. */
	readonly message: string;
	/** The property or lane that fails. */
	readonly subject: string;
	readonly states: number;
}

/** A kernel release with patches added and taken away, and perhaps another value of an option. */
export interface MatrixUnder {
	readonly kernel: string;
	readonly added: readonly string[];
	readonly removed: readonly string[];
	/** Options that are not as the scenario says. */
	readonly setting?: readonly { readonly name: string; readonly value: string }[];
}
