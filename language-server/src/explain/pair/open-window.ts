import type { NamedSystem } from "../../system/system-text";
import { stepAccesses } from "../timeline/step-accesses";
import { stepName } from "../timeline/step-name";
import type { RacingPair } from "./racing-pair";
import type { FailingRun } from "./reversal";

/**
 * `nothing keeps truncator out between reader's #2 and #22, and reader does not look at data.i_mmap.pmd[0] again`: a
 * window that neither the run with the other lane before it nor the one with it behind loses by. Undefined where one of
 * them does.
 */
export function openWindow({ system, text }: NamedSystem, { run }: FailingRun, pair: RacingPair): string | undefined {
	const { closing } = pair;
	if (closing === undefined || pair.reversed !== "passes" || closing.reversed !== "passes") return undefined;
	const own = run.steps[pair.first].lane;
	const other = run.steps[pair.second].lane;
	const [cell] = pair.cells;
	const looksAgain = run.steps.some(
		(step, index) =>
			step.lane === own && index > pair.second && index <= closing.second && stepAccesses(system, step, run.states[index]).reads.has(cell),
	);
	const name = text.lanes[own].name;
	const window = `nothing keeps ${text.lanes[other].name} out between ${name}'s ${stepName(pair.first + 1)} and ${stepName(closing.second + 1)}`;
	// Who looks again has that protection: what is missing is behind it.
	return looksAgain ? undefined : `${window}, and ${name} does not look at ${text.cells[cell].name} again`;
}
