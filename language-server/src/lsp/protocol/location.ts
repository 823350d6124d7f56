/** Where something is, as in the Language Server Protocol. */

/** What requests about the scenario at a position are asked with. */
export interface AtPosition {
	readonly textDocument: { readonly uri: string };
	readonly position: { readonly line: number; readonly character: number };
}

/** A place in a file, as in the Language Server Protocol. */
export interface Location {
	readonly uri: string;
	readonly range: {
		readonly start: { readonly line: number; readonly character: number };
		readonly end: { readonly line: number; readonly character: number };
	};
}
