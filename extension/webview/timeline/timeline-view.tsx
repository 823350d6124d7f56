/**
 * The runs of one scenario, of which one is shown: its header, its rows, and the state at the selected row. What is
 * shown is computed from the run in stages; here is only what someone chose.
 */

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../../../language-server/src/base/l10n";
import type { Location } from "../../../language-server/src/lsp/protocol/location";
import type { TimelineRun, TimelinesResult } from "../../../language-server/src/lsp/protocol/timelines";
import { Details, type DetailsProperties } from "../details";
import { useAnnouncement } from "./announcement";
import { barsOf } from "./bars";
import { gridTemplate } from "./columns";
import { nextConflict } from "./conflicts";
import { KeysDialog, ValuesDialog } from "./dialogs";
import { fieldsOf } from "./fields";
import { type Cursor, Grid, HEADS } from "./grid";
import { type Actions, Header } from "./header";
import { EDGES, layOut } from "./layout";
import { Legend } from "./legend";
import { usePageFonts, useSize } from "./measure";
import { Minimap } from "./minimap";
import type { RowContext } from "./row-view";
import { itemsOf, type Row } from "./rows";
import { RunsDialog } from "./run-choice";
import { configurationOf, nameAmong } from "./run-names";
import { canSearch, type RepairMessage, type Repairs, RepairsDialog } from "./safe-with";
import { alone, merged } from "./sequence";
import { spoken } from "./spoken";
import { StateView } from "./state-view";
import { verdictOf } from "./verdict-text";
import { rowAway, selectedRow, showing, toggled, type ViewState, viewOf, withRowHeight } from "./view-state";
import { WaitGraph } from "./wait-graph";

export interface TimelineViewProperties {
	readonly timelines: TimelinesResult;
	readonly runs: readonly TimelineRun[];
	readonly index: number;
	readonly state: ViewState;
	readonly cursor: Cursor | undefined;
	readonly details: DetailsProperties["found"];
	readonly repairs: Repairs | undefined;
	readonly different: "possible" | "searching" | "none" | "impossible";
	onState(change: (state: ViewState) => ViewState): void;
	onChooseRun(index: number): void;
	onFindDifferent(): void;
	onRepair(message: RepairMessage): void;
	onAskDetails: DetailsProperties["onAsk"];
	onReveal(place: Location, focus: boolean): void;
	onCopy(text: string): void;
}

const PAGE = 10;

