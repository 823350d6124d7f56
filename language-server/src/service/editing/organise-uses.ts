import type { SuggestedFix } from "../../base/diagnostic";
import { t } from "../../base/l10n";
import { encloses } from "../../base/span";
import { allFiles } from "../../semantics/program";
import type { UseItem } from "../../syntax/tree";
import type { Snapshot } from "../workspace/snapshot";
import { resolveUse } from "../workspace/use-paths";

/**
 * Sorts the `use` items of the document, and drops those of which nothing is used; undefined where there is nothing to
 * do.
 */
export function organiseUses(snapshot: Snapshot): SuggestedFix | undefined {
	const { file, uri, program, complete, useProblems } = snapshot;
	if (!complete || useProblems.length > 0) return undefined;
	const uses = file.tree.items.filter((item): item is UseItem => item.kind === "use" && item.path.value !== "");
	if (uses.length === 0) return undefined;
	const needed = new Set([...file.names.values()].map(({ span }) => snapshot.locate(span).file));
	/** The file and all that it uses itself. */
	const reached = (from: string, seen = new Set<string>()): Set<string> => {
		if (seen.has(from)) return seen;
		seen.add(from);
		for (const item of allFiles(program).find((other) => other.uri === from)?.tree.items ?? [])
			if (item.kind === "use") reached(resolveUse(from, item.path.value), seen);
		return seen;
	};
	const kept = new Map<string, string>();
	for (const { path } of uses) {
		const target = resolveUse(uri, path.value);
		if (!kept.has(target) && [...reached(target)].some((other) => needed.has(other))) kept.set(target, path.value);
	}
	const lines = [...kept.values()].sort().map((path) => `use "${path}";`);
	const [first, last] = [file.spanOf(uses[0]), file.spanOf(uses[uses.length - 1])];
	// Anything else between them stays where it is.
	const whole = { start: first.start, end: last.end };
	if (file.tree.items.some((item) => item.kind !== "use" && encloses(whole, file.spanOf(item)))) return undefined;
	const before = file.text.slice(first.start, last.end);
	if (/\/\//.test(before)) return undefined;
	const after = lines.join("\n");
	if (before === after) return undefined;
	const end = after === "" ? last.end + (/^\r?\n/.exec(file.text.slice(last.end))?.[0].length ?? 0) : last.end;
	return { title: t`Organise 'use'`, edits: [{ span: { start: first.start, end }, newText: after }] };
}
