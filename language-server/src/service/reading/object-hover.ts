/**
 * What is told of an object at a point: in one line how it stands there, the steps of the run that touch it, and what
 * is known of its values over all interleavings.
 *
 * Invariants: what is not proved is not said as if it were; a value that is known of some states only is "at least" one
 * of those that there are.
 */

import { codeSpan, escapeMarkdown } from "../../base/escape";
import { t } from "../../base/l10n";
import { quantity } from "../../base/quantities";
import type { Snapshot } from "../workspace/snapshot";
import type { DenotedObjects } from "./denoted";
import { isComplete, knownValues, valuesText } from "./known-values";
import { objectFacts, objectTitle, tellingFields } from "./object-facts";
import { objectSteps } from "./object-steps";
import { pairText } from "./pair-text";
import { type Evidence, type Point, valueIn } from "./point";
import { allHeading, type FilledRow, fillRow, valueTable } from "./value-table";

/** Where something is asked about. */
export interface ObjectQuestion {
	readonly snapshot: Snapshot;
	readonly found: Evidence;
	readonly point: Point;
	/** Above the values in the run where the point has no steps. */
	readonly heading: string;
	/** What the text calls it. */
	readonly name: string | undefined;
}

/** All fields of an object that can change. */
export interface ObjectFields {
	readonly object: string;
	/** What stands above values over all interleavings. */
	readonly all: string;
	readonly rows: readonly FilledRow[];
}

/** So many objects are told of where it may be any of several. */
const OBJECTS = 3;
/** The values of so many fields are told of at once. */
const FIELDS = 5;
/** So many fields in the full table. */
const ROWS = 40;

/**
 * The objects that something may stand for, the one in the run first; `first` is the field that was asked about. What
 * is told first, and the values of all fields that can change.
 */
export function objectHover(
	question: ObjectQuestion,
	{ objects, inRun, mayBeNull }: DenotedObjects,
	first?: string,
): { readonly first: string; readonly rest: string; readonly fields: readonly ObjectFields[] } {
	const { found, snapshot, point, heading, name } = question;
	const { text, shown } = found;
	const ordered = inRun === undefined ? objects : [inRun, ...objects.filter((object) => object !== inRun)];
	const told = ordered.slice(0, inRun === undefined ? OBJECTS : 1);
	const others = [...ordered.slice(told.length).map((object) => text.objects[object].name), ...(mayBeNull ? ["null"] : [])].map(codeSpan);
	const pair = shown && pairText(snapshot, shown.outcome, shown.finding);
	const lines = told.map((object) =>
		[`${mark(found)} ${objectTitle(text, object)}`, ...objectFacts(found, point, object), ...underText(found)].join(" · "),
	);
	const it = name === undefined ? t`It` : codeSpan(name);
	const rest = others.join(", ");
	if (told.length === 0) lines.push(`${mark(found)} ${name === undefined ? "" : `**${escapeMarkdown(name)}** · `}${others.join(", ")}`);
	const [one] = told;
	const parts = [
		lines.join("  \n"),
		told.length === 1 ? objectSteps(found, point, one, inRun === undefined ? undefined : pair) : "",
		...told.map((object) => valuesLine(found, point, object, first, told.length > 1)),
		told.length > 0 && others.length > 0 ? alsoText(found, it, rest, inRun !== undefined) : "",
	];
	const fields = told.map((object) => ({
		object: text.objects[object].name,
		all: allHeading(found),
		rows: rowsOf(found, object, first).map((row) => fillRow(found, point, row)),
	}));
	const tables = told.map((object) => {
		const table = valueTable(found, point, rowsOf(found, object, first), heading, ROWS);
		return table === "" || told.length === 1 ? table : `${objectTitle(text, object)}\n\n${table}`;
	});
	return {
		fields,
		first: parts.filter((part) => part !== "").join("\n\n"),
		rest: tables.filter((table) => table !== "").join("\n\n"),
	};
}

/** The sign of what is known of the scenario; as it stands above it. */
function mark({ shown, known }: Evidence): string {
	if (shown) return "✗";
	if (known.kind !== "found") return "…";
	return known.outcome.verdict === "safe" ? "✓" : "◔";
}

