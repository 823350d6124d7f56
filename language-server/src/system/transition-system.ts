/**
 * The transition system: the one data type between the compiler and everything that explores.
 *
 * A state is a vector of small integers, one for each cell. A lane (a task or device) has numbered locations; at each
 * there is one step, a piece of code that runs without interruption, reads and writes cells, and ends at a next
 * location, or finds that it is blocked. An interleaving is a sequence of steps, each by any lane whose step is not
 * blocked.
 *
 * Invariants: plain data that survives `structuredClone` and `JSON`; nothing that only serves display: what its parts
 * are called, and where they stand, is its text (`system-text.ts`).
 */
import type { BinaryOperator } from "../base/arithmetic";

export interface TransitionSystem {
	readonly cells: readonly Cell[];
	readonly lanes: readonly Lane[];
	readonly properties: readonly StateProperty[];
	/** What a `check` or `assert` instruction, or a range violation, reports; instructions refer to them by index. */
	readonly failures: readonly Failure[];
	/** Whether data races are looked for: then the instructions say how they access cells (`Accessing`). */
	readonly findsDataRaces?: true;
}

/**
 * One variable of the state. Its value is an integer from `min` to `max`; references are 0 for null, else 1 + the
 * object's number among those of its struct.
 */
export interface Cell {
	readonly role: "shared" | "local" | "location";
	/** Of a local or location: the lane. */
	readonly lane?: number;
	readonly min: number;
	readonly max: number;
	readonly initial: number;
	/** Of a shared cell that is no memory of what is modelled: no access to it races, or orders anything. */
	readonly unwatched?: true;
}

export interface Lane {
	readonly kind: "task" | "device" | "daemon";
	/**
	 * Of a daemon the locations at which it is idle: there nobody minds that it waits, elsewhere it must go on as a
	 * task must.
	 */
	readonly idle?: readonly number[];
	/** The cell that holds the lane's location. Location 0 is the first; `steps.length` is done. */
	readonly locationCell: number;
	/** Where the lane starts; `steps.length` when it has nothing to do. */
	readonly start: number;
	readonly steps: readonly Step[];
}

export interface Step {
	readonly code: Code;
	/**
	 * Strong fairness: a lane that stays before this step and could take it again and again does take it. Without, the
	 * step is weakly fair: a lane that can take it at every moment, from some moment on, does.
	 */
	readonly served?: true;
	/**
	 * The condition without which the lane may not run at all; the code is blocked where it is 0. A step is fair among
	 * the moments at which the lane may run: at others it is nobody's fault that it is not taken.
	 */
	readonly guard?: Operand;
	/**
	 * Nothing makes the lane take this step again and again: a run without end in which it does is none that counts.
	 */
	readonly finite?: true;
	/** Local cells that hold a meaningful value before this step; all others of the lane hold their initial one. */
	readonly live: readonly number[];
}

export interface StateProperty {
	/** Checked in every state, or only where all tasks are done. */
	readonly when: "always" | "end";
	/**
	 * Ends in `result`: 1 where the property holds. `witness` holds what the message names, set on the failing path.
	 */
	readonly code: Code;
	readonly failure: number;
}

/** What can go wrong. Failures of one property are one to whatever explores: a run is looked for to each property. */
export interface Failure {
	/** A `RunError`, or a property's name. */
	readonly property: string;
}

// --- code ------------------------------------------------------------------------------------------------------------

/**
 * A control-flow graph; block 0 is the entry. Loops occur only inside steps made from `atomic`, and are followed as far
 * as `ATOMIC_LIMIT`.
 */
export interface Code {
	/** How many temporaries it uses; they start as 0. */
	readonly temporaries: number;
	readonly blocks: readonly BasicBlock[];
}

export interface BasicBlock {
	readonly instructions: readonly Instruction[];
	readonly end: Terminator;
}

/**
 * How an instruction accesses the shared cells that its value names, or that it writes, where data races are looked
 * for (`passes/watch-accesses.ts`). One that does not say so is `ordered`.
 */
export interface Accessing {
	/**
	 * `plain`: not marked, orders nothing. `relaxed`: marked, orders nothing. `acquire`, `release`: marked, orders.
	 * `ordered`: marked, acquires what it reads and releases what it writes. `unwatched`: no data race of it is told.
	 * `sole-writer`, `sole-user`: asserts that nobody else writes, or accesses, at the same time. `fence`,
	 * `write-fence`, `read-fence`: no access at all, but orders those around it.
	 */
	readonly order:
		| "plain"
		| "relaxed"
		| "acquire"
		| "release"
		| "ordered"
		| "unwatched"
		| "sole-writer"
		| "sole-user"
		| "fence"
		| "write-fence"
		| "read-fence";
	/** Whether where it accesses depends on a reference that has been read before. */
	readonly dependent?: true;
	/** Whether what is accessed is a reference itself. */
	readonly reference?: true;
	/** Of a plain access: where this is not 0 it counts as marked. */
	readonly markedWhere?: Operand;
}

