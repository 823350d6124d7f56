/**
 * The layout of a run in a panel of some size: columns, rows, what is drawn beside them, and how much the legend takes.
 * Plain values, computed in one go from what there is room for.
 */
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import { barNames } from "./bar-names";
import type { Bar } from "./bars";
import { type Columns, columnsOf } from "./columns";
import type { Field } from "./fields";
import { fitted, type Geometry } from "./geometry";
import { type Drawing, HEADS } from "./grid";
import { drawnBars, laneShapes } from "./lane-drawing";
import type { PageFonts, Size } from "./measure";
import { nameOfLabel } from "./names";
import { rowsOf, type View } from "./rows";
import type { Item } from "./sequence";
import { LEGEND_LINE, legendLines, MORE_SIGNS, type Sign, signsOf } from "./signs";
import { stripShapes } from "./strip-drawing";
import { shownFields, type ViewState } from "./view-state";

export interface LayoutInput {
	readonly run: TimelineRun;
	readonly items: readonly Item[];
	readonly compares: boolean;
	readonly view: Omit<View, "showsSwitches"> & Pick<ViewState, "rowHeight" | "fields">;
	readonly fields: readonly Field[];
	readonly safeFields: readonly Field[];
	readonly bars: readonly Bar[];
	/** Of the panel, and of what stands above the rows. */
	readonly size: Size;
	readonly aboveHeight: number;
	readonly fonts: PageFonts;
}

export interface Layout {
	readonly columns: Columns;
	readonly geometry: Geometry;
	/** The fields that have strips, in the losing run and in the safe one. */
	readonly strips: readonly Field[];
	readonly safeStrips: readonly Field[];
	readonly drawing: Drawing;
	readonly signs: readonly Sign[];
	/** The signs that the legend below has. */
	readonly legend: readonly Sign[];
	/** Whether the legend leads to those that it has no room for. */
	readonly hasMoreSigns: boolean;
	/** The least height of the state where it is below the rows, in pixels. */
	readonly below: number;
	/** The least height of all; a panel that is lower scrolls. */
	readonly least: number;
}

/** How high the state is at least, below the rows, for fonts of the default size. */
const STATE = 112;
/** In a panel that is less wide its lines are broken, and values have hardly a strip. */
const NARROW = 440;
const STATE_IN_NARROW = 190;
/** In a panel that is less high it has one line. */
const LOW = 480;
const STATE_IN_LOW = 34;
/** How much of the rows is in view at least. */
const LEAST_ROWS = 120;
/** What stands above and below the rows within the grid. */
export const EDGES = 6;
/** A run of more steps has a minimap if it does not fit. */
const LONG = 40;
/** In a panel that is less high the legend has one line. */
const LEGEND_FROM = 620;
/** What stands around the lines of the legend. */
const LEGEND_EDGES = 4;
const LEGEND_SIDES = 28;

export function layOut(input: LayoutInput): Layout {
	const { size, fonts } = input;
	const signs = signsOf(drawn(input, fittedIn(input, 0)));
	const heightOf = (legend: readonly Sign[], more: string) =>
		LEGEND_EDGES + LEGEND_LINE * legendLines(legend, more, size.width - LEGEND_SIDES * fonts.scale, fonts.scale, fonts.note);
	// It gives way to the rows: first the names of bars, which the state has, too.
	const short = signs.filter(({ isName }) => !isName);
	// Then all but what two lines hold, or one: those signs are always there, and lead to the others.
	const within = (lines: number) =>
		short.filter((_, index) => heightOf(short.slice(0, index + 1), MORE_SIGNS) <= LEGEND_EDGES + LEGEND_LINE * lines);
	const laidOut = (legend: readonly Sign[], fitted: Fitted): Layout => ({
		...finished(input, fitted, signs),
		legend,
		hasMoreSigns: true,
	});
	const [one, two] = [1, 2].map(within);
	const least = fittedIn(input, heightOf(one, MORE_SIGNS));
	if (size.height < LEGEND_FROM * fonts.scale) return laidOut(one, least);
	/** With one line where a run fits that does not with two. */
	const leastLayout = (): Layout => {
		const wider = fittedIn(input, heightOf(two, MORE_SIGNS));
		const isCut = wider.geometry.height > wider.room && least.geometry.height <= least.room;
		return isCut ? laidOut(one, least) : laidOut(two, wider);
	};
	const whole = fittedIn(input, heightOf(signs, ""));
	if (whole.geometry.height <= whole.room) return { ...finished(input, whole, signs), legend: signs, hasMoreSigns: false };
	const shortened = fittedIn(input, heightOf(short, MORE_SIGNS));
	const fits = shortened.geometry.height <= shortened.room;
	// A run that scrolls in any case loses little by a whole legend; one that nearly fits, what one came to see.
	if (!fits && least.geometry.height <= 1.5 * least.room) return leastLayout();
	return laidOut(short, shortened);
}

