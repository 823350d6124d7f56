/**
 * Compiles a system and the loop that explores it into one WebAssembly module.
 *
 * The visited states are a hash table with open addressing and linear probing, whose entries are the states themselves: of a state that fits
 * into 63 bits its word, of a larger one the key of its compression tree. Successors are gathered in a batch, whose places in the table are
 * touched one after the other, so that the processor waits for many cache lines at a time, and only then compared.
 *
 * Invariants: no key is 0, which marks an empty slot; keys are equal exactly when states are; the table always has empty slots, the last of all among them.
 */
import type { TransitionSystem } from "../../compiler/transition-system";
import type { Layout } from "../layout";
import { DETAIL_SHIFT, FAILED, MORE, MOVED, REPORTED } from "../program";
import type { PropertyGroups } from "../property-groups";
import type { AmpleTable } from "../reductions/ample";
import type { Reduction } from "../reductions/reduction";
import {
	block,
	branch,
	branchIf,
	call,
	callIndirect,
	fill,
	get,
	giveBack,
	I32,
	I64,
	i32,
	i64,
	Label,
	loop,
	ModuleBuilder,
	type Piece,
	select,
	set,
	tee,
	unreachable,
	when,
} from "./assembler";
import { canonicalCode } from "./canonical-code";
import {
	BATCH,
	CYCLE_ENTRIES,
	LANE_BYTES,
	type MemoryMap,
	mapMemory,
	numbersBytes,
	PROGRESS,
	RECENT_ENTRIES,
	STUCK_ENTRIES,
} from "./memory-map";
import { loadField, propertyCode, type Runtime, stepCode } from "./step-code";
import { addTreeCode, nodeWords, type TreeCode } from "./tree";

/** Why `advance` came back. */
export const STOPPED = {
	/** As many steps have been taken as it was told. */
	budget: 0,
	/** All states have been gone on from. */
	done: 1,
	/** There is no room for another state. */
	room: 2,
	/** A list of states to hand over is full. */
	stuck: 3,
	/** An entry did not find its place before the end of the table. */
	tableEnd: 4,
	/** The level is done. */
	level: 5,
	/** There is no room for other nodes. */
	nodes: 6,
} as const;

/** A module, and what its host has to know. */
export interface CompiledSearch {
	readonly bytes: Uint8Array<ArrayBuffer>;
	readonly map: MemoryMap;
	/** Words of 64 bits in a state. */
	readonly words: number;
	/** Whether a state's key is the root of its tree. */
	readonly compressed: boolean;
	/** The place in the table of functions of each lane's first step. */
	readonly firstSteps: readonly number[];
	/** For each place in the table of functions, which words the step may change, as bits. */
	readonly written: readonly number[];
	/** Where the numbers of location cycles are, one for each place in the table of functions. */
	readonly cyclesStart: number;
	/** What stands behind the numbers of location cycles: the ample table, of a search that has one. */
	readonly ampleWords: readonly number[];
	/** Where what has a fixed size ends: all of `map`, `written` behind it, the cycles and the ample table. */
	readonly fixedBytes: number;
}

/** What a module exports; addresses are of bytes. */
export interface SearchExports {
	/** Takes so many steps at most: why it stopped, as in `STOPPED`. */
	advance(budget: number): number;
	/** Looks for the successors that have been gathered; `STOPPED.tableEnd` or 0. */
	flush(): number;
	/** Adds the state at an address, and queues it when it is new. */
	start(state: number): void;
	/** Address of a state's slot, or 0. */
	find(state: number): number;
	/** Puts the state of a slot's address at an address. */
	read(slot: number, state: number): void;
	/** A lane's next step from one address to another, as in `Program`. */
	step(lane: number, source: number, target: number): number;
	/** Looks at the properties of a group: how many fail. */
	check(group: number, state: number): number;
	forgetChoices(): void;
	/**
	 * Puts, between two addresses, the slots of the states that a step leads to from a slot's state without leaving its lane's cycle of locations: how many,
	 * or -1 when there is no room for all.
	 */
	within(slot: number, first: number, last: number): number;
	/** Moves entries of the slots from `first` up to `last` (addresses, the latter not included), highest first, to below `to`: gives where they begin then. */
	gather(first: number, last: number, to: number): number;
	/** Puts the entries between two addresses into the table as its size says now. */
	scatter(first: number, last: number): void;
	/** Marks states of the queue, by their numbers in the order of discovery, as the next level's. */
	fillLevel(first: number, last: number): void;
	/** Puts nodes into the index, which is empty. */
	indexNodes(first: number, last: number): void;
}

