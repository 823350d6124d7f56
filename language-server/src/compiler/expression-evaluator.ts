/** What expressions come to while a scenario is set up, and the functions that they call. */

import { exactBinary, exactUnary, misfit, negativeMisfit } from "../base/arithmetic";
import { t } from "../base/l10n";
import { type AnchoredSpan, spanOf } from "../base/span";
import { denotesObject } from "../semantics/addresses";
import type { Configuration } from "../semantics/configuration";
import { expandedIn } from "../semantics/initialisers";
import { isUnsignedType } from "../semantics/integer-types";
import type { AnySymbol, BuiltinSymbol, FileAnalysisKey, FunctionSymbol, StructSymbol } from "../semantics/symbols";
import { isOpen, outsideOf, type Type } from "../semantics/types";
import type { Assignment, Block, CallExpression, Expression, ReferenceCall, Statement, UnaryExpression } from "../syntax/tree";
import { CompileFailure } from "./compile-failure";
import { castObjects, containersOf } from "./containers";
import {
	type Asking,
	assignedOperator,
	calleeType,
	countOfObjects,
	fixedValue,
	givenTo,
	givesOld,
	isAboutOption,
	isEnabled,
	isPatched,
	isReference,
	meantFunction,
	NESTED_ALIKE,
	type Operation,
	optionHolds,
	unsignedRule,
} from "./desugar";
import { type Structs, structBefore, structOf, structsGiven, unknownSize } from "./generic-structs";
import type { Heap } from "./heap";
import { type HeapObject, isPartOf, rootOf, slotsOf } from "./heap-objects";
import { ALIVE } from "./lives";
import type { Reads } from "./reads";

/** A variable that holds one value: a slot of the heap or a local of a constructor. */
export interface Box {
	value: number;
	readonly type: Type;
}

export type Value = number | readonly Box[];
/**
 * What a name stands for inside a function: its own variable, an array, or a variable of the caller behind a pointer.
 */
type Binding = Box | readonly Box[];

export type Flow =
	| { readonly kind: "normal" | "break" | "continue" }
	| { readonly kind: "goto"; readonly label: AnySymbol }
	| { readonly kind: "return"; readonly value: Value; readonly span: AnchoredSpan };
export const NORMAL: Flow = { kind: "normal" };

/** How many statements and calls a set-up may take, and slots it may make. */
const SET_UP_LIMIT = 1_000_000;

export abstract class ExpressionEvaluator implements Asking {
	/** The file in which what is evaluated stands. */
	protected file: FileAnalysisKey;
	private effort = 0;
	protected locals = new Map<AnySymbol, Binding>();
	/** The structs that parameters of the function that is being run stand for. */
	private structs: Structs = new Map();
	/** The functions that have been called and have not returned, outermost first. */
	private readonly running: FunctionSymbol[] = [];
	protected readonly ownFiles: ReadonlySet<string>;

	constructor(
		protected readonly heap: Heap,
		readonly configuration: Configuration,
		readonly reads: Reads,
	) {
		this.file = heap.scenario.file;
		this.ownFiles = new Set(heap.program.files.map(({ uri }) => uri));
	}

	/** Makes an object for `maker`, with what is given for some of its fields in `file`. */
	protected abstract create(
		struct: StructSymbol,
		maker: object,
		file: FileAnalysisKey,
		given?: ReadonlyMap<string, Expression>,
	): HeapObject;

	protected checkRange(box: Box, span: AnchoredSpan, file: FileAnalysisKey): void {
		if (box.type.kind !== "int") return;
		const { low, high } = this.heap.rangeOf(box.type);
		if (box.value < low || box.value > high) this.fail(span, "out-of-range", outsideOf(box.value, low, high), file);
	}

	protected fail(span: AnchoredSpan, code: string, message: string, _file = this.file): never {
		throw new CompileFailure(spanOf(span), code, message);
	}

	protected tick(span: AnchoredSpan, file = this.file, count = 1): void {
		this.effort += count;
		if (this.effort > SET_UP_LIMIT) this.fail(span, "endless-set-up", t("setting the scenario up takes too long; does this end?"), file);
	}

	/** Runs a block that is an expression, and gives the value of its last statement. */
	protected abstract blockValue(block: Block): Value;

	/** Runs a statement. */
	protected abstract execute(statement: Statement): Flow;

