/** What the names of a program stand for. */

/** A variable or array in the shared state: its first cell. */
export interface Storage {
	readonly cell: number;
	/** Of an array. */
	readonly size: number | undefined;
}

export interface SharedObject {
	readonly struct: string;
	readonly fields: Map<string, Storage>;
}

/**
 * What a name stands for. Slots are places among the locals of a task. Where a variable is, is told by one number: a
 * cell, or for a local -1 - its slot; elements of an array lie side by side, away from 0.
 */
export type Binding =
	| { readonly kind: "constant"; readonly value: number }
	| { readonly kind: "shared"; readonly storage: Storage }
	| { readonly kind: "local"; readonly slot: number; readonly size: number | undefined }
	/** The slot holds where the variable is. */
	| { readonly kind: "pointer"; readonly slot: number }
	/** The slot holds where the array begins, the next one its size. */
	| { readonly kind: "array"; readonly slot: number }
	| { readonly kind: "tasks"; readonly objects: readonly number[] };

export type Scope = ReadonlyMap<string, Binding>;
