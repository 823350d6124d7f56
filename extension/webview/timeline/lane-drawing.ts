/**
 * The drawing of the lanes: a line for each, marks for what the steps do, bars for what lanes hold, the window's
 * bracket, and the curve from what was seen to the step that makes it stale.
 *
 * Each thing has a shape of its own, so that nothing depends on its colour: a ring looks, a disc changes, a disc with a
 * cross fails, a square waits.
 */
import { t } from "../../../language-server/src/base/l10n";
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import type { Bar } from "./bars";
import type { Columns } from "./columns";
import { type Geometry, heightOfStep, middle } from "./geometry";
import { awaited, deciding, itemsOf, type Row } from "./rows";
import type { Item } from "./sequence";
import { box, circle, cross, head, type Shape, shape } from "./shapes";

export interface LaneDrawingInput {
	readonly run: TimelineRun;
	readonly geometry: Geometry;
	readonly columns: Columns;
	readonly bars: readonly Bar[];
	readonly compares: boolean;
	readonly scale: number;
}

/** How many colours lanes have. */
const COLORS = 6;

export function laneClass(lane: number): string {
	return `lane-${lane % COLORS}`;
}

export function laneShapes(input: LaneDrawingInput): readonly Shape[] {
	return [
		...lines(input),
		...flow(input),
		...bars(input),
		...(input.compares ? movedPair(input) : window(input)),
		...(input.compares ? [] : loops(input)),
		...marks(input),
	];
}

/** Where a lane's line is. */
export function lineOf({ lanesFrom, lane, line }: Columns, index: number): number {
	return lanesFrom + index * lane + line;
}

/** The rows in which a lane does something. */
function actsIn(row: Row): boolean {
	return row.kind === "step" || row.kind === "fold" || row.kind === "waiting";
}

function endOf({ rows, tops, heights }: Geometry): number {
	const last = rows.findLastIndex(actsIn);
	return last < 0 ? 0 : tops[last] + heights[last];
}

/** A thin line for as long as a lane exists, a stronger one from its first step to its last. */
function lines({ run, geometry, columns }: LaneDrawingInput): readonly Shape[] {
	const end = endOf(geometry);
	return run.lanes.flatMap((_, lane) => {
		const x = lineOf(columns, lane);
		const first = geometry.rows.findIndex((row) => actsIn(row) && row.lane === lane);
		const last = geometry.rows.findLastIndex((row) => actsIn(row) && row.lane === lane);
		const exists = shape(`exists ${laneClass(lane)}`, `M${x} 0V${end}`, 0, end);
		if (first < 0) return [exists];
		const [from, to] = [middle(geometry, first), middle(geometry, last)];
		return [exists, shape(`lives ${laneClass(lane)}`, `M${x} ${from}V${to}`, from, to)];
	});
}

/** The way of the run: down a lane while it goes on, and over to the one that goes on behind it. */
function flow({ geometry, columns }: LaneDrawingInput): readonly Shape[] {
	const acting = [...geometry.rows.keys()].filter((index) => geometry.rows[index].kind !== "waiting" && actsIn(geometry.rows[index]));
	return acting.slice(1).map((index, previous) => {
		const [from, to] = [geometry.rows[acting[previous]].lane, geometry.rows[index].lane];
		const [a, b] = [middle(geometry, acting[previous]), middle(geometry, index)];
		const [x, y] = [lineOf(columns, from), lineOf(columns, to)];
		if (from === to) return shape(`runs ${laneClass(to)}`, `M${x} ${a}V${b}`, a, b);
		const half = (a + b) / 2;
		return shape("switches", `M${x} ${a}C${x} ${half} ${y} ${half} ${y} ${b}`, a, b);
	});
}

function bars(input: LaneDrawingInput): readonly Shape[] {
	return input.bars.flatMap((bar) => {
		const place = boxOf(bar, input);
		if (place === undefined) return [];
		const { x, y, width, height } = place;
		const drawn = shape(`bar ${bar.kind} ${laneClass(bar.lane)}`, box(x, y, width, height), y, y + height, barTitle(bar, input.run));
		return [bar.kind === "state" ? { ...drawn, isHatched: true } : drawn];
	});
}

/** The bars that there is room for. */
export function drawnBars(input: LaneDrawingInput): readonly Bar[] {
	return input.bars.filter((bar) => boxOf(bar, input) !== undefined);
}

