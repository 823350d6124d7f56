/** C code as code of a scenario file. */
import type { AtPosition, Location } from "./location";
import { request } from "./message";

/** Client to server: what C code becomes in a document, to be inserted near a position. */
export const scenarioCodeRequest = request<ScenarioCodeParams, ScenarioCodeResult | null>("raceline/scenarioCode");

export interface ScenarioCodeParams extends AtPosition {
	readonly code: string;
	/** Spaces of an indentation; absent for a tab. */
	readonly spaces?: number;
}

export interface ScenarioCodeResult {
	/** Where it belongs: behind the item at the position. */
	readonly range: Location["range"];
	readonly newText: string;
	/** What was declared, what is not known and what has no effect, in sentences. */
	readonly told: readonly string[];
}
