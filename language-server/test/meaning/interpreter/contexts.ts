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

	/** Whether all guards allow a task to take its step. */
	mayRun(state: State, lane: number): boolean {
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
		return handler ? this.idle(task, handler, environment) : this.block(task.body, environment, environment.onReturn);
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
			go: () => (task.once ? { kind: "done" } : this.idle(task, handler, environment)),
		};
		const leaves: Continuation = { key: "leaves", go: () => entry("exit", again) };
		const comes: Continuation = { key: "comes", go: () => this.block(task.body, { ...environment, onReturn: leaves }, leaves) };
		const stays: Continuation = { key: "stays", go: () => ({ kind: "done" }) };
		const leave = (then: Continuation): Next => ({ kind: "leave", then });
		const choice: Continuation = {
			key: "choice",
			go: (which) => (which === 0 ? entry("enter", { key: "entered", go: () => leave(comes) }) : leave(stays)),
		};
		return { kind: "idle", key: name.text, start: () => ({ kind: "choose", low: 0, count: 2, top: 0, then: choice }) };
	}
}
