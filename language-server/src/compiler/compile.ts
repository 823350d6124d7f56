/**
 * The compiler: a checked scenario and a configuration in, a transition system out.
 *
 * Invariants: it knows no kernel, only the language; what the user got wrong comes back as problems with a place, never
 * as an exception; the system depends on nothing but the program and the configuration, so that equal input gives equal
 * output.
 */

import { sentence, t } from "../base/l10n";
import type { RunError } from "../base/run-errors";
import { runToEnd } from "../base/run-to-end";
import { type AnchoredSpan, spanOf } from "../base/span";
import { withPropertyErrors } from "../passes/property-errors";
import type { Configuration } from "../semantics/configuration";
import { allFiles, type Program, type Scenario } from "../semantics/program";
import type { PropertySymbol, TaskSymbol } from "../semantics/symbols";
import type { Statement } from "../syntax/tree";
import { cellOperand, constant } from "../system/operand";
import type { CellText, LaneText, NamedSystem, ObjectText, PerhapsNamed, SystemText } from "../system/system-text";
import type { Cell, Lane, Operand, StateProperty, TransitionSystem } from "../system/transition-system";
import { findsDataRaces } from "./accesses";
import { CompileFailure, TOO_LARGE, tooLarge } from "./compile-failure";
import { CompileMemory, type Lowered as LoweredPart } from "./compile-memory";
import { Effort } from "./effort";
import { Failures } from "./failures";
import { type Heap, type HeapLane, type HeapObject, type Provisions, type Slot, slotsOf } from "./heap";
import { settleBranches } from "./known-truths";
import { cutStepFreeLoops, type LaneGraph } from "./lane-graph";
import { lanesFor } from "./lanes-of-files";
import { findsLeaks, type LaneOfSystem, leakCode, referencesOf } from "./leaks";
import { lowerLane, lowerProperty } from "./lower";
import type { GivenLowering, Lowering } from "./lowering";
import { neverReached } from "./never-reached";
import { areSameProvisions, needsMore, poolsFor } from "./pools";
import { noReads } from "./reads";
import { NOTHING_NEEDED, setUp } from "./set-up";
import { propertyCode, splitLane } from "./split-steps";
import type { StatementRun } from "./statement-runs";
import { localVariables, sharedVariables } from "./variable-texts";

/** Something that only shows when a scenario is compiled, such as a constructor that uses `null`. */
export interface CompileProblem {
	readonly span: AnchoredSpan;
	readonly code: string;
	readonly message: string;
}

/** What compiling a scenario gives: a system and its text, or the problems that stand in the way. */
export type Compilation = CompilationNotes & PerhapsNamed;

/** What compiling tells besides. */
export interface CompilationNotes {
	readonly problems: readonly CompileProblem[];
	/**
	 * Patches that decided something. With a configuration that has the same of these, and the same options, comes the
	 * same system.
	 */
	readonly patchesRead: ReadonlySet<string>;
	/** Options that decided something. */
	readonly optionsRead: ReadonlySet<string>;
	/**
	 * Where tasks and functions of the user's files have statements of which no code was made, because nothing can ever
	 * come there in this scenario. What the configuration leaves out is not among them.
	 */
	readonly neverReached: readonly AnchoredSpan[];
	/**
	 * The statements of the user's files of which code was made, each time that it was, and those that the set-up has
	 * run.
	 */
	readonly runs: readonly StatementRun[];
}

/** Whether something has not been compiled because it is too large. */
export function isTooLarge({ problems }: Pick<Compilation, "problems">): boolean {
	return problems.some(({ code }) => code === TOO_LARGE);
}

export interface CompileOptions {
	/** Statements of tasks and functions to be left out, to see what they are for. */
	readonly without?: ReadonlySet<Statement>;
	/** What compiling for other configurations has left; the system is the same without. */
	readonly memory?: CompileMemory;
	/** Whether the time for it is over, as of now: then it is given up. A limit on its steps there always is. */
	readonly isLate?: () => boolean;
}

