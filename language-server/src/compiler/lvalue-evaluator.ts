/** The variables that expressions name while a scenario is set up, and what is put into them. */
import { t } from "../base/l10n";
import { type AnchoredSpan, spanOf } from "../base/span";
import type { Configuration } from "../semantics/configuration";
import { expandedIn } from "../semantics/initialisers";
import type { AnySymbol, FileAnalysisKey, StructSymbol } from "../semantics/symbols";
import { outsideOf, type Type } from "../semantics/types";
import type { Expression } from "../syntax/tree";
import { CompileFailure } from "./compile-failure";
import type { Asking } from "./desugar";
import { type Structs, structBefore, structOf } from "./generic-structs";
import type { Heap } from "./heap";
import { type HeapObject, slotsOf } from "./heap-objects";
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
export type Binding = Box | readonly Box[];

/** How many statements and calls a set-up may take, and slots it may make. */
const SET_UP_LIMIT = 1_000_000;

export abstract class LValueEvaluator implements Asking {
	/** The file in which what is evaluated stands. */
	protected file: FileAnalysisKey;
	private effort = 0;
	protected locals = new Map<AnySymbol, Binding>();
	/** The structs that parameters of the function that is being run stand for. */
	protected structs: Structs = new Map();
	protected readonly ownFiles: ReadonlySet<string>;

	constructor(
		protected readonly heap: Heap,
		readonly configuration: Configuration,
		readonly reads: Reads,
	) {
		this.file = heap.scenario.file;
		this.ownFiles = new Set(heap.program.files.map(({ uri }) => uri));
	}

	/** The value of an expression. */
	protected abstract evaluate(expression: Expression): Value;

	/** Refuses to use a variable of which it is not known yet what it holds. */
	protected abstract known(box: Box, node: AnchoredSpan): void;

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
		if (this.effort > SET_UP_LIMIT) this.fail(span, "endless-set-up", t`setting the scenario up takes too long; does this end?`, file);
	}

	protected binding(symbol: AnySymbol | undefined): Binding | undefined {
		if (symbol === undefined) return undefined;
		const local = this.locals.get(symbol);
		if (local) return local;
		const storage = symbol.kind === "variable" ? this.heap.variables.get(symbol) : undefined;
		return storage && (storage.kind === "single" ? storage.slot : storage.slots);
	}

	/** The variable that an expression names. */
	protected place(node: Expression): Binding {
		const expression = expandedIn(this.file, node);
		switch (expression.kind) {
			case "name":
				return this.binding(this.file.names.get(expression.name)) ?? this.fail(expression, "not-set-up", t`this is declared further down`);
			case "unary":
				return this.place(expression.operand);
			case "field": {
				const type = this.file.types.get(expression.object);
				const number = this.number(expression.object);
				if (number === 0) this.fail(expression.object, "null-dereference", t`this is null here`);
				const object = type?.kind === "struct" ? this.heap.objectsOf(type.symbol)[number - 1] : undefined;
				const field = this.file.names.get(expression.name);
				const storage = field?.kind === "field" ? object?.fields.get(field) : undefined;
				if (storage === undefined) return this.fail(expression, "not-set-up", t`this has no value while the scenario is set up`);
				return storage.kind === "single" ? storage.slot : storage.slots;
			}
			case "index": {
				const array = this.evaluate(expression.array);
				const index = this.number(expression.index);
				const box = typeof array === "number" ? undefined : array[index];
				return box ?? this.fail(expression.index, "index-out-of-range", t`there is no element ${index}`);
			}
			default:
				return this.fail(expression, "not-assignable", t`this is not a variable`);
		}
	}

	/** What an expression is where no macro stands for it. */
	protected meantBy(expression: Expression): Expression {
		return expandedIn(this.file, expression);
	}

	protected box(expression: Expression): Box {
		const binding = this.place(expression);
		if ("value" in binding) this.known(binding, expression);
		return "value" in binding ? binding : this.fail(expression, "wrong-type", t`this is an array`);
	}

	/** The object that an expression refers to, if any. */
	protected objectOf(expression: Expression): HeapObject | undefined {
		const number = this.number(expression);
		const struct = structOf(expression, this.file, this.structs);
		return struct && this.heap.objectsOf(struct)[number - 1];
	}

	/** Gives the fields of an object what those of another one hold; what is part of it stays its part. */
	protected copy(to: HeapObject, from: HeapObject): void {
		for (const [field, storage] of to.fields) {
			const others = slotsOf(from.fields.get(field) ?? storage);
			for (const [index, slot] of slotsOf(storage).entries()) {
				const [part, other] = [slot, others[index]].map((one) => this.heap.partIn(one, field));
				if (part && other) this.copy(part, other);
				else slot.value = others[index].value;
			}
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
	protected amongAll(value: number, struct: StructSymbol): number {
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

	protected convert(value: number, type: Type): number {
		return type.kind === "bool" ? (value !== 0 ? 1 : 0) : value;
	}

	protected number(expression: Expression): number {
		const value = this.evaluate(expression);
		return typeof value === "number" ? value : 0;
	}
}