	/** Writes what is assigned, and gives the value that the assignment has. */
	protected assignment(node: Assignment): number {
		const symbol = node.target.kind === "name" ? this.file.names.get(node.target.name) : undefined;
		if (symbol?.kind === "variable" && symbol.type.kind === "pointer") {
			if (node.value) this.locals.set(symbol, this.box(node.value));
			return 0;
		}
		if (node.value && node.operator === "=" && denotesObject(this.file, node.target)) {
			const [to, from] = [this.objectOf(node.target), this.objectOf(node.value)];
			if (!to || !from) return this.fail(node, "null-dereference", t("this is null here"));
			this.copy(to, from);
			return 0;
		}
		const value = node.value ? this.number(node.value) : 1;
		const box = this.box(node.target);
		const old = box.value;
		const operator = assignedOperator(node);
		const operation = operator && { operator, left: node.target, right: node.value ?? node.target };
		box.value = this.held(operation ? this.operation(operation, old, value, node) : value, box.type, node.value ?? node.target);
		this.checkRange(box, node, this.file);
		return givesOld(node) ? old : box.value;
	}

	/** Gives the fields of an object what those of another one hold; what is part of it stays its part. */
	private copy(to: HeapObject, from: HeapObject): void {
		for (const [field, storage] of to.fields) {
			const others = slotsOf(from.fields.get(field) ?? storage);
			for (const [index, slot] of slotsOf(storage).entries()) {
				const objects = slot.type.kind === "struct" ? this.heap.objectsOf(slot.type.symbol) : [];
				const [part, other] = [objects[slot.value - 1], objects[others[index].value - 1]];
				if (part && other && part.root === rootOf(to)) this.copy(part, other);
				else slot.value = others[index].value;
			}
		}
	}

	/** The values that a `for` or quantifier goes over. */
	protected *domain(node: Extract<Statement, { kind: "for" }> | Extract<Expression, { kind: "quantifier" }>): Generator<number> {
		const low = node.range ? this.number(node.range.low) : 1;
		const high = node.range ? this.number(node.range.high) : countOfObjects(node, this.file, this.heap);
		for (let value = low; value <= high; value++) {
			this.tick(node);
			yield value;
		}
	}

	protected scalar(expression: Expression, type: Type): number {
		return this.held(this.number(expression), type, expression);
	}

	/** What an expression has been evaluated to as a variable of some type holds it. */
	protected held(value: number, type: Type, expression: Expression): number {
		if (type.kind !== "any") return this.convert(value, type);
		const struct = structOf(expression, this.file, this.structs);
		return struct && value > 0 ? this.amongAll(value, struct) : value;
	}

	/** The number among all objects of the one that has a number among those of a struct. */
	private amongAll(value: number, struct: StructSymbol): number {
		this.heap.pointed.add(struct);
		return (this.heap.objectsOf(struct)[value - 1]?.index ?? -1) + 1;
	}

	/** The number among those of a struct of what is taken for an object of it. */
	protected takenFor(expression: Expression, struct: StructSymbol, value: number): number {
		if (value <= 0) return value;
		const { file } = this;
		const before = file.taken.has(expression) ? structBefore : structOf;
		const given = before(expression, file, this.structs);
		const object = given ? this.heap.objectsOf(given)[value - 1] : this.heap.objects[value - 1];
		if (object?.struct === struct) return object.number;
		return this.fail(
			expression,
			"wrong-type",
			t`this is an object of '${object?.struct.name ?? ""}', and is taken for one of '${struct.name}'`,
		);
	}

	/** What the function that is being run returns. */
	protected returnedValue(expression: Expression): Value {
		const value = this.evaluate(expression);
		const fn = this.running.at(-1);
		if (typeof value !== "number" || fn?.returns.kind !== "any") return value;
		const struct = this.structs.get(fn);
		return struct ? this.takenFor(expression, struct, value) : this.held(value, fn.returns, expression);
	}

	/** One of the values that an expression may have, as all of them are where they may be of any struct. */
	protected oneOf(value: Expression, whole: Expression): Value {
		const type = this.file.types.get(whole);
		return (type?.kind === "address" ? type.of : type)?.kind === "any" ? this.scalar(value, { kind: "any" }) : this.evaluate(value);
	}

	protected convert(value: number, type: Type): number {
		return type.kind === "bool" ? (value !== 0 ? 1 : 0) : value;
	}

	protected number(expression: Expression): number {
		const value = this.evaluate(expression);
		return typeof value === "number" ? value : 0;
	}

	protected evaluate(expression: Expression): Value {
		const expanded = expandedIn(this.file, expression);
		if (expanded !== expression) return this.evaluate(expanded);
		const fixed = fixedValue(expression, this.file);
		if (fixed !== undefined) return fixed;
		const value = this.evaluateBefore(expression);
		if (typeof value !== "number" || !this.file.taken.has(expression)) return value;
		const type = this.file.types.get(expression);
		return type?.kind === "struct" ? this.takenFor(expression, type.symbol, value) : value;
	}

