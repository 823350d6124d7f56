/** The headers of a C file, as far as they are found. */
import type { FilesPort } from "../ports/files-port";

/** So many headers are read at most, and so deep. */
const MOST_FILES = 400;
const DEEPEST = 4;

/**
 * The texts of what a C file includes and what that includes, the nearest first: beside the file that says so, in the
 * folders of `include`, and in the `include` of a folder above.
 */
export async function includedFiles(
	path: string,
	source: string,
	include: readonly string[],
	files: FilesPort,
): Promise<readonly string[]> {
	const folders = [...include, ...foldersAbove(path).map((folder) => `${folder}include`)];
	const read = new Map<string, string>();
	let level = [{ path, text: source }];
	for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
		const next: { path: string; text: string }[] = [];
		for (const file of level) {
			for (const [, sign, name] of file.text.matchAll(/^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]+)[">]/gm)) {
				const beside = sign === '"' ? [`${folderOf(file.path)}${name}`] : [];
				for (const candidate of [...beside, ...folders.map((folder) => `${folder.replace(/\/$/, "")}/${name}`)]) {
					if (read.has(candidate)) break;
					if (read.size >= MOST_FILES) return [...read.values()];
					const found = await files.read(files.resolve(candidate));
					if (found === undefined || "problem" in found) continue;
					read.set(candidate, found.text);
					next.push({ path: candidate, text: found.text });
					break;
				}
			}
		}
		level = next;
	}
	return [...read.values()];
}

/** The folder of a file, with its `/`; empty where it has none. */
function folderOf(path: string): string {
	return path.slice(0, path.lastIndexOf("/") + 1);
}

function foldersAbove(path: string): readonly string[] {
	const found: string[] = [];
	for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder.slice(0, -1))) {
		found.push(folder);
		if (folder === "/") return found;
	}
	return [...found, ""];
}
