/** What lowering has to go by. */
import type { Configuration } from "../semantics/configuration";
import type { Statement } from "../syntax/tree";
import type { Effort } from "./effort";
import type { Failures } from "./failures";
import type { Heap } from "./heap";
import type { NotedSlots, SlotSet } from "./noted-slots";
import type { Reads } from "./reads";

/** What lowering one scenario shares between its lanes and properties. */
export interface Lowering {
	readonly heap: Heap;
	readonly configuration: Configuration;
	readonly failures: Failures;
	/** What may still be done. */
	readonly effort: Effort;
	/** Slots that some step writes, as far as is known: lowering a write adds its slot. */
	readonly mutable: NotedSlots;
	/** What of the configuration decided something. */
	readonly reads: Reads;
	/** Statements that are left out. */
	readonly without: ReadonlySet<Statement>;
}

/** The same before something of it is lowered. */
export interface GivenLowering extends Omit<Lowering, "failures" | "mutable"> {
	readonly mutable: SlotSet;
}
