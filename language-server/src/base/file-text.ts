/**
 * What reading a file gives: its text, or why it is not read, as words that follow the name of the file:
 * `is not a regular file`.
 */
export type FileText = { readonly text: string } | { readonly problem: string };

/** A file that is larger than this, in bytes, is not read. */
export const LARGEST_FILE = 8 * 2 ** 20;

/** Why files are not read. */
export const fileProblems = {
	folder: "is a folder",
	irregular: "is not a regular file",
	large: `is larger than ${LARGEST_FILE / 2 ** 20} MB`,
	outside: "is a symbolic link that leads out of the workspace and the folder of the file that uses it, or to no .race file",
	moved: "was replaced while it was read",
} as const;
