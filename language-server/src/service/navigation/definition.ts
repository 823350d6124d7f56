import { type FileSpan, type Span, touches } from "../../base/span";
import type { AnySymbol } from "../../semantics/symbols";
import type { Type } from "../../semantics/types";
import type { Snapshot } from "../workspace/snapshot";
import { usedFile } from "../workspace/use-paths";
import { type NameUse, symbolAt } from "./find-symbol";

/** A link from a place in the document to where something is declared. */
export interface DefinitionLink {
	/** What the link underlines. */
	readonly origin: Span;
	readonly target: FileSpan;
}

/** Where the name at the cursor is declared, perhaps in the kernel model; on the path of a `use`, the file. */
export function definition(snapshot: Snapshot, offset: number): DefinitionLink | undefined {
	const use = symbolAt(snapshot.file, offset);
	if (use) return linkTo(snapshot, use, use.symbol);
	for (const item of snapshot.file.tree.items) {
		if (item.kind !== "use" || !touches(snapshot.file.spanOf(item.path), offset)) continue;
		const file = usedFile(snapshot, item);
		return file === undefined ? undefined : { origin: snapshot.file.spanOf(item.path), target: { file, start: 0, end: 0 } };
	}
	return undefined;
}

/** Where the type of the name at the cursor is declared: of a function that of what it returns. */
export function typeDefinition(snapshot: Snapshot, offset: number): DefinitionLink | undefined {
	const use = symbolAt(snapshot.file, offset);
	const declared = use && typeOf(use.symbol);
	return use && declared && linkTo(snapshot, use, declared);
}

function linkTo({ file, locate }: Snapshot, { name }: NameUse, declared: AnySymbol): DefinitionLink | undefined {
	const target = locate(declared.span);
	return target.file === "" ? undefined : { origin: file.spanOf(name), target };
}

function typeOf(symbol: AnySymbol): AnySymbol | undefined {
	switch (symbol.kind) {
		case "variable":
		case "field":
			return named(symbol.type);
		case "function":
			return named(symbol.returns);
		case "enumMember":
			return symbol.enum;
		case "optionValue":
			return symbol.option;
		default:
			return undefined;
	}
}

function named(type: Type): AnySymbol | undefined {
	switch (type.kind) {
		case "struct":
		case "enum":
			return type.symbol;
		case "array":
			return named(type.element);
		case "pointer":
			return named(type.target);
		default:
			return undefined;
	}
}
