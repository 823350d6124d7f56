/**
 * The table of states, the queue and the batch of successors that wait to be looked for.
 *
 * The table has open addressing and linear probing. The successors' places in it are touched one after the other, so
 * that the processor waits for many cache lines at a time, and only then compared.
 */
import {
	block,
	branch,
	branchIf,
	type Callee,
	call,
	drop,
	get,
	giveBack,
	I32,
	I64,
	i32,
	i64,
	Label,
	loop,
	type ModuleBuilder,
	type Piece,
	select,
	set,
	tee,
	unreachable,
	when,
} from "./assembler";
import { type MemoryMap, numbersBytes } from "./memory-map";
import { element, field, increment, setField } from "./pieces";
import type { ProgramCode } from "./program-code";
import type { StateCode } from "./state-code";
import { STOPPED } from "./stopped";
import type { TreeCode } from "./tree";

/**
 * What is kept of a successor in a batch beside its state: 1 when the step stays within a cycle of locations, and from
 * `GROUP_SHIFT` on the group of properties to look at.
 */
export const WITHIN = 1;
export const GROUP_SHIFT = 1;

export interface TableCode {
	/** () → `STOPPED.tableEnd` or 0. */
	readonly flush: Callee;
	/** (state) → address of its slot, or 0. */
	readonly find: Callee;
}

export interface TableOptions {
	readonly map: MemoryMap;
	/** Words of 64 bits in a state. */
	readonly words: number;
	readonly tracksCycles: boolean;
	readonly program: ProgramCode;
	readonly states: StateCode;
	/** When the batch has states of which the keys are to be found. */
	readonly tree: TreeCode | undefined;
	/** Makes a state the one that is stored for it. */
	readonly canonicalise: Callee | undefined;
	/** Whether other threads add states at the same time. */
	readonly isShared: boolean;
}

