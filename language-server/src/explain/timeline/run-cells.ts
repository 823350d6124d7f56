/** The values of a run cell by cell: what a strip beside its steps shows. */
import type { Run } from "../../checker/result";
import type { NamedSystem } from "../../system/system-text";
import { holdKind } from "./holds";
import { printValue } from "./print-value";

/** A shared cell and all its values in a run. */
export interface RunCell {
	/** Index into `TransitionSystem.cells`. */
	readonly cell: number;
	/** `page 0.refcount`. */
	readonly name: string;
	/** `page 0`; empty for a variable that is no field. */
	readonly object: string;
	/** `refcount`; of a variable its name. */
	readonly field: string;
	readonly kind: "value" | "holder" | "count";
	/** Before the first step. */
	readonly start: string;
	/** The steps that changed it, from 1, each with the value after it. */
	readonly changes: readonly { readonly number: number; readonly value: string }[];
	/** How many of these steps the failure depends on. */
	readonly relevant: number;
}

/** What decides in which order the cells of a run come. */
export interface Importance {
	/** What the racing pair meets in. */
	readonly pair: number | undefined;
	/** What is looked at where the run fails. */
	readonly failing: ReadonlySet<number>;
	/** Numbers of the steps that the failure depends on. */
	readonly relevant: readonly number[];
}

/**
 * The cells that a run changes, or that its pair is about, but for what the model keeps for itself. First the pair's,
 * then counts of holders, then what is looked at where the run fails, then what changes most in steps that matter;
 * locks come last. A run that it is compared with brings in the cells that it changes itself.
 */
export function runCells(
	named: NamedSystem,
	run: Pick<Run, "states">,
	importance: Importance,
	compared?: Pick<Run, "states">,
): readonly RunCell[] {
	const { system, text } = named;
	const cells = text.cells.flatMap((cell, index): RunCell[] => {
		if (system.cells[index].role !== "shared" || (cell.ghost && index !== importance.pair)) return [];
		const told = runCell(named, run, index, importance.relevant);
		const isChanged = told.changes.length > 0 || (compared && runCell(named, compared, index, []).changes.length > 0);
		return isChanged || index === importance.pair ? [told] : [];
	});
	const locks = lockObjects(text);
	const rank = ({ cell, kind }: RunCell): number => {
		if (cell === importance.pair) return 0;
		if (kind === "holder" || text.cells[cell].holders === "lock" || locks.has(text.cells[cell].object ?? -1)) return 4;
		if (kind === "count") return 1;
		return importance.failing.has(cell) ? 2 : 3;
	};
	return cells.sort((a, b) => rank(a) - rank(b) || b.relevant - a.relevant || a.cell - b.cell);
}

/** The values of one cell in a run. */
export function runCell(named: NamedSystem, { states }: Pick<Run, "states">, cell: number, relevant: readonly number[]): RunCell {
	const { text } = named;
	const { name, type, object, field } = text.cells[cell];
	const print = (state: readonly number[]): string => printValue(text, type, state[cell]);
	const changes = states.flatMap((state, number) =>
		number > 0 && state[cell] !== states[number - 1][cell] ? [{ number, value: print(state) }] : [],
	);
	return {
		cell,
		name,
		object: object === undefined ? "" : text.objects[object].name,
		field: field ?? name,
		kind: holdKind(named, cell),
		start: print(states[0]),
		changes,
		relevant: changes.filter(({ number }) => relevant.includes(number)).length,
	};
}

/** Objects that count holders of a lock: all that they count and name is of the lock. */
function lockObjects({ cells }: NamedSystem["text"]): ReadonlySet<number> {
	return new Set(cells.flatMap(({ object, holders }) => (object !== undefined && holders === "lock" ? [object] : [])));
}
