/** Calls: what is given to a function, and the function's code in place of the call. */
import { sentence, t } from "../base/l10n";
import { type AnchoredSpan, spanOf } from "../base/span";
import type { AnySymbol, FileAnalysisKey, FunctionSymbol, VariableSymbol } from "../semantics/symbols";
import { isOpen, type Type } from "../semantics/types";
import type { CallExpression, Expression, ReferenceCall, Statement } from "../syntax/tree";
import { union } from "../system/interval";
import { binary, constant, isConstant, temporary, truth, ZERO } from "../system/operand";
import type { Frame } from "../system/system-text";
import { NESTED_CALLS, type Operand } from "../system/transition-system";
import { type Activation, type ArrayValue, type Binding, type Guard, type LValue, wholeCallOf } from "./activation";
import { Builtins } from "./builtins";
import { inCallersWords } from "./callers-words";
import { CompileFailure, TOO_LARGE } from "./compile-failure";
import { calleeType, givenTo, meantFunction, NESTED_ALIKE } from "./desugar";
import { structOf, structsGiven } from "./generic-structs";
import type { Message } from "./source-words";

/** How deep calls may be nested: each takes room on the stack of the host. */
const CALL_DEPTH = 200;

export abstract class Calls extends Builtins {
	/** How many calls have been inlined. */
	protected calls = 0;

	/** Adds the code of a statement. */
	protected abstract statement(statement: Statement): void;

	protected override call(call: CallExpression): Operand {
		const { file } = this.activation;
		const fn = file.names.get(call.name);
		if (fn?.kind === "builtin") return this.builtin(fn, call.arguments[0]?.value, call);
		if (fn?.kind === "variable") return this.callThrough(call, { ...call, kind: "name" });
		return fn?.kind === "function" ? this.callOf(fn, call) : ZERO;
	}

	/** A call of the function to which `callee` refers: of each that it can be, where it is that one. */
	protected override callThrough(call: CallExpression | ReferenceCall, callee: Expression): Operand {
		const { file } = this.activation;
		const type = calleeType(callee, file);
		const reference = this.value(callee);
		if (type === undefined || !this.current) return ZERO;
		const kept = this.keep(reference, "function", this.lowering.heap.valueType(type));
		const problem = (): Message => ({ parts: sentence`${{ verbatim: inCallersWords(callee, this.activation) }} is null`, witness: [] });
		if (this.interval(kept).low <= 0) this.check(truth(kept), "null_dereference", problem, call);
		const functions = this.lowering.heap.functions.ofType(type);
		const from = (number: number): Operand => {
			if (!this.current) return ZERO;
			const fn = functions[number - 1];
			if (fn === undefined) return ZERO;
			const isThis = binary("==", kept, constant(number));
			if (isConstant(isThis) ? isThis.value !== 0 : number === functions.length) return this.callOf(fn, call);
			if (isConstant(isThis)) return from(number + 1);
			return this.either(
				isThis,
				() => this.callOf(fn, call),
				() => from(number + 1),
				call,
			);
		};
		return from(1);
	}

	private callOf(called: FunctionSymbol, call: CallExpression | ReferenceCall): Operand {
		if (called.alternatives) this.decisions++;
		const fn = meantFunction(called, this.lowering);
		const frame: Frame = { function: fn.name, span: spanOf(call), call: this.calls++ };
		const { bindings, given } = this.argumentBindings(fn, call, frame);
		if (!this.current) return ZERO;
		return this.inline(fn, call, frame, bindings, given);
	}

	/** What the parameters stand for, and the expressions that were given for them. */
	private argumentBindings(
		fn: FunctionSymbol,
		call: CallExpression | ReferenceCall,
		frame: Frame,
	): { bindings: Map<AnySymbol, Binding>; given: ReadonlyMap<AnySymbol, Expression> } {
		const stack = [...this.stack, frame];
		const bindings = new Map<AnySymbol, Binding>();
		const given = givenTo(fn, call);
		for (const { parameter, argument } of given.pairs) {
			const binding = this.argumentBinding(fn, parameter, argument, stack);
			if (binding) bindings.set(parameter, binding);
		}
		return { bindings, given: given.arguments };
	}

