/** Lowers a scenario again and again until what was taken to be known of it is what comes out. */
import { t } from "../base/l10n";
import { type AnchoredSpan, spanOf } from "../base/span";
import { allFiles, type Program, type Scenario } from "../semantics/program";
import type { PropertySymbol, TaskSymbol } from "../semantics/symbols";
import { CompileFailure, TOO_LARGE, tooLarge } from "./compile-failure";
import type { CompileMemory, Lowered as LoweredPart } from "./compile-memory";
import type { Effort } from "./effort";
import type { Heap, HeapLane } from "./heap";
import { settleBranches } from "./known-truths";
import { cutStepFreeLoops, type LaneGraph } from "./lane-graph";
import { lanesFor } from "./lanes-of-files";
import { lowerLane, lowerProperty } from "./lower";
import type { GivenLowering, Lowering } from "./lowering";
import { areSameProvisions, needsMore, poolsFor } from "./pools";
import type { Provisions } from "./provisions";
import { NOTHING_NEEDED, setUp } from "./set-up";

export interface LoweredLane extends Pick<HeapLane, "self"> {
	/** What kind of lane it is, where it is named and where it runs. */
	readonly task: Pick<TaskSymbol, "flavor" | "span" | "handler"> & Partial<Pick<TaskSymbol, "node" | "file">>;
	readonly part: LoweredPart<LaneGraph>;
}

export interface LoweredProperty {
	readonly symbol: PropertySymbol;
	readonly part: LoweredPart<{ readonly graph: LaneGraph; readonly failure: number } | undefined>;
}

export interface Lowered {
	readonly lanes: readonly LoweredLane[];
	readonly properties: readonly LoweredProperty[];
	readonly mutable: ReadonlySet<number>;
}

/** How often pools may turn out to be others than was thought. */
const POOL_ROUNDS = 16;

/**
 * Lowers everything until the objects that lanes make as they run have been prepared: how many these are shows when the
 * code has been written, and what stands behind a place that makes one is only then known to be come to.
 */
export function* lowerWithPools(
	{ program, scenario, ...given }: Omit<Lowering, "failures" | "mutable" | "heap"> & { program: Program; scenario: Scenario },
	memory: CompileMemory,
): Generator<void, { readonly heap: Heap; readonly lowered: Lowered }> {
	const { configuration } = given;
	let provisions = NOTHING_NEEDED;
	for (let round = 0; round < POOL_ROUNDS; round++) {
		const prepared = provisions;
		const heap = memory.heap(scenario, configuration, prepared, given.reads, (reads) =>
			setUp(program, scenario, configuration, reads, prepared),
		);
		const lowered = yield* lowerToFixedPoint({ heap, ...given }, prepared, memory);
		if ("mutable" in lowered) return { heap, lowered };
		provisions = lowered;
	}
	throw new CompileFailure(scenario.symbol.span, TOO_LARGE, t`'${scenario.symbol.name}' makes too many objects in too many places`);
}

/**
 * Lowers everything until no more slots are found to be written than were taken to be. What one pass finds already
 * counts for the rest of it; the last pass finds nothing new, and what it takes from earlier ones would be made the
 * same again. Ends with what the pools must be where they are not that.
 */
