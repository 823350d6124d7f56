import { mergeInvisibleSteps } from "../../passes/merge-steps";
import { type Interval, union } from "../../system/interval";
import type { PropertyGroups } from "../../system/property-groups";
import type { TransitionSystem } from "../../system/transition-system";
import { type AmpleTable, ampleTable } from "./ample";
import { type SymmetricLanes, symmetries } from "./symmetry";

/** What an exploration may leave out. */
export interface Reduction {
	readonly ample: AmpleTable | undefined;
	readonly symmetric: readonly SymmetricLanes[];
}

export const NO_REDUCTION: Reduction = { ample: undefined, symmetric: [] };

/** A system with fewer states, and what can be left out of it besides. */
export interface Reduced {
	readonly system: TransitionSystem;
	readonly reduction: Reduction;
}

/** Reduces a system; undefined where there is nothing to reduce. Yields between slices of work. */
export function* reduce(system: TransitionSystem): Generator<void, Reduced | undefined> {
	const merged = yield* mergeInvisibleSteps(system);
	const reduction: Reduction = { ample: yield* ampleTable(merged), symmetric: yield* symmetries(merged) };
	const isMerged = merged.lanes.some(({ steps }, lane) => steps.length < system.lanes[lane].steps.length);
	return isMerged || reduction.ample !== undefined || reduction.symmetric.length > 0 ? { system: merged, reduction } : undefined;
}

/** The intervals of cells, the same for cells that correspond: a value may come from one to the other. */
export function rangesUnder(ranges: readonly Interval[], { symmetric }: Reduction): readonly Interval[] {
	const widened = [...ranges];
	for (const { blocks } of symmetric) {
		for (const place of blocks[0].keys()) {
			const column = blocks.map((block) => block[place]);
			const widest = column.map((cell) => ranges[cell]).reduce(union);
			for (const cell of column) widened[cell] = widest;
		}
	}
	return widened;
}

/**
 * The properties to look at after a step: all, if any, where the state that it leads to may be another one in which the
 * cells that it wrote are those of another lane.
 */
export function groupsUnder(groups: PropertyGroups, { symmetric }: Reduction): PropertyGroups {
	if (symmetric.length === 0) return groups;
	return { ...groups, afterStep: groups.afterStep.map((lane) => lane.map((group) => (group === 0 ? 0 : groups.always))) };
}