/**
 * Compiles one scenario of a program for a kernel and options. A scenario with errors gives neither system nor
 * problems; of one that is too large the problem says which part of it.
 */
export function compile(program: Program, scenario: Scenario, configuration: Configuration, options?: CompileOptions): Compilation {
	return runToEnd(compileInSlices(program, scenario, configuration, options));
}

/**
 * The same, yielding between slices of work, which take about a millisecond where no single call is large. Giving it up
 * leaves nothing behind.
 */
export function* compileInSlices(
	program: Program,
	scenario: Scenario,
	configuration: Configuration,
	{ without = new Set(), memory = new CompileMemory(), isLate }: CompileOptions = {},
): Generator<void, Compilation> {
	const reads = noReads();
	const read = { patchesRead: reads.patches, optionsRead: reads.options, neverReached: [], runs: [] };
	if (scenario.erroneous) return { system: undefined, text: undefined, problems: [], ...read };
	const effort = new Effort(undefined, isLate);
	try {
		const { heap, lowered } = yield* lowerWithPools({ program, scenario, configuration, reads, without, effort }, memory);
		const asked = {
			leaks: findsLeaks({ heap, mutable: lowered.mutable }, { configuration, reads }),
			races: findsDataRaces({ configuration, reads }),
		};
		const { system, text, runs } = yield* buildSystem(lowered, heap, effort, asked);
		for (const place of reads.ran.values()) runs.push({ place });
		return { system, text, problems: [], ...read, neverReached: neverReached(program, scenario, reads), runs };
	} catch (error) {
		const problem = error instanceof RangeError ? tooDeep(scenario) : error;
		if (!(problem instanceof CompileFailure)) throw error;
		const problems = [{ span: problem.span, code: problem.code, message: problem.message }];
		return { system: undefined, text: undefined, problems, ...read };
	}
}

/** The stack of the host was not enough. */
function tooDeep({ symbol }: Scenario): CompileFailure {
	return new CompileFailure(symbol.span, TOO_LARGE, t`the calls and expressions of '${symbol.name}' are nested too deeply`);
}

/** How many local cells are looked at in the time of a step of the compiler. */
const CELLS_A_STEP = 32;

interface LoweredLane extends Pick<HeapLane, "self"> {
	/** What kind of lane it is, where it is named and where it runs. */
	readonly task: Pick<TaskSymbol, "flavor" | "span" | "handler"> & Partial<Pick<TaskSymbol, "node" | "file">>;
	readonly part: LoweredPart<LaneGraph>;
}

interface LoweredProperty {
	readonly symbol: PropertySymbol;
	readonly part: LoweredPart<{ readonly graph: LaneGraph; readonly failure: number } | undefined>;
}

interface Lowered {
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
function* lowerWithPools(
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
		return { lanes, properties, mutable };
	}
}

