/**
 * Where things lie in the memory of a search.
 *
 * First the numbers that say how far it has come, then lists and tables of a fixed size, then the regions that grow
 * (`search-memory.ts`). All numbers here are addresses of bytes, none of them 0; what is there is a 32-bit integer
 * unless said otherwise.
 */

import { CHOOSING_LIMIT } from "../../system/transition-system";
import { treeNodes } from "./tree";

/** How a state becomes a key: it is one, or the root of its tree, or made of the numbers of its parts. */
export type Coding = "plain" | "tree" | "collapsed";

/**
 * How many successors are gathered at most before they are looked for in the table: enough that their cache misses
 * overlap. Of trees fewer, since a batch holds their states.
 */
const BATCH: Readonly<Record<Coding, number>> = { plain: 1024, collapsed: 1024, tree: 256 };
/**
 * States in which something ends that are handed over at a time: each the key (64 bits), its depth, and whether all
 * tasks are done.
 */
export const STUCK_ENTRIES = 256;
/** States in the cache of those that were met last: each its words, and whether there is one (padded to 64 bits). */
export const RECENT_ENTRIES = 1 << 12;
/** A step passes at most `CHOOSING_LIMIT` choices in loops; one that has more than this without is stopped. */
export const CHOICES = CHOOSING_LIMIT + 16;

/**
 * Bytes of the description of a lane: where its location is (offset, shift, mask), its first step's place in the table
 * of functions, and what `addCollapse` says.
 */
export const LANE_BYTES = 48;
/** Offset in it, behind all of these: `TASK_MOVED` of a task, `OTHER_MOVED` of any other lane. */
export const LANE_MOVED = 44;
/** Who has moved, as bits. */
export const OTHER_MOVED = 1;
export const TASK_MOVED = 2;

/** How far the search has come, from the start of a thread's own memory on. */
const PROGRESS = {
	head: 64,
	tail: 68,
	levelEnd: 72,
	depth: 76,
	lane: 80,
	ways: 84,
	moved: 88,
	pending: 92,
	flushed: 96,
	stuckCount: 100,
	reportCount: 104,
	choicePosition: 108,
	choiceCount: 112,
	/** 64 bits. */
	transitions: 120,
	/** 64 bits; of no meaning. */
	touched: 128,
	// What the host sets.
	tableStart: 136,
	/** Slots that a hash can name; behind them is room for those that probing pushes out. */
	tableSlots: 140,
	/** Address of the last slot, which stays empty. */
	tableEnd: 144,
	ringStart: 148,
	ringMask: 152,
	/** Stop before there are more states than this. */
	tailLimit: 156,
	nodesStart: 160,
	nodesLimit: 164,
	indexStart: 168,
	indexMask: 172,
	/** Of the states that are one level further than those gone on from: a bit for each slot of the table. */
	levelStart: 180,
	levelBytes: 184,
	entryCount: 188,
	/** 1 when the lane that was to be enough alone could not move: all are gone on with. */
	allLanes: 192,
	/** The number of the next node. */
	nodeCount: 196,
	/** Where steps are remembered, and how far to shift a hash right for an entry's number. */
	cacheStart: 200,
	cacheShift: 204,
	/**
	 * Of several threads: where the states end that this one has taken from the level, and what is not to be written
	 * over in the queue.
	 */
	takenEnd: 208,
	roomEnd: 212,
	/** The next state of the level that no thread has taken. */
	nextTaken: 216,
	/** What the helping thread is to do, with how much, and what came of it; see `ports/helper.ts`. */
	command: 220,
	argument: 224,
	answer: 228,
	/** How many blocks steps with loops have run through since this was last looked at. */
	blocks: 232,
} as const;
const PROGRESS_END = 240;

/** Addresses of the numbers that say how far a search has come. */
export type ProgressMap = { readonly [Name in keyof typeof PROGRESS]: number };

