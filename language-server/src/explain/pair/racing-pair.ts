/**
 * The racing pair of a losing run: the two accesses whose order matters.
 *
 * A pair are two steps of different lanes that meet in a shared cell, at least one of them writing it, such that the
 * run with these two the other way round, and all else unchanged as far as possible, does not fail. Steps that a lock
 * or a wait keeps in order are none: the other order does not exist.
 *
 * Mostly there are two such pairs that make a *window*: one lane reads something, another must come after that with
 * something that it does, and the first lane must act on what it read only after something that the other does.
 */
import type { RunError } from "../../base/run-errors";
import type { Hang, Run } from "../../checker/result";
import type { NamedSystem, SystemText } from "../../system/system-text";
import type { TransitionSystem } from "../../system/transition-system";
import { cellHolds, holdKind } from "../timeline/holds";
import { type Accesses, codeAccesses, stepAccesses } from "../timeline/step-accesses";
import { type AwaitedCells, awaitedCells } from "./awaited-cells";
import { delay, type FailingRun, type Reversed, reverse, type ViolatedProperty } from "./reversal";

/**
 * Two steps of a run, as indices into it; of a hang the second may be the length of the run plus the index of a lane
 * that waits.
 */
export interface OrderedPair {
	readonly first: number;
	readonly second: number;
	/** The shared cells in which they meet, what the model keeps for itself and what a task notes of itself last. */
	readonly cells: readonly number[];
	/** What becomes of the run the other way round. */
	readonly reversed: Extract<Reversed, "passes" | "other">;
	/** The step from which on the lane of `first` had to be held back for `second` to come first. */
	readonly from: number;
	/** True when that is before `first`, since the lane holds a lock there. */
	readonly asSection: boolean;
}

export interface RacingPair extends OrderedPair {
	/**
	 * Another pair that closes what this one opens: its first step is of the lane of `second`, its second step of the
	 * lane of `first`. Both `second` and `closing.first`, in whichever order, must land between `first` and
	 * `closing.second`.
	 */
	readonly closing: OrderedPair | undefined;
}

/**
 * So many steps are taken to try other orders; a run of fifty steps needs some ten thousand. Counted, so that every
 * machine finds the same.
 */
const STEPS_TRIED = 100_000;

/**
 * Pairs of a run whose order matters, in the order of their first steps, then of their second ones. Of a very long run
 * not all of them: those whose steps stand close together come first.
 */
export function orderedPairs(named: NamedSystem, failing: FailingRun): readonly OrderedPair[] {
	const { system, text } = named;
	const { steps } = failing.run;
	const accesses = accessesOf(system, failing);
	const lanes = [...steps.map(({ lane }) => lane), ...waitingLanes(failing).map(({ lane }) => lane)];
	let tries = Math.ceil(STEPS_TRIED / Math.max(1, steps.length));
	const pairs: OrderedPair[] = [];
	for (const { first, second, cells } of meetings(accesses, lanes, steps.length)) {
		if (tries <= 0) break;
		for (let from = first; from >= 0 && tries > 0; from--) {
			if (lanes[from] !== lanes[first]) continue;
			tries--;
			const reversed = reverse(system, failing, from, second);
			if (reversed === "ordered") continue;
			const passes = reversed !== "same" || (isUseOfWhatHasEnded(failing, second) && isLeftInTime(system, failing, from, second));
			if (passes)
				pairs.push({
					first,
					second,
					cells: ownLast(text, cells),
					reversed: reversed === "same" ? "passes" : reversed,
					from,
					asSection: from !== first,
				});
			break;
		}
	}
	return pairs.sort((a, b) => a.first - b.first || a.second - b.second);
}

/**
 * Steps of different lanes that meet in a cell, those that stand close together first, one by one: of a run of
 * thousands of steps there are millions, and few of them are tried.
 */
function* meetings(
	accesses: readonly Accesses[],
	lanes: readonly number[],
	steps: number,
): Generator<Pick<OrderedPair, "first" | "second" | "cells">> {
	for (let distance = 1; distance < accesses.length; distance++) {
		for (let first = 0; first < steps && first + distance < accesses.length; first++) {
			const second = first + distance;
			if (lanes[first] === lanes[second]) continue;
			const cells = conflicts(accesses[first], accesses[second]);
			if (cells.length > 0) yield { first, second, cells };
		}
	}
}

