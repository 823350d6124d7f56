/** What statements do. */
import { placeKey } from "../../../src/base/span";
import { labelsOf } from "../../../src/syntax/jumps";
import type { Block, Expression, Statement, SwitchStatement, VariableItem } from "../../../src/syntax/tree";
import { Assignments } from "./assignments";
import { type Binding, isPointer } from "./bindings";
import { guardIn } from "./leaving";
import { type Continuation, type Environment, type Next, TooLarge } from "./steps";
import { defaultOf, fitsType, Unsupported } from "./values";

export abstract class Statements extends Assignments {
	protected block(block: Block, environment: Environment, then: Continuation): Next {
		return this.inTurn(block.statements, environment, () => then.go(0), `${placeKey(block)}|${then.key}`);
	}

	/**
	 * Statements one after another, each of which sees what those before it declare; the first of them is at `start`.
	 */
	protected inTurn(
		statements: readonly Statement[],
		environment: Environment,
		then: (environment: Environment, value: number) => Next,
		key: string,
		start = 0,
		isValue = false,
	): Next {
		const isLabelled = statements.some(({ kind }) => kind === "label");
		/** When each label was come to last. */
		const before = new Map<number, number>();
		const from = (index: number, inner: Environment): Next => {
			const statement = statements[index];
			const end = (value: number): Next =>
				inner.leaving
					? this.leave(inner.leaving, () => then({ ...inner, leaving: undefined }, value), `end${value}${key}`)
					: then(inner, value);
			if (statement === undefined) return end(0);
			const own = `s${index}${key}`;
			before.set(index, this.taken);
			// What is assigned last is the value of the block, too.
			const last = isValue && index === statements.length - 1 ? lastValue(statement) : undefined;
			if (last) return this.value(last, inner, { key: `last${key}`, go: end });
			const goOn = (after: Environment): Next => from(index + 1, after);
			if (statement.kind === "local") {
				const { variable } = statement;
				const declared = (after: Environment): Next =>
					goOn(variable.cleanup ? this.leftWith(after, index, this.callLater(variable.cleanup, variable.name)) : after);
				return this.local(variable, inner, own, declared);
			}
			const guard = guardIn(statement);
			if (guard) return this.guarded(guard, inner, own, (after, unlock) => goOn(this.leftWith(after, index, unlock)));
			const here = isLabelled ? { ...inner, labels: new Map([...inner.labels, ...labelsFrom(index)]) } : inner;
			return this.statement(statement, here, { key: own, go: () => from(index + 1, inner) });
		};
		/** Goes to a statement from another: what is jumped over has no value of its own. */
		const jump = (to: number, at: number): Next => {
			const behind = this.declared(statements.slice(0, to), entered, at + 1);
			if (to > at) return from(to, behind);
			const again = (): Next => from(to, behind);
			if (this.mode === "setup" || (this.mode !== "atomic" && this.taken !== before.get(to))) return again();
			return { kind: "round", top: behind.top, then: { key: `l${to}${key}`, go: again } };
		};
		const labelsFrom = (at: number): [string, () => Next][] =>
			statements.flatMap((one, to) => (one.kind === "label" ? [[one.name.text, () => jump(to, at)] as [string, () => Next]] : []));
		// Whether the way back to a label takes a step is not found out here.
		this.uncertainLengths ||= this.mode === "steps" && labelsOf({ statements }).some(({ last }) => last !== undefined);
		const entered: Environment = { ...environment, leaving: undefined };
		// What is left where a label of its own block leads elsewhere is not followed here.
		const isLeft = (one: Statement): boolean =>
			(one.kind === "local" && (one.variable.cleanup !== undefined || this.isOnStack(one.variable))) || guardIn(one) !== undefined;
		if ((isLabelled || start > 0) && statements.some(isLeft)) throw new TooLarge("a label where something is left");
		return start === 0 ? from(0, entered) : jump(start, -1);
	}

	/** An environment behind statements, of which those from `first` on are not run. */
	private declared(statements: readonly Statement[], environment: Environment, first: number): Environment {
		const scope = new Map(environment.scope);
		let { top } = environment;
		statements.forEach((statement, index) => {
			if (statement.kind !== "local") return;
			const { variable } = statement;
			const shared = this.statics.get(variable);
			if (shared) {
				scope.set(variable.name.text, { kind: "shared", storage: shared });
				return;
			}
			if (isPointer(variable)) throw new TooLarge("a jump over a pointer");
			const size = this.sizeOf(variable);
			const type = this.typeIn(variable, false);
			for (let at = 0; index >= first && at < (size ?? 1); at++) this.setLocal(top + at, defaultOf(type), type);
			scope.set(variable.name.text, { kind: "local", slot: top, size });
			top += size ?? 1;
		});
		return { ...environment, scope, top };
	}

