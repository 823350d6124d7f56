import { call, drop, get, I32, I64, i32, i64, type ModuleBuilder, type Piece } from "./assembler";
import type { MemoryMap } from "./memory-map";
import type { TreeCode } from "./tree";

/** How states become keys. */
export interface StateCode {
	/** Whether a batch holds the successors' states; their keys alone otherwise. */
	readonly isBatched: boolean;
	/** Writes the state of a key to an address. */
	decode(key: Piece, state: Piece): Piece;
	/** Leaves the key of a state, or 0 when it is certain that it has never been met. */
	lookUp(state: Piece): Piece;
	/** Leaves the key of a state; there must be room for what is new in it. */
	add(state: Piece): Piece;
}

/** Of states of one word: they are their own keys. */
export const plainStates: StateCode = {
	isBatched: true,
	decode: (key, state) => i64.store(state, key),
	lookUp: (state) => i64.load(state),
	add: (state) => i64.load(state),
};

/** Of larger ones: the keys are the roots of their trees. */
export function treeStates(module: ModuleBuilder, tree: TreeCode, map: MemoryMap): StateCode {
	const whole = (state: Piece): readonly Piece[] => [state, i32.const(-1), i32.const(map.nodeNumbers)];
	const add = module.add([I32], [I64], () => [drop(call(tree.touchIndex, ...whole(get(0)))), call(tree.encode, ...whole(get(0)))]);
	return {
		isBatched: true,
		decode: (key, state) => call(tree.decode, key, state),
		lookUp: (state) => call(tree.lookUp, state),
		add: (state) => call(add, state),
	};
}
