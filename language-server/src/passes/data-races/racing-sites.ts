/**
 * Which accesses may race with which, by the text of the steps alone: two of different lanes to one cell, one of them a
 * write and one of them plain, or one that asserts that there is no such other.
 */
import type { Accessing, TransitionSystem } from "../../system/transition-system";
import { type StepAccesses, stepAccessesOf } from "./cell-accesses";

/** An access to a cell in a step, however often the step makes it. */
export interface AccessSite {
	readonly lane: number;
	readonly location: number;
	readonly cell: number;
	readonly write: boolean;
	/** In which ways it is made. */
	readonly orders: readonly Accessing["order"][];
	/** Whether a plain one may count as marked. */
	readonly isMarkedAtTimes?: true;
}

/** The accesses of a system, and those of them that may race. */
export interface RacingSites {
	/** By lane and location. */
	readonly steps: readonly (readonly StepAccesses[])[];
	/** Those with which another may race, each of them with these. */
	readonly rivals: ReadonlyMap<AccessSite, readonly AccessSite[]>;
	/** The site of an access. */
	readonly siteOf: (lane: number, location: number, cell: number, write: boolean) => AccessSite | undefined;
}

export function racingSites(system: TransitionSystem): RacingSites {
	const steps = system.lanes.map((lane) => lane.steps.map((step) => stepAccessesOf(system, step)));
	const sites = new Map<string, AccessSite & { readonly orders: Accessing["order"][] }>();
	const key = (lane: number, location: number, cell: number, write: boolean): string => [lane, location, cell, Number(write)].join();
	const byCell = new Map<number, AccessSite[]>();
	for (const [lane, ofLane] of steps.entries())
		for (const [location, { blocks }] of ofLane.entries())
			for (const { cell, write, order, markedWhere } of blocks.flatMap(({ before, atEnd }) => [...before.flat(), ...atEnd])) {
				const known = sites.get(key(lane, location, cell, write));
				if (known) {
					if (!known.orders.includes(order)) known.orders.push(order);
					continue;
				}
				const site = { lane, location, cell, write, orders: [order], ...(markedWhere && { isMarkedAtTimes: true as const }) };
				sites.set(key(lane, location, cell, write), site);
				byCell.set(cell, [...(byCell.get(cell) ?? []), site]);
			}
	const rivals = new Map<AccessSite, readonly AccessSite[]>();
	for (const all of byCell.values())
		for (const site of all) {
			const its = all.filter((other) => mayRace(site, other));
			if (its.length > 0) rivals.set(site, its);
		}
	return { steps, rivals, siteOf: (...site) => sites.get(key(...site)) };
}

function mayRace(one: AccessSite, other: AccessSite): boolean {
	if (one.lane === other.lane) return false;
	return one.orders.some((order) => other.orders.some((its) => conflict({ order, write: one.write }, { order: its, write: other.write })));
}

/** Whether two accesses to one cell that nothing orders are a data race. */
export function conflict(one: Pick<AccessSite, "write"> & Accessing, other: Pick<AccessSite, "write"> & Accessing): boolean {
	const orders = [one.order, other.order];
	if (orders.includes("sole-user")) return orders.some((order) => order !== "sole-user" && order !== "sole-writer");
	return (one.write || other.write) && (orders.includes("plain") || orders.includes("sole-writer"));
}