	private switchStatement({ value, body }: SwitchStatement, environment: Environment, then: Continuation): Next {
		return this.value(value, environment, {
			key: `${placeKey(body)}w|${then.key}`,
			go: (given) => {
				const { statements } = body;
				const isHere = (one: Statement): boolean => {
					if (one.kind !== "case" || one.low === undefined) return false;
					const low = this.now(one.low, environment);
					return low <= given && given <= (one.high ? this.now(one.high, environment) : low);
				};
				const found = statements.findIndex(isHere);
				const start = found >= 0 ? found : statements.findIndex((one) => one.kind === "case" && one.low === undefined);
				if (start < 0) return then.go(0);
				const inner: Environment = { ...environment, onBreak: then };
				return this.inTurn(statements, inner, () => then.go(0), `${placeKey(body)}|${then.key}`, start);
			},
		});
	}

	protected override blockValue(block: Block, environment: Environment, then: Continuation): Next {
		return this.inTurn(block.statements, environment, (_, value) => then.go(value), `${placeKey(block)}|${then.key}`, 0, true);
	}

	protected local(variable: VariableItem, environment: Environment, key: string, then: (after: Environment) => Next): Next {
		const named = (binding: Binding, top: number): Environment => ({
			...environment,
			scope: new Map([...environment.scope, [variable.name.text, binding]]),
			top,
		});
		const shared = this.statics.get(variable);
		if (shared) return then(named({ kind: "shared", storage: shared }, environment.top));
		if (this.isOnStack(variable)) return this.localObject(variable, environment, key, then);
		if (isPointer(variable))
			return this.localPointer(variable, environment, key, (slot) =>
				then(named({ kind: "pointer", slot, struct: this.typeIn(variable, false).struct }, slot + 1)),
			);
		const type = this.typeIn(variable, false);
		const slot = environment.top;
		const size = this.sizeOf(variable);
		const after = named({ kind: "local", slot, size }, slot + (size ?? 1));
		const initial = defaultOf(type);
		const braces = this.bracesOf(variable.value);
		if (size !== undefined) {
			for (let index = 0; index < size; index++) this.setLocal(slot + index, initial, type);
			return this.valuesInTurn(braces ? this.given(variable, braces) : [], { ...environment, top: after.top }, key, (values) => {
				for (const { path, value } of values) {
					const kept = type.bool ? Number(value !== 0) : value;
					if (!fitsType(kept, type)) return this.error("range");
					this.setLocal(slot + Number(path[0]), kept, type);
				}
				return then(after);
			});
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
				return this.begunAs(kept, type.struct, (reference) => {
					this.setLocal(slot, reference, type);
					return then(after);
				});
			},
		});
	}

	protected statement(statement: Statement, environment: Environment, then: Continuation): Next {
		switch (statement.kind) {
			case "headed":
				return this.scopedGuard(statement, environment, then);
			case "hole":
			case "cleanup":
				throw new Error("what macros stand for is written out before");
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
			case "case":
			case "label":
				return then.go(0);
			case "switch":
				return this.switchStatement(statement, environment, then);
			case "goto":
				return (environment.labels.get(statement.name.text) as () => Next)();
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

	protected atomic(statement: Extract<Statement, { kind: "atomic" }>, environment: Environment, then: Continuation): Next {
		if (this.mode !== "steps") return this.block(statement.body, environment, then);
		const leaving = (outer: Continuation): Continuation => ({
			key: outer.key,
			go: (value) => ({ kind: "leave", then: { key: outer.key, go: () => outer.go(value) } }),
		});
		const inner: Environment = {
			...environment,
			leaving: undefined,
			onReturn: leaving(environment.onReturn),
			onBreak: environment.onBreak && leaving(environment.onBreak),
			onContinue: environment.onContinue && leaving(environment.onContinue),
			labels: new Map(
				[...environment.labels].map(([name, go]) => [name, (): Next => ({ kind: "leave", then: { key: name, go } })] as const),
			),
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
		const seen = new Set<unknown>();
		const visit = (node: unknown): void => {
			if (found || typeof node !== "object" || node === null || seen.has(node)) return;
			seen.add(node);
			const { kind, served, name } = node as { kind?: string; served?: boolean; name?: { text?: string } };
			if (kind === "wait" && served) found = true;
			if (kind === "name") visit(this.guardClasses.get(name?.text ?? ""));
			if (kind === "call") visit(this.functions.get(name?.text ?? "")?.body);
			// Any function that a reference can mean is a way on.
			if (kind === "callThrough" || (kind === "call" && this.references.has(name?.text ?? "")))
				for (const fn of this.referred) visit(fn.body);
			for (const child of Object.values(node)) visit(child);
		};
		visit(statement);
		this.servedCache.set(statement, found);
		return found;
	}
}

/** The value that a statement has where it is the last of those in braces. */
function lastValue(statement: Statement): Expression | undefined {
	if (statement.kind === "expression") return guardIn(statement) ? undefined : statement.expression;
	return statement.kind === "assign" ? { ...statement, kind: "assignment" } : undefined;
}
