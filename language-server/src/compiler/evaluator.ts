/**
 * A plain evaluator over the syntax tree, for the initialisers and constructors of a set-up: these run before any task,
 * so that there are neither steps nor interleavings.
 */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import { bracesOf, countingIn, isNothing, valuesGiven } from "../semantics/initialisers";
import { fieldsOf } from "../semantics/program";
import type { MacroUse } from "../semantics/symbols";
import type { Type } from "../semantics/types";
import type { Block, Expression, Statement, SwitchStatement, VariableItem } from "../syntax/tree";
import { CallEvaluator, type Flow, NORMAL } from "./call-evaluator";
import { defaultValue } from "./default-value";
import type { Box, Value } from "./lvalue-evaluator";

/** Whether a loop is over, and what is around it too. */
function leaves({ kind }: Flow): boolean {
	return kind === "return" || kind === "goto";
}

export abstract class Evaluator extends CallEvaluator {
	protected override execute(statement: Statement): Flow {
		this.tick(statement);
		this.noteRun(statement);
		switch (statement.kind) {
			case "block":
				return this.sequence(statement.statements);
			case "atomic":
				return this.execute(statement.body);
			case "if":
				if (this.number(statement.condition) !== 0) return this.execute(statement.then);
				return statement.otherwise ? this.execute(statement.otherwise) : NORMAL;
			case "while":
				while (this.number(statement.condition) !== 0) {
					this.tick(statement);
					const flow = this.execute(statement.body);
					if (leaves(flow)) return flow;
					if (flow.kind === "break") break;
				}
				return NORMAL;
			case "do":
				do {
					this.tick(statement);
					const flow = this.execute(statement.body);
					if (leaves(flow)) return flow;
					if (flow.kind === "break") break;
				} while (this.number(statement.condition) !== 0);
				return NORMAL;
			case "loop":
				this.sequence(statement.first);
				while (statement.condition === undefined || this.number(statement.condition) !== 0) {
					this.tick(statement);
					const flow = this.execute(statement.body);
					if (leaves(flow)) return flow;
					if (flow.kind === "break") break;
					this.sequence(statement.step);
				}
				return NORMAL;
			case "for": {
				const symbol = this.file.names.get(statement.name);
				for (const value of this.domain(statement)) {
					if (symbol) this.locals.set(symbol, { value, type: { kind: "error" } });
					const flow = this.execute(statement.body);
					if (leaves(flow)) return flow;
					if (flow.kind === "break") break;
				}
				return NORMAL;
			}
			case "switch": {
				const value = this.number(statement.value);
				const flow = this.sequence(statement.body.statements, this.caseOf(statement, value));
				return flow.kind === "break" ? NORMAL : flow;
			}
			case "goto": {
				const label = this.file.names.get(statement.name);
				return label ? { kind: "goto", label } : NORMAL;
			}
			case "case":
			case "label":
				return NORMAL;
			case "break":
			case "continue":
				return { kind: statement.kind };
			case "return":
				return { kind: "return", value: statement.value ? this.returnedValue(statement.value) : 0, span: statement.value ?? statement };
			case "wait":
				if (this.number(statement.condition) === 0) {
					this.fail(statement, "wait-in-set-up", t`this would wait for ever: nothing else runs while the scenario is set up`);
				}
				return NORMAL;
			case "assert":
				if (this.number(statement.condition) === 0) this.fail(statement, "assert-in-set-up", t`this fails while the scenario is set up`);
				return NORMAL;
			case "local":
				this.declare(statement.variable, statement.variable.value);
				return NORMAL;
			case "assign":
				this.assignment(statement);
				return NORMAL;
			case "cleanup":
				return this.fail(statement, "cleanup-in-setup", t`nothing is held while the scenario is set up, when nothing else runs`);
			case "headed":
				return this.expanded(statement);
			case "expression":
				if (
					(statement.expression.kind === "call" || statement.expression.kind === "callThrough") &&
					this.file.expansions.has(statement.expression)
				)
					return this.expanded(statement.expression);
				this.evaluate(statement.expression);
				return NORMAL;
			case "choose":
				return this.fail(statement, "choose-in-setup", t`nothing can be chosen while the scenario is set up`);
			case "empty":
			case "hole":
			case "error":
				return NORMAL;
		}
	}

