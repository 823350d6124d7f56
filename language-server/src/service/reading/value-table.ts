import { cellCode } from "../../base/escape";
import { printValue } from "../../explain/timeline/print-value";
import type { ValueType } from "../../system/system-text";
import { type Evidence, type Point, valueIn, valuesAt } from "./point";
import { rangesText } from "./step-numbers";

/** One line of a table: something that can change. */
export interface Row {
	readonly name: string;
	readonly cell: number;
}

/** Above this many rows those that neither change nor vary are left out. */
const ROWS = 10;
/** So many values of a set are listed. */
const LISTED = 8;

interface FilledRow {
	readonly name: string;
	readonly run: string;
	readonly all: string;
	/** 2 for what the step changes, 1 for what differs between interleavings, else 0. */
	readonly interest: number;
}

/**
 * A Markdown table of cells at a point: each one's value before and after the point's steps of the run, and the set of
 * its values over all interleavings. Of many rows the interesting ones are shown. Empty when nothing is known yet.
 */
export function valueTable(evidence: Evidence, point: Point, rows: readonly Row[], runHeading = "in the run"): string {
	if (rows.length === 0 || (evidence.observations === undefined && point.moment === undefined)) return "";
	const filled = rows.map((row) => fillRow(evidence, point, row));
	const shown =
		filled.length <= ROWS
			? filled
			: filled
					.filter((row) => row.interest > 0)
					.sort((a, b) => b.interest - a.interest)
					.slice(0, ROWS);
	const withRun = point.moment !== undefined;
	const withAll = evidence.observations !== undefined;
	const heading = point.steps.length > 0 ? rangesText(point.steps) : runHeading;
	const line = (name: string, run: string, all: string): string =>
		`| ${[name, ...(withRun ? [run] : []), ...(withAll ? [all] : [])].join(" | ")} |`;
	const lines = [
		line("", heading, "all interleavings"),
		line("---", "---", "---"),
		...shown.map((row) => line(row.name, row.run, row.all)),
	];
	const rest = filled.length - shown.length;
	if (rest > 0) lines.push("", `*${rest} more that ${rest === 1 ? "does" : "do"} not change here*`);
	return lines.join("\n");
}

function fillRow(evidence: Evidence, point: Point, { name, cell }: Row): FilledRow {
	const { text } = evidence;
	const { type } = text.cells[cell];
	const print = (value: number | undefined): string | undefined => (value === undefined ? undefined : printValue(text, type, value));
	const { moment } = point;
	const before = moment && print(valueIn(evidence, moment.before, cell));
	const after = moment && print(valueIn(evidence, moment.after, cell));
	const values = valuesAt(evidence, point, cell) ?? [];
	const changed = before !== undefined && after !== undefined && before !== after;
	const run = changed ? `${before} → ${after}` : (after ?? before ?? "");
	return {
		name: cellCode(name),
		run: run === "" ? "" : cellCode(run),
		all: values.length === 0 ? "" : cellCode(setText(values, type, (value) => printValue(text, type, value))),
		interest: changed ? 2 : values.length > 1 ? 1 : 0,
	};
}

/** `{1, 2, 3}`, or `{0..40}` and `21 values from 0 to 40` for many numbers. */
function setText(values: readonly number[], type: ValueType, print: (value: number) => string): string {
	if (values.length <= LISTED) return `{${values.map(print).join(", ")}}`;
	const [first, last] = [values[0], values[values.length - 1]];
	if (type.kind !== "int") return `{${values.slice(0, LISTED).map(print).join(", ")}, …}`;
	return last - first + 1 === values.length ? `{${first}..${last}}` : `${values.length} values from ${first} to ${last}`;
}
