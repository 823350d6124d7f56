import { spanIn } from "../../syntax/tree";
import type { Snapshot } from "../workspace/snapshot";

/** Text that can be folded away: from the end of what stays visible to the end of what is hidden. */
export interface FoldingRange {
	readonly start: number;
	readonly end: number;
	readonly kind: "comment" | "block" | "imports";
}

/**
 * Everything in braces over several lines, runs of comments, and the files that are used. Brackets are paired by
 * themselves, so that errors elsewhere do not matter.
 */
export function foldingRanges(snapshot: Snapshot): readonly FoldingRange[] {
	const { text, tree } = snapshot.file;
	const { tokens } = tree;
	const ranges: FoldingRange[] = [];
	const open: number[] = [];
	const add = (start: number, end: number, kind: FoldingRange["kind"]): void => {
		if (text.slice(start, end).includes("\n")) ranges.push({ start, end, kind });
	};
	let comment: { start: number; end: number } | undefined;
	for (let index = 0; index < tokens.length; index++) {
		const kind = tokens.kinds[index];
		const start = tokens.starts[index];
		const end = tokens.ends[index];
		if (kind === "comment" || kind === "docComment") {
			const joins = comment !== undefined && /^[ \t]*\r?\n?[ \t]*$/.test(text.slice(comment.end, start));
			if (comment && !joins) add(comment.start, comment.end, "comment");
			comment = { start: joins && comment ? comment.start : start, end };
			continue;
		}
		if (comment) add(comment.start, comment.end, "comment");
		comment = undefined;
		if (kind !== "punctuation" || end - start !== 1) continue;
		if (text[start] === "{") open.push(end);
		else if (text[start] === "}") {
			const from = open.pop();
			if (from !== undefined) add(from, start, "block");
		}
	}
	if (comment) add(comment.start, comment.end, "comment");
	const uses = tree.items.filter(({ kind }) => kind === "use");
	if (uses.length > 1) add(spanIn(tree, uses[0]).start, spanIn(tree, uses[uses.length - 1]).end, "imports");
	return ranges.sort((a, b) => a.start - b.start);
}
