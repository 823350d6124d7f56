/**
 * Tree compression of states that do not fit into 64 bits, after Blom, Lisser, van de Pol and Weber, "A database approach to
 * distributed state-space generation" (2009), and Laarman, van de Pol and Weber, "Parallel recursive state compression for free" (2011).
 *
 * A state's words are the leaves of a balanced binary tree. Each node has a number, the same for the same content: of a leaf the
 * content is the word, of an inner node the pair of its children's numbers. The pair at the root is the state's key. Steps change few words, so that there
 * are few different nodes, and only the nodes above the changed words are looked up again.
 */
import {
	type Callee,
	call,
	type FunctionBuilder,
	get,
	I32,
	I64,
	i32,
	i64,
	type ModuleBuilder,
	type Piece,
	set,
	tee,
	when,
} from "./assembler";

/** Words `from` to `to`, the latter not included; `number` is where the node stands among the numbers of a state's nodes. */
interface TreeNode {
	readonly from: number;
	readonly to: number;
	readonly number: number;
	readonly children: readonly [TreeNode, TreeNode] | undefined;
}

function grow(from: number, to: number, next: { number: number }): TreeNode {
	const number = next.number++;
	if (to - from === 1) return { from, to, number, children: undefined };
	const middle = (from + to + 1) >> 1;
	return { from, to, number, children: [grow(from, middle, next), grow(middle, to, next)] };
}

export interface TreeCode {
	/** (state, set of words that may differ from those of the thread's own state as bits) → key. */
	readonly encode: Callee;
	/** (key, state): writes the state's words, and the numbers of its nodes into the thread's area. */
	readonly decode: Callee;
	/** (state) → key, or 0 when some node of it has never been met. */
	readonly lookUp: Callee;
}

export interface TreePlaces {
	/** Address of node n's content, 64 bits. */
	nodeAddress(number: Piece): Piece;
	/** Where the numbers of the nodes of the thread's own state are. */
	numberAt(node: number): { readonly address: Piece; readonly offset: number };
	/** (content) → number, a new one where it is new. */
	readonly intern: Callee;
	/** (content) → number or 0. */
	readonly findNode: Callee;
}

/** Adds the functions of trees over so many words, at least 2. */
export function addTreeCode(module: ModuleBuilder, words: number, places: TreePlaces): TreeCode {
	const root = grow(0, words, { number: 0 });

	const encode = module.add([I32, I32], [I64], (builder) => {
		const content = (node: TreeNode): Piece =>
			node.children === undefined ? i64.load(get(0), node.from * 8) : pair(number(node.children[0]), number(node.children[1]));
		const number = (node: TreeNode): Piece => {
			const { address, offset } = places.numberAt(node.number);
			const mask = wordMask(node);
			return when(i32.and(get(1), i32.const(mask)), call(places.intern, content(node)), i32.load(address, offset), I32);
		};
		void builder;
		return content(root);
	});

	const decode = module.add([I64, I32], [], (builder) => {
		const unfold = (node: TreeNode, key: number): Piece => {
			if (node.children === undefined) return i64.store(get(1), get(key), node.from * 8);
			return node.children.map((child, side) => {
				const number = builder.local(I32);
				const inner = builder.local(I64);
				const half = i32.wrap(side === 0 ? i64.shrUnsigned(get(key), i64.const(32n)) : get(key));
				const { address, offset } = places.numberAt(child.number);
				return [i32.store(address, tee(number, half), offset), set(inner, i64.load(places.nodeAddress(get(number)))), unfold(child, inner)];
			});
		};
		return unfold(root, 0);
	});

	const lookUp = module.add([I32], [I64], (builder) => {
		const content = (node: TreeNode): Piece =>
			node.children === undefined
				? i64.load(get(0), node.from * 8)
				: pair(number(node.children[0], builder), number(node.children[1], builder));
		const number = (node: TreeNode, inner: FunctionBuilder): Piece => {
			const found = inner.local(I32);
			return [set(found, call(places.findNode, content(node))), when(i32.eqz(get(found)), [i64.const(0n), 0x0f]), get(found)];
		};
		return content(root);
	});
	return { encode, decode, lookUp };
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
