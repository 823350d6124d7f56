/**
 * Which order of the steps of a pair is to blame, in a sentence: by the numbers that they have in the run, and by its
 * place in the text where a step is meant that the run does not come to.
 */
import { t } from "../../base/l10n";
import { listText } from "../../base/quantities";
import type { AnchoredSpan } from "../../base/span";
import { shortLabel } from "../timeline/change-words";
import { stepName } from "../timeline/step-name";
import type { Finding } from "../verdict/verdict";
import type { PairExplanation, WindowEnd } from "./describe-pair";
import type { PairStep } from "./pair-step";

/** The line of a place and its file, which is empty for the scenario's own. */
interface Line {
	readonly file: string;
	readonly line: number;
}

/** Gives undefined for a place that is not known. */
export type LineOf = (span: AnchoredSpan) => Line | undefined;

/**
 * `It fails because truncator's #3 comes between reader's #2 and #4`; where nothing in the run closes the window `It
 * fails because truncator's #7 comes after reader's #4 and before its put_page (line 13)`.
 */
export function windowSentence({ kind, timeline }: Finding, pair: PairExplanation, lineOf: LineOf): string {
	const { first, closing, second, end } = pair;
	const isHang = kind === "hang";
	const lane = ({ lane }: PairStep): string => timeline.lanes[lane].name;
	const opening = t`${lane(first)}'s ${stepName(first.number)}`;
	// A step that a lane waits to take has no number.
	if (second.number > timeline.steps.length) {
		const comes = t`${lane(second)} comes to ${shortLabel(second.label) ?? second.label} after ${opening}`;
		return isHang ? t`It hangs because ${comes}` : t`It fails because ${comes}`;
	}
	const inside = [second.number, ...(closing && closing.first.number > first.number ? [closing.first.number] : [])];
	const numbers = [...new Set(inside)].sort((a, b) => a - b);
	const steps = t`${lane(second)}'s ${listText(numbers.map(stepName))}`;
	const between = closing && t`${opening} and ${stepName(closing.second.number)}`;
	const order = between ? betweenWords(steps, numbers.length, between) : afterWords(steps, opening, end, lineOf);
	return isHang ? t`It hangs because ${order}` : t`It fails because ${order}`;
}

function betweenWords(steps: string, count: number, between: string): string {
	return count === 1 ? t`${steps} comes between ${between}` : t`${steps} come between ${between}`;
}

function afterWords(steps: string, opening: string, end: WindowEnd | undefined, lineOf: LineOf): string {
	return end === undefined ? t`${steps} comes after ${opening}` : t`${steps} comes after ${opening} and before its ${endOf(end, lineOf)}`;
}

/** `put_page (line 13)`: the function that the scenario itself calls, where it is within that. */
function endOf({ name, span, scenarioSpan, stack }: WindowEnd, lineOf: LineOf): string {
	const [own, exact] = [lineOf(scenarioSpan), lineOf(span)];
	const isInFile = exact?.file === "";
	const line = isInFile ? exact : own;
	const called = isInFile || stack.length === 0 ? name : stack[0].function;
	if (line === undefined) return called;
	return line.file === "" ? t`${called} (line ${line.line})` : `${called} (${line.file}:${line.line})`;
}
