/**
 * Where the tasks of a run meet: a step conflicts with an earlier one when both use a cell, one of them writes it, and they are of different
 * lanes. Only steps in conflict can be put in another order and give another state.
 */
import { operandValue } from "../../system/interpreter";
import type { NamedSystem, SystemText } from "../../system/system-text";
import { ATOMIC_LIMIT, type Code, type Operand } from "../../system/transition-system";

/** A step that meets an earlier one. Steps are counted from 1. */
export interface Conflict {
	readonly cell: number;
	/** What the later step does. */
	readonly access: "reads" | "writes";
	readonly earlier: { readonly step: number; readonly lane: number; readonly access: "read" | "wrote" };
}

/** The cells that a step uses on the way that it takes. */
export interface Footprint {
	readonly reads: ReadonlySet<number>;
	readonly writes: ReadonlySet<number>;
}

interface Use {
	readonly step: number;
	readonly lane: number;
}

/** Finds the conflicts of a run while it goes on: each with the last step that it meets, and none that an earlier step of the same lane has told already. */
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
		const { reads, writes } = footprint(steps[state[locationCell]].code, state, choices);
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

/** Such as `reads page 0.refcount, which device wrote in step 3`. */
export function describeConflict({ cells, lanes }: SystemText, { cell, access, earlier }: Conflict): string {
	return `${access} ${cells[cell].name}, which ${lanes[earlier.lane].name} ${earlier.access} in step ${earlier.step}`;
}

/** What a step uses when it is taken in a state. Of an array access that is the element alone. */
export function footprint(code: Code, before: readonly number[], choices: readonly number[]): Footprint {
	const state = [...before];
	const temporaries: number[] = new Array(code.temporaries).fill(0);
	const reads = new Set<number>();
	const writes = new Set<number>();
	const value = (operand: Operand): number => {
		read(operand);
		return operandValue(operand, state, temporaries);
	};
	const read = (operand: Operand): void => {
		switch (operand.kind) {
			case "cell":
				reads.add(operand.cell);
				return;
			case "element": {
				const element = operand.elements[value(operand.index) - operand.base];
				if (element) read(element);
				return;
			}
			case "unary":
				return read(operand.operand);
			case "binary":
				read(operand.left);
				return read(operand.right);
			case "conditional":
				return read(value(operand.condition) !== 0 ? operand.then : operand.otherwise);
		}
	};
	const write = (cell: number, written: number): void => {
		writes.add(cell);
		state[cell] = written;
	};
	let chosen = 0;
	for (let block: number | undefined = 0, blocks = 0; block !== undefined && blocks < ATOMIC_LIMIT; blocks++) {
		const { instructions, end }: Code["blocks"][number] = code.blocks[block];
		for (const instruction of instructions) {
			const given = value(instruction.value);
			if (instruction.kind === "set") temporaries[instruction.temporary] = given;
			else if (instruction.kind === "store") write(instruction.cell, given);
			else if (instruction.kind === "storeElement") write(instruction.cells[value(instruction.index) - instruction.base], given);
			else if (instruction.kind === "check" && given === 0) return { reads, writes };
		}
		block = undefined;
		if (end.kind === "goto") block = end.block;
		else if (end.kind === "branch") block = value(end.condition) !== 0 ? end.then : end.otherwise;
		else if (end.kind === "choose") block = end.blocks[choices[chosen++]];
	}
	return { reads, writes };
}
