import { observe } from "../checker/observations";
import { searchNow } from "../checker/search";
import { binary, cellOperand, constant } from "../system/operand";
import type { Cell, Code, Lane, Operand, Step, TransitionSystem } from "../system/transition-system";

const COUNT = 24;
const LANES = 3;

/**
 * Three counters that count to 24 side by side and then round and round: some 15,000 states, a failure and a hang, for
 * the code of the search to run on.
 */
const warmUpSystem: TransitionSystem = {
	cells: Array.from({ length: LANES }, (_, lane) => [cell("shared", COUNT, lane), cell("location", 2, lane)]).flat(),
	lanes: Array.from(
		{ length: LANES },
		(_, lane): Lane => ({
			kind: "task",
			locationCell: 2 * lane + 1,
			start: 0,
			steps: [step(2 * lane, increment(2 * lane), 0), step(2 * lane, constant(COUNT), 1)],
		}),
	),
	properties: [
		{
			when: "always",
			failure: 0,
			code: {
				temporaries: 0,
				blocks: [
					{
						instructions: [],
						end: { kind: "result", value: binary("<", binary("+", cellOperand(0), cellOperand(2)), constant(COUNT)), witness: [] },
					},
				],
			},
		},
	],
	failures: [{ property: "warm" }],
};

function cell(role: Cell["role"], max: number, lane: number): Cell {
	return { role, min: 0, max, initial: 0, ...(role === "shared" ? {} : { lane }) };
}

function increment(counter: number): Operand {
	return binary("+", cellOperand(counter), constant(1));
}

/** Stores a value and stays, as long as the counter has room; then goes to the other step. */
function step(counter: number, value: Operand, location: number): Step {
	const code: Code = {
		temporaries: 0,
		blocks: [
			{ instructions: [], end: { kind: "branch", condition: binary("<", cellOperand(counter), constant(COUNT)), then: 1, otherwise: 2 } },
			{ instructions: [{ kind: "store", cell: counter, value }], end: { kind: "next", location } },
			{ instructions: [], end: { kind: "next", location: 1 } },
		],
	};
	return { code, live: [] };
}

/**
 * Explores something that is interpreted first and then compiled, so that the code of the search has been compiled when
 * it is needed.
 */
export function warmUp(): void {
	const { space, result } = searchNow(warmUpSystem);
	const work = observe(space, result.complete);
	while (!work.next().done);
}
