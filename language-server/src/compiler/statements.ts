/** Statements: control flow, steps, assertions, assignments. */

import { sentence } from "../base/l10n";
import type { RunError } from "../base/run-errors";
import { spanOf } from "../base/span";
import type { MacroUse, StructSymbol } from "../semantics/symbols";
import { isOpen } from "../semantics/types";
import type { AssertStatement, AtomicStatement, IfStatement, LocalStatement, Statement, VariableItem, WaitStatement } from "../syntax/tree";
import { constant, isConstant } from "../system/operand";
import type { Operand } from "../system/transition-system";
import { defaultValue } from "./default-value";
import { structsOfArguments } from "./generic-structs";
import { Jumps } from "./jumps";
import { excerptAt, type Message, seenOf } from "./source-words";

export class Statements extends Jumps {
	private readonly ownFiles: ReadonlySet<string> = new Set(this.lowering.heap.program.files.map(({ uri }) => uri));

	protected override statement(statement: Statement): void {
		this.work();
		if (this.lowering.without.has(statement)) return;
		if (statement.kind === "label" || statement.kind === "case") this.label(statement);
		if (!this.current) {
			if (this.endedByConfiguration) this.lowering.reads.leftOut.add(statement);
			return;
		}
		this.endedByConfiguration = false;
		this.noteLowered(statement);
		switch (statement.kind) {
			case "error":
			case "empty":
			case "hole":
				return;
			case "cleanup":
				return this.leaveWith(statement.value);
			case "headed":
				this.expanded(statement);
				return;
			case "label":
			case "case":
				return;
			case "block":
				return this.block(statement);
			case "switch":
				this.noteLowered(statement.body);
				return this.switchStatement(statement);
			case "goto":
				return this.goto(statement);
			case "if":
				return this.ifStatement(statement);
			case "while":
				return this.whileStatement(statement);
			case "do":
				return this.doStatement(statement);
			case "for":
				return this.forStatement(statement);
			case "loop":
				return this.loopStatement(statement);
			case "break":
			case "continue": {
				const { loop } = this.activation;
				if (!loop) return;
				const isBreak = statement.kind === "break";
				this.leave(isBreak ? loop.onBreak : loop.onContinue, statement);
				this.endBlock({ kind: "goto", block: isBreak ? loop.breakTo : loop.continueTo });
				return;
			}
			case "return": {
				const { type, returns } = this.activation;
				const struct = this.structReturned;
				let value = statement.value && this.value(statement.value);
				if (statement.value && value && type.kind === "any")
					value = struct ? this.takenFor(statement.value, struct, value) : this.held(value, type, statement.value);
				if (statement.value && value && !isOpen(type)) this.checkRange(value, type, statement.value);
				if (value) this.noteReturned(value, struct);
				this.leave(undefined, statement);
				if (this.current) returns.push({ block: this.current, value });
				this.current = undefined;
				return;
			}
			case "atomic":
				return this.atomicStatement(statement);
			case "wait":
				return this.waitStatement(statement);
			case "choose": {
				this.boundary("choose", { ...spanOf(statement), to: statement.from + "choose".length });
				const branches = statement.branches.map(() => this.newBlock());
				const join = this.newBlock();
				this.endBlock({ kind: "choose", blocks: branches });
				statement.branches.forEach((branch, index) => {
					this.current = branches[index];
					this.statement(branch);
					this.endBlock({ kind: "goto", block: join });
				});
				return this.goOnAt(join);
			}
			case "assert":
				return this.assertStatement(statement);
			case "local":
				this.localStatement(statement);
				this.freeLater(statement.variable);
				return;
			case "assign":
				this.assignment(statement);
				return;
			case "expression":
				if ((statement.expression.kind === "call" || statement.expression.kind === "callThrough") && this.expanded(statement.expression))
					return;
				this.value(statement.expression);
				return;
		}
	}

	/** Adds the code of the statements that a use of a macro stands for; false where it is none, or an expression. */
	private expanded(use: MacroUse): boolean {
		const expansion = this.activation.file.expansions.get(use);
		if (expansion === undefined || !("statements" in expansion)) return false;
		for (const statement of expansion.statements) this.statement(statement);
		return true;
	}

	/** Of what struct the function returns an object, if that is known beforehand. */
	private get structReturned(): StructSymbol | undefined {
		const { type, caller, structs } = this.activation;
		if (type.kind === "any") return caller && structs.get(caller.function);
		return type.kind === "struct" ? type.symbol : undefined;
	}

	protected override noteLowered(statement: Statement): void {
		if (!this.current || !this.ownFiles.has(this.activation.file.uri)) return;
		this.lowering.reads.lowered.add(statement);
		this.current.statements.push(spanOf(statement));
	}

	private ifStatement(statement: IfStatement): void {
		const before = this.decisions;
		const condition = this.value(statement.condition);
		if (isConstant(condition)) {
			const [taken, other] = condition.value !== 0 ? [statement.then, statement.otherwise] : [statement.otherwise, statement.then];
			const isConfigured = this.decisions > before;
			if (isConfigured && other) this.lowering.reads.leftOut.add(other);
			if (taken) this.statement(taken);
			if (isConfigured && !this.current) this.endedByConfiguration = true;
			return;
		}
		const then = this.newBlock();
		const otherwise = this.newBlock();
		this.endBlock({ kind: "branch", condition, then, otherwise });
		const join = statement.otherwise ? this.newBlock() : otherwise;
		this.current = then;
		this.statement(statement.then);
		this.endBlock({ kind: "goto", block: join });
		if (statement.otherwise) {
			this.current = otherwise;
			this.statement(statement.otherwise);
			this.endBlock({ kind: "goto", block: join });
		}
		this.goOnAt(join);
	}

