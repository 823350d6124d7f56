/** What the heap of a scenario is made of: objects and slots. */
import type { AnchoredSpan } from "../base/span";
import type { Documentation } from "../semantics/documentation";
import type { FieldSymbol, StructSymbol } from "../semantics/symbols";
import type { Type } from "../semantics/types";

/** One shared variable: a field of an object or a variable of a scenario or file, or one element of such an array. */
export interface Slot {
	readonly index: number;
	readonly type: Type;
	/** Its initial value. References are 0 for null, else the number of the object or function. */
	value: number;
	/** What it begins with where nothing is given for it, of a field. */
	begins?: number;
	readonly object?: HeapObject;
	/** The field's or variable's name, with `[i]` in an array. */
	readonly label: string;
	/** What its documentation says of it by tags. */
	readonly marks: Pick<Documentation, "ghost" | "awaits" | "holders" | "owner" | "cleared">;
	/** Whether what it refers to is held by it. */
	readonly counted: boolean;
	/** Whether no access to it is a data race. */
	readonly racy?: true;
}

/** Where the value of a field or variable is: one slot, or one for each element of an array. */
export type Storage = { readonly kind: "single"; readonly slot: Slot } | { readonly kind: "array"; readonly slots: readonly Slot[] };

/** Whose stack an object is on. */
export interface Frame {
	/** The variable. */
	readonly name: string;
	/** The function that declares it; undefined for a task. */
	readonly frame: string | undefined;
}

export interface HeapObject {
	/** Among all objects. */
	readonly index: number;
	/** Among those of its struct, from 1: the value of a reference to it. */
	readonly number: number;
	readonly struct: StructSymbol;
	/** The place in the text that has made it, by its number among those of the struct, from 1. */
	readonly site: number;
	readonly fields: Map<FieldSymbol, Storage>;
	/** Of a task: whether its plain accesses count as marked, where data races are looked for (see `accesses.ts`). */
	region?: Slot;
	/**
	 * Set for what is no object: where one would be of which this were a part, as `container_of()` counts. It has
	 * nothing but that part.
	 */
	readonly around?: HeapObject;
	/** The outermost object that it is part of, as an embedded struct in C; absent where it stands on its own. */
	readonly root?: HeapObject;
	/** Whether it lives; of an object that `new` has made, and that may therefore be freed, or that is on a stack. */
	life?: Slot;
	/**
	 * Whose address it has, of an object that may get that of another one which has been recycled: its own or that of
	 * one of the same struct.
	 */
	address?: Slot;
	/** Of a task: whether it has ended, which is followed where somebody asks for it. */
	ended?: Slot;
	/**
	 * Which tasks may access it although it is retired, one bit each; of an object that has a life and is on no stack.
	 */
	readers?: Slot;
	/** Set for one on the stack of a task or of a function that it calls. */
	onStack?: Frame;
	/** Set for one that a variable names. */
	name?: string;
	span?: AnchoredSpan;
	/** Set for the task of a file that is for an object: it is called by that. */
	lane?: { readonly name: string; readonly object: HeapObject };
	/** Set for one that another's field refers to at first: it is called by that as long as the field always does. */
	owner?: { readonly object: HeapObject; readonly slot: Slot };
}

/** The object that is freed when this one is. */
export function rootOf(object: HeapObject): HeapObject {
	return object.root ?? object;
}

/** Whether an object is another one, or is freed with it. */
export function isPartOf(part: HeapObject, whole: HeapObject): boolean {
	return part === whole || part.root === whole;
}

/** One slot, or one for each element of an array. */
export function slotsOf(storage: Storage): readonly Slot[] {
	return storage.kind === "single" ? [storage.slot] : storage.slots;
}

/** The outermost object that begins where an object does: of which it is the first member, or the first of that. */
export function beginningOf(object: HeapObject): HeapObject {
	const { owner } = object;
	if (owner === undefined || rootOf(owner.object) !== rootOf(object)) return object;
	const [first] = owner.object.fields.values();
	return first && slotsOf(first)[0] === owner.slot ? beginningOf(owner.object) : object;
}
