/** What is done where a block is left, in whatever way: what guards give back, and the ends of what is on the stack. */
import { placeKey, spanOf } from "../../../src/base/span";
import type { CallExpression, Expression, GuardClassItem, HeadedStatement, Name, Statement, VariableItem } from "../../../src/syntax/tree";
import { asInC, type Scope, type Storage, typeName } from "./bindings";
import type { PartGiven, PartOf } from "./initialisers";
import { Loops } from "./loops";
import type { Continuation, Ending, Endings, Environment, Next } from "./steps";
import { Unsupported } from "./values";

export abstract class Leaving extends Loops {
	protected isOnStack(variable: VariableItem): boolean {
		return asInC(variable) === "object" && this.structs.has(typeName(variable) ?? "");
	}

	/** An object that lives until the block is left, in whatever way. */
	protected localObject(variable: VariableItem, environment: Environment, key: string, then: (after: Environment) => Next): Next {
		const slot = environment.top;
		const braces = this.bracesOf(variable.value);
		const start = (given: readonly PartOf<number>[]): Next =>
			this.putOnStack(typeName(variable) ?? "", key, environment, (number) => {
				for (const { path, value } of given) {
					const [first, ...inner] = path;
					const field = this.objects[number - 1].fields.get(String(first)) as Storage;
					const failed = this.store(this.cellOf(field, inner), value);
					if (failed) return failed;
				}
				return begun(number);
			});
		const begun = (number: number): Next => {
			this.setLocal(slot, number, { bool: false, struct: typeName(variable) ?? "" });
			const inner = { ...environment, top: slot + 1 };
			const { guards, stack, outside } = leavingOf(environment);
			const ends: Ending = (goOn, at) => this.takeFromStack(number, at, inner, goOn);
			const scope: Scope = new Map([...environment.scope, [variable.name.text, { kind: "local", slot, size: undefined, object: true }]]);
			const inside = this.left({ ...inner, scope }, { outside, guards, stack: [...stack, ends] });
			if (variable.value === undefined || braces) return then(inside);
			const itself: Expression = { ...spanOf(variable.name), kind: "name", name: variable.name };
			return this.copy(itself, variable.value, inside, { key: `copied${key}`, go: () => then(inside) });
		};
		return this.valuesInTurn(braces ? this.given(variable, braces) : [], environment, key, start);
	}

	/** Evaluates what is given for parts of something, one after another. */
	protected valuesInTurn(
		parts: readonly PartGiven[],
		environment: Environment,
		key: string,
		then: (values: readonly PartOf<number>[]) => Next,
	): Next {
		const from = (values: readonly PartOf<number>[]): Next => {
			const part = parts[values.length];
			if (part === undefined) return then(values);
			return this.value(part.value, environment, {
				key: `given${values.map(({ value }) => value).join()}|${key}`,
				go: (value) => from([...values, { path: part.path, value }]),
			});
		};
		return from([]);
	}

	/** The environment in which something is done where the block is left, in whatever way. */
	private left(environment: Environment, leaving: Endings): Environment {
		const { outside } = leaving;
		const ending = (outer: Continuation): Continuation => ({
			key: `${leaving.guards.length},${leaving.stack.length}off|${outer.key}`,
			// What is given on is known by the key.
			go: (value) => this.leave(leaving, () => outer.go(value), `${value}|${outer.key}`),
		});
		return {
			...environment,
			onReturn: ending(outside.onReturn),
			onBreak: outside.onBreak && ending(outside.onBreak),
			onContinue: outside.onContinue && ending(outside.onContinue),
			labels: new Map(
				[...outside.labels].map(
					([name, go]) => [name, (): Next => this.leave(leaving, go, `goto ${name}|${outside.onReturn.key}`)] as const,
				),
			),
			leaving,
		};
	}

