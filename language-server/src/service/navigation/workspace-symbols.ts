import type { FileSpan } from "../../base/span";
import { allFiles, type FileAnalysis, type Program } from "../../semantics/program";
import { type DocumentSymbol, outline } from "./document-symbols";

/** Something that is declared somewhere, found by its name. */
export interface WorkspaceSymbol {
	readonly name: string;
	readonly kind: DocumentSymbol["kind"];
	/** The name of what it is declared in; empty for an item of a file. */
	readonly container: string;
	readonly place: FileSpan;
}

/** How many are given at most. */
const MOST = 256;

/**
 * What is declared in the open documents, the files that they use and the kernel model, and whose name has the letters
 * of `query` in their order: the nearest first.
 */
export function workspaceSymbols(model: Program, programs: readonly Program[], query: string): readonly WorkspaceSymbol[] {
	const files = new Map<string, FileAnalysis>();
	for (const program of [...programs, model]) for (const file of allFiles(program)) files.set(file.uri, file);
	const found: { readonly symbol: WorkspaceSymbol; readonly distance: number }[] = [];
	for (const file of files.values()) {
		const visit = (symbols: readonly DocumentSymbol[], container: string): void => {
			for (const { name, kind, selection, children } of symbols) {
				const distance = kind === "expect" ? undefined : distanceOf(name, query);
				if (distance !== undefined)
					found.push({
						symbol: { name, kind, container, place: { file: file.uri, start: selection.start, end: selection.end } },
						distance,
					});
				visit(children, name);
			}
		};
		visit(outline(file), "");
	}
	return found
		.sort((a, b) => a.distance - b.distance || (a.symbol.name < b.symbol.name ? -1 : 1))
		.slice(0, MOST)
		.map(({ symbol }) => symbol);
}

/**
 * How far a name is from what was asked for: 0 for the name itself, then what begins with it, then what contains it,
 * then what has its letters.
 */
function distanceOf(name: string, query: string): number | undefined {
	const [whole, part] = [name.toLowerCase(), query.toLowerCase()];
	if (whole === part) return 0;
	if (whole.startsWith(part)) return 1;
	if (whole.includes(part)) return 2;
	let from = 0;
	for (const letter of part) {
		from = whole.indexOf(letter, from) + 1;
		if (from === 0) return undefined;
	}
	return 3;
}
