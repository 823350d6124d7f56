/**
 * What would close a window: that the other lane is kept out of it, or that the lane which acts on what it saw looks at
 * that again.
 *
 * Invariant: that something helps has been tried, in the run in which it would be of the least help.
 */
import { t } from "../../base/l10n";
import type { NamedSystem } from "../../system/system-text";
import type { TransitionSystem } from "../../system/transition-system";
import { holdKind } from "../timeline/holds";
import { stepAccesses } from "../timeline/step-accesses";
import { stepName } from "../timeline/step-name";
import { isOwn, type RacingPair } from "./racing-pair";
import { type FailingRun, reverse } from "./reversal";

/**
 * `nothing keeps truncator out between reader's #2 and #22, and reader does not look at data.i_mmap.pmd[0] again`: a
 * window that neither the run with the other lane before it nor the one with it behind loses by. Undefined where one of
 * them does.
 */
export function openWindow(named: NamedSystem, failing: FailingRun, pair: RacingPair): (() => string) | undefined {
	const { closing } = pair;
	if (closing === undefined || pair.reversed !== "passes" || closing.reversed !== "passes") return undefined;
	const { text } = named;
	const { steps } = failing.run;
	const own = text.lanes[steps[pair.first].lane].name;
	const other = text.lanes[steps[pair.second].lane].name;
	// Who looks again has that protection: what is missing is behind it.
	if (looksAgain(named.system, failing, pair, closing.second)) return undefined;
	const facts = [other, own, stepName(pair.first + 1), stepName(closing.second + 1)];
	if (!secondLookHelps(named, failing, pair))
		return () => t`nothing keeps ${facts[0]} out between ${facts[1]}'s ${facts[2]} and ${facts[3]}`;
	const { name } = text.cells[pair.cells[0]];
	return () =>
		t`nothing keeps ${facts[0]} out between ${facts[1]}'s ${facts[2]} and ${facts[3]}, and ${facts[1]} does not look at ${name} again`;
}

function looksAgain(system: TransitionSystem, { run }: FailingRun, pair: RacingPair, until: number): boolean {
	const [cell] = pair.cells;
	const own = run.steps[pair.first].lane;
	return run.steps.some(
		(step, index) =>
			step.lane === own && index > pair.second && index <= until && stepAccesses(system, step, run.states[index]).reads.has(cell),
	);
}

/**
 * Whether the lane of the first step would be saved by looking again at what it saw. The look of the most use is the
 * last one that is not too late: before the lane changes data by what it saw, and before the run ends. It finds nothing
 * if all that the lane does before it can come before the other lane's change, and the run fails all the same.
 */
export function secondLookHelps(named: NamedSystem, failing: FailingRun, { first, second }: RacingPair): boolean {
	const { run } = failing;
	const { lane } = run.steps[first];
	const own = [...run.steps.keys()].filter((index) => run.steps[index].lane === lane);
	const isData = (cell: number): boolean => holdKind(named, cell) === "value" && !isOwn(named.text, cell);
	const writes = (index: number): readonly number[] => [...stepAccesses(named.system, run.steps[index], run.states[index]).writes];
	const tooLate = own.find((index) => index > first && writes(index).some(isData)) ?? run.steps.length - 1;
	const before = own.findLast((index) => index < tooLate) ?? first;
	if (before < second) return false;
	const reversed = reverse(named.system, failing, second, before);
	return reversed === "passes" || reversed === "ordered";
}
