/** The objects and shared variables of a scenario, as they are before the first step. */
import type { FileSpan } from "../base/span";
import { type Documentation, parseDocumentation } from "../semantics/documentation";
import type { Program, Scenario } from "../semantics/program";
import type { FieldSymbol, StructSymbol, TaskSymbol, VariableSymbol } from "../semantics/symbols";
import { DEFAULT_HIGH, DEFAULT_LOW, type Type } from "../semantics/types";
import type { Interval } from "./operand";
import type { ValueType } from "./transition-system";

/** One shared variable: a field of an object or a variable of a scenario or file, or one element of such an array. */
export interface Slot {
	readonly index: number;
	readonly type: Type;
	/** Its initial value. References are 0 for null, else the object's number. */
	value: number;
	readonly object?: HeapObject;
	/** The field's or variable's name, with `[i]` in an array. */
	readonly label: string;
	/** What its documentation says of it by tags. */
	readonly marks: Pick<Documentation, "ghost" | "awaits" | "holders">;
}

/** Where the value of a field or variable is: one slot, or one for each element of an array. */
export type Storage = { readonly kind: "single"; readonly slot: Slot } | { readonly kind: "array"; readonly slots: readonly Slot[] };

export interface HeapObject {
	/** Among all objects. */
	readonly index: number;
	/** Among those of its struct, from 1: the value of a reference to it. */
	readonly number: number;
	readonly struct: StructSymbol;
	readonly fields: Map<FieldSymbol, Storage>;
	/** Set for one that a variable names. */
	name?: string;
	span?: FileSpan;
	/** Set for one that belongs to another's field, by which it is then called. */
	owner?: { readonly object: HeapObject; readonly field: string };
}

export class Heap {
	readonly objects: HeapObject[] = [];
	readonly slots: Slot[] = [];
	readonly variables = new Map<VariableSymbol, Storage>();
	/** The objects of each task, one for each instance. */
	readonly tasks = new Map<TaskSymbol, HeapObject[]>();
	private readonly byStruct = new Map<StructSymbol, HeapObject[]>();

	constructor(
		readonly program: Program,
		readonly scenario: Scenario,
	) {}

	/** All objects of a struct, in the order of creation: the one with number n is at n - 1. */
	objectsOf(struct: StructSymbol): readonly HeapObject[] {
		return this.byStruct.get(struct) ?? [];
	}

	addObject(struct: StructSymbol): HeapObject {
		const siblings = this.byStruct.get(struct) ?? [];
		const object: HeapObject = { index: this.objects.length, number: siblings.length + 1, struct, fields: new Map() };
		siblings.push(object);
		this.byStruct.set(struct, siblings);
		this.objects.push(object);
		return object;
	}

	/** Makes the slots of a field or variable, all at the default of their type. */
	addStorage({ type, name, documentation }: FieldSymbol | VariableSymbol, object?: HeapObject): Storage {
		const marks = parseDocumentation(documentation);
		if (type.kind !== "array") return { kind: "single", slot: this.addSlot(type, name, object, marks) };
		const slots = Array.from({ length: type.size ?? 0 }, (_, index) => this.addSlot(type.element, `${name}[${index}]`, object, marks));
		return { kind: "array", slots };
	}

	private addSlot(type: Type, label: string, object: HeapObject | undefined, marks: Slot["marks"]): Slot {
		const slot: Slot = { index: this.slots.length, type, value: defaultValue(type), object, label, marks };
		this.slots.push(slot);
		return slot;
	}

	nameOf(object: HeapObject): string {
		if (object.name !== undefined) return object.name;
		if (object.owner) return `${this.nameOf(object.owner.object)}.${object.owner.field}`;
		return `${object.struct.name} ${object.number - 1}`;
	}

	/** Values that a variable of this type can have; references only once all objects exist. */
	rangeOf(type: Type): Interval {
		switch (type.kind) {
			case "bool":
				return { low: 0, high: 1 };
			case "int":
				return type.open ? { low: DEFAULT_LOW, high: DEFAULT_HIGH } : { low: type.low, high: type.high };
			case "enum":
				return { low: 0, high: Math.max(0, type.symbol.members.length - 1) };
			case "struct":
				return { low: 0, high: this.objectsOf(type.symbol).length };
			default:
				return { low: 0, high: 0 };
		}
	}

	valueType(type: Type): ValueType {
		switch (type.kind) {
			case "bool":
				return { kind: "bool" };
			case "enum":
				return { kind: "enum", name: type.symbol.name, members: type.symbol.members.map((member) => member.name) };
			case "struct":
				return { kind: "reference", struct: type.symbol.name, objects: this.objectsOf(type.symbol).map((object) => object.index) };
			default:
				return { kind: "int" };
		}
	}
}

/** What a variable without initialiser holds: 0, or the lowest value of a range without 0. */
export function defaultValue(type: Type): number {
	if (type.kind !== "int" || type.open || (type.low <= 0 && type.high >= 0)) return 0;
	return type.low;
}
