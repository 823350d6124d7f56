/**
 * The compiler: a checked scenario and a configuration in, a transition system out.
 *
 * Invariants: it knows no kernel, only the language; what the user got wrong comes back as problems with a place, never as an
 * exception; the system depends on nothing but the program and the configuration, so that equal input gives equal output.
 */
import type { FileSpan } from "../base/span";
import type { Configuration } from "../semantics/configuration";
import { allFiles, type Program, type Scenario } from "../semantics/program";
import type { PropertySymbol } from "../semantics/symbols";
import type { Statement } from "../syntax/tree";
import { CompileMemory, type Lowered as LoweredPart } from "./compile-memory";
import { Failures } from "./failures";
import type { Heap, HeapObject, Slot } from "./heap";
import { cutStepFreeLoops, type LaneGraph } from "./lane-graph";
import { CompileFailure, type Lowering, lowerLane, lowerProperty } from "./lower";
import { cellOperand, constant } from "./operand";
import { SetUpProblem, setUp } from "./set-up";
import { propertyCode, splitLane } from "./split-steps";
import type { Cell, Lane, Operand, SharedObject, StateProperty, TransitionSystem } from "./transition-system";

/** Something that only shows when a scenario is compiled, such as a constructor that uses `null`. */
export interface CompileProblem {
	readonly span: FileSpan;
	readonly code: string;
	readonly message: string;
}

/** What compiling a scenario gives: a system, or the problems that stand in the way. */
export interface Compilation {
	readonly system: TransitionSystem | undefined;
	readonly problems: readonly CompileProblem[];
	/** Patches that decided something. With a configuration that has the same of these, and the same options, comes the same system. */
	readonly patchesRead: ReadonlySet<string>;
}

export interface CompileOptions {
	/** Has steps say which variables are visible, see `Step.variables`; the system is the same otherwise. */
	readonly variables?: boolean;
	/** Statements of tasks and functions to be left out, to see what they are for. */
	readonly without?: ReadonlySet<Statement>;
	/** What compiling for other configurations has left; the system is the same without. */
	readonly memory?: CompileMemory;
}

/**
 * Compiles one scenario of a program for a kernel and options. A scenario with errors gives neither system nor problems. A debugger asks for
 * `variables`, see `Step.variables`; the system is the same otherwise.
 */
export function compile(
	program: Program,
	scenario: Scenario,
	configuration: Configuration,
	{ variables = false, without = new Set(), memory = new CompileMemory() }: CompileOptions = {},
): Compilation {
	const patchesRead = new Set<string>();
	if (scenario.erroneous) return { system: undefined, problems: [], patchesRead };
	try {
		const heap = memory.heap(scenario, configuration, patchesRead, (read) => setUp(program, scenario, configuration, read));
		return {
			system: buildSystem(lowerToFixedPoint({ heap, configuration, variables, patchesRead, without }, memory), heap),
			problems: [],
			patchesRead,
		};
	} catch (error) {
		if (!(error instanceof SetUpProblem || error instanceof CompileFailure)) throw error;
		return { system: undefined, problems: [{ span: error.span, code: error.code, message: error.message }], patchesRead };
	}
}

