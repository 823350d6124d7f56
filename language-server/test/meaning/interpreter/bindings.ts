/** What the names of a program stand for. */
import type { Parameter, TypeName, VariableItem } from "../../../src/syntax/tree";

/** What is said for the struct of what refers to objects of any. */
export const VOID = "void";

/** A pointer to a variable that points to none. */
export const NOWHERE = Number.NEGATIVE_INFINITY;

/** A variable or array in the shared state: its first cell. */
export interface Storage {
	readonly cell: number;
	/** Of an array. */
	readonly size: number | undefined;
}

export interface SharedObject {
	readonly struct: string;
	/** The number of the object that it is part of, and dies with; its own where it stands alone. */
	readonly whole: number;
	/** Which part of that it is: the fields that lead there. */
	readonly path: string;
	/** The cell that says whether it lives, of what can be freed. */
	life?: number;
	/** The cell that says whose address it has. */
	address?: number;
	/** Of what is no object: what would be part of it, as `container_of()` counts. */
	readonly around?: number;
	/** Whether it is on a stack. */
	onStack?: true;
	readonly fields: Map<string, Storage>;
}

/**
 * What a name stands for. Slots are places among the locals of a task. Where a variable is, is told by one number: a
 * cell, or for a local -1 - its slot; elements of an array lie side by side, away from 0.
 */
export type Binding =
	| { readonly kind: "constant"; readonly value: number; readonly struct?: string | undefined }
	| { readonly kind: "shared"; readonly storage: Storage; readonly object?: boolean }
	| { readonly kind: "local"; readonly slot: number; readonly size: number | undefined; readonly object?: boolean }
	/** The slot holds where the variable is, which refers to objects of a struct, if it does. */
	| { readonly kind: "pointer"; readonly slot: number; readonly struct?: string | undefined }
	/** The slot holds where the array begins, the next one its size. */
	| { readonly kind: "array"; readonly slot: number }
	| { readonly kind: "tasks"; readonly objects: readonly number[] };

export type Scope = ReadonlyMap<string, Binding>;

/** Whether a type is written with the word `struct`: then its stars count as in C. */
function isStruct(type: TypeName): boolean {
	const named = type.kind === "sameType" ? type.as : type;
	return named.kind === "namedType" && (named.word === "struct" || nameOf(named) === VOID);
}

function nameOf(named: { readonly name: { readonly text: string } } | { readonly called: string }): string {
	return "called" in named ? named.called : named.name.text;
}

/** Whether a parameter stands for a variable of the caller, or a local for one that its declaration gives it. */
export function isPointer({ type, stars = 0, signature }: Parameter | VariableItem): boolean {
	return signature === undefined && stars > (isStruct(type) ? 1 : 0);
}

/** How C sees a variable that is declared as there: an object, or a pointer to one. */
export function asInC({ type, stars = 0, signature }: VariableItem): "object" | "pointer" | undefined {
	if (!isStruct(type) || signature) return undefined;
	return stars === 0 ? "object" : "pointer";
}

/** The name of the type of a variable, if it has one. */
export function typeName({ type }: VariableItem): string | undefined {
	const named = type.kind === "sameType" ? type.as : type;
	return named.kind === "namedType" ? nameOf(named) : undefined;
}