/** Whether a step uses what has been freed or has gone out of scope, by which the run fails. */
function isUseOfWhatHasEnded({ run, fails }: FailingRun, step: number): boolean {
	if (!("property" in fails) || step !== run.steps.length - 1) return false;
	return fails.property === ("use_after_free" satisfies RunError) || fails.property === ("use_after_scope" satisfies RunError);
}

/**
 * Whether nothing fails when the lane of step `from` is held back until that of step `second` has ended: a life must
 * not end before the last use, of which a run that fails by the first one that comes too late does not know.
 */
function isLeftInTime(system: TransitionSystem, failing: FailingRun, from: number, second: number): boolean {
	const { locationCell, steps } = system.lanes[failing.run.steps[second].lane];
	return delay(system, failing, from, (state) => state[locationCell] === steps.length) === "passes";
}

/** The pair that a person would name; undefined where no order of two steps is to blame. */
export function racingPair(named: NamedSystem, failing: FailingRun): RacingPair | undefined {
	const pairs = orderedPairs(named, failing);
	const lanes = [...failing.run.steps.map(({ lane }) => lane), ...waitingLanes(failing).map(({ lane }) => lane)];
	// A step that was never taken has trusted nothing: it closes no window.
	const taken = pairs.filter(({ second }) => second < failing.run.steps.length);
	const windows = taken.flatMap((pair) =>
		taken
			.filter(({ first, second }) => lanes[second] === lanes[pair.first] && lanes[first] === lanes[pair.second] && second > pair.second)
			.map((closing): RacingPair => ({ ...pair, closing })),
	);
	const single = pairs.map((pair): RacingPair => ({ ...pair, closing: undefined }));
	const waits = awaitedCells(named, failing);
	const all = [...windows, ...single].map((pair) => {
		const about = waits ? meetingIn(pair, waits) : pair;
		return { pair: about, costs: [kind(named, failing, about, waits), ...cost(named, failing, about, waits)] };
	});
	return all.sort((a, b) => compare(a.costs, b.costs))[0]?.pair;
}

/** A pair with the cells first that those look at who wait in vain. */
function meetingIn(pair: RacingPair, { awaited, watched }: AwaitedCells): RacingPair {
	const first = (cells: readonly number[], wanted: ReadonlySet<number>): readonly number[] =>
		[...cells].sort((a, b) => Number(wanted.has(b)) - Number(wanted.has(a)));
	const { closing } = pair;
	if (closing === undefined) return { ...pair, cells: first(pair.cells, awaited) };
	return { ...pair, cells: first(pair.cells, watched), closing: { ...closing, cells: first(closing.cells, awaited) } };
}

/**
 * Smaller is better. Where somebody waits in vain, the window is best in which a look for him misses him, and what he
 * waits for comes after he has looked for it; then one about a single thing, then an order in which what he waits for
 * comes about. Else a window; but one that is closed by giving back what the lane has taken closes nothing that a look
 * at another thing opens.
 */
function kind(named: NamedSystem, failing: FailingRun, pair: RacingPair, waits: AwaitedCells | undefined): number {
	const { closing, cells } = pair;
	const isWindow = closing !== undefined && !isGivenBack(named, failing, pair, closing);
	if (waits === undefined) return isWindow ? 0 : 1;
	if (closing === undefined) return waits.awaited.has(cells[0]) ? 2 : 4;
	if (waits.awaited.has(closing.cells[0]) && waits.watched.has(cells[0])) return 0;
	return isWindow && closing.cells[0] === cells[0] ? 1 : 3;
}

/**
 * Whether what closes a window gives back what the lane has taken: its part of a count, which it does whatever the
 * others do, or a lock that the window is not about.
 */
function isGivenBack(named: NamedSystem, { run }: FailingRun, { cells }: RacingPair, { cells: [closed], second }: OrderedPair): boolean {
	const { lane } = run.steps[second];
	const isGiven = cellHolds(named, run, closed).some((hold) => hold.to === second + 1 && hold.lane === lane);
	return isGiven && (holdKind(named, closed) === "count" || closed !== cells[0]);
}

