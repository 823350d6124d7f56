/** Loops: those of C, and `for` over a range or over all objects of a struct. */
import { placeKey } from "../../../src/base/span";
import type { ForStatement, Statement } from "../../../src/syntax/tree";
import type { Binding } from "./bindings";
import { Calls } from "./calls";
import type { Continuation, Environment, Next } from "./steps";

export abstract class Loops extends Calls {
	protected abstract statement(statement: Statement, environment: Environment, then: Continuation): Next;
	protected abstract inTurn(
		statements: readonly Statement[],
		environment: Environment,
		then: (environment: Environment) => Next,
		key: string,
	): Next;

	protected whileLoop(statement: Extract<Statement, { kind: "while" }>, environment: Environment, then: Continuation): Next {
		const key = `${placeKey(statement)}k|${then.key}`;
		let before = this.taken;
		const head = (): Next => {
			before = this.taken;
			return this.value(statement.condition, environment, {
				key: `${placeKey(statement)}c|${then.key}`,
				go: (condition) => (condition === 0 ? then.go(0) : this.statement(statement.body, inner, again)),
			});
		};
		const again: Continuation = {
			key,
			go: () => {
				if (this.mode === "setup") return head();
				if (this.mode !== "atomic" && this.taken !== before) return head();
				return { kind: "round", top: environment.top, then: { key, go: head } };
			},
		};
		const inner: Environment = { ...environment, onBreak: then, onContinue: again };
		this.uncertainLengths ||= this.mode === "steps" && !this.foresight.stepsEachRound(statement, environment);
		return head();
	}

	protected doLoop(statement: Extract<Statement, { kind: "do" }>, environment: Environment, then: Continuation): Next {
		const key = `${placeKey(statement)}k|${then.key}`;
		let before = this.taken;
		const head = (): Next => {
			before = this.taken;
			return this.statement(statement.body, inner, again);
		};
		const again: Continuation = {
			key: `${placeKey(statement)}c|${then.key}`,
			go: () =>
				this.value(statement.condition, environment, {
					key: `${placeKey(statement)}d|${then.key}`,
					go: (condition) => {
						if (condition === 0) return then.go(0);
						if (this.mode === "setup" || (this.mode !== "atomic" && this.taken !== before)) return head();
						return { kind: "round", top: environment.top, then: { key, go: head } };
					},
				}),
		};
		const inner: Environment = { ...environment, onBreak: then, onContinue: again };
		this.uncertainLengths ||= this.mode === "steps" && !this.foresight.stepsEachRound(statement, environment);
		return head();
	}

	protected loopOfC(statement: Extract<Statement, { kind: "loop" }>, outer: Environment, then: Continuation): Next {
		const key = `${placeKey(statement)}k|${then.key}`;
		const run = (environment: Environment): Next => {
			let before = this.taken;
			const body = (): Next => this.statement(statement.body, { ...environment, onBreak: then, onContinue: next }, next);
			const head = (): Next => {
				before = this.taken;
				if (statement.condition === undefined) return body();
				return this.value(statement.condition, environment, {
					key: `${placeKey(statement)}c|${then.key}`,
					go: (condition) => (condition === 0 ? then.go(0) : body()),
				});
			};
			const next: Continuation = {
				key: `${placeKey(statement)}n|${then.key}`,
				go: () =>
					this.inTurn(
						statement.step,
						environment,
						() => {
							if (this.mode === "setup" || (this.mode !== "atomic" && this.taken !== before)) return head();
							return { kind: "round", top: environment.top, then: { key, go: head } };
						},
						`${placeKey(statement)}s|${then.key}`,
					),
			};
			this.uncertainLengths ||= this.mode === "steps" && !this.foresight.stepsEachRound(statement, environment);
			return head();
		};
		return this.inTurn(statement.first, outer, run, `${placeKey(statement)}f|${then.key}`);
	}

	protected forLoop(statement: ForStatement, environment: Environment, then: Continuation): Next {
		const slot = environment.top;
		const { range } = statement;
		// Whether going round takes steps depends on whether the ends are known.
		const isKnown = range === undefined || [range.low, range.high].every((end) => this.foresight.knows(end, environment));
		this.uncertainLengths ||= this.mode === "steps" && !isKnown;
		return this.domain(statement, environment, `${placeKey(statement)}d|${then.key}`, (values) => {
			const from = (index: number): Next => {
				if (index === values.length) return then.go(0);
				const again: Continuation = {
					key: `${placeKey(statement)}f${index}/${values[0]}..${values.length}|${then.key}`,
					go: () => from(index + 1),
				};
				const bound: Binding = isKnown
					? { kind: "constant", value: values[index], struct: statement.struct?.text }
					: { kind: "local", slot, size: undefined };
				if (!isKnown) this.setLocal(slot, values[index], { bool: false });
				const scope = new Map([...environment.scope, [statement.name.text, bound]]);
				const top = isKnown ? slot : slot + 1;
				return this.statement(statement.body, { ...environment, scope, top, onBreak: then, onContinue: again }, again);
			};
			return from(0);
		});
	}
}
