/**
 * Memory that is lost: at the end an object is alive that no variable refers to, nor what is part of it, nor an object
 * that is not lost itself.
 *
 * It is a property of the end that is made of the whole system, since it looks at every reference there is: at all
 * shared variables, and at the locals of those who have not ended. An object that one of these has made at a place to
 * which its code comes but once is known to that code, and need not stand in a local; it counts as referred to.
 */
import type { Configuration } from "../semantics/configuration";
import type { Type } from "../semantics/types";
import { binary, cellOperand, constant, element, isConstant, ONE, temporary, ZERO } from "../system/operand";
import type { CellText, ValueType } from "../system/system-text";
import type { BasicBlock, Code, Instruction, Lane, Operand } from "../system/transition-system";
import type { Heap } from "./heap";
import { type HeapObject, rootOf, type Slot, slotsOf } from "./heap-objects";
import { ALIVE, FREED } from "./lives";
import type { Reads } from "./reads";

/** The option of the model that asks for it, and its value that does. */
export const LEAK_OPTION = "memory_leak";
const REPORT = "report";

/**
 * Whether a configuration asks for what is lost. Where nothing can be lost, for something refers to it always, it does
 * not matter what the configuration says.
 */
export function findsLeaks(
	{ heap, mutable }: { readonly heap: Heap; readonly mutable: ReadonlySet<number> },
	{ configuration, reads }: { readonly configuration: Configuration; readonly reads: Reads },
): boolean {
	const held = alwaysHeld(heap, mutable);
	if (heap.objects.every((object) => !canBeLost(object) || held.has(object))) return false;
	const value = configuration.options.get(LEAK_OPTION);
	if (value !== undefined) reads.options.add(LEAK_OPTION);
	return value === REPORT;
}

/** Whether `new` has made an object, which is then to be freed. */
function canBeLost({ life, onStack }: HeapObject): boolean {
	return life !== undefined && !onStack;
}

/** What something refers to that no step changes: a variable, or an object that no step frees. */
function alwaysHeld(heap: Heap, mutable: ReadonlySet<number>): ReadonlySet<HeapObject> {
	const held = new Set<HeapObject>();
	const parts = new Map<HeapObject, HeapObject[]>();
	for (const part of heap.objects) {
		const root = rootOf(part);
		const known = parts.get(root);
		if (known) known.push(part);
		else parts.set(root, [part]);
	}
	const follow = (slots: readonly Slot[]): void => {
		for (const { type, index, value } of slots) {
			const object = mutable.has(index) ? undefined : objectsMeant(heap, type)[value - 1];
			if (object) hold(rootOf(object));
		}
	};
	const hold = (object: HeapObject): void => {
		if (held.has(object)) return;
		held.add(object);
		if (object.life && mutable.has(object.life.index)) return;
		for (const part of parts.get(object) ?? []) follow(fieldsOf(part));
	};
	follow([...heap.variables.values()].flatMap(slotsOf));
	for (const object of heap.objects) if (object.root === undefined && !object.life && !object.around) hold(object);
	return held;
}

/** A lane of the system, and the objects that only its own code may know. */
export interface LaneOfSystem {
	readonly lane: Lane;
	/** By the cells that are its own: the objects to which their values from 1 on refer. */
	readonly references: ReadonlyMap<number, readonly HeapObject[]>;
	/** Made at places to which the code comes once. */
	readonly known: readonly HeapObject[];
	/** On its stack. */
	readonly onStack: readonly HeapObject[];
}