/** An odd factor for each word of a state: products with different ones can be computed at the same time. */
function wordFactor(word: number): bigint {
	return BigInt.asIntN(64, 0x9e3779b97f4a7c15n * BigInt(2 * word + 1));
}

/** Beside the group of properties in a batch: the step stays within a cycle of locations. */
const WITHIN = 1 << 30;

const field = (address: number): Piece => i32.load(i32.const(0), address);
const setField = (address: number, value: Piece): Piece => i32.store(i32.const(0), value, address);
/** Of an array of entries of so many bytes. */
const element = (array: number, index: Piece, bytes: number): Piece => i32.add(i32.const(array), i32.mul(index, i32.const(bytes)));
const increment = (local: number, by = 1): Piece => set(local, i32.add(get(local), i32.const(by)));

/** Compiles a system. */
export function compileSearch(
	system: TransitionSystem,
	layout: Layout,
	groups: PropertyGroups,
	options: {
		readonly maximumPages: number;
		readonly tracksCycles: boolean;
		readonly reduction: Reduction;
	},
): CompiledSearch {
	const { maximumPages, tracksCycles } = options;
	const { ample, symmetric } = options.reduction;
	const module = new ModuleBuilder(maximumPages);
	const words = layout.words / 2;
	const compressed = words > 1;
	const map = mapMemory(words, Math.max(1, system.failures.length), system.lanes.length);
	const runtime = addRuntime(module, map);

	// --- steps and properties
	const written: number[] = [];
	const stepType = module.type([I32, I32], [I32]);
	const nothing = module.add([I32, I32], [I32], () => i32.const(0));
	const firstSteps = system.lanes.map(({ steps, locationCell }, lane) => {
		const callees = steps.map(({ code }, location) =>
			module.add([I32, I32], [I32], (builder) => {
				const step = stepCode(builder, runtime, system, layout, code, locationCell, groups.afterStep[lane][location]);
				written.push([...step.written].reduce((bits, word) => bits | (1 << Math.min(word, 31)), 0));
				return step.body;
			}),
		);
		written.push(0);
		return module.addToTable([...callees, nothing]);
	});
	const properties = system.properties.map(({ code, failure }) =>
		module.add([I32], [], (builder) => propertyCode(builder, runtime, system, layout, code, failure)),
	);
	const groupType = module.type([I32], [I32]);
	const firstGroup = module.addToTable(
		groups.groups.map((members) =>
			module.add([I32], [I32], () => [
				call(runtime.clearReports),
				members.map((property) => call(properties[property], get(0))),
				runtime.reportCount,
			]),
		),
	);
	const check = (group: Piece, state: Piece): Piece => callIndirect(groupType, i32.add(group, i32.const(firstGroup)), state);
	module.add([I32, I32], [I32], () => check(get(0), get(1)), "check");
	module.add([], [], () => setField(PROGRESS.choiceCount, i32.const(0)), "forgetChoices");

	const lanesBytes = system.lanes.length * LANE_BYTES;
	const writtenStart = map.end;
	/** The place in the table of functions of the step of the lane whose description is at `lane`. */
	const stepPlace = (lane: number, state: Piece): Piece => {
		const word = i64.load(i32.add(state, i32.load(get(lane))));
		const location = i32.and(i32.wrap(i64.shrUnsigned(word, i64.extend(i32.load(get(lane), 4)))), i32.load(get(lane), 8));
		return i32.add(location, i32.load(get(lane), 12));
	};
	module.add(
		[I32, I32, I32],
		[I32],
		(builder) => {
			const lane = builder.local();
			return [
				set(lane, i32.add(i32.mul(get(0), i32.const(LANE_BYTES)), i32.const(map.lanes))),
				callIndirect(stepType, stepPlace(lane, get(1)), get(1), get(2)),
			];
		},
		"step",
	);

	// --- failures
	/** (failure, depth) */
	const note = module.add([I32, I32], [], (builder) => {
		const at = builder.local();
		return [set(at, element(map.failureDepths, get(0), 4)), when(i32.gtUnsigned(i32.load(get(at)), get(1)), i32.store(get(at), get(1)))];
	});
	/** (depth) */
	const noteReports = module.add([I32], [], (builder) => {
		const index = builder.local();
		const next = new Label();
		return loop(
			next,
			when(i32.lt(get(index), field(PROGRESS.reportCount)), [
				call(note, i32.load(element(map.reports, get(index), 4)), get(0)),
				increment(index),
				branch(next),
			]),
		);
	});

	// --- keys
	const canonicalise = symmetric.length === 0 ? undefined : module.add([I32], [], (builder) => canonicalCode(builder, layout, symmetric));
	/** The words that canonicalising may change, as bits. */
	const exchangedWords = symmetric
		.flatMap(({ blocks }) => blocks.flat())
		.reduce((bits, cell) => bits | (1 << Math.min(layout.fields[cell].word >> 1, 31)), 0);
	const tree = compressed ? addTree(module, words, map) : undefined;
	const unfold = (key: Piece, state: Piece): Piece => (tree ? call(tree.decode, key, state) : i64.store(state, key));

	// --- the table
	/** The address where probing begins for the key in a local variable: the upper half of a product, twice. */
	const home = (key: number, hash: number): Piece => [
		set(hash, i64.mul(get(key), i64.const(0x9e3779b97f4a7c15n))),
		set(hash, i64.mul(i64.xor(get(hash), i64.shrUnsigned(get(hash), i64.const(32n))), i64.const(0xd6e8feb86659fd93n))),
		i32.add(
			field(PROGRESS.tableStart),
			i32.shl(
				i32.wrap(
					i64.shrUnsigned(i64.mul(i64.shrUnsigned(get(hash), i64.const(32n)), i64.extend(field(PROGRESS.tableSlots))), i64.const(32n)),
				),
				i32.const(3),
			),
		),
	];
	const enqueue = (tail: number, key: number): Piece => [
		i64.store(i32.add(field(PROGRESS.ringStart), i32.shl(i32.and(get(tail), field(PROGRESS.ringMask)), i32.const(3))), get(key)),
		increment(tail),
	];
	// --- the states of the next level: a bit for each slot
	/** The address of the word with the bit of a slot's address, and the bit. */
	const levelBit = (address: number, slot: number): { readonly found: Piece; readonly word: Piece; readonly bit: Piece } => ({
		found: set(slot, i32.shrUnsigned(i32.sub(get(address), field(PROGRESS.tableStart)), i32.const(3))),
		word: i32.add(field(PROGRESS.levelStart), i32.shl(i32.shrUnsigned(get(slot), i32.const(5)), i32.const(2))),
		bit: i32.shl(i32.const(1), get(slot)),
	});
	/** The state whose slot's address is in a local variable is of the next level. */
	const addToLevel = (address: number, slot: number, word: number): Piece => {
		const place = levelBit(address, slot);
		return [place.found, set(word, place.word), i32.store(get(word), i32.or(i32.load(get(word)), place.bit))];
	};
	/** (key, its slot) A step within a cycle of locations leads to a state that is known: when that is no further away, a cycle may begin there. */
	const noteEntry = module.add([I64, I32], [], (builder) => {
		const slot = builder.local();
		const place = levelBit(1, slot);
		return [
			place.found,
			when(i32.and(i32.load(place.word), place.bit), giveBack()),
			i64.store(element(map.entries, field(PROGRESS.entryCount), 8), get(0)),
			setField(PROGRESS.entryCount, i32.add(field(PROGRESS.entryCount), i32.const(1))),
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
			const place = i32.add(field(PROGRESS.ringStart), i32.shl(i32.and(get(0), field(PROGRESS.ringMask)), i32.const(3)));
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

	/** What the tree's functions take. */
	const batchTree = (index: number): readonly Piece[] => [
		element(map.batchStates, get(index), words * 8),
		i32.load(element(map.batchChanged, get(index), 4)),
		element(map.batchNumbers, get(index), numbersBytes(words)),
	];
	/** Does something with each successor that waits, of which there are some. */
	const forPending = (index: number, count: number, body: Piece): Piece => {
		const next = new Label();
		return [set(index, field(PROGRESS.flushed)), loop(next, body, increment(index), branchIf(i32.lt(get(index), get(count)), next))];
	};
	const copyNumbers = (from: Piece, to: Piece): Piece =>
		Array.from({ length: numbersBytes(words) / 8 }, (_, part) => i64.store(to, i64.load(from, part * 8), part * 8));
	const flush = module.add(
		[],
		[I32],
		(builder) => {
			const [index, count, address, tail, group, slot, word] = Array.from({ length: 7 }, () => builder.local());
			const [key, hash, value, touched] = Array.from({ length: 4 }, () => builder.local(I64));
			const [touching, inserting, probing, known, duplicate, added, found, finished] = Array.from({ length: 8 }, () => new Label());
			return [
				set(count, field(PROGRESS.pending)),
				set(index, field(PROGRESS.flushed)),
				when(i32.eq(get(index), get(count)), [
					setField(PROGRESS.pending, i32.const(0)),
					setField(PROGRESS.flushed, i32.const(0)),
					giveBack(i32.const(0)),
				]),
				tree
					? [
							[tree.touchIndex, tree.touchNodes].map((touch) =>
								forPending(index, count, set(touched, i64.xor(get(touched), i64.extend(call(touch, ...batchTree(index)))))),
							),
							forPending(index, count, i64.store(element(map.batchKeys, get(index), 8), call(tree.encode, ...batchTree(index)))),
							set(index, field(PROGRESS.flushed)),
						]
					: [],
				loop(
					touching,
					set(key, i64.load(element(map.batchKeys, get(index), 8))),
					set(address, home(key, hash)),
					i32.store(element(map.batchSlots, get(index), 4), get(address)),
					set(touched, i64.xor(get(touched), i64.load(get(address)))),
					increment(index),
					branchIf(i32.lt(get(index), get(count)), touching),
				),
				// Without a use of what has been loaded, the loads would be left out.
				i64.store(i32.const(0), get(touched), PROGRESS.touched),
				set(tail, field(PROGRESS.tail)),
				set(index, field(PROGRESS.flushed)),
				block(
					finished,
					loop(
						inserting,
						set(key, i64.load(element(map.batchKeys, get(index), 8))),
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
										set(value, i64.load(get(address))),
										block(
											found,
											branchIf(i64.eq(get(value), get(key)), duplicate),
											branchIf(i32.eqz(i64.eqz(get(value))), found),
											when(i32.eq(get(address), field(PROGRESS.tableEnd)), [
												setField(PROGRESS.tail, get(tail)),
												setField(PROGRESS.flushed, get(index)),
												giveBack(i32.const(STOPPED.tableEnd)),
											]),
											i64.store(get(address), get(key)),
											branch(added),
										),
										increment(address, 8),
										branch(probing),
									),
								),
								enqueue(tail, key),
								tracksCycles ? addToLevel(address, slot, word) : [],
								when(tee(group, i32.and(get(group), i32.const(~WITHIN))), [
									when(check(get(group), element(map.batchStates, get(index), words * 8)), [
										call(noteReports, i32.add(field(PROGRESS.depth), i32.const(1))),
									]),
								]),
								branch(known),
							),
							tracksCycles ? when(i32.and(get(group), i32.const(WITHIN)), call(noteEntry, get(key), get(address))) : [],
						),
						increment(index),
						branchIf(i32.lt(get(index), get(count)), inserting),
					),
				),
				setField(PROGRESS.tail, get(tail)),
				setField(PROGRESS.pending, i32.const(0)),
				setField(PROGRESS.flushed, i32.const(0)),
				i32.const(0),
			];
		},
		"flush",
	);

	module.add(
		[I32],
		[],
		(builder) => {
			const [address, tail] = [builder.local(), builder.local()];
			const [key, hash] = [builder.local(I64), builder.local(I64)];
			const wholeState = [get(0), i32.const(-1), i32.const(map.nodeNumbers)];
			return [
				tree ? set(address, call(tree.touchIndex, ...wholeState)) : [],
				set(key, tree ? call(tree.encode, ...wholeState) : i64.load(get(0))),
				set(address, home(key, hash)),
				i64.store(get(address), get(key)),
				set(tail, field(PROGRESS.tail)),
				enqueue(tail, key),
				setField(PROGRESS.tail, get(tail)),
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
				set(key, tree ? call(tree.lookUp, get(0)) : i64.load(get(0))),
				when(i64.eqz(get(key)), giveBack(i32.const(0))),
				findKey(key, hash, value, address),
				select(i64.eq(get(value), get(key)), get(address), i32.const(0)),
			];
		},
		"find",
	);
	module.add([I32, I32], [], () => unfold(i64.load(get(0)), get(1)), "read");

	const changedWords = (place: Piece): Piece => {
		const byStep = i32.load(i32.shl(place, i32.const(2)), writtenStart);
		return canonicalise ? i32.or(byStep, i32.const(exchangedWords)) : byStep;
	};
	const lastLane = map.lanes + lanesBytes;
	const cyclesStart = writtenStart + written.length * 4;
	const ampleStart = cyclesStart + written.length * 4;
	const ampleWords = ample === undefined ? [] : ampleRows(ample, firstSteps, written.length, ampleStart);
	const findAmple =
		ample === undefined
			? undefined
			: module.add([I32], [I32], (builder) => {
					const row = builder.local();
					const places = system.lanes.map(() => builder.local());
					return [
						system.lanes.map(({ locationCell }, lane) =>
							set(
								places[lane],
								i32.add(
									loadField(layout.fields[locationCell], (word) => i64.load(get(0), word * 8)),
									i32.const(firstSteps[lane]),
								),
							),
						),
						ample.map((locations, lane) => {
							if (locations.every((allowed) => allowed === undefined)) return [];
							const next = new Label();
							const forbids = (other: number): Piece =>
								i32.eqz(
									i32.and(
										i32.shrUnsigned(
											i32.load(i32.add(get(row), i32.shl(i32.shrUnsigned(get(other), i32.const(5)), i32.const(2)))),
											i32.and(get(other), i32.const(31)),
										),
										i32.const(1),
									),
								);
							return block(
								next,
								branchIf(i32.eqz(tee(row, i32.load(i32.shl(get(places[lane]), i32.const(2)), ampleStart))), next),
								places.filter((_, other) => other !== lane).map((other) => branchIf(forbids(other), next)),
								giveBack(i32.const(map.lanes + lane * LANE_BYTES)),
							);
						}),
						i32.const(0),
					];
				});
	const cycleOf = (step: Piece): Piece => i32.load(i32.shl(step, i32.const(2)), cyclesStart);
	module.add(
		[I32, I32, I32],
		[I32],
		(builder) => {
			const [lane, place, cycle, status, at] = Array.from({ length: 5 }, () => builder.local());
			const [lanes, ways] = [new Label(), new Label()];
			const [source, target] = [i32.const(map.hostSource), i32.const(map.hostTarget)];
			return [
				unfold(i64.load(get(0)), source),
				set(at, get(1)),
				set(lane, i32.const(map.lanes)),
				loop(
					lanes,
					when(i32.ne(get(lane), i32.const(lastLane)), [
						set(place, stepPlace(lane, source)),
						set(cycle, cycleOf(get(place))),
						when(i32.ge(get(cycle), i32.const(0)), [
							loop(
								ways,
								set(status, callIndirect(stepType, get(place), source, target)),
								when(i32.and(get(status), i32.const(MOVED)), [
									when(i32.eq(cycleOf(stepPlace(lane, target)), get(cycle)), [
										when(i32.eq(get(at), get(2)), [setField(PROGRESS.choiceCount, i32.const(0)), giveBack(i32.const(-1))]),
										i32.store(get(at), call(find, target)),
										// With reductions there are states that have not been found.
										when(i32.load(get(at)), increment(at, 4)),
									]),
								]),
								branchIf(i32.and(get(status), i32.const(MORE)), ways),
							),
						]),
						increment(lane, LANE_BYTES),
						branch(lanes),
					]),
				),
				i32.shrUnsigned(i32.sub(get(at), get(1)), i32.const(2)),
			];
		},
		"within",
	);

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

	// --- the loop
	const perWord = (piece: (word: number) => Piece): readonly Piece[] => Array.from({ length: words }, (_, word) => piece(word));
	module.add(
		[I32],
		[I32],
		(builder) => {
			const [lane, head, tail, room, pending, moved, place, state, status, recent, within, cycle, alone, behindLast] = Array.from(
				{ length: 14 },
				() => builder.local(),
			);
			const [key, transitions] = [builder.local(I64), builder.local(I64)];
			const [states, lanes, lanesDone, ways, noState] = Array.from({ length: 5 }, () => new Label());
			const leave = (reason: number): Piece => [
				i64.store(i32.const(0), i64.add(i64.load(i32.const(0), PROGRESS.transitions), get(transitions)), PROGRESS.transitions),
				setField(PROGRESS.pending, get(pending)),
				setField(PROGRESS.moved, get(moved)),
				giveBack(i32.const(reason)),
			];
			/** Stops in the middle of a state. */
			const pause = (reason: number): Piece => [setField(PROGRESS.lane, get(lane)), leave(reason)];
			const flushNow = (stop: (reason: number) => Piece): Piece => [
				setField(PROGRESS.pending, get(pending)),
				when(call(flush), stop(STOPPED.tableEnd)),
				set(pending, i32.const(0)),
				set(tail, field(PROGRESS.tail)),
				compressed ? when(i32.ge(field(PROGRESS.nodeCount), field(PROGRESS.nodesLimit)), stop(STOPPED.nodes)) : [],
			];
			const allTasksDone = system.lanes
				.filter(({ kind }) => kind === "task")
				.map(({ locationCell, steps }) =>
					i32.eq(
						loadField(layout.fields[locationCell], (word) => i64.load(i32.const(map.source), word * 8)),
						i32.const(steps.length),
					),
				)
				.reduce((all, done) => i32.and(all, done), i32.const(1));
			return [
				set(pending, field(PROGRESS.pending)),
				set(moved, field(PROGRESS.moved)),
				set(tail, field(PROGRESS.tail)),
				loop(
					states,
					set(head, field(PROGRESS.head)),
					when(i32.eq(get(head), field(PROGRESS.levelEnd)), [
						when(i32.gt(field(PROGRESS.entryCount), i32.const(CYCLE_ENTRIES - BATCH)), leave(STOPPED.stuck)),
						flushNow(leave),
						when(field(PROGRESS.stopAtLevel), leave(STOPPED.level)),
						when(i32.eq(get(head), get(tail)), leave(STOPPED.done)),
						setField(PROGRESS.levelEnd, get(tail)),
						setField(PROGRESS.depth, i32.add(field(PROGRESS.depth), i32.const(1))),
						tracksCycles ? fill(field(PROGRESS.levelStart), i32.const(0), field(PROGRESS.levelBytes)) : [],
					]),
					when(i32.eq(field(PROGRESS.stuckCount), i32.const(STUCK_ENTRIES)), leave(STOPPED.stuck)),
					set(key, i64.load(i32.add(field(PROGRESS.ringStart), i32.shl(i32.and(get(head), field(PROGRESS.ringMask)), i32.const(3))))),
					unfold(get(key), i32.const(map.source)),
					// No more states than are allowed, and none over one that is still in the queue.
					set(room, i32.add(i32.add(get(head), field(PROGRESS.ringMask)), i32.const(1))),
					when(i32.gt(get(room), field(PROGRESS.tailLimit)), set(room, field(PROGRESS.tailLimit))),
					set(lane, field(PROGRESS.lane)),
					findAmple === undefined
						? []
						: [
								set(behindLast, i32.const(lastLane)),
								set(alone, select(field(PROGRESS.allLanes), i32.const(0), call(findAmple, i32.const(map.source)))),
								when(get(alone), [set(lane, get(alone)), set(behindLast, i32.add(get(alone), i32.const(LANE_BYTES)))]),
							],
					block(
						lanesDone,
						loop(
							lanes,
							branchIf(i32.eq(get(lane), findAmple === undefined ? i32.const(lastLane) : get(behindLast)), lanesDone),
							set(place, stepPlace(lane, i32.const(map.source))),
							loop(
								ways,
								when(i32.eqz(get(0)), pause(STOPPED.budget)),
								when(i32.or(i32.eq(get(pending), i32.const(BATCH)), i32.ge(i32.add(get(tail), get(pending)), get(room))), [
									when(i32.gt(field(PROGRESS.entryCount), i32.const(CYCLE_ENTRIES - BATCH)), pause(STOPPED.stuck)),
									flushNow(pause),
									when(i32.ge(get(tail), get(room)), pause(STOPPED.room)),
								]),
								increment(0, -1),
								set(state, element(map.batchStates, get(pending), words * 8)),
								set(status, callIndirect(stepType, get(place), i32.const(map.source), get(state))),
								block(
									noState,
									branchIf(i32.eqz(i32.and(get(status), i32.const(MOVED | FAILED))), noState),
									set(transitions, i64.add(get(transitions), i64.const(1n))),
									set(moved, i32.const(1)),
									when(i32.and(get(status), i32.const(REPORTED)), call(noteReports, i32.add(field(PROGRESS.depth), i32.const(1)))),
									when(i32.and(get(status), i32.const(FAILED)), [
										call(note, i32.shrUnsigned(get(status), i32.const(DETAIL_SHIFT)), i32.add(field(PROGRESS.depth), i32.const(1))),
										branch(noState),
									]),
									tracksCycles
										? [
												set(within, i32.const(0)),
												when(
													i32.ge(tee(cycle, cycleOf(get(place))), i32.const(0)),
													when(i32.eq(cycleOf(stepPlace(lane, get(state))), get(cycle)), set(within, i32.const(WITHIN))),
												),
											]
										: [],
									canonicalise ? call(canonicalise, get(state)) : [],
									set(
										key,
										perWord((word) => i64.mul(i64.load(get(state), word * 8), i64.const(wordFactor(word)))).reduce((sum, product) =>
											i64.add(sum, product),
										),
									),
									set(
										recent,
										element(
											map.recent,
											i32.wrap(i64.shrUnsigned(get(key), i64.const(BigInt(64 - Math.log2(RECENT_ENTRIES))))),
											(words + 1) * 8,
										),
									),
									when(
										i32.and(
											perWord((word) => i64.eq(i64.load(get(recent), word * 8), i64.load(get(state), word * 8))).reduce((all, same) =>
												i32.and(all, same),
											),
											i32.load(get(recent), words * 8),
										),
										branchIf(i32.eqz(get(within)), noState),
										[
											perWord((word) => i64.store(get(recent), i64.load(get(state), word * 8), word * 8)),
											i32.store(get(recent), i32.const(1), words * 8),
										],
									),
									tree
										? [
												i32.store(element(map.batchChanged, get(pending), 4), changedWords(get(place))),
												copyNumbers(i32.const(map.nodeNumbers), element(map.batchNumbers, get(pending), numbersBytes(words))),
											]
										: i64.store(element(map.batchKeys, get(pending), 8), i64.load(get(state))),
									i32.store(
										element(map.batchGroups, get(pending), 4),
										i32.or(i32.shrUnsigned(get(status), i32.const(DETAIL_SHIFT)), get(within)),
									),
									increment(pending),
								),
								when(i32.and(get(status), i32.const(MORE)), [
									setField(PROGRESS.ways, i32.add(field(PROGRESS.ways), i32.const(1))),
									branch(ways),
								]),
							),
							setField(PROGRESS.ways, i32.const(0)),
							increment(lane, LANE_BYTES),
							branch(lanes),
						),
					),
					findAmple === undefined
						? []
						: [
								when(i32.and(i32.eqz(get(moved)), i32.ne(get(alone), i32.const(0))), [
									setField(PROGRESS.allLanes, i32.const(1)),
									setField(PROGRESS.lane, i32.const(map.lanes)),
									branch(states),
								]),
								setField(PROGRESS.allLanes, i32.const(0)),
							],
					when(i32.eqz(get(moved)), [
						when(allTasksDone, when(check(i32.const(groups.end), i32.const(map.source)), call(noteReports, field(PROGRESS.depth))), [
							i64.store(element(map.stuck, field(PROGRESS.stuckCount), 16), get(key)),
							i32.store(element(map.stuck, field(PROGRESS.stuckCount), 16), field(PROGRESS.depth), 8),
							setField(PROGRESS.stuckCount, i32.add(field(PROGRESS.stuckCount), i32.const(1))),
						]),
					]),
					set(moved, i32.const(0)),
					setField(PROGRESS.lane, i32.const(map.lanes)),
					setField(PROGRESS.head, i32.add(get(head), i32.const(1))),
					branch(states),
				),
				unreachable,
			];
		},
		"advance",
	);

	return {
		bytes: module.finish(),
		map,
		words,
		compressed,
		firstSteps,
		written,
		cyclesStart,
		ampleWords,
		fixedBytes: (ampleStart + ampleWords.length * 4 + 63) & ~63,
	};
}

