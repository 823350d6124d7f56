/**
 * A step that takes away what another lane still has a reference on, and should have waited until that is given back.
 *
 * Invariant: that waiting helps has been tried: the run in which the step comes after the reference is given back does
 * not fail.
 */
import { t } from "../../base/l10n";
import type { Run } from "../../checker/result";
import type { NamedSystem, SystemText } from "../../system/system-text";
import { changeWords } from "../timeline/change-words";
import { type Hold, holdKind, holdsOf } from "../timeline/holds";
import { printValue } from "../timeline/print-value";
import { stepAccesses } from "../timeline/step-accesses";
import { stepName } from "../timeline/step-name";
import { failingCells } from "./failing-cells";
import { delay, type FailingRun, reverse } from "./reversal";

/** Steps count from 1. */
export interface Ignored {
	readonly step: number;
	readonly hold: Hold;
}

/** Of each lane the last step that it could have waited at, and of these the first. */
export function ignoredHold(
	named: NamedSystem,
	failing: FailingRun,
	relevant: readonly number[],
	objects: readonly number[],
): Ignored | undefined {
	const { system, text } = named;
	const { run } = failing;
	const holds = holdsOf(named, run).filter(
		(hold) => isReference(named, hold) && relevant.includes(hold.from) && isMeant(text, hold, objects),
	);
	if (holds.length === 0) return undefined;
	const looked = failingCells(system, failing);
	const lanes = new Set(relevant.map((step) => run.steps[step - 1].lane));
	const found = [...lanes].flatMap((lane): Ignored[] => {
		const all = relevant
			.filter((step) => run.steps[step - 1].lane === lane && decides(named, failing, step, looked))
			.flatMap((step) => holds.map((hold): Ignored => ({ step, hold })));
		const last = all.findLast((one) => isIgnored(failing, one) && waitingHelps(named, failing, one));
		return last ? [last] : [];
	});
	return found.sort((a, b) => a.step - b.step)[0];
}

/**
 * Whether waiting is all that is missing: it is not if what was ignored can as well be taken after the step that should
 * have waited, and the run fails all the same.
 */
export function waitingSuffices({ system }: NamedSystem, failing: FailingRun, { step, hold: { from } }: Ignored): boolean {
	return from === 0 || reverse(system, failing, from - 1, step - 1) !== "same";
}

/** A count that is no lock's: who holds a part of it keeps something alive. */
function isReference(named: NamedSystem, { cell, what }: Hold): boolean {
	return holdKind(named, cell) === "count" && what !== "lock";
}

/** Where the message names a task, it is of its holds that it speaks, and where it names a page, of those on that. */
function isMeant(text: SystemText, { lane, cell }: Hold, objects: readonly number[]): boolean {
	const named = (struct: string): readonly string[] =>
		objects.flatMap((object) => (text.objects[object].struct === struct ? [text.objects[object].name] : []));
	const isAmong = (names: readonly string[], name: string): boolean => names.length === 0 || names.includes(name);
	const { object } = text.cells[cell];
	if (!isAmong(named("task"), text.lanes[lane].name)) return false;
	return object === undefined || isAmong(named(text.objects[object].struct), text.objects[object].name);
}

/**
 * Whether a step fails itself, or changes something that is looked at where the run fails. Who does no more than take
 * or give back references and locks takes nothing away.
 */
function decides(named: NamedSystem, { run }: FailingRun, step: number, looked: ReadonlySet<number>): boolean {
	if (step === run.steps.length) return true;
	const isLookedAt = [...looked].some((cell) => run.states[step - 1][cell] !== run.states[step][cell]);
	return isLookedAt && changedCells(named, run, step).some((cell) => holdKind(named, cell) === "value");
}

/** The shared cells that a step changes, but for what the model keeps for itself. */
function changedCells({ system, text }: NamedSystem, { states }: Pick<Run, "states">, step: number): readonly number[] {
	return text.cells.flatMap(({ ghost }, cell) =>
		system.cells[cell].role === "shared" && !ghost && states[step - 1][cell] !== states[step][cell] ? [cell] : [],
	);
}

/** Whether another lane's hold is open at a step that takes no part of the count itself. */
function isIgnored({ run }: FailingRun, { step, hold: { lane, cell, from, to } }: Ignored): boolean {
	const isOpen = from < step && (to === undefined || to > step);
	return isOpen && lane !== run.steps[step - 1].lane && run.states[step][cell] <= run.states[step - 1][cell];
}

function waitingHelps({ system }: NamedSystem, failing: FailingRun, { step, hold: { cell } }: Ignored): boolean {
	const held = failing.run.states[step - 1][cell];
	return delay(system, failing, step - 1, (state) => state[cell] < held) === "passes";
}

/** `truncator's #16 frees block 0 while page 0's refcount is 2: nothing waited for reader's reference of #3` */
export function ignoredWords(named: NamedSystem, failing: FailingRun, ignored: Ignored): string {
	const { system, text } = named;
	const looked = failingCells(system, failing);
	const { run } = failing;
	const { step, hold } = ignored;
	const { name, object, field, type } = text.cells[hold.cell];
	const count = object === undefined ? name : t`${text.objects[object].name}'s ${field ?? name}`;
	const value = printValue(text, type, run.states[step - 1][hold.cell]);
	const who = t`${text.lanes[run.steps[step - 1].lane].name}'s ${stepName(step)}`;
	const held = t`${text.lanes[hold.lane].name}'s ${hold.what} of ${stepName(hold.from)}`;
	return t`${who} ${predicate(named, failing, step, looked)} while ${count} is ${value}: ${neglect(named, failing, ignored, held)}`;
}

/** What a step does: by what it changes, first by what has words for that, then by what is looked at where it fails. */
function predicate(named: NamedSystem, { run }: FailingRun, step: number, looked: ReadonlySet<number>): string {
	const { text } = named;
	const { lane, location } = run.steps[step - 1];
	const changed = changedCells(named, run, step);
	const rank = (cell: number): number => {
		if (text.cells[cell].cleared !== undefined && run.states[step][cell] === 0) return looked.has(cell) ? 0 : 1;
		if (holdKind(named, cell) === "count") return 4;
		return looked.has(cell) ? 2 : 3;
	};
	const [cell] = [...changed].sort((a, b) => rank(a) - rank(b));
	return cell === undefined ? t`comes to ${text.lanes[lane].steps[location].label}` : changeWords(named, run, step, cell);
}

/** `nothing waited for` what is held, or that the lane looked at the count, when, and went on. */
function neglect({ system, text }: NamedSystem, { run }: FailingRun, { step, hold }: Ignored, held: string): string {
	const { lane } = run.steps[step - 1];
	const looks = run.steps.slice(0, step).flatMap((taken, index) => {
		if (taken.lane === hold.lane) return [];
		const { reads, writes } = stepAccesses(system, taken, run.states[index]);
		// Who only changes the count does not ask what it is.
		return reads.has(hold.cell) && !writes.has(hold.cell) ? [{ lane: taken.lane, step: index + 1 }] : [];
	});
	const own = looks.findLast((look) => look.lane === lane);
	const { name } = text.lanes[lane];
	if (own && own.step > hold.from) return t`${name} looked at it at ${stepName(own.step)} and did not wait for ${held}`;
	if (own) return t`${name} looked at it at ${stepName(own.step)}, before ${held}`;
	return looks.some((look) => look.step > hold.from) ? t`${name} did not wait for ${held}` : t`nothing waited for ${held}`;
}