/** The code of the property, ending in `result`, with the lost object as the witness, and the type of that. */
export function leakCode(
	heap: Heap,
	lanes: readonly LaneOfSystem[],
	slotValue: (slot: number) => Operand,
	work: (steps: number) => void,
): { readonly code: Code; readonly type: ValueType } {
	const objects = heap.objects.filter(canBeLost);
	/** Whether a value refers to an object or to what is part of it. */
	const refersTo = (value: Operand, meant: readonly HeapObject[], object: HeapObject): Operand =>
		meant.reduce<Operand>((found, other, index) => {
			work(1);
			return rootOf(other) === object ? binary("||", found, binary("==", value, constant(index + 1))) : found;
		}, ZERO);
	const isAlive = ({ life }: HeapObject): Operand => (life ? binary("==", slotValue(life.index), constant(ALIVE)) : ONE);
	const any = (...operands: readonly Operand[]): Operand => operands.reduce((some, operand) => binary("||", some, operand), ZERO);

	const both = (some: Operand, other: Operand): Operand => (isConstant(other) && other.value === 0 ? ZERO : binary("&&", some, other));

	/** What refers to an object directly, from outside of all those that may be lost. */
	const held = (object: HeapObject): Operand => {
		const refers = ({ type, index }: Slot): Operand => refersTo(slotValue(index), objectsMeant(heap, type), object);
		// What is no object refers to the part that it is around, and holds nothing.
		const isEndless = (other: HeapObject): boolean => rootOf(other).life === undefined && !other.around;
		const shared = [...[...heap.variables.values()].flatMap(slotsOf), ...heap.objects.filter(isEndless).flatMap(fieldsOf)];
		const byLanes = lanes.flatMap(({ lane, references, known, onStack }) => {
			if (lane.kind === "task") return [];
			const location = cellOperand(lane.locationCell);
			const goesOn = binary("!=", location, constant(lane.steps.length));
			const locals = [...references].map(([cell, meant]) => {
				const isLive = element([...lane.steps.map(({ live }) => constant(Number(live.includes(cell)))), ZERO], 0, location);
				return both(isLive, refersTo(cellOperand(cell), meant, object));
			});
			const byStack = onStack.map((own) => {
				const byFields = any(
					...heap.objects
						.filter((part) => rootOf(part) === own)
						.flatMap(fieldsOf)
						.map(refers),
				);
				const inScope = own.life ? binary("<", slotValue(own.life.index), constant(FREED)) : ONE;
				return both(binary("&&", goesOn, inScope), byFields);
			});
			return [...(known.includes(object) ? [goesOn] : []), ...locals, ...byStack];
		});
		return any(...shared.map(refers), ...byLanes);
	};
	const edges = objects.map((from, index) =>
		objects.map((to, other): Operand => {
			if (index === other) return ZERO;
			const refers = heap.objects
				.filter((part) => rootOf(part) === from)
				.flatMap(fieldsOf)
				.map(({ type, index }) => refersTo(slotValue(index), objectsMeant(heap, type), to));
			return any(...refers);
		}),
	);
	const instructions: Instruction[] = objects.map((object, index) => ({ kind: "set", temporary: index, value: held(object) }));
	const linked = edges.some((row) => row.some((edge) => !isConstant(edge) || edge.value !== 0));
	for (let round = 1; linked && round < objects.length; round++)
		for (const [index] of objects.entries()) {
			work(objects.length);
			const through = objects.map((from, other) => {
				return both(binary("&&", temporary(other), isAlive(from)), edges[other][index]);
			});
			instructions.push({ kind: "set", temporary: index, value: any(temporary(index), ...through) });
		}
	const blocks: BasicBlock[] = [];
	for (const [index, object] of objects.entries()) {
		const first = blocks.length;
		const isFine = binary("||", binary("!=", isAlive(object), ONE), temporary(index));
		blocks.push({
			instructions: index === 0 ? instructions : [],
			end: { kind: "branch", condition: isFine, then: first + 2, otherwise: first + 1 },
		});
		blocks.push({ instructions: [], end: { kind: "result", value: ZERO, witness: [constant(index + 1)] } });
	}
	blocks.push({ instructions: [], end: { kind: "result", value: ONE, witness: [] } });
	const type: ValueType = { kind: "reference", struct: "object", objects: objects.map(({ index }) => index) };
	return { code: { temporaries: objects.length, blocks }, type };
}

function fieldsOf({ fields }: HeapObject): readonly Slot[] {
	return [...fields.values()].flatMap(slotsOf);
}

/** The objects to which the values of a type refer, from 1 on. */
function objectsMeant(heap: Heap, type: Type): readonly HeapObject[] {
	if (type.kind === "any") return heap.objects;
	return type.kind === "struct" ? heap.objectsOf(type.symbol) : [];
}

/** What the cells of a lane refer to, of those that refer to objects. */
export function referencesOf(heap: Heap, cells: readonly CellText[], firstCell: number): ReadonlyMap<number, readonly HeapObject[]> {
	const found = new Map<number, readonly HeapObject[]>();
	for (const [index, { type }] of cells.entries())
		if (type.kind === "reference" && type.objects.length > 0)
			found.set(
				firstCell + index,
				type.objects.map((object) => heap.objects[object]),
			);
	return found;
}
