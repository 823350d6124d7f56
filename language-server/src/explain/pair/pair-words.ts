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
		const who = label ? t("{0} at {1}", label, end) : stepOf(named, last);
		const facts = [who, cells[cell].name, stepName(first.number), lanes[second.lane].name, was, is, stepName(second.number)];
		return isChangedBy(run, cell, opening)
			? t("{0} trusts {1} as {2} left it; {3} changed it from {4} to {5} at {6}", ...facts)
			: t("{0} trusts {1} as {2} saw it; {3} changed it from {4} to {5} at {6}", ...facts);
	}
	const facts = [stepOf(named, second), sightWords(named, run, inside + 1, cell), stepOf(named, first), label ? `${end}, ${label}` : end];
	return isChangedBy(run, cell, opening)
		? t("{0} {1}: it lands between {2}, which {4}, and {3}", ...facts, changeWords(named, run, opening + 1, cell, t("it")))
		: t("{0} {1}: it lands between {2}, and {3}", ...facts);
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
	const called = isChanged && hasOwnWords(named, run, earlier + 1, cell) ? cells[cell].name : t("it");
	if (later >= run.steps.length)
		return t("{0} {1} before {2} comes to {3}", ...before, lanes[second.lane].name, shortLabel(second.label) ?? called);
	const other = stepOf(named, second);
	if (isChangedBy(run, cell, later)) return t("{0} {1} before {2} {3}", ...before, other, changeWords(named, run, later + 1, cell, called));
	return t("{0} {1} before {2} looks at {3}", ...before, other, called);
}

/** Whether the step at an index of a run changes a cell. */
export function isChangedBy({ states }: Pick<Run, "states">, cell: number, index: number): boolean {
	return states[index + 1] !== undefined && states[index][cell] !== states[index + 1][cell];
}

/** `reader's #4`. */
function stepOf({ text }: NamedSystem, { lane, number }: PairStep): string {
	return t("{0}'s {1}", text.lanes[lane].name, stepName(number));
}