/** Where the run is not that of the scenario's own configuration. */
function underText({ shown, isOwn }: Evidence): readonly string[] {
	return shown && !isOwn ? [t`under ${escapeMarkdown(shown.check.configuration.text)}`] : [];
}

/**
 * `Here, over all 963 states: refcount {2} · mapping {data, null}`: of the fields that are told of first, unless the
 * line above says it already, and of those that change here; where there are none, of those that differ.
 */
function valuesLine(evidence: Evidence, point: Point, object: number, first: string | undefined, named: boolean): string {
	const { text } = evidence;
	const telling = tellingFields(evidence, object, point.moment?.after).flatMap(({ object: of, field: { name, operand } }) =>
		operand.kind === "cell" ? [{ name: of === object ? name : `${text.objects[of].name} ${name}`, cell: operand.cell }] : [],
	);
	const own = rowsOf(evidence, object, first);
	const chosen = own.filter(({ name, cell }) => isFirst(name, first) || changes(evidence, point, cell));
	const asked = [...chosen.filter(({ name }) => isFirst(name, first)), ...(point.moment ? telling : []), ...chosen];
	const differing = own.filter(({ cell }) => knownValues(evidence, point, cell).values.length > 1);
	const cells = [...(asked.length > 0 || telling.length > 0 ? asked : differing), ...lifeAround(evidence, point, object)];
	const values = cells
		.filter(({ cell }, index) => cells.findIndex((other) => other.cell === cell) === index)
		.flatMap(({ name, cell }) => {
			const known = knownValues(evidence, point, cell);
			return known.values.length === 0 ? [] : [`${escapeMarkdown(name)} ${codeSpan(valuesText(text, text.cells[cell].type, known))}`];
		})
		.slice(0, FIELDS);
	const isTold = !point.moment && telling.some(({ cell }) => knownValues(evidence, point, cell).values.length > 0);
	if (values.length === 0 && !isTold) return "";
	const whose = named ? `${escapeMarkdown(text.objects[object].name)}: ` : "";
	return `${whose}${extentText(evidence)}${values.length === 0 ? "" : `: ${values.join(" · ")}`}`;
}

/** Of a part, whether that lives of which it is part, where that differs. */
function lifeAround(evidence: Evidence, point: Point, object: number): readonly { readonly name: string; readonly cell: number }[] {
	const { objects, cells } = evidence.text;
	const { root } = objects[object];
	const cell = root === undefined ? undefined : objects[root].life;
	if (cell === undefined || knownValues(evidence, point, cell).values.length < 2) return [];
	return [{ name: cells[cell].name, cell }];
}

/** What something is besides, in other states than those of the run that is shown where `elsewhere` says so. */
function alsoText(evidence: Evidence, it: string, others: string, elsewhere: boolean): string {
	if (isComplete(evidence)) return elsewhere ? t`${it} is elsewhere also ${others}` : t`${it} is also ${others}`;
	return elsewhere ? t`${it} may be elsewhere also ${others}` : t`${it} may be also ${others}`;
}

/** Of how many states values are known. */
function extentText(evidence: Evidence): string {
	const states = quantity(evidence.states, "state");
	if (isComplete(evidence)) return t`Here, over all ${states}`;
	if (evidence.observations) return t`Here, at least, in the ${states} that were seen`;
	return t`Here, at least, ${evidence.states === 0 ? t`so far` : t`${states} so far`}`;
}

function changes(evidence: Evidence, { moment }: Point, cell: number): boolean {
	return moment !== undefined && valueIn(evidence, moment.before, cell) !== valueIn(evidence, moment.after, cell);
}

/**
 * The fields of an object that can change, in the order of their declaration, the one that was asked about before the
 * others.
 */
function rowsOf(
	{ text }: Evidence,
	object: number,
	first: string | undefined,
): readonly { readonly name: string; readonly cell: number }[] {
	return [...text.objects[object].fields]
		.sort((a, b) => Number(isFirst(b.name, first)) - Number(isFirst(a.name, first)))
		.flatMap(({ name, operand }) => (operand.kind === "cell" && !text.cells[operand.cell].ghost ? [{ name, cell: operand.cell }] : []));
}

function isFirst(name: string, first: string | undefined): boolean {
	return first !== undefined && (name === first || name.startsWith(`${first}[`));
}
