import { touches } from "../../base/span";
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
	let found: (NameUse & { readonly start: number }) | undefined;
	for (const [name, symbol] of file.names) {
		const span = file.spanOf(name);
		if (touches(span, offset) && name.text !== "" && (found === undefined || span.start > found.start))
			found = { name, symbol, start: span.start };
	}
	return found;
}
