/**
 * What the parts of the interpreter hand to each other. Tasks are interpreted in continuation-passing style. Each
 * continuation has a key that names the place in the text and the values it holds, so that two tasks with equal keys
 * and equal locals are in the same state.
 */
import type { TaskItem } from "../../../src/syntax/tree";
import type { Scope } from "./bindings";
import type { ErrorName, VariableType } from "./values";

/** Where code runs. */
export interface Environment {
	readonly scope: Scope;
	/** The first slot that is free. */
	readonly top: number;
	readonly self: number;
	readonly onReturn: Continuation;
	readonly onBreak: Continuation | undefined;
	readonly onContinue: Continuation | undefined;
	/** What is done where the block is left; absent where that is nothing. */
	readonly leaving?: Endings | undefined;
	/** What going to each label that is around comes to. */
	readonly labels: ReadonlyMap<string, () => Next>;
}

/** What is done where a block is left. */
export interface Endings {
	/** Around the block. */
	readonly outside: Environment;
	/** What guards do, by the statement that says so, the first one first; then the ends of what is on the stack. */
	readonly guards: readonly { readonly at: number; readonly end: Ending }[];
	readonly stack: readonly Ending[];
}

/** Does something, and goes on; by the key it is known who goes on. */
export type Ending = (then: () => Next, key: string) => Next;

export interface Continuation {
	readonly key: string;
	readonly go: (value: number) => Next;
}

/** What a task does next: everything that others can see, or that has several ways to go, is told before it is done. */
export type Next =
	| { readonly kind: "read"; readonly cell: number; readonly top: number; readonly then: Continuation }
	| {
			readonly kind: "write";
			readonly cell: number;
			readonly value: number;
			readonly top: number;
			readonly then: Continuation;
			/** Whether a value above the range is a bound of the model. */
			readonly counts?: true;
	  }
	| { readonly kind: "choose"; readonly low: number; readonly count: number; readonly top: number; readonly then: Continuation }
	/** Makes or frees an object, or looks whether it lives. */
	| { readonly kind: "life"; readonly key: string; readonly top: number; readonly act: () => Next }
	/** One more round of a loop. */
	| { readonly kind: "round"; readonly top: number; readonly then: Continuation }
	| {
			readonly kind: "atomic";
			readonly key: string;
			readonly top: number;
			readonly served: boolean;
			readonly start: () => Next;
			readonly begins?: TaskItem;
	  }
	/** A handler comes, or will come no more. */
	| { readonly kind: "idle"; readonly key: string; readonly start: () => Next }
	/** One step that goes on in several ways. */
	| { readonly kind: "either"; readonly ways: readonly (() => Next)[] }
	/** The end of an atomic block. */
	| { readonly kind: "leave"; readonly then: Continuation }
	| { readonly kind: "blocked" }
	/** The run is not looked at any further. */
	| { readonly kind: "discarded" }
	| { readonly kind: "error"; readonly error: ErrorName }
	| { readonly kind: "done" };

export interface TaskState {
	readonly next: Next;
	readonly locals: readonly number[];
	readonly types: readonly VariableType[];
}

export interface State {
	readonly cells: readonly number[];
	readonly tasks: readonly TaskState[];
}

/** One way in which a task's step can go. */
export interface Outcome {
	/** Absent where the step ends the run. */
	readonly state: State | undefined;
	/** Properties and errors that it reports. */
	readonly reports: readonly string[];
}

export interface StepResult {
	readonly outcomes: readonly Outcome[];
	/** Assertions that fail before a wait that blocks. */
	readonly standing: readonly string[];
}

export interface Lane {
	readonly name: string;
	readonly kind: "task" | "device" | "daemon";
	/** Whether it may wait where it begins, and nowhere else. */
	readonly begins?: boolean;
}

/** Which patches are applied, and the value of each option. */
export interface Setting {
	readonly patches: ReadonlySet<string>;
	readonly options: ReadonlyMap<string, string>;
}

/** Thrown when something is written that was taken for constant: everything begins again. */
export class Written extends Error {}

/** The program takes longer than anyone wants to wait. */
export class TooLarge extends Error {}
