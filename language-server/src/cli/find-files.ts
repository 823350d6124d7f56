import type { FilesPort } from "../ports/files-port";
import { raceFiles } from "../ports/race-files";
import { folderOf } from "../service/workspace/use-paths";

/** The files that a command line names. */
export interface NamedFiles {
	/**
	 * In the order in which they are named, each once. One that was found in a folder, and not named itself, may be
	 * nothing but a file of that folder.
	 */
	readonly files: readonly { readonly uri: string; readonly found: boolean }[];
	/**
	 * The folders whose files may be used: the working folder, those that are named, and those of files that are named.
	 */
	readonly folders: readonly string[];
}

/**
 * The files at `paths`, or why they are none. A folder stands for all `.race` files in it and its folders, sorted by
 * name; `node_modules` and folders that begin with a dot are left out.
 */
export async function findFiles(paths: readonly string[], files: FilesPort): Promise<NamedFiles | { readonly problem: string }> {
	const all = new Map<string, { readonly uri: string; readonly found: boolean }>();
	const folders = new Set([files.resolve(".")]);
	for (const path of paths) {
		const uri = files.resolve(path);
		const kind = await files.kind(uri);
		if (kind === undefined) return { problem: `no such file or folder: ${path}` };
		if (kind === "file") {
			folders.add(folderOf(uri));
			all.set(uri, { uri, found: false });
			continue;
		}
		folders.add(uri);
		const found = await raceFiles(uri, files);
		if (found.unreadable.length > 0) return { problem: `cannot read the folder ${files.name(found.unreadable[0])}` };
		if (found.files.length === 0) return { problem: `no .race files in ${path}` };
		for (const file of found.files) if (!all.has(file)) all.set(file, { uri: file, found: true });
	}
	return { files: [...all.values()], folders: [...folders] };
}

/** Reads one of the files; a sentence where that cannot be. */
export async function readNamed(
	{ uri, found }: NamedFiles["files"][number],
	{ folders }: NamedFiles,
	files: FilesPort,
): Promise<{ readonly text: string } | { readonly problem: string }> {
	const read = await files.read(uri, found ? folders : undefined);
	if (read === undefined) return { problem: `there is no file ${files.name(uri)}` };
	return "problem" in read ? { problem: `${files.name(uri)} ${read.problem}` } : read;
}
