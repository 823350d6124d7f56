import type { TransitionSystem } from "../../system/transition-system";
import { type Layout, maskOf } from "../states/layout";
import { LANE_BYTES, LANE_MOVED, OTHER_MOVED, TASK_MOVED } from "./memory-map";
import type { CompiledSearch } from "./search-code";
import type { SearchInstance } from "./search-instance";

/** A failure that no run has shown has this depth. */
export const NEVER = 0xffffffff;

/**
 * Puts what a thread's code looks up of lanes and their steps into its memory; `compiled` is that thread's module,
 * `cycles` are each lane's `locationCycles`.
 */
export function writeLaneTables(
	{ memory: { words } }: SearchInstance,
	compiled: CompiledSearch,
	{ lanes, failures }: TransitionSystem,
	layout: Layout,
	cycles: readonly (readonly number[])[],
): void {
	const { map } = compiled;
	for (const [lane, { kind, locationCell }] of lanes.entries()) {
		const field = layout.fields[locationCell];
		const at = map.lanes + lane * LANE_BYTES;
		const description = [(field.word >> 1) * 8, field.shift + (field.word & 1) * 32, maskOf(field), compiled.firstSteps[lane] + field.min];
		words.set([...description, ...(compiled.laneWords[lane] ?? [])], at >> 2);
		words[(at + LANE_MOVED) >> 2] = kind === "task" ? TASK_MOVED : OTHER_MOVED;
	}
	words.set(compiled.written, map.end >> 2);
	words.set([...cycles.flat(), ...compiled.tables], compiled.cyclesStart >> 2);
	words.fill(NEVER | 0, map.failureDepths >> 2, (map.failureDepths >> 2) + failures.length);
}
