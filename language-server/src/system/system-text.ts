/**
 * The text of a transition system: what its parts are called, where they stand in the user's text, and how their values
 * are written. It lies beside the system and is parallel to it, cell by cell, lane by lane, location by location,
 * failure by failure (by which a property is called, too); nothing that explores a system knows it.
 *
 * Invariant: plain data; what a system means, and so whatever is found of it, does not depend on its text.
 */
import type { AnchoredSpan } from "../base/span";
import type { Operand, TransitionSystem } from "./transition-system";

/** A transition system, and beside it what its parts are called. */
export interface NamedSystem {
	readonly system: TransitionSystem;
	readonly text: SystemText;
}

/** The same of what may not have been compiled: both are there, or neither. */
export type PerhapsNamed = NamedSystem | { readonly system: undefined; readonly text: undefined };

export interface SystemText {
	/** Of the scenario. */
	readonly name: string;
	readonly cells: readonly CellText[];
	readonly objects: readonly ObjectText[];
	readonly lanes: readonly LaneText[];
	/** Those of files and of the scenario. */
	readonly variables: readonly VariableText[];
	readonly failures: readonly FailureText[];
}

export interface CellText {
	/** As a person would write it: `data.i_size`, `page 0.refcount`, or a local's name. */
	readonly name: string;
	readonly type: ValueType;
	/**
	 * Of a shared cell that is a field: the object, index into `objects`, and the field's name (with `[i]` in an
	 * array).
	 */
	readonly object?: number;
	readonly field?: string;
	/** Of a local: the calls that lead to the function that it belongs to, outermost first, as in `Frame.call`. */
	readonly calls?: readonly number[];
	/**
	 * True for what the model keeps for its own properties and the modelled system does not have: left out of what a
	 * step changed.
	 */
	readonly ghost?: boolean;
	/** Who waits for this field waits in truth for another: a path of fields from the same object. */
	readonly awaits?: readonly string[];
	/**
	 * Of a count of holders what each of them has, such as `reference`: who has raised it holds that until it is
	 * lowered.
	 */
	readonly holders?: string;
	/** Of a reference what who makes it null does: `frees block 0`. */
	readonly cleared?: string;
}

/** How to print a value. */
export type ValueType =
	| { readonly kind: "bool" }
	| { readonly kind: "int" }
	/**
	 * `members` by value, `others` of values outside of that. `isSaid` where the members are no names of the text but
	 * words of ours, each a sentence to be told.
	 */
	| {
			readonly kind: "enum";
			readonly name: string;
			readonly members: readonly string[];
			readonly others?: Readonly<Record<number, string>>;
			readonly isSaid?: true;
	  }
	/** `objects[v - 1]` is the index into `SystemText.objects` of the object that value v refers to. */
	| { readonly kind: "reference"; readonly struct: string; readonly objects: readonly number[] };

export interface ObjectText {
	readonly name: string;
	readonly struct: string;
	/** In the order of declaration. */
	readonly fields: readonly FieldText[];
	/** Where the object was created in the scenario, if it has a name there. */
	readonly span?: AnchoredSpan;
	/** The object that it is part of, and lives as long as. */
	readonly root?: number;
	/** The cell that says whether it lives, where a step may end that. */
	readonly life?: number;
	/** Set for one on a stack: the function that it belongs to; null for a task. */
	readonly frame?: string | null;
}

export interface FieldText {
	/** With `[i]` in an array. */
	readonly name: string;
	/** The name where it is declared, the same for each element of an array. */
	readonly declared: AnchoredSpan;
	readonly type: ValueType;
	/** A cell, or the value that never changes. */
	readonly operand: Operand;
	/** Of the field that says whose the object is: what the object is called while that is null, such as `free`. */
	readonly owner?: string;
}

/** What a variable or parameter of the text is in the system. */
export interface VariableText {
	readonly name: string;
	/** The name where it is declared. */
	readonly declared: AnchoredSpan;
	/** Of its value, or of those of its elements. */
	readonly type: ValueType;
	readonly isArray: boolean;
	/**
	 * Its value, or one for each element of an array: of cells and constants. Undefined for what is needed within a
	 * step alone.
	 */
	readonly values: readonly (Operand | undefined)[];
}

export interface LaneText {
	readonly name: string;
	/** Of a handler its kind, and where it runs, where that is said: `irq on cpu0`, `on cpu0`. */
	readonly context?: string;
	/** Whether it is a handler, which comes between what others do. */
	readonly handler?: true;
	/** Where the task or device is declared. */
	readonly span: AnchoredSpan;
	/** What `self` is there, index into `SystemText.objects`. */
	readonly self: number;
	/** Its locals and the parameters and locals of functions that it calls, once for each call. */
	readonly variables: readonly VariableText[];
	/** By location. */
	readonly steps: readonly StepText[];
}

export interface StepText {
	/** What a person reads: the source text of the access, such as `p.count` or `take(&m.lock)`. */
	readonly label: string;
	/** The same where the step ends the lane, if that is something else. */
	readonly ending?: string;
	readonly access: Access;
	/** The access itself, in the file in which it stands (perhaps the kernel model). */
	readonly span: AnchoredSpan;
	/** The calls that lead there, outermost first: the first span lies in the scenario. */
	readonly stack: readonly Frame[];
	/** True for a step that only makes an error: code that is right never comes to it. */
	readonly error?: true;
	/** What is visible before this step in each function of `stack`, and then in the innermost one. */
	readonly scopes: readonly (Scope | undefined)[];
}

/** The locals that are visible at a place of a function, the last declared first. */
export interface Scope {
	/** Index into `LaneText.variables`. */
	readonly variable: number;
	readonly outer: Scope | undefined;
}

/** What a step mainly does. */
export type Access = "read" | "write" | "atomic" | "wait" | "choose" | "local";

export interface Frame {
	readonly function: string;
	/** Where it is called. */
	readonly span: AnchoredSpan;
	/** Tells the calls of a lane apart. */
	readonly call: number;
}

/** What a message names: a text as it stands, or a witness, index into the values that the instruction gives. */
export type Filled = { readonly verbatim: string | number } | { readonly witness: number; readonly type: ValueType };

/** What went wrong, in words. */
export interface FailureText {
	/** The pieces of a sentence (`base/l10n.ts`), and between them what is filled in. */
	readonly message: readonly (string | Filled)[];
	/** Of an error: the expression of the task's own text in which it is made. */
	readonly about?: string;
	/** What the user of a machine sees of it, a sentence; empty where the property does not say. */
	readonly effect?: string;
	/** The same in a few words: `overwrites another file`. */
	readonly symptom?: string;
	/** What says so: the expression that makes an error, the assertion, or the property that it names. */
	readonly span: AnchoredSpan;
	/**
	 * Where the task's own text leads to it: the outermost call, or the expression or assertion itself. Absent for what
	 * a property says of a state.
	 */
	readonly at?: AnchoredSpan;
}
