/** What the shared state holds after each step of a run, in the form of strips that run beside the steps. */
import type { TimelineRun } from "../../language-server/src/lsp/protocol/timelines";

/** One field of one object, over the whole run. */
export interface Strip {
	readonly object: string;
	readonly field: string;
	/** `values[0]` before the first step, `values[n]` after step n. */
	readonly values: readonly string[];
}

/** The strips of an object stand together. Only what changes has one; what notes who holds a lock is a bar instead. */
export function stripsOf(run: TimelineRun): readonly Strip[] {
	const strips = new Map<string, { object: string; field: string; values: string[] }>();
	for (const { number, changes } of run.steps) {
		for (const change of changes) {
			if (change.local || change.holder) continue;
			let strip = strips.get(change.name);
			if (strip === undefined) {
				const object = change.name === change.field ? "" : change.name.slice(0, -change.field.length - 1);
				strip = { object, field: change.field, values: [] };
				strips.set(change.name, strip);
			}
			fill(strip.values, number - 1, change.before);
			strip.values[number] = change.after;
		}
	}
	for (const { values } of strips.values()) fill(values, run.steps.length, values[values.length - 1]);
	const objects = [...new Set([...strips.values()].map((strip) => strip.object))];
	return [...strips.values()].sort((a, b) => objects.indexOf(a.object) - objects.indexOf(b.object));
}

/** Something that a lane holds for a while: a lock, a wait queue. */
export interface Bar {
	readonly lane: string;
	readonly name: string;
	/** The step that takes it. 0 when it is held from the start. */
	readonly from: number;
	/** The step that lets go of it; Infinity when none does. */
	readonly to: number;
}

/** Who holds what, and how long. */
export function barsOf(run: TimelineRun): readonly Bar[] {
	const bars: Bar[] = [];
	const held = new Map<string, { lane: string; from: number }>();
	const known = new Set<string>();
	const isLane = (name: string) => run.lanes.some((lane) => lane.name === name);
	for (const { number, changes } of run.steps) {
		for (const { name, before, after, holder } of changes) {
			if (!holder) continue;
			if (!known.has(name) && isLane(before)) held.set(name, { lane: before, from: 0 });
			known.add(name);
			const holding = held.get(name);
			if (holding) bars.push({ ...holding, name, to: number });
			held.delete(name);
			if (isLane(after)) held.set(name, { lane: after, from: number });
		}
	}
	for (const [name, holding] of held) bars.push({ ...holding, name, to: Number.POSITIVE_INFINITY });
	return bars.sort((a, b) => a.from - b.from);
}

/** Extends a list up to an index with a value, or with its last. */
function fill(values: string[], index: number, value: string): void {
	while (values.length <= index) values.push(values.length === 0 ? value : values[values.length - 1]);
}