export type Instruction =
	| { readonly kind: "set"; readonly temporary: number; readonly value: Operand; readonly access?: Accessing | undefined }
	/**
	 * Writes a cell. A value outside the cell's range ends the run with `failure`; absent where the compiler knows that
	 * it fits.
	 */
	| {
			readonly kind: "store";
			readonly cell: number;
			readonly value: Operand;
			readonly failure?: number;
			readonly access?: Accessing | undefined;
	  }
	/** Writes the cell `cells[index - base]`; the index is known to be in range (a `check` before it). */
	| {
			readonly kind: "storeElement";
			readonly cells: readonly number[];
			readonly base: number;
			readonly index: Operand;
			readonly value: Operand;
			readonly failure?: number;
			readonly access?: Accessing | undefined;
	  }
	/** Ends the run with `failure` when the value is 0: nothing sensible could follow. */
	| { readonly kind: "check"; readonly value: Operand; readonly failure: number; readonly witness: readonly Operand[] }
	/** Reports `failure` when the value is 0, and goes on. */
	| { readonly kind: "assert"; readonly value: Operand; readonly failure: number; readonly witness: readonly Operand[] };

export type Terminator =
	| { readonly kind: "goto"; readonly block: number }
	| { readonly kind: "branch"; readonly condition: Operand; readonly then: number; readonly otherwise: number }
	/** Any of the blocks, without a reason. */
	| { readonly kind: "choose"; readonly blocks: readonly number[] }
	/** The step is done; the lane is at this location now. */
	| { readonly kind: "next"; readonly location: number }
	/** The step cannot be taken in this state. */
	| { readonly kind: "blocked" }
	/** Of a property: its value, and what its message names. */
	| { readonly kind: "result"; readonly value: Operand; readonly witness: readonly Operand[] };

/** An expression without effects that always has a value: 32-bit integers, booleans as 0 and 1. */
export type Operand =
	| { readonly kind: "constant"; readonly value: number }
	| { readonly kind: "cell"; readonly cell: number }
	| { readonly kind: "temporary"; readonly temporary: number }
	/** `elements[index - base]`; 0 where the index is outside. */
	| { readonly kind: "element"; readonly elements: readonly Operand[]; readonly base: number; readonly index: Operand }
	| { readonly kind: "unary"; readonly operator: "!" | "-" | "~"; readonly operand: Operand }
	/**
	 * As in C on 32-bit integers; comparisons give 0 or 1; division by zero gives 0 (a `check` stands before it). `&&`
	 * and `||` may evaluate both sides.
	 */
	| { readonly kind: "binary"; readonly operator: BinaryOperator; readonly left: Operand; readonly right: Operand }
	| { readonly kind: "conditional"; readonly condition: Operand; readonly then: Operand; readonly otherwise: Operand };

/**
 * How many blocks one step may run through before it is given up, which leaves the verdict open. That it goes round for
 * ever (`endless_atomic`) is told only where it comes back to a block with everything as it was.
 */
export const ATOMIC_LIMIT = 1 << 18;
/** The same of a step that chooses while it goes round: each of its ways is gone through. */
export const CHOOSING_LIMIT = 10_000;
/** The failure by which a step is told that is given up. It is no name of a property, and nothing that a run shows. */
export const GIVEN_UP = "endless_atomic?";
/** The same of a step that makes an object where the pool of its struct has none left: what follows is not known. */
export const outOfObjects = (struct: string): string => `pool ${struct}?`;
/** The same of a call that leads to a function more often within itself than is followed. */
export const NESTED_CALLS = "calls?";
/** The same of a variable that a handler counts out of its range, however often it comes. */
export const countedOut = (variable: string): string => `count ${variable}?`;
/** The failure with which a run ends that is not to be looked at any further: nothing is wrong with it. */
export const ASSUMPTION = "assume!";
/** Whether a failure says that a step was given up: no property has such a name. */
export const isGivenUp = (property: string): boolean => property.endsWith("?");
/** The struct whose pool ran out, where a failure says so. */
export const structOutOf = (property: string): string | undefined => /^pool (.*)\?$/.exec(property)?.[1];
/** The variable that was counted out of its range, where a failure says so. */
export const variableCountedOut = (property: string): string | undefined => /^count (.*)\?$/.exec(property)?.[1];
