/** Going through a tree without knowing what its nodes are. */
import { type Span, touches } from "../base/span";
import type {
	Argument,
	EnumMember,
	Expression,
	Item,
	KernelSet,
	Member,
	Name,
	Parameter,
	PatchEntry,
	RangeNode,
	Statement,
	SyntaxTree,
	TypeName,
} from "./tree";

/** Everything in a tree that has a span, except names. */
export type SyntaxNode =
	| Item
	| Member
	| Statement
	| Expression
	| TypeName
	| Parameter
	| Argument
	| EnumMember
	| PatchEntry
	| KernelSet
	| RangeNode;

/** The nodes right below a node, in the order of the text. Names are no nodes. */
export function children(node: SyntaxNode): readonly SyntaxNode[] {
	const found: SyntaxNode[] = [];
	for (const value of Object.values(node)) {
		if (Array.isArray(value)) found.push(...value.filter(isNode));
		else if (isNode(value)) found.push(value);
	}
	return found;
}

function isNode(value: unknown): value is SyntaxNode {
	return typeof value === "object" && value !== null && "start" in value && !("text" in value);
}

/** All names within a node that are written, in the order of the text. */
export function namesIn(node: SyntaxNode): readonly Name[] {
	const found: Name[] = [];
	const visit = (value: unknown): void => {
		if (typeof value !== "object" || value === null) return;
		if ("text" in value && "start" in value) {
			if (value.text !== "") found.push(value as Name);
		} else for (const part of Object.values(value)) visit(part);
	};
	visit(node);
	return found;
}

/**
 * The nodes that touch an offset, from the item down to the innermost one. Where two neighbours touch it, the one that starts there is taken, unless
 * only the other has something written.
 */
export function pathAt(tree: SyntaxTree, offset: number): readonly SyntaxNode[] {
	const path: SyntaxNode[] = [];
	let nodes: readonly SyntaxNode[] = tree.items;
	for (;;) {
		const next = innermost(nodes, offset);
		if (next === undefined) return path;
		path.push(next);
		nodes = children(next);
	}
}

function innermost(nodes: readonly SyntaxNode[], offset: number): SyntaxNode | undefined {
	const touching = nodes.filter((node) => touches(node, offset));
	return touching.findLast((node) => isWritten(node)) ?? touching.at(-1);
}

function isWritten({ start, end }: Span): boolean {
	return start < end;
}
