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
	/** True where the racing pair meets in it, or the run fails by what it is: it tells, changed or not. */
	readonly decides: boolean;
}

/** What decides in which order the cells of a run come. */
export interface Importance {
	/** What the racing pair meets in, and what closes its window. */
	readonly pair: readonly number[];
	/** What is looked at where the run fails. */
	readonly failing: ReadonlySet<number>;
	/** The life that has ended too early, where that is what is wrong. */
	readonly life: number | undefined;
	/** Numbers of the steps that the failure depends on. */
	readonly relevant: readonly number[];
}

/** What looks at more cells than these where the run fails looks at all there are, and each one tells little. */
const TELLING = 3;

/**
 * The cells that a run changes, or by which it fails, but for what the model keeps for itself. First those that the
 * pair is about, then what is looked at where the run fails, then counts of holders, then what changes most in steps
 * that matter; locks come last. A run that it is compared with brings in the cells that it changes itself.
 */
export function runCells(
	named: NamedSystem,
	run: Pick<Run, "states">,
	importance: Importance,
	compared?: Pick<Run, "states">,
): readonly RunCell[] {
	const { system, text } = named;
	const { pair, failing, relevant } = importance;
	const locks = lockObjects(text);
	const isLock = (cell: number): boolean =>
		holdKind(named, cell) === "holder" || text.cells[cell].holders === "lock" || locks.has(text.cells[cell].object ?? -1);
	const lives = new Set(text.objects.flatMap(({ life }) => (life === undefined || life === importance.life ? [] : [life])));
	const isShown = (cell: number): boolean => system.cells[cell].role === "shared" && (!text.cells[cell].ghost || pair.includes(cell));
	const looked = [...failing].filter((cell) => isShown(cell) && !lives.has(cell) && !isLock(cell));
	const telling = new Set(looked.length <= TELLING ? looked : []);
	const cells = text.cells.flatMap((_, cell): RunCell[] => {
		if (!isShown(cell)) return [];
		const decides = pair.includes(cell) || telling.has(cell);
		const told = runCell(named, run, cell, relevant, decides);
		const isChanged = told.changes.length > 0 || (compared && runCell(named, compared, cell, [], decides).changes.length > 0);
		return isChanged || decides ? [told] : [];
	});
	const rank = ({ cell, kind }: RunCell): number => {
		if (pair.includes(cell)) return pair.indexOf(cell);
		if (isLock(cell)) return 6;
		if (telling.has(cell)) return 2;
		if (kind === "count") return 3;
		return failing.has(cell) ? 4 : 5;
	};
	return cells.sort((a, b) => rank(a) - rank(b) || b.relevant - a.relevant || a.cell - b.cell);
}

/** The values of one cell in a run. */
export function runCell(
	named: NamedSystem,
	{ states }: Pick<Run, "states">,
	cell: number,
	relevant: readonly number[],
	decides: boolean,
): RunCell {
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
		decides,
	};
}

/** Objects that count holders of a lock: all that they count and name is of the lock. */
function lockObjects({ cells }: NamedSystem["text"]): ReadonlySet<number> {
	return new Set(cells.flatMap(({ object, holders }) => (object !== undefined && holders === "lock" ? [object] : [])));
}
