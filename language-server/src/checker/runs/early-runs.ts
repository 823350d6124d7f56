/**
 * Runs to what fails, looked for while the exploration goes on.
 *
 * The exploration knows that something fails long before it has met every state, and it keeps no runs. So these are
 * found by searches of their own, over states that they come to themselves. Two go on in turn: one among the shortest
 * runs, whose length the exploration tells, which is quick where something fails early; and one in the order of context
 * switches and steps, whose first run is the one that is shown in the end: which states there are besides changes
 * nothing about it.
 *
 * Invariant: what the search by switches finds, and whether it finds it within its share of the memory, depends on the
 * system alone.
 */

import { initialState } from "../../system/interpreter";
import { goesOnAtEnd } from "../../system/property-groups";
import type { TransitionSystem } from "../../system/transition-system";
import type { Question, Violation } from "../result";
import { fieldValue, pack, unpack } from "../states/layout";
import { type Execution, StateSpace } from "../states/state-space";
import { TableMeter } from "../states/table-meter";
import { VisitedSet } from "../states/visited-set";
import type { RunStates } from "./run-states";
import { compareViolations, RunFinder } from "./shortest-run";

/**
 * The failures to which the best run is not known before everything has been explored: what must hold at the end, where
 * daemons or devices may still put it right.
 */
export function knownLate(system: TransitionSystem): ReadonlySet<string> {
	if (!goesOnAtEnd(system)) return new Set();
	const numbers = system.properties.flatMap(({ when, failure, code }) => {
		if (when !== "end") return [];
		const inCode = code.blocks.flatMap(({ instructions }) => instructions.flatMap((one) => ("failure" in one ? [one.failure] : [])));
		return [failure, ...inCode];
	});
	return new Set(numbers.flatMap((failure) => (failure === undefined ? [] : [system.failures[failure].property])));
}

/** Bytes that each of the two searches may take at most. */
const MOST_BYTES = 2 ** 27;

export class EarlyRuns {
	private readonly space: StateSpace;
	private readonly bytes: number;
	private readonly late: ReadonlySet<string>;
	private readonly best: Attempt;
	private shortest: Attempt | undefined;
	private known: readonly Violation[] = [];
	private settled = false;

	/** The question is what runs are wanted to. Each of the two searches may take so many bytes. */
	constructor(
		private readonly system: TransitionSystem,
		execution: Execution | undefined,
		question: Question,
		bytes: number,
	) {
		this.bytes = Math.min(MOST_BYTES, bytes);
		this.space = new StateSpace(system, execution);
		this.late = knownLate(system);
		this.best = new Attempt(this.space, question, this.bytes, this.late);
	}

	/** What has been found by now, in the order in which it is shown; another list when something has been. */
	get violations(): readonly Violation[] {
		return this.known;
	}

	/** Whether all that is wanted has been found, each with its best run. */
	get isSettled(): boolean {
		return this.settled;
	}

	/** Whether nothing more will come of it. */
	get isOver(): boolean {
		return this.best.isOver && (this.shortest?.isOver ?? true);
	}

	/**
	 * Goes on for a slice of work. `failures` is what the exploration has met by then: by name the length of the
	 * shortest run.
	 */
	advance(failures: ReadonlyMap<string, number>): void {
		if (this.best.advance()) {
			this.settled = this.best.finder.isDone;
			if (this.settled || this.known.length === 0) this.known = this.violationsOf(this.best.finder, failures);
		}
		if (this.known.length > 0) {
			this.shortest = undefined;
			return;
		}
		const lengths = [...failures].flatMap(([name, shortest]) => (this.late.has(name) ? [] : [shortest]));
		if (lengths.length === 0) return;
		this.shortest ??= new Attempt(this.space, { race: true, properties: [] }, this.bytes, this.late, Math.min(...lengths));
		if (!this.shortest.advance()) return;
		this.known = this.violationsOf(this.shortest.finder, failures).map((violation) => ({ ...violation, first: true }));
	}

	private violationsOf(finder: RunFinder, failures: ReadonlyMap<string, number>): readonly Violation[] {
		const found = finder.found.flatMap((name) => finder.violation(name, failures.get(name)) ?? []);
		return found.sort((a, b) => compareViolations(this.system, a, b));
	}
}

/** A search for runs over states that it comes to itself. */
class Attempt {
	readonly finder: RunFinder;
	private readonly states: StatesOnTheWay;
	private readonly work: Generator<void, void>;
	private over = false;
	private found = 0;

	constructor(
		space: StateSpace,
		question: Question,
		private readonly bytes: number,
		late: ReadonlySet<string>,
		mostSteps?: number,
	) {
		this.states = new StatesOnTheWay(space);
		this.finder = new RunFinder(this.states, question, undefined, mostSteps, late);
		this.work = this.finder.search();
	}

	get isOver(): boolean {
		return this.over;
	}

	/** True when it has found runs to more than before, or is over. */
	advance(): boolean {
		if (this.over) return false;
		this.over = this.states.bytes > this.bytes || this.work.next().done === true;
		const before = this.found;
		this.found = this.finder.found.length;
		return this.over || this.found > before;
	}
}

/** States with numbers in the order in which runs come to them. */
class StatesOnTheWay implements RunStates {
	readonly tables = new TableMeter();
	readonly initial = 0;
	private readonly store: VisitedSet;
	private readonly current: Int32Array;
	private currentNumber = -1;

	constructor(private readonly space: StateSpace) {
		this.store = new VisitedSet(space.layout.words);
		this.current = new Int32Array(space.layout.words);
		this.store.add(pack(space.layout, initialState(space.system)));
	}

	get bytes(): number {
		return this.store.bytes + this.tables.bytes;
	}

	get system(): TransitionSystem {
		return this.space.system;
	}

	get program(): RunStates["program"] {
		return this.space.program;
	}

	get groups(): RunStates["groups"] {
		return this.space.groups;
	}

	get next(): Int32Array {
		return this.space.next;
	}

	numberOfNext(): number {
		const number = this.store.add(this.next);
		return number < 0 ? -1 - number : number;
	}

	packed(number: number): Int32Array {
		if (number !== this.currentNumber) this.store.read(number, this.current);
		this.currentNumber = number;
		return this.current;
	}

	stateAt(number: number): readonly number[] {
		return unpack(this.space.layout, this.packed(number), 0);
	}

	allTasksDone(number: number): boolean {
		const { lanes } = this.system;
		const { fields } = this.space.layout;
		const state = this.packed(number);
		return lanes.every(({ kind, steps, locationCell }) => kind !== "task" || fieldValue(fields[locationCell], state, 0) === steps.length);
	}

	/** Nothing limits what is gone on from. */
	waysTried(): number {
		return Number.POSITIVE_INFINITY;
	}
}
