/**
 * The rows of a timeline, each of them one line: steps, stretches that are folded, and a row wherever another task goes
 * on or another line of the scenario.
 *
 * Invariants: items keep their order; each is in exactly one row, a step's or a fold's; what is selected can be found
 * again in other rows of the same run.
 */
import { t } from "../../../language-server/src/base/l10n";
import type { TimelineRun, TimelineWaiting } from "../../../language-server/src/lsp/protocol/timelines";
import { sentenceParts } from "./names";
import type { Item, Side } from "./sequence";
import { failureHere, loopHere } from "./verdict-text";

export type Row = SwitchRow | StepRow | FoldRow | PathRow | BannerRow | WaitingRow;

interface Common {
	/** Distinguishes the row from all others of the run. */
	readonly id: string;
	readonly lane: number;
	readonly side: Side;
}

/** From here on another lane goes on, or the same one in another line of the scenario. */
export interface SwitchRow extends Common {
	readonly kind: "switch";
	/** The line in the scenario, from 1. */
	readonly line: number | undefined;
	/** The functions that all its steps are in, outermost first. */
	readonly functions: readonly string[];
	readonly items: readonly Item[];
	readonly folded: boolean;
}

export interface StepRow extends Common {
	readonly kind: "step";
	readonly item: Item;
	/** The fold that was unfolded to show it. */
	readonly unfolded?: string;
}

/** Steps in one row, because nothing depends on them or because someone folded them. */
export interface FoldRow extends Common {
	readonly kind: "fold";
	readonly items: readonly Item[];
	/** The switch row that is folded. */
	readonly of?: string;
}

/** The functions that the next step is in. */
export interface PathRow extends Common {
	readonly kind: "path";
	readonly functions: readonly string[];
}

/** What came of a run, below its last step. */
export interface BannerRow extends Common {
	readonly kind: "banner";
	readonly tone: "fails" | "safe";
	readonly text: string;
}

/** Where a lane stays in a hang. */
export interface WaitingRow extends Common {
	readonly kind: "waiting";
	readonly waiting: TimelineWaiting;
}

/** How someone wants to see a run. */
export interface View {
	/** Whether steps are shown of which the failure does not depend. */
	readonly showsAll: boolean;
	/** Whether the functions that steps are in have rows. */
	readonly showsPaths: boolean;
	/** Ids of folds that are unfolded. */
	readonly unfolded: ReadonlySet<string>;
	/** Ids of switch rows that are folded. */
	readonly folded: ReadonlySet<string>;
	/** Whether there are rows where another lane goes on; where the lanes are wide they say that themselves. */
	readonly showsSwitches: boolean;
}

/** All rows of a run, or of a run and the safe one that it is compared with. */
export function rowsOf(run: TimelineRun, items: readonly Item[], view: View): readonly Row[] {
	const compares = items.some(({ safe }) => safe !== undefined);
	const telling = tellingSteps(run);
	const matter = items.map((item) => matters(item, telling));
	const rows: Row[] = [];
	let group: string | undefined;
	let path = "";
	for (let index = 0; index < items.length; ) {
		const item = items[index];
		const { lane } = item.step;
		const at = groupOf(item);
		if (at !== group && view.showsSwitches) {
			const stretch = stretchFrom(items, index, (other) => groupOf(other) === at);
			const id = `switch ${item.id}`;
			const folded = view.folded.has(id);
			rows.push({ kind: "switch", id, lane, side: sideOf(stretch), ...placeOf(stretch), items: stretch, folded });
			if (folded) {
				rows.push({ kind: "fold", id: `fold ${item.id}`, lane, side: sideOf(stretch), items: stretch, of: id });
				index += stretch.length;
				group = undefined;
				continue;
			}
			path = "";
		}
		group = at;
		const unimportant = view.showsAll
			? []
			: stretchFrom(items, index, (other, place) => !matter[place] && groupOf(other) === at && other.side === item.side);
		const id = `fold ${item.id}`;
		if (unimportant.length > 1 && !view.unfolded.has(id)) {
			rows.push({ kind: "fold", id, lane, side: item.side, items: unimportant });
			index += unimportant.length;
			continue;
		}
		const unfolded = unimportant.length > 1 ? id : undefined;
		for (const shown of unimportant.length > 1 ? unimportant : [item]) {
			const functions = shown.step.stack.map((frame) => frame.function);
			if (view.showsPaths && functions.length > 1 && functions.join() !== path)
				rows.push({ kind: "path", id: `path ${shown.id}`, lane, side: shown.side, functions });
			path = functions.join();
			rows.push({ kind: "step", id: shown.id, lane, side: shown.side, item: shown, unfolded });
			if (shown.losing?.failing) rows.push(failure(run, shown, compares));
			index++;
		}
	}
	if (compares) {
		const last = items.findLast(({ safe }) => safe !== undefined)?.safe?.number;
		const text = t`the safe run ends with ✓${last ?? ""}: all tasks have ended, and nothing failed (another timing, no fix)`;
		rows.push({ kind: "banner", id: "safe end", lane: 0, side: "safe", tone: "safe", text });
	} else {
		const loop = loopHere(run);
		if (loop) rows.push({ kind: "banner", id: "loop", lane: items[items.length - 1].step.lane, side: "both", tone: "fails", text: loop });
		for (const waiting of run.waiting)
			rows.push({ kind: "waiting", id: `waiting ${waiting.lane}`, lane: waiting.lane, side: "both", waiting });
	}
	return rows;
}

