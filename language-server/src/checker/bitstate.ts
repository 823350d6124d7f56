/**
 * Bitstate search (Holzmann 1998): of each state only a few bits in one large table are kept, chosen by hashes. A new
 * state whose bits are all taken is mistaken for a known one, and what lies behind it is missed.
 *
 * Invariants: never says that nothing fails, so `complete` is always false; whatever it finds is real, since the states
 * on the path that is followed are kept in full and each run is replayed in the plain interpreter. Fair cycles are not
 * looked for; what fails at the end while daemons go on, only where few states can follow. Deterministic.
 */

import { initialState, propertyReports } from "../system/interpreter";
import { ASSUMPTION, isGivenUp } from "../system/transition-system";
import { isUnfinished } from "../system/unfinished";
import { limitOf, spentBounds } from "./given-up";
import type { Hang, SearchOptions, SearchResult, Violation } from "./result";
import { endingIn, goesOnBehind } from "./runs/ending";
import { leadsTo, type Move, replay, shows, waitingLanes } from "./runs/replay";
import type { SearchProgress } from "./search-progress";
import { fieldValue, pack, unpack } from "./states/layout";
import { DETAIL_SHIFT, FAILED, MORE, MOVED, REPORTED } from "./states/program";
import type { StateSpace } from "./states/state-space";

/** Bits kept of a state. */
const HASHES = 3;
/** Largest table: its places are unsigned numbers of 32 bits. */
const MOST_BITS = 2 ** 32;
const LEAST_BITS = 2 ** 10;
/** Without a limit on memory. */
const USUAL_BYTES = 2 ** 27;
/** How many states are gone on from between two yields. */
const SLICE = 1 << 9;

/** Searches the space's system from its initial state; the space's own exploration is left where it is. */
export function* exploreBitstate(space: StateSpace, options: SearchOptions, now: () => number): Generator<SearchProgress, SearchResult> {
	const search = new BitstateSearch(space, options.bytes ?? USUAL_BYTES);
	const started = now();
	let limit: SearchResult["limit"];
	for (let work = 1; limit === undefined && search.step(); work++) {
		if (search.states > (options.states ?? Number.POSITIVE_INFINITY)) limit = "states";
		else if (search.isFull) limit = "memory";
		else if (work % SLICE !== 0) continue;
		else if (now() - started > (options.milliseconds ?? Number.POSITIVE_INFINITY)) limit = "time";
		yield { states: search.states, queued: search.queued };
	}
	limit ??= limitOf(search.gaveUp);
	const { states, transitions, depth, coverage } = search;
	return {
		complete: false,
		...(limit && { limit }),
		...spentBounds(search.gaveUp),
		bitstate: { coverage },
		states,
		transitions,
		depth,
		milliseconds: now() - started,
		...search.findings(),
	};
}

/** A table of bits, in which a state is a few of them. */
class BitTable {
	private readonly words: Int32Array;
	private readonly mask: number;
	private taken = 0;

	/** As many bits as there is room for, a power of two. */
	constructor(bytes: number) {
		const bits = Math.max(LEAST_BITS, Math.min(MOST_BITS, 2 ** Math.floor(Math.log2(Math.max(1, bytes * 8)))));
		this.words = new Int32Array(bits / 32);
		this.mask = bits - 1;
	}

	get bytes(): number {
		return this.words.byteLength;
	}

	/** How likely a state that is new is to be taken for a known one. */
	get error(): number {
		return (this.taken / (this.mask + 1)) ** HASHES;
	}

	/** Adds a packed state; false when all its bits were there. */
	add(state: Int32Array): boolean {
		const first = hash(state, 0x2545f491);
		const stride = hash(state, 0x9e3779b9) | 1;
		let added = false;
		for (let index = 0; index < HASHES; index++) {
			const place = ((first + Math.imul(index, stride)) & this.mask) >>> 0;
			const bit = 1 << (place & 31);
			if (this.words[place >>> 5] & bit) continue;
			this.words[place >>> 5] |= bit;
			this.taken++;
			added = true;
		}
		return added;
	}
}