function* lowerLanes(given: GivenLowering, memory: CompileMemory): Generator<void, LoweredLane[]> {
	const { heap } = given;
	const lanes: LoweredLane[] = [];
	for (const lane of heap.lanes) {
		const part = yield* memory.part(given, lane.self, (lowering) => laneGraph(lowering, lane));
		lanes.push({ ...lane, part });
	}
	const { chances } = heap;
	if (chances) {
		const { self } = chances;
		const part = yield* memory.part(given, self, (lowering) => lowerLane(lowering, { self }));
		lanes.push({ self, task: { flavor: "task", span: spanOf(chances.all[0].value) }, part });
	}
	return lanes;
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

function* buildSystem(
	lowered: Lowered,
	heap: Heap,
	effort: Effort,
	asked: { readonly leaks: boolean; readonly races: boolean },
): Generator<void, NamedSystem & { readonly runs: StatementRun[] }> {
	const cells: Cell[] = [];
	const cellTexts: CellText[] = [];
	const cellOfSlot = new Map<number, number>();
	const nameOf = (object: HeapObject): string => heap.nameOf(object, ({ index }) => lowered.mutable.has(index));
	const kept = new Set(heap.objects.flatMap(({ life, address, readers }) => [life?.index, address?.index, readers?.index]));
	/** What the model keeps for properties, and what is known of an object beside its fields. */
	const isBookkeeping = ({ index, marks }: Slot): boolean => (marks.ghost && index !== heap.chances?.drawn.index) || kept.has(index);
	for (const slot of heap.slots) {
		if (!lowered.mutable.has(slot.index)) continue;
		cellOfSlot.set(slot.index, cells.length);
		cells.push(asked.races && isBookkeeping(slot) ? { ...sharedCell(heap, slot), unwatched: true } : sharedCell(heap, slot));
		cellTexts.push(sharedCellText(heap, slot, nameOf));
	}
	const slotCell = (slot: number): number => {
		const cell = cellOfSlot.get(slot);
		if (cell === undefined) throw new Error(`slot ${slot} has no cell`);
		return cell;
	};
	const slotValue = (slot: number): Operand => {
		const cell = cellOfSlot.get(slot);
		return cell === undefined ? constant(heap.slots[slot].value) : cellOperand(cell);
	};
	/** Takes steps for the lane or property that is named there. */
	const workFor =
		(span: AnchoredSpan) =>
		(steps: number): void => {
			if (!effort.take(steps)) throw tooLarge(effort, span);
		};
	const failures = new Failures();
	/** Adds the failures of a part; gives the numbers that they have in the system. */
	const added = (part: LoweredPart<unknown>): ((failure: number) => number) => {
		const numbers = part.failures.map(({ property, message, span, effect = "", symptom = "", at, about }) =>
			failures.add(property, message, span, { seen: () => ({ effect, symptom }), at, about }),
		);
		return (failure) => numbers[failure];
	};
	const runs: StatementRun[] = [];
	const lanes: Lane[] = [];
	const laneTexts: LaneText[] = [];
	const lanesOfSystem: LaneOfSystem[] = [];
	for (const [lane, { part, self, task }] of lowered.lanes.entries()) {
		const name = nameOf(self);
		const { flavor: kind, span } = task;
		const numbering = { slotCell, failureOf: added(part), lane, firstCell: cells.length + 1 };
		const work = workFor(span);
		const split = yield* splitLane(part.value, numbering, work);
		for (const run of split.runs) runs.push(run);
		// The search looks at all local cells of a lane for each of its steps before it begins.
		work(Math.ceil((split.steps.length * split.cells.length) / CELLS_A_STEP));
		const locationCell = cells.length;
		const done = split.steps.length;
		cells.push({ role: "location", lane, min: 0, max: done, initial: split.start }, ...split.cells);
		cellTexts.push({ name, type: { kind: "int" } }, ...split.text.cells);
		const { idle } = split;
		lanes.push({ kind, ...(idle !== undefined && { idle }), locationCell, start: split.start, steps: split.steps });
		const references = referencesOf(heap, split.text.cells, locationCell + 1);
		const pools = heap.pools.get(self) ?? [];
		const known = pools.flatMap(({ objects, onStack: isOnStack }) => (objects.length === 1 && !isOnStack ? objects : []));
		const onStack = pools.flatMap(({ objects, onStack: isOnStack }) => (isOnStack ? objects : []));
		lanesOfSystem.push({ lane: lanes[lane], references, known, onStack });
		const variables = localVariables(heap, part.value.declarations, slotValue, split.cellOf, work);
		laneTexts.push({ name, ...contextOf(task), span, self: self.index, variables, steps: split.text.steps });
	}
	const properties: StateProperty[] = [];
	for (const { symbol, part } of lowered.properties) {
		const failureOf = added(part);
		if (part.value === undefined) continue;
		const { graph, failure } = part.value;
		for (const { statements } of graph.blocks) for (const place of statements) runs.push({ place });
		const code = yield* propertyCode(graph, { slotCell, failureOf }, workFor(symbol.span));
		properties.push({ when: symbol.node.atEnd ? "end" : "always", code, failure: failureOf(failure) });
	}
	if (asked.leaks) {
		const leak = leakCode(heap, lanesOfSystem, slotValue, workFor(heap.scenario.symbol.span));
		const message = sentence`${{ witness: 0, type: leak.type }} is lost: nothing refers to it`;
		const failure = failures.add("memory_leak" satisfies RunError, message, heap.scenario.symbol.span);
		properties.push({ when: "end", code: leak.code, failure });
	}
	const races = asked.races ? { findsDataRaces: true as const } : {};
	const written: TransitionSystem = { cells, lanes, properties, failures: failures.all.map(({ property }) => ({ property })), ...races };
	const system = yield* withPropertyErrors(workFor(heap.scenario.symbol.span))(written);
	const text: SystemText = {
		name: heap.scenario.symbol.name,
		cells: cellTexts,
		objects: heap.objects.map((object) => objectText(heap, object, slotValue, nameOf)),
		lanes: laneTexts,
		variables: sharedVariables(heap, slotValue),
		failures: failures.all.map(({ property: _, ...text }) => text),
	};
	return { system, text, runs };
}

/** What a lane is, where it is no task, and where it runs. */
function contextOf({ handler, node, file }: LoweredLane["task"]): Pick<LaneText, "context" | "handler"> {
	const words = [handler?.name, node?.on && !node.each && file && `on ${file.written(node.on)}`].filter(Boolean);
	return { ...(words.length > 0 && { context: words.join(" ") }), ...(handler && { handler: true }) };
}

function sharedCell(heap: Heap, slot: Slot): Cell {
	const { low, high } = heap.rangeOf(slot.type);
	return { role: "shared", min: low, max: high, initial: slot.value };
}

/** What an object is called. */
type NameOf = (object: HeapObject) => string;

function sharedCellText(heap: Heap, { object, label, marks, type }: Slot, nameOf: NameOf): CellText {
	return {
		name: object ? `${nameOf(object)}.${label}` : label,
		type: heap.valueType(type),
		...(object && { object: object.index, field: label }),
		...(marks.ghost && { ghost: true }),
		...(marks.awaits.length > 0 && { awaits: marks.awaits }),
		...(marks.cleared !== "" && { cleared: clearedText(object, marks.cleared, nameOf) }),
		...(marks.holders !== undefined && { holders: marks.holders }),
	};
}

/** `frees block 0` of `frees {block}`. */
function clearedText(object: HeapObject | undefined, cleared: string, nameOf: NameOf): string {
	return object ? cleared.replaceAll(`{${object.struct.name}}`, () => nameOf(object)) : cleared;
}

function objectText(heap: Heap, object: HeapObject, slotValue: (slot: number) => Operand, nameOf: NameOf): ObjectText {
	const fields = [...object.fields].flatMap(([field, storage]) =>
		slotsOf(storage).map(({ label, type, index, marks }) => ({
			name: label,
			declared: field.span,
			type: heap.valueType(type),
			operand: slotValue(index),
			...(marks.owner !== undefined && { owner: marks.owner }),
		})),
	);
	const { life, address, readers, ended } = object;
	const lives = life && slotValue(life.index);
	const own = [life, address, readers, ended].flatMap((slot) => {
		if (slot === undefined) return [];
		const operand = slotValue(slot.index);
		return operand.kind === "cell" ? [{ name: slot.label, declared: object.struct.span, type: heap.valueType(slot.type), operand }] : [];
	});
	return {
		name: nameOf(object),
		struct: object.struct.name,
		fields: [...own, ...fields],
		span: object.span,
		...(object.root && { root: object.root.index }),
		...(lives?.kind === "cell" && { life: lives.cell }),
		...(object.onStack && { frame: object.onStack.frame ?? null }),
	};
}