	/** The value of an expression, also of one that is taken for something else. */
	private evaluateBefore(expression: Expression): Value {
		switch (expression.kind) {
			case "word":
				return 0;
			case "name": {
				const symbol = this.file.names.get(expression.name);
				if (symbol?.kind === "task" && symbol.count === undefined) return this.heap.tasks.get(symbol)?.[0].number ?? 0;
				if (symbol?.kind === "task") {
					const objects = this.heap.tasks.get(symbol) ?? [];
					return objects.map((object) => ({ value: object.number, type: { kind: "error" } }));
				}
				if (symbol?.kind === "builtin") return 0;
				if (symbol?.kind === "function") return this.heap.functions.numberOf(symbol);
				const binding = this.binding(symbol);
				if (binding === undefined) return this.fail(expression, "not-set-up", t`'${expression.name.text}' is declared further down`);
				if ("value" in binding) this.known(binding, expression);
				return "value" in binding ? binding.value : binding;
			}
			case "call":
				return this.call(expression);
			case "callThrough":
				return this.callThrough(expression, expression.callee);
			case "field":
			case "index": {
				const binding = this.place(expression);
				if ("value" in binding) this.known(binding, expression);
				return "value" in binding ? binding.value : binding;
			}
			case "unary":
				if (expression.operator === "&" || isReference(expression, this.file)) return this.evaluate(expression.operand);
				if (expression.operator === "*") return this.box(expression).value;
				return this.negative(expression);
			case "cast": {
				const objects = castObjects(expression, this.file, this.heap);
				if (objects) return objects[this.number(expression.operand)] ?? 0;
				const type = this.file.types.get(expression) ?? { kind: "error" };
				const box: Box = { value: this.convert(this.number(expression.operand), type), type };
				if (!isOpen(type)) this.checkRange(box, expression, this.file);
				return box.value;
			}
			case "binary": {
				const { operator, left, right } = expression;
				if (isAboutOption(expression)) return Number(optionHolds(expression, this));
				const value = this.number(left);
				if (operator === "&&" && value === 0) return 0;
				if (operator === "||" && value !== 0) return 1;
				const other = this.number(right);
				if (operator === "==" || operator === "!=") {
					const [first, second] = this.compared(left, value, right, other);
					return this.operation(expression, first, second, expression);
				}
				return this.operation(expression, value, other, expression);
			}
			case "conditional":
				return this.oneOf(this.number(expression.condition) !== 0 ? expression.then : expression.otherwise, expression);
			case "default": {
				const value = this.oneOf(expression.value, expression);
				return value !== 0 ? value : this.oneOf(expression.otherwise, expression);
			}
			case "comma":
				this.evaluate(expression.first);
				return this.oneOf(expression.last, expression);
			case "assignment":
				return this.assignment(expression);
			case "statements":
				return this.blockValue(expression.body);
			case "new": {
				const named = this.file.names.get(expression.struct);
				const struct =
					named?.kind === "variable" ? (this.structs.get(named) ?? this.fail(expression, "unknown-size", unknownSize())) : named;
				if (struct?.kind !== "struct") return 0;
				this.tick(expression);
				const given = new Map(expression.fields.map((field) => [field.name?.text ?? "", field.value] as const));
				const object = this.create(struct, expression, this.file, given);
				if (object.root === undefined) this.heap.addLife(object, ALIVE);
				return object.number;
			}
			case "quantifier": {
				const symbol = this.file.names.get(expression.name);
				let holding = 0;
				for (const value of this.domain(expression)) {
					if (symbol) this.locals.set(symbol, { value, type: { kind: "error" } });
					const holds = this.number(expression.body) !== 0;
					if (expression.quantifier === "exists" && holds) return 1;
					if (expression.quantifier === "forall" && !holds) return 0;
					if (holds) holding++;
				}
				return expression.quantifier === "count" ? holding : Number(expression.quantifier === "forall");
			}
			case "patched":
				return Number(isPatched(expression, this));
			case "enabled":
				return Number(isEnabled(expression, this));
			case "containerOf":
				return containersOf(expression, this.file, this.heap)[this.number(expression.part)] ?? 0;
			case "sizeof":
			case "number":
			case "chooseValue":
			case "pick":
			case "optionValue":
			case "braces":
			case "compound":
			case "typeName":
			case "string":
			case "error":
				return this.fail(expression, "not-constant", t("this has no value while the scenario is set up"));
		}
	}

	/** Two values that are compared, as numbers among all objects where they may be of several structs. */
	private compared(left: Expression, value: number, right: Expression, other: number): readonly [number, number] {
		const [struct, otherStruct] = [left, right].map((one) => structOf(one, this.file, this.structs));
		const kinds = [left, right].map((one) => this.file.types.get(one)).map((type) => (type?.kind === "address" ? type.of : type)?.kind);
		const isAny = kinds.includes("any") && (struct === undefined || otherStruct === undefined);
		if (struct === otherStruct || (!isAny && (struct === undefined || otherStruct === undefined))) return [value, other];
		const among = (number: number, one: StructSymbol | undefined): number => (one && number > 0 ? this.amongAll(number, one) : number);
		return [among(value, struct), among(other, otherStruct)];
	}

