/** What statements do. */
import { placeKey } from "../../../src/base/span";
import type { Assignment, Block, Statement, VariableItem } from "../../../src/syntax/tree";
import { Loops } from "./loops";
import type { Continuation, Environment, Next } from "./steps";
import { compute, defaultOf, fitsType, Unsupported, wraps } from "./values";

export abstract class Statements extends Loops {
	protected block(block: Block, environment: Environment, then: Continuation): Next {
		return this.inTurn(block.statements, environment, () => then.go(0), `${placeKey(block)}|${then.key}`);
	}

	/** Statements one after another, each of which sees what those before it declare. */
	protected inTurn(
		statements: readonly Statement[],
		environment: Environment,
		then: (environment: Environment) => Next,
		key: string,
	): Next {
		const from = (index: number, inner: Environment): Next => {
			const statement = statements[index];
			if (statement === undefined) return then(inner);
			const own = `s${index}${key}`;
			if (statement.kind === "local") return this.local(statement.variable, inner, own, (after) => from(index + 1, after));
			return this.statement(statement, inner, { key: own, go: () => from(index + 1, inner) });
		};
		return from(0, environment);
	}

	protected local(variable: VariableItem, environment: Environment, key: string, then: (after: Environment) => Next): Next {
		const type = this.typeOf(variable.type, false);
		const slot = environment.top;
		const size = variable.size && this.constant(variable.size);
		const after: Environment = {
			...environment,
			scope: new Map([...environment.scope, [variable.name.text, { kind: "local", slot, size }]]),
			top: slot + (size ?? 1),
		};
		const initial = defaultOf(type);
		if (size !== undefined) {
			for (let index = 0; index < size; index++) this.setLocal(slot + index, initial, type);
			return then(after);
		}
		if (variable.value === undefined) {
			this.setLocal(slot, initial, type);
			return then(after);
		}
		return this.value(variable.value, environment, {
			key,
			go: (value) => {
				const kept = type.bool ? Number(value !== 0) : value;
				if (!fitsType(kept, type)) return this.error("range");
				this.setLocal(slot, kept, type);
				return then(after);
			},
		});
	}

	protected statement(statement: Statement, environment: Environment, then: Continuation): Next {
		switch (statement.kind) {
			case "block":
				return this.block(statement, environment, then);
			case "local":
				return this.local(statement.variable, environment, then.key, () => then.go(0));
			case "if":
				return this.value(statement.condition, environment, {
					key: `${placeKey(statement)}c|${then.key}`,
					go: (condition) => {
						if (condition !== 0) return this.statement(statement.then, environment, then);
						return statement.otherwise ? this.statement(statement.otherwise, environment, then) : then.go(0);
					},
				});
			case "while":
				return this.whileLoop(statement, environment, then);
			case "do":
				return this.doLoop(statement, environment, then);
			case "loop":
				return this.loopOfC(statement, environment, then);
			case "empty":
				return then.go(0);
			case "for":
				return this.forLoop(statement, environment, then);
			case "break":
				return (environment.onBreak as Continuation).go(0);
			case "continue":
				return (environment.onContinue as Continuation).go(0);
			case "return":
				if (statement.value === undefined) return environment.onReturn.go(0);
				return this.value(statement.value, environment, {
					key: `${placeKey(statement)}v|${environment.onReturn.key}`,
					go: (value) => environment.onReturn.go(value),
				});
			case "atomic":
				return this.atomic(statement, environment, then);
			case "wait":
				return this.wait(statement, environment, then);
			case "choose":
				return {
					kind: "choose",
					low: 0,
					count: statement.branches.length,
					top: environment.top,
					then: { key: `${placeKey(statement)}h|${then.key}`, go: (choice) => this.block(statement.branches[choice], environment, then) },
				};
			case "assert":
				return this.value(statement.condition, environment, {
					key: `${placeKey(statement)}w|${then.key}`,
					go: (value) => {
						if (value === 0) this.reports.push(statement.property?.text ?? "assertion");
						return then.go(0);
					},
				});
			case "assign":
				return this.assign(statement, environment, then);
			case "expression":
				return this.value(statement.expression, environment, { key: `${placeKey(statement)}e|${then.key}`, go: () => then.go(0) });
			case "error":
				throw new Unsupported("an error in the text");
		}
	}

