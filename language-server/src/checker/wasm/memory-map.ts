/**
 * Where things lie in the memory of a search.
 *
 * First what all threads share, then an area for each thread, then the regions that grow (`regions.ts`). Offsets of an area count from its
 * start; every number is a 32-bit integer unless said otherwise.
 */

import { treeNodes } from "./tree";

/** How many successors are gathered before they are looked for in the table: enough that their cache misses overlap. */
export const BATCH = 256;
/** States without successors that are handed over at a time: each the key (64 bits) and its depth (padded to 64). */
export const STUCK_ENTRIES = 256;
/** Keys of states that a cycle may begin in, handed over at a time: room for two batches. */
export const CYCLE_ENTRIES = 2 * BATCH;
/** States in the cache of those that were met last, by thread: each its words, and whether there is one (padded to 64 bits). */
export const RECENT_ENTRIES = 1 << 12;
/** A step passes at most `ATOMIC_LIMIT` choices. */
const CHOICES = 10_016;

/** Shared by all threads. */
export const SHARED = { nodeCount: 16, stop: 20, lanes: 64 } as const;
/** Bytes of the description of a lane: where its location is (offset, shift, mask), and its first step's place in the table of functions. */
export const LANE_BYTES = 16;

/** Of a thread: how far it has come. */
export const THREAD = {
	head: 0,
	tail: 4,
	levelEnd: 8,
	depth: 12,
	lane: 16,
	ways: 20,
	moved: 24,
	pending: 28,
	flushed: 32,
	stuckCount: 36,
	reportCount: 40,
	choicePosition: 44,
	choiceCount: 48,
	/** 64 bits. */
	transitions: 56,
	/** 64 bits; of no meaning. */
	touched: 64,
	// What the host sets.
	tableStart: 72,
	/** Slots that a hash can name; behind them is room for those that probing pushes out. */
	tableSlots: 76,
	/** Address of the last slot, which stays empty. */
	tableEnd: 80,
	ringStart: 84,
	ringMask: 88,
	/** Stop before there are more states than this. */
	tailLimit: 92,
	nodesStart: 96,
	nodesLimit: 100,
	indexStart: 104,
	indexMask: 108,
	/** 1 to stop at the end of a level. */
	stopAtLevel: 112,
	/** Of the states that are one level further than those gone on from: a bit for each slot of the table. */
	levelStart: 116,
	levelBytes: 120,
	entryCount: 124,
	/** 1 when the lane that was to be enough alone could not move: all are gone on with. */
	allLanes: 128,
} as const;

/** Offsets in a thread's area that depend on the system. */
export interface ThreadMap {
	readonly reports: number;
	readonly failureDepths: number;
	/** The state that is gone on from. */
	readonly source: number;
	/** For steps that the host takes: where they start and where they lead. */
	readonly hostSource: number;
	readonly hostTarget: number;
	/** Numbers of the nodes of the state that is gone on from. */
	readonly nodeNumbers: number;
	readonly stuck: number;
	readonly entries: number;
	readonly choices: number;
	readonly choiceCounts: number;
	readonly batchStates: number;
	readonly batchKeys: number;
	readonly batchGroups: number;
	readonly batchSlots: number;
	/** Of trees: the words that may differ from those of the state that was gone on from, and the numbers of the latter's nodes. */
	readonly batchChanged: number;
	readonly batchNumbers: number;
	readonly recent: number;
	readonly bytes: number;
}

/** Lays out a thread's area for states of so many words of 64 bits. */
export function mapThread(words: number, failures: number): ThreadMap {
	let next = 136;
	const take = (bytes: number): number => {
		const at = next;
		next += (bytes + 7) & ~7;
		return at;
	};
	return {
		reports: take(failures * 4),
		failureDepths: take(failures * 4),
		source: take(words * 8),
		hostSource: take(words * 8),
		hostTarget: take(words * 8),
		nodeNumbers: take(numbersBytes(words)),
		stuck: take(STUCK_ENTRIES * 16),
		entries: take(CYCLE_ENTRIES * 8),
		choices: take(CHOICES * 4),
		choiceCounts: take(CHOICES * 4),
		batchStates: take(BATCH * words * 8),
		batchKeys: take(BATCH * 8),
		batchGroups: take(BATCH * 4),
		batchSlots: take(BATCH * 4),
		batchChanged: take(words > 1 ? BATCH * 4 : 0),
		batchNumbers: take(words > 1 ? BATCH * numbersBytes(words) : 0),
		recent: take(RECENT_ENTRIES * (words + 1) * 8),
		bytes: next,
	};
}

/** Bytes of the numbers of a state's nodes, the root among them, though it has none. */
export function numbersBytes(words: number): number {
	return ((treeNodes(words) + 1) * 4 + 7) & ~7;
}