export function TimelineView(properties: TimelineViewProperties) {
	const { timelines, runs, index, cursor, details, repairs, different, onState, onRepair, onReveal } = properties;
	const run = runs[index];
	const state = viewOf(properties.state, run);
	const change = (to: (state: ViewState) => ViewState) => onState((known) => to(viewOf(known, run)));
	const [dialog, setDialog] = useState<"keys" | "values" | "runs" | "repairs">();
	const panel = useRef<HTMLDivElement>(null);
	const above = useRef<HTMLDivElement>(null);
	const scroller = useRef<HTMLDivElement>(null);
	const fonts = usePageFonts();
	const { scale } = fonts;
	const size = useSize(panel);
	const aboveHeight = useSize(above).height;
	const [view, setView] = useState({ top: 0, height: 0 });

	const safe = state.compares ? run.safe : undefined;
	const compares = safe !== undefined;
	const items = useMemo(() => (safe ? merged(run.steps, safe.steps) : alone(run.steps)), [run, safe]);
	const fields = useMemo(() => fieldsOf(run, run.lanes), [run]);
	const safeFields = useMemo(() => (run.safe ? fieldsOf(run.safe, run.lanes) : []), [run]);
	const bars = useMemo(() => barsOf(run, run.lanes), [run]);
	const safeBars = useMemo(() => (run.safe ? barsOf(run.safe, run.lanes) : []), [run]);
	const { showsAll, showsPaths, unfolded, folded, rowHeight, fields: chosen } = state;
	const { columns, geometry, strips, safeStrips, drawing, signs, legend, hasMoreSigns, below, least } = useMemo(() => {
		const view = { showsAll, showsPaths, unfolded, folded, rowHeight, fields: chosen };
		return layOut({ run, items, compares, view, fields, safeFields, bars, size, aboveHeight, fonts });
	}, [run, items, compares, showsAll, showsPaths, unfolded, folded, rowHeight, chosen, fields, safeFields, bars, size, aboveHeight, fonts]);
	const { rows } = geometry;
	const selected = selectedRow(rows, state.selected, run, compares);

	const said = useAnnouncement(scroller, {
		run: `${verdictOf(run)}: ${nameAmong(run, runs)}, ${configurationOf(run)}`,
		row: rows[selected] ? spoken(rows[selected], run, rows[selected].side === "safe" ? safeBars : bars) : "",
	});

	const placeOf = (row: Row): Location | undefined => {
		if (row.kind === "waiting") return row.waiting.place;
		if (row.kind === "switch") return row.items[0].step.scenarioPlace;
		return itemsOf(row)[0]?.step.place;
	};
	const select = (at: number) => {
		const row = rows[at];
		change((known) => ({ ...known, selected: row.id }));
		const place = placeOf(row);
		if (place) onReveal(place, false);
	};
	const go = (number: number) => {
		const at = geometry.losing.get(number);
		if (at === undefined) return;
		const row = rows[at];
		change((known) => ({ ...showing(known, row), selected: `#${number}` }));
		const place = run.steps[number - 1]?.place;
		if (place) onReveal(place, false);
	};
	const conflict = (direction: 1 | -1) => {
		const next = nextConflict(run, numberAt(rows, selected), direction);
		if (next !== undefined) go(next);
	};
	const toggle = (at: number, unfold?: boolean) => change((known) => toggled(known, rows, at, unfold));
	const flip = (name: "showsAll" | "showsPaths" | "compares" | "showsDetails") => change((known) => ({ ...known, [name]: !known[name] }));
	const actions: Actions = {
		previousConflict: () => conflict(-1),
		nextConflict: () => conflict(1),
		toggleAll: () => flip("showsAll"),
		togglePaths: () => flip("showsPaths"),
		toggleComparison: () => {
			if (run.safe) change((known) => ({ ...known, compares: !known.compares, selected: undefined }));
		},
		toggleDetails: () => flip("showsDetails"),
		findDifferent: () => {
			if (different === "possible") properties.onFindDifferent();
		},
		findRepairs: () => {
			if (canSearch(timelines, run, repairs)) onRepair({ kind: "findRepairs" });
		},
		stopRepairs: () => onRepair({ kind: "stopRepairs" }),
		applyRepair: (title) => onRepair({ kind: "applyRepair", title }),
		listRepairs: () => setDialog("repairs"),
		chooseValues: () => setDialog("values"),
		showKeys: () => setDialog("keys"),
		copy: () => properties.onCopy(run.diagram),
		listRuns: () => {
			if (runs.length > 1) setDialog("runs");
		},
		chooseRun: properties.onChooseRun,
	};
	const anywhere: Readonly<Record<string, () => void>> = {
		"[": actions.previousConflict,
		"]": actions.nextConflict,
		f: actions.toggleAll,
		p: actions.togglePaths,
		c: actions.toggleComparison,
		v: actions.chooseValues,
		r: actions.listRuns,
		d: actions.findDifferent,
		x: actions.findRepairs,
		i: actions.toggleDetails,
		"?": actions.showKeys,
		"+": () => change((known) => withRowHeight(known, geometry.rowHeight, 2)),
		"=": () => change((known) => withRowHeight(known, geometry.rowHeight, 2)),
		"-": () => change((known) => withRowHeight(known, geometry.rowHeight, -2)),
	};
	const inGrid: Readonly<Record<string, () => void>> = {
		ArrowDown: () => select(rowAway(rows, selected, 1)),
		ArrowUp: () => select(rowAway(rows, selected, -1)),
		PageDown: () => select(rowAway(rows, selected, PAGE)),
		PageUp: () => select(rowAway(rows, selected, -PAGE)),
		Home: () => select(rowAway(rows, selected, Number.NEGATIVE_INFINITY)),
		End: () => select(rowAway(rows, selected, Number.POSITIVE_INFINITY)),
		ArrowRight: () => toggle(selected, true),
		ArrowLeft: () => toggle(selected, false),
		" ": () => toggle(selected),
		Enter: () => {
			if (rows[selected].kind === "fold") return toggle(selected, true);
			const place = placeOf(rows[selected]);
			if (place) onReveal(place, true);
		},
	};
	const pressed = (keys: Readonly<Record<string, () => void>>) => (event: KeyboardEvent) => {
		if (event.ctrlKey || event.metaKey || event.altKey || dialog !== undefined) return;
		if (event.target instanceof HTMLSelectElement || event.target instanceof HTMLInputElement) return;
		const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
		if (action === undefined) return;
		event.preventDefault();
		event.stopPropagation();
		action();
	};

	// Before anything in the page has the focus, keys go to its body. The next key finds what this one has changed.
	useLayoutEffect(() => {
		const listen = (event: KeyboardEvent) => pressed(event.target === document.body ? { ...inGrid, ...anywhere } : anywhere)(event);
		addEventListener("keydown", listen);
		return () => removeEventListener("keydown", listen);
	});

	const context: RowContext = {
		run,
		compares,
		columns,
		fonts,
		strips,
		safeStrips,
		bars,
		safeBars,
		onToggle: toggle,
		onGo: go,
	};
	const columnStyle = `--columns: ${gridTemplate(columns, compares)}; --label-column: ${compares ? 5 : 4}; --label-from: ${columns.lanesFrom + columns.lanes}px`;
	const heights = columns.isBeside
		? "auto minmax(0, 1fr) auto"
		: `auto minmax(0, ${geometry.height + (HEADS + EDGES) * scale}px) auto minmax(${below}px, 1fr)`;
	const isStale = run.stale || timelines.busy;
	return (
		<div ref={panel} class="panel">
			<main
				class={["timeline", columns.tier, columns.isBeside && "beside", isStale && "stale"].filter(Boolean).join(" ")}
				style={`height: max(100%, ${least}px); grid-template-rows: ${heights}; --state: ${columns.state}px; ${columnStyle}`}
			>
				<div ref={above} class="above">
					<Header
						timelines={timelines}
						runs={runs}
						index={index}
						repairs={repairs}
						view={state}
						isWide={columns.tier === "wide"}
						different={different}
						actions={actions}
						onGo={go}
					/>
					{run.kind === "hang" && !compares && <WaitGraph run={run} onGo={go} />}
				</div>
				<div class="middle">
					{columns.minimap > 0 && (
						<Minimap
							run={run}
							geometry={geometry}
							view={view}
							onScroll={(top) => {
								if (scroller.current) scroller.current.scrollTop = top;
							}}
						/>
					)}
					<Grid
						geometry={geometry}
						selected={selected}
						cursor={cursor}
						context={context}
						scale={scale}
						scroller={scroller}
						drawing={drawing}
						onSelect={select}
						onScroll={(top, height) => setView((known) => (known.top === top && known.height === height ? known : { top, height }))}
						onKeyDown={pressed(inGrid)}
					/>
				</div>
				{(legend.length > 0 || hasMoreSigns) && (
					<div class="signs">
						<Legend signs={legend} onMore={hasMoreSigns ? actions.showKeys : undefined} />
					</div>
				)}
				<p class="unseen" aria-live="polite">
					{said}
				</p>
				{state.showsDetails ? (
					<section class="state" aria-label={t`What else is known`}>
						<Details timelines={timelines} found={details} onAsk={properties.onAskDetails} onReveal={onReveal} />
					</section>
				) : (
					<StateView
						run={run}
						row={rows[selected]}
						fields={fields}
						safeFields={safeFields}
						bars={bars}
						safeBars={safeBars}
						onGo={go}
						onReveal={onReveal}
					/>
				)}
				{dialog === "keys" && <KeysDialog signs={signs} onClose={() => setDialog(undefined)} />}
				{dialog === "runs" && (
					<RunsDialog runs={runs} index={index} onChoose={properties.onChooseRun} onClose={() => setDialog(undefined)} />
				)}
				{dialog === "repairs" && repairs?.found && (
					<RepairsDialog repairs={repairs.found.repairs} onApply={actions.applyRepair} onClose={() => setDialog(undefined)} />
				)}
				{dialog === "values" && (
					<ValuesDialog
						fields={fields}
						shown={strips}
						capacity={columns.capacity}
						onChoose={(names) => change((known) => ({ ...known, fields: names }))}
						onClose={() => setDialog(undefined)}
					/>
				)}
			</main>
		</div>
	);
}

/** The number of the step of the losing run at a row, or of the last one before it. */
function numberAt(rows: readonly Row[], index: number): number {
	for (let at = index; at >= 0; at--) {
		const number = itemsOf(rows[at])[0]?.losing?.number;
		if (number !== undefined) return number;
	}
	return 0;
}
