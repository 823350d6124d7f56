/**
 * Text to syntax tree: recursive descent with explicit recovery. Every text has a tree; what is wrong with it is in
 * `diagnostics`, at most one for each place. Takes time proportional to the text, and after an edit mostly to what was
 * edited.
 */
import { DiagnosticList } from "./diagnostic-list";
import { parseItems } from "./parse-item";
import { reparse } from "./reparse";
import { reuseItems } from "./reuse-items";
import { TokenCursor } from "./token-cursor";
import type { SyntaxTree } from "./tree";

/** The tree of a text. Items that it has in common with an `earlier` text are those of that tree. */
export function parse(text: string, earlier?: SyntaxTree): SyntaxTree {
	const near = earlier && reparse(text, earlier);
	return near ? reuseItems(near, earlier) : parseWhole(text, earlier);
}

function parseWhole(text: string, earlier: SyntaxTree | undefined): SyntaxTree {
	const diagnostics = new DiagnosticList();
	const cursor = new TokenCursor(text, diagnostics);
	const items = parseItems(cursor);
	const tree = { text, items, anchors: cursor.anchors, tokens: cursor.tokens, diagnostics: diagnostics.sorted() };
	return earlier ? reuseItems(tree, earlier) : tree;
}
