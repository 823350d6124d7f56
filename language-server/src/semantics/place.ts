import type { Block } from "../syntax/tree";
import type { Context } from "./context";
import type { Scope } from "./scope";
import type { Effects, FunctionSymbol, Type } from "./symbols";

/** Where an expression stands. */
export interface Place {
	readonly context: Context;
	readonly scope: Scope;
	/** The expression that the set-up may leave to chance: the value of a variable or field. */
	readonly chance?: object;
	/** Gathers what the code around does. */
	readonly effects: Effects;
	/** Gathers the functions that the code around calls. */
	readonly calls: Set<FunctionSymbol>;
	/** Set where only reading is allowed: the words for it, as in "a property". */
	readonly readOnly?: string;
	/** `run` in tasks and devices, `setup` in initialisers; functions are judged where they are called. */
	readonly rule?: "run" | "setup";
	/** Checks a block, where statements may stand; gives the type of the expression that is the last of them. */
	readonly checkBlock?: (place: Place, block: Block) => Type;
}