/**
 * Smaller is better, among pairs of one kind: real data and not what a task notes of itself, nor, where nobody waits in
 * vain, whose turn it is at a lock; without locks, broken by a change or safe the other way round; then the one that
 * opens last and closes first.
 */
function cost(named: NamedSystem, { run }: FailingRun, pair: RacingPair, waits: AwaitedCells | undefined): readonly number[] {
	const { text } = named;
	const { closing } = pair;
	const both = closing ? [pair, closing] : [pair];
	const [cell] = pair.cells;
	const isChanged = run.states[pair.second]?.[cell] !== run.states[pair.second + 1]?.[cell];
	const count = (isWorse: (pair: OrderedPair) => boolean): number => both.filter(isWorse).length;
	return [
		closing ? 0 : 1,
		count(({ cells }) => isOwn(text, cells[0])),
		waits ? 0 : count((pair) => isAboutLock(named, run, pair)),
		count(({ asSection }) => asSection),
		pair.reversed === "passes" || isChanged ? 0 : 1,
		-pair.first,
		closing?.second ?? pair.second,
		closing && closing.first < pair.second ? 1 : 0,
		count(({ reversed }) => reversed !== "passes"),
		pair.second,
		-(closing?.first ?? 0),
	];
}

/** Whether both steps take or release a lock: one waits its turn there, and looks at nothing. */
function isAboutLock(named: NamedSystem, { states }: Run, { cells: [cell], first, second }: OrderedPair): boolean {
	const changes = (step: number): boolean => states[step]?.[cell] !== states[step + 1]?.[cell];
	return holdKind(named, cell) === "holder" && changes(first) && changes(second);
}

/** True for what the model keeps for its own use, and for what a task notes about itself. */
export function isOwn({ cells, objects }: SystemText, cell: number): boolean {
	const { ghost, object } = cells[cell];
	return ghost === true || (object !== undefined && objects[object].struct === "task");
}

function compare(left: readonly number[], right: readonly number[]): number {
	const differs = left.findIndex((value, index) => value !== right[index]);
	return differs < 0 ? 0 : left[differs] - right[differs];
}

/**
 * What each step of a run does to shared state, and of a hang what those who wait look at. The last step also reads
 * what a failing property does.
 */
function accessesOf(system: TransitionSystem, failing: FailingRun): readonly Accesses[] {
	const { run, fails } = failing;
	const last = run.states[run.states.length - 1];
	const steps = run.steps.map((step, index) => stepAccesses(system, step, run.states[index]));
	const attempts = waitingLanes(failing).map(({ lane, location }) => codeAccesses(system, system.lanes[lane].steps[location].code, last));
	if ("hang" in fails) return [...steps, ...attempts];
	const property = system.properties.find(({ failure }) => system.failures[failure].property === fails.property);
	if (property === undefined || steps.length === 0) return steps;
	const { reads, writes } = steps[steps.length - 1];
	const seen = codeAccesses(system, property.code, last).reads;
	return [...steps.slice(0, -1), { reads: new Set([...reads, ...seen]), writes }];
}

function waitingLanes({ fails }: FailingRun): Hang["waiting"] {
	return "hang" in fails ? fails.hang.waiting : [];
}

function conflicts(left: Accesses, right: Accesses): readonly number[] {
	const cells = new Set<number>();
	for (const cell of left.writes) if (right.reads.has(cell) || right.writes.has(cell)) cells.add(cell);
	for (const cell of right.writes) if (left.reads.has(cell)) cells.add(cell);
	return [...cells];
}

function ownLast(text: SystemText, cells: readonly number[]): readonly number[] {
	return [...cells].sort((a, b) => Number(isOwn(text, a)) - Number(isOwn(text, b)));
}

/** A hang as a run that fails. */
export function failingHang(hang: Hang): FailingRun {
	return { run: hang.run, fails: { hang } };
}

/** A violation of a property, or of a failure name, as a run that fails. */
export function failingRace(
	run: Run,
	property: string,
	objects: readonly number[] = [],
	dataRace?: ViolatedProperty["dataRace"],
): FailingRun {
	return { run, fails: { property, objects, ...(dataRace && { dataRace }) } };
}