	/** An operation on two numbers whose operands have been evaluated. */
	protected operation(operation: Operation, left: number, right: number, span: AnchoredSpan): number {
		const { operator } = operation;
		if ((operator === "/" || operator === "%") && right === 0) this.fail(span, "division-by-zero", t("this divides by zero"));
		const result = exactBinary(operator, left, right) ?? this.fail(span, "out-of-range", misfit(operator, left, right));
		const unsigned = unsignedRule(operation, this.file);
		const negative = (unsigned === "operands" ? [left, right] : [result]).find((number) => number < 0);
		if (unsigned && negative !== undefined) this.fail(span, "out-of-range", t`${negative} is below 0, and \`unsigned\``);
		return result;
	}

	private negative(expression: UnaryExpression): number {
		const value = this.number(expression.operand);
		const result = exactUnary(expression.operator, value) ?? this.fail(expression, "out-of-range", negativeMisfit(value));
		if (result < 0 && expression.operator === "-" && isUnsignedType(this.file.types.get(expression)))
			this.fail(expression, "out-of-range", t`${result} is below 0, and \`unsigned\``);
		return result;
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
				return this.fail(call, "free-in-setup", t("nothing can be freed while the scenario is set up"));
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
				return this.number(argument.value) === 0 ? 0 : this.fail(call, "assert-in-set-up", t("this fails while the scenario is set up"));
			case "assume":
				return this.number(argument.value) !== 0
					? 1
					: this.fail(call, "assert-in-set-up", t("this does not hold while the scenario is set up"));
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

	/** The object that an expression refers to, if any. */
	private objectOf(expression: Expression): HeapObject | undefined {
		const number = this.number(expression);
		const struct = structOf(expression, this.file, this.structs);
		return struct && this.heap.objectsOf(struct)[number - 1];
	}

	private call(call: CallExpression): Value {
		const fn = this.file.names.get(call.name);
		if (fn?.kind === "builtin") return this.builtin(fn, call);
		if (fn?.kind === "variable") return this.callThrough(call, { ...call, kind: "name" });
		return fn?.kind === "function" ? this.callOf(fn, call) : 0;
	}

	/** A call of the function to which `callee` refers. */
	private callThrough(call: CallExpression | ReferenceCall, callee: Expression): Value {
		const type = calleeType(callee, this.file);
		const number = this.number(callee);
		if (number === 0) this.fail(callee, "null-dereference", t("this is null here"));
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

	private binding(symbol: AnySymbol | undefined): Binding | undefined {
		if (symbol === undefined) return undefined;
		const local = this.locals.get(symbol);
		if (local) return local;
		const storage = symbol.kind === "variable" ? this.heap.variables.get(symbol) : undefined;
		return storage && (storage.kind === "single" ? storage.slot : storage.slots);
	}

	/** The variable that an expression names. */
	private place(node: Expression): Binding {
		const expression = expandedIn(this.file, node);
		switch (expression.kind) {
			case "name":
				return (
					this.binding(this.file.names.get(expression.name)) ?? this.fail(expression, "not-set-up", t("this is declared further down"))
				);
			case "unary":
				return this.place(expression.operand);
			case "field": {
				const type = this.file.types.get(expression.object);
				const number = this.number(expression.object);
				if (number === 0) this.fail(expression.object, "null-dereference", t("this is null here"));
				const object = type?.kind === "struct" ? this.heap.objectsOf(type.symbol)[number - 1] : undefined;
				const field = this.file.names.get(expression.name);
				const storage = field?.kind === "field" ? object?.fields.get(field) : undefined;
				if (storage === undefined) return this.fail(expression, "not-set-up", t("this has no value while the scenario is set up"));
				return storage.kind === "single" ? storage.slot : storage.slots;
			}
			case "index": {
				const array = this.evaluate(expression.array);
				const index = this.number(expression.index);
				const box = typeof array === "number" ? undefined : array[index];
				return box ?? this.fail(expression.index, "index-out-of-range", t`there is no element ${index}`);
			}
			default:
				return this.fail(expression, "not-assignable", t("this is not a variable"));
		}
	}

	/** What an expression is where no macro stands for it. */
	protected meantBy(expression: Expression): Expression {
		return expandedIn(this.file, expression);
	}

	/** Refuses to use a variable of which it is not known yet what it holds. */
	protected abstract known(box: Box, node: AnchoredSpan): void;

	protected box(expression: Expression): Box {
		const binding = this.place(expression);
		if ("value" in binding) this.known(binding, expression);
		return "value" in binding ? binding : this.fail(expression, "wrong-type", t("this is an array"));
	}
}
