/**
 * Collapsed states: a dictionary for what each lane alone touches, one for what they share. The key of a state is its
 * parts' numbers side by side.
 *
 * What a lane's step does depends on two of these numbers, and changes no others. So what a step from them led to is
 * remembered (transition caching: Blom, van de Pol and Weber 2010), and most steps are not taken again, nor is the
 * state that they start from put together.
 */
import { type Collapse, numbersEnd, type Part } from "../states/collapse";
import { call, callIndirect, get, giveBack, I32, I64, i32, i64, type ModuleBuilder, type Piece, set, tee, when } from "./assembler";
import { type Dictionary, dictionaryAt, type LoadContent } from "./dictionary";
import type { MemoryMap } from "./memory-map";
import { field } from "./pieces";
import type { StateCode } from "./state-code";

/** Of the dictionary of a lane's part, which has a fixed size. */
interface LaneDictionary {
	/** Where its next number is. */
	readonly count: number;
	readonly start: number;
	readonly index: number;
	/** There is no room for this number. */
	readonly end: number;
}

export interface CollapseCode {
	readonly states: StateCode;
	/**
	 * What the host puts into the descriptions of lanes behind what is there of each: a list of 32-bit words for each.
	 */
	readonly laneWords: readonly (readonly number[])[];
	/** Where the next number of each lane's dictionary is. */
	readonly laneCounts: readonly number[];
	/** Where it all ends. */
	readonly end: number;
	/** The number of a lane's part of a state: `lane` is the address of its description. */
	laneNumber(lane: Piece, state: Piece): Piece;
	/** A word of a lane's part of the state of a key. */
	ownWord(lane: number, key: Piece, word: number): Piece;
	/** The number of the shared part of a state. */
	sharedNumber(state: Piece): Piece;
	/** Which words are shared, as bits. */
	readonly sharedWords: number;
	readonly sharedMask: bigint;
}

/** Offsets in the description of a lane. */
export const LANE_KEY_MASK = 16;
export const LANE_KEY_SHIFT = 24;
const LANE_ENCODE = 32;
export const LANE_COUNT = 36;
export const LANE_COUNT_END = 40;
/** The mark that no key lacks. */
const MARK = -(2n ** 63n);