/** The items of a row: none of a banner, a path or a lane that waits. */
export function itemsOf(row: Row): readonly Item[] {
	if (row.kind === "step") return [row.item];
	return row.kind === "fold" ? row.items : [];
}

/** True for the rows that can be selected. */
export function isSelectable(row: Row): boolean {
	return row.kind !== "banner" && row.kind !== "path";
}

/** Numbers of the steps of a run that a lane waits for. */
export function awaited(run: TimelineRun): ReadonlySet<number> {
	return new Set((run.waits ?? []).flatMap(({ since }) => (since === undefined ? [] : [since])));
}

/** Numbers of the steps of a run that are of its racing pair or window, with what they do there. */
export function rolesOf({ pair }: TimelineRun): ReadonlyMap<number, string> {
	return new Map(pair?.roles.map(({ number, role }) => [number, role]));
}

/**
 * Numbers of the steps that decide: those of the racing pair, and those that the sentences above the rows name; beside
 * a safe run these are about the pair alone. The ends of a loop are drawn, and decide nothing.
 */
export function deciding(run: TimelineRun, compares: boolean): ReadonlySet<number> {
	const { pair, loop } = run;
	const ofPair = pair ? [pair.first.number, pair.second.number] : [];
	if (compares) return new Set(ofPair);
	const told = reasons(run).flatMap((sentence) => sentenceParts(sentence).flatMap((part) => ("step" in part ? [part.step] : [])));
	return new Set([...ofPair, ...told.filter((number) => number !== loop?.from && number !== loop?.to)]);
}

/**
 * Why a run goes wrong, in sentences: which protection is missing, and which order is to blame. A circle of lanes that
 * wait for each other is drawn instead of what is missing.
 */
export function reasons({ pair, missing, circle }: TimelineRun): readonly string[] {
	return [...(missing && !circle ? [missing] : []), ...(pair ? [pair.window] : [])];
}

/** Numbers of the steps that are of the pair, that the sentences name, or that let another lane go on. */
function tellingSteps(run: TimelineRun): ReadonlySet<number> {
	return new Set([...rolesOf(run).keys(), ...awaited(run), ...deciding(run, false), ...lettingGo(run)]);
}

/** Numbers of the steps without which another lane could not have gone on where it did: for each the last of them. */
function lettingGo({ steps }: TimelineRun): readonly number[] {
	const since = new Map<number, number>();
	return steps.flatMap(({ number, lane, wakes }) => {
		const letGoBy = since.get(lane);
		since.delete(lane);
		for (const woken of wakes) since.set(woken, number);
		return letGoBy === undefined ? [] : [letGoBy];
	});
}

/** False for what may be folded. What is in one of two runs only is what the comparison is about. */
function matters({ losing, side, step }: Item, telling: ReadonlySet<number>): boolean {
	if (side !== "both") return true;
	if (step.relevant || step.failing) return true;
	return losing !== undefined && telling.has(losing.number);
}

function failure(run: TimelineRun, item: Item, compares: boolean): BannerRow {
	return {
		kind: "banner",
		id: `failure ${item.id}`,
		lane: item.step.lane,
		side: compares ? "losing" : "both",
		tone: "fails",
		text: failureHere(run),
	};
}

function groupOf({ step }: Item): string {
	return `${step.lane} ${step.scenarioPlace?.range.start.line}`;
}

function placeOf(items: readonly Item[]): Pick<SwitchRow, "line" | "functions"> {
	const line = items[0].step.scenarioPlace?.range.start.line;
	const functions = items
		.map(({ step }) => step.stack.map((frame) => frame.function))
		.reduce((common, other) => common.slice(0, sharedLength(common, other)));
	return { line: line === undefined ? undefined : line + 1, functions };
}

function sharedLength(a: readonly string[], b: readonly string[]): number {
	const differing = a.findIndex((name, index) => name !== b[index]);
	return differing < 0 ? a.length : differing;
}

function sideOf(items: readonly Item[]): Side {
	return items.every(({ side }) => side === items[0].side) ? items[0].side : "both";
}

function stretchFrom(items: readonly Item[], from: number, belongs: (item: Item, index: number) => boolean): readonly Item[] {
	let end = from;
	while (end < items.length && belongs(items[end], end)) end++;
	return items.slice(from, end);
}
