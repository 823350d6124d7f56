/**
 * The names of bars, beside where each begins, where lanes are wide enough. Where something is in the way a name is a
 * little lower, or left out: the legend has all of them.
 */
import { heightOfStep } from "./geometry";
import { type Box, conflictPoints, type LaneDrawingInput, lineOf } from "./lane-drawing";
import { elided } from "./names";

export interface BarName extends Box {
	readonly text: string;
}

/** For fonts of the default size. */
const CHARACTER = 5.7;
const LINE = 10;
const BESIDE = 24;

export function barNames(input: LaneDrawingInput): readonly BarName[] {
	const { geometry, columns, bars, scale } = input;
	if (columns.tier !== "wide") return [];
	const curve = input.compares ? [] : conflictPoints(input);
	const height = LINE * scale;
	const names: BarName[] = [];
	for (const bar of bars) {
		const begin = bar.from === 0 ? height : heightOfStep(geometry, bar.from);
		const end = bar.to === Number.POSITIVE_INFINITY ? geometry.height : heightOfStep(geometry, bar.to);
		if (begin === undefined || end === undefined) continue;
		const x = lineOf(columns, bar.lane) + BESIDE * scale;
		const room = columns.lanesFrom + (bar.lane + 1) * columns.lane - x;
		const text = shortened(bar.name, Math.floor(room / (CHARACTER * scale)));
		const at = (y: number): BarName => ({ x, y: y - height / 2, width: Math.min(room, text.length * CHARACTER * scale), height, text });
		const isFree = (box: BarName) => !names.some((other) => overlap(other, box)) && !curve.some((point) => isWithin(point, box, 3 * scale));
		const free = [0, 1, 2].map((down) => at(begin + down * height)).find((box) => (box.y < end || box.y < begin) && isFree(box));
		if (free) names.push(free);
	}
	return names;
}

/** Whose it is gives way to what it is. */
function shortened(name: string, room: number): string {
	return name.length <= room ? name : elided(/[^. ]+$/.exec(name)?.[0] ?? name, room);
}

function overlap(a: Box, b: Box): boolean {
	return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function isWithin({ x, y }: { readonly x: number; readonly y: number }, box: Box, margin: number): boolean {
	return x > box.x - margin && x < box.x + box.width + margin && y > box.y - margin && y < box.y + box.height + margin;
}
