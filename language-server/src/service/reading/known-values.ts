/**
 * Which values something has at a point, as far as that is known.
 *
 * Invariant: values are called all only when every interleaving was looked at, and not too many were found to be kept;
 * else they are some of them, and whoever shows them says so.
 */
import { t } from "../../base/l10n";
import { printValue } from "../../explain/timeline/print-value";
import type { ValueType } from "../../system/system-text";
import { type Evidence, type Point, valueIn, valuesAt } from "./point";

export interface KnownValues {
	/** Ascending. */
	readonly values: readonly number[];
	/** True when there are no others. */
	readonly all: boolean;
}

/** So many values of a set are listed. */
const LISTED = 8;

/** Over all interleavings where these are known; else in the run, wherever its lanes are at the point. */
export function knownValues(evidence: Evidence, point: Point, cell: number): KnownValues {
	const { observations, system, run } = evidence;
	const observed = valuesAt(evidence, point, cell);
	if (observed) {
		const truncated = point.locations.some(([lane, location]) => observations?.truncated?.[lane]?.[location]?.includes(cell));
		return { values: observed, all: isComplete(evidence) && !truncated };
	}
	const values = new Set<number>();
	run?.states.forEach((state, index) => {
		if (!point.locations.some(([lane, location]) => state[system.lanes[lane].locationCell] === location)) return;
		const value = valueIn(evidence, index, cell);
		if (value !== undefined) values.add(value);
	});
	return { values: [...values].sort((a, b) => a - b), all: false };
}

/** Whether what is known of values is known of every interleaving. */
export function isComplete({ observations, known }: Evidence): boolean {
	return observations !== undefined && observations.partial !== true && known.kind === "found" && known.outcome.result.complete;
}

/** `2` of one value that is the only one, else `{1, 2}`. */
export function valuesText({ objects }: Evidence["text"], type: ValueType, { values, all }: KnownValues): string {
	const print = (value: number): string => printValue({ objects }, type, value);
	return values.length === 1 && all ? print(values[0]) : setText(values, type, print);
}

/** `{1, 2, 3}`, or `{0..40}` and `21 values from 0 to 40` for many numbers. */
export function setText(values: readonly number[], type: ValueType, print: (value: number) => string): string {
	if (values.length <= LISTED) return `{${values.map(print).join(", ")}}`;
	const [first, last] = [values[0], values[values.length - 1]];
	if (type.kind !== "int") return `{${values.slice(0, LISTED).map(print).join(", ")}, …}`;
	return last - first + 1 === values.length ? `{${first}..${last}}` : t`${values.length} values from ${first} to ${last}`;
}
