/** What lanes hold for a while, as bars beside their lines: locks, references, and states of their own. */
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import { isOfLane, LOCK, type Told } from "./fields";

export interface Bar {
	readonly lane: number;
	/** `data.i_mmaplock`, `page 0 reference`; of a state of the lane itself `irqs_off`. */
	readonly name: string;
	/** `shared`: a lock that others may hold, too. `count`: one of what a count counts. `state`: the lane's own. */
	readonly kind: "lock" | "shared" | "count" | "state";
	/** The step that begins it; 0 for what is held from the start. */
	readonly from: number;
	/** The step that ends it; Infinity when none does. */
	readonly to: number;
	/** Which of the columns beside the lane's line it is in; states have columns of their own. */
	readonly column: number;
}

/** The bars of a run, or of the safe one beside it. */
export function barsOf(told: Told, lanes: TimelineRun["lanes"]): readonly Bar[] {
	const held = told.holds.flatMap(({ lane, cell, what, from, to }): Stretch[] => {
		const { kind, object, name } = told.cells[cell] ?? {};
		if (kind === undefined) return [];
		const of = object || name;
		const end = to ?? Number.POSITIVE_INFINITY;
		if (what !== LOCK) return [{ lane, name: isOfLane(object, lanes) ? what : `${of} ${what}`, kind: "count", from, to: end }];
		return [{ lane, name: of, kind: kind === "count" ? "shared" : "lock", from, to: end }];
	});
	return inColumns([...held, ...statesOf(told, lanes)]);
}

type Stretch = Omit<Bar, "column">;

/** How long each lane is in a state of its own: while a truth value that belongs to the lane is true. */
function statesOf({ cells }: Pick<Told, "cells">, lanes: TimelineRun["lanes"]): readonly Stretch[] {
	return cells
		.filter(({ object }) => isOfLane(object, lanes))
		.flatMap(({ object, field, start, changes }) => {
			const lane = lanes.findIndex(({ name }) => name === object);
			return [{ number: 0, value: start }, ...changes].flatMap(({ number, value }, index): Stretch[] => {
				if (value !== "true") return [];
				return [{ lane, name: field, kind: "state", from: number, to: changes[index]?.number ?? Number.POSITIVE_INFINITY }];
			});
		});
}

/** Bars that overlap stand beside each other. */
function inColumns(stretches: readonly Stretch[]): readonly Bar[] {
	const ends = new Map<string, number[]>();
	return [...stretches]
		.sort((a, b) => a.from - b.from)
		.map((stretch) => {
			const key = `${stretch.lane} ${stretch.kind === "state"}`;
			const columns = ends.get(key) ?? [];
			ends.set(key, columns);
			const free = columns.findIndex((end) => end < stretch.from);
			const column = free < 0 ? columns.length : free;
			columns[column] = stretch.to;
			return { ...stretch, column };
		});
}
