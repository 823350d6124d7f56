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
	let found: NameUse | undefined;
	for (const [name, symbol] of file.names) {
		if (touches(name, offset) && name.text !== "" && (found === undefined || name.start > found.name.start)) found = { name, symbol };
	}
	return found;
}