/**
 * An ample table in memory: for each place in the table of functions the address of its row, or 0, and behind them the rows: a bit for each place at which
 * another lane allows that the step is enough alone.
 */
function ampleRows(table: AmpleTable, firstSteps: readonly number[], places: number, start: number): readonly number[] {
	const words = new Array<number>(places).fill(0);
	for (const [lane, locations] of table.entries()) {
		for (const [location, allowed] of locations.entries()) {
			if (allowed === undefined) continue;
			words[firstSteps[lane] + location] = start + words.length * 4;
			const row = new Int32Array(Math.ceil(places / 32));
			for (const [other, isAllowed] of allowed.entries()) {
				for (const [at, allows] of isAllowed.entries())
					if (allows) row[(firstSteps[other] + at) >> 5] |= 1 << ((firstSteps[other] + at) & 31);
			}
			words.push(...row);
		}
	}
	return words;
}

/** Choices as an odometer, as in `Choices`, and the list of what has been reported. */
function addRuntime(module: ModuleBuilder, map: MemoryMap): Runtime {
	const choose = module.add([I32], [I32], (builder) => {
		const position = builder.local();
		return [
			set(position, field(PROGRESS.choicePosition)),
			when(i32.eq(get(position), field(PROGRESS.choiceCount)), [
				i32.store(element(map.choices, get(position), 4), i32.const(0)),
				i32.store(element(map.choiceCounts, get(position), 4), get(0)),
				setField(PROGRESS.choiceCount, i32.add(get(position), i32.const(1))),
			]),
			setField(PROGRESS.choicePosition, i32.add(get(position), i32.const(1))),
			i32.load(element(map.choices, get(position), 4)),
		];
	});
	const rewind = module.add([], [], () => setField(PROGRESS.choicePosition, i32.const(0)));
	const advance = module.add([], [I32], (builder) => {
		const [last, digit] = [builder.local(), builder.local()];
		const next = new Label();
		return [
			loop(
				next,
				when(field(PROGRESS.choiceCount), [
					set(last, i32.sub(field(PROGRESS.choiceCount), i32.const(1))),
					set(digit, i32.add(i32.load(element(map.choices, get(last), 4)), i32.const(1))),
					i32.store(element(map.choices, get(last), 4), get(digit)),
					when(i32.lt(get(digit), i32.load(element(map.choiceCounts, get(last), 4))), giveBack(i32.const(1))),
					setField(PROGRESS.choiceCount, get(last)),
					branch(next),
				]),
			),
			i32.const(0),
		];
	});
	const report = module.add([I32], [], (builder) => {
		const [index, count] = [builder.local(), builder.local()];
		const next = new Label();
		return [
			set(count, field(PROGRESS.reportCount)),
			loop(
				next,
				when(i32.lt(get(index), get(count)), [
					when(i32.eq(i32.load(element(map.reports, get(index), 4)), get(0)), giveBack()),
					increment(index),
					branch(next),
				]),
			),
			i32.store(element(map.reports, get(count), 4), get(0)),
			setField(PROGRESS.reportCount, i32.add(get(count), i32.const(1))),
		];
	});
	const clearReports = module.add([], [], () => setField(PROGRESS.reportCount, i32.const(0)));
	return { choose, rewind, advance, report, clearReports, reportCount: field(PROGRESS.reportCount) };
}