/** Adds the functions of the table. */
export function addTable(module: ModuleBuilder, options: TableOptions): TableCode {
	const { map, words, tracksCycles, program, states, tree, canonicalise, isShared } = options;
	const { progress } = map;

	/** The address where probing begins for the key in a local variable: the upper half of a product, twice. */
	const home = (key: number, hash: number): Piece => [
		set(hash, i64.mul(get(key), i64.const(0x9e3779b97f4a7c15n))),
		set(hash, i64.mul(i64.xor(get(hash), i64.shrUnsigned(get(hash), i64.const(32n))), i64.const(0xd6e8feb86659fd93n))),
		i32.add(
			field(progress.tableStart),
			i32.shl(
				i32.wrap(
					i64.shrUnsigned(i64.mul(i64.shrUnsigned(get(hash), i64.const(32n)), i64.extend(field(progress.tableSlots))), i64.const(32n)),
				),
				i32.const(3),
			),
		),
	];
	const enqueue = (tail: number, key: number): Piece => [
		i64.store(i32.add(field(progress.ringStart), i32.shl(i32.and(get(tail), field(progress.ringMask)), i32.const(3))), get(key)),
		increment(tail),
	];

	// --- the states of the next level: a bit for each slot
	/** The address of the word with the bit of a slot's address, and the bit. */
	const levelBit = (address: number, slot: number): { readonly found: Piece; readonly word: Piece; readonly bit: Piece } => ({
		found: set(slot, i32.shrUnsigned(i32.sub(get(address), field(progress.tableStart)), i32.const(3))),
		word: i32.add(field(progress.levelStart), i32.shl(i32.shrUnsigned(get(slot), i32.const(5)), i32.const(2))),
		bit: i32.shl(i32.const(1), get(slot)),
	});
	/** The state whose slot's address is in a local variable is of the next level. */
	const addToLevel = (address: number, slot: number, word: number): Piece => {
		const place = levelBit(address, slot);
		const add = isShared ? drop(i32.atomicOr(get(word), place.bit)) : i32.store(get(word), i32.or(i32.load(get(word)), place.bit));
		return [place.found, set(word, place.word), add];
	};
	/**
	 * (key, its slot) A step within a cycle of locations leads to a state that is known: when that is no further away,
	 * a cycle may begin there.
	 */
	const noteEntry = module.add([I64, I32], [], (builder) => {
		const slot = builder.local();
		const place = levelBit(1, slot);
		return [
			place.found,
			when(i32.and(i32.load(place.word), place.bit), giveBack()),
			i64.store(element(map.entries, field(progress.entryCount), 8), get(0)),
			setField(progress.entryCount, i32.add(field(progress.entryCount), i32.const(1))),
		];
	});
	/** The address of the slot of the key in a local variable, or of the empty one where it would be. */
	const findKey = (key: number, hash: number, value: number, address: number): Piece => {
		const [probing, found] = [new Label(), new Label()];
		return [
			set(address, home(key, hash)),
			block(
				found,
				loop(
					probing,
					branchIf(i64.eq(tee(value, i64.load(get(address))), get(key)), found),
					branchIf(i64.eqz(get(value)), found),
					increment(address, 8),
					branch(probing),
				),
			),
		];
	};
	module.add(
		[I32, I32],
		[],
		(builder) => {
			const [address, slot, word] = Array.from({ length: 3 }, () => builder.local());
			const [key, hash, value] = Array.from({ length: 3 }, () => builder.local(I64));
			const next = new Label();
			const place = i32.add(field(progress.ringStart), i32.shl(i32.and(get(0), field(progress.ringMask)), i32.const(3)));
			return loop(
				next,
				when(i32.lt(get(0), get(1)), [
					set(key, i64.load(place)),
					findKey(key, hash, value, address),
					addToLevel(address, slot, word),
					increment(0),
					branch(next),
				]),
			);
		},
		"fillLevel",
	);

	// --- the batch
	/** What the tree's functions take. */
	const batchTree = (index: number): readonly Piece[] => [
		element(map.batchStates, get(index), words * 8),
		i32.load(element(map.batchChanged, get(index), 4)),
		element(map.batchNumbers, get(index), numbersBytes(words)),
	];
	/** Does something with each successor that waits, of which there are some. */
	const forPending = (index: number, count: number, body: Piece): Piece => {
		const next = new Label();
		return [set(index, field(progress.flushed)), loop(next, body, increment(index), branchIf(i32.lt(get(index), get(count)), next))];
	};
	const flush = module.add(
		[],
		[I32],
		(builder) => {
			const [index, count, address, tail, group, slot, word, newKeys] = Array.from({ length: 8 }, () => builder.local());
			const [key, hash, value, touched] = Array.from({ length: 4 }, () => builder.local(I64));
			const [inserting, probing, known, duplicate, added, found, finished, publishing] = Array.from({ length: 8 }, () => new Label());
			const batchKey = element(map.batchKeys, get(index), 8);
			/**
			 * Beside other threads, the new keys are kept at the start of the batch, and places in the queue for all of
			 * them are taken at once.
			 */
			const keep: Piece = isShared
				? [i64.store(element(map.batchKeys, get(newKeys), 8), get(key)), increment(newKeys)]
				: enqueue(tail, key);
			const publishKept: Piece = isShared
				? [
						set(tail, i32.atomicAdd(i32.const(progress.tail), get(newKeys))),
						set(index, i32.const(0)),
						loop(
							publishing,
							when(i32.lt(get(index), get(newKeys)), [
								set(key, i64.load(batchKey)),
								enqueue(tail, key),
								increment(index),
								branch(publishing),
							]),
						),
					]
				: setField(progress.tail, get(tail));
			const enter: Piece = isShared
				? [
						set(value, i64.compareExchange(get(address), i64.const(0n), get(key))),
						branchIf(i64.eqz(get(value)), added),
						branchIf(i64.eq(get(value), get(key)), duplicate),
					]
				: [i64.store(get(address), get(key)), branch(added)];
			const state = states.isBatched
				? element(map.batchStates, get(index), words * 8)
				: [states.decode(get(key), i32.const(map.checked)), i32.const(map.checked)];
			return [
				set(count, field(progress.pending)),
				set(index, field(progress.flushed)),
				when(i32.eq(get(index), get(count)), [
					setField(progress.pending, i32.const(0)),
					setField(progress.flushed, i32.const(0)),
					giveBack(i32.const(0)),
				]),
				tree
					? [
							[tree.touchIndex, tree.touchNodes].map((touch) =>
								forPending(index, count, set(touched, i64.xor(get(touched), i64.extend(call(touch, ...batchTree(index)))))),
							),
							forPending(index, count, i64.store(batchKey, call(tree.encode, ...batchTree(index)))),
						]
					: [],
				forPending(index, count, [
					set(key, i64.load(batchKey)),
					set(address, home(key, hash)),
					i32.store(element(map.batchSlots, get(index), 4), get(address)),
				]),
				forPending(index, count, set(touched, i64.xor(get(touched), i64.load(i32.load(element(map.batchSlots, get(index), 4)))))),
				// Without a use of what has been loaded, the loads would be left out.
				i64.store(i32.const(0), get(touched), progress.touched),
				set(tail, field(progress.tail)),
				set(index, field(progress.flushed)),
				block(
					finished,
					loop(
						inserting,
						set(key, i64.load(batchKey)),
						set(address, i32.load(element(map.batchSlots, get(index), 4))),
						set(group, i32.load(element(map.batchGroups, get(index), 4))),
						block(
							known,
							block(
								duplicate,
								block(
									added,
									loop(
										probing,
										set(value, isShared ? i64.atomicLoad(get(address)) : i64.load(get(address))),
										block(
											found,
											branchIf(i64.eq(get(value), get(key)), duplicate),
											branchIf(i32.eqz(i64.eqz(get(value))), found),
											when(i32.eq(get(address), field(progress.tableEnd)), [
												setField(progress.flushed, get(index)),
												publishKept,
												giveBack(i32.const(STOPPED.tableEnd)),
											]),
											enter,
										),
										increment(address, 8),
										branch(probing),
									),
								),
								keep,
								tracksCycles ? addToLevel(address, slot, word) : [],
								when(tee(group, i32.shrUnsigned(get(group), i32.const(GROUP_SHIFT))), [
									when(program.check(get(group), state), [call(program.noteReports, i32.add(field(progress.depth), i32.const(1)))]),
								]),
								branch(known),
							),
							tracksCycles ? when(i32.and(get(group), i32.const(WITHIN)), call(noteEntry, get(key), get(address))) : [],
						),
						increment(index),
						branchIf(i32.lt(get(index), get(count)), inserting),
					),
				),
				publishKept,
				setField(progress.pending, i32.const(0)),
				setField(progress.flushed, i32.const(0)),
				i32.const(0),
			];
		},
		"flush",
	);

	// --- single states
	module.add(
		[I32],
		[],
		(builder) => {
			const [address, tail] = [builder.local(), builder.local()];
			const [key, hash] = [builder.local(I64), builder.local(I64)];
			return [
				set(key, states.add(get(0))),
				set(address, home(key, hash)),
				i64.store(get(address), get(key)),
				set(tail, field(progress.tail)),
				enqueue(tail, key),
				setField(progress.tail, get(tail)),
			];
		},
		"start",
	);
	const find = module.add(
		[I32],
		[I32],
		(builder) => {
			const address = builder.local();
			const [key, hash, value] = [builder.local(I64), builder.local(I64), builder.local(I64)];
			return [
				canonicalise ? call(canonicalise, get(0)) : [],
				set(key, states.lookUp(get(0))),
				when(i64.eqz(get(key)), giveBack(i32.const(0))),
				findKey(key, hash, value, address),
				select(i64.eq(get(value), get(key)), get(address), i32.const(0)),
			];
		},
		"find",
	);
	module.add(
		[I32],
		[I32],
		(builder) => {
			const address = builder.local();
			const [key, hash, value] = [builder.local(I64), builder.local(I64), builder.local(I64)];
			return [set(key, i64.load(get(0))), findKey(key, hash, value, address), get(address)];
		},
		"slotOf",
	);
	module.add([I32, I32], [], () => states.decode(i64.load(get(0)), get(1)), "read");

	// --- growth
	module.add(
		[I32, I32, I32],
		[I32],
		(builder) => {
			const value = builder.local(I64);
			const next = new Label();
			return [
				loop(
					next,
					when(i32.gtUnsigned(get(1), get(0)), [
						increment(1, -8),
						set(value, i64.load(get(1))),
						when(i32.eqz(i64.eqz(get(value))), [increment(2, -8), i64.store(get(2), get(value))]),
						branch(next),
					]),
				),
				get(2),
			];
		},
		"gather",
	);
	module.add(
		[I32, I32],
		[],
		(builder) => {
			const address = builder.local();
			const [key, hash] = [builder.local(I64), builder.local(I64)];
			const [next, probing] = [new Label(), new Label()];
			return loop(
				next,
				when(i32.ltUnsigned(get(0), get(1)), [
					set(key, i64.load(get(0))),
					i64.store(get(0), i64.const(0n)),
					set(address, home(key, hash)),
					loop(probing, when(i32.eqz(i64.eqz(i64.load(get(address)))), [increment(address, 8), branch(probing)])),
					// What has not been read yet lies higher, or the table would have holes when it moves.
					when(i32.gtUnsigned(get(address), get(0)), unreachable),
					i64.store(get(address), get(key)),
					increment(0, 8),
					branch(next),
				]),
			);
		},
		"scatter",
	);
	return { flush, find };
}
