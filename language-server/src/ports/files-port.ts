/** Files and folders of the host, by URI. What cannot be read counts as absent; nothing here throws for what a user named. */
export interface FilesPort {
	/** The URI of a path as a user writes it, relative to the working folder. */
	resolve(path: string): string;
	/** What a URI is called in messages: relative to the working folder where it lies in it. */
	name(uri: string): string;
	kind(uri: string): Promise<FileKind | undefined>;
	/** What lies in a folder, in any order. */
	list(uri: string): Promise<readonly FolderEntry[]>;
	/** The text of a file; bytes that are not UTF-8 become U+FFFD. */
	read(uri: string): Promise<string | undefined>;
	/** Replaces the text of a file; false when that is not possible. */
	write(uri: string, text: string): Promise<boolean>;
}

export type FileKind = "file" | "folder";

export interface FolderEntry {
	readonly name: string;
	readonly uri: string;
	readonly kind: FileKind;
}
