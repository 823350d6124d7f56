import { cellCode } from "../../base/escape";
import { t } from "../../base/l10n";
import { quantity } from "../../base/quantities";
import { printValue } from "../../explain/timeline/print-value";
import { isComplete, knownValues, setText } from "./known-values";
import { type Evidence, type Point, valueIn } from "./point";
import { rangesText } from "./step-numbers";

/** One line of a table: something that can change. */
export interface Row {
	readonly name: string;
	readonly cell: number;
}

/** Above this many rows those that neither change nor vary are left out. */
const ROWS = 10;
/** What is known of one cell at a point, as text. */
export interface FilledRow {
	readonly name: string;
	/** Before and after the point's steps of the run; empty where there is no run. */
	readonly run: string;
	/** Over all interleavings, or of those that have been seen; empty where nothing is known. */
	readonly all: string;
	/** 2 for what the step changes, 1 for what differs between interleavings, else 0. */
	readonly interest: number;
}

/**
 * A Markdown table of cells at a point: each one's value before and after the point's steps of the run, and the set of
 * its values over all interleavings, or those that have been seen. Of more than `most` rows the interesting ones are
 * shown. Empty when nothing is known yet.
 */
export function valueTable(evidence: Evidence, point: Point, rows: readonly Row[], runHeading = t`in the run`, most = ROWS): string {
	if (rows.length === 0 || (evidence.observations === undefined && point.moment === undefined)) return "";
	const filled = rows.map((row) => fillRow(evidence, point, row));
	const shown =
		filled.length <= most
			? filled
			: filled
					.filter((row) => row.interest > 0)
					.sort((a, b) => b.interest - a.interest)
					.slice(0, most);
	const withRun = point.moment !== undefined;
	const withAll = filled.some(({ all }) => all !== "");
	const all = allHeading(evidence);
	if (!withRun && !withAll) return "";
	const heading = point.steps.length > 0 ? rangesText(point.steps) : runHeading;
	const line = (name: string, run: string, all: string): string =>
		`| ${[name, ...(withRun ? [run] : []), ...(withAll ? [all] : [])].join(" | ")} |`;
	const lines = [
		line("", heading, all),
		line("---", "---", "---"),
		...shown.map((row) => line(cellCode(row.name), code(row.run), code(row.all))),
	];
	const rest = filled.length - shown.length;
	if (rest > 0) lines.push("", `*${rest === 1 ? t`${rest} more that does not change here` : t`${rest} more that do not change here`}*`);
	return lines.join("\n");
}

/** Above values over all interleavings. */
export function allHeading(evidence: Evidence): string {
	return isComplete(evidence) ? t`all interleavings` : t`at least, ${quantity(evidence.states, "state")} so far`;
}

function code(text: string): string {
	return text === "" ? "" : cellCode(text);
}

export function fillRow(evidence: Evidence, point: Point, { name, cell }: Row): FilledRow {
	const { text } = evidence;
	const { type } = text.cells[cell];
	const print = (value: number | undefined): string | undefined => (value === undefined ? undefined : printValue(text, type, value));
	const { moment } = point;
	const before = moment && print(valueIn(evidence, moment.before, cell));
	const after = moment && print(valueIn(evidence, moment.after, cell));
	const { values, all } = knownValues(evidence, point, cell);
	// Of a table with nothing complete the heading says so.
	const atLeast = all || !isComplete(evidence) ? "" : t`at least `;
	const changed = before !== undefined && after !== undefined && before !== after;
	const run = changed ? `${before} → ${after}` : (after ?? before ?? "");
	return {
		name,
		run,
		all: values.length === 0 ? "" : atLeast + setText(values, type, (value) => printValue(text, type, value)),
		interest: changed ? 2 : values.length > 1 ? 1 : 0,
	};
}