/** Adds the functions of collapsed states. The lanes' dictionaries lie from `start` on. */
export function addCollapse(
	module: ModuleBuilder,
	{ lanes, shared }: Collapse,
	places: { readonly map: MemoryMap; readonly start: number; readonly isShared: boolean },
): CollapseCode {
	const { start, isShared } = places;
	const { progress, spares } = places.map;
	/** Where a spare number of a lane's part is, or of the shared part. */
	const spareOf = (part: number): number | undefined => (isShared ? spares + part * 4 : undefined);
	let end = start;
	const take = (bytes: number): number => {
		const at = end;
		end += (bytes + 7) & ~7;
		return at;
	};
	const wordsOf = ({ from, to }: Part): number => to - from;
	const sharedDictionary = dictionaryAt(module, {
		words: Math.max(1, wordsOf(shared)),
		start: field(progress.nodesStart),
		indexStart: field(progress.indexStart),
		indexMask: field(progress.indexMask),
		count: progress.nodeCount,
		spare: spareOf(0),
	});
	sharedDictionary.exportIndex("indexNodes");
	const known = new Map<Part, { readonly dictionary: Dictionary; readonly numbers: LaneDictionary }>();
	for (const [lane, part] of lanes.entries()) {
		const numbers: LaneDictionary = {
			count: take(4),
			start: take(2 ** part.bits * Math.max(1, wordsOf(part)) * 8),
			index: take(2 ** (part.bits + 1) * 4),
			end: numbersEnd(part),
		};
		const dictionary = dictionaryAt(module, {
			words: Math.max(1, wordsOf(part)),
			start: i32.const(numbers.start),
			indexStart: i32.const(numbers.index),
			indexMask: i32.const(2 ** (part.bits + 1) - 1),
			count: numbers.count,
			spare: spareOf(lane + 1),
		});
		known.set(part, { dictionary, numbers });
	}
	const dictionaryOf = (part: Part): Dictionary => known.get(part)?.dictionary ?? sharedDictionary;
	/** Parts without words have content 0. */
	const contentAt = (part: Part, state: Piece, word: number): Piece =>
		part.from + word < part.to ? i64.load(state, (part.from + word) * 8) : i64.const(0n);
	/** Loads a part of the state at the address in local variable 0. */
	const loadPart =
		(part: Part): LoadContent =>
		(content, slot) => [
			content.map((local, word) => set(local, contentAt(part, get(0), word))),
			set(slot, dictionaryOf(part).indexSlot(content)),
		];
	const parts = [...lanes, shared];
	const interning = parts.map((part) => dictionaryOf(part).addIntern([I32], loadPart(part)));
	const finding = parts.map((part) => dictionaryOf(part).addFind([I32], loadPart(part)));
	const placed = (part: Part, number: Piece): Piece => i64.shl(i64.extend(number), i64.const(BigInt(part.shift)));

	const numberIn = (part: Part, key: Piece): Piece =>
		i32.and(
			i32.wrap(part.shift === 0 ? key : i64.shrUnsigned(key, i64.const(BigInt(part.shift)))),
			i32.const(part.bits === 32 ? -1 : 2 ** part.bits - 1),
		);

	const add = module.add([I32], [I64], () =>
		parts.map((part, index) => placed(part, call(interning[index], get(0)))).reduce((key, number) => i64.or(key, number), i64.const(MARK)),
	);
	const lookUp = module.add([I32], [I64], (builder) => {
		const number = builder.local();
		const key = builder.local(I64);
		return [
			set(key, i64.const(MARK)),
			parts.map((part, index) => [
				when(i32.eqz(tee(number, call(finding[index], get(0)))), giveBack(i64.const(0n))),
				set(key, i64.or(get(key), placed(part, get(number)))),
			]),
			get(key),
		];
	});
	const decode = module.add([I64, I32], [], (builder) => {
		const address = builder.local();
		return parts.map((part) => {
			return [
				set(address, dictionaryOf(part).contentAddress(numberIn(part, get(0)))),
				Array.from({ length: wordsOf(part) }, (_, word) => i64.store(get(1), i64.load(get(address), word * 8), (part.from + word) * 8)),
			];
		});
	});
	const encodeType = module.type([I32], [I32]);
	const firstEncode = module.addToTable(interning.slice(0, lanes.length));
	const sharedMask = 2n ** BigInt(shared.bits) - 1n;
	const laneWords = lanes.map((part, lane) => {
		const mask = ((2n ** BigInt(part.bits) - 1n) << BigInt(part.shift)) | sharedMask;
		const numbers = known.get(part)?.numbers;
		if (numbers === undefined) throw new Error("a lane has no dictionary");
		return [
			Number(BigInt.asIntN(32, mask)),
			Number(BigInt.asIntN(32, mask >> 32n)),
			part.shift,
			0,
			firstEncode + lane,
			numbers.count,
			numbers.end,
		];
	});
	let sharedWords = 0;
	for (let word = shared.from; word < shared.to; word++) sharedWords |= 1 << Math.min(word, 31);
	return {
		states: {
			isBatched: false,
			decode: (key, state) => call(decode, key, state),
			lookUp: (state) => call(lookUp, state),
			add: (state) => call(add, state),
		},
		laneWords,
		laneCounts: lanes.map((part) => known.get(part)?.numbers.count ?? 0),
		end,
		laneNumber: (lane, state) => callIndirect(encodeType, i32.load(lane, LANE_ENCODE), state),
		ownWord: (lane, key, word) =>
			i64.load(dictionaryOf(lanes[lane]).contentAddress(numberIn(lanes[lane], key)), (word - lanes[lane].from) * 8),
		sharedNumber: (state) => call(interning[lanes.length], state),
		sharedWords,
		sharedMask,
	};
}
