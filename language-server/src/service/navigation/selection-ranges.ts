import { encloses, type Span, touches } from "../../base/span";
import { type SyntaxTree, spanIn } from "../../syntax/tree";
import { pathAt } from "../../syntax/walk";

/**
 * What a selection at an offset grows to, from the token or comment there over each node around it to the whole text;
 * each is larger than the one before.
 */
export function selectionRanges(tree: SyntaxTree, offset: number): readonly Span[] {
	const { text, tokens } = tree;
	const spans: Span[] = [];
	const add = ({ start, end }: Span): void => {
		const last = spans.at(-1);
		if (start === end) return;
		if (last === undefined || (encloses({ start, end }, last) && !encloses(last, { start, end }))) spans.push({ start, end });
	};
	const touching: { readonly span: Span; readonly isSign: boolean }[] = [];
	for (let index = 0; index < tokens.length; index++) {
		const span = { start: tokens.starts[index], end: tokens.ends[index] };
		if (span.start > offset) break;
		if (touches(span, offset)) touching.push({ span, isSign: tokens.kinds[index] === "punctuation" });
	}
	// Between a name and a sign the name is meant.
	const token = touching.find(({ isSign }) => !isSign) ?? touching.at(-1);
	if (token) add(token.span);
	for (const node of pathAt(tree, offset).toReversed()) add(spanIn(tree, node));
	add({ start: 0, end: text.length });
	return spans;
}
