/** The two accesses of a racing pair as a sentence, in the order in which they come. */
import type { Run } from "../../checker/result";
import type { NamedSystem } from "../../system/system-text";
import { changeWords, hasOwnWords, shortLabel, sightWords } from "../timeline/change-words";
import { printValue } from "../timeline/print-value";
import { stepName } from "../timeline/step-name";
import type { PairStep } from "./pair-step";
import type { OrderedPair } from "./racing-pair";
import type { FailingRun } from "./reversal";

interface PairSteps {
	readonly first: PairStep;
	readonly second: PairStep;
}

/**
 * Where there is a window: `get_page(p) at #4 trusts table.pmd as #2 saw it; truncator changed it from present to none
 * at #3`, or, where the other lane only looks, `truncator's #3 sees entry held by syncer: it lands between syncer's #2,
 * which takes it, and #4, put_entry(entry)`.
 */
export function windowWords(
	named: NamedSystem,
	failing: FailingRun,
	{ cells: [cell], first: opening, second: inside }: OrderedPair,
	{ first, second, last }: PairSteps & { readonly last: PairStep },
): string {
	const { run } = failing;
	const { cells, lanes } = named.text;
	const label = shortLabel(last.label);
	if (isChangedBy(run, cell, inside)) {
		const [was, is] = [run.states[inside][cell], run.states[inside + 1][cell]].map((value) =>
			printValue(named.text, cells[cell].type, value),
		);
		const knows = isChangedBy(run, cell, opening) ? "left" : "saw";
		const change = `${lanes[second.lane].name} changed it from ${was} to ${is} at ${stepName(second.number)}`;
		const end = label ? `${label} at ${stepName(last.number)}` : stepOf(named, last);
		return `${end} trusts ${cells[cell].name} as ${stepName(first.number)} ${knows} it; ${change}`;
	}
	const sight = `${stepOf(named, second)} ${sightWords(named, run, inside + 1, cell)}`;
	const made = isChangedBy(run, cell, opening) ? `, which ${changeWords(named, run, opening + 1, cell, "it")}` : "";
	return `${sight}: it lands between ${stepOf(named, first)}${made}, and ${stepName(last.number)}${label ? `, ${label}` : ""}`;
}

/** Where the run has no window: `reader's #4 sees table.pte = page 0 before truncator's #10 clears it`. */
export function orderWords(
	named: NamedSystem,
	{ run }: FailingRun,
	{ cells: [cell], first: earlier, second: later }: OrderedPair,
	{ first, second }: PairSteps,
): string {
	const { cells, lanes } = named.text;
	const isChanged = isChangedBy(run, cell, earlier);
	const does = isChanged ? changeWords(named, run, earlier + 1, cell) : sightWords(named, run, earlier + 1, cell);
	const before = `${stepOf(named, first)} ${does} before`;
	const called = isChanged && hasOwnWords(named, run, earlier + 1, cell) ? cells[cell].name : "it";
	if (later >= run.steps.length) return `${before} ${lanes[second.lane].name} comes to ${shortLabel(second.label) ?? called}`;
	if (isChangedBy(run, cell, later)) return `${before} ${stepOf(named, second)} ${changeWords(named, run, later + 1, cell, called)}`;
	return `${before} ${stepOf(named, second)} looks at ${called}`;
}

/** Whether the step at an index of a run changes a cell. */
export function isChangedBy({ states }: Pick<Run, "states">, cell: number, index: number): boolean {
	return states[index + 1] !== undefined && states[index][cell] !== states[index + 1][cell];
}

/** `reader's #4`. */
function stepOf({ text }: NamedSystem, { lane, number }: PairStep): string {
	return `${text.lanes[lane].name}'s ${stepName(number)}`;
}
