/** Handlers, which come between, and guards, which say who may run. */
import type { HandlerItem, TaskItem } from "../../../src/syntax/tree";
import { Statements } from "./statements";
import type { Continuation, Environment, Next, State } from "./steps";

export abstract class Contexts extends Statements {
	/** Whether a task is a handler that has not come. */
	isIdle(state: State, lane: number): boolean {
		return state.tasks[lane].next.kind === "idle";
	}

	/** Whether all guards allow a task to take its step. */
	mayRun(state: State, lane: number): boolean {
		if (this.isIdle(state, lane)) return true;
		return this.guards.every(({ condition }) => {
			this.begin(state, { next: { kind: "done" }, locals: [], types: [] });
			this.mode = "atomic";
			return this.now(condition, { ...this.setUpEnvironment(), self: this.bodies[lane].self }) !== 0;
		});
	}

	/** All that a task does, or a handler of its kind. */
	protected run(task: TaskItem, environment: Environment): Next {
		const handler = this.handlers.get(task.handler?.text ?? "");
		return handler ? this.idle(task, handler, environment) : this.block(task.body, environment, environment.onReturn);
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
