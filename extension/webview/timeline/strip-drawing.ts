/**
 * The drawing of the strips: a line for each field, that steps aside where its value changes, dotted while it is null.
 */
import type { Field, FieldChange } from "./fields";
import { type Geometry, heightOfStep, middle } from "./geometry";
import { type Shape, shape } from "./shapes";

export interface StripDrawingInput {
	readonly geometry: Geometry;
	/** The fields with strips, in the losing run, and in the safe one if it is compared with that. */
	readonly losing: readonly Field[];
	readonly safe: readonly Field[] | undefined;
	/** How wide a strip is. */
	readonly width: number;
	readonly scale: number;
}

/** How far a line steps aside. */
const AMPLITUDE = 9;

export function stripShapes({ geometry, losing, safe, width, scale }: StripDrawingInput): readonly Shape[] {
	return losing.flatMap((field, index) => {
		const other = safe?.[index];
		const offset = index * width + 4 * scale;
		const values = [...new Set([field, ...(other ? [other] : [])].flatMap(valuesOf))];
		const at = (value: string) => offset + AMPLITUDE * scale * level(value, values);
		const end = lastHeight(geometry);
		return [
			...(other ? line(other, "safe", geometry, at, end, "safe") : []),
			...line(field, "losing", geometry, at, other ? (heightOfLast(geometry) ?? end) : end, other ? "losing" : "alone"),
		];
	});
}

function line(
	{ start, changes }: Pick<Field, "start" | "changes">,
	run: "losing" | "safe",
	geometry: Geometry,
	at: (value: string) => number,
	end: number,
	name: string,
): readonly Shape[] {
	const shapes: Shape[] = [];
	let from = 0;
	let value = start;
	const upTo = (y: number) => {
		shapes.push(shape(`strip-line ${name}${value === "null" ? " nothing" : ""}`, `M${at(value)} ${from}V${y}`, from, y));
	};
	for (const { number, after } of changes) {
		const y = heightOfStep(geometry, number, run);
		if (y === undefined) continue;
		upTo(y);
		shapes.push(shape(`strip-line ${name}`, `M${at(value)} ${y}H${at(after)}`, y));
		from = y;
		value = after;
	}
	upTo(Math.max(from, end));
	return shapes;
}

/** From 0 to 1: numbers by their size, nothing at the left, and neighbours among other values apart. */
function level(value: string, values: readonly string[]): number {
	const numbers = values.map(Number);
	if (numbers.every((number) => Number.isInteger(number))) {
		const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
		return most === least ? 0.5 : (Number(value) - least) / (most - least);
	}
	if (value === "null" || value === "false") return 0;
	const others = values.filter((other) => other !== "null" && other !== "false");
	return others.length < 2 ? 1 : 0.5 + 0.5 * (others.indexOf(value) % 2);
}

function valuesOf({ start, changes }: Pick<Field, "start" | "changes">): readonly string[] {
	return [start, ...changes.map(({ after }: FieldChange) => after)];
}

function lastHeight(geometry: Geometry): number {
	const last = geometry.rows.findLastIndex(({ kind }) => kind === "step" || kind === "fold");
	return last < 0 ? 0 : geometry.tops[last] + geometry.heights[last];
}

function heightOfLast(geometry: Geometry): number | undefined {
	const row = geometry.losing.get(Math.max(0, ...geometry.losing.keys()));
	return row === undefined ? undefined : middle(geometry, row);
}
