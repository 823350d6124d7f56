/**
 * The rows of a run as a grid that scrolls: column heads and drawings stay in place, and only rows in view exist. The
 * grid is one tab stop; it tells assistive technology which row is the active one.
 */

import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { t } from "../../../language-server/src/base/l10n";
import type { Location } from "../../../language-server/src/lsp/protocol/location";
import type { BarName } from "./bar-names";
import { type Geometry, rowsBetween } from "./geometry";
import { laneClass } from "./lane-drawing";
import { elided, initials } from "./names";
import { elementId, type RowContext, RowView } from "./row-view";
import { itemsOf, type Row } from "./rows";
import { Shapes } from "./shape-view";
import { type Shape, shapesBetween } from "./shapes";

export interface Cursor {
	readonly uri: string;
	readonly line: number;
}

/** What is drawn beside the rows. */
export interface Drawing {
	readonly lanes: readonly Shape[];
	readonly strips: readonly Shape[];
	/** Names of bars. */
	readonly names: readonly BarName[];
}

interface GridProperties {
	readonly geometry: Geometry;
	readonly selected: number;
	readonly cursor: Cursor | undefined;
	readonly context: RowContext;
	readonly scale: number;
	readonly scroller: RefObject<HTMLDivElement | null>;
	readonly drawing: Drawing;
	onSelect(index: number): void;
	onScroll(top: number, height: number): void;
	onKeyDown(event: KeyboardEvent): void;
}

/** The height of the column heads, for fonts of the default size. */
export const HEADS = 32;
/** Rows beyond the edges of the view that exist nevertheless, in pixels. */
const BEYOND = 200;
/** The view moves in steps of so many pixels before other rows are made. */
const COARSE = 100;

export function Grid({ geometry, selected, cursor, context, scale, scroller, drawing, onSelect, onScroll, onKeyDown }: GridProperties) {
	const { run, columns, compares, strips } = context;
	const [view, setView] = useState({ top: 0, height: 2000 });
	const heads = HEADS * scale;
	const scrolled = () => {
		const element = scroller.current;
		if (element === null) return;
		const top = Math.floor(element.scrollTop / COARSE) * COARSE;
		const height = element.clientHeight;
		setView((known) => (known.top === top && known.height === height ? known : { top, height }));
		onScroll(element.scrollTop, height - heads);
	};
	useLayoutEffect(() => {
		const element = scroller.current;
		if (element === null) return;
		const observer = new ResizeObserver(scrolled);
		observer.observe(element);
		return () => observer.disconnect();
	}, []);
	const show = (index: number) => {
		const element = scroller.current;
		if (element === null || index < 0 || index >= geometry.rows.length) return;
		const room = element.clientHeight - heads;
		const [top, bottom] = [geometry.tops[index], geometry.tops[index] + geometry.heights[index]];
		// What a step leads to stands below it, and what came of it is shown with it.
		const below = geometry.rows[index + 1]?.kind === "banner" ? geometry.heights[index + 1] : 0;
		const margin = Math.min(24 * scale, room / 4);
		if (top - margin < element.scrollTop) element.scrollTop = Math.max(0, top - margin);
		else if (bottom + below + margin > element.scrollTop + room) element.scrollTop = bottom + below + margin - room;
	};
	useLayoutEffect(() => show(selected), [selected, geometry]);
	useLayoutEffect(() => {
		if (cursor === undefined || isAtCursor(geometry.rows[selected], cursor)) return;
		show(geometry.rows.findIndex((row) => isAtCursor(row, cursor)));
	}, [cursor]);
	const [from, to] = [view.top - BEYOND, view.top + view.height + COARSE + BEYOND];
	const [first, last] = rowsBetween(geometry, from, to);
	const indices = Array.from({ length: last - first }, (_, index) => first + index);
	// The active row exists always: the grid names it.
	if (selected < first || selected >= last) indices.push(selected);
	const active = geometry.rows[selected];
	const columnCount = 2 + (compares ? 1 : 0) + strips.length + (columns.called > 0 ? 1 : 0);
	return (
		<div
			ref={scroller}
			class="grid"
			role="treegrid"
			tabIndex={0}
			aria-label={t`Steps of the run: ${run.headline}`}
			aria-rowcount={geometry.rows.length + 1}
			aria-colcount={columnCount}
			aria-activedescendant={active && elementId(active)}
			onScroll={scrolled}
			onKeyDown={onKeyDown}
		>
			<Heads context={context} height={heads} />
			<div class="rows" role="rowgroup" style={{ height: `${geometry.height}px` }}>
				{indices.map((index) => {
					const row = geometry.rows[index];
					return (
						<RowView
							key={row.id}
							row={row}
							index={index}
							top={geometry.tops[index]}
							height={geometry.heights[index]}
							isSelected={index === selected}
							isAtCursor={isAtCursor(row, cursor)}
							before={pathBefore(geometry.rows, index)}
							context={context}
							onSelect={onSelect}
						/>
					);
				})}
				<svg class="drawing lanes" width={columns.lanesFrom + columns.lanes} height={geometry.height} aria-hidden="true">
					<defs>
						<pattern id="hatching" width="3" height="3" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
							<path d="M0 0V3" />
						</pattern>
					</defs>
					<Shapes shapes={shapesBetween(drawing.lanes, from, to)} />
					{drawing.names.map(({ x, y, height: high, text }) => (
						<text key={`${x} ${y}`} x={x} y={y + high * 0.8}>
							{text}
						</text>
					))}
				</svg>
				<svg class="drawing strips" width={columns.strip * strips.length} height={geometry.height} aria-hidden="true">
					<Shapes shapes={shapesBetween(drawing.strips, from, to)} />
				</svg>
			</div>
		</div>
	);
}

