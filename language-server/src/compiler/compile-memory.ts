/**
 * What compiling a scenario for one configuration leaves for the next: heaps, and the graphs of lanes and properties.
 *
 * Lowering a lane is a function of the heap and the answers to two kinds of questions: what does the configuration say,
 * and may this slot be written? A graph is used again where all of these answers are the same, so that a system is the
 * same with and without a memory. Most patches concern few lanes, and the rounds of one compilation few slots.
 */
import type { Configuration } from "../semantics/configuration";
import type { Scenario } from "../semantics/program";
import { type Decisions, decidesAlike, decisionsOf } from "./decisions";
import { Failures, type KnownFailure } from "./failures";
import type { Heap } from "./heap";
import type { GivenLowering, Lowering } from "./lowering";
import { NotedSlots } from "./noted-slots";
import { areSameProvisions } from "./pools";
import type { Provisions } from "./provisions";
import { addReads, noReads, type Reads } from "./reads";

/** Something lowered. Its code names failures by their place in `failures`. */
export interface Lowered<T> {
	readonly value: T;
	readonly failures: readonly KnownFailure[];
}

interface KnownHeap {
	readonly decisions: Decisions;
	readonly reads: Reads;
	readonly provisions: Provisions;
	readonly heap: Heap;
	readonly parts: Map<object, KnownPart[]>;
}

interface KnownPart extends Lowered<unknown> {
	readonly decisions: Decisions;
	readonly reads: Reads;
	/** Slots that were taken to be constant, and those that were not. */
	readonly constants: ReadonlySet<number>;
	readonly variables: ReadonlySet<number>;
	readonly writes: ReadonlySet<number>;
}

/** For compilations of one program that leave out the same statements. */
export class CompileMemory {
	private readonly heaps = new Map<Scenario, KnownHeap[]>();

	/** The heap of a scenario with what it needs; made by `make` unless one is known that was made alike. */
	heap(scenario: Scenario, configuration: Configuration, provisions: Provisions, reads: Reads, make: (reads: Reads) => Heap): Heap {
		const known = this.heaps.get(scenario) ?? [];
		this.heaps.set(scenario, known);
		let same = known.find((one) => areSameProvisions(one.provisions, provisions) && decidesAlike(one.decisions, configuration));
		if (same === undefined) {
			const own = noReads();
			const heap = noting(own, reads, () => make(own));
			same = { decisions: decisionsOf(own.patches, own.options, configuration), reads: own, provisions, heap, parts: new Map() };
			known.push(same);
		}
		addReads(reads, same.reads);
		return same.heap;
	}

	/**
	 * What `lower` makes of the part of the scenario that `part` stands for, of which the memory may know already.
	 * Yields as `lower` does.
	 */
	*part<T>(lowering: GivenLowering, part: object, lower: (lowering: Lowering) => Generator<void, T>): Generator<void, Lowered<T>> {
		const { heap, configuration, mutable, reads } = lowering;
		const parts = this.heaps.get(heap.scenario)?.find((one) => one.heap === heap)?.parts;
		const known = parts?.get(part) ?? [];
		parts?.set(part, known);
		let same = known.find(
			({ decisions, constants, variables }) =>
				decidesAlike(decisions, configuration) &&
				none(constants, (slot) => mutable.has(slot)) &&
				none(variables, (slot) => !mutable.has(slot)),
		);
		if (same === undefined) {
			const failures = new Failures();
			const slots = new NotedSlots(mutable);
			const own = noReads();
			const value = yield* notingSlices(own, reads, lower({ ...lowering, failures, mutable: slots, reads: own }));
			const { constants, variables, writes } = slots;
			const decisions = decisionsOf(own.patches, own.options, configuration);
			same = { value, failures: failures.all, decisions, reads: own, constants, variables, writes };
			known.push(same);
		}
		for (const slot of same.writes) mutable.add(slot);
		addReads(reads, same.reads);
		// What stands under the same key was made by the same function.
		return same as Lowered<T>;
	}
}

/** Runs work that may fail: what it read until then counts all the same. */
function noting<T>(own: Reads, reads: Reads, work: () => T): T {
	try {
		return work();
	} finally {
		addReads(reads, own);
	}
}

/** The same of work that yields between its slices, and may be given up. */
function* notingSlices<T>(own: Reads, reads: Reads, work: Generator<void, T>): Generator<void, T> {
	try {
		return yield* work;
	} finally {
		addReads(reads, own);
	}
}

function none<T>(items: Iterable<T>, holds: (item: T) => boolean): boolean {
	for (const item of items) if (holds(item)) return false;
	return true;
}
