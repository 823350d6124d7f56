/**
 * Where the tasks of a run meet: a step conflicts with an earlier one when both use a cell, one of them writes it, and
 * they are of different lanes. Only steps in conflict can be put in another order and give another state.
 */
import { t } from "../../base/l10n";
import type { NamedSystem, SystemText } from "../../system/system-text";
import { stepName } from "../timeline/step-name";
import { cellsUsed } from "./cells-used";

/** A step that meets an earlier one. Steps are counted from 1. */
export interface Conflict {
	readonly cell: number;
	/** What the later step does. */
	readonly access: "reads" | "writes";
	readonly earlier: { readonly step: number; readonly lane: number; readonly access: "read" | "wrote" };
}

interface Use {
	readonly step: number;
	readonly lane: number;
}

/**
 * Finds the conflicts of a run while it goes on: each with the last step that it meets, and none that an earlier step
 * of the same lane has told already.
 */
export class Conflicts {
	private readonly writers = new Map<number, Use>();
	/** Who has read a cell since it was written. */
	private readonly readers = new Map<number, Use[]>();
	private steps = 0;

	constructor(private readonly named: NamedSystem) {}

	/** Takes note of the next step: of which lane, in which state, and which way at each choice. */
	add(lane: number, state: readonly number[], choices: readonly number[]): readonly Conflict[] {
		const { system, text } = this.named;
		const { steps, locationCell } = system.lanes[lane];
		const use: Use = { step: ++this.steps, lane };
		const { reads, writes } = cellsUsed(steps[state[locationCell]].code, state, choices);
		const found: Conflict[] = [];
		for (const cell of new Set([...reads, ...writes])) {
			if (system.cells[cell].role !== "shared" || text.cells[cell].ghost) continue;
			const earlier = this.earlier(cell, lane, writes.has(cell));
			if (earlier) found.push({ cell, access: writes.has(cell) ? "writes" : "reads", earlier });
		}
		for (const cell of reads) this.readers.set(cell, [...(this.readers.get(cell) ?? []), use]);
		for (const cell of writes) {
			this.writers.set(cell, use);
			this.readers.delete(cell);
		}
		return found;
	}

	private earlier(cell: number, lane: number, isWritten: boolean): Conflict["earlier"] | undefined {
		const readers = this.readers.get(cell) ?? [];
		const reader = isWritten ? readers.findLast((use) => use.lane !== lane) : undefined;
		if (reader) return { ...reader, access: "read" };
		const writer = this.writers.get(cell);
		const isKnown = readers.some((use) => use.lane === lane);
		return writer && writer.lane !== lane && !isKnown ? { ...writer, access: "wrote" } : undefined;
	}
}

/** Such as `reads page 0.refcount, which device wrote in #3`. */
export function describeConflict({ cells, lanes }: SystemText, { cell, access, earlier }: Conflict): string {
	const { name } = cells[cell];
	const other = lanes[earlier.lane].name;
	const step = stepName(earlier.step);
	if (access === "reads") return t`reads ${name}, which ${other} wrote in ${step}`;
	return earlier.access === "read" ? t`writes ${name}, which ${other} read in ${step}` : t`writes ${name}, which ${other} wrote in ${step}`;
}
