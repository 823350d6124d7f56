import { unknownRelease } from "../semantics/releases";
import { suggest } from "../semantics/suggest";

/**
 * What is wrong with a kernel or patch that the command line names and the program does not have, with what may be
 * meant.
 */
export function unknownName(kind: "kernel" | "patch", name: string, all: readonly { readonly name: string }[]): string {
	const names = all.map((symbol) => symbol.name);
	const release = kind === "kernel" ? unknownRelease(name, names) : undefined;
	if (release !== undefined) return `no kernel called '${name}'; ${release.hint}`;
	const close = suggest(name, names);
	return `no ${kind} called '${name}'${close === undefined ? "" : `; did you mean '${close}'?`}`;
}
