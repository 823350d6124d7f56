/** What there is to tell of a run beside its steps: the values of its cells, who holds what, and who waits for whom. */
import type { Run } from "../../checker/result";
import { type WaitEdge, waitCircle, waitEdges } from "../../explain/hang/wait-edges";
import type { RunExplanation } from "../../explain/pair/describe-pair";
import { failingCells } from "../../explain/pair/failing-cells";
import type { FailingRun } from "../../explain/pair/reversal";
import { type Hold, holdsOf } from "../../explain/timeline/holds";
import { type RunCell, runCell, runCells } from "../../explain/timeline/run-cells";
import { wakes } from "../../explain/timeline/wakes";
import type { Finding, Outcome } from "../../explain/verdict/verdict";
import type { NamedSystem } from "../../system/system-text";

export interface RunAccount extends ToldRun {
	/** For each lane whether it has come to its end. */
	readonly ended: readonly boolean[];
	/** Of a hang who waits for whom. */
	readonly waits: readonly WaitEdge[];
	/** Lanes of which each waits for the next one and the last for the first. */
	readonly circle: readonly number[] | undefined;
	/** The same of the run that goes well: its cells are the same ones in the same order. */
	readonly safe: ToldRun | undefined;
}

interface ToldRun {
	/** The cells that matter, in the order in which to show them. */
	readonly cells: readonly RunCell[];
	/** Of these cells. */
	readonly holds: readonly Hold[];
	/** For each step the lanes that can go on since. */
	readonly wakes: readonly (readonly number[])[];
}

/**
 * The account of a finding's run, gone on with once along the cycle behind it. Undefined where no run is known.
 */
export function runAccount(outcome: Outcome, finding: Finding, explanation: RunExplanation | undefined): RunAccount | undefined {
	const { system } = outcome;
	const { failing } = finding;
	if (failing === undefined) return undefined;
	const whole = wholeRun(failing);
	const { pair, relevant = finding.timeline.steps.map(({ number }) => number), safe } = explanation ?? {};
	const life = finding.life && outcome.text.objects[finding.life.object].life;
	const met = pair ? [pair.cell, ...(pair.closing ? [pair.closing.cell] : [])] : [];
	const importance = { pair: met, failing: failingCells(system, failing), life, relevant };
	const cells = runCells(outcome, whole, importance, safe?.run);
	const end = whole.states[whole.states.length - 1];
	const waits = "hang" in failing.fails ? waitEdges(outcome, failing.fails.hang) : [];
	return {
		...toldRun(outcome, whole, cells),
		ended: system.lanes.map(({ locationCell, steps }) => end[locationCell] === steps.length),
		waits,
		circle: waitCircle(waits),
		safe:
			safe &&
			toldRun(
				outcome,
				safe.run,
				cells.map(({ cell, decides }) => runCell(outcome, safe.run, cell, safe.relevant, decides)),
			),
	};
}

function toldRun(named: NamedSystem, run: Pick<Run, "steps" | "states">, cells: readonly RunCell[]): ToldRun {
	const shown = new Set(cells.map(({ cell }) => cell));
	return { cells, holds: holdsOf(named, run).filter(({ cell }) => shown.has(cell)), wakes: wakes(named.system, run) };
}

/** A run, and of a hang one round of the cycle behind it. */
function wholeRun({ run, fails }: FailingRun): Pick<Run, "steps" | "states"> {
	const cycle = "hang" in fails ? fails.hang.cycle : undefined;
	if (cycle === undefined) return run;
	return { steps: [...run.steps, ...cycle.steps], states: [...run.states, ...cycle.states.slice(1)] };
}
