/**
 * What keeps a lane that waits from going on, cell by cell: what it would have to be, what it is, and who has it.
 *
 * Invariant: what a cell would have to be is found by trying its values: where the lane waits, or, when it sleeps,
 * where it last looked before it did.
 */
import { t } from "../../base/l10n";
import type { Hang, Run } from "../../checker/result";
import { canMove, stepOutcomes } from "../../system/interpreter";
import type { NamedSystem } from "../../system/system-text";
import type { TransitionSystem } from "../../system/transition-system";
import { type Hold, heldName, holdKind, openHolds } from "../timeline/holds";
import { printValue } from "../timeline/print-value";
import { stepAccesses } from "../timeline/step-accesses";
import { stepName } from "../timeline/step-name";
import { lastChange, type Wait, waitOf } from "./waits-for";

export interface Obstacle {
	/** Index into `TransitionSystem.cells`. */
	readonly cell: number;
	/** `data.i_mmaplock`, `page 0`, or a variable. */
	readonly what: string;
	/** What it would have to be: `is 1`, `is at most 2`; undefined where no value of this cell alone would help. */
	readonly wanted: string | undefined;
	readonly value: string;
	/** True where it is what it would have to be, and the lane has not been told. */
	readonly isSatisfied: boolean;
	/** What it is waited for to be, without what it is: `page 0's refcount is 1`. */
	readonly wish: string;
	/** True for a lock that somebody holds. */
	readonly isLock: boolean;
	/** Who has it: as a lock, or a part of what it counts. */
	readonly holds: readonly Hold[];
	/** The last step that changed it; undefined where none did. */
	readonly since: number | undefined;
	/** All of this behind "waits": `for data.i_mmaplock, held since #6 by truncator`. */
	readonly text: string;
	/**
	 * The same without who has it: `until page 0's refcount is 1; it is 2`, or `until it is woken; page 0's refcount is
	 * 1 since #17`.
	 */
	readonly condition: string;
}

/** More values than these are not tried. */
const VALUES_TRIED = 64;

/** More values than these are not listed. */
const VALUES_LISTED = 3;

/** What keeps a lane where it is: where there are cells that would let it go on, none but these. */
export function obstaclesOf(named: NamedSystem, hang: Hang, lane: number): readonly Obstacle[] {
	const wait = waitOf(named, hang, lane);
	const all = wait.cells.map((cell) => obstacleOf(named, wait, lane, cell));
	const decisive = all.filter(({ wanted }) => wanted !== undefined);
	return decisive.length > 0 ? decisive : all;
}

function obstacleOf(named: NamedSystem, { run }: Wait, lane: number, cell: number): Obstacle {
	const { system, text } = named;
	const { name, object, field, type } = text.cells[cell];
	const end = run.states[run.states.length - 1];
	const print = (value: number): string => printValue(text, type, value);
	const values = wantedValues(system, run, lane, cell);
	const wanted = values && wantedText(values, system.cells[cell], end[cell], print);
	const holds = openHolds(named, run, cell);
	const subject = object === undefined || field === undefined ? name : t`${text.objects[object].name}'s ${field}`;
	const isLock = holds.length > 0 && (holdKind(named, cell) === "holder" || holds[0].what === "lock");
	const what = isLock ? heldName(named, cell) : object === undefined ? name : text.objects[object].name;
	const facts = {
		cell,
		what,
		wanted,
		wish: `${subject} ${wanted ?? t`is no longer ${print(end[cell])}`}`,
		isLock,
		value: print(end[cell]),
		isSatisfied: values?.includes(end[cell]) ?? false,
		holds,
		since: lastChange(run, cell),
	};
	if (isLock) {
		const holders = holds.map((hold) => text.lanes[hold.lane].name).join(t` and `);
		const condition = holds.length === 1 ? t`until ${what} is free; ${holders} holds it` : t`until ${what} is free; ${holders} hold it`;
		return { ...facts, text: t`for ${what}, ${heldText(named, end, lane, holds)}`, condition };
	}
	const cause = holds.length > 0 ? `, ${heldText(named, end, lane, holds)}` : ` ${causeText(named, run, facts)}`;
	if (wanted === undefined)
		return { ...facts, text: t`with ${subject} ${facts.value}${cause}`, condition: t`with ${subject} ${facts.value}` };
	if (facts.isSatisfied) {
		const since = facts.since === undefined ? "" : t` since ${stepName(facts.since)}`;
		const condition = t`until it is woken; ${subject} ${wanted}${since}`;
		return { ...facts, text: t`until ${subject} ${wanted}, which it is ${causeText(named, run, facts)}`, condition };
	}
	const condition = t`until ${subject} ${wanted}; it is ${facts.value}`;
	return { ...facts, text: `${condition}${cause}`, condition };
}