/** MurmurHash3 (Appleby) for 32 bits. */
function hash(state: Int32Array, seed: number): number {
	let mixed = seed;
	for (let index = 0; index < state.length; index++) {
		const word = Math.imul(state[index], 0xcc9e2d51);
		mixed ^= Math.imul((word << 15) | (word >>> 17), 0x1b873593);
		mixed = (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
	}
	mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
	mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
	return mixed ^ (mixed >>> 16);
}

/**
 * So many states at most are gone through from one in which all tasks are done, and so many for each state of the
 * search.
 */
const MOST_FOLLOWED = 1 << 10;
const FOLLOWED_SHARE = 1 / 16;

class BitstateSearch {
	states = 1;
	transitions = 0;
	depth = 0;
	private readonly table: BitTable;
	/** Expected number of states that were new and taken for known ones. */
	private mistaken = 0;
	/**
	 * The path that is followed, and beside it the other successors of its states: each entry is a packed state, the
	 * index of its parent and the lane that moved.
	 */
	private stack: Int32Array;
	private readonly words: number;
	private readonly entryWords: number;
	private used = 0;
	/** By depth, the entry that has been gone on from: its successors stand above it. */
	private readonly path: number[] = [];
	private readonly mostEntries: number;
	isFull = false;
	/** By the name of what fails: the moves to it. The first that is found counts. */
	private readonly failures = new Map<string, readonly Move[]>();
	/** Whether a step was given up. */
	readonly gaveUp = new Set<string>();
	/** How many states may be gone through in the plain interpreter, to say what comes at the end. */
	private allowance = MOST_FOLLOWED * 4;
	/** By lane. */
	private readonly stuck = new Map<number, readonly Move[]>();

	constructor(
		private readonly space: StateSpace,
		bytes: number,
	) {
		this.words = space.layout.words;
		this.entryWords = this.words + 2;
		// A power of two of at most half of it; the stack, copied when it grows, has what is left.
		this.table = new BitTable(bytes / 2);
		this.mostEntries = Math.max(16, Math.floor((bytes - this.table.bytes) / 3 / (4 * this.entryWords)));
		this.stack = new Int32Array(this.entryWords * 16);
		const initial = pack(space.layout, initialState(space.system));
		this.table.add(initial);
		this.push(initial, -1, -1);
		const { groups, program } = space;
		if (program.groups[groups.always](initial, 0)) this.noteReports(0);
	}

	get queued(): number {
		return this.used - this.path.length;
	}

	/** Estimate of the share of the states that was seen, of those that lie directly behind one that was. */
	get coverage(): number {
		return this.states / (this.states + this.mistaken);
	}

	/**
	 * Goes on from the state on top of the stack, or leaves it when that has been done. False when there is none left.
	 */
	step(): boolean {
		if (this.used === 0) return false;
		const top = this.used - 1;
		if (this.path[this.path.length - 1] === top) {
			this.path.pop();
			this.used--;
			return this.used > 0;
		}
		this.path.push(top);
		this.depth = Math.max(this.depth, this.path.length - 1);
		this.expand(top);
		return true;
	}

	/** What was found, replayed. */
	findings(): Pick<SearchResult, "violations" | "hangs"> {
		const { system } = this.space;
		const violations = [...this.failures].map(([name, moves]): Violation => {
			const { run, reports } = replay(system, moves);
			const report = reports.find(({ failure }) => system.failures[failure].property === name);
			if (report === undefined) throw new Error(`the run to '${name}' does not show it`);
			const goesOn = goesOnBehind(system, report.failure, run.states[run.states.length - 1]);
			return { failure: report.failure, witness: report.witness, run, shortest: run.steps.length, ...(goesOn && { goesOn }) };
		});
		const hangs = [...this.stuck].map(([lane, moves]): Hang => {
			const { run } = replay(system, moves);
			return { lane, reason: "blocked", waiting: waitingLanes(system, run), run, shortest: run.steps.length };
		});
		return { violations: violations.sort((a, b) => order(a, b)), hangs: hangs.sort((a, b) => a.lane - b.lane) };
	}

	private expand(entry: number): void {
		const { program, groups, next, system } = this.space;
		const source = this.stateOf(entry);
		let moved = false;
		for (let lane = 0; lane < program.lanes.length; lane++) {
			let status = MORE;
			while (status & MORE) {
				status = program.lanes[lane](source, 0, next);
				if (status & REPORTED) this.noteReports(entry, lane);
				if ((status & (MOVED | FAILED)) === 0) continue;
				moved = true;
				this.transitions++;
				if (status & FAILED) {
					this.note(system.failures[status >>> DETAIL_SHIFT].property, () => [
						...this.movesTo(entry),
						this.showing(lane, status >>> DETAIL_SHIFT),
					]);
					continue;
				}
				const { error } = this.table;
				if (!this.table.add(next)) continue;
				this.mistaken += error / (1 - error);
				this.states++;
				this.allowance += FOLLOWED_SHARE;
				this.push(next, entry, lane);
				const group = status >>> DETAIL_SHIFT;
				if (group !== 0 && program.groups[group](next, 0)) this.noteReports(this.used - 1);
			}
		}
		if (moved && groups.ends.length === 0) return;
		const locationOf = (lane: number): number => fieldValue(this.space.layout.fields[system.lanes[lane].locationCell], source, 0);
		const waiting = system.lanes.flatMap((lane, index) => (isUnfinished(lane, locationOf(index)) ? [index] : []));
		const isEnd = waiting.every((lane) => system.lanes[lane].kind !== "task");
		if (moved) {
			if (isEnd && program.groups[groups.end](source, 0)) this.noteEnding(entry);
			return;
		}
		for (const lane of waiting) if (!this.stuck.has(lane)) this.stuck.set(lane, this.movesTo(entry));
		if (isEnd && groups.end !== 0 && program.groups[groups.end](source, 0)) this.noteReports(entry);
	}

	/**
	 * All tasks are done in the state of an entry, something that must hold at the end is false, and daemons and
	 * devices go on: notes what they can't put right any more.
	 */
	private noteEnding(entry: number): void {
		const { system, layout, program } = this.space;
		const most = Math.min(MOST_FOLLOWED, Math.floor(this.allowance));
		if (most === 0 || program.reports.every((failure) => this.failures.has(system.failures[failure].property))) return;
		const state = unpack(layout, this.stateOf(entry), 0);
		const { failing, followed } = endingIn(system, state, most);
		this.allowance -= followed;
		for (const { failure } of failing?.flatMap((property) => propertyReports(system, property, state)) ?? []) {
			this.note(system.failures[failure].property, () => this.movesTo(entry));
		}
	}

	/** The last call has reported failures: in the state of an entry or, with a lane, in its step from there. */
	private noteReports(entry: number, lane?: number): void {
		for (const failure of this.space.program.reports) {
			const { property } = this.space.system.failures[failure];
			this.note(property, () => [...this.movesTo(entry), ...(lane === undefined ? [] : [this.showing(lane, failure)])]);
		}
	}

	private note(name: string, moves: () => readonly Move[]): void {
		if (isGivenUp(name)) this.gaveUp.add(name);
		else if (name === ASSUMPTION) return;
		else if (!this.failures.has(name)) this.failures.set(name, moves());
	}

	/** A step that shows a failure. */
	private showing(lane: number, failure: number): Move {
		const { system } = this.space;
		return { lane, isMeant: shows(system, system.failures[failure].property) };
	}

	private movesTo(entry: number): readonly Move[] {
		const moves: Move[] = [];
		for (let at = entry; this.parentOf(at) >= 0; at = this.parentOf(at)) {
			const isMeant = leadsTo(unpack(this.space.layout, this.stateOf(at), 0));
			moves.push({ lane: this.stack[at * this.entryWords + this.words + 1], isMeant });
		}
		return moves.reverse();
	}

	private parentOf(entry: number): number {
		return this.stack[entry * this.entryWords + this.words];
	}

	private stateOf(entry: number): Int32Array {
		return this.stack.slice(entry * this.entryWords, entry * this.entryWords + this.words);
	}

	private push(state: Int32Array, parent: number, lane: number): void {
		const at = this.used++ * this.entryWords;
		if (at + this.entryWords > this.stack.length) {
			const larger = new Int32Array(this.stack.length * 2);
			larger.set(this.stack);
			this.stack = larger;
		}
		this.stack.set(state, at);
		this.stack[at + this.words] = parent;
		this.stack[at + this.words + 1] = lane;
		this.isFull ||= this.used >= this.mostEntries;
	}
}

function order(a: Violation, b: Violation): number {
	return a.run.switches - b.run.switches || a.run.steps.length - b.run.steps.length || a.failure - b.failure;
}