/** The set of nodes of all trees: their contents by number, and an index of numbers with open addressing. */
function addTree(module: ModuleBuilder, words: number, map: MemoryMap): TreeCode {
	const length = nodeWords(words);
	const types = Array.from({ length }, () => I64 as typeof I64);
	const nodeAddress = (number: Piece): Piece => i32.add(field(PROGRESS.nodesStart), i32.shl(number, i32.const(length + 2)));
	/** Of the content in local variables. */
	const hashOf = (content: readonly number[]): Piece => {
		const mixed = content
			.map((local, word) => i64.mul(i64.xor(get(local), i64.shrUnsigned(get(local), i64.const(29n))), i64.const(wordFactor(word))))
			.reduce((sum, product) => i64.add(sum, product));
		return i32.wrap(i64.shrUnsigned(mixed, i64.const(32n)));
	};
	const indexSlot = (content: readonly number[]): Piece => i32.shl(i32.and(hashOf(content), field(PROGRESS.indexMask)), i32.const(2));
	const indexEntry = (slot: Piece): Piece => i32.load(i32.add(field(PROGRESS.indexStart), slot));
	const nextSlot = (slot: number): Piece =>
		set(slot, i32.and(i32.add(get(slot), i32.const(4)), i32.or(i32.shl(field(PROGRESS.indexMask), i32.const(2)), i32.const(3))));
	/** Looks for the content in local variables from `slot` on: goes by `found`, with the number, or on with `slot` at an empty one. */
	const probe = (content: readonly number[], slot: number, number: number, address: number, found: Piece): Piece => {
		const [probing, empty] = [new Label(), new Label()];
		const isContent = content
			.map((local, word) => i64.eq(i64.load(get(address), word * 8), get(local)))
			.reduce((all, same) => i32.and(all, same));
		return block(
			empty,
			loop(
				probing,
				set(number, indexEntry(get(slot))),
				branchIf(i32.eqz(get(number)), empty),
				set(address, nodeAddress(get(number))),
				when(isContent, found),
				nextSlot(slot),
				branch(probing),
			),
		);
	};
	const findNode = module.add(types, [I32], (builder) => {
		const content = types.map((_, word) => word);
		const [slot, number, address] = [builder.local(), builder.local(), builder.local()];
		return [set(slot, indexSlot(content)), probe(content, slot, number, address, giveBack(get(number))), i32.const(0)];
	});
	const intern = module.add([I32, ...types], [I32], (builder) => {
		const content = types.map((_, word) => word + 1);
		const [number, address, added] = [builder.local(), builder.local(), builder.local()];
		const write = content.map((local, word) => i64.store(get(address), get(local), word * 8));
		return [
			probe(content, 0, number, address, giveBack(get(number))),
			set(added, field(PROGRESS.nodeCount)),
			setField(PROGRESS.nodeCount, i32.add(get(added), i32.const(1))),
			set(address, nodeAddress(get(added))),
			write,
			i32.store(i32.add(field(PROGRESS.indexStart), get(0)), get(added)),
			get(added),
		];
	});
	module.add(
		[I32, I32],
		[],
		(builder) => {
			const [slot, address] = [builder.local(), builder.local()];
			const content = types.map(() => builder.local(I64));
			const [next, probing] = [new Label(), new Label()];
			return loop(
				next,
				when(i32.lt(get(0), get(1)), [
					set(address, nodeAddress(get(0))),
					content.map((local, word) => set(local, i64.load(get(address), word * 8))),
					set(slot, indexSlot(content)),
					loop(probing, when(indexEntry(get(slot)), [nextSlot(slot), branch(probing)])),
					i32.store(i32.add(field(PROGRESS.indexStart), get(slot)), get(0)),
					increment(0),
					branch(next),
				]),
			);
		},
		"indexNodes",
	);
	return addTreeCode(module, words, {
		nodeAddress,
		numbers: i32.const(map.nodeNumbers),
		indexSlot,
		indexEntry,
		intern,
		findNode,
	});
}
