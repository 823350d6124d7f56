import type { FileText } from "../../base/file-text";
import type { Limits } from "../../checker/result";
import type { VerdictStore } from "../../explain/verdict/verdict-store";
import type { Searcher } from "./check-coordinator";

/** What the workspace needs of a host. */
export interface WorkspaceHost {
	readonly searcher: Searcher;
	/** Where what is found is kept, with what others find. */
	readonly verdicts: VerdictStore;
	/**
	 * A file that is not open, if it really lies in one of these folders, with all symbolic links followed; undefined
	 * where there is none. It is a `.race` file in one of the folders, as far as its URI says.
	 */
	readFile(uri: string, folders: readonly string[]): Promise<FileText | undefined>;
	/** The URIs of the folders that make up the workspace: their files may be used, whatever document names them. */
	folders(): readonly string[];
	/** The limits for searches of a document. */
	limits(uri: string): Limits;
	/**
	 * Something new is known about these documents; `check` is to be called again, since other searches may be wanted
	 * now.
	 */
	changed(uris: readonly string[]): void;
	/** A search for these documents has come further. */
	progressed(uris: readonly string[]): void;
}