	private atomicStatement(statement: AtomicStatement): void {
		if (this.mode !== "steps") return this.statement(statement.body);
		this.oneStep("atomic", statement, statement, () => this.statement(statement.body), "atomic");
	}

	private waitStatement(statement: WaitStatement): void {
		const evaluate = (): void => {
			if (statement.served) this.servedWaits++;
			if (statement.idle) this.idleWaits++;
			const condition = this.value(statement.condition);
			if (isConstant(condition)) {
				if (condition.value === 0) this.endBlock({ kind: "blocked" });
				return;
			}
			const goesOn = this.newBlock();
			const blocked = this.newBlock();
			blocked.end = { kind: "blocked" };
			this.endBlock({ kind: "branch", condition, then: goesOn, otherwise: blocked });
			this.current = goesOn;
		};
		if (this.mode === "steps") this.oneStep("wait", statement, statement, evaluate, "pure");
		else this.within(this.mode === "atomic" ? "pure" : this.mode, evaluate);
	}

	private assertStatement(statement: AssertStatement): void {
		const symbol = statement.property && this.activation.file.names.get(statement.property);
		const property = symbol?.kind === "property" ? symbol : undefined;
		const condition = statement.arguments.reduce<Operand>(
			(value, argument) => this.settled(value, argument),
			this.value(statement.condition),
		);
		if (isConstant(condition) && condition.value !== 0) return;
		if (property && this.lowering.heap.scenario.turnedOff.has(property)) return;
		let message: Message;
		if (property) {
			const bindings = new Map(this.activation.bindings);
			const given = (property.parameters ?? []).map((parameter, index) => ({ parameter, argument: statement.arguments.at(index) }));
			for (const { parameter, argument } of given)
				if (argument) bindings.set(parameter, { kind: "operand", operand: this.value(argument) });
			const outer = this.activation;
			const structs = structsOfArguments(given, outer.file, outer.structs);
			this.activation = { ...outer, bindings, structs, file: property.file };
			message = this.message(property.node.message, property.file, sentence`${{ verbatim: property.name }} fails`);
			this.activation = outer;
		} else {
			message = this.message(
				statement.message,
				this.activation.file,
				sentence`assertion failed: ${{ verbatim: excerptAt(statement.condition, this.activation.file) }}`,
			);
		}
		const span = property?.span ?? spanOf(statement);
		const failure = this.lowering.failures.add(property?.name ?? ("assertion" satisfies RunError), message.parts, span, {
			seen: () => seenOf(property),
			at: this.originOf(statement),
		});
		this.emit({ kind: "assert", value: condition, failure, witness: message.witness });
	}

	/** `__free(function)`: the function is called where the block is left. */
	private freeLater(variable: VariableItem): void {
		const cleanup = variable.cleanup && this.activation.file.expansions.get(variable);
		if (cleanup && "value" in cleanup) this.leaveWith(cleanup.value);
	}

	private localStatement(statement: LocalStatement): void {
		const { file } = this.activation;
		const { heap } = this.lowering;
		const symbol = file.names.get(statement.variable.name);
		// One for all calls is there from the beginning.
		if (symbol?.kind !== "variable" || statement.variable.static) return;
		const { type } = symbol;
		if (symbol.written === "object") {
			this.putOnStack(statement.variable, symbol);
			const copies = file.expansions.get(statement.variable);
			if (copies && "value" in copies && copies.value.kind === "assignment") this.assignment(copies.value);
			else this.initialiseOnStack(statement.variable, type);
			return;
		}
		if (type.kind === "pointer") {
			const { value } = statement.variable;
			const place = value && this.lvalue(value);
			if (file.assigned.has(symbol) || value === undefined) this.bind(symbol, this.makePointer(symbol.name, type.target, place, value));
			else if (place) this.bind(symbol, { kind: "lvalue", lvalue: this.fix(place) });
			return;
		}
		if (type.kind === "array") {
			const parts = this.evaluateParts(statement.variable.value, type);
			const given = new Map(parts.map(({ path, value }) => [path[0], this.convert(value, type.element)]));
			for (const { path, node } of parts) this.checkRange(given.get(path[0]) as Operand, type.element, node);
			const registers = Array.from({ length: type.size ?? 0 }, (_, index) => {
				const register = this.newRegister(`${symbol.name}[${index}]`, heap.valueType(type.element), heap.rangeOf(type.element), false);
				this.emit({ kind: "set", temporary: register, value: given.get(index) ?? constant(defaultValue(type.element)) });
				return register;
			});
			this.bind(symbol, { kind: "array", array: { kind: "registers", registers, element: type.element } });
			return;
		}
		const initial = statement.variable.value ? this.valueFor(statement.variable.value, type) : constant(defaultValue(type));
		if (!this.current) return;
		this.checkRange(initial, type, statement);
		if (!this.activation.file.assigned.has(symbol)) {
			const kept = this.keep(initial, symbol.name, heap.valueType(type));
			this.bind(symbol, { kind: "operand", operand: kept });
			return;
		}
		const register = this.newRegister(symbol.name, heap.valueType(type), heap.rangeOf(type), false);
		this.emit({ kind: "set", temporary: register, value: initial });
		this.bind(symbol, { kind: "lvalue", lvalue: { kind: "register", register, type } });
	}
}
