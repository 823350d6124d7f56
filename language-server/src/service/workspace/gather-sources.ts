/** A file together with all that it uses, directly or not, as far as that may be used and has been read. */

import type { Diagnostic } from "../../base/diagnostic";
import { t } from "../../base/l10n";
import type { SourceFile } from "../../semantics/program";
import { type SyntaxTree, spanIn, type UseItem } from "../../syntax/tree";
import type { SourceTexts } from "./source-texts";
import { FILE_REFUSED, resolveUse, useRefusal } from "./use-paths";

export interface GatheredSources {
	/** The file itself last, so that of two equal names the one in it is reported. */
	readonly sources: readonly SourceFile[];
	/** The files that it uses, be they there or not. */
	readonly uses: ReadonlySet<string>;
	/** What is wrong with its own `use` items. */
	readonly useProblems: readonly Diagnostic[];
	/** False while some are still being read. */
	readonly complete: boolean;
}

/** Gathers a file and what it uses; begins to read what has not been. */
export function gatherSources(file: SourceFile, texts: SourceTexts): GatheredSources {
	const folders = texts.foldersFor(file.uri);
	const sources = new Map<string, SourceFile>();
	const uses = new Set<string>();
	let complete = true;
	const gather = (source: SourceFile): void => {
		const useProblems: Diagnostic[] = [];
		const problem = ({ path }: UseItem, code: string, message: string): void => {
			useProblems.push({ span: spanIn(source.tree, path), severity: "error", code, message });
		};
		sources.set(source.uri, { ...source, useProblems });
		for (const item of source.tree.items) {
			if (item.kind !== "use" || item.path.value === "") continue;
			const path = item.path.value;
			const uri = resolveUse(source.uri, path);
			const refusal = useRefusal(uri, path, folders);
			if (refusal !== undefined) {
				problem(item, FILE_REFUSED, refusal);
				continue;
			}
			uses.add(uri);
			const text = texts.text(uri);
			const unread = texts.problem(uri);
			if (text !== undefined) {
				if (!sources.has(uri)) gather({ uri, tree: texts.tree(uri, text) });
			} else if (unread === "missing") problem(item, "file-not-found", t`there is no file '${path}'`);
			else if (unread !== undefined) problem(item, FILE_REFUSED, `'${path}' ${unread.problem}`);
			else {
				complete = false;
				texts.request(uri);
			}
		}
	};
	gather(file);
	return { sources: [...sources.values()].reverse(), uses, useProblems: sources.get(file.uri)?.useProblems ?? [], complete };
}

/** Reads all that a file uses, directly or not, as far as it may. */
export async function readUsed(uri: string, tree: SyntaxTree, texts: SourceTexts): Promise<void> {
	const folders = texts.foldersFor(uri);
	const seen = new Set<string>();
	const readFrom = async (file: string, { items }: SyntaxTree): Promise<void> => {
		for (const item of items) {
			const used = item.kind === "use" && item.path.value !== "" ? resolveUse(file, item.path.value) : undefined;
			if (used === undefined || seen.has(used) || useRefusal(used, "", folders) !== undefined) continue;
			seen.add(used);
			const text = await texts.read(used);
			if (text !== undefined) await readFrom(used, texts.tree(used, text));
		}
	};
	await readFrom(uri, tree);
}
