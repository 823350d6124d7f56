import type { FilesPort } from "../ports/files-port";
import { raceFiles } from "../ports/race-files";

/** The files that a command line names, or why it names none. */
export type FoundFiles = { readonly uris: readonly string[] } | { readonly problem: string };

/**
 * The files at `paths`, in the order in which they are named, each once. A folder stands for all `.race` files in it and its folders, sorted by name;
 * `node_modules` and folders that begin with a dot are left out.
 */
export async function findFiles(paths: readonly string[], files: FilesPort): Promise<FoundFiles> {
	const uris = new Set<string>();
	for (const path of paths) {
		const uri = files.resolve(path);
		const kind = await files.kind(uri);
		if (kind === undefined) return { problem: `no such file or folder: ${path}` };
		const found = kind === "file" ? [uri] : await raceFiles(uri, files);
		if (found.length === 0) return { problem: `no .race files in ${path}` };
		for (const file of found) uris.add(file);
	}
	return { uris: [...uris] };
}