function Heads({ context, height }: { readonly context: RowContext; readonly height: number }) {
	const { run, compares, columns, strips, fonts } = context;
	const letters = initials(run.lanes.map(({ name }) => name));
	const room = Math.floor((columns.strip - 5) / fonts.value);
	return (
		<div class="heads row" role="row" aria-rowindex={1} style={{ height: `${height}px` }}>
			<span role="columnheader" class="number" aria-label={compares ? t`Step of the losing run` : t`Step`}>
				#
			</span>
			{compares && (
				<span role="columnheader" class="number of-safe" aria-label={t`Step of the safe run`}>
					✓
				</span>
			)}
			<span />
			<div class="lane-heads" aria-hidden="true">
				{run.lanes.map(({ name, context }, lane) => (
					<span
						key={name}
						class={`lane-head ${laneClass(lane)}`}
						style={{ width: `${columns.lane}px` }}
						title={context === undefined ? name : `${name} (${context})`}
					>
						{columns.tier === "narrow" ? letters[lane] : name}
					</span>
				))}
			</div>
			<div role="columnheader" class="label lane-names">
				{columns.tier === "narrow"
					? run.lanes.map(({ name, kind }, lane) => (
							<span key={name} class={`lane-name ${laneClass(lane)}`} title={kind}>
								<i />
								{name}
							</span>
						))
					: "step"}
			</div>
			{columns.called > 0 && (
				<span role="columnheader" class="path">
					{t`called in`}
				</span>
			)}
			{strips.map(({ name, object, field }) => (
				<span key={name} role="columnheader" class="strip-head" title={name}>
					<span>{object.length > room ? `${object.slice(0, room - 1)}…` : object}</span>
					<b>{elided(field, room)}</b>
				</span>
			))}
		</div>
	);
}

/** The functions that the last step before a row is in, if nothing stands between. */
function pathBefore(rows: readonly Row[], index: number): string | undefined {
	const before = rows[index - 1];
	return before?.kind === "step" && before.lane === rows[index].lane
		? before.item.step.stack.map((frame) => frame.function).join()
		: undefined;
}

function isAtCursor(row: Row | undefined, cursor: Cursor | undefined): boolean {
	if (row === undefined || cursor === undefined) return false;
	const isThere = (place: Location | undefined) => place?.uri === cursor.uri && place.range.start.line === cursor.line;
	if (row.kind === "waiting") return isThere(row.waiting.place);
	// What is folded away is marked where it is folded.
	return itemsOf(row).some(({ step }) => isThere(step.place) || (row.kind === "step" && isThere(step.scenarioPlace)));
}
