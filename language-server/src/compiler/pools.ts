/** How many objects each place in the code that makes some needs, which shows when the code has been written. */
import type { Scenario } from "../semantics/program";
import type { Pool, Pools, Provisions } from "./heap";
import { isInLoop, type LaneGraph } from "./lane-graph";

/** How often an object can be made in a loop, where the scenario says nothing else. */
const IN_LOOP = 4;

/** The pools of lanes by their code, in the order of the lanes. */
export function poolsFor(graphs: readonly LaneGraph[], scenario: Scenario): Pools {
	return graphs.map(({ makes }) =>
		makes.map(({ block, ...making }): Pool => {
			const isRepeated = isInLoop(block);
			return { ...making, count: isRepeated ? (scenario.pools.get(making.struct) ?? IN_LOOP) : 1, isRepeated };
		}),
	);
}

/** Whether the same is to be there. */
export function areSameProvisions(some: Provisions, others: Provisions): boolean {
	const isSameLane = (lane: number): boolean =>
		some.lanes[lane].task === others.lanes[lane].task && some.lanes[lane].object === others.lanes[lane].object;
	return areSamePools(some.pools, others.pools) && some.lanes.length === others.lanes.length && [...some.lanes.keys()].every(isSameLane);
}

/** Whether more is needed than is there, as far as what is needed is known. */
export function needsMore(prepared: Provisions, needed: Provisions): boolean {
	return (
		needed.lanes.length > prepared.lanes.length || needed.pools.some((ofLane, lane) => ofLane.length > (prepared.pools[lane] ?? []).length)
	);
}

/** Whether nothing is to be prepared differently. Lanes without an entry make nothing. */
function areSamePools(some: Pools, others: Pools): boolean {
	return Array.from({ length: Math.max(some.length, others.length) }, (_, lane) => lane).every((lane) => {
		const [one = [], other = []] = [some[lane], others[lane]];
		return one.length === other.length && one.every((pool, index) => isSame(pool, other[index]));
	});
}

function isSame(one: Pool, other: Pool): boolean {
	return one.struct === other.struct && one.maker === other.maker && one.count === other.count && one.isRepeated === other.isRepeated;
}
