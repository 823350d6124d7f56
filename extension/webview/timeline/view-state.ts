/** How someone looks at a run: what is folded, selected and compared. */
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import type { Field } from "./fields";
import { LARGEST_ROW, SMALLEST_ROW } from "./geometry";
import { deciding, isSelectable, itemsOf, type Row } from "./rows";

export interface ViewState {
	/** The run that is looked at. */
	readonly of: string;
	readonly showsAll: boolean;
	readonly showsPaths: boolean;
	readonly compares: boolean;
	/** Whether statistics and the like are shown in the place of the state. */
	readonly showsDetails: boolean;
	/** The height of a step that was chosen; undefined as long as the rows fit themselves into the room. */
	readonly rowHeight: number | undefined;
	/** Names of the fields that were chosen to have strips. */
	readonly fields: ReadonlySet<string> | undefined;
	readonly unfolded: ReadonlySet<string>;
	readonly folded: ReadonlySet<string>;
	/** The id of the selected row. */
	readonly selected: string | undefined;
}

const NONE: ReadonlySet<string> = new Set();

export const INITIAL_VIEW: ViewState = {
	of: "",
	showsAll: false,
	showsPaths: false,
	compares: false,
	showsDetails: false,
	rowHeight: undefined,
	fields: undefined,
	unfolded: NONE,
	folded: NONE,
	selected: undefined,
};

/**
 * The same way to look at another run: what belongs to the rows of one run alone is forgotten. A run of a later text
 * with the same racing pair is the same one.
 */
export function viewOf(state: ViewState, run: TimelineRun): ViewState {
	const { kind, subject, configurationKey, pair } = run;
	const of = JSON.stringify([kind, subject, configurationKey, pair?.order]);
	if (state.of === of) return state;
	return { ...state, of, fields: undefined, unfolded: NONE, folded: NONE, selected: undefined };
}

/** The row that is selected: the one that was chosen, or that is in a fold by now; else the one that tells most. */
export function selectedRow(rows: readonly Row[], selected: string | undefined, run: TimelineRun, compares: boolean): number {
	const chosen = rows.findIndex((row) => row.id === selected);
	if (chosen >= 0 && isSelectable(rows[chosen])) return chosen;
	const within = selected === undefined ? -1 : rows.findIndex((row) => itemsOf(row).some((item) => item.id === selected));
	if (within >= 0) return within;
	const step = (number: number | undefined) => rows.findIndex((row) => row.kind === "step" && row.item.losing?.number === number);
	const candidates = [
		compares ? step(run.pair?.first.number) : -1,
		rows.findIndex((row) => row.kind === "waiting"),
		rows.findIndex((row) => row.kind === "step" && row.item.losing?.failing === true),
		run.pair ? step(run.pair.second.number) : -1,
		...[...deciding(run, compares)].map(step),
		step(run.loop?.from),
		rows.findIndex(isSelectable),
	];
	return candidates.find((index) => index >= 0) ?? 0;
}

/** The row to go to from another, so many selectable rows away; the first or the last one beyond the edges. */
export function rowAway(rows: readonly Row[], from: number, distance: number): number {
	const selectable = [...rows.keys()].filter((index) => isSelectable(rows[index]));
	const at = selectable.indexOf(from) + distance;
	return selectable[Math.min(Math.max(at, 0), selectable.length - 1)] ?? from;
}

/** Shows a step that is folded away. */
export function showing(state: ViewState, row: Row): ViewState {
	if (row.kind !== "fold") return state;
	return row.of === undefined
		? { ...state, unfolded: new Set([...state.unfolded, row.id]) }
		: { ...state, folded: without(state.folded, row.of) };
}

/** Folds or unfolds a row, or goes from a step to what it belongs to; the same state where there is nothing to do. */
export function toggled(state: ViewState, rows: readonly Row[], index: number, unfold?: boolean): ViewState {
	const row = rows[index];
	if (row.kind === "fold") return unfold === false ? parent(state, rows, index) : { ...showing(state, row), selected: row.items[0].id };
	if (row.kind === "switch") {
		if (unfold ?? row.folded) return { ...state, folded: without(state.folded, row.id) };
		return { ...state, folded: new Set([...state.folded, row.id]) };
	}
	if (row.kind !== "step" || unfold !== false) return state;
	if (row.unfolded === undefined) return parent(state, rows, index);
	return { ...state, unfolded: without(state.unfolded, row.unfolded), selected: row.unfolded };
}

/** Rows that are higher or lower by a step of two pixels. */
export function withRowHeight(state: ViewState, now: number, by: number): ViewState {
	return { ...state, rowHeight: Math.min(LARGEST_ROW, Math.max(SMALLEST_ROW, now + by)) };
}

/** The fields that have strips: those that were chosen, or the first. */
export function shownFields(fields: readonly Field[], chosen: ReadonlySet<string> | undefined, count: number): readonly Field[] {
	return (chosen ? fields.filter(({ name }) => chosen.has(name)) : fields).slice(0, count);
}

function parent(state: ViewState, rows: readonly Row[], index: number): ViewState {
	const above = rows.slice(0, index).findLast((row) => row.kind === "switch");
	return above ? { ...state, selected: above.id } : state;
}

function without(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
	return new Set([...set].filter((other) => other !== id));
}
