import type { FilesPort } from "./files-port";

export interface RaceFiles {
	readonly files: readonly string[];
	/** Folders whose content cannot be found out. */
	readonly unreadable: readonly string[];
}

/**
 * All `.race` files in a folder and its folders, sorted by name; `node_modules` and folders that begin with a dot are
 * left out.
 */
export async function raceFiles(folder: string, files: Pick<FilesPort, "list">): Promise<RaceFiles> {
	const listed = await files.list(folder);
	if (listed === undefined) return { files: [], unreadable: [folder] };
	const entries = [...listed].sort((a, b) => (a.name < b.name ? -1 : 1));
	const found = await Promise.all(
		entries.map(async ({ name, uri, kind }): Promise<RaceFiles> => {
			if (kind === "file") return { files: name.endsWith(".race") ? [uri] : [], unreadable: [] };
			return name === "node_modules" || name.startsWith(".") ? { files: [], unreadable: [] } : raceFiles(uri, files);
		}),
	);
	return { files: found.flatMap((part) => part.files), unreadable: found.flatMap((part) => part.unreadable) };
}
