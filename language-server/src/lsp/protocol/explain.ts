/** A run for others to read. */
import { request } from "./message";
import type { TimelinesParams } from "./timelines";

/**
 * Client to server: a losing run of the scenario at a position for others to read. Fails with a message for a person when there is none.
 */
export const explainRequest = request<ExplainParams, ExplainResult>("raceline/explain");

export type ExplainFormat = "changelog" | "markdown" | "mermaid" | "svg" | "json";

export interface ExplainParams extends TimelinesParams {
	readonly format: ExplainFormat;
	/** As in `TimelineRun`; absent for the run that the text is annotated with. */
	readonly under?: string;
	readonly subject?: string;
}

export interface ExplainResult {
	readonly scenario: string;
	readonly text: string;
}