	/** The same with what a guard does, before what is on the stack ends. */
	protected leftWith(environment: Environment, at: number, end: (inside: Environment) => Ending): Environment {
		const { guards, stack, outside } = leavingOf(environment);
		// What it does is not left itself.
		const inside = { ...environment, leaving: undefined };
		return this.left(environment, { outside, guards: [...guards, { at, end: end(inside) }], stack });
	}

	/** Leaves a block: what was declared last is done first. */
	protected leave({ guards, stack }: Endings, then: () => Next, key: string): Next {
		return [...stack, ...guards.map(({ end }) => end)].reduce<() => Next>(
			(goOn, end, index) => (): Next => end(goOn, `${index}<${key}`),
			then,
		)();
	}

	/** Calls a function with what a variable holds then. */
	protected callLater(fn: Name, variable: Name): (inside: Environment) => Ending {
		const place = spanOf(fn);
		const call: CallExpression = {
			...place,
			kind: "call",
			name: fn,
			arguments: [{ ...place, value: { ...place, kind: "name", name: variable } }],
		};
		return (inside) => (goOn, key) => this.value(call, inside, { key: `${placeKey(fn)}free|${key}`, go: goOn });
	}

	/** Takes what a guard says, and goes on with what gives it back. */
	protected guarded(
		{ kind, value }: Guard,
		environment: Environment,
		key: string,
		then: (after: Environment, unlock: (inside: Environment) => Ending) => Next,
	): Next {
		const { lock, unlock } = this.guardClasses.get(kind) as GuardClassItem;
		const slot = environment.top;
		const scope: Scope = new Map([...environment.scope, ["_T", { kind: "local", slot, size: undefined }]]);
		const inside: Environment = { ...environment, scope, top: slot + 1 };
		const take = (then: Continuation): Next => (value ? this.value(value, environment, then) : then.go(0));
		return take({
			key: `${key}guard`,
			go: (guarded) => {
				this.setLocal(slot, guarded, { bool: false, struct: "node" });
				const gives =
					(around: Environment): Ending =>
					(goOn, at) =>
						this.value(unlock, { ...around, scope, top: Math.max(around.top, slot + 1) }, { key: `${key}unlock${at}`, go: goOn });
				return this.value(lock, inside, { key: `${key}lock`, go: () => then({ ...environment, top: slot + 1 }, gives) });
			},
		});
	}

	/** A guard that its statement is left with, as by `break`. */
	protected scopedGuard({ call, body }: HeadedStatement, environment: Environment, then: Continuation): Next {
		const [kind, given] = call.arguments;
		if (call.name.text !== "scoped_guard" || kind.value.kind !== "name") throw new Unsupported("a head that is no guard");
		const guard = { kind: kind.value.name.text, value: given?.value };
		const key = `${placeKey(call)}|${then.key}`;
		const within: Environment = { ...environment, onBreak: then, leaving: undefined };
		return this.guarded(guard, within, key, (after, unlock) => {
			const inner = this.leftWith({ ...after, onContinue: then }, 0, unlock);
			const end: Continuation = { key: `end${key}`, go: () => this.leave(inner.leaving as Endings, () => then.go(0), `end${key}`) };
			return this.statement(body, inner, end);
		});
	}
}

interface Guard {
	readonly kind: string;
	/** Absent where there is but one of it. */
	readonly value: Expression | undefined;
}

/** What `guard(kind)(value);` guards. */
export function guardIn(statement: Statement): Guard | undefined {
	const use = statement.kind === "expression" ? statement.expression : undefined;
	if (use?.kind !== "callThrough" || use.callee.kind !== "call" || use.callee.name.text !== "guard") return undefined;
	const kind = use.callee.arguments[0].value;
	return kind.kind === "name" ? { kind: kind.name.text, value: use.arguments[0]?.value } : undefined;
}

/** What is done already where the block is left. */
function leavingOf(environment: Environment): Endings {
	return environment.leaving ?? { outside: environment, guards: [], stack: [] };
}
