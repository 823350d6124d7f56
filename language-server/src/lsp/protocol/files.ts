/** Files that only one of the two sides can reach. */
import { type NoParams, request } from "./message";

/** Client to server: the text of a file of the kernel model, whose URI is `raceline-kernel:/mm/gup.race`. */
export const kernelFileRequest = request<KernelFileParams, KernelFileResult>("raceline/kernelFile");

export interface KernelFileParams {
	readonly uri: string;
}

export interface KernelFileResult {
	readonly text: string;
}

/**
 * Server to client: the text of a file that a scenario uses and that is not open. Only sent to clients that said
 * `readsFiles`.
 */
export const readFileRequest = request<ReadFileParams, ReadFileResult>("raceline/readFile");

export interface ReadFileParams {
	readonly uri: string;
}

export interface ReadFileResult {
	/** Absent where there is no such file. */
	readonly text?: string;
	/** Why a file that is there is not read, as words that follow its name. */
	readonly problem?: string;
}

/** Server to client: the URIs of all scenario files in the workspace. Only sent to clients that said `listsFiles`. */
export const listFilesRequest = request<NoParams, ListFilesResult>("raceline/listFiles");

export interface ListFilesResult {
	readonly uris: readonly string[];
}
