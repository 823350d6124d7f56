import type { Run } from "../../checker/result";
import { canMove } from "../../system/interpreter";
import type { TransitionSystem } from "../../system/transition-system";

/** For each step of a run the other lanes that were blocked before it and can go on after it. */
export function wakes(system: TransitionSystem, { steps, states }: Pick<Run, "steps" | "states">): readonly (readonly number[])[] {
	const blocked = (state: readonly number[]): readonly boolean[] =>
		system.lanes.map(({ locationCell, steps }, lane) => state[locationCell] < steps.length && !canMove(system, state, lane));
	let before = blocked(states[0]);
	return steps.map(({ lane }, index) => {
		const after = blocked(states[index + 1]);
		const woken = system.lanes.flatMap((_, other) => (other !== lane && before[other] && !after[other] ? [other] : []));
		before = after;
		return woken;
	});
}
