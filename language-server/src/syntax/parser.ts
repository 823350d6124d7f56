/**
 * Text to syntax tree: recursive descent with explicit recovery. Every text has a tree; what is wrong with it is in `diagnostics`, at most one
 * for each place. Takes time proportional to the text.
 */
import { DiagnosticList } from "./diagnostic-list";
import { parseItems } from "./parse-item";
import { TokenCursor } from "./token-cursor";
import type { SyntaxTree } from "./tree";

export function parse(text: string): SyntaxTree {
	const diagnostics = new DiagnosticList();
	const cursor = new TokenCursor(text, diagnostics);
	const items = parseItems(cursor);
	return { text, items, tokens: cursor.tokens, diagnostics: diagnostics.sorted() };
}