/** States of a lane are at the left of its line, what it holds at the right. */
function boxOf(bar: Bar, { geometry, columns, scale }: LaneDrawingInput): Box | undefined {
	const from = bar.from === 0 ? 0 : heightOfStep(geometry, bar.from);
	const isOpen = bar.to === Number.POSITIVE_INFINITY;
	const to = isOpen ? endOf(geometry) : heightOfStep(geometry, bar.to);
	if (from === undefined || to === undefined) return undefined;
	const margin = 3 * scale;
	const y = from - margin;
	const height = to + (isOpen ? 0 : margin) - y;
	const line = lineOf(columns, bar.lane);
	const begin = columns.lanesFrom + bar.lane * columns.lane;
	if (bar.kind === "state") {
		const x = line - (10 + bar.column * 5) * scale;
		return x < begin - 4 * scale ? undefined : { x, y, width: 4 * scale, height };
	}
	const x = line + (7.5 + bar.column * 4) * scale;
	return x > begin + columns.lane + 1 ? undefined : { x, y, width: 2.5 * scale, height };
}

function barTitle({ lane, name, kind, from, to }: Bar, { lanes }: TimelineRun): string {
	const stretch = t`${from === 0 ? t`the start` : `#${from}`} to ${to === Number.POSITIVE_INFINITY ? t`the end` : `#${to}`}`;
	return kind === "state" ? `${lanes[lane].name}: ${name}, ${stretch}` : t`${lanes[lane].name} holds ${name}, ${stretch}`;
}

/** The bracket of the window beside the numbers, and the curve from the first step of the racing pair to the second. */
function window({ run, geometry, columns, scale }: LaneDrawingInput): readonly Shape[] {
	const { pair } = run;
	if (pair === undefined) return [];
	const shapes: Shape[] = [];
	const isOpen = pair.from === pair.to;
	const x = columns.lanesFrom - columns.bracket + 4 * scale;
	const at = (number: number) => heightOfStep(geometry, number);
	const [from, to] = [at(pair.from), at(isOpen ? pair.second.number : pair.to) ?? endOf(geometry)];
	const arm = 8 * scale;
	if (from !== undefined) {
		const foot = isOpen ? "" : `H${x + arm}`;
		shapes.push(shape("window", `M${x + arm} ${from}H${x}V${to}${foot}`, from, to));
		if (isOpen) shapes.push(shape("window", head(x, to, "down", 3 * scale), to));
		for (const number of deciding(run, false)) {
			const y = at(number);
			const isEnd = number === pair.from || number === pair.to || (isOpen && number === pair.second.number);
			if (y === undefined || isEnd || y < from || y > to) continue;
			shapes.push(shape("window", `M${x} ${y}h${5 * scale}`, y));
		}
	}
	const curve = conflictCurve({ run, geometry, columns, scale });
	if (curve === undefined) return shapes;
	const [begin, one, other, tip] = curve;
	const { y: first } = begin;
	shapes.push(shape("conflict", `M${text(begin)}C${text(one)} ${text(other)} ${text(tip)}`, first, tip.y));
	shapes.push(shape("conflict", head(tip.x, tip.y, "down", 3.5 * scale), tip.y));
	return shapes;
}

interface Point {
	readonly x: number;
	readonly y: number;
}

/** A part of the drawing, in its pixels. */
export interface Box extends Point {
	readonly width: number;
	readonly height: number;
}

/** Begin, handles and tip of the curve from what was seen to the step that makes it stale. */
function conflictCurve({ run: { pair }, geometry, columns, scale }: Pick<LaneDrawingInput, "run" | "geometry" | "columns" | "scale">) {
	if (pair === undefined) return undefined;
	const [first, second] = [pair.first, pair.second].map(({ number }) => heightOfStep(geometry, number));
	if (first === undefined || second === undefined || first >= second) return undefined;
	const [a, b] = [lineOf(columns, pair.first.lane), lineOf(columns, pair.second.lane)];
	const side = Math.sign(b - a) || 1;
	const points: readonly [Point, Point, Point, Point] = [
		{ x: a + side * 7 * scale, y: first },
		{ x: a + (b - a) * 0.95, y: first },
		{ x: b, y: first + (second - first) * 0.25 },
		{ x: b, y: second - 8 * scale },
	];
	return points;
}

const SAMPLES = 60;

/** Points of that curve, close to each other; none where there is no such curve. */
export function conflictPoints(input: LaneDrawingInput): readonly Point[] {
	const curve = conflictCurve(input);
	if (curve === undefined) return [];
	return Array.from({ length: SAMPLES + 1 }, (_, index) => {
		const t = index / SAMPLES;
		const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
		const along = (of: (point: Point) => number) => curve.reduce((sum, point, place) => sum + weights[place] * of(point), 0);
		return { x: along(({ x }) => x), y: along(({ y }) => y) };
	});
}

function text({ x, y }: Point): string {
	return `${x} ${y}`;
}

