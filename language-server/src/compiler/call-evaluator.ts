/** The functions that are called while a scenario is set up, those of the text and those that are built in. */
import { t } from "../base/l10n";
import type { AnchoredSpan } from "../base/span";
import type { AnySymbol, BuiltinSymbol, FunctionSymbol } from "../semantics/symbols";
import { isOpen } from "../semantics/types";
import type { CallExpression, Expression, ReferenceCall, Statement } from "../syntax/tree";
import { calleeType, givenTo, meantFunction, NESTED_ALIKE } from "./desugar";
import { ExpressionEvaluator } from "./expression-evaluator";
import { structsGiven } from "./generic-structs";
import { isPartOf } from "./heap-objects";
import type { Binding, Box, Value } from "./lvalue-evaluator";

/** Where what has been run goes on. */
export type Flow =
	| { readonly kind: "normal" | "break" | "continue" }
	| { readonly kind: "goto"; readonly label: AnySymbol }
	| { readonly kind: "return"; readonly value: Value; readonly span: AnchoredSpan };

/** With what stands behind it. */
export const NORMAL: Flow = { kind: "normal" };

export abstract class CallEvaluator extends ExpressionEvaluator {
	/** The functions that have been called and have not returned, outermost first. */
	private readonly running: FunctionSymbol[] = [];

	/** Runs a statement. */
	protected abstract execute(statement: Statement): Flow;

	protected override call(call: CallExpression): Value {
		const fn = this.file.names.get(call.name);
		if (fn?.kind === "builtin") return this.builtin(fn, call);
		if (fn?.kind === "variable") return this.callThrough(call, { ...call, kind: "name" });
		return fn?.kind === "function" ? this.callOf(fn, call) : 0;
	}

	protected override callThrough(call: CallExpression | ReferenceCall, callee: Expression): Value {
		const type = calleeType(callee, this.file);
		const number = this.number(callee);
		if (number === 0) this.fail(callee, "null-dereference", t`this is null here`);
		const fn = type && this.heap.functions.ofType(type)[number - 1];
		return fn ? this.callOf(fn, call) : 0;
	}

	private callOf(called: FunctionSymbol, call: CallExpression | ReferenceCall): Value {
		const fn = meantFunction(called, this);
		this.tick(call);
		if (this.running.filter((running) => running === fn).length >= NESTED_ALIKE)
			this.fail(call, "recursion", t`'${fn.name}' is called within itself more than ${NESTED_ALIKE - 1} times`);
		const inner = new Map<AnySymbol, Binding>();
		const outerFile = this.file;
		for (const { parameter, argument } of givenTo(fn, call).pairs) {
			const { type } = parameter;
			if (argument === undefined) {
				this.file = parameter.file;
				inner.set(parameter, { value: parameter.value ? this.scalar(parameter.value, type) : 0, type });
				this.file = outerFile;
			} else if (type.kind === "pointer") inner.set(parameter, this.box(argument));
			else {
				const isText = type.kind === "any" && outerFile.types.get(argument)?.kind === "text";
				const value = isText ? 0 : this.evaluate(argument);
				if (typeof value === "number") {
					const box: Box = { value: this.convert(value, type), type };
					if (!isOpen(type)) this.checkRange(box, argument, this.file);
					inner.set(parameter, box);
				} else inner.set(parameter, value);
			}
		}
		const outer = this.locals;
		const outerStructs = this.structs;
		this.structs = structsGiven(fn, call, outerFile, outerStructs);
		this.locals = inner;
		const { node, file } = this.heap.program.bodyOf(fn);
		this.file = file;
		this.running.push(fn);
		const flow = this.execute(node.body);
		this.running.pop();
		this.locals = outer;
		this.structs = outerStructs;
		this.file = outerFile;
		if (flow.kind !== "return") return 0;
		if (typeof flow.value !== "number") return flow.value;
		const value = this.convert(flow.value, fn.returns);
		if (!isOpen(fn.returns)) this.checkRange({ value, type: fn.returns }, flow.span, file);
		return value;
	}

	/** What the function that is being run returns. */
	protected returnedValue(expression: Expression): Value {
		const value = this.evaluate(expression);
		const fn = this.running.at(-1);
		if (typeof value !== "number" || fn?.returns.kind !== "any") return value;
		const struct = this.structs.get(fn);
		return struct ? this.takenFor(expression, struct, value) : this.held(value, fn.returns, expression);
	}

	private builtin({ does }: BuiltinSymbol, call: CallExpression): Value {
		const [argument, other] = call.arguments;
		switch (does) {
			case "truth":
			case "alive":
				return Number(this.number(argument.value) !== 0);
			case "errorOf":
				return Math.min(1, this.number(argument.value));
			case "free":
			case "freeWhole":
			case "recycle":
			case "retire":
				return this.fail(call, "free-in-setup", t`nothing can be freed while the scenario is set up`);
			case "value":
				return this.evaluate(argument.value);
			case "load":
				return this.box(argument.value).value;
			case "store": {
				const value = this.number(other.value);
				const box = this.box(argument.value);
				box.value = this.held(value, box.type, other.value);
				this.checkRange(box, call, this.file);
				return 0;
			}
			case "warn":
				return this.number(argument.value) === 0 ? 0 : this.fail(call, "assert-in-set-up", t`this fails while the scenario is set up`);
			case "assume":
				return this.number(argument.value) !== 0
					? 1
					: this.fail(call, "assert-in-set-up", t`this does not hold while the scenario is set up`);
			case "length":
			case "counted":
			case "site": {
				const value = this.evaluate(argument.value);
				const type = this.file.types.get(argument.value);
				if (typeof value !== "number") return value.length;
				if (value === 0 || type?.kind !== "struct") return 0;
				if (does === "site") return this.heap.objectsOf(type.symbol)[value - 1].site;
				return this.heap.countedSlots(type.symbol).filter((slot) => slot.value === value).length;
			}
			case "partOf": {
				const [part, whole] = call.arguments.map(({ value }) => this.objectOf(value));
				return Number(part !== undefined && whole !== undefined && isPartOf(part, whole));
			}
			case "done":
			case "null":
			case "self":
			case "mayEnd":
			case "revive":
			case "expire":
			case "clear":
			case "copy":
			case "exclusive":
			case "beginFlatRegion":
			case "endFlatRegion":
			case "beginNestedRegion":
			case "endNestedRegion":
			case "markNext":
			case "fence":
				return 0;
		}
	}
}
