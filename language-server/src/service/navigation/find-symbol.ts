import type { Anchor } from "../../base/span";
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
		if (start > offset || offset > origin + name.to || start <= foundAt || name.text === "") continue;
		found = { name, symbol };
		foundAt = start;
	}
	return found;
}