function* lowerToFixedPoint(
	given: Omit<Lowering, "failures" | "mutable">,
	prepared: Provisions,
	memory: CompileMemory,
): Generator<void, Lowered | Provisions> {
	const mutable = new Set<number>();
	for (;;) {
		const lowering = { ...given, mutable };
		const before = mutable.size;
		const lanes = yield* lowerLanes(lowering, memory);
		const pools = poolsFor(
			lanes.map(({ part }) => part.value),
			given.heap.scenario,
		);
		const isSettled = mutable.size === before;
		const needed = { pools, lanes: lanesFor(lowering, prepared.lanes, isSettled) };
		// As long as more may turn out to be written more may turn out to be come to, but nothing less.
		if (isSettled ? !areSameProvisions(prepared, needed) : needsMore(prepared, needed)) return needed;
		if (!isSettled) continue;
		for (const { part, task } of lanes) yield* finish(part.value, given.effort, task.span);
		const properties: LoweredProperty[] = [];
		for (const symbol of propertiesOf(given.heap)) {
			const part = yield* memory.part(lowering, symbol, function* (lowering) {
				yield;
				return lowerProperty(lowering, symbol);
			});
			properties.push({ symbol, part });
		}
		// A property may go through objects that are on a stack: from then on it matters when these live.
		if (mutable.size > before) continue;
		return { lanes: asTheyRun(lanes, given.heap), properties, mutable };
	}
}

/** A lane, and how its graph is made. */
interface LaneToLower extends Omit<LoweredLane, "part"> {
	readonly lower: (lowering: Lowering) => Generator<void, LaneGraph>;
}

/**
 * Lowers each lane once with what is known to be written. Lanes of which nothing is known come first, as often as they
 * find more: the others may then be as they were for another configuration.
 */
function* lowerLanes(given: GivenLowering, memory: CompileMemory): Generator<void, LoweredLane[]> {
	const { heap, mutable } = given;
	const all = lanesOf(heap);
	const selves = all.map(({ self }) => self);
	memory.foresee(given, selves);
	const unknown = all.filter(({ self }) => !memory.knows(given, self));
	if (unknown.length < all.length)
		for (let before = -1; mutable.size !== before; ) {
			before = mutable.size;
			for (const { self, lower } of unknown) yield* memory.part(given, self, lower);
			memory.foresee(given, selves);
		}
	const lanes: LoweredLane[] = [];
	for (const { lower, ...lane } of all) lanes.push({ ...lane, part: yield* memory.part(given, lane.self, lower) });
	return lanes;
}

/**
 * The lanes of a scenario in the order of the heap's, as pools are, and behind them the one that draws initial values.
 */
function lanesOf({ lanes, chances }: Heap): readonly LaneToLower[] {
	const all = lanes.map((lane): LaneToLower => ({ ...lane, lower: (lowering) => laneGraph(lowering, lane) }));
	if (chances === undefined) return all;
	const { self } = chances;
	return [
		...all,
		{ self, task: { flavor: "task", span: spanOf(chances.all[0].value) }, lower: (lowering) => lowerLane(lowering, { self }) },
	];
}

/** Nothing else runs before initial values have been drawn: what does that comes first wherever lanes are shown. */
function asTheyRun(lanes: readonly LoweredLane[], { chances }: Heap): readonly LoweredLane[] {
	const isFirst = ({ self }: LoweredLane): boolean => self === chances?.self;
	return [...lanes.filter(isFirst), ...lanes.filter((lane) => !isFirst(lane))];
}

function* laneGraph(lowering: Lowering, lane: HeapLane): Generator<void, LaneGraph> {
	const { task } = lane;
	const graph = yield* lowerLane(lowering, lane);
	graph.entryBoundary = {
		access: "local",
		label: task.name,
		span: task.span,
		stack: [],
		scopes: [undefined],
	};
	return graph;
}

/** Leaves out of a graph to which nothing is added any more what is never come to, and cuts its loops into steps. */
function* finish(graph: LaneGraph, effort: Effort, span: AnchoredSpan): Generator<void, void> {
	if (graph.finished) return;
	yield* settleBranches(graph, (steps) => {
		if (!effort.take(steps)) throw tooLarge(effort, span);
	});
	cutStepFreeLoops(graph);
	graph.finished = true;
}

/** The properties that hold in a scenario: the model's, its file's and its own, without those that it turns off. */
function propertiesOf({ program, scenario }: Heap): PropertySymbol[] {
	const files = allFiles(program).flatMap((file) => file.properties);
	return [...files, ...scenario.properties].filter((property) => !scenario.turnedOff.has(property));
}
