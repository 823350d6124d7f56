/** All values of what a hover tells the most important of. */

import type { AtPosition } from "./location";
import { request } from "./message";

/** Client to server: all fields that can change of the object, or objects, at a position. */
export const valuesRequest = request<AtPosition, readonly ObjectValues[]>("raceline/values");

export interface ObjectValues {
	readonly object: string;
	/** What `FieldValues.all` are: `all interleavings`, or those that have been seen. */
	readonly all: string;
	readonly rows: readonly FieldValues[];
}

export interface FieldValues {
	readonly name: string;
	/** Before and after the steps of the run there; empty where there is no run. */
	readonly run: string;
	/** Over all interleavings; empty where nothing is known. */
	readonly all: string;
}