	/** What a parameter stands for; undefined where nothing can be reached any more. */
	private argumentBinding(
		fn: FunctionSymbol,
		parameter: VariableSymbol,
		argument: Expression | undefined,
		stack: readonly Frame[],
	): Binding | undefined {
		const { heap } = this.lowering;
		const { type } = parameter;
		if (type.kind === "array") {
			const array = argument && this.array(argument);
			return array && { kind: "array", array: this.fixArray(array) };
		}
		if (type.kind === "pointer") {
			const place = argument && this.lvalue(argument);
			if (place && heap.program.bodyOf(fn).file.assigned.has(parameter))
				return this.makePointer(parameter.name, type.target, place, argument);
			return place && { kind: "lvalue", lvalue: this.fix(place) };
		}
		let given = argument ? this.value(argument) : this.defaultOf(parameter);
		if (!this.current) return undefined;
		// Of a text nothing is known, and it is no object.
		if (argument && type.kind === "any" && this.activation.file.types.get(argument)?.kind === "text") given = ZERO;
		const value = this.convert(given, type);
		if (argument && !isOpen(type)) this.checkRange(value, type, argument);
		const { file, structs } = this.activation;
		const struct = argument && type.kind === "any" ? structOf(argument, file, structs) : undefined;
		const valueType = heap.valueType(struct ? { kind: "struct", symbol: struct } : type);
		if (!heap.program.bodyOf(fn).file.assigned.has(parameter))
			return { kind: "operand", operand: this.keep(value, parameter.name, valueType, stack) };
		// A bare `int` takes any number from its caller; what the function assigns to it lies in the range of a
		// variable.
		const register = this.newRegister(parameter.name, valueType, union(heap.rangeOf(type), this.interval(value)), false, stack);
		this.emit({ kind: "set", temporary: register, value });
		return { kind: "lvalue", lvalue: { kind: "register", register, type } };
	}

	/** A place whose index no later assignment can change. */
	protected fix(place: LValue): LValue {
		if (place.kind === "register") return place;
		if (place.kind === "slot") return { ...place, guard: this.fixGuard(place.guard) };
		const index = this.keep(place.index, "index", { kind: "int" });
		return place.kind === "registers" ? { ...place, index } : { ...place, index, guard: this.fixGuard(place.guard) };
	}

	private fixArray(array: ArrayValue): ArrayValue {
		if (array.kind !== "slots") return array;
		return { ...array, row: this.keep(array.row, "row", { kind: "int" }), guard: this.fixGuard(array.guard) };
	}

	private fixGuard(guard: Guard | undefined): Guard | undefined {
		return guard && { ...guard, reference: this.keep(guard.reference, "object", this.lowering.heap.valueType(guard.type)) };
	}

	private defaultOf({ value, file }: VariableSymbol): Operand {
		if (value === undefined) return ZERO;
		const outer = this.activation;
		this.activation = { ...outer, bindings: new Map(), file };
		const operand = this.value(value);
		this.activation = outer;
		return operand;
	}

	private inline(
		fn: FunctionSymbol,
		call: CallExpression | ReferenceCall,
		frame: Frame,
		bindings: Map<AnySymbol, Binding>,
		given: ReadonlyMap<AnySymbol, Expression>,
	): Operand {
		const outer = this.activation;
		const outerStack = this.stack;
		const outerCallers = this.callers;
		if (outerStack.length === 0) this.outermost = { call: frame.span, name: fn.name, before: this.lowering.effort.taken };
		if (outerStack.length >= CALL_DEPTH) {
			throw new CompileFailure(outerStack[0].span, TOO_LARGE, t`this call leads to calls that are nested more than ${CALL_DEPTH} deep`);
		}
		if (this.isNestedEnough(fn)) {
			this.giveUp(fn, call);
			return ZERO;
		}
		const { node, file } = this.lowering.heap.program.bodyOf(fn);
		// Of one that is called through a reference its own text says more than the call.
		const byName = call.kind === "call" && call.name.text === fn.name;
		this.callers = [...outerCallers, outer.visible];
		const activation: Activation = {
			bindings,
			visible: undefined,
			file,
			type: fn.returns,
			returns: [],
			loop: undefined,
			onStack: undefined,
			level: 0,
			labels: undefined,
			structs: structsGiven(fn, call, outer.file, outer.structs),
			caller: { activation: outer, function: fn, arguments: given },
			wholeCall: undefined,
		};
		this.activation = activation;
		const only = byName && this.onlyStatement(node.body.statements);
		if (only) activation.wholeCall = { statement: only, ...wholeCallOf(call, outer, frame.span) };
		for (const [symbol, binding] of bindings) this.declare(symbol, binding);
		this.stack = [...outerStack, frame];
		this.statement(node.body);
		const { returns, structs } = this.activation;
		this.activation = outer;
		this.stack = outerStack;
		this.callers = outerCallers;
		const struct = structs.get(fn);
		return this.returned(fn, returns, struct ? { kind: "struct", symbol: struct } : fn.returns);
	}

