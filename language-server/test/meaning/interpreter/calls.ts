/** Calls: of functions of the program, and of what nobody declares and everybody knows. */
import { placeKey } from "../../../src/base/span";
import type { Block, CallExpression, Expression, FunctionItem } from "../../../src/syntax/tree";
import { children, type SyntaxNode } from "../../../src/syntax/walk";
import { type Binding, isPointer } from "./bindings";
import { Expressions } from "./expressions";
import { FREED, RECYCLED } from "./memory";
import { type Continuation, type Environment, type Next, Written } from "./steps";
import { fitsType, Unsupported } from "./values";

export abstract class Calls extends Expressions {
	protected abstract block(block: Block, environment: Environment, then: Continuation): Next;
	protected abstract counts(target: Expression, value: Expression, place: number, given: number, environment: Environment): boolean;

	protected call(call: CallExpression, environment: Environment, then: Continuation): Next {
		if (call.name.text === "length") {
			return this.array(call.arguments[0].value, environment, (_, size) => then.go(size), then.key);
		}
		if (environment.scope.has(call.name.text)) return this.callThrough(call, { ...call, kind: "name" }, environment, then);
		const fn = this.functions.get(call.name.text);
		return fn === undefined ? this.known(call, environment, then) : this.callOf(fn, call, environment, then);
	}

	/** A call of the function whose number `callee` has. */
	protected callThrough(
		call: Pick<CallExpression, "arguments" | "anchor" | "from" | "to">,
		callee: Expression,
		environment: Environment,
		then: Continuation,
	): Next {
		return this.value(callee, environment, {
			key: `${placeKey(call)}t|${then.key}`,
			go: (number) => {
				const fn = [...this.functions.values()][number - 1];
				return fn ? this.callOf(fn, call, environment, then) : this.error("null_dereference");
			},
		});
	}

	private callOf(fn: FunctionItem, call: Pick<CallExpression, "arguments">, environment: Environment, then: Continuation): Next {
		const given = fn.parameters.map((parameter, index) => {
			const named = call.arguments.find((argument) => argument.name?.text === parameter.name.text);
			const positional = call.arguments[index];
			return named?.value ?? (positional && positional.name === undefined ? positional.value : undefined) ?? parameter.value;
		});
		const bind = (index: number, values: readonly number[]): Next => {
			if (index === fn.parameters.length) return this.enter(fn, values, environment, then);
			const parameter = fn.parameters[index];
			const argument = given[index];
			if (argument === undefined) throw new Unsupported("an argument is missing");
			const key = `${placeKey(argument)}p${index}${fn.name.text}:${values.join(",")}|${then.key}`;
			if (parameter.array) return this.array(argument, environment, (begin, size) => bind(index + 1, [...values, begin, size]), key);
			if (isPointer(parameter)) return this.place(argument, environment, (place) => bind(index + 1, [...values, place]), key);
			return this.value(argument, environment, {
				key,
				go: (value) => {
					const type = this.typeIn(parameter, true);
					const kept = type.bool ? Number(value !== 0) : value;
					if (!fitsType(kept, type)) return this.error("range");
					return this.begunAs(kept, type.struct, (reference) => bind(index + 1, [...values, reference]));
				},
			});
		};
		return bind(0, []);
	}

	/** What nobody declares and everybody knows. */
	protected known(call: CallExpression, environment: Environment, then: Continuation): Next {
		const { text } = call.name;
		const [first, second] = call.arguments;
		const key = `${placeKey(call)}b|${then.key}`;
		if (text === "pr_debug") return this.told(call, environment, then, key);
		switch (text) {
			case "free":
			case "recycle": {
				const leaves = text === "free" ? FREED : RECYCLED;
				return this.value(first.value, environment, {
					key,
					go: (object) =>
						object === 0 ? then.go(0) : this.withLife(`${object}${key}`, environment, () => this.free(object, leaves) ?? then.go(0)),
				});
			}
			case "smp_mb":
			case "smp_rmb":
			case "smp_wmb":
				return then.go(0);
			case "alive":
				return this.value(first.value, environment, {
					key,
					go: (object) => {
						// Whether that is a step depends on whether anything may be made or freed.
						this.uncertainLengths = true;
						return this.withLife(`${object}${key}`, environment, () => then.go(Number(object > 0 && this.livesNow(object))));
					},
				});
			case "done":
				return this.done(first.value, environment, then, key);
			case "part_of":
				return this.value(first.value, environment, {
					key,
					go: (part) =>
						this.value(second.value, environment, {
							key: `${part}${key}`,
							go: (whole) => then.go(Number(part > 0 && (part === whole || this.objects[part - 1].whole === whole))),
						}),
				});
			case "error_of":
				return this.value(first.value, environment, { key, go: (reference) => then.go(Math.min(reference, 1)) });
			case "READ_ONCE":
			case "rcu_dereference":
				return this.value(first.value, environment, then);
			case "smp_load_acquire":
				return this.place(
					first.value,
					environment,
					(place) => this.read(place, this.foresight.cells(first.value, environment), environment, then),
					key,
				);
			case "likely":
			case "unlikely":
				return this.value(first.value, environment, { key, go: (value) => then.go(Number(value !== 0)) });
			case "assume":
				return this.assume(first.value, environment, then, key);
			case "WARN_ON":
			case "WARN_ON_ONCE":
			case "BUG_ON":
				return this.value(first.value, environment, {
					key,
					go: (value) => {
						if (value !== 0) this.reports.push("assertion");
						return then.go(Number(value !== 0));
					},
				});
			case "WRITE_ONCE":
			case "smp_store_release":
				return this.value(second.value, environment, {
					key,
					go: (value) =>
						this.place(
							first.value,
							environment,
							(place) => this.write(place, value, environment, then, this.counts(first.value, second.value, place, value, environment)),
							`${value}${key}`,
						),
				});
			default:
				throw new Unsupported(`no function ${text}`);
		}
	}