interface LoweredLane {
	readonly name: string;
	readonly kind: Lane["kind"];
	readonly part: LoweredPart<LaneGraph>;
	readonly span: FileSpan;
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

/**
 * Lowers everything until no more slots are found to be written than were taken to be. What one pass finds already counts
 * for the rest of it; the last pass finds nothing new, and what it takes from earlier ones would be made the same again.
 */
function lowerToFixedPoint(given: Omit<Lowering, "failures" | "mutable">, memory: CompileMemory): Lowered {
	const mutable = new Set<number>();
	for (;;) {
		const lowering = { ...given, mutable };
		const before = mutable.size;
		const lanes = lowerLanes(lowering, memory);
		if (mutable.size > before) continue;
		const properties = propertiesOf(given.heap).map((symbol) => ({
			symbol,
			part: memory.part(lowering, symbol, (lowering) => lowerProperty(lowering, symbol)),
		}));
		return { lanes, properties, mutable };
	}
}

function lowerLanes(given: Omit<Lowering, "failures">, memory: CompileMemory): LoweredLane[] {
	const { heap } = given;
	return heap.scenario.tasks.flatMap((task) =>
		(heap.tasks.get(task) ?? []).map((self) => {
			const part = memory.part(given, self, (lowering) => {
				const graph = lowerLane(lowering, task.node.body, task.file, self);
				graph.entryBoundary = {
					access: "local",
					label: task.name,
					span: task.span,
					stack: [],
					...(lowering.variables && { scopes: [undefined] }),
				};
				cutStepFreeLoops(graph);
				return graph;
			});
			return { name: self.name ?? task.name, kind: task.flavor, part, span: task.span };
		}),
	);
}

/** The properties that hold in a scenario: the model's, its file's and its own. */
function propertiesOf(heap: Heap): PropertySymbol[] {
	const files = allFiles(heap.program).flatMap((file) => file.properties);
	return [...files, ...heap.scenario.properties];
}

function buildSystem(lowered: Lowered, heap: Heap): TransitionSystem {
	const cells: Cell[] = [];
	const cellOfSlot = new Map<number, number>();
	for (const slot of heap.slots) {
		if (!lowered.mutable.has(slot.index)) continue;
		cellOfSlot.set(slot.index, cells.length);
		cells.push(sharedCell(heap, slot));
	}
	const slotCell = (slot: number): number => {
		const cell = cellOfSlot.get(slot);
		if (cell === undefined) throw new Error(`slot ${slot} has no cell`);
		return cell;
	};
	const failures = new Failures();
	/** Adds the failures of a part; gives the numbers that they have in the system. */
	const added = (part: LoweredPart<unknown>): ((failure: number) => number) => {
		const numbers = part.failures.map(({ property, message, span, effect = "" }) => failures.add(property, message, span, () => effect));
		return (failure) => numbers[failure];
	};
	const lanes = lowered.lanes.map(({ name, kind, part, span }, lane): Lane => {
		const split = splitLane(part.value, { slotCell, failureOf: added(part), lane, firstCell: cells.length + 1 });
		const locationCell = cells.length;
		const done = split.steps.length;
		cells.push({ name, role: "location", lane, min: 0, max: done, initial: split.start, type: { kind: "int" } }, ...split.cells);
		return { name, kind, locationCell, start: split.start, steps: split.steps, span };
	});
	const properties = lowered.properties.flatMap(({ symbol, part }): StateProperty[] => {
		const failureOf = added(part);
		if (part.value === undefined) return [];
		const { graph, failure } = part.value;
		const code = propertyCode(graph, { slotCell, failureOf });
		return [{ name: symbol.name, when: symbol.node.atEnd ? "end" : "always", code, failure: failureOf(failure) }];
	});
	const operandOf = (slot: Slot): Operand => {
		const cell = cellOfSlot.get(slot.index);
		return cell === undefined ? constant(slot.value) : cellOperand(cell);
	};
	return {
		name: heap.scenario.symbol.name,
		cells,
		objects: heap.objects.map((object) => sharedObject(heap, object, operandOf)),
		lanes,
		properties,
		failures: failures.all,
	};
}

function sharedCell(heap: Heap, slot: Slot): Cell {
	const { low, high } = heap.rangeOf(slot.type);
	const name = slot.object ? `${heap.nameOf(slot.object)}.${slot.label}` : slot.label;
	const type = heap.valueType(slot.type);
	return {
		name,
		role: "shared",
		object: slot.object?.index,
		field: slot.object && slot.label,
		...(slot.marks.ghost && { ghost: true }),
		...(slot.marks.awaits.length > 0 && { awaits: slot.marks.awaits }),
		...(slot.marks.holders && { holders: true }),
		min: low,
		max: high,
		initial: slot.value,
		type,
	};
}

function sharedObject(heap: Heap, object: HeapObject, operandOf: (slot: Slot) => Operand): SharedObject {
	const fields = [...object.fields.values()].flatMap((storage) => (storage.kind === "single" ? [storage.slot] : storage.slots));
	return {
		name: heap.nameOf(object),
		struct: object.struct.name,
		fields: fields.map((slot) => ({ name: slot.label, type: heap.valueType(slot.type), operand: operandOf(slot) })),
		span: object.span,
	};
}
