/**
 * The messages that Raceline adds to the Language Server Protocol are in this folder, one file a topic, for the server
 * and every client: each declares its method, its parameters and its result once.
 *
 * Invariant: plain data, names and types only, so that a client can import these files without the server.
 */

/** A request: its method, and for the compiler what it takes and what it is answered with. */
export interface Request<Params, Result> {
	readonly method: string;
	/** Never there. */
	readonly types?: { readonly params: Params; readonly result: Result };
}

/** A notification: its method, and for the compiler what it says. */
export interface Notification<Params> {
	readonly method: string;
	/** Never there. */
	readonly types?: { readonly params: Params };
}

/** Of a request that takes nothing. */
export type NoParams = Readonly<Record<string, never>>;

export function request<Params, Result>(method: string): Request<Params, Result> {
	return { method };
}

export function notification<Params>(method: string): Notification<Params> {
	return { method };
}
