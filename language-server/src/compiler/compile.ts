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
}

/**
 * Compiles one scenario of a program for a kernel and options. A scenario with errors gives neither system nor problems. A debugger asks for
 * `variables`, see `Step.variables`; the system is the same otherwise.
 */
export function compile(
	program: Program,
	scenario: Scenario,
	configuration: Configuration,
	{ variables = false, without = new Set() }: CompileOptions = {},
): Compilation {
	const patchesRead = new Set<string>();
	if (scenario.erroneous) return { system: undefined, problems: [], patchesRead };
	try {
		const heap = setUp(program, scenario, configuration, patchesRead);
		return {
			system: buildSystem(lowerToFixedPoint(heap, { configuration, variables, patchesRead, without }), heap),
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
	readonly graph: LaneGraph;
	readonly span: FileSpan;
}

interface Lowered {
	readonly lanes: readonly LoweredLane[];
	readonly properties: readonly { readonly symbol: PropertySymbol; readonly graph: LaneGraph; readonly failure: number }[];
	readonly failures: Failures;
	readonly mutable: ReadonlySet<number>;
}

/**
 * Lowers everything until no more slots are found to be written than were taken to be. What one pass finds already counts
 * for the rest of it; the last pass finds nothing new and so was made with the whole set from its start.
 */
function lowerToFixedPoint(heap: Heap, given: Pick<Lowering, "configuration" | "variables" | "patchesRead" | "without">): Lowered {
	const mutable = new Set<number>();
	for (;;) {
		const failures = new Failures();
		const lowering: Lowering = { ...given, heap, failures, mutable };
		const before = mutable.size;
		const lanes = lowerLanes(lowering);
		if (mutable.size > before) continue;
		const properties = propertiesOf(heap).flatMap((symbol) => {
			const lowered = lowerProperty(lowering, symbol);
			return lowered ? [{ symbol, ...lowered }] : [];
		});
		return { lanes, properties, failures, mutable };
	}
}

function lowerLanes(lowering: Lowering): LoweredLane[] {
	const { heap } = lowering;
	return heap.scenario.tasks.flatMap((task) =>
		(heap.tasks.get(task) ?? []).map((self) => {
			const graph = lowerLane(lowering, task.node.body, task.file, self);
			graph.entryBoundary = {
				access: "local",
				label: task.name,
				span: task.span,
				stack: [],
				...(lowering.variables && { scopes: [undefined] }),
			};
			cutStepFreeLoops(graph);
			return { name: self.name ?? task.name, kind: task.flavor, graph, span: task.span };
		}),
	);
}

/** The properties that hold in a scenario: the model's, its file's and its own. */
function propertiesOf(heap: Heap): PropertySymbol[] {
	const files = allFiles(heap.program).flatMap((file) => file.properties);
	return [...files, ...heap.scenario.properties].filter((property) => !property.erroneous);
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
	const lanes = lowered.lanes.map(({ name, kind, graph, span }, lane): Lane => {
		const split = splitLane(graph, { slotCell, lane, firstCell: cells.length + 1 });
		const locationCell = cells.length;
		const done = split.steps.length;
		cells.push({ name, role: "location", lane, min: 0, max: done, initial: split.start, type: { kind: "int" } }, ...split.cells);
		return { name, kind, locationCell, start: split.start, steps: split.steps, span };
	});
	const properties = lowered.properties.map(
		({ symbol, graph, failure }): StateProperty => ({
			name: symbol.name,
			when: symbol.node.atEnd ? "end" : "always",
			code: propertyCode(graph, slotCell),
			failure,
		}),
	);
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
		failures: lowered.failures.all,
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
