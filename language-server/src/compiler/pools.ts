/** How many objects each place in the code that makes some needs, which shows when the code has been written. */
import type { Scenario } from "../semantics/program";
import { type LaneGraph, timesIn } from "./lane-graph";
import type { Pool, Pools, Provisions } from "./provisions";

/** How often an object can be made in a loop, where neither its bounds nor the scenario say anything else. */
const IN_LOOP = 4;

/** As many objects of a place as that are prepared because of the bounds of loops. */
const MOST_BY_BOUNDS = 64;

/** The pools of lanes by their code, in the order of the lanes. */
export function poolsFor(graphs: readonly LaneGraph[], scenario: Scenario): Pools {
	return graphs.map((graph) =>
		graph.makes.map(({ block, ...making }): Pool => {
			const times = timesIn(graph, block);
			const isRepeated = times === undefined || times > 1;
			const bound = times === undefined || times > MOST_BY_BOUNDS ? IN_LOOP : times;
			return { ...making, count: isRepeated ? (scenario.pools.get(making.struct) ?? bound) : 1, isRepeated };
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
