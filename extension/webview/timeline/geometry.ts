/**
 * Where rows are, by arithmetic: their heights follow from their kinds, so that only those in view need exist.
 *
 * Invariant: rows touch each other without gaps.
 */
import { itemsOf, type Row } from "./rows";

export interface Geometry {
	readonly rows: readonly Row[];
	/** The upper edge of each row, in pixels from that of the first. */
	readonly tops: readonly number[];
	readonly heights: readonly number[];
	/** Of all rows together. */
	readonly height: number;
	/** How high a step is. */
	readonly rowHeight: number;
	/** The row of each step of the losing run, by number, and of the safe one. */
	readonly losing: ReadonlyMap<number, number>;
	readonly safe: ReadonlyMap<number, number>;
}

/** What the heights of rows depend on. */
export interface RowMeasures {
	/** How much larger than the default the fonts are. */
	readonly scale: number;
	/** How many lines a banner's text takes. */
	bannerLines(text: string): number;
}

/** Heights of steps, the largest first, of which that is taken with which all rows fit. */
const FITTING = [22, 20, 18];
/** The height of a step where not all rows fit. */
const SCROLLING = 20;
export const SMALLEST_ROW = 16;
export const LARGEST_ROW = 26;
const PATH = 15;
const BANNER_LINE = 16;

/** Places rows with steps of this height, given for fonts of the default size. */
export function placed(rows: readonly Row[], step: number, measures: RowMeasures): Geometry {
	const { scale } = measures;
	const heightOf = (row: Row): number => {
		if (row.kind === "switch") return step - 2;
		if (row.kind === "fold") return step - 4;
		if (row.kind === "path") return PATH;
		if (row.kind === "waiting") return step + 2;
		if (row.kind === "banner") return Math.max(step, 4 + BANNER_LINE * measures.bannerLines(row.text));
		return step;
	};
	const heights = rows.map((row) => Math.round(heightOf(row) * scale));
	const tops: number[] = [];
	let height = 0;
	for (const each of heights) {
		tops.push(height);
		height += each;
	}
	const losing = new Map<number, number>();
	const safe = new Map<number, number>();
	for (const [index, row] of rows.entries())
		for (const item of itemsOf(row)) {
			if (item.losing) losing.set(item.losing.number, index);
			if (item.safe) safe.set(item.safe.number, index);
		}
	return { rows, tops, heights, height, rowHeight: step, losing, safe };
}

/** Places rows in a room of this height: all of them if that is possible, otherwise so that they are easy to read. */
export function fitted(rows: readonly Row[], room: number, measures: RowMeasures, chosen: number | undefined): Geometry {
	if (chosen !== undefined) return placed(rows, chosen, measures);
	for (const step of FITTING) {
		const geometry = placed(rows, step, measures);
		if (geometry.height <= room) return geometry;
	}
	return placed(rows, SCROLLING, measures);
}

/** The vertical middle of a row. */
export function middle({ tops, heights }: Geometry, row: number): number {
	return tops[row] + heights[row] / 2;
}

/** Where a step is: the middle of its row, or its place within a fold. Undefined for a step that has none. */
export function heightOfStep(geometry: Geometry, number: number, run: "losing" | "safe" = "losing"): number | undefined {
	const index = geometry[run].get(number);
	if (index === undefined) return undefined;
	const row = geometry.rows[index];
	if (row.kind === "step") return middle(geometry, index);
	const items = itemsOf(row);
	const place = items.findIndex((item) => item[run]?.number === number);
	return geometry.tops[index] + (geometry.heights[index] * (place + 1)) / (items.length + 1);
}

/** The index of the row at a height; the first or the last one beyond the edges. */
export function rowAt({ tops }: Geometry, height: number): number {
	let low = 0;
	let high = tops.length - 1;
	while (low < high) {
		const half = Math.ceil((low + high) / 2);
		if (tops[half] <= height) low = half;
		else high = half - 1;
	}
	return Math.max(0, low);
}

/** Indices of the first row that is seen between two heights, and of the first below that is not. */
export function rowsBetween(geometry: Geometry, from: number, to: number): readonly [number, number] {
	return [rowAt(geometry, from), geometry.rows.length === 0 ? 0 : rowAt(geometry, to) + 1];
}
