/**
 * The runs of one scenario, of which one is shown: its header, its rows, and the state at the selected row. What is
 * shown is computed from the run in stages; here is only what someone chose.
 */
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Location } from "../../../language-server/src/lsp/protocol/location";
import type { TimelineRun, TimelinesResult } from "../../../language-server/src/lsp/protocol/timelines";
import { Details, type DetailsProperties } from "../details";
import { barsOf } from "./bars";
import { columnsOf, gridTemplate } from "./columns";
import { nextConflict } from "./conflicts";
import { KeysDialog, ValuesDialog } from "./dialogs";
import { fieldsOf } from "./fields";
import { fitted } from "./geometry";
import { type Cursor, Grid, HEADS } from "./grid";
import { type Actions, Header } from "./header";
import { Legend } from "./legend";
import { usePageFonts, useSize } from "./measure";
import { Minimap } from "./minimap";
import { nameOfLabel } from "./names";
import type { RowContext } from "./row-view";
import { itemsOf, type Row, rowsOf } from "./rows";
import { alone, merged } from "./sequence";
import { StateView } from "./state-view";
import { rowAway, selectedRow, showing, shownFields, toggled, type ViewState, viewOf, withRowHeight } from "./view-state";
import { WaitGraph } from "./wait-graph";

export interface TimelineViewProperties {
	readonly timelines: TimelinesResult;
	readonly runs: readonly TimelineRun[];
	readonly index: number;
	readonly state: ViewState;
	readonly cursor: Cursor | undefined;
	readonly details: DetailsProperties["found"];
	readonly different: "possible" | "searching" | "none" | "impossible";
	onState(change: (state: ViewState) => ViewState): void;
	onChooseRun(index: number): void;
	onFindDifferent(): void;
	onAskDetails: DetailsProperties["onAsk"];
	onReveal(place: Location, focus: boolean): void;
	onCopy(text: string): void;
}

/** How high the state is at least, below the rows, for fonts of the default size. */
const STATE = { narrow: 148, medium: 128, wide: 128 };
/** In a panel that is less high it has one line. */
const LOW = 480;
const STATE_IN_LOW = 34;
/** What stands above and below the rows within the grid. */
const EDGES = 6;
/** A run of more steps has a minimap if it does not fit. */
const LONG = 40;
const LEGEND_FROM = 620;
const PAGE = 10;

export function TimelineView(properties: TimelineViewProperties) {
	const { timelines, runs, index, cursor, details, different, onState, onReveal } = properties;
	const run = runs[index];
	const state = viewOf(properties.state, run);
	const change = (to: (state: ViewState) => ViewState) => onState((known) => to(viewOf(known, run)));
	const [dialog, setDialog] = useState<"keys" | "values">();
	const main = useRef<HTMLElement>(null);
	const above = useRef<HTMLDivElement>(null);
	const scroller = useRef<HTMLDivElement>(null);
	const fonts = usePageFonts();
	const { scale } = fonts;
	const size = useSize(main);
	const aboveHeight = useSize(above).height;
	const [view, setView] = useState({ top: 0, height: 0 });

	const safe = state.compares ? run.safe : undefined;
	const compares = safe !== undefined;
	const items = useMemo(() => (safe ? merged(run.steps, safe.steps) : alone(run.steps)), [run, safe]);
	const fields = useMemo(() => fieldsOf(run, run.lanes), [run]);
	const safeFields = useMemo(() => (run.safe ? fieldsOf(run.safe, run.lanes) : []), [run]);
	const bars = useMemo(() => barsOf(run, run.lanes), [run]);
	const safeBars = useMemo(() => (run.safe ? barsOf(run.safe, run.lanes) : []), [run]);
	const hasLegend = size.height >= LEGEND_FROM * scale;

	const { columns, geometry } = useMemo(() => {
		const calls = run.steps.map(({ label }) => nameOfLabel(label)).filter((name, index) => name !== run.steps[index].label);
		const longestName = Math.max(0, ...calls.map(({ length }) => length)) * fonts.label;
		const layOut = (hasMinimap: boolean) => {
			const columns = columnsOf({
				width: size.width - fonts.scrollBar,
				height: size.height,
				scale,
				lanes: run.lanes.length,
				steps: run.steps.length,
				compares,
				hasMinimap,
				fields: fields.length,
				chosen: state.fields?.size,
				longestName,
			});
			const rows = rowsOf(run, items, { ...state, showsSwitches: columns.tier !== "wide" });
			const below = columns.isBeside ? 0 : size.height < LOW * scale ? STATE_IN_LOW : STATE[columns.tier];
			const room = size.height - aboveHeight - (HEADS + below + EDGES + (hasLegend ? 20 : 0)) * scale;
			const beside = columns.strip * columns.strips + columns.called;
			const width = columns.label + beside - 40 * scale;
			const measures = { scale, bannerLines: (text: string) => fonts.bannerLines(text, width) };
			return { columns, geometry: fitted(rows, room, measures, state.rowHeight), room };
		};
		const plain = layOut(false);
		return run.steps.length > LONG && plain.geometry.height > 1.5 * plain.room ? layOut(true) : plain;
	}, [run, items, state, size, aboveHeight, fonts, fields, compares, hasLegend]);
	const { rows } = geometry;
	const selected = selectedRow(rows, state.selected, run, compares);
	const strips = shownFields(fields, state.fields, columns.strips);
	const safeStrips = strips.map((strip) => safeFields.find(({ name }) => name === strip.name) ?? { ...strip, changes: [] });

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
		chooseValues: () => setDialog("values"),
		showKeys: () => setDialog("keys"),
		copy: () => properties.onCopy(run.diagram),
		chooseRun: properties.onChooseRun,
	};
	const anywhere: Readonly<Record<string, () => void>> = {
		"[": actions.previousConflict,
		"]": actions.nextConflict,
		f: actions.toggleAll,
		p: actions.togglePaths,
		c: actions.toggleComparison,
		v: actions.chooseValues,
		d: actions.findDifferent,
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
	const columnStyle = `--columns: ${gridTemplate(columns, compares)}; --label-column: ${compares ? 6 : 4}; --label-from: ${columns.lanesFrom + columns.lanes}px`;
	const lowest = size.height < LOW * scale ? STATE_IN_LOW : STATE[columns.tier];
	const heights = columns.isBeside
		? "auto minmax(0, 1fr) auto"
		: `auto minmax(0, ${geometry.height + (HEADS + EDGES) * scale}px) minmax(${lowest * scale}px, 1fr) auto`;
	const isStale = run.stale || timelines.busy;
	return (
		<main
			ref={main}
			class={["timeline", columns.tier, columns.isBeside && "beside", isStale && "stale"].filter(Boolean).join(" ")}
			style={`grid-template-rows: ${heights}; --state: ${columns.state}px; ${columnStyle}`}
		>
			<div ref={above} class="above">
				<Header
					timelines={timelines}
					runs={runs}
					index={index}
					view={state}
					isWide={columns.tier === "wide"}
					different={different}
					actions={actions}
					onGo={go}
				/>
				{run.kind === "hang" && !compares && <WaitGraph run={run} />}
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
					onSelect={select}
					onScroll={(top, height) => setView((known) => (known.top === top && known.height === height ? known : { top, height }))}
					onKeyDown={pressed(inGrid)}
				/>
			</div>
			{state.showsDetails ? (
				<section class="state" aria-label="What else is known">
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
			{hasLegend && (
				<footer>
					<Legend of={compares ? "comparison" : run.kind} />
				</footer>
			)}
			{dialog === "keys" && <KeysDialog onClose={() => setDialog(undefined)} />}
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
