/**
 * Why a task goes round for ever: what it looks at in each round that, had it been otherwise, would have let it out of
 * the loop, and who made it so.
 *
 * Invariant: that it would have has been tried: the lane is given each other value of the cell at the step that looks.
 */
import { t } from "../../base/l10n";
import type { Cycle, Hang, Run } from "../../checker/result";
import { stepOutcomes } from "../../system/interpreter";
import type { NamedSystem } from "../../system/system-text";
import type { TransitionSystem } from "../../system/transition-system";
import { changeWords, sightWords } from "../timeline/change-words";
import { cellHolds, type Hold, holdKind } from "../timeline/holds";
import { stepAccesses } from "../timeline/step-accesses";
import { stepName } from "../timeline/step-name";

/** More values than these are not tried. */
const VALUES_TRIED = 64;

/** More looks than these would be a list and no explanation. */
const LOOKS_TOLD = 2;

/** A look that keeps the lane in the loop. Steps count from 1 in the run, gone on with along its cycle. */
interface Look {
	readonly number: number;
	readonly cell: number;
	/** What another lane holds of the cell at that moment. */
	readonly hold: Hold | undefined;
	/** The step that made the cell what is seen, before the look or in the round before; undefined where none did. */
	readonly maker: number | undefined;
	/** Whether another lane changes the cell in each round. */
	readonly isKept: boolean;
}

/** Whether a lane takes steps in the cycle behind the run. */
export function goesRound({ cycle }: Hang, lane: number): boolean {
	return cycle?.steps.some((step) => step.lane === lane) ?? false;
}

/**
 * `left goes round #1 to #8 for ever: each time #5 sees b = true (right's #4 sets it)`; of a lane that others keep
 * waiting by going round the same of one of them. Undefined where nobody does, or nothing that is shared would let him
 * out.
 */
export function livelock(named: NamedSystem, hang: Hang): string | undefined {
	const { run, cycle } = hang;
	if (cycle === undefined) return undefined;
	const whole = { steps: [...run.steps, ...cycle.steps], states: [...run.states, ...cycle.states.slice(1)] };
	const others = [...new Set(cycle.steps.map(({ lane }) => lane))].sort((a, b) => a - b);
	for (const lane of goesRound(hang, hang.lane) ? [hang.lane] : others) {
		const looks = telling(named, looksOf(named, hang, cycle, whole, lane));
		if (looks.length === 0) continue;
		const [first, last] = [run.steps.length + 1, whole.steps.length];
		const round = first === last ? stepName(first) : t`${stepName(first)} to ${stepName(last)}`;
		const seen = looks.map((look) => lookWords(named, whole, look, first === last)).join(t`, and `);
		return t`${named.text.lanes[lane].name} goes round ${round} for ever: each time ${seen}`;
	}
	return undefined;
}

/**
 * Of what keeps a lane in its loop what a person would name: what others hold, else what others change in each round,
 * else what was changed last. That a lock is free keeps nobody.
 */
function telling(named: NamedSystem, looks: readonly Look[]): readonly Look[] {
	const held = looks.filter(({ hold }) => hold !== undefined);
	if (held.length > 0) return held.slice(0, LOOKS_TOLD);
	const others = looks.filter(({ cell }) => holdKind(named, cell) !== "holder" && named.text.cells[cell].holders !== "lock");
	const kept = others.filter(({ isKept }) => isKept);
	if (kept.length > 0) return kept.slice(0, LOOKS_TOLD);
	return [...others].sort((a, b) => (b.maker ?? 0) - (a.maker ?? 0)).slice(0, 1);
}

/** `#5 sees b = true (right's #4 sets it)`, `#13 sees page 0.refcount = 2 (application's reference of #6)`. */
function lookWords(
	named: NamedSystem,
	whole: Pick<Run, "steps" | "states">,
	{ number, cell, hold, maker }: Look,
	isAlone: boolean,
): string {
	const { lanes } = named.text;
	const sight = `${isAlone ? t`it` : stepName(number)} ${sightWords(named, whole, number, cell)}`;
	if (hold?.what === "lock") return hold.from === 0 ? sight : t`${sight} (since ${stepName(hold.from)})`;
	if (hold && hold.from === 0) return t`${sight} (${lanes[hold.lane].name}'s ${hold.what})`;
	if (hold) return t`${sight} (${lanes[hold.lane].name}'s ${hold.what} of ${stepName(hold.from)})`;
	if (maker === undefined) return sight;
	return t`${sight} (${lanes[whole.steps[maker - 1].lane].name}'s ${stepName(maker)} ${changeWords(named, whole, maker, cell, t`it`)})`;
}

function looksOf(
	named: NamedSystem,
	{ run }: Hang,
	{ steps, states }: Cycle,
	whole: Pick<Run, "steps" | "states">,
	lane: number,
): readonly Look[] {
	const { system, text } = named;
	const { locationCell } = system.lanes[lane];
	const before = run.steps.length;
	const within = new Set(steps.flatMap((step) => (step.lane === lane ? [step.location] : [])));
	const seen = new Set<number>();
	return steps.flatMap((step, index) => {
		if (step.lane !== lane) return [];
		const state = states[index];
		const number = before + index + 1;
		return [...stepAccesses(system, step, state).reads].flatMap((cell): Look[] => {
			if (text.cells[cell].ghost || seen.has(cell)) return [];
			const isOut = otherValues(system, cell, state[cell]).some((value) =>
				stepOutcomes(system, state.with(cell, value), lane).some((outcome) => !outcome.failed && !within.has(outcome.state[locationCell])),
			);
			if (!isOut) return [];
			seen.add(cell);
			const changes = steps.flatMap((_, at) => (states[at][cell] === states[at + 1][cell] ? [] : [at]));
			const maker = changes.findLast((at) => at < index) ?? changes.at(-1);
			const earlier = run.states.findLastIndex((_, at) => at > 0 && run.states[at][cell] !== run.states[at - 1][cell]);
			const hold = cellHolds(named, whole, cell).findLast(
				({ lane: holder, from, to }) => holder !== lane && from < number && (to === undefined || to > number),
			);
			return [
				{
					number,
					cell,
					hold,
					maker: maker !== undefined ? before + maker + 1 : earlier > 0 ? earlier : undefined,
					isKept: changes.some((at) => steps[at].lane !== lane),
				},
			];
		});
	});
}

function otherValues(system: TransitionSystem, cell: number, value: number): readonly number[] {
	const { min, max } = system.cells[cell];
	if (max - min >= VALUES_TRIED) return [];
	return Array.from({ length: max - min + 1 }, (_, index) => min + index).filter((other) => other !== value);
}
