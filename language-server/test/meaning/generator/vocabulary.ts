/** What the generator knows of the text that it has written so far, and the words that it chooses from. */

/**
 * `int` stands for all numbers, `ref` for a reference to a `node`, `leaf` for one to a part of a `node`, or of a
 * `whole`, which begins with it; `any` for a `void *`, `place` for a pointer to references to nodes that is set again.
 */
export type Kind = "int" | "bool" | "color" | "ref" | "leaf" | "whole" | "any" | "place" | "task";

export interface Variable {
	readonly name: string;
	readonly kind: Kind;
	/** Of an array. */
	readonly size?: number;
	readonly assignable: boolean;
	/** A pointer parameter: it is written `*name`. */
	readonly pointer?: boolean;
	/** An object, of which `&name` is the reference. */
	readonly object?: boolean;
}

export interface Fn {
	readonly name: string;
	readonly returns: Kind | undefined;
	readonly parameters: readonly Variable[];
	/** Whether it only reads. */
	readonly pure: boolean;
	/** Whether a field `run` of a node can refer to it. */
	readonly callback?: true;
}

export interface Macro {
	readonly name: string;
	readonly stands: "number" | "statement" | "declaration" | "head";
	/** Whether it only reads. */
	readonly pure: boolean;
	readonly takes: readonly ("number" | "variable" | "reference" | "name")[];
}

/** A kind of guard, and the function that gives back. */
export interface GuardClass {
	readonly name: string;
	/** Absent of one that is given nothing. */
	readonly unlock?: string;
}

/** Where code stands. */
export interface Place {
	readonly variables: readonly Variable[];
	readonly functions: readonly Fn[];
	/** Only reading is allowed. */
	readonly pure: boolean;
	/** `self` has a meaning. */
	readonly inTask: boolean;
	readonly inLoop: boolean;
	/** The labels that are around. */
	readonly labels?: readonly string[];
	readonly inAtomic: boolean;
	readonly returns: Kind | "nothing" | undefined;
}

export const RANGES = ["0..3", "0..1", "-2..2", "1..3", "0..7", ""] as const;
export const WIDE = ["-2147483648..2147483647", "0..2147483647", "-2147483648..0"] as const;
export const INTEGERS = ["unsigned", "unsigned long", "u8", "short", "size_t", "s64", "char"] as const;
export const LITERALS = ["0", "1", "2", "3", "-1", "LIMIT", "5", "1UL", "DEPTH"] as const;
export const EXTREMES = ["2147483647", "-2147483648", "65536", "1073741824", "-46341"] as const;
export const COLORS = ["RED", "GREEN", "BLUE"] as const;
