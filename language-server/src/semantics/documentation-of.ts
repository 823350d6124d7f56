/** The documentation of what a name stands for. */
import { samePlace } from "../base/span";
import { documentationAbove } from "../syntax/documentation-before";
import type { Item, Member } from "../syntax/tree";
import { allFiles, type Program } from "./program";
import type { AnySymbol } from "./symbols";

/** Markdown as it stands above the declaration; undefined where there is none. */
export function documentationOf(program: Program, symbol: AnySymbol): string | undefined {
	if (symbol.kind !== "function" && symbol.kind !== "scenario") return symbol.documentation;
	const uri = program.locate(symbol.span).file;
	const file = allFiles(program).find((each) => each.uri === uri);
	const node: Item | Member | undefined =
		symbol.kind === "function"
			? program.bodyOf(symbol).node
			: file?.tree.items.find((item) => item.kind === "scenario" && samePlace(item.name, symbol.span));
	return file && node && documentationAbove(file.tree, node);
}