	/** Runs what a use of a macro stands for. */
	private expanded(use: MacroUse): Flow {
		const expansion = this.file.expansions.get(use);
		if (expansion === undefined) return NORMAL;
		if ("statements" in expansion) return this.sequence(expansion.statements);
		this.evaluate(expansion.value);
		return NORMAL;
	}

	/** Notes that a statement of the user's own text has been run. */
	private noteRun(statement: Statement): void {
		if (this.ownFiles.has(this.file.uri)) this.reads.ran.set(statement, spanOf(statement));
	}

	protected override blockValue(block: Block): Value {
		const { statements } = block;
		const last = statements.at(-1);
		this.noteRun(block);
		this.sequence(statements.slice(0, -1));
		if (last?.kind === "expression" || last?.kind === "assign") this.noteRun(last);
		if (last?.kind === "expression") return this.oneOf(last.expression, last.expression);
		if (last?.kind === "assign") return this.assignment(last);
		if (last) this.execute(last);
		return 0;
	}

	/** Runs statements one after another from the one at `start` on, and from where what they say goes. */
	private sequence(statements: readonly Statement[], start = 0): Flow {
		this.skip(statements.slice(0, start));
		for (let index = start; index < statements.length; index++) {
			const flow = this.execute(statements[index]);
			if (flow.kind === "normal") continue;
			const { names } = this.file;
			const isLabel = (one: Statement): boolean => flow.kind === "goto" && one.kind === "label" && names.get(one.name) === flow.label;
			const to = flow.kind === "goto" ? statements.findIndex(isLabel) : -1;
			if (to < 0) return flow;
			this.skip(statements.slice(index, to));
			index = to;
		}
		return NORMAL;
	}

	/** Gives values to the variables whose declarations are jumped over. */
	private skip(statements: readonly Statement[]): void {
		for (const statement of statements) if (statement.kind === "local") this.declare(statement.variable, undefined);
	}

	/** The index of the case of a `switch` that a value leads to; behind the last statement where there is none. */
	private caseOf({ body }: SwitchStatement, value: number): number {
		const isCase = (one: Statement): boolean => {
			if (one.kind !== "case" || one.low === undefined) return false;
			const low = this.number(one.low);
			return low <= value && value <= (one.high ? this.number(one.high) : low);
		};
		const found = body.statements.findIndex(isCase);
		const fallback = body.statements.findIndex((one) => one.kind === "case" && one.low === undefined);
		return found >= 0 ? found : fallback >= 0 ? fallback : body.statements.length;
	}

	/** Makes a local, with a value for it where one is given. */
	private declare(variable: VariableItem, value: Expression | undefined): void {
		const symbol = this.file.names.get(variable.name);
		if (symbol?.kind !== "variable" || variable.static) return;
		if (symbol.written === "object")
			this.fail(
				variable,
				"stack-object",
				t`'${symbol.name}' would be an object on the stack while the scenario is set up, when nothing runs`,
			);
		const { type } = symbol;
		if (type.kind === "pointer") {
			if (value) this.locals.set(symbol, this.box(value));
			return;
		}
		const braces = value && bracesOf(value, this.file);
		if (type.kind === "array") {
			const elements = Array.from({ length: type.size ?? 0 }, () => ({ value: defaultValue(type.element), type: type.element }));
			if (braces) this.initialiseParts(elements, type, braces);
			this.locals.set(symbol, elements);
			return;
		}
		const box: Box = { value: value ? this.scalar(value, type) : defaultValue(type), type };
		this.checkRange(box, variable, this.file);
		this.locals.set(symbol, box);
	}

	/** Gives parts of an object or an array what stands in braces, in the order in which it stands there. */
	protected initialiseParts(boxes: readonly Box[], type: Type, value: Expression): void {
		const { heap } = this;
		const braces = bracesOf(value, this.file);
		if (braces === undefined) return;
		const counting = countingIn(this.file, (struct) => fieldsOf(heap.program, struct));
		for (const { path, value, type: wanted } of valuesGiven(braces, type, counting)) {
			const box = heap.partOf(boxes, type, path);
			if (box === undefined || isNothing(value, wanted)) continue;
			this.initialiseOne(box, value);
		}
	}

	/** Gives a variable the value that it has at first. */
	protected initialiseOne(box: Box, value: Expression): void {
		box.value = this.scalar(value, box.type);
		this.checkRange(box, value, this.file);
	}
}
