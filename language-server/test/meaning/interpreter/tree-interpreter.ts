/**
 * A second interpreter of the language, written from docs/language.md alone. It works on the syntax tree and shares
 * nothing with the compiler: no transition system, no lowering, no analysis. What it says of small programs is compared
 * with what the checker says.
 *
 * Here are states and steps. Each file beside this one adds an idea to the one before: memory, set-up, objects, places,
 * references, expressions, calls, loops, what is done where a block is left, assignments, statements, handlers and
 * guards of tasks. Macros and typedefs are written out before.
 */
import type { Expression, PropertyItem } from "../../../src/syntax/tree";
import type { Storage } from "./bindings";
import { Contexts } from "./contexts";
import { ALIVE } from "./memory";
import { type Next, type Outcome, type State, type StepResult, type TaskState, TooLarge } from "./steps";
import type { ErrorName, VariableType } from "./values";

/** More pieces of paths than this through one atomic block are not followed. */
const MOST_PATHS = 2_000;

export class TreeInterpreter extends Contexts {
	initial(): State {
		const cells = [...this.initialCells];
		const tasks = this.bodies.map(({ task, self, object }): TaskState => {
			const around = this.setUpEnvironment();
			const scope = new Map(around.scope);
			if (task.each && object !== undefined) scope.set(task.each.variable.text, { kind: "constant", value: object });
			const start = (): Next => this.run(task, { ...around, scope, self });
			this.begin({ cells, tasks: [] }, { next: { kind: "done" }, locals: [], types: [] });
			const next = start();
			// What a task does before its first step is no step, unless there is something to tell of it.
			if (this.reports.length > 0) return { next: { kind: "round", top: 0, then: { key: "start", go: start } }, locals: [], types: [] };
			return { next, locals: [...this.locals], types: [...this.types] };
		});
		if (this.chances.length > 0) {
			const draws: Next = { kind: "atomic", key: "set-up", top: 0, served: false, start: () => this.draw() };
			tasks.push({ next: draws, locals: [], types: [] });
		}
		return { cells, tasks };
	}

	key({ cells, tasks }: State): string {
		// Those of objects that have been prepared since are what they were.
		const different = cells.flatMap((value, cell) => (value === this.initialCells[cell] ? [] : [`${cell}:${value}`]));
		return `${different.join(",")};${tasks.map(({ next, locals }) => this.keyOf(next, locals)).join(";")}`;
	}

	isServed(state: State, lane: number): boolean {
		const { next } = state.tasks[lane];
		return next.kind === "atomic" && next.served;
	}

	/** Everything that can happen when a task takes its next step. */
	step(state: State, lane: number): StepResult {
		const task = state.tasks[lane];
		const { next } = task;
		const outcomes: Outcome[] = [];
		const standing: string[] = [];
		if (!this.mayRun(state, lane)) return { outcomes, standing };
		const goOn = (after: () => Next): void => {
			this.mode = "steps";
			this.taken++;
			this.settle(after(), state, lane, outcomes);
		};
		switch (next.kind) {
			case "done":
				break;
			case "read":
				this.begin(state, task);
				goOn(() => this.dead(next.cell) ?? next.then.go(this.cells[next.cell]));
				break;
			case "write": {
				this.begin(state, task);
				goOn(() => this.dead(next.cell) ?? this.put(next.cell, next.value, next.counts === true) ?? next.then.go(0));
				break;
			}
			case "life":
				this.begin(state, task);
				goOn(next.act);
				break;
			case "round":
				this.begin(state, task);
				goOn(() => next.then.go(0));
				break;
			case "choose":
				for (let choice = 0; choice < next.count; choice++) {
					this.begin(state, task);
					goOn(() => next.then.go(next.low + choice));
				}
				break;
			case "error":
				outcomes.push({ state: undefined, reports: [next.error] });
				break;
			case "atomic":
			case "idle":
				this.atomicStep(state, lane, next.start, outcomes, standing);
				break;
			default:
				throw new Error(`a task cannot stand at ${next.kind}`);
		}
		return { outcomes, standing };
	}

	/** How many variables some step writes; that all has been drawn that is left to chance is one, too. */
	get written(): number {
		return this.mutable.size + Number(this.chances.length > 0);
	}

	/** The value of a property, or the error in it. */
	property(property: PropertyItem, state: State): boolean | ErrorName {
		this.begin(state, { next: { kind: "done" }, locals: [], types: [] });
		this.mode = "peek";
		let result = 0;
		const environment = this.setUpEnvironment();
		const next = this.value(property.condition as Expression, environment, {
			key: "",
			go: (value) => {
				result = value;
				return { kind: "done" };
			},
		});
		return next.kind === "error" ? next.error : result !== 0;
	}

