/** The report of the command line, in an editor. */
import { request } from "./message";

/**
 * Client to server: what `raceline check` would print of a file, open or not, when every search has come to its end.
 * Null where there is none. Cancelling the request ends the searches of one that is not open.
 */
export const reportRequest = request<ReportParams, ReportResult | null>("raceline/report");

export interface ReportParams {
	readonly textDocument: { readonly uri: string };
	/** Files are called by their paths in this folder. */
	readonly folder: string;
	/** The summary of the documents before it. */
	readonly before?: ReportSummary;
}

export interface ReportResult {
	/** For a terminal, with its colours. */
	readonly terminalLines: readonly string[];
	/** Of this document and those before it. */
	readonly summary: ReportSummary;
	/** The summary in words, and the exit status that follows from it. */
	readonly lastTerminalLine: string;
	readonly status: number;
}

export interface ReportSummary {
	readonly files: number;
	readonly scenarios: number;
	readonly met: number;
	readonly unmet: number;
	readonly undecided: number;
	readonly errors: number;
	readonly states: number;
}
