/**
 * What a name is in programs of other files. Each program has read the files that it uses for itself, so that the same
 * declaration is another symbol there: it is known by where it stands.
 */
import { encloses, type FileSpan } from "../../base/span";
import { allFiles, type FileAnalysis } from "../../semantics/program";
import type { AnySymbol } from "../../semantics/symbols";
import type { Snapshot } from "../workspace/snapshot";
import { symbolAt } from "./find-symbol";

/** What is declared at a place, as another program has it; undefined for one that does not use that file. */
export function declaredAt({ program }: Snapshot, { file, start }: FileSpan): AnySymbol | undefined {
	const declaring = allFiles(program).find(({ uri }) => uri === file);
	for (const [name, symbol] of declaring?.names ?? [])
		if (name.text !== "" && declaring?.spanOf(name).start === start && symbol.name === name.text) return symbol;
	return undefined;
}

/** The files that programs consist of, each once, with what a declaration is called there. */
export function filesThatSee(snapshots: readonly Snapshot[], place: FileSpan): readonly SeeingFile[] {
	const found = new Map<string, SeeingFile>();
	for (const snapshot of snapshots) {
		const symbol = declaredAt(snapshot, place);
		if (symbol === undefined) continue;
		for (const file of allFiles(snapshot.program)) if (!found.has(file.uri)) found.set(file.uri, { snapshot, file, symbol });
	}
	return [...found.values()];
}

export interface SeeingFile {
	readonly snapshot: Snapshot;
	readonly file: FileAnalysis;
	readonly symbol: AnySymbol;
}

/** The name at an offset, where other files may use what it stands for: not what is declared within an item. */
export function nameSeenElsewhere({ file, locate }: Snapshot, offset: number): string | undefined {
	const found = symbolAt(file, offset);
	if (found === undefined || found.symbol.kind === "builtin") return undefined;
	const declared = locate(found.symbol.span);
	const around = file.uri === declared.file ? file.tree.items.find((item) => encloses(file.spanOf(item), declared)) : undefined;
	const isWithin = around && "kind" in around && (around.kind === "scenario" || around.kind === "function" || around.kind === "property");
	return isWithin && file.spanOf(around.name).start !== declared.start ? undefined : found.name.text;
}
