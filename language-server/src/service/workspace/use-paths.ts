/**
 * Which files `use "PATH";` names, and which of them may be read: what stands in a scenario file, which may come from
 * anywhere, must not bring the content of other files of the machine into a report.
 */
import { t } from "../../base/l10n";
import type { UseItem } from "../../syntax/tree";
import type { Snapshot } from "./snapshot";

/** The code of the diagnostic of a `use` that is refused. */
export const FILE_REFUSED = "file-refused";

/**
 * The URI of the file that `use "PATH";` in the file `uri` names: `path` is relative to that file's folder and uses
 * `/`.
 */
export function resolveUse(uri: string, path: string): string {
	const root = /^[^:/?#]+:(\/\/[^/]*)?/.exec(uri)?.[0] ?? "";
	const folders = uri.slice(root.length).split("/").slice(0, -1);
	// A lone surrogate has no UTF-8, and cannot be part of a URI.
	const encoded = path
		.replace(/\p{Surrogate}/gu, "\ufffd")
		.split("/")
		.map(encodeURIComponent);
	const segments = path.startsWith("/") ? [""] : folders;
	for (const segment of path.startsWith("/") ? encoded.slice(1) : encoded) {
		if (segment === "..") {
			if (segments.length > 1) segments.pop();
		} else if (segment !== "." && segment !== "") segments.push(segment);
	}
	return root + segments.join("/");
}

/** The URI of the folder that a file lies in, with a slash at the end where there are folders at all. */
export function folderOf(uri: string): string {
	return uri.slice(0, Math.max(uri.lastIndexOf("/"), uri.indexOf(":")) + 1);
}

/**
 * Why a file must not be used that a `use` names as `path`, as a sentence; undefined when it may, as far as its URI
 * says. `folders` are the URIs of those whose files may be.
 */
export function useRefusal(uri: string, path: string, folders: readonly string[]): string | undefined {
	if (!uri.endsWith(".race")) return t`only .race files can be used, which '${path}' is not`;
	if (folders.some((folder) => isWithin(uri, folder))) return undefined;
	return t`'${path}' lies outside the workspace and the folder of the file that is checked`;
}

/** The URI of the file that a `use` of the document names; undefined where it is refused. */
export function usedFile({ uri, file, useProblems }: Snapshot, { path }: UseItem): string | undefined {
	const { start } = file.spanOf(path);
	const refused = path.value === "" || useProblems.some(({ span, code }) => span.start === start && code === FILE_REFUSED);
	return refused ? undefined : resolveUse(uri, path.value);
}

/** Clients encode the same characters of URIs in different ways. */
function isWithin(uri: string, folder: string): boolean {
	const parent = decoded(folder);
	return decoded(uri).startsWith(/[/:]$/.test(parent) ? parent : `${parent}/`);
}

function decoded(uri: string): string {
	try {
		return decodeURIComponent(uri);
	} catch {
		return uri;
	}
}