/** `held since #6 by truncator`, `held since #2 by rdma, which has returned`, `held by itself since #3`. */
function heldText({ system, text }: NamedSystem, end: readonly number[], lane: number, holds: readonly Hold[]): string {
	const texts = holds.map(({ lane: holder, from }) => {
		const since = from === 0 ? t`from the start` : t`since ${stepName(from)}`;
		const { kind, locationCell, steps } = system.lanes[holder];
		const held = holder === lane ? t`${since} by itself` : t`${since} by ${text.lanes[holder].name}`;
		if (end[locationCell] !== steps.length) return held;
		return kind === "task" ? t`${held}, which has returned` : t`${held}, which has ended`;
	});
	return t`held ${texts.join(t` and `)}`;
}

/** `since #17 of reader`, `from the start`. */
function causeText({ text }: NamedSystem, run: Run, { since, value }: Pick<Obstacle, "since" | "value">): string {
	if (since === undefined) return t`from the start`;
	const writer = text.lanes[run.steps[since - 1].lane].name;
	return writer === value ? t`since ${stepName(since)}` : t`since ${stepName(since)} of ${writer}`;
}

/**
 * The values of a cell with which a lane could go on, or would have: of one that it looks at where it waits those with
 * which it could now, of another those with which it would have gone another way when it last looked.
 */
function wantedValues(system: TransitionSystem, run: Run, lane: number, cell: number): readonly number[] | undefined {
	const { min, max } = system.cells[cell];
	const end = run.states[run.states.length - 1];
	if (max - min >= VALUES_TRIED || canMove(system, end, lane)) return undefined;
	const all = Array.from({ length: max - min + 1 }, (_, index) => min + index);
	const now = all.filter((value) => canMove(system, end.with(cell, value), lane));
	if (now.length > 0) return now;
	const look = run.steps.findLastIndex(
		(step, index) => step.lane === lane && stepAccesses(system, step, run.states[index]).reads.has(cell),
	);
	if (look < 0) return undefined;
	const { locationCell } = system.lanes[lane];
	const went = run.states[look + 1][locationCell];
	const otherwise = all.filter((value) =>
		stepOutcomes(system, run.states[look].with(cell, value), lane).some(({ state, failed }) => !failed && state[locationCell] !== went),
	);
	return otherwise.length > 0 ? otherwise : undefined;
}

/** `is 1`, `is at most 2`, `is no longer reader`. */
function wantedText(
	values: readonly number[],
	{ min, max }: { readonly min: number; readonly max: number },
	now: number,
	print: (value: number) => string,
): string | undefined {
	const [least, greatest] = [values[0], values[values.length - 1]];
	if (values.length === 1) return t`is ${print(least)}`;
	if (values.length === max - min && !values.includes(now)) return t`is no longer ${print(now)}`;
	if (greatest - least + 1 === values.length) {
		if (least === min) return t`is at most ${print(greatest)}`;
		if (greatest === max) return t`is at least ${print(least)}`;
	}
	if (values.length > VALUES_LISTED) return undefined;
	return t`is ${values.slice(0, -1).map(print).join(", ")} or ${print(greatest)}`;
}
