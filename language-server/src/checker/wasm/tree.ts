/**
 * Tree compression of states that do not fit into 64 bits, after Blom, Lisser, van de Pol and Weber, "A database
 * approach to distributed state-space generation" (2009), and Laarman, van de Pol and Weber, "Parallel recursive state
 * compression for free" (2011).
 *
 * A state's words, in pairs, are the leaves of a balanced binary tree. Each node has a number, the same for the same
 * content: of a leaf the content is its words, of an inner node the pair of its children's numbers. The pair at the
 * root is the state's key. Steps change few words, so that there are few different nodes, and only the nodes above the
 * changed words are looked up again. Pairs of words halve how many those are; a state of only two words has a leaf for
 * each.
 */
import { type Callee, call, get, giveBack, I32, I64, i32, i64, type ModuleBuilder, type Piece, set, tee, when } from "./assembler";
import type { Dictionary } from "./dictionary";

/**
 * Words `from` to `to`, the latter not included; `number` is where the node stands among the numbers of a state's
 * nodes.
 */
interface TreeNode {
	readonly from: number;
	readonly to: number;
	readonly number: number;
	readonly children: readonly [TreeNode, TreeNode] | undefined;
}

/** How many words of 64 bits the content of a node takes, in trees over so many words. */
export function nodeWords(words: number): 1 | 2 {
	return words > 2 ? 2 : 1;
}

/** How many nodes a state's tree has below its root. */
export function treeNodes(words: number): number {
	return 2 * Math.ceil(words / nodeWords(words)) - 2;
}

function grow(from: number, to: number, leaf: number, next: { number: number }): TreeNode {
	const number = next.number++;
	if (to - from <= leaf) return { from, to, number, children: undefined };
	const middle = from + Math.ceil((to - from) / leaf / 2) * leaf;
	return { from, to, number, children: [grow(from, middle, leaf, next), grow(middle, to, leaf, next)] };
}

export interface TreeCode {
	/**
	 * (state, set of words that may differ from those of a known state as bits, where that one's numbers of nodes are)
	 * → no matter what. Puts, instead of the numbers of leaves that have changed, where in the index they will be
	 * looked for, which is in the cache then.
	 */
	readonly touchIndex: Callee;
	/** The same parameters, behind `touchIndex`: the nodes that the index names are in the cache then. */
	readonly touchNodes: Callee;
	/** The same parameters, behind `touchIndex` → key. */
	readonly encode: Callee;
	/** (key, state): writes the state's words, and the numbers of its nodes to `numbers`. */
	readonly decode: Callee;
	/** (state) → key, or 0 when some node of it has never been met. */
	readonly lookUp: Callee;
}

/**
 * Adds the functions of trees over so many words, at least 2. `nodes` holds contents of `nodeWords`; the numbers of the
 * nodes of the state that is gone on from are at `numbers`.
 */