	/** Of what is printed what dereferences something is read. */
	private told(call: CallExpression, environment: Environment, then: Continuation, key: string): Next {
		const read = call.arguments.map(({ value }) => value).filter(dereferences);
		const from = (index: number): Next => {
			const value = read[index];
			return value ? this.value(value, environment, { key: `told${index}${key}`, go: () => from(index + 1) }) : then.go(0);
		};
		return from(0);
	}

	/** Whether a task has ended, or all of several. */
	private done(task: Expression, environment: Environment, then: Continuation, key: string): Next {
		const binding = task.kind === "name" ? environment.scope.get(task.name.text) : undefined;
		const have = (tasks: readonly number[]): Next => {
			const from = (index: number): Next => {
				const cell = this.ended.get(tasks[index]);
				if (cell === undefined) return then.go(1);
				if (!this.mutable.has(cell)) {
					this.mutable.add(cell);
					throw new Written();
				}
				const next = { key: `${tasks[index]}${key}`, go: (ended: number): Next => (ended === 0 ? then.go(0) : from(index + 1)) };
				return this.read(cell, [cell], environment, next);
			};
			// Whether it takes a step for each of several is not found out here.
			this.uncertainLengths ||= tasks.length !== 1;
			return from(0);
		};
		if (binding?.kind === "tasks") return have(binding.objects);
		// Of a task that only the run tells, any may be meant.
		const isKnown = binding?.kind === "constant" || (task.kind === "word" && task.word === "self");
		this.uncertainLengths ||= !isKnown;
		return this.value(task, environment, { key, go: (one) => (one === 0 ? then.go(0) : have([one])) });
	}

	/** Ends the run where a condition does not hold, in one step of its own. */
	private assume(condition: Expression, environment: Environment, then: Continuation, key: string): Next {
		const judge = (goOn: () => Next): Next =>
			this.value(condition, environment, { key, go: (holds) => (holds !== 0 ? goOn() : { kind: "discarded" }) });
		if (this.mode === "setup") throw new Unsupported("an assumption in the set-up");
		const { surely, perhaps } = this.foresight.value(condition, environment);
		this.uncertainLengths ||= surely !== perhaps;
		if (surely !== undefined && surely !== 0) return then.go(0);
		if (this.mode !== "steps") return judge(() => then.go(0));
		return {
			kind: "atomic",
			key: `assume ${key}`,
			top: environment.top,
			served: false,
			start: () => judge(() => ({ kind: "leave", then })),
		};
	}

	protected enter(fn: FunctionItem, values: readonly number[], environment: Environment, then: Continuation): Next {
		const scope = new Map<string, Binding>(this.globals);
		let slot = environment.top;
		let next = 0;
		for (const parameter of fn.parameters) {
			if (parameter.array) {
				scope.set(parameter.name.text, { kind: "array", slot });
				this.setLocal(slot++, values[next++], { bool: false });
				this.setLocal(slot++, values[next++], { bool: false });
			} else if (isPointer(parameter)) {
				scope.set(parameter.name.text, { kind: "pointer", slot });
				this.setLocal(slot++, values[next++], { bool: false });
			} else {
				scope.set(parameter.name.text, { kind: "local", slot, size: undefined });
				this.setLocal(
					slot,
					values[next++],
					this.typeIn(parameter, parameter.type.kind === "intType" && parameter.type.words !== undefined),
				);
				slot++;
			}
		}
		const returned = fn.returns && this.typeOf(fn.returns, true);
		const key = `${fn.name.text}()|${then.key}`;
		const onReturn: Continuation = {
			key,
			go: (value) => {
				if (returned === undefined) return then.go(0);
				const kept = returned.bool ? Number(value !== 0) : value;
				return fitsType(kept, returned) ? this.begunAs(kept, returned.struct, then.go) : this.error("range");
			},
		};
		const inner: Environment = {
			scope,
			top: slot,
			self: environment.self,
			onReturn,
			onBreak: undefined,
			onContinue: undefined,
			labels: new Map(),
		};
		return this.block(fn.body, inner, { key, go: () => then.go(0) });
	}
}

/** Whether something is reached by a pointer in an expression. */
function dereferences(node: SyntaxNode): boolean {
	return ("kind" in node && node.kind === "unary" && node.operator === "*") || children(node).some(dereferences);
}
