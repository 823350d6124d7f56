/**
 * Where the statements of the user's own text stand among the steps of a lane, so that a look at all states can tell
 * which of them never run.
 *
 * A statement may have no step of its own, or one that is only sometimes taken (`f(k);`, `if (a || p.b)`), and the same
 * statement may be made more than once: for several calls, in an `atomic` block, in a condition. So it is not its steps
 * that are looked for, but the place at which it begins. Control comes by there only from one of the steps that lead
 * there without another between, and from there it comes to one of the next.
 */
import type { AnchoredSpan } from "../base/span";
import type { GraphBlock, LaneGraph } from "./lane-graph";

/** One time that code was made of a statement. */
export interface StatementRun {
	readonly place: AnchoredSpan;
	/**
	 * Absent for what runs in any case, as far as is known here: in the set-up, in a property, before a lane's first
	 * step.
	 */
	readonly within?: {
		readonly lane: number;
		/** Locations of the steps in which control may come by. */
		readonly from: readonly number[];
		/** Locations of which it comes to one then; absent where it may come to none, as in a step that then waits. */
		readonly to: readonly number[] | undefined;
	};
}

/**
 * The statements of a lane's graph: `entry` are the blocks that are run before its first step, `locations` the first
 * blocks of its steps.
 */
export function* statementRuns(
	graph: LaneGraph,
	{
		lane,
		entry,
		locations,
	}: { readonly lane: number; readonly entry: ReadonlySet<GraphBlock>; readonly locations: ReadonlyMap<GraphBlock, number> },
	work: (steps: number) => void,
): Generator<void, StatementRun[]> {
	const runs: StatementRun[] = [];
	const leading = new Map<GraphBlock, number[]>();
	for (const [head, location] of locations) {
		yield;
		const region = graph.region(head);
		work(region.length);
		for (const block of region) {
			if (block.statements.length === 0) continue;
			const from = leading.get(block);
			if (from) from.push(location);
			else leading.set(block, [location]);
		}
	}
	for (const block of entry) for (const place of block.statements) runs.push({ place });
	for (const [block, from] of leading) {
		yield;
		const region = graph.region(block);
		work(region.length);
		const isLeft = region.every(
			({ end }) => end?.kind === "goto" || end?.kind === "branch" || end?.kind === "choose" || end?.kind === "done",
		);
		const next = region.flatMap((one) => one.successors().flatMap((successor) => locations.get(successor) ?? []));
		const to = isLeft ? [...new Set(region.some(({ end }) => end?.kind === "done") ? [...next, locations.size] : next)] : undefined;
		for (const place of block.statements) runs.push({ place, within: { lane, from, to } });
	}
	return runs;
}