/** In a comparison: where the first step of the pair goes in the safe run. */
function movedPair({ run, geometry, columns, scale }: LaneDrawingInput): readonly Shape[] {
	const { pair } = run;
	if (pair === undefined) return [];
	const x = columns.lanesFrom - 3 * scale;
	return geometry.rows.flatMap((row) => {
		if (row.kind !== "step" || row.side !== "losing" || row.item.moved === undefined) return [];
		const { number } = row.item.step;
		if (number !== pair.first.number && number !== pair.second.number) return [];
		const [from, to] = [heightOfStep(geometry, number), heightOfStep(geometry, row.item.moved.number, "safe")];
		if (from === undefined || to === undefined) return [];
		const way = `M${x} ${from}h${-7 * scale}V${to}h${5 * scale}`;
		return [shape("moved", way, from, to), shape("moved", head(x, to, "right", 3 * scale), to)];
	});
}

/** What goes on for ever: a bracket with an arrow back around the steps of a loop, and around the lanes that wait. */
function loops({ run, geometry, columns, scale }: LaneDrawingInput): readonly Shape[] {
	const x = columns.lanesFrom - columns.bracket + 4 * scale;
	const bracket = (from: number, to: number): readonly Shape[] => {
		const arm = 6 * scale;
		return [
			shape("loop", `M${x + arm} ${to}H${x}V${from}h${arm}`, from, to),
			shape("loop", head(x + arm + 2 * scale, from, "right", 3 * scale), from),
		];
	};
	const shapes: Shape[] = [];
	if (run.loop) {
		const [from, to] = [heightOfStep(geometry, run.loop.from), heightOfStep(geometry, run.loop.to)];
		// A single step that repeats has a bracket around it.
		const around = run.loop.from === run.loop.to ? 7 * scale : 0;
		if (from !== undefined && to !== undefined) shapes.push(...bracket(from - around, to + around));
	}
	const waiting = [...geometry.rows.keys()].filter((index) => geometry.rows[index].kind === "waiting");
	if (waiting.length > 0) {
		const [first, last] = [waiting[0], waiting[waiting.length - 1]];
		shapes.push(...bracket(geometry.tops[first] + 4 * scale, geometry.tops[last] + geometry.heights[last] - 4 * scale));
	}
	return shapes;
}

function marks({ run, geometry, columns, compares, scale }: LaneDrawingInput): readonly Shape[] {
	const waited = awaited(run);
	const decides = deciding(run, compares);
	return geometry.rows.flatMap((row, index): readonly Shape[] => {
		const x = lineOf(columns, row.lane);
		const y = middle(geometry, index);
		const color = laneClass(row.lane);
		if (row.kind === "waiting") {
			const side = 9 * scale;
			return [shape(`mark waits ${color}`, box(x - side / 2, y - side / 2, side, side), y)];
		}
		if (row.kind === "fold") {
			return row.items.map((_, place) => {
				const at = geometry.tops[index] + (geometry.heights[index] * (place + 1)) / (row.items.length + 1);
				return shape(`mark folded ${laneClass(row.items[place].step.lane)}`, circle(x, at, 1.3 * scale), at);
			});
		}
		if (row.kind !== "step") return [];
		const { losing, step } = row.item;
		if (losing?.failing) return [shape("mark fails", circle(x, y, 6.5 * scale), y), shape("mark crossed", cross(x, y, 2.6 * scale), y)];
		const isWaited = !compares && losing !== undefined && waited.has(losing.number);
		const isOfPair = losing !== undefined && decides.has(losing.number);
		const shapes: Shape[] = [];
		if (isWaited || isOfPair) shapes.push(shape(`ring ${isWaited ? "waited" : "pair"}`, circle(x, y, 7 * scale), y));
		const radius = (isWaited || isOfPair ? 3.8 : 4.3) * scale;
		shapes.push(shape(`mark ${changesState(row.item) ? "changes" : "looks"} ${color}`, circle(x, y, radius), y));
		for (const woken of step.wakes ?? []) {
			const to = lineOf(columns, woken);
			const away = Math.sign(to - x) * 6 * scale;
			if (away === 0) continue;
			shapes.push(shape("wakes", `M${x + away} ${y}H${to}`, y, y, `wakes ${run.lanes[woken].name}`));
			shapes.push(shape("wakes tip", head(to, y, away > 0 ? "right" : "left", 2.5 * scale), y));
		}
		return shapes;
	});
}

function changesState({ step }: Item): boolean {
	return step.changes.some(({ local, before, after }) => !local && before !== after);
}

/** The numbers of the steps in a row, of the losing run where there are two. */
export function numbersIn(row: Row): readonly number[] {
	return itemsOf(row).flatMap(({ losing }) => (losing ? [losing.number] : []));
}
