/**
 * The loop that goes on from each state by every step of every lane, level by level.
 *
 * It is one function, for calls between its parts would cost much of the time that a state takes. The parts share its
 * local variables, and so one file.
 *
 * Invariant: it stops only where it can go on when it is called again: between two states, or between two ways to take
 * a lane's step.
 */

import { DETAIL_SHIFT, FAILED, MORE, MOVED, REPORTED } from "../states/program";
import {
	block,
	branch,
	branchIf,
	type Callee,
	call,
	fill,
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
import { type CollapseCode, LANE_COUNT, LANE_COUNT_END, LANE_KEY_MASK, LANE_KEY_SHIFT } from "./collapse-code";
import { LANE_BYTES, LANE_MOVED, type MemoryMap, numbersBytes, OTHER_MOVED, RECENT_ENTRIES, STUCK_ENTRIES } from "./memory-map";
import { element, field, increment, setField, wordFactor } from "./pieces";
import type { ProgramCode } from "./program-code";
import type { StateCode } from "./state-code";
import { STOPPED } from "./stopped";
import { GROUP_SHIFT, type TableCode, WITHIN } from "./table-code";

export interface AdvanceOptions {
	readonly map: MemoryMap;
	/** Words of 64 bits in a state. */
	readonly words: number;
	readonly lanes: number;
	readonly tracksCycles: boolean;
	readonly program: ProgramCode;
	readonly states: StateCode;
	readonly table: TableCode;
	/**
	 * How successors get their keys: from their states, or from a batch by their trees, or by the numbers of their
	 * parts.
	 */
	readonly collapse: CollapseCode | undefined;
	readonly isTree: boolean;
	/** Which words a step may change, as bits, once its state has been canonicalised: given its place. */
	changedWords(place: Piece): Piece;
	/** The cycle of locations of the step at a place. */
	cycleOf(place: Piece): Piece;
	readonly canonicalise: Callee | undefined;
	readonly findAmple: Callee | undefined;
	/** What is left of a group of properties to look at in new states. */
	groupLeft(group: Piece): Piece;
	/**
	 * The group of properties that are looked at once for each shared part of collapsed states; 0 when there are none.
	 */
	readonly sharedGroup: number;
	/** Whether other threads take states of the same level at the same time. */
	readonly isShared: boolean;
	/** The group of properties that hold at the end. */
	readonly endGroup: number;
	/** Whether states in which one of them fails are noted where something may go on. */
	readonly notesEndings: boolean;
}

/**
 * In the upper half of what is remembered of a step: the lane's number, whether the step moves, and what is kept of a
 * successor in a batch.
 */
const NUMBER_MASK = (1 << 12) - 1;
const MOVES = 1 << 12;
const SUCCESSOR_SHIFT = 13;
/**
 * Bytes of what is remembered of a step: the key's parts that it depends on, the numbers of what they become, and the
 * above.
 */
export const TRANSITION_BYTES = 16;

/** How many states ahead what is remembered of their steps is touched. */
const TOUCHED_STATES = 64;
/** So many blocks, as a power of two, that a step with loops runs through take as long as a step. */
const BLOCKS_SHIFT = 6;
/** How many states of a level a thread takes at a time. */
const TAKEN_STATES = 256;

const both = (pieces: readonly Piece[]): Piece => pieces.reduce((all, same) => i32.and(all, same));

/** Adds the function. */
export function addAdvance(module: ModuleBuilder, options: AdvanceOptions): void {
	const { map, words, tracksCycles, program, states, table, collapse, isTree, changedWords, cycleOf, canonicalise, findAmple, isShared } =
		options;
	const { notesEndings } = options;
	const { progress } = map;
	const lastLane = map.lanes + options.lanes * LANE_BYTES;
	const perWord = (piece: (word: number) => Piece): readonly Piece[] => Array.from({ length: words }, (_, word) => piece(word));
	const source = i32.const(map.source);
	const nextDepth = i32.add(field(progress.depth), i32.const(1));

	module.add(
		[I32],
		[I32],
		(builder) => {
			const [lane, head, tail, room, most, pending, moved, place, state, status, recent, successor, cycle, alone, behindLast] = Array.from(
				{ length: 15 },
				() => builder.local(),
			);
			const [decoded, entry, upper, partCount, spare, ahead, behind, spent] = Array.from({ length: 8 }, () => builder.local());
			const [sourceKey, key, transitions, parts, touched] = Array.from({ length: 5 }, () => builder.local(I64));
			const [eachState, eachLane, lanesDone, eachWay, noState, remembered, touchState, touchLane] = Array.from(
				{ length: 8 },
				() => new Label(),
			);
			const leave = (reason: number): Piece => [
				i64.store(i32.const(0), i64.add(i64.load(i32.const(0), progress.transitions), get(transitions)), progress.transitions),
				setField(progress.pending, get(pending)),
				setField(progress.moved, get(moved)),
				giveBack(i32.const(reason)),
			];
			/** Stops in the middle of a state. */
			const pause = (reason: number): Piece => [setField(progress.lane, get(lane)), leave(reason)];
			const flushNow = (stop: (reason: number) => Piece): Piece => [
				setField(progress.pending, get(pending)),
				when(call(table.flush), stop(STOPPED.tableEnd)),
				set(pending, i32.const(0)),
				set(tail, field(progress.tail)),
				isTree ? when(i32.ge(field(progress.nodeCount), field(progress.nodesLimit)), stop(STOPPED.nodes)) : [],
			];
			/**
			 * So many successors may wait: no more states than are allowed, and none over one that is still in the
			 * queue.
			 */
			const findMost: Piece = [
				// Another thread may have as many waiting.
				isShared ? set(tail, i32.atomicLoad(i32.const(progress.tail))) : [],
				set(most, i32.sub(get(room), isShared ? i32.add(get(tail), i32.const(map.batch)) : get(tail))),
				when(i32.gt(get(most), i32.const(map.batch)), set(most, i32.const(map.batch))),
			];
			/** Makes sure that there is room for a successor. */
			const makeRoom: Piece = when(i32.ge(get(pending), get(most)), [
				when(i32.gt(field(progress.entryCount), i32.const(map.entriesLimit - map.batch)), pause(STOPPED.stuck)),
				flushNow(pause),
				findMost,
				when(i32.le(get(most), i32.const(0)), pause(STOPPED.room)),
			]);
			const countMove: Piece = [
				set(transitions, i64.add(get(transitions), i64.const(1n))),
				set(moved, notesEndings ? i32.or(get(moved), i32.load(get(lane), LANE_MOVED)) : i32.const(1)),
			];
			/**
			 * Leaves when the successor, whose hash is `key` or whose key it is, is one of those met last; it is one of
			 * them then.
			 */
			const leaveIfRecent = (hash: Piece, bytes: number, isSame: Piece, remember: Piece): Piece => [
				set(recent, element(map.recent, i32.wrap(i64.shrUnsigned(hash, i64.const(BigInt(64 - Math.log2(RECENT_ENTRIES))))), bytes)),
				when(isSame, tracksCycles ? branchIf(i32.eqz(i32.and(get(successor), i32.const(WITHIN))), noState) : branch(noState), remember),
			];
			/** The key of a successor is in its local variable: it waits to be looked for. */
			const wait: Piece = [
				leaveIfRecent(
					i64.mul(get(key), i64.const(0x9e3779b97f4a7c15n)),
					8,
					i64.eq(i64.load(get(recent)), get(key)),
					i64.store(get(recent), get(key)),
				),
				i64.store(element(map.batchKeys, get(pending), 8), get(key)),
				i32.store(element(map.batchGroups, get(pending), 4), get(successor)),
				increment(pending),
			];
			const findKeyOfParts: Piece = set(
				key,
				i64.or(
					i64.or(i64.xor(get(sourceKey), get(parts)), i64.and(get(key), i64.const(0xffffffffn))),
					i64.shl(i64.extend(i32.and(get(upper), i32.const(NUMBER_MASK))), i64.load(get(lane), LANE_KEY_SHIFT)),
				),
			);
			/** Where the lane's step from the state is remembered, if it is. */
			const findEntry: Piece = [
				set(parts, i64.and(get(sourceKey), i64.load(get(lane), LANE_KEY_MASK))),
				set(
					entry,
					i32.add(
						field(progress.cacheStart),
						i32.shl(
							i32.wrap(i64.shrUnsigned(i64.mul(get(parts), i64.const(0x9e3779b97f4a7c15n)), i64.extend(field(progress.cacheShift)))),
							i32.const(4),
						),
					),
				),
			];
			/**
			 * Touches what may be remembered of the steps from the next states, so that the processor waits for many of
			 * these places at a time.
			 */
			const levelEnd = isShared ? progress.takenEnd : progress.levelEnd;
			const touchAhead: Piece = when(i32.ge(get(head), get(ahead)), [
				set(ahead, get(head)),
				set(behind, i32.add(get(head), i32.const(TOUCHED_STATES))),
				when(i32.gt(get(behind), field(levelEnd)), set(behind, field(levelEnd))),
				loop(
					touchState,
					set(
						sourceKey,
						i64.load(i32.add(field(progress.ringStart), i32.shl(i32.and(get(ahead), field(progress.ringMask)), i32.const(3)))),
					),
					set(lane, i32.const(map.lanes)),
					loop(
						touchLane,
						findEntry,
						set(touched, i64.xor(get(touched), i64.load(get(entry)))),
						increment(lane, LANE_BYTES),
						branchIf(i32.ne(get(lane), i32.const(lastLane)), touchLane),
					),
					increment(ahead),
					branchIf(i32.lt(get(ahead), get(behind)), touchState),
				),
				i64.store(i32.const(0), get(touched), progress.touched),
			]);
			/** Goes on with what is remembered of the lane's step from this state, if anything is. */
			const takeRemembered: Piece = [
				findEntry,
				when(i64.eq(i64.load(get(entry)), get(parts)), [
					set(key, i64.load(get(entry), 8)),
					set(upper, i32.wrap(i64.shrUnsigned(get(key), i64.const(32n)))),
					branchIf(i32.eqz(i32.and(get(upper), i32.const(MOVES))), remembered),
					makeRoom,
					increment(0, -1),
					countMove,
					set(successor, i32.shrUnsigned(get(upper), i32.const(SUCCESSOR_SHIFT))),
					findKeyOfParts,
					block(noState, wait),
					branch(remembered),
				]),
			];
			/** What the step has led to, for next time; not of one that can go several ways. */
			const remember = (value: Piece): Piece =>
				when(i32.eqz(i32.or(i32.and(get(status), i32.const(MORE | REPORTED)), field(progress.ways))), [
					i64.store(get(entry), get(parts)),
					i64.store(get(entry), value, 8),
				]);
			/** Looks at what a new shared part fails. */
			const isNewPart = i32.ne(get(partCount), field(progress.nodeCount));
			const tookSpare = i32.ne(get(spare), field(map.spares));
			const lookAtShared: Piece = when(isShared ? i32.or(isNewPart, tookSpare) : isNewPart, [
				when(program.check(i32.const(options.sharedGroup), get(state)), call(program.noteReports, nextDepth)),
			]);
			const waitCollapsed = (code: CollapseCode): Piece => [
				set(partCount, field(progress.nodeCount)),
				isShared ? set(spare, field(map.spares)) : [],
				set(
					upper,
					i32.or(i32.or(code.laneNumber(get(lane), get(state)), i32.const(MOVES)), i32.shl(get(successor), i32.const(SUCCESSOR_SHIFT))),
				),
				set(
					key,
					when(
						i32.and(changedWords(get(place)), i32.const(code.sharedWords)),
						i64.extend(code.sharedNumber(get(state))),
						i64.and(get(sourceKey), i64.const(code.sharedMask)),
						I64,
					),
				),
				options.sharedGroup === 0 ? [] : lookAtShared,
				remember(i64.or(get(key), i64.shl(i64.extend(get(upper)), i64.const(32n)))),
				findKeyOfParts,
				wait,
			];
			const waitWhole: Piece = [
				canonicalise ? call(canonicalise, get(state)) : [],
				set(
					key,
					perWord((word) => i64.mul(i64.load(get(state), word * 8), i64.const(wordFactor(word)))).reduce((sum, product) =>
						i64.add(sum, product),
					),
				),
				leaveIfRecent(
					get(key),
					(words + 1) * 8,
					i32.and(
						both(perWord((word) => i64.eq(i64.load(get(recent), word * 8), i64.load(get(state), word * 8)))),
						i32.load(get(recent), words * 8),
					),
					[
						perWord((word) => i64.store(get(recent), i64.load(get(state), word * 8), word * 8)),
						i32.store(get(recent), i32.const(1), words * 8),
					],
				),
				isTree
					? [
							i32.store(element(map.batchChanged, get(pending), 4), changedWords(get(place))),
							Array.from({ length: numbersBytes(words) / 8 }, (_, part) =>
								i64.store(
									element(map.batchNumbers, get(pending), numbersBytes(words)),
									i64.load(i32.const(map.nodeNumbers), part * 8),
									part * 8,
								),
							),
						]
					: i64.store(element(map.batchKeys, get(pending), 8), i64.load(get(state))),
				i32.store(element(map.batchGroups, get(pending), 4), get(successor)),
				increment(pending),
			];
			const noteSource = (isDone: 0 | 1): Piece => [
				set(entry, element(map.stuck, field(progress.stuckCount), 16)),
				i64.store(get(entry), get(sourceKey)),
				i32.store(get(entry), field(progress.depth), 8),
				i32.store(get(entry), i32.const(isDone), 12),
				setField(progress.stuckCount, i32.add(field(progress.stuckCount), i32.const(1))),
			];
			const decodeSource: Piece = [states.decode(get(sourceKey), source), set(decoded, i32.const(1))];
			const reached = i32.shrUnsigned(get(status), i32.const(DETAIL_SHIFT));
			const group = collapse ? options.groupLeft(reached) : reached;
			/** A step that goes round counts as several. */
			const payForBlocks: Piece = when(field(progress.blocks), [
				set(spent, i32.shrUnsigned(field(progress.blocks), i32.const(BLOCKS_SHIFT))),
				set(0, select(i32.lt(get(spent), get(0)), i32.sub(get(0), get(spent)), i32.const(0))),
				setField(progress.blocks, i32.const(0)),
			]);
			const takeStep: Piece = loop(
				eachWay,
				when(i32.eqz(get(0)), pause(STOPPED.budget)),
				makeRoom,
				collapse
					? [
							when(i32.ge(field(progress.nodeCount), field(progress.nodesLimit)), pause(STOPPED.nodes)),
							when(i32.ge(i32.load(i32.load(get(lane), LANE_COUNT)), i32.load(get(lane), LANE_COUNT_END)), pause(STOPPED.lane)),
						]
					: [],
				increment(0, -1),
				set(state, collapse ? i32.const(map.target) : element(map.batchStates, get(pending), words * 8)),
				set(status, program.takeStep(get(place), source, get(state))),
				program.hasLoops ? payForBlocks : [],
				block(
					noState,
					when(i32.and(get(status), i32.const(REPORTED)), call(program.noteReports, nextDepth)),
					when(i32.eqz(i32.and(get(status), i32.const(MOVED | FAILED))), [collapse ? remember(i64.const(0n)) : [], branch(noState)]),
					countMove,
					when(i32.and(get(status), i32.const(FAILED)), [
						call(program.noteFailure, i32.shrUnsigned(get(status), i32.const(DETAIL_SHIFT)), nextDepth),
						branch(noState),
					]),
					set(successor, i32.shl(group, i32.const(GROUP_SHIFT))),
					tracksCycles
						? when(
								i32.ge(tee(cycle, cycleOf(get(place))), i32.const(0)),
								when(
									i32.eq(cycleOf(program.stepPlace(lane, get(state))), get(cycle)),
									set(successor, i32.or(get(successor), i32.const(WITHIN))),
								),
							)
						: [],
					collapse ? waitCollapsed(collapse) : waitWhole,
				),
				when(i32.and(get(status), i32.const(MORE)), [
					setField(progress.ways, i32.add(field(progress.ways), i32.const(1))),
					branch(eachWay),
				]),
			);
			const flushLast: Piece = [
				when(i32.gt(field(progress.entryCount), i32.const(map.entriesLimit - map.batch)), leave(STOPPED.stuck)),
				flushNow(leave),
			];
			const nextLevel: Piece = when(i32.eq(get(head), field(progress.levelEnd)), [
				flushLast,
				when(i32.eq(get(head), get(tail)), leave(STOPPED.done)),
				setField(progress.levelEnd, get(tail)),
				setField(progress.depth, nextDepth),
				tracksCycles ? fill(field(progress.levelStart), i32.const(0), field(progress.levelBytes)) : [],
			]);
			/** Takes some more states of the level, if there are any. */
			const takeMore: Piece = when(i32.eq(get(head), field(progress.takenEnd)), [
				set(head, i32.atomicAdd(i32.const(progress.nextTaken), i32.const(TAKEN_STATES))),
				when(i32.ge(get(head), field(progress.levelEnd)), [
					set(head, field(progress.levelEnd)),
					setField(progress.head, get(head)),
					setField(progress.takenEnd, get(head)),
					flushLast,
					leave(STOPPED.level),
				]),
				setField(progress.head, get(head)),
				set(most, i32.add(get(head), i32.const(TAKEN_STATES))),
				setField(progress.takenEnd, select(i32.lt(get(most), field(progress.levelEnd)), get(most), field(progress.levelEnd))),
			]);
			return [
				set(pending, field(progress.pending)),
				set(moved, field(progress.moved)),
				set(tail, field(progress.tail)),
				// What a batch needs is there only where the last call has left as much.
				isTree ? when(i32.ge(field(progress.nodeCount), field(progress.nodesLimit)), leave(STOPPED.nodes)) : [],
				loop(
					eachState,
					set(head, field(progress.head)),
					isShared ? takeMore : nextLevel,
					when(i32.ge(field(progress.stuckCount), i32.const(STUCK_ENTRIES - 1)), leave(STOPPED.stuck)),
					collapse ? touchAhead : [],
					set(sourceKey, i64.load(i32.add(field(progress.ringStart), i32.shl(i32.and(get(head), field(progress.ringMask)), i32.const(3))))),
					collapse ? set(decoded, i32.const(0)) : decodeSource,
					set(room, isShared ? field(progress.roomEnd) : i32.add(i32.add(get(head), field(progress.ringMask)), i32.const(1))),
					when(i32.gt(get(room), field(progress.tailLimit)), set(room, field(progress.tailLimit))),
					findMost,
					set(lane, field(progress.lane)),
					findAmple === undefined
						? []
						: [
								set(behindLast, i32.const(lastLane)),
								set(alone, select(field(progress.allLanes), i32.const(0), call(findAmple, collapse ? get(sourceKey) : source))),
								when(get(alone), [set(lane, get(alone)), set(behindLast, i32.add(get(alone), i32.const(LANE_BYTES)))]),
							],
					block(
						lanesDone,
						loop(
							eachLane,
							branchIf(i32.eq(get(lane), findAmple === undefined ? i32.const(lastLane) : get(behindLast)), lanesDone),
							when(i32.eqz(get(0)), pause(STOPPED.budget)),
							block(
								remembered,
								collapse ? [takeRemembered, when(i32.eqz(get(decoded)), decodeSource)] : [],
								set(place, program.stepPlace(lane, source)),
								takeStep,
								setField(progress.ways, i32.const(0)),
							),
							increment(lane, LANE_BYTES),
							branch(eachLane),
						),
					),
					findAmple === undefined
						? []
						: [
								when(i32.and(i32.eqz(get(moved)), i32.ne(get(alone), i32.const(0))), [
									setField(progress.allLanes, i32.const(1)),
									setField(progress.lane, i32.const(map.lanes)),
									branch(eachState),
								]),
								setField(progress.allLanes, i32.const(0)),
							],
					// Where a task has moved it was not done.
					when(notesEndings ? i32.le(get(moved), i32.const(OTHER_MOVED)) : i32.eqz(get(moved)), [
						collapse ? when(i32.eqz(get(decoded)), decodeSource) : [],
						when(
							program.allTasksDone(source),
							[
								when(program.check(i32.const(options.endGroup), source), [
									notesEndings
										? [when(i32.eqz(get(moved)), call(program.noteReports, field(progress.depth))), noteSource(1)]
										: call(program.noteReports, field(progress.depth)),
								]),
								program.allIdle ? when(i32.and(i32.eqz(get(moved)), i32.eqz(program.allIdle(source))), noteSource(0)) : [],
							],
							notesEndings ? when(i32.eqz(get(moved)), noteSource(0)) : noteSource(0),
						),
					]),
					set(moved, i32.const(0)),
					setField(progress.lane, i32.const(map.lanes)),
					setField(progress.head, i32.add(get(head), i32.const(1))),
					branch(eachState),
				),
				unreachable,
			];
		},
		"advance",
	);
}
