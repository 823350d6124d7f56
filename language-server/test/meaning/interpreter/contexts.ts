/** Handlers, which come between, and guards, which say who may run. */
import type { EachObject, HandlerItem, TaskItem } from "../../../src/syntax/tree";
import { Statements } from "./statements";
import type { Continuation, Environment, Next, State } from "./steps";

export abstract class Contexts extends Statements {
	/** Whether a task is a handler that has not come. */
	isIdle(state: State, lane: number): boolean {
		return state.tasks[lane].next.kind === "idle";
	}

	/** Whether a task that an object starts stands where it begins. */
	isBeginning(state: State, lane: number): boolean {
		const { next } = state.tasks[lane];
		return next.kind === "atomic" && next.begins !== undefined;
	}

	/** Whether all has been drawn that is left to chance. */
	isSetUp(state: State): boolean {
		return state.tasks.length === this.bodies.length || this.isDone(state, this.bodies.length);
	}

	isDone(state: State, lane: number): boolean {
		return state.tasks[lane].next.kind === "done";
	}

	/** Whether a task may take its step, by all guards. */
	mayRun(state: State, lane: number): boolean {
		if (!this.isSetUp(state)) return lane === this.bodies.length;
		if (lane === this.bodies.length) return true;
		const { next } = state.tasks[lane];
		if (this.isIdle(state, lane) || (next.kind === "atomic" && next.begins?.handler)) return true;
		return this.guards.every(({ condition }) => {
			this.begin(state, { next: { kind: "done" }, locals: [], types: [] });
			this.mode = "atomic";
			return this.now(condition, { ...this.setUpEnvironment(), self: this.bodies[lane].self }) !== 0;
		});
	}

	/** All that a task does, or a handler of its kind. */
	protected run(task: TaskItem, environment: Environment): Next {
		const handler = this.handlers.get(task.handler?.text ?? "");
		if (task.each) return this.beginning(task, task.each, handler, environment);
		if (handler) return this.idle(task, handler, environment);
		const exit = task.flavor === "task" ? this.handlers.get("task")?.entries.find(({ name }) => name.text === "exit")?.value : undefined;
		const ends = this.ends(environment.self);
		const leaves: Continuation = exit
			? { key: "exit", go: () => this.value(exit, { ...environment, onReturn: ends }, { key: "exited", go: ends.go }) }
			: ends;
		return this.block(task.body, { ...environment, onReturn: leaves }, leaves);
	}

	/** The end of a task, which is a step where somebody asks for it. */
	private ends(self: number): Continuation {
		const end: Continuation = { key: "end", go: () => ({ kind: "done" }) };
		return {
			key: "ends",
			go: () => {
				const cell = this.ended.get(self);
				if (cell === undefined || !this.mutable.has(cell)) return { kind: "done" };
				return { kind: "write", cell, value: 1, top: 0, then: end };
			},
		};
	}

	/** All that is left to chance, in one step. */
	protected draw(from = 0): Next {
		const chance = this.chances[from];
		this.touches = true;
		if (chance === undefined) return { kind: "leave", then: { key: "drawn", go: () => ({ kind: "done" }) } };
		return this.value(chance.value, this.setUpEnvironment(), {
			key: `draw ${from}`,
			go: (value) => this.store(chance.cell, value) ?? this.draw(from + 1),
		});
	}

	/** A task that an object starts, where it begins. */
	private beginning(task: TaskItem, each: EachObject, handler: HandlerItem | undefined, environment: Environment): Next {
		const entry = (which: string, then: Continuation): Next => {
			const call = handler?.entries.find((one) => one.name.text === which)?.value;
			return call ? this.value(call, { ...environment, onReturn: then }, then) : then.go(0);
		};
		const { statements } = task.body;
		const [first] = statements;
		const again: Continuation = { key: "again", go: () => this.beginning(task, each, handler, environment) };
		const leaves: Continuation = { key: "leaves", go: () => entry("exit", again) };
		const rest = first?.kind === "atomic" ? { ...task.body, statements: statements.slice(1) } : task.body;
		const goesOn: Continuation = { key: "on", go: () => this.block(rest, { ...environment, onReturn: leaves }, leaves) };
		const leave = (then: Continuation): Continuation => ({ key: then.key, go: () => ({ kind: "leave", then }) });
		const begun: Continuation = {
			key: "begun",
			go: () =>
				first?.kind === "atomic" ? this.block(first.body, { ...environment, onReturn: leave(leaves) }, leave(goesOn)) : leave(goesOn).go(0),
		};
		const entered: Continuation = { key: "entered", go: () => entry("enter", begun) };
		const start = (): Next => {
			this.mode = "peek";
			const holds = this.now(each.condition, environment) !== 0;
			this.mode = "atomic";
			if (!holds) return { kind: "blocked" };
			const cell = this.objects[environment.self - 1].fields.get("cpu")?.cell;
			if (task.on === undefined || cell === undefined) return entered.go(0);
			return this.value(task.on, environment, { key: "cpu", go: (cpu) => this.store(cell, cpu) ?? entered.go(0) });
		};
		const served = handler !== undefined || (first?.kind === "atomic" && this.hasServedWait(first));
		return { kind: "atomic", key: "begins", top: environment.top, served, start, begins: task };
	}

	/** A handler before it comes. */
	private idle(task: TaskItem, handler: HandlerItem, environment: Environment): Next {
		const { name, entries } = handler;
		const entry = (which: string, then: Continuation): Next => {
			const call = entries.find((one) => one.name.text === which)?.value;
			return call ? this.value(call, { ...environment, onReturn: then }, then) : then.go(0);
		};
		const again: Continuation = {
			key: "again",
			go: () => (task.once ? this.ends(environment.self).go(0) : this.idle(task, handler, environment)),
		};
		const leaves: Continuation = { key: "leaves", go: () => entry("exit", again) };
		const comes: Continuation = { key: "comes", go: () => this.block(task.body, { ...environment, onReturn: leaves }, leaves) };
		const stays: Continuation = { key: "stays", go: () => ({ kind: "done" }) };
		const leave = (then: Continuation): Next => ({ kind: "leave", then });
		const choice: Continuation = {
			key: "choice",
			go: (which) => {
				if (which === 0) return entry("enter", { key: "entered", go: () => leave(comes) });
				const cell = this.ended.get(environment.self);
				return (cell !== undefined && this.mutable.has(cell) ? this.store(cell, 1) : undefined) ?? leave(stays);
			},
		};
		return { kind: "idle", key: name.text, start: () => ({ kind: "choose", low: 0, count: 2, top: 0, then: choice }) };
	}
}
