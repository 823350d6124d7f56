import { cellsWritten } from "../../system/property-groups";
import type { TransitionSystem } from "../../system/transition-system";

/** Whether a lane has a step ahead of it that writes a cell. */
export function canStillWrite(system: TransitionSystem, lane: number, state: readonly number[], cell: number): boolean {
	const { steps, locationCell } = system.lanes[lane];
	const ahead = new Set([state[locationCell]]);
	for (const location of ahead) {
		const code = steps[location]?.code;
		if (code === undefined) continue;
		if (cellsWritten(code).has(cell)) return true;
		for (const { end } of code.blocks) if (end.kind === "next") ahead.add(end.location);
	}
	return false;
}