export function addTreeCode(module: ModuleBuilder, words: number, nodes: Dictionary, numbers: number): TreeCode {
	const leafWords = nodeWords(words);
	const content = Array.from({ length: leafWords }, () => I64 as typeof I64);
	/** (where in the index to look first, content) → number */
	const intern = nodes.addIntern([I32, ...content], (locals, slot) => [
		set(slot, get(0)),
		locals.map((local, word) => set(local, get(word + 1))),
	]);
	/** (content) → number or 0 */
	const find = nodes.addFind(content, (locals, slot) => [
		locals.map((local, word) => set(local, get(word))),
		set(slot, nodes.indexSlot(locals)),
	]);
	const root = grow(0, words, leafWords, { number: 0 });
	/** Words of a state from an address on, and 0 for those that a node has too many. */
	const leafContent = (node: TreeNode, state: Piece): readonly Piece[] =>
		Array.from({ length: leafWords }, (_, word) => (node.from + word < node.to ? i64.load(state, (node.from + word) * 8) : i64.const(0n)));
	const innerContent = (key: Piece): readonly Piece[] => [key, i64.const(0n)].slice(0, leafWords);

	const encode = module.add([I32, I32, I32], [I64], (builder) => {
		const [inner, zero] = [builder.local(I64), builder.local(I64)];
		const key = ([left, right]: readonly [TreeNode, TreeNode]): Piece => pair(number(left), number(right));
		const number = (node: TreeNode): Piece => {
			const known = i32.load(get(2), node.number * 4);
			const found =
				node.children === undefined
					? call(intern, known, ...leafContent(node, get(0)))
					: [set(inner, key(node.children)), call(intern, nodes.indexSlot([inner, zero].slice(0, leafWords)), ...innerContent(get(inner)))];
			return when(i32.and(get(1), i32.const(wordMask(node))), found, known, I32);
		};
		return key(childrenOf(root));
	});

	const decode = module.add([I64, I32], [], (builder) => {
		const place = builder.local(I32);
		const unfold = (node: TreeNode, key: number): Piece =>
			childrenOf(node).map((child, side) => {
				const number = builder.local(I32);
				const inner = builder.local(I64);
				const half = i32.wrap(side === 0 ? i64.shrUnsigned(get(key), i64.const(32n)) : get(key));
				const store = i32.store(i32.const(numbers), tee(number, half), child.number * 4);
				if (child.children !== undefined) return [store, set(inner, i64.load(nodes.contentAddress(get(number)))), unfold(child, inner)];
				const content = set(place, nodes.contentAddress(get(number)));
				const words = Array.from({ length: child.to - child.from }, (_, word) =>
					i64.store(get(1), i64.load(get(place), word * 8), (child.from + word) * 8),
				);
				return [store, content, words];
			});
		return unfold(root, 0);
	});

	const lookUp = module.add([I32], [I64], (builder) => {
		const key = ([left, right]: readonly [TreeNode, TreeNode]): Piece => pair(number(left), number(right));
		const number = (node: TreeNode): Piece => {
			const found = builder.local(I32);
			const content = node.children === undefined ? leafContent(node, get(0)) : innerContent(key(node.children));
			return [set(found, call(find, ...content)), when(i32.eqz(get(found)), giveBack(i64.const(0n))), get(found)];
		};
		return key(childrenOf(root));
	});
	const changedLeaves = (piece: (leaf: TreeNode) => Piece): Piece =>
		leavesOf(root).map((leaf) => when(i32.and(get(1), i32.const(wordMask(leaf))), piece(leaf)));
	const touchIndex = module.add([I32, I32, I32], [I32], (builder) => {
		const content = Array.from({ length: leafWords }, () => builder.local(I64));
		const [slot, touched] = [builder.local(), builder.local()];
		return [
			changedLeaves((leaf) => [
				leafContent(leaf, get(0)).map((word, index) => set(content[index], word)),
				set(slot, nodes.indexSlot(content)),
				i32.store(get(2), get(slot), leaf.number * 4),
				set(touched, i32.xor(get(touched), nodes.indexEntry(get(slot)))),
			]),
			get(touched),
		];
	});
	const touchNodes = module.add([I32, I32, I32], [I32], (builder) => {
		const touched = builder.local();
		const node = (leaf: TreeNode): Piece => nodes.contentAddress(nodes.indexEntry(i32.load(get(2), leaf.number * 4)));
		return [changedLeaves((leaf) => set(touched, i32.xor(get(touched), i32.load(node(leaf))))), get(touched)];
	});
	return { encode, touchIndex, touchNodes, decode, lookUp };
}

function leavesOf(node: TreeNode): readonly TreeNode[] {
	return node.children === undefined ? [node] : node.children.flatMap(leavesOf);
}

/** Of a node that is no leaf. */
function childrenOf({ children }: TreeNode): readonly [TreeNode, TreeNode] {
	if (children === undefined) throw new Error("a leaf of a tree has no children");
	return children;
}

function pair(left: Piece, right: Piece): Piece {
	return i64.or(i64.shl(i64.extend(left), i64.const(32n)), i64.extend(right));
}

/** The words below a node as bits; what is beyond the 31st shares the last. */
function wordMask({ from, to }: TreeNode): number {
	let mask = 0;
	for (let word = from; word < to; word++) mask |= 1 << Math.min(word, 31);
	return mask;
}
