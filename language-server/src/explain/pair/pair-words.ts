/** The two accesses of a racing pair as a sentence, in the order in which they come. */
import { t } from "../../base/l10n";
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
	const end = stepName(last.number);
	if (isChangedBy(run, cell, inside)) {
		const [was, is] = [run.states[inside][cell], run.states[inside + 1][cell]].map((value) =>
			printValue(named.text, cells[cell].type, value),
		);
		const who = label ? t`${label} at ${end}` : stepOf(named, last);
		const facts = [who, cells[cell].name, stepName(first.number), lanes[second.lane].name, was, is, stepName(second.number)];
		return isChangedBy(run, cell, opening)
			? t`${facts[0]} trusts ${facts[1]} as ${facts[2]} left it; ${facts[3]} changed it from ${facts[4]} to ${facts[5]} at ${facts[6]}`
			: t`${facts[0]} trusts ${facts[1]} as ${facts[2]} saw it; ${facts[3]} changed it from ${facts[4]} to ${facts[5]} at ${facts[6]}`;
	}
	const facts = [stepOf(named, second), sightWords(named, run, inside + 1, cell), stepOf(named, first), label ? `${end}, ${label}` : end];
	return isChangedBy(run, cell, opening)
		? t`${facts[0]} ${facts[1]}: it lands between ${facts[2]}, which ${changeWords(named, run, opening + 1, cell, t`it`)}, and ${facts[3]}`
		: t`${facts[0]} ${facts[1]}: it lands between ${facts[2]}, and ${facts[3]}`;
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
	const before = [stepOf(named, first), does];
	const called = isChanged && hasOwnWords(named, run, earlier + 1, cell) ? cells[cell].name : t`it`;
	if (later >= run.steps.length)
		return t`${before[0]} ${before[1]} before ${lanes[second.lane].name} comes to ${shortLabel(second.label) ?? called}`;
	const other = stepOf(named, second);
	if (isChangedBy(run, cell, later))
		return t`${before[0]} ${before[1]} before ${other} ${changeWords(named, run, later + 1, cell, called)}`;
	return t`${before[0]} ${before[1]} before ${other} looks at ${called}`;
}

/** Whether the step at an index of a run changes a cell. */
export function isChangedBy({ states }: Pick<Run, "states">, cell: number, index: number): boolean {
	return states[index + 1] !== undefined && states[index][cell] !== states[index + 1][cell];
}

/** `reader's #4`. */
function stepOf({ text }: NamedSystem, { lane, number }: PairStep): string {
	return t`${text.lanes[lane].name}'s ${stepName(number)}`;
}
