/** What a patch changes, in the words of those who wrote it down. */
import { firstSentence } from "../../semantics/documentation";
import type { Program } from "../../semantics/program";
import type { PatchSymbol } from "../../semantics/symbols";

/**
 * The first sentence of its comment; of one that stands at the head of a file, where the comment is about all of that,
 * its title. Empty where there is neither.
 */
export function patchWords({ files }: Pick<Program, "files">, { node, documentation, entries }: PatchSymbol): string {
	const isAtHead = files.some(({ tree }) => tree.items[0] === node);
	const said = isAtHead ? "" : firstSentence(documentation);
	return said || (entries.title ?? "");
}
