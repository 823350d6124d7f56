import type { FileText } from "../base/file-text";

/** Files and folders of the host, by URI. Nothing here throws for what a user named. */
export interface FilesPort {
	/** The URI of a path as a user writes it, relative to the working folder. */
	resolve(path: string): string;
	/** What a URI is called in messages: relative to the working folder where it lies in it. */
	name(uri: string): string;
	kind(uri: string): Promise<FileKind | undefined>;
	/** What lies in a folder, in any order; undefined when that cannot be found out. */
	list(uri: string): Promise<readonly FolderEntry[] | undefined>;
	/**
	 * The text of a regular file of limited size; bytes that are not UTF-8 become U+FFFD. Undefined where there is no
	 * file. With `folders` only of one that really lies in one of them, with all symbolic links followed, and there
	 * still is a `.race` file.
	 */
	read(uri: string, folders?: readonly string[]): Promise<FileText | undefined>;
	/**
	 * Replaces the text of a file. Gives why that is not possible, as words that follow the name of the file; undefined
	 * when it is done.
	 */
	write(uri: string, text: string): Promise<string | undefined>;
}

export type FileKind = "file" | "folder";

export interface FolderEntry {
	readonly name: string;
	readonly uri: string;
	readonly kind: FileKind;
}
