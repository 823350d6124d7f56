/**
 * The documentation above a token of a text. That of functions and scenarios is read when somebody asks for it, and is
 * in no tree: what such a comment says changes nothing but what is shown, so that writing in one leaves all as it is.
 */
import { firstIndex } from "../base/first-index";
import { type Item, type Member, type SyntaxTree, spanIn, type TokenList } from "./tree";

/** Markdown of the `///` comment above a token, its marks removed; lines are joined with `\n`. */
export function documentationBefore(text: string, { kinds, starts, ends }: TokenList, index: number): string | undefined {
	const lines: string[] = [];
	for (let token = index - 1; token >= 0; token--) {
		if (kinds[token] === "docComment")
			lines.push(
				text
					.slice(starts[token] + 3, ends[token])
					.replace(/^ /, "")
					.trimEnd(),
			);
		else if (kinds[token] !== "comment" && kinds[token] !== "unknown") break;
	}
	return lines.length === 0 ? undefined : lines.reverse().join("\n");
}

/** The documentation above something of a tree. */
export function documentationAbove(tree: SyntaxTree, node: Item | Member): string | undefined {
	const { start } = spanIn(tree, node);
	const { starts, length } = tree.tokens;
	return documentationBefore(
		tree.text,
		tree.tokens,
		firstIndex(length, (token) => starts[token] >= start),
	);
}
