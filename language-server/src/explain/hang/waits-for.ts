/**
 * Who waits where, for which cells, and so for whom.
 *
 * Invariant: a lane is named as one that is waited for only where the run or the code shows it: it holds what is waited
 * for, wrote it last, or is the only kind of lane that can still write it. What a sleeping task waits for, and which
 * fields count holders, the model says itself (`@awaits`, `@holders`).
 */

import { t } from "../../base/l10n";
import { samePlace } from "../../base/span";
import type { Hang, Run } from "../../checker/result";
import { canMove } from "../../system/interpreter";
import type { Frame, NamedSystem, StepText, SystemText } from "../../system/system-text";
import type { TransitionSystem } from "../../system/transition-system";
import { openHolds } from "../timeline/holds";
import { canStillWrite } from "../timeline/still-writes";
import { cellsThatDecide, guardingCells } from "./blame";

/** Where a lane waits, and the cells that keep it there. */
export interface Wait {
	/** `in xfs_break_dax_layouts`, `in truncate at down_write(filp.i_rwsem)`, `at wait (a && b)`. */
	readonly place: string;
	/** The function alone, with a space before it: ` in truncate`; empty in the task itself. */
	readonly functionPlace: string;
	readonly cells: readonly number[];
	/** What it looks at there, and what leads from that to `cells`. */
	readonly watched: readonly number[];
	/** The run up to the first moment at which it is blocked there: that of the hang, or with a part of its cycle. */
	readonly run: Run;
	/** Set where it may not run: who keeps it from that, and since which step. */
	readonly kept?: Kept;
}

export interface Kept {
	readonly by: number;
	readonly since: number;
	/** Whether that is a handler, which has interrupted it. */
	readonly interrupted: boolean;
}

function keptBy(system: TransitionSystem, text: SystemText, run: Run, lane: number, cells: readonly number[]): Kept | undefined {
	const changes = cells.flatMap((cell) => lastChange(run, cell) ?? []);
	const since = Math.max(...changes);
	const by = run.steps[since - 1]?.lane;
	if (by === undefined || by === lane || system.lanes[by] === undefined) return undefined;
	return { by, since, interrupted: text.lanes[by].handler ?? false };
}

/** Who keeps a lane from running where a hang stays, if anyone does. */
export function keptFromRunning(named: NamedSystem, hang: Hang, lane: number): Kept | undefined {
	return hang.waiting.some((waiting) => waiting.lane === lane) ? waitOf(named, hang, lane).kept : undefined;
}

/** What keeps a lane from going on after a hang. */
export function waitOf(named: NamedSystem, hang: Hang, lane: number): Wait {
	const { system, text } = named;
	const run = untilBlocked(system, hang, lane);
	const { locationCell, steps } = system.lanes[lane];
	const state = run.states[run.states.length - 1];
	const step = steps[state[locationCell]];
	const stepText = text.lanes[lane].steps[state[locationCell]];
	// A step that could wait and need not is no reason for going round.
	const [{ end: entry }] = step.code.blocks;
	const kept = step.guard !== undefined && entry.kind === "branch" ? entry.otherwise : -1;
	const mayWait = step.code.blocks.some(({ end }, block) => end.kind === "blocked" && block !== kept);
	const guards = guardingCells(step, state);
	if (guards.length > 0)
		return { run, ...placeOf(stepText), cells: guards, watched: guards, kept: keptBy(system, text, run, lane, guards) };
	const reasons = !canMove(system, state, lane) || !mayWait ? cellsThatDecide(step, state) : [];
	const cells = reasons.filter((cell) => system.cells[cell].role === "shared");
	return { run, ...(awaited(text, lane, run, stepText, cells) ?? { ...placeOf(stepText), cells, watched: cells }) };
}

/** The run of a hang, gone on with along its cycle to where a lane that stays is blocked. */
function untilBlocked(system: TransitionSystem, { run, cycle, waiting }: Hang, lane: number): Run {
	if (cycle === undefined || !waiting.some((other) => other.lane === lane)) return run;
	const { steps, locationCell } = system.lanes[lane];
	const isBlocked = (state: readonly number[]): boolean => !canMove(system, state, lane);
	// Where it may run it waits, elsewhere it is only kept from running for a while.
	const waits = cycle.states.findIndex((state) => isBlocked(state) && guardingCells(steps[state[locationCell]], state).length === 0);
	const blocked = waits >= 0 ? waits : cycle.states.findIndex(isBlocked);
	if (blocked <= 0) return run;
	return {
		...run,
		steps: [...run.steps, ...cycle.steps.slice(0, blocked)],
		states: [...run.states, ...cycle.states.slice(1, blocked + 1)],
	};
}

