/** How much of the kernel model the scenarios of a document go through. */

import type { Location } from "./location";
import { request } from "./message";

/**
 * Client to server: how much of the kernel model, and of the document, the scenarios of an open document go through.
 * Null where it is not open.
 */
export const coverageRequest = request<CoverageParams, readonly FileCoverage[] | null>("raceline/coverage");

export interface CoverageParams {
	readonly textDocument: { readonly uri: string };
}

/** A file in which the scenarios have a step, or whose functions they come to. */
export interface FileCoverage {
	readonly uri: string;
	readonly steps: readonly { readonly place: Location; readonly reached: boolean }[];
	readonly functions: readonly { readonly name: string; readonly place: Location; readonly reached: boolean }[];
}