interface Fitted extends Pick<Layout, "columns" | "geometry" | "strips" | "safeStrips" | "below" | "least"> {
	/** How much of the height the rows have. */
	readonly room: number;
}

/** The rows with a legend of this height below them; those of a long run with a minimap beside them. */
function fittedIn(input: LayoutInput, legend: number): Fitted {
	const plain = placedIn(input, legend, false);
	const { run } = input;
	return run.steps.length > LONG && plain.geometry.height > 1.5 * plain.room ? placedIn(input, legend, true) : plain;
}

function placedIn(input: LayoutInput, legend: number, hasMinimap: boolean): Fitted {
	const { run, items, compares, view, fields, safeFields, size, aboveHeight, fonts } = input;
	const { scale } = fonts;
	const calls = run.steps.map(({ label }) => nameOfLabel(label)).filter((name, index) => name !== run.steps[index].label);
	const columns = columnsOf({
		width: size.width - fonts.scrollBar,
		height: size.height,
		scale,
		lanes: run.lanes.length,
		steps: run.steps.length,
		compares,
		hasMinimap,
		fields: fields.length,
		chosen: view.fields?.size,
		longestName: Math.max(0, ...calls.map(({ length }) => length)) * fonts.label,
	});
	const rows = rowsOf(run, items, { ...view, showsSwitches: columns.tier !== "wide" });
	const width = columns.label + columns.strip * columns.strips + columns.called - 40 * scale;
	const over = (below: number): Pick<Fitted, "below" | "least" | "room" | "geometry"> => {
		const others = aboveHeight + (columns.isBeside ? 0 : below) + (HEADS + EDGES + legend) * scale;
		const least = others + LEAST_ROWS * scale;
		const room = Math.max(size.height, least) - others;
		const geometry = fitted(rows, room, { scale, bannerLines: (text) => fonts.bannerLines(text, width) }, view.rowHeight);
		return { below, least, room, geometry };
	};
	const usual = over((size.height < LOW * scale ? STATE_IN_LOW : STATE) * scale);
	// It takes no row out of view for that.
	const high = size.width < NARROW * scale && size.height >= LOW * scale ? over(STATE_IN_NARROW * scale) : usual;
	const placed = high.geometry.height <= high.room ? high : usual;
	const strips = shownFields(fields, view.fields, columns.strips);
	const safeStrips = strips.map((strip) => safeFields.find(({ name }) => name === strip.name) ?? { ...strip, changes: [] });
	return { columns, strips, safeStrips, ...placed };
}

function finished(input: LayoutInput, { room: _, ...layout }: Fitted, signs: readonly Sign[]): Omit<Layout, "legend" | "hasMoreSigns"> {
	return { ...layout, drawing: drawingOf(input, layout), signs };
}

function drawingOf(
	input: LayoutInput,
	{ columns, geometry, strips, safeStrips }: Pick<Fitted, "columns" | "geometry" | "strips" | "safeStrips">,
): Drawing {
	const { run, compares, bars } = input;
	const { scale } = input.fonts;
	const lanes = { run, geometry, columns, bars, compares, scale };
	return {
		lanes: laneShapes(lanes),
		strips: stripShapes({ geometry, losing: strips, safe: compares ? safeStrips : undefined, width: columns.strip, scale }),
		names: barNames(lanes),
	};
}

function drawn(input: LayoutInput, layout: Fitted) {
	const { run, compares, bars, fonts } = input;
	const { lanes, strips } = drawingOf(input, layout);
	const { geometry, columns } = layout;
	const shown = drawnBars({ run, geometry, columns, bars, compares, scale: fonts.scale });
	return { run, compares, shapes: [...lanes, ...strips], bars: shown };
}
