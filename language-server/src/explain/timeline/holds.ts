/**
 * Who holds what in a run: a lock, whose cell names its holder, or a part of a count of holders (`@holders`).
 *
 * Invariant: at every moment a count is what it has at rest, which is never negative, and the holds of it that are open
 * there.
 */
import type { Run } from "../../checker/result";
import type { CellText, NamedSystem } from "../../system/system-text";
import { printValue } from "./print-value";
import { canStillWrite } from "./still-writes";

/** A lane holds something from a step on. */
export interface Hold {
	readonly lane: number;
	/** Index into `TransitionSystem.cells`. */
	readonly cell: number;
	/** What it holds: `lock`, or what a count says that it counts, such as `reference`. */
	readonly what: string;
	/** The step that takes it, from 1; 0 for what it holds from the start. */
	readonly from: number;
	/** The step that gives it back, by whomever; undefined where the run ends before. */
	readonly to: number | undefined;
}

/** How a cell says who holds something: by naming its holder, by counting, or not at all. */
export function holdKind({ system, text }: NamedSystem, cell: number): "holder" | "count" | "value" {
	const { type, holders } = text.cells[cell];
	if (system.cells[cell].role !== "shared") return "value";
	if (type.kind === "reference" && type.struct === "task") return "holder";
	return holders === undefined ? "value" : "count";
}

/**
 * What somebody holds who is named in a cell: the object, if it is there to be held, such as a mutex; else the cell
 * alone, as of a page that has a lock bit beside others.
 */
export function heldName(named: NamedSystem, cell: number): string {
	const { cells, objects } = named.text;
	const { object, name } = cells[cell];
	if (object === undefined) return name;
	const isOfHolders = cells.every((other, index) => other.object !== object || other.ghost || holdKind(named, index) !== "value");
	return isOfHolders ? objects[object].name : name;
}

/** The holds of all cells of a run, in the order in which they begin. */
export function holdsOf(named: NamedSystem, run: Pick<Run, "steps" | "states">): readonly Hold[] {
	return named.text.cells.flatMap((_, cell) => cellHolds(named, run, cell)).sort((a, b) => a.from - b.from || a.cell - b.cell);
}

/** The holds of one cell, in the order in which they begin. */
export function cellHolds(named: NamedSystem, run: Pick<Run, "steps" | "states">, cell: number): readonly Hold[] {
	switch (holdKind(named, cell)) {
		case "holder":
			return namedHolds(named, run, cell);
		case "count":
			return countedHolds(named, run, cell);
		case "value":
			return [];
	}
}

/** Those that are open after the last step. */
export function openHolds(named: NamedSystem, run: Pick<Run, "steps" | "states">, cell: number): readonly Hold[] {
	return cellHolds(named, run, cell).filter(({ to }) => to === undefined);
}

function namedHolds({ text }: NamedSystem, { states }: Pick<Run, "states">, cell: number): readonly Hold[] {
	const holds: Hold[] = [];
	for (let step = 0; step < states.length; step++) {
		if (step > 0 && states[step][cell] === states[step - 1][cell]) continue;
		const lane = laneNamed(text, text.cells[cell], states[step][cell]);
		const last = holds.at(-1);
		if (last && last.to === undefined) holds[holds.length - 1] = { ...last, to: step };
		if (lane >= 0) holds.push({ lane, cell, what: "lock", from: step, to: undefined });
	}
	return holds;
}

function laneNamed(text: NamedSystem["text"], { type }: CellText, value: number): number {
	const name = printValue(text, type, value);
	return text.lanes.findIndex((lane) => lane.name === name);
}

/**
 * Who has raised a count holds a part of it until it is lowered. A lane gives back what it took last. One that took
 * nothing gives back what is nobody's to give back any more: of a lane that cannot lower the count itself. Else a
 * device or daemon, such as one that ends the request of a task, gives back what was taken first, and a task what
 * the count had at rest.
 */
function countedHolds({ system, text }: NamedSystem, { steps, states }: Pick<Run, "steps" | "states">, cell: number): readonly Hold[] {
	const { holders: what = "" } = text.cells[cell];
	const holds: Hold[] = [];
	const open = (): readonly number[] => holds.flatMap(({ to }, index) => (to === undefined ? [index] : []));
	const close = (index: number, to: number): void => {
		holds[index] = { ...holds[index], to };
	};
	steps.forEach(({ lane }, index) => {
		const before = states[index][cell];
		const after = states[index + 1][cell];
		for (let value = before; value < after; value++) holds.push({ lane, cell, what, from: index + 1, to: undefined });
		for (let value = before; value > after; value--) {
			const held = open();
			const own = held.findLast((hold) => holds[hold].lane === lane);
			const left = held.find((hold) => !canStillWrite(system, holds[hold].lane, states[index], cell));
			const given = own ?? left ?? (system.lanes[lane].kind !== "task" || held.length === value ? held.at(0) : undefined);
			if (given !== undefined) close(given, index + 1);
		}
	});
	return holds;
}
