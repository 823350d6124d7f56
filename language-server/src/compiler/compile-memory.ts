/**
 * What compiling a scenario for one configuration leaves for the next: heaps, and the graphs of lanes and properties.
 *
 * Lowering a lane is a function of the heap and the answers to two kinds of questions: what does the configuration say,
 * and may this slot be written? A graph is used again where all of these answers are the same, so that a system is the
 * same with and without a memory. Most patches concern few lanes, and the rounds of one compilation few slots. What a
 * lane wrote when less was known to be written it writes when more is: so what the lanes that a patch does not concern
 * write is known before they are looked at again.
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
	/** Those of these that something else writes. */
	readonly given: ReadonlySet<number>;
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
		const parts = this.partsOf(heap);
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
			const { constants, variables, given, writes } = slots;
			const decisions = decisionsOf(own.patches, own.options, configuration);
			same = { value, failures: failures.all, decisions, reads: own, constants, variables, given, writes };
			known.push(same);
		}
		for (const slot of same.writes) mutable.add(slot);
		addReads(reads, same.reads);
		// What stands under the same key was made by the same function.
		return same as Lowered<T>;
	}

	/** Whether anything is known of a part of a heap for a configuration, however much is written. */
	knows({ heap, configuration }: GivenLowering, part: object): boolean {
		const known = this.partsOf(heap)?.get(part) ?? [];
		return known.some(({ decisions }) => decidesAlike(decisions, configuration));
	}

	/**
	 * Adds what will be found to be written by some parts, as far as that is known already: code writes all that it did
	 * when no more was known to be written.
	 */
	foresee({ heap, configuration, mutable, reads }: GivenLowering, parts: readonly object[]): void {
		let open = parts
			.flatMap((part) => this.partsOf(heap)?.get(part) ?? [])
			.filter(({ decisions }) => decidesAlike(decisions, configuration));
		for (let before = -1; open.length !== before; ) {
			before = open.length;
			open = open.filter((one) => {
				if (!none(one.given, (slot) => !mutable.has(slot))) return true;
				for (const slot of one.writes) mutable.add(slot);
				addReads(reads, one.reads);
				return false;
			});
		}
	}

	private partsOf(heap: Heap): Map<object, KnownPart[]> | undefined {
		return this.heaps.get(heap.scenario)?.find((one) => one.heap === heap)?.parts;
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
