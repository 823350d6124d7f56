/**
 * The messages that Raceline adds to the Language Server Protocol, for the server and every client.
 *
 * Invariant: plain data and names only, so that a client can import this file without the server.
 */

/** What a client may pass as `initializationOptions`. */
export interface InitializationOptions {
	/** Where the checker worker's script is; needed in a browser, where the server cannot know its own address. */
	readonly checkerUrl?: string;
	/** True when the client answers `raceline/readFile`, for files that the server cannot reach: in a browser, or in a virtual workspace. */
	readonly readsFiles?: boolean;
}

/** Server to client: what there is to say about one open file, in a few words. */
export const statusNotification = "raceline/status";

export interface StatusParams {
	readonly uri: string;
	/** Such as `2 races, 1 safe`. */
	readonly text: string;
	/** True while a search for this file runs. */
	readonly busy: boolean;
}

/** Client to server: the text of a file of the kernel model, whose URI is `raceline-kernel:/mm/gup.race`. */
export const kernelFileRequest = "raceline/kernelFile";

export interface KernelFileParams {
	readonly uri: string;
}

export interface KernelFileResult {
	readonly text: string;
}

/** Server to client: the text of a file that a scenario uses and that is not open. Only sent to clients that said `readsFiles`. */
export const readFileRequest = "raceline/readFile";

export interface ReadFileParams {
	readonly uri: string;
}

export interface ReadFileResult {
	/** Absent where there is no such file. */
	readonly text?: string;
}

/** Scheme of the URIs of the kernel model's files; the path is that in the model, the authority is empty. */
export const kernelScheme = "raceline-kernel";
