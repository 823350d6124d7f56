/** What the set-up has to prepare for what lanes do as they run. */
import type { FileAnalysisKey, StructSymbol, TaskSymbol } from "../semantics/symbols";
import type { NewExpression, VariableItem } from "../syntax/tree";
import type { Frame } from "./heap-objects";

/** Objects that one place in the code of a lane makes while it runs: they are prepared in the set-up, one a time. */
export interface Pool {
	readonly struct: StructSymbol;
	/** The `new` that takes them, or the declaration that puts them on the stack. */
	readonly maker: NewExpression | VariableItem;
	readonly file: FileAnalysisKey;
	/** Whose stack they are on, if they are on one. */
	readonly onStack?: Frame;
	readonly count: number;
	/** Whether the code may come there again. */
	readonly isRepeated: boolean;
}

/** The pools of each lane, in the order of its code; lanes in their order. */
export type Pools = readonly (readonly Pool[])[];

/** A task that a file declares for the objects of a struct, and the number of one of these. */
export interface LaneOfFile {
	readonly task: TaskSymbol;
	readonly object: number;
}

/** What has to be there for what lanes do, which shows only when their code has been written. */
export interface Provisions {
	readonly pools: Pools;
	/** Which of the tasks that files declare can ever begin. */
	readonly lanes: readonly LaneOfFile[];
}
