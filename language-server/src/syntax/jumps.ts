/** Which statements go to a label, as far as the text tells. */
import type { Block, LabelStatement, Statement } from "./tree";
import { children, type SyntaxNode } from "./walk";

/** Whether a `goto` in a piece of text goes to a label. */
export function goesTo(node: SyntaxNode, label: string): boolean {
	if ("kind" in node && node.kind === "goto") return node.name.text === label;
	return children(node).some((child) => goesTo(child, label));
}

/** A label of a block, and where what goes to it stands: indices of statements of the block. */
export interface LabelUses {
	readonly label: LabelStatement;
	readonly index: number;
	/** The first statement before the label that goes forward to it; undefined where none does. */
	readonly first: number | undefined;
	/** The last statement behind it that goes back to it. */
	readonly last: number | undefined;
}

/** The labels that stand right in a block. */
export function labelsOf({ statements }: Pick<Block, "statements">): readonly LabelUses[] {
	return statements.flatMap((label, index) => {
		if (label.kind !== "label") return [];
		const goes = (statement: Statement): boolean => goesTo(statement, label.name.text);
		const first = statements.slice(0, index).findIndex(goes);
		const last = statements.slice(index + 1).findLastIndex(goes);
		return [{ label, index, first: first < 0 ? undefined : first, last: last < 0 ? undefined : index + 1 + last }];
	});
}

/** A label within what a jump back goes round, to which something before it goes: such a loop has two entries. */
export function secondEntry(labels: readonly LabelUses[]): LabelUses | undefined {
	return labels.find(({ index, first }) =>
		labels.some((loop) => loop.last !== undefined && loop.index < index && index <= loop.last && first !== undefined && first < loop.index),
	);
}
