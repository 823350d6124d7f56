/**
 * Files on a disk. Invariant: what is read is what was looked at. A file is opened first, without waiting for anybody,
 * and what has been opened is then asked what it is and where it lies, so that nobody can put something else in its
 * place in between.
 */
import { type BigIntStats, constants } from "node:fs";
import { type FileHandle, open, readdir, realpath, stat, writeFile } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type FileText, fileProblems, LARGEST_FILE } from "../../base/file-text";
import type { FileKind, FilesPort, FolderEntry } from "../files-port";
import { errorReason } from "./error-reason";

/** The file system of this machine, as seen from `workingFolder`. */
export function nodeFiles(workingFolder: string): FilesPort {
	return {
		resolve: (path) => uriOf(resolve(workingFolder, path)),
		name(uri) {
			if (!uri.startsWith("file:")) return uri;
			const path = pathOf(uri);
			if (path === undefined) return uri;
			return isWithin(path, workingFolder) ? relative(workingFolder, path) : path;
		},
		async kind(uri) {
			const path = pathOf(uri);
			return path === undefined ? undefined : await kindOf(path);
		},
		async list(uri) {
			const path = pathOf(uri);
			if (path === undefined) return undefined;
			const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
			if (entries === undefined) return undefined;
			const found = entries.map(async (entry): Promise<readonly FolderEntry[]> => {
				const inside = join(path, entry.name);
				// A link to a folder may lead back to where it came from.
				const kind = entry.isDirectory() ? "folder" : await kindOf(inside);
				if (kind === undefined || (entry.isSymbolicLink() && kind === "folder")) return [];
				return [{ name: entry.name, uri: uriOf(inside), kind }];
			});
			return (await Promise.all(found)).flat();
		},
		async read(uri, folders) {
			const path = pathOf(uri);
			if (path === undefined) return undefined;
			const within = folders?.flatMap((folder) => pathOf(folder) ?? []);
			return await readRegular(path, within).catch((error) => (isAbsence(error) ? undefined : { problem: problemOf(error) }));
		},
		async write(uri, text) {
			const path = pathOf(uri);
			if (path === undefined) return "is no file of this machine";
			return await writeFile(path, text).then(
				() => undefined,
				(error) => `cannot be written: ${errorReason(error)}`,
			);
		},
	};
}

async function readRegular(path: string, folders: readonly string[] | undefined): Promise<FileText> {
	// Devices may do something when they are opened.
	const found = kindProblem(await stat(path, { bigint: true }));
	if (found) return { problem: found };
	// A pipe would make the opening wait for somebody who writes to it; on Windows there are none among the files.
	const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
	try {
		const opened = await file.stat({ bigint: true });
		const problem = kindProblem(opened) ?? (folders && (await placeProblem(path, opened, folders)));
		return problem ? { problem } : await readAll(file);
	} finally {
		await file.close();
	}
}

function kindProblem(found: BigIntStats): string | undefined {
	if (found.isDirectory()) return fileProblems.folder;
	return found.isFile() ? undefined : fileProblems.irregular;
}

/** What is wrong with where an opened file really lies. */
async function placeProblem(path: string, opened: BigIntStats, folders: readonly string[]): Promise<string | undefined> {
	const real = await realpath(path);
	const allowed = await Promise.all(folders.map((folder) => realpath(folder).catch(() => undefined)));
	if (!real.endsWith(".race") || !allowed.some((folder) => folder !== undefined && isWithin(real, folder))) return fileProblems.outside;
	const there = await stat(real, { bigint: true });
	return there.dev === opened.dev && there.ino === opened.ino ? undefined : fileProblems.moved;
}

function isWithin(path: string, folder: string): boolean {
	const inside = relative(folder, path);
	return inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

/** Files of the kernel's have a size of 0, and others may grow while they are read: what is counted is what comes. */
async function readAll(file: FileHandle): Promise<FileText> {
	const pieces: Buffer[] = [];
	for (let length = 0; ; ) {
		const { bytesRead, buffer } = await file.read(Buffer.alloc(2 ** 16), 0, 2 ** 16, null);
		if (bytesRead === 0) return { text: Buffer.concat(pieces).toString("utf8") };
		length += bytesRead;
		if (length > LARGEST_FILE) return { problem: fileProblems.large };
		pieces.push(buffer.subarray(0, bytesRead));
	}
}

function isAbsence(error: NodeJS.ErrnoException): boolean {
	return error.code === "ENOENT" || error.code === "ENOTDIR";
}

function problemOf(error: NodeJS.ErrnoException): string {
	return `cannot be read: ${errorReason(error)}`;
}

/** What is there and cannot be looked at counts as a file: reading it says why. */
async function kindOf(path: string): Promise<FileKind | undefined> {
	try {
		return (await stat(path)).isDirectory() ? "folder" : "file";
	} catch (error) {
		return isAbsence(error as NodeJS.ErrnoException) ? undefined : "file";
	}
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
