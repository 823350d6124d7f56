/** A system made ready to be explored, and the states of it that have been found. */
import type { TransitionSystem } from "../compiler/transition-system";
import { initialState } from "./interpreter";
import { fieldValue, type Layout, layOut, pack, unpack } from "./layout";
import { type Execution, loadProgram } from "./load-program";
import { FAILED, MORE, MOVED, type Program } from "./program";
import { groupProperties, type PropertyGroups } from "./property-groups";
import { VisitedSet } from "./visited-set";

export class StateSpace {
	readonly layout: Layout;
	readonly groups: PropertyGroups;
	readonly program: Program;
	readonly visited: VisitedSet;
	/** The state that the step taken last led to. */
	readonly next: Int32Array;

	/** Holds the initial state, as number 0. */
	constructor(
		readonly system: TransitionSystem,
		execution?: Execution,
	) {
		this.layout = layOut(system.cells);
		this.groups = groupProperties(system);
		this.program = loadProgram(system, this.layout, this.groups, execution);
		this.visited = new VisitedSet(this.layout.words);
		this.next = pack(this.layout, initialState(system));
		this.visited.add(this.next);
	}

	/** The values of a state's cells. */
	stateAt(number: number): number[] {
		return unpack(this.layout, this.visited.chunkOf(number), this.visited.offsetOf(number));
	}

	/** The location of a lane in a state. */
	locationOf(lane: number, number: number): number {
		const field = this.layout.fields[this.system.lanes[lane].locationCell];
		return fieldValue(field, this.visited.chunkOf(number), this.visited.offsetOf(number));
	}

	/** Whether every lane that is a task is done in a state. */
	allTasksDone(number: number): boolean {
		return this.unfinishedTasks(number).length === 0;
	}

	/** The lanes that are tasks and not done in a state. */
	unfinishedTasks(number: number): number[] {
		return this.system.lanes.flatMap(({ kind, steps }, lane) =>
			kind === "task" && this.locationOf(lane, number) < steps.length ? [lane] : [],
		);
	}

	/** Takes a lane's next step from a state in each way that there is: for those that do not end the run calls `moved`, with the state in `next`. False when the step is blocked. */
	takeStep(number: number, lane: number, moved: () => void): boolean {
		const { program, visited, next } = this;
		const step = program.lanes[lane];
		const chunk = visited.chunkOf(number);
		const at = visited.offsetOf(number);
		let able = false;
		let status: number;
		do {
			status = step(chunk, at, next);
			if (status & (MOVED | FAILED)) able = true;
			if (status & MOVED) moved();
		} while (status & MORE);
		return able;
	}

	/** The location of a lane in `next`. */
	nextLocationOf(lane: number): number {
		return fieldValue(this.layout.fields[this.system.lanes[lane].locationCell], this.next, 0);
	}
}
