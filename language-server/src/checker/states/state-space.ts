/** A system made ready to be explored, and the states of it that have been found. */

import { initialState, operandValue } from "../../system/interpreter";
import { groupProperties, type PropertyGroups } from "../../system/property-groups";
import type { Cell, TransitionSystem } from "../../system/transition-system";
import { isUnfinished } from "../../system/unfinished";
import { valueRanges } from "../../system/value-ranges";
import type { HelperThread } from "../helper";
import { canonicaliser } from "../reductions/canonical-state";
import { groupsUnder, NO_REDUCTION, type Reduction, rangesUnder } from "../reductions/reduction";
import type { RunStates } from "../runs/run-states";
import { CompiledSpace } from "../wasm/compiled-space";
import { webAssembly } from "../wasm/web-assembly";
import { BreadthFirst } from "./breadth-first";
import { collapse } from "./collapse";
import type { Exploration, StateStore } from "./exploration";
import { interpret } from "./interpreted-program";
import { fieldValue, type Layout, layOut, pack, unpack } from "./layout";
import { FAILED, MORE, MOVED, type Program } from "./program";
import { TableMeter } from "./table-meter";
import { VisitedSet } from "./visited-set";

/**
 * How a system is run: compiled to WebAssembly, or interpreted, where there is little to do or the host forbids code
 * that is made at run time. All ways find the same: so that this can be tested, `collapsed` and `tree` say how states
 * become keys where that would depend on their size.
 */
export type Execution = "compiled" | "interpreted" | "collapsed" | "tree";

export class StateSpace implements RunStates {
	readonly layout: Layout;
	readonly groups: PropertyGroups;
	readonly program: Program;
	readonly visited: StateStore;
	readonly exploration: Exploration;
	/** Of what comes after the exploration. */
	readonly tables = new TableMeter();
	/** Bytes of all tables. */
	get bytes(): number {
		return this.visited.bytes + this.tables.bytes;
	}
	/** The number of the initial state, once the exploration has ended. */
	get initial(): number {
		return this.visited.find(pack(this.layout, initialState(this.system)));
	}
	/** The state that the step taken last led to. */
	readonly next: Int32Array;
	/** The state that was looked at last. */
	private readonly current: Int32Array;
	private currentNumber = -1;

	/** Holds the initial state, and has not gone on from it. */
	constructor(
		readonly system: TransitionSystem,
		execution?: Execution,
		reduction: Reduction = NO_REDUCTION,
		helper?: HelperThread,
	) {
		const host = execution === "interpreted" ? undefined : webAssembly();
		const isSmall = execution === "interpreted" && reduction === NO_REDUCTION;
		const cells = isSmall ? system.cells : narrowedCells(system, reduction);
		const compact = layOut(cells);
		const isForced = execution === "collapsed" || execution === "tree";
		// States that are keys themselves need not be collapsed, and of those that are sorted a step may change any
		// part.
		const isCollapsed = host !== undefined && (isForced || !compact.marked) && reduction.symmetric.length === 0;
		const collapsed = isCollapsed ? collapse(system, cells) : undefined;
		this.layout = collapsed?.layout ?? compact;
		this.groups = groupsUnder(groupProperties(system), reduction);
		this.next = new Int32Array(this.layout.words);
		this.current = new Int32Array(this.layout.words);
		const initial = pack(this.layout, initialState(system));
		if (host) {
			const compiled = new CompiledSpace(
				system,
				this.layout,
				this.groups,
				initial,
				host,
				reduction,
				execution === "tree" ? undefined : collapsed,
				helper,
			);
			this.program = compiled.program;
			this.visited = this.exploration = compiled;
			return;
		}
		if (execution !== undefined && execution !== "interpreted") throw new Error("this host does not allow code that is made at run time");
		const visited = new VisitedSet(
			this.layout.words,
			reduction.symmetric.length > 0 ? canonicaliser(this.layout, reduction.symmetric) : undefined,
		);
		visited.add(initial);
		this.program = interpret(system, this.layout, this.groups);
		this.visited = visited;
		this.exploration = new BreadthFirst(
			system,
			this.layout,
			this.groups,
			this.program,
			visited,
			reduction.ample,
			reduction === NO_REDUCTION,
		);
	}

	/** The packed state of a number; valid until another is asked for. */
	packed(number: number): Int32Array {
		if (number !== this.currentNumber) this.visited.read(number, this.current);
		this.currentNumber = number;
		return this.current;
	}

	/** The values of a state's cells. */
	stateAt(number: number): number[] {
		return unpack(this.layout, this.packed(number), 0);
	}

	numberOfNext(): number {
		return this.visited.find(this.next);
	}

	waysTried(state: number, lane: number): number {
		return this.exploration.waysTried(state, lane);
	}

	/** The location of a lane in a state. */
	locationOf(lane: number, number: number): number {
		return fieldValue(this.layout.fields[this.system.lanes[lane].locationCell], this.packed(number), 0);
	}

	/** Whether every lane that is a task is done in a state. */
	allTasksDone(number: number): boolean {
		return this.system.lanes.every(({ kind, steps }, lane) => kind !== "task" || this.locationOf(lane, number) === steps.length);
	}

	/** The lanes that hang if they stay where they are in a state. */
	unfinishedLanes(number: number): number[] {
		return this.system.lanes.flatMap((lane, index) => (isUnfinished(lane, this.locationOf(index, number)) ? [index] : []));
	}

	/**
	 * Takes a lane's next step from a state in each way that there is: for those that do not end the run calls `moved`,
	 * with the state in `next`. False when the step is blocked.
	 */
	takeStep(number: number, lane: number, moved: () => void): boolean {
		const { program, next } = this;
		const step = program.lanes[lane];
		let able = false;
		let status: number;
		do {
			status = step(this.packed(number), 0, next);
			if (status & (MOVED | FAILED)) able = true;
			if (status & MOVED) moved();
		} while (status & MORE);
		return able;
	}

	/** Whether the guard of a lane's next step holds in a state. */
	mayRun(number: number, lane: number): boolean {
		const guard = this.system.lanes[lane].steps[this.locationOf(lane, number)]?.guard;
		return guard === undefined || operandValue(guard, this.stateAt(number), []) !== 0;
	}

	/** The location of a lane in `next`. */
	nextLocationOf(lane: number): number {
		return fieldValue(this.layout.fields[this.system.lanes[lane].locationCell], this.next, 0);
	}
}

/**
 * The cells, each with the values that it can have at most. To find these takes as long as a search of some hundred
 * states, in which nobody minds that states are larger.
 */
function narrowedCells(system: TransitionSystem, reduction: Reduction): readonly Cell[] {
	const ranges = rangesUnder(valueRanges(system), reduction);
	return system.cells.map((cell, index) => ({ ...cell, min: ranges[index].low, max: ranges[index].high }));
}