	/** Whether an object is lost that tasks have made. */
	loses(state: State): boolean {
		if (this.setting.options.get("memory_leak") !== "report") return false;
		const held = new Set<number>();
		const hold = (cell: number): unknown =>
			this.cellTypes[cell].struct !== undefined && held.add(this.objects[state.cells[cell] - 1]?.whole ?? 0);
		const holdAll = ({ cell, size = 1 }: Storage): void => {
			for (let index = 0; index < size; index++) hold(cell + index);
		};
		for (const binding of this.globals.values()) if (binding.kind === "shared") holdAll(binding.storage);
		const fieldsOf = (whole: number): void => {
			for (const object of this.objects) if (object.whole === whole) for (const storage of object.fields.values()) holdAll(storage);
		};
		for (const { whole } of this.objects) if (this.objects[whole - 1].life === undefined) fieldsOf(whole);
		const isAlive = (whole: number): boolean => {
			const { life, onStack } = this.objects[whole - 1];
			return life !== undefined && !onStack && state.cells[life] === ALIVE;
		};
		// A set is gone through in the order in which it grows.
		for (const whole of held) if (whole !== 0 && isAlive(whole)) fieldsOf(whole);
		return this.objects.some(({ whole }) => isAlive(whole) && !held.has(whole));
	}

	/** Notes where a step has led; an error in a step of its own comes later. */
	private settle(next: Next, before: State, lane: number, outcomes: Outcome[]): void {
		if (next.kind === "either") {
			const [cells, locals, types, reports] = [[...this.cells], [...this.locals], [...this.types], [...this.reports]];
			for (const way of next.ways) {
				this.begin({ ...before, cells }, { next, locals, types });
				this.reports = [...reports];
				this.settle(way(), before, lane, outcomes);
			}
			return;
		}
		if (next.kind === "discarded" || (next.kind === "error" && this.storeFailed)) {
			this.storeFailed = false;
			outcomes.push({ state: undefined, reports: [...this.reports, ...(next.kind === "error" ? [next.error] : [])] });
			return;
		}
		const task: TaskState = { next, locals: [...this.locals], types: [...this.types] };
		outcomes.push({ state: { cells: [...this.cells], tasks: before.tasks.with(lane, task) }, reports: [...this.reports] });
	}

	private atomicStep(state: State, lane: number, start: () => Next, outcomes: Outcome[], standing: string[]): void {
		interface Path {
			readonly go: () => Next;
			readonly cells: readonly number[];
			readonly locals: readonly number[];
			readonly types: readonly VariableType[];
			readonly reports: readonly string[];
			readonly met: ReadonlySet<string>;
			readonly touches: boolean;
		}
		const task = state.tasks[lane];
		// That a handler comes is a step whatever it does.
		const touches = this.isIdle(state, lane) || this.isBeginning(state, lane);
		const open: Path[] = [{ go: start, cells: state.cells, locals: task.locals, types: task.types, reports: [], met: new Set(), touches }];
		let taken = 0;
		for (let path = open.pop(); path !== undefined; path = open.pop()) {
			if (++taken > MOST_PATHS) throw new TooLarge("paths");
			this.begin({ ...state, cells: path.cells }, { next: { kind: "done" }, locals: path.locals, types: path.types });
			this.reports = [...path.reports];
			this.mode = "atomic";
			this.touches = path.touches;
			const next = path.go();
			const { met, touches } = { met: path.met, touches: this.touches };
			const [cells, locals, types, reports] = [[...this.cells], [...this.locals], [...this.types], [...this.reports]];
			const fork = (go: () => Next, seen = met): unknown => open.push({ go, cells, locals, types, reports, met: seen, touches });
			switch (next.kind) {
				case "leave": {
					this.uncertainLengths ||= !touches;
					this.mode = "steps";
					this.taken++;
					this.settle(next.then.go(0), state, lane, outcomes);
					break;
				}
				case "blocked":
					standing.push(...this.reports);
					break;
				case "discarded":
					outcomes.push({ state: undefined, reports: [...this.reports] });
					break;
				case "error":
					this.storeFailed = false;
					outcomes.push({ state: undefined, reports: [...this.reports, next.error] });
					break;
				case "choose":
					this.uncertainLengths ||= !touches;
					for (let choice = 0; choice < next.count; choice++) fork(() => next.then.go(next.low + choice));
					break;
				case "either":
					for (const way of next.ways) fork(way);
					break;
				case "round": {
					const key = `${next.then.key};${this.locals.slice(0, next.top).join(",")};${this.cells.join(",")}`;
					if (path.met.has(key)) outcomes.push({ state: undefined, reports: [...this.reports, "endless_atomic"] });
					else fork(() => next.then.go(0), new Set([...path.met, key]));
					break;
				}
				default:
					throw new Error(`${next.kind} within an atomic block`);
			}
		}
	}

	private keyOf(next: Next, locals: readonly number[]): string {
		const kept = (top: number): string => locals.slice(0, top).join(",");
		switch (next.kind) {
			case "read":
				return `read ${next.cell} ${next.then.key}:${kept(next.top)}`;
			case "write":
				return `write ${next.cell} ${next.value} ${next.then.key}:${kept(next.top)}`;
			case "choose":
				return `choose ${next.low} ${next.count} ${next.then.key}:${kept(next.top)}`;
			case "round":
				return `round ${next.then.key}:${kept(next.top)}`;
			case "life":
			case "atomic":
				return `${next.kind} ${next.key}:${kept(next.top)}`;
			case "error":
				return `error ${next.error}`;
			case "idle":
				return `idle ${next.key}`;
			default:
				return next.kind;
		}
	}
}
