import type { FileSpan } from "../base/span";
import type { TransitionSystem } from "./transition-system";

/** Something that only shows when a scenario is compiled, such as a constructor that uses `null`. */
export interface CompileProblem {
	readonly span: FileSpan;
	readonly code: string;
	readonly message: string;
}

/** What compiling a scenario gives: a system, or the problems that stand in the way. */
export interface Compilation {
	readonly system: TransitionSystem | undefined;
	readonly problems: readonly CompileProblem[];
}
