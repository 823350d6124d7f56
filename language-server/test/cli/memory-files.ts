import type { FilesPort, FolderEntry } from "../../src/ports/files-port";

const ROOT = "file:///project";

/** A working folder in memory, given as the texts of its files by their paths. */
export function memoryFiles(texts: Readonly<Record<string, string>>): FilesPort {
	const files = new Map(Object.entries(texts).map(([path, text]) => [`${ROOT}/${path}`, text]));
	const inside = (folder: string): string[] => [...files.keys()].filter((uri) => uri.startsWith(`${folder}/`));
	return {
		resolve: (path) => (path === "." ? ROOT : `${ROOT}/${path.replace(/^\.\//, "").replace(/\/$/, "")}`),
		name: (uri) => (uri.startsWith(`${ROOT}/`) ? uri.slice(ROOT.length + 1) : uri),
		kind: async (uri) => (files.has(uri) ? "file" : inside(uri).length > 0 ? "folder" : undefined),
		list: async (folder) => {
			const names = new Set(inside(folder).map((uri) => uri.slice(folder.length + 1).split("/")[0]));
			return [...names].map((name): FolderEntry => {
				const uri = `${folder}/${name}`;
				return { name, uri, kind: files.has(uri) ? "file" : "folder" };
			});
		},
		read: async (uri) => {
			const text = files.get(uri);
			return text === undefined ? undefined : { text };
		},
		write: async (uri, text) => {
			files.set(uri, text);
			return undefined;
		},
	};
}
