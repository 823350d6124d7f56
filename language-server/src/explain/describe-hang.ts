import type { Hang, Run } from "../checker/result";
import type { TransitionSystem } from "../compiler/transition-system";
import { decidingCells } from "./blame";
import { printValue } from "./print-value";

/** More values than these would be a list and no explanation. */
const VALUES = 3;

/**
 * Who waits where for what, and since when, in one sentence:
 * `truncator waits in break_layouts: wait (page.refcount == 1), where page 0.refcount is 2 since step 4 of reader`.
 */
export function describeHang(system: TransitionSystem, hang: Hang): string {
	const { name, locationCell, steps } = system.lanes[hang.lane];
	const state = hang.run.states[hang.run.states.length - 1];
	const step = steps[state[locationCell]];
	const verb = hang.waiting.some(({ lane }) => lane === hang.lane) ? "waits" : "never finishes";
	const place = step.stack.length > 0 ? ` in ${step.stack[step.stack.length - 1].function}` : "";
	const shared = decidingCells(step.code, state).filter((cell) => system.cells[cell].role === "shared");
	const values = shared.slice(0, VALUES).map((cell) => {
		const { name, type } = system.cells[cell];
		return `${name} is ${printValue(system, type, state[cell])} ${since(system, hang.run, cell)}`;
	});
	return `${name} ${verb}${place}: ${step.label}${values.length > 0 ? `, where ${values.join(" and ")}` : ""}`;
}

/** Which step gave a cell the value that it has at the end of a run. */
function since(system: TransitionSystem, run: Run, cell: number): string {
	for (let step = run.steps.length; step > 0; step--) {
		if (run.states[step][cell] !== run.states[step - 1][cell])
			return `since step ${step} of ${system.lanes[run.steps[step - 1].lane].name}`;
	}
	return "from the start";
}
