/** The same system without the runs in which two steps come in a certain order. */
import { cellOperand, ONE } from "../system/operand";
import { retarget } from "../system/terminator";
import type { BasicBlock, Cell, Code, Lane, Step } from "../system/transition-system";
import type { Pass } from "./pass";

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
 * A pass to the system in which `second` cannot be taken any more once `first` has been. Preserves the other runs, and
 * all numbers; there is one more cell, which nothing names.
 */
export function withoutOrder({ first, second }: StepOrder): Pass {
	return function* (system) {
		const cell = system.cells.length;
		const taken: Cell = { role: "shared", min: 0, max: 1, initial: 0 };
		const change = (step: Step, lane: number, location: number): Step => {
			if (lane === first.lane && location === first.location) return { ...step, code: marking(step.code, cell) };
			return lane === second.lane && location === second.location ? { ...step, code: blockedBy(step.code, cell) } : step;
		};
		const lanes: Lane[] = [];
		for (const [index, lane] of system.lanes.entries()) {
			lanes.push({ ...lane, steps: lane.steps.map((step, location) => change(step, index, location)) });
			yield;
		}
		return { ...system, cells: [...system.cells, taken], lanes };
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