/**
 * The lanes that a waiting lane waits for, in ascending order: those that hold what it waits for, or that wrote it last
 * and are not done; where there are none those that can still write it.
 */
export function waitedForBy(named: NamedSystem, hang: Hang, lane: number): readonly number[] {
	const { system } = named;
	const { cells, run } = waitOf(named, hang, lane);
	const state = run.states[run.states.length - 1];
	const isDone = (other: number): boolean => state[system.lanes[other].locationCell] === system.lanes[other].steps.length;
	const found = new Set<number>();
	for (const cell of cells) {
		const held = openHolds(named, run, cell).map((hold) => hold.lane);
		const last = lastChange(run, cell);
		const writer = last === undefined ? [] : [run.steps[last - 1].lane].filter((other) => other !== lane && !isDone(other));
		const certain = held.length > 0 ? held : writer;
		const possible = system.lanes.flatMap((_, other) => (other !== lane && canStillWrite(system, other, state, cell) ? [other] : []));
		for (const other of certain.length > 0 ? certain : possible) found.add(other);
	}
	return [...found].sort((a, b) => a - b);
}

function placeOf({ stack, label }: StepText): Pick<Wait, "place" | "functionPlace"> {
	const inner = stack.at(-1);
	return inner
		? { place: t`in ${inner.function} at ${label}`, functionPlace: t` in ${inner.function}` }
		: { place: t`at ${label}`, functionPlace: "" };
}

/**
 * What a lane waits for in truth when the model says so of the cell that it looks at: the end of the `@awaits` path. It
 * waits in the function that both chose the object and called what waits.
 */
function awaited(text: SystemText, lane: number, run: Run, step: StepText, cells: readonly number[]): Omit<Wait, "run"> | undefined {
	const state = run.states[run.states.length - 1];
	for (const cell of cells) {
		const path = text.cells[cell].awaits;
		const found = path && followPath(text, text.cells[cell].object, path, state);
		if (!found) continue;
		const [choice] = found;
		const chosen = lastChange(run, choice, lane);
		const choosing = chosen === undefined ? [] : text.lanes[lane].steps[run.steps[chosen - 1].location].stack;
		const common = commonFrames(choosing, step.stack).at(-1);
		const place = common ? { place: t`in ${common.function}`, functionPlace: t` in ${common.function}` } : placeOf(step);
		return { ...place, cells: [found[found.length - 1]], watched: [...cells, ...found] };
	}
	return undefined;
}

/** The cells on a path of fields, or undefined where it ends at null or at something that never changes. */
function followPath(
	text: SystemText,
	from: number | undefined,
	path: readonly string[],
	state: readonly number[],
): readonly number[] | undefined {
	const cells: number[] = [];
	let object = from;
	for (const name of path) {
		const field = object === undefined ? undefined : text.objects[object].fields.find((candidate) => candidate.name === name);
		if (field?.operand.kind !== "cell") return undefined;
		const { cell } = field.operand;
		cells.push(cell);
		object = field.type.kind === "reference" && state[cell] !== 0 ? field.type.objects[state[cell] - 1] : undefined;
	}
	return cells;
}

/** The calls with which two stacks begin. */
export function commonFrames(left: readonly Frame[], right: readonly Frame[]): readonly Frame[] {
	const differs = left.findIndex((frame, index) => {
		const other = right[index];
		return other === undefined || frame.function !== other.function || !samePlace(frame.span, other.span);
	});
	return differs < 0 ? left : left.slice(0, differs);
}

/** The number of the last step, of a lane if one is given, that changed a cell; undefined when none did. */
export function lastChange(run: Run, cell: number, lane?: number): number | undefined {
	for (let step = run.steps.length; step > 0; step--) {
		const changed = run.states[step][cell] !== run.states[step - 1][cell];
		if (changed && (lane === undefined || run.steps[step - 1].lane === lane)) return step;
	}
	return undefined;
}
