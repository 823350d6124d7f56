/** The same system without the runs in which two steps come in a certain order. */
import { cellOperand, ONE } from "../system/operand";
import { retarget } from "../system/terminator";
import type { BasicBlock, Cell, Code, Step, TransitionSystem } from "../system/transition-system";

/** A step of a lane, wherever it comes in a run. */
interface LaneStep {
	readonly lane: number;
	readonly location: number;
}

/** Two steps in the order in which they are not to be. */
export interface StepOrder {
	readonly first: LaneStep;
	readonly second: LaneStep;
}

/**
 * The system in which `second` cannot be taken any more once `first` has been: with one more cell, which nothing names.
 */
export function withoutOrder(system: TransitionSystem, { first, second }: StepOrder): TransitionSystem {
	const cell = system.cells.length;
	const taken: Cell = { role: "shared", min: 0, max: 1, initial: 0 };
	const change = (step: Step, lane: number, location: number): Step => {
		if (lane === first.lane && location === first.location) return { ...step, code: marking(step.code, cell) };
		return lane === second.lane && location === second.location ? { ...step, code: blockedBy(step.code, cell) } : step;
	};
	return {
		...system,
		cells: [...system.cells, taken],
		lanes: system.lanes.map((lane, index) => ({ ...lane, steps: lane.steps.map((step, location) => change(step, index, location)) })),
	};
}

/** Code that begins by noting that it runs. */
function marking(code: Code, cell: number): Code {
	return withEntry(code, (start) => [{ instructions: [{ kind: "store", cell, value: ONE }], end: { kind: "goto", block: start } }]);
}

/** Code that is blocked while the cell is set. */
function blockedBy(code: Code, cell: number): Code {
	return withEntry(code, (start) => [
		{ instructions: [], end: { kind: "branch", condition: cellOperand(cell), then: start + 1, otherwise: start } },
		{ instructions: [], end: { kind: "blocked" } },
	]);
}

/** The code behind another entry. The old entry goes to the end, followed by what the new one brings with it. */
function withEntry({ temporaries, blocks }: Code, entry: (start: number) => readonly BasicBlock[]): Code {
	const start = blocks.length;
	const moved = blocks.map(({ instructions, end }) => ({ instructions, end: retarget(end, (block) => (block === 0 ? start : block)) }));
	const [first, ...more] = entry(start);
	return { temporaries, blocks: [first, ...moved.slice(1), moved[0], ...more] };
}
