import type { PropertyGroups } from "../../system/property-groups";
import type { TransitionSystem } from "../../system/transition-system";
import type { Program } from "../states/program";
import type { TableMeter } from "../states/table-meter";

/** The states that runs go through, each with a number, and the program to go on from them. */
export interface RunStates {
	readonly system: TransitionSystem;
	readonly program: Program;
	readonly groups: PropertyGroups;
	readonly initial: number;
	/** The state that the step taken last led to. */
	readonly next: Int32Array;
	/** The number of the state in `next`. */
	numberOfNext(): number;
	/** The packed state of a number; valid until another is asked for. */
	packed(number: number): Int32Array;
	stateAt(number: number): readonly number[];
	allTasksDone(number: number): boolean;
	/** In how many ways at most the step of a lane from a state may be taken. */
	waysTried(state: number, lane: number): number;
	/** Hears what the runs take, before a pause. */
	readonly tables: TableMeter;
}