	/**
	 * Whether a function is within itself as often as is followed. Calls by name that go round in a circle are refused
	 * before; a reference may lead back, as where the release of one object drops the last reference of another.
	 */
	private isNestedEnough({ span }: FunctionSymbol): boolean {
		let depth = 0;
		for (let { caller } = this.activation; caller; { caller } = caller.activation) if (caller.function.span === span) depth++;
		return depth >= NESTED_ALIKE;
	}

	/** Ends the run where it is not followed any further: what comes then is not known. */
	private giveUp({ name }: FunctionSymbol, call: AnchoredSpan): void {
		const end = (): void => {
			const parts = sentence`'${{ verbatim: name }}' is called within itself more often than is followed`;
			const failure = this.lowering.failures.add(NESTED_CALLS, parts, spanOf(call), { at: this.originOf(call) });
			this.emit({ kind: "check", value: ZERO, failure, witness: [] });
			this.endBlock({ kind: "blocked" });
		};
		if (this.mode === "steps") this.oneStep("local", call, call, end, "pure");
		else this.within("pure", end);
	}

	/** The one of some statements that does anything; undefined where there may be several. */
	private onlyStatement(statements: readonly Statement[]): Statement | undefined {
		if (statements.length !== 1) return undefined;
		const [only] = statements;
		if (only.kind !== "if" || !isKnownBefore(only.condition, this.activation.file)) return only;
		let condition: Operand | undefined;
		this.within("peek", () => {
			condition = this.value(only.condition);
		});
		if (condition === undefined || !isConstant(condition)) return only;
		const taken = condition.value !== 0 ? only.then : only.otherwise;
		return taken?.kind === "block" ? undefined : taken;
	}

	/** Goes on where a function has returned; its value. */
	private returned(fn: FunctionSymbol, returns: Activation["returns"], type: Type): Operand {
		if (returns.length === 0) return ZERO;
		if (returns.length === 1 && !this.current) {
			this.current = returns[0].block;
			const { value } = returns[0];
			return value === undefined ? ZERO : this.convert(value, fn.returns);
		}
		const join = this.newBlock();
		const values = returns.map(({ value }) => this.convert(value ?? ZERO, fn.returns));
		// Falling off the end of a function that returns a value gives 0, like a `return` without one.
		if (this.current) {
			values.push(ZERO);
			returns.push({ block: this.current, value: ZERO });
		}
		const interval = values.map((value) => this.interval(value)).reduce(union);
		const first = values[0];
		const same = isConstant(first) && values.every((value) => isConstant(value) && value.value === first.value);
		const register =
			same || fn.returns.kind === "void" ? -1 : this.newRegister(`${fn.name}()`, this.lowering.heap.valueType(type), interval, true);
		returns.forEach(({ block }, index) => {
			if (register >= 0) {
				block.instructions.push({ kind: "set", temporary: register, value: values[index] });
				this.noteSources(register, values[index]);
			}
			block.end = { kind: "goto", block: join };
		});
		this.current = join;
		return register >= 0 ? temporary(register) : same ? first : ZERO;
	}
}

/** `self.field` and `may_be_freed(x)`: to look does nothing, and whether it can change is known. */
function isKnownBefore(condition: Expression, { names }: FileAnalysisKey): boolean {
	if (condition.kind === "call") {
		const symbol = names.get(condition.name);
		return symbol?.kind === "builtin" && symbol.does === "mayEnd" && condition.arguments[0]?.value.kind === "name";
	}
	return condition.kind === "field" && condition.object.kind === "word" && condition.object.word === "self";
}
