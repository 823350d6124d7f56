import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { FileKind, FilesPort, FolderEntry } from "../files-port";

/** The file system of this machine, as seen from `workingFolder`. */
export function nodeFiles(workingFolder: string): FilesPort {
	return {
		resolve: (path) => uriOf(resolve(workingFolder, path)),
		name(uri) {
			if (!uri.startsWith("file:")) return uri;
			const path = pathOf(uri);
			const inside = path === undefined ? uri : relative(workingFolder, path);
			return inside.startsWith("..") || isAbsolute(inside) ? (path ?? uri) : inside;
		},
		async kind(uri) {
			const path = pathOf(uri);
			return path === undefined ? undefined : await kindOf(path);
		},
		async list(uri) {
			const path = pathOf(uri);
			if (path === undefined) return [];
			const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
			const found = entries.map(async (entry): Promise<readonly FolderEntry[]> => {
				const inside = join(path, entry.name);
				// A link to a folder may lead back to where it came from.
				const kind = entry.isDirectory() ? "folder" : await kindOf(inside);
				if (kind === undefined || (entry.isSymbolicLink() && kind === "folder")) return [];
				return [{ name: entry.name, uri: uriOf(inside), kind }];
			});
			return (await Promise.all(found)).flat();
		},
		async read(uri) {
			const path = pathOf(uri);
			if (path === undefined) return undefined;
			return await readFile(path, "utf8").catch(() => undefined);
		},
		async write(uri, text) {
			const path = pathOf(uri);
			if (path === undefined) return false;
			return await writeFile(path, text).then(
				() => true,
				() => false,
			);
		},
	};
}

async function kindOf(path: string): Promise<FileKind | undefined> {
	const found = await stat(path).catch(() => undefined);
	if (found?.isDirectory()) return "folder";
	return found ? "file" : undefined;
}

/** Encodes every segment, so that the same file has one URI however it is reached. */
function uriOf(path: string): string {
	const segments = path.split(sep).map(encodeURIComponent).join("/");
	return segments.startsWith("/") ? `file://${segments}` : `file:///${segments}`;
}

/** Undefined for what is no path of this machine. */
function pathOf(uri: string): string | undefined {
	try {
		return fileURLToPath(uri);
	} catch {
		return undefined;
	}
}