/** Those that threads share: they stand in the memory of the first. */
const SHARED: ReadonlySet<string> = new Set<keyof ProgressMap>(["tail", "nodeCount", "nextTaken", "command", "argument", "answer"]);

function progressFrom(base: number): ProgressMap {
	const moved = Object.entries(PROGRESS).map(([name, address]) => [name, SHARED.has(name) ? address : address + base]);
	return Object.fromEntries(moved) as ProgressMap;
}

/** What lies where depends on the system. */
export interface MemoryMap {
	readonly progress: ProgressMap;
	readonly lanes: number;
	readonly reports: number;
	readonly failureDepths: number;
	/** The state that is gone on from. */
	readonly source: number;
	/** For steps that the host takes: where they start and where they lead. */
	readonly hostSource: number;
	readonly hostTarget: number;
	/**
	 * Where the step that is taken leads, and the state of which properties are looked at, when batches hold keys
	 * alone.
	 */
	readonly target: number;
	readonly checked: number;
	/** Numbers of the nodes of the state that is gone on from. */
	readonly nodeNumbers: number;
	readonly stuck: number;
	/** Keys of states that a cycle may begin in, handed over at a time: room for so many. */
	readonly entries: number;
	readonly entriesLimit: number;
	readonly choices: number;
	readonly choiceCounts: number;
	/** The heads of loops that a step which chooses has come to, and where the room for them ends. */
	readonly rounds: number;
	readonly roundsEnd: number;
	/** How many successors a batch has room for. */
	readonly batch: number;
	readonly batchStates: number;
	readonly batchKeys: number;
	readonly batchGroups: number;
	readonly batchSlots: number;
	/**
	 * Of trees: the words that may differ from those of the state that was gone on from, and the numbers of the
	 * latter's nodes.
	 */
	readonly batchChanged: number;
	readonly batchNumbers: number;
	readonly recent: number;
	/** Numbers of dictionaries that a thread has taken and not used, of the shared part's and each lane's. */
	readonly spares: number;
	/** Where all of this ends. */
	readonly end: number;
}

/**
 * Lays out the memory of a thread from `base` on, for states of so many words of 64 bits; `roundBytes` are what a step
 * may remember of the heads of its loops.
 */
export function mapMemory(coding: Coding, words: number, failures: number, lanes: number, base: number, roundBytes: number): MemoryMap {
	let next = base + PROGRESS_END;
	const take = (bytes: number): number => {
		const at = next;
		next += (bytes + 7) & ~7;
		return at;
	};
	const batch = BATCH[coding];
	/** Two batches. */
	const entriesLimit = 2 * batch;
	const rounds = take(roundBytes);
	return {
		rounds,
		roundsEnd: rounds + roundBytes,
		progress: progressFrom(base),
		batch,
		entriesLimit,
		lanes: take(lanes * LANE_BYTES),
		reports: take(failures * 4),
		failureDepths: take(failures * 4),
		source: take(words * 8),
		hostSource: take(words * 8),
		hostTarget: take(words * 8),
		target: take(words * 8),
		checked: take(words * 8),
		nodeNumbers: take(numbersBytes(words)),
		stuck: take(STUCK_ENTRIES * 16),
		entries: take(entriesLimit * 8),
		choices: take(CHOICES * 4),
		choiceCounts: take(CHOICES * 4),
		batchStates: take(coding === "collapsed" ? 0 : batch * words * 8),
		batchKeys: take(batch * 8),
		batchGroups: take(batch * 4),
		batchSlots: take(batch * 4),
		batchChanged: take(coding === "tree" ? batch * 4 : 0),
		batchNumbers: take(coding === "tree" ? batch * numbersBytes(words) : 0),
		recent: take(RECENT_ENTRIES * (coding === "collapsed" ? 1 : words + 1) * 8),
		spares: take((lanes + 1) * 4),
		end: next,
	};
}

/** Bytes of the numbers of a state's nodes, the root among them, though it has none. */
export function numbersBytes(words: number): number {
	return ((treeNodes(words) + 1) * 4 + 7) & ~7;
}
