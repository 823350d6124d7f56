/** Which cells a piece of code can read and write, over all its paths, and which of them matter to a property. */
import { visitOperand } from "../../compiler/operand";
import type { Code, Operand, TransitionSystem } from "../../compiler/transition-system";
import { cellsWritten } from "../property-groups";

export interface Footprint {
	readonly reads: ReadonlySet<number>;
	readonly writes: ReadonlySet<number>;
}

/** The footprint of a step or property. What only a message names counts as read. */
export function footprintOf(code: Code): Footprint {
	const reads = new Set<number>();
	const read = (operand: Operand): void => visitOperand(operand, (leaf) => void (leaf.kind === "cell" && reads.add(leaf.cell)));
	for (const { instructions, end } of code.blocks) {
		for (const instruction of instructions) {
			read(instruction.value);
			if (instruction.kind === "storeElement") read(instruction.index);
			if (instruction.kind === "check" || instruction.kind === "assert") instruction.witness.forEach(read);
		}
		if (end.kind === "branch") read(end.condition);
		if (end.kind === "result") [end.value, ...end.witness].forEach(read);
	}
	return { reads, writes: cellsWritten(code) };
}

/** The footprint of each step, by lane and location; a step that changes its lane's location writes that cell. */
export function stepFootprints({ lanes }: TransitionSystem): readonly (readonly Footprint[])[] {
	return lanes.map(({ steps, locationCell }) =>
		steps.map(({ code }) => {
			const { reads, writes } = footprintOf(code);
			return { reads, writes: new Set(writes).add(locationCell) };
		}),
	);
}

/** The cells that a property reads that must hold always. A step that writes none of them is invisible: it cannot make such a property fail. */
export function visibleCells({ properties }: TransitionSystem): ReadonlySet<number> {
	const visible = new Set<number>();
	for (const { when, code } of properties) if (when === "always") for (const cell of footprintOf(code).reads) visible.add(cell);
	return visible;
}

/** Locations that a step can go on to. */
export function nextLocations({ blocks }: Code): readonly number[] {
	return blocks.flatMap(({ end }) => (end.kind === "next" ? [end.location] : []));
}
