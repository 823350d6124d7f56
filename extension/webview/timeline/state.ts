/** What is true after a step: what it changed, who holds what, and all other fields that the run changes. */
import type { Bar } from "./bars";
import { type Field, type FieldChange, lastChange, type Told, valueAfter } from "./fields";

export interface State {
	/** Fields that the step changed, then counts that are not at rest, then the others. */
	readonly fields: readonly FieldState[];
	/** Who holds which locks, by lane. */
	readonly held: readonly LaneBars[];
	/** In which states of their own lanes are. */
	readonly states: readonly LaneBars[];
}

export interface LaneBars {
	readonly lane: number;
	readonly bars: readonly Bar[];
}

export interface FieldState {
	readonly field: Field;
	readonly value: string;
	/** True when it is the step that changed it. */
	readonly changedHere: boolean;
	/** The change that made it so; undefined for what has not changed yet. */
	readonly last: FieldChange | undefined;
	/** Of a count who holds what it counts. */
	readonly shares: readonly Share[];
	/** Of a count what is left of it without them. */
	readonly rest: number;
}

export interface Share {
	readonly lane: number;
	readonly amount: number;
	/** The step that took the last of them; 0 for what is held from the start. */
	readonly number: number;
	/** `reference` */
	readonly what: string;
}

/** The state after a step of a run with these fields, bars and holds. */
export function stateAfter(number: number, fields: readonly Field[], bars: readonly Bar[], told: Pick<Told, "cells" | "holds">): State {
	const states = fields.map((field): FieldState => {
		const last = lastChange(field.changes, number);
		const value = valueAfter(field, number);
		const shares = field.counts ? sharesOf(field, number, told) : [];
		const rest = shares.reduce((left, { amount }) => left - amount, Number(value));
		return { field, value, changedHere: last?.number === number, last, shares, rest };
	});
	const rank = ({ changedHere, shares }: FieldState) => (changedHere ? 0 : shares.length > 0 ? 1 : 2);
	const open = bars.filter(({ from, to }) => from <= number && number < to);
	return {
		fields: states.sort((a, b) => rank(a) - rank(b)),
		held: byLane(open.filter(({ kind }) => kind === "lock" || kind === "shared")),
		states: byLane(open.filter(({ kind }) => kind === "state")),
	};
}

/** How the value of a count comes about: what each lane holds of it. */
function sharesOf({ name }: Field, number: number, { cells, holds }: Pick<Told, "cells" | "holds">): readonly Share[] {
	const shares = new Map<number, Share>();
	for (const { lane, cell, what, from, to } of holds) {
		if (cells[cell]?.name !== name || from > number || (to !== undefined && to <= number)) continue;
		const known = shares.get(lane);
		shares.set(lane, { lane, amount: (known?.amount ?? 0) + 1, number: Math.max(known?.number ?? 0, from), what });
	}
	return [...shares.values()];
}

function byLane(bars: readonly Bar[]): readonly LaneBars[] {
	const lanes = [...new Set(bars.map(({ lane }) => lane))].sort((a, b) => a - b);
	return lanes.map((lane) => ({ lane, bars: bars.filter((bar) => bar.lane === lane) }));
}
