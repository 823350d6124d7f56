/**
 * Where the other lane must land, in a sentence: after which step, and before which, by their numbers and their places
 * in the text.
 */
import { t } from "../../base/l10n";
import { listText } from "../../base/quantities";
import type { AnchoredSpan } from "../../base/span";
import { stepName } from "../timeline/step-name";
import type { Timeline, TimelineStep, WaitingLane } from "../timeline/timeline";
import type { Finding } from "../verdict/verdict";
import type { PairExplanation } from "./describe-pair";
import type { PairStep } from "./pair-step";

/** The line of a place and its file, which is empty for the scenario's own. */
interface Line {
	readonly file: string;
	readonly line: number;
}

/** Gives undefined for a place that is not known. */
export type LineOf = (span: AnchoredSpan) => Line | undefined;

/**
 * `truncator must land between lines 12 and 14 of reader (#2 and #4)`; where nothing in the run closes the window
 * `truncator must land after #4 of reader (line 10), before its put_page (line 13)`.
 */
export function windowSentence({ timeline }: Finding, pair: PairExplanation, lineOf: LineOf): string {
	const { first, closing, second, end } = pair;
	const own = timeline.lanes[first.lane].name;
	const must = timeline.lanes[second.lane].name;
	const place = placeOf(timeline, first);
	if (closing === undefined) {
		const after = stepName(first.number);
		if (end === undefined) return t("{0} must land after {1} of {2}", must, after, own + inBrackets(linesOf([place], lineOf)));
		const [from, to] = linesOf([place, end], lineOf);
		const called = to?.file === "" && end.stack.length > 0 ? end.stack[0].function : end.name;
		const at = [own + inBrackets([from]), called + inBrackets([to])];
		return t("{0} must land after {1} of {2}, before its {3}", must, after, ...at);
	}
	const [from, to] = [first, closing.second].map(({ number }) => stepName(number));
	const lines = linesOf([place, placeOf(timeline, closing.second)], lineOf);
	const [start, till] = lines;
	if (start && till && start.file === "" && till.file === "" && start.line !== till.line)
		return t("{0} must land between lines {1} and {2} of {3} ({4} and {5})", must, start.line, till.line, own, from, to);
	return t("{0} must land between {1} and {2} of {3}", must, from, to, own + inBrackets(lines));
}

/** A place of the scenario's text, and where that leads to. */
type Place = Pick<TimelineStep, "span" | "scenarioSpan">;

/** The lines of places: where they are in one statement of the scenario in the functions that it calls. */
function linesOf(places: readonly (Place | undefined)[], lineOf: LineOf): readonly (Line | undefined)[] {
	const written = (of: "scenarioSpan" | "span") => places.map((place) => place && lineOf(place[of]));
	const inScenario = written("scenarioSpan");
	const isSame = places.length > 1 && inScenario.every((line) => line?.file === inScenario[0]?.file && line?.line === inScenario[0]?.line);
	return isSame ? written("span") : inScenario;
}

/**
 * ` (line 7)`, ` (mm/gup.race:115 and 220)`, ` (mm/gup.race:115 and fs/dax.race:7)`; nothing where a place is not
 * known.
 */
function inBrackets(lines: readonly (Line | undefined)[]): string {
	if (lines.length === 0 || lines.some((line) => line === undefined)) return "";
	const known = (lines as readonly Line[]).filter(
		({ file, line }, index, all) => index === 0 || file !== all[0].file || line !== all[0].line,
	);
	const texts = known.map(({ file, line }, index) => {
		if (index > 0 && file === known[0].file) return `${line}`;
		return file === "" ? t("line {0}", line) : `${file}:${line}`;
	});
	return ` (${listText(texts)})`;
}

/** Where a step of the pair is: in the run, or where its lane waits behind it. */
function placeOf(timeline: Timeline, { number, lane }: Pick<PairStep, "number" | "lane">): WaitingLane | TimelineStep | undefined {
	const step = timeline.steps[number - 1];
	return step?.lane === lane ? step : timeline.waiting.find((waiting) => waiting.lane === lane);
}
