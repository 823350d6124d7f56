/**
 * A file system in memory for VS Code for the web, filled with the folder that the web host serves at `folder.json`.
 */
const { Disposable, EventEmitter, FileChangeType, FileSystemError, FileType, Uri, workspace } = require("vscode");

const scheme = "hosted";

/** @param {import("vscode").ExtensionContext} context */
exports.activate = async (context) => {
	const response = await fetch(Uri.joinPath(context.extensionUri, "..", "folder.json").toString(true));
	const files = new MemoryFiles(await response.json());
	context.subscriptions.push(
		workspace.registerFileSystemProvider(scheme, files, { isCaseSensitive: true }),
		workspace.registerFileSearchProvider(scheme, { provideFileSearchResults: () => files.allFiles() }),
	);
};

class MemoryFiles {
	#changes = new EventEmitter();
	onDidChangeFile = this.#changes.event;
	/** Absolute path to content; a folder's content is undefined. */
	#entries = new Map();

	/** @param {{ path: string, text: string }[]} files */
	constructor(files) {
		for (const { path, text } of files) {
			for (let end = path.indexOf("/", 1); end !== -1; end = path.indexOf("/", end + 1)) this.#put(path.slice(0, end), undefined);
			this.#put(path, new TextEncoder().encode(text));
		}
	}

	allFiles() {
		return [...this.#entries].filter(([, { content }]) => content).map(([path]) => Uri.from({ scheme, path }));
	}

	watch() {
		return new Disposable(() => {});
	}

	stat(uri) {
		const { content, time } = this.#get(uri);
		return { type: content ? FileType.File : FileType.Directory, ctime: time, mtime: time, size: content?.length ?? 0 };
	}

	readDirectory(uri) {
		const prefix = `${uri.path.replace(/\/$/, "")}/`;
		return [...this.#entries]
			.filter(([path]) => path.startsWith(prefix) && !path.slice(prefix.length).includes("/"))
			.map(([path, { content }]) => [path.slice(prefix.length), content ? FileType.File : FileType.Directory]);
	}

	readFile(uri) {
		const { content } = this.#get(uri);
		if (!content) throw FileSystemError.FileIsADirectory(uri);
		return content;
	}

	createDirectory(uri) {
		this.#put(uri.path, undefined);
		this.#changed(uri, FileChangeType.Created);
	}

	writeFile(uri, content, { create, overwrite }) {
		const exists = this.#entries.has(uri.path);
		if (!exists && !create) throw FileSystemError.FileNotFound(uri);
		if (exists && create && !overwrite) throw FileSystemError.FileExists(uri);
		this.#put(uri.path, content);
		this.#changed(uri, exists ? FileChangeType.Changed : FileChangeType.Created);
	}

	delete(uri) {
		for (const path of this.#subtree(uri)) this.#entries.delete(path);
		this.#changed(uri, FileChangeType.Deleted);
	}

	rename(from, to) {
		for (const path of this.#subtree(from)) {
			this.#put(to.path + path.slice(from.path.length), this.#entries.get(path).content);
			this.#entries.delete(path);
		}
		this.#changed(from, FileChangeType.Deleted);
		this.#changed(to, FileChangeType.Created);
	}

	#subtree(uri) {
		return [...this.#entries.keys()].filter((path) => path === uri.path || path.startsWith(`${uri.path}/`));
	}

	#get(uri) {
		const entry = this.#entries.get(uri.path);
		if (!entry) throw FileSystemError.FileNotFound(uri);
		return entry;
	}

	#put(path, content) {
		this.#entries.set(path, { content, time: Date.now() });
	}

	#changed(uri, type) {
		this.#changes.fire([{ type, uri }]);
	}
}
