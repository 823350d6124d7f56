/** Where something is, as in the Language Server Protocol. */

/** A place in a file, as in the Language Server Protocol. */
export interface Place {
	readonly uri: string;
	readonly range: {
		readonly start: { readonly line: number; readonly character: number };
		readonly end: { readonly line: number; readonly character: number };
	};
}
