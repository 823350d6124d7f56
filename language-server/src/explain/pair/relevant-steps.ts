/**
 * The steps of a losing run that its failure depends on: a dynamic slice, backwards from what fails.
 *
 * A step is in it when something that it wrote is read by a step in it, or when it chose the way of its lane to a step
 * in it. That a lock was free is no choice of a way, and what is read for an assertion that holds, as that a lock is
 * held, is not read. The steps of the racing pair are in it as well: what they changed is what should have been seen.
 */
import type { TransitionSystem } from "../../system/transition-system";
import { type Counting, codeAccesses, stepAccesses } from "../timeline/step-accesses";
import type { RacingPair } from "./racing-pair";
import type { FailingRun } from "./reversal";

/** Indices into the run, ascending. */
export function relevantSteps(system: TransitionSystem, { run, fails }: FailingRun, pair: RacingPair | undefined): readonly number[] {
	const { steps, states } = run;
	const everything: Counting = { locals: true, assertions: false };
	const accesses = steps.map((step, index) => stepAccesses(system, step, states[index], everything));
	const end = states[states.length - 1];
	const relevant = new Set<number>();
	const open: { readonly reads: Iterable<number>; readonly before: number; readonly lane: number | undefined }[] = [];
	const include = (index: number): void => {
		if (relevant.has(index)) return;
		relevant.add(index);
		open.push({ reads: accesses[index].reads, before: index, lane: steps[index].lane });
	};
	if ("hang" in fails) {
		for (const { lane, location } of fails.hang.waiting) {
			const { reads } = codeAccesses(system, system.lanes[lane].steps[location].code, end, [], everything);
			open.push({ reads, before: steps.length, lane });
		}
	} else {
		const property = system.properties.find(({ failure }) => system.failures[failure].property === fails.property);
		if (property)
			open.push({ reads: codeAccesses(system, property.code, end, [], everything).reads, before: steps.length, lane: undefined });
	}
	if (steps.length > 0) include(steps.length - 1);
	for (const part of [pair, pair?.closing]) {
		for (const index of part ? [part.first, part.second] : []) if (index < steps.length) include(index);
	}
	const ways = system.lanes.map((_, lane) => new Ways(system, lane));
	const locationAfter = (index: number, lane: number): number => states[index + 1][system.lanes[lane].locationCell];
	for (let next = open.pop(); next; next = open.pop()) {
		const { reads, before, lane } = next;
		for (const cell of reads) {
			const writer = accesses.findLastIndex(({ writes }, index) => index < before && writes.has(cell));
			if (writer >= 0) include(writer);
		}
		if (lane === undefined) continue;
		const target = states[before][system.lanes[lane].locationCell];
		for (let index = 0; index < before; index++) {
			if (steps[index].lane === lane && ways[lane].chose(steps[index].location, locationAfter(index, lane), target)) include(index);
		}
	}
	return [...relevant].sort((a, b) => a - b);
}

/** Where a lane can go from where. */
class Ways {
	private readonly successors: readonly ReadonlySet<number>[];
	private readonly missing = new Map<number, ReadonlySet<number>>();

	constructor(system: TransitionSystem, lane: number) {
		this.successors = system.lanes[lane].steps.map(
			({ code }) => new Set(code.blocks.flatMap(({ end }) => (end.kind === "next" ? [end.location] : []))),
		);
	}

	/**
	 * True when the step at `from` decided that `target` is reached: after `to` it must be, after another end of the
	 * step it need not.
	 */
	chose(from: number, to: number, target: number): boolean {
		const missing = this.missingOut(target);
		return !missing.has(to) && [...this.successors[from]].some((other) => missing.has(other));
	}

	/** The locations from which the lane can come to its end without being at `target`. */
	private missingOut(target: number): ReadonlySet<number> {
		const known = this.missing.get(target);
		if (known) return known;
		const found = new Set([this.successors.length]);
		found.delete(target);
		for (const location of found) {
			this.successors.forEach((next, before) => {
				if (before !== target && next.has(location)) found.add(before);
			});
		}
		this.missing.set(target, found);
		return found;
	}
}
