import { type Anchor, touches } from "../../base/span";
import { writtenName } from "../../semantics/macros";
import type { FileAnalysis } from "../../semantics/program";
import type { AnySymbol } from "../../semantics/symbols";
import type { Name } from "../../syntax/tree";

/** A written name and what it stands for. */
export interface NameUse {
	readonly name: Name;
	readonly symbol: AnySymbol;
}

/** The name that a cursor is on or beside; the one that begins at the cursor goes before the one that ends there. */
export function symbolAt(file: FileAnalysis, offset: number): NameUse | undefined {
	const { anchors } = file.tree;
	let found: NameUse | undefined;
	let foundAt = -1;
	// Names of one item mostly come one behind the other: where the item stands is looked up once for them.
	let anchor: Anchor | undefined;
	let origin = 0;
	for (const [name, symbol] of file.around({ start: offset, end: offset }).names) {
		if (name.anchor !== anchor) {
			anchor = name.anchor;
			origin = anchors.get(anchor) ?? Number.NaN;
		}
		const start = origin + name.from;
		if (start > offset || offset > origin + name.to || start <= foundAt || name.text === "" || !isWritten(file, name)) continue;
		found = { name, symbol };
		foundAt = start;
	}
	return found ?? symbolInMacro(file, offset);
}

/**
 * Whether a name stands in a file as it is: what a macro brings along stands where that is used, and is called
 * otherwise.
 */
export function isWritten(file: FileAnalysis, name: Name): boolean {
	if (!file.tree.anchors.has(name.anchor)) return false;
	const { start, end } = file.spanOf(name);
	return end - start === name.text.length && file.text.startsWith(name.text, start);
}

/** What a name in a macro has come to mean where that is used. */
function symbolInMacro(file: FileAnalysis, offset: number): NameUse | undefined {
	const macro = file.tree.items.find((item) => item.kind === "macro" && touches(file.spanOf(item), offset));
	if (macro === undefined) return undefined;
	for (const [name, symbol] of file.names) {
		const written = writtenName(name);
		if (written !== name && written.anchor === macro.anchor && touches(file.spanOf(written), offset)) return { name: written, symbol };
	}
	return undefined;
}
