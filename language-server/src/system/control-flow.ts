/**
 * Structured control flow for a control-flow graph: nested blocks, loops and branches with `break` and `continue`,
 * which is all that JavaScript and WebAssembly have. After Ramsey, "Beyond Relooper: recursive translation of
 * unstructured control flow to structured control flow" (2022): a block is placed where its immediate dominator ends,
 * an edge forward to a block that several lead to becomes a `break` of what stands before it, and an edge back to the
 * head of a loop a `continue`.
 *
 * Invariant: every path through the result ends in `break`, `continue` or `end`; nothing falls out of a loop's body.
 */
import { targets } from "./terminator";
import type { Code } from "./transition-system";

/** `block` and `label` are indices into `Code.blocks`. A label names the block that a jump to it goes to. */
export type Statement =
	/** The instructions of a block. */
	| { readonly kind: "run"; readonly block: number }
	/** `break` goes behind it. */
	| { readonly kind: "labelled"; readonly label: number; readonly body: readonly Statement[] }
	/** `continue` goes to its start; only a jump leaves it. */
	| { readonly kind: "loop"; readonly label: number; readonly body: readonly Statement[] }
	| { readonly kind: "break"; readonly label: number }
	| { readonly kind: "continue"; readonly label: number }
	/** Goes by the terminator of a block, a `branch` or `choose`: one list of statements for each of its targets. */
	| { readonly kind: "select"; readonly block: number; readonly ways: readonly (readonly Statement[])[] }
	/** The terminator of a block that ends the code. */
	| { readonly kind: "end"; readonly block: number };

/**
 * The code as structured statements. Throws when the graph is irreducible, that is when a loop has two entries, which
 * no source can say.
 */
export function structure(code: Code): readonly Statement[] {
	const { blocks } = code;
	const order = reversePostorder(code);
	const rank = new Map(order.map((block, index) => [block, index]));
	const rankOf = (block: number): number => rank.get(block) as number;
	const isBackEdge = (from: number, to: number): boolean => rankOf(to) <= rankOf(from);

	const forward = blocks.map((): number[] => []);
	const loopHeads = new Set<number>();
	for (const from of order) {
		for (const to of targets(blocks[from].end)) {
			if (isBackEdge(from, to)) loopHeads.add(to);
			else forward[to].push(from);
		}
	}
	const dominator = immediateDominators(order, rankOf, forward);
	for (const from of order) {
		for (const to of targets(blocks[from].end)) {
			if (isBackEdge(from, to) && !dominates(dominator, to, from)) throw new Error("the control flow of a step is irreducible");
		}
	}
	const isMerge = (block: number): boolean => forward[block].length > 1;
	/** The merge blocks that each block dominates immediately, in reverse postorder. */
	const merges = blocks.map((): number[] => []);
	for (const block of order) if (isMerge(block)) merges[dominator.get(block) as number].push(block);

	const tree = (block: number): readonly Statement[] => {
		const body = followedBy(block, merges[block].length);
		return loopHeads.has(block) ? [{ kind: "loop", label: block, body }] : body;
	};
	/** A block, and behind it the first `count` of the merge blocks that it dominates. */
	const followedBy = (block: number, count: number): readonly Statement[] => {
		if (count === 0) return [{ kind: "run", block }, ...leave(block)];
		const last = merges[block][count - 1];
		return [{ kind: "labelled", label: last, body: followedBy(block, count - 1) }, ...tree(last)];
	};
	const leave = (block: number): readonly Statement[] => {
		const { end } = blocks[block];
		const next = targets(end);
		if (next.length === 0) return [{ kind: "end", block }];
		if (end.kind === "goto") return go(block, end.block);
		return [{ kind: "select", block, ways: next.map((target) => go(block, target)) }];
	};
	const go = (from: number, to: number): readonly Statement[] => {
		if (isBackEdge(from, to)) return [{ kind: "continue", label: to }];
		return isMerge(to) ? [{ kind: "break", label: to }] : tree(to);
	};
	return tree(0);
}

/** The loops of a piece of code. */
export interface Loops {
	/** The blocks that some path comes back to from what follows them: every loop goes through one. */
	readonly heads: ReadonlySet<number>;
	/** Whether something is chosen while a loop is gone round. */
	readonly choose: boolean;
}

const known = new WeakMap<Code, Loops>();

/** The loops of a piece of code, found once. */
export function loopsOf(code: Code): Loops {
	const found = known.get(code) ?? findLoops(code);
	known.set(code, found);
	return found;
}

function findLoops(code: Code): Loops {
	const { blocks } = code;
	const order = reversePostorder(code);
	const rank = new Map(order.map((block, index) => [block, index]));
	const heads = new Set<number>();
	for (const from of order) {
		for (const to of targets(blocks[from].end)) if ((rank.get(to) as number) <= (rank.get(from) as number)) heads.add(to);
	}
	const comesBack = (from: number): boolean => {
		const seen = new Set(targets(blocks[from].end));
		for (const block of seen) for (const next of targets(blocks[block].end)) seen.add(next);
		return seen.has(from);
	};
	return { heads, choose: heads.size > 0 && order.some((block) => blocks[block].end.kind === "choose" && comesBack(block)) };
}

/** The blocks that can be reached, each before those that it goes on to, but for edges back. */
export function reversePostorder(code: Code): readonly number[] {
	const postorder: number[] = [];
	const seen = new Set([0]);
	const path = [{ block: 0, next: 0 }];
	while (path.length > 0) {
		const top = path[path.length - 1];
		const target = targets(code.blocks[top.block].end)[top.next++];
		if (target === undefined) {
			postorder.push(top.block);
			path.pop();
		} else if (!seen.has(target)) {
			seen.add(target);
			path.push({ block: target, next: 0 });
		}
	}
	return postorder.reverse();
}

/**
 * The immediate dominator of each block but the entry, after Cooper, Harvey and Kennedy, "A simple, fast dominance
 * algorithm" (2001). Edges back are left out: in a reducible graph they change no dominator, so that one pass is
 * enough.
 */
function immediateDominators(
	order: readonly number[],
	rankOf: (block: number) => number,
	forward: readonly (readonly number[])[],
): ReadonlyMap<number, number> {
	const dominator = new Map<number, number>();
	const common = (a: number, b: number): number => {
		let [x, y] = [a, b];
		while (x !== y) {
			if (rankOf(x) > rankOf(y)) x = dominator.get(x) as number;
			else y = dominator.get(y) as number;
		}
		return x;
	};
	for (const block of order.slice(1)) dominator.set(block, forward[block].reduce(common));
	return dominator;
}

function dominates(dominator: ReadonlyMap<number, number>, above: number, below: number): boolean {
	for (let block: number | undefined = below; block !== undefined; block = dominator.get(block)) if (block === above) return true;
	return false;
}
