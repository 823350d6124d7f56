/**
 * Items of an earlier tree in the place of equal ones of a later tree: so that what was found out about an item holds
 * for as long as its text stays.
 *
 * Invariant: the tree that comes out is the tree of its text; it differs from the one that the parser makes in which
 * objects stand for equal nodes, and in nothing else. Two items are equal when their letters, their documentation and
 * all their nodes are, wherever they stand.
 */
import type { Anchor } from "../base/span";
import { type FunctionItem, type Item, type SyntaxTree, spanIn } from "./tree";

/** The tree with the items of an earlier one that are the same, and the heads of functions and scenarios that are. */
export function reuseItems(tree: SyntaxTree, earlier: SyntaxTree): SyntaxTree {
	const before = earlier.items;
	const items = [...tree.items];
	const reuse = (index: number, other: number): boolean => {
		if (!isSame(tree, tree.items[index], earlier, before[other])) return false;
		items[index] = before[other];
		return true;
	};
	let head = 0;
	while (head < items.length && head < before.length && reuse(head, head)) head++;
	let tail = 0;
	const most = Math.min(items.length, before.length) - head;
	while (tail < most && reuse(items.length - 1 - tail, before.length - 1 - tail)) tail++;
	const changed = Array.from({ length: before.length - tail - head }, (_, index) => head + index);
	for (let index = head; index < items.length - tail; index++) {
		const same = changed.findIndex((other) => reuse(index, other));
		if (same >= 0) changed.splice(same, 1);
	}
	const left = new Set(changed.map((index) => before[index]));
	for (let index = head; index < items.length - tail; index++) {
		if (before.includes(items[index])) continue;
		items[index] = withEarlierHead(tree, items[index], earlier, left);
	}
	const anchors = new Map<Anchor, number>();
	for (const [index, item] of items.entries()) {
		const own = tree.items[index];
		anchors.set(item.anchor, tree.anchors.get(own.anchor) as number);
		if ("name" in item && "name" in own) anchors.set(item.name.anchor, tree.anchors.get(own.name.anchor) as number);
	}
	return { ...tree, items, anchors };
}

function isSame(tree: SyntaxTree, item: Item, earlier: SyntaxTree, other: Item): boolean {
	if (item === other) return true;
	return item.kind === other.kind && item.to === other.to && textOf(tree, item) === textOf(earlier, other) && isEqual(item, other);
}

function textOf(tree: SyntaxTree, item: Item): string {
	const { start, end } = spanIn(tree, item);
	return tree.text.slice(start, end);
}

/** A function or scenario whose body alone has changed, with the head that it had. */
function withEarlierHead(tree: SyntaxTree, item: Item, earlier: SyntaxTree, others: Set<Item>): Item {
	for (const other of others) {
		const same = withHead(tree, item, earlier, other);
		if (same === undefined) continue;
		// A head stands in one place.
		others.delete(other);
		return same;
	}
	return item;
}

/** An item with the head of another one, where that is the same. */
function withHead(tree: SyntaxTree, item: Item, earlier: SyntaxTree, other: Item): Item | undefined {
	if (item.kind === "scenario" && other.kind === "scenario")
		return isEqual(other.name, item.name) ? { ...item, name: other.name } : undefined;
	if (item.kind !== "function" || other.kind !== "function" || item.name.anchor === item.anchor) return undefined;
	if (!isSameHead(tree, item, earlier, other)) return undefined;
	return { ...item, ...(other.returns && { returns: other.returns }), name: other.name, parameters: other.parameters };
}

function isSameHead(tree: SyntaxTree, item: FunctionItem, earlier: SyntaxTree, other: FunctionItem): boolean {
	if (item.body.from !== other.body.from || other.name.anchor === other.anchor) return false;
	const headOf = (of: SyntaxTree, { returns, name, parameters, body, ...whole }: FunctionItem): readonly unknown[] => [
		textOf(of, { ...whole, returns, name, parameters, body, to: body.from }),
		returns,
		name,
		parameters,
	];
	return isEqual(headOf(tree, item), headOf(earlier, other));
}

/** Whether two values are the same but for the anchors of nodes. All nodes of a file come by here at each keystroke. */
function isEqual(one: unknown, other: unknown): boolean {
	if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return Object.is(one, other);
	if (Array.isArray(one))
		return Array.isArray(other) && one.length === other.length && one.every((each, index) => isEqual(each, other[index]));
	const [fields, others] = [one as Record<string, unknown>, other as Record<string, unknown>];
	let more = 0;
	for (const key in fields) {
		if (key !== "anchor" && !isEqual(fields[key], others[key])) return false;
		more++;
	}
	for (const _ in others) more--;
	return more === 0;
}
