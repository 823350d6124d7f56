/**
 * Other ways to fail in the same way: a run of the same system that violates the same property without the racing pairs that are known.
 *
 * The system is searched with those orders taken away: a step of a pair that should have come first is blocked once the other one has been
 * taken. What is found is a run of the system itself, and is replayed in it.
 */

import type { RunStep } from "../../checker/result";
import { replay } from "../../checker/runs/replay";
import { cellOperand, ONE } from "../../system/operand";
import { retarget } from "../../system/terminator";
import type { BasicBlock, Cell, Code, Step, TransitionSystem } from "../../system/transition-system";
import type { Search } from "../verdict/check-scenario";
import { describeOutcome } from "../verdict/outcome";
import type { Outcome } from "../verdict/verdict";

/** Two steps in the order in which they are not to be. */
export interface Order {
	readonly first: Place;
	readonly second: Place;
}

/** A step of a lane, wherever it comes in a run. */
type Place = Pick<RunStep, "lane" | "location">;

/**
 * The outcome with one finding: a run that violates `property` without any of the orders. Undefined when there is none, or when the
 * search came to its limit before it found one.
 */
export async function differentRun(
	outcome: Outcome,
	property: string,
	orders: readonly Order[],
	search: Search,
): Promise<Outcome | undefined> {
	const { system, configuration } = outcome;
	if (orders.some(({ first, second }) => [first, second].some(({ lane, location }) => !system.lanes[lane]?.steps[location])))
		return undefined;
	const result = await search(orders.reduce(withoutOrder, system), { name: outcome.text.name });
	const found = result.violations.find(({ failure }) => system.failures[failure].property === property);
	if (found === undefined) return undefined;
	const { run, reports } = replay(
		system,
		found.run.steps.map(({ lane, choices }) => ({ lane, isMeant: (outcome) => String(outcome.choices) === String(choices) })),
	);
	// What fails at the end alone may not have come to it here, where more can move.
	if (!reports.some(({ failure }) => system.failures[failure].property === property)) return undefined;
	return describeOutcome(outcome, { ...result, violations: [{ ...found, run }], hangs: [] }, configuration);
}

/** The system in which `second` cannot be taken any more once `first` has been: with one more cell, which nothing names. */
export function withoutOrder(system: TransitionSystem, { first, second }: Order): TransitionSystem {
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
