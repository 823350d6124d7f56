/** Going through a tree without knowing what its nodes are. */
import { type AnchoredSpan, touches } from "../base/span";
import {
	type Argument,
	type Designator,
	type DoStatement,
	type EachObject,
	type EnumMember,
	type Expression,
	type ForStatement,
	type HandlerEntry,
	type InitialiserEntry,
	type Item,
	type KernelSet,
	type LoopStatement,
	type Member,
	type Name,
	type Parameter,
	type PatchEntry,
	type RangeNode,
	type Signature,
	type Statement,
	type SyntaxTree,
	spanIn,
	type TypeName,
	type WhileStatement,
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
	| EachObject
	| EnumMember
	| HandlerEntry
	| InitialiserEntry
	| Designator
	| PatchEntry
	| KernelSet
	| RangeNode
	| Signature;

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
	return typeof value === "object" && value !== null && "from" in value && !("text" in value);
}

/** Whether a node is a loop, which `break` leaves. */
export function isLoop(node: SyntaxNode): node is WhileStatement | DoStatement | ForStatement | LoopStatement {
	return "kind" in node && (node.kind === "while" || node.kind === "do" || node.kind === "for" || node.kind === "loop");
}

/** All names within a node that are written, in the order of the text. */
export function namesIn(node: SyntaxNode): readonly Name[] {
	const found: Name[] = [];
	const visit = (value: unknown): void => {
		if (typeof value !== "object" || value === null) return;
		if ("text" in value && "from" in value) {
			if (value.text !== "") found.push(value as Name);
		} else for (const part of Object.values(value)) visit(part);
	};
	visit(node);
	return found;
}

/**
 * The nodes that touch an offset, from the item down to the innermost one. Where two neighbours touch it, the one that
 * starts there is taken, unless only the other has something written.
 */
export function pathAt(tree: SyntaxTree, offset: number): readonly SyntaxNode[] {
	const path: SyntaxNode[] = [];
	let nodes: readonly SyntaxNode[] = tree.items;
	for (;;) {
		const next = innermost(tree, nodes, offset);
		if (next === undefined) return path;
		path.push(next);
		nodes = children(next);
	}
}

function innermost(tree: SyntaxTree, nodes: readonly SyntaxNode[], offset: number): SyntaxNode | undefined {
	const touching = nodes.filter((node) => touches(spanIn(tree, node), offset));
	return touching.findLast((node) => isWritten(node)) ?? touching.at(-1);
}

function isWritten({ from, to }: AnchoredSpan): boolean {
	return from < to;
}
