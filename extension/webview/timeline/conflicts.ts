/**
 * The steps at which the story of a run turns: those of its racing pair and window, those that lanes wait for, those
 * that the reason names, the end.
 */
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import { awaited, deciding } from "./rows";

/** Their numbers, ascending. */
export function conflictsOf(run: TimelineRun): readonly number[] {
	const steps = run.steps.length;
	const numbers = [...deciding(run, false), ...awaited(run), ...run.steps.filter(({ failing }) => failing).map(({ number }) => number)];
	return [...new Set(numbers)].filter((number) => number >= 1 && number <= steps).sort((a, b) => a - b);
}

/** The next of them behind a step, or the one before it; round the ends. */
export function nextConflict(run: TimelineRun, from: number, direction: 1 | -1): number | undefined {
	const numbers = conflictsOf(run);
	if (direction > 0) return numbers.find((number) => number > from) ?? numbers[0];
	return numbers.findLast((number) => number < from) ?? numbers[numbers.length - 1];
}
