/** A run for others to read. */
import { request } from "./message";
import type { RunName, TimelinesParams } from "./timelines";

/**
 * Client to server: a losing run of the scenario at a position for others to read. Fails with a message for a person
 * when there is none.
 */
export const explainRequest = request<ExplainParams, ExplainResult>("raceline/explain");

export type ExplainFormat = "changelog" | "markdown" | "mermaid" | "svg" | "json";

export interface ExplainParams extends TimelinesParams {
	readonly format: ExplainFormat;
	/** Absent for the run that the text is annotated with. */
	readonly run?: RunName;
}

export interface ExplainResult {
	readonly scenario: string;
	readonly text: string;
}
