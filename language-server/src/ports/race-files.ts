import type { FilesPort } from "./files-port";

/** All `.race` files in a folder and its folders, sorted by name; `node_modules` and folders that begin with a dot are left out. */
export async function raceFiles(folder: string, files: Pick<FilesPort, "list">): Promise<readonly string[]> {
	const entries = [...(await files.list(folder))].sort((a, b) => (a.name < b.name ? -1 : 1));
	const found = await Promise.all(
		entries.map(async ({ name, uri, kind }) => {
			if (kind === "file") return name.endsWith(".race") ? [uri] : [];
			return name === "node_modules" || name.startsWith(".") ? [] : raceFiles(uri, files);
		}),
	);
	return found.flat();
}