	protected override assign(statement: Assignment, environment: Environment, then: Continuation): Next {
		const { target, operator, value, before } = statement;
		/** Writes what is new, and goes on with the value that the assignment has. */
		const write = (place: number, given: number, old: number): Next => {
			const type = place >= 0 ? this.cellTypes[place] : this.types[-1 - place];
			const result = value === undefined && !before ? old : type?.bool ? Number(given !== 0) : given;
			return this.write(place, given, environment, { key: `${placeKey(statement)}=${result}|${then.key}`, go: () => then.go(result) });
		};
		const put = (given: number): Next =>
			this.place(
				target,
				environment,
				(place) => {
					if (operator === "=") return write(place, given, given);
					return this.read(place, this.foresight.cells(target, environment), environment, {
						key: `${placeKey(statement)}x${given},${place}|${then.key}`,
						go: (old) => {
							const sign = operator.slice(0, -1);
							const result = compute(sign, old, given);
							const unsigned = value !== undefined && [target, value].some((part) => this.isUnsigned(part, environment));
							if (result !== "division_by_zero" && unsigned && wraps(sign, old, given, result)) return this.error("range");
							return typeof result === "number" ? write(place, result, old) : this.error(result);
						},
					});
				},
				`${placeKey(statement)}g${given}|${then.key}`,
			);
		if (value === undefined) return put(1);
		return this.value(value, environment, { key: `${placeKey(statement)}v|${then.key}`, go: put });
	}

	protected atomic(statement: Extract<Statement, { kind: "atomic" }>, environment: Environment, then: Continuation): Next {
		if (this.mode !== "steps") return this.block(statement.body, environment, then);
		const leaving = (outer: Continuation): Continuation => ({
			key: outer.key,
			go: (value) => ({ kind: "leave", then: { key: outer.key, go: () => outer.go(value) } }),
		});
		const inner: Environment = {
			...environment,
			onReturn: leaving(environment.onReturn),
			onBreak: environment.onBreak && leaving(environment.onBreak),
			onContinue: environment.onContinue && leaving(environment.onContinue),
		};
		return {
			kind: "atomic",
			key: `${placeKey(statement)}|${then.key}`,
			top: environment.top,
			served: this.hasServedWait(statement),
			start: () => this.block(statement.body, inner, leaving(then)),
		};
	}

	protected wait(statement: Extract<Statement, { kind: "wait" }>, environment: Environment, then: Continuation): Next {
		const judge = (goOn: () => Next): Next =>
			this.value(statement.condition, environment, {
				key: `${placeKey(statement)}c|${then.key}`,
				go: (holds) => (holds !== 0 ? goOn() : { kind: "blocked" }),
			});
		if (this.mode === "setup") throw new Unsupported("a wait in the set-up");
		const { surely, perhaps } = this.foresight.value(statement.condition, environment);
		this.uncertainLengths ||= surely !== perhaps;
		if (surely !== undefined && surely !== 0) return then.go(0);
		if (this.mode !== "steps") return judge(() => then.go(0));
		return {
			kind: "atomic",
			key: `${placeKey(statement)}|${then.key}`,
			top: environment.top,
			served: statement.served,
			start: () => judge(() => ({ kind: "leave", then })),
		};
	}

	protected readonly servedCache = new Map<Statement, boolean>();

	/** Whether a `served wait` is in a piece of text, or in a function that it calls. */
	protected hasServedWait(statement: Statement): boolean {
		const known = this.servedCache.get(statement);
		if (known !== undefined) return known;
		let found = false;
		const visit = (node: unknown): void => {
			if (found || typeof node !== "object" || node === null) return;
			const { kind, served, name } = node as { kind?: string; served?: boolean; name?: { text?: string } };
			if (kind === "wait" && served) found = true;
			if (kind === "call") visit(this.functions.get(name?.text ?? "")?.body);
			for (const child of Object.values(node)) visit(child);
		};
		visit(statement);
		this.servedCache.set(statement, found);
		return found;
	}
}
