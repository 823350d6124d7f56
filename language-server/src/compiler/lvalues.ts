/**
 * Variables, as far as an expression can name them: what is read and written, field by field and element by element.
 */

import { sentence } from "../base/l10n";
import { expandedIn } from "../semantics/initialisers";
import type { StructSymbol } from "../semantics/symbols";
import type { Expression } from "../syntax/tree";
import { binary, conditional, constant, isConstant, truth, ZERO } from "../system/operand";
import type { Operand } from "../system/transition-system";
import { type ArrayValue, type Binding, type Guard, type LValue, sizeOf, storageBinding } from "./activation";
import { inCallersWords } from "./callers-words";
import { type HeapObject, rootOf, type Storage, slotsOf } from "./heap-objects";
import { FREED } from "./lives";
import { ReadsAndWrites } from "./reads-and-writes";
import { type Message, NUMBER } from "./source-words";

/** The fields that an expression may denote: of the objects from number `base` on the one that `index` says. */
interface FieldStorage {
	readonly storages: readonly Storage[];
	readonly base: number;
	readonly index: Operand;
	readonly guard?: Guard;
	readonly dependent?: true | undefined;
}

export abstract class LValues extends ReadsAndWrites {
	/** The value of an expression, 0 where nothing can be reached. */
	protected abstract value(expression: Expression): Operand;
	/** A value that stays what it is while `next` is evaluated, which may change locals. */
	protected abstract settled(value: Operand, next: Expression): Operand;

	/** The variable to which a pointer points that is set again. */
	protected abstract pointee(pointer: Extract<Binding, { readonly kind: "pointer" }>, node: Expression): LValue | undefined;

	/** The variable that an expression names; undefined for what is none. */
	protected lvalue(node: Expression): LValue | undefined {
		const expression = expandedIn(this.activation.file, node);
		switch (expression.kind) {
			case "name": {
				const binding = this.binding(expression);
				if (binding?.kind === "pointer") return this.pointee(binding, expression);
				return binding?.kind === "lvalue" ? binding.lvalue : undefined;
			}
			case "unary":
				return this.lvalue(expression.operand);
			case "field":
				return this.fieldLValue(expression);
			case "index": {
				const array = this.indexedArray(expression);
				return array && this.elementLValue(array, expression);
			}
			default:
				return undefined;
		}
	}

	protected binding(expression: Extract<Expression, { kind: "name" }>): Binding | undefined {
		const symbol = this.activation.file.names.get(expression.name);
		if (symbol === undefined) return undefined;
		const local = this.activation.bindings.get(symbol);
		if (local) return local;
		const { heap } = this.lowering;
		switch (symbol.kind) {
			case "task": {
				const operands = (heap.tasks.get(symbol) ?? []).map((object) => constant(object.number));
				if (symbol.count === undefined) return { kind: "operand", operand: operands[0] ?? ZERO };
				return { kind: "array", array: { kind: "operands", operands, element: { kind: "struct", symbol: heap.program.task } } };
			}
			case "builtin":
				return { kind: "operand", operand: constant(symbol.does === "self" ? (this.self?.number ?? 0) : 0) };
			case "variable": {
				const storage = heap.variables.get(symbol);
				return storage && storageBinding(storage);
			}
			default:
				return undefined;
		}
	}

	/** The storage of a field: of one object, or of whichever object the reference denotes. */
	private fieldStorage(expression: Extract<Expression, { kind: "field" }>): FieldStorage | undefined {
		const { file } = this.activation;
		const { heap } = this.lowering;
		const type = file.types.get(expression.object);
		const field = file.names.get(expression.name);
		const reference = this.value(expression.object);
		if (type?.kind !== "struct" || field?.kind !== "field" || !this.current) return undefined;
		this.checkNotNull(reference, expression.object, expression);
		if (!this.current) return undefined;
		if (isConstant(reference)) {
			const storage = heap.objectsOf(type.symbol)[reference.value - 1]?.fields.get(field);
			if (storage === undefined && !this.readsNull) {
				this.checkIsObject(ZERO, expression.object, expression);
				this.current = undefined;
			}
			return storage && this.guarded({ storages: [storage], base: reference.value, index: reference }, type.symbol);
		}
		const dependent = true;
		const possible = this.possibleObjects(type.symbol, reference);
		// What is no object stands behind all that are.
		const objects = possible.every(({ fields }) => fields.has(field)) ? possible : possible.filter(({ fields }) => fields.has(field));
		const last = objects.at(-1)?.number ?? 0;
		if (objects.length < possible.length) this.checkIsObject(binary("<=", reference, constant(last)), expression.object, expression);
		const storages = objects.map((object) => object.fields.get(field) as Storage);
		if (storages.length === 0) return undefined;
		return this.guarded({ storages, base: objects[0].number, index: reference, dependent }, type.symbol);
	}

	/** Fields of objects of which one may be freed, with what must be looked at when they are accessed. */
	private guarded(found: FieldStorage, struct: StructSymbol): FieldStorage {
		const { heap, mutable } = this.lowering;
		if (this.readsNull || !mutable.has(heap.freedMark(struct))) return found;
		const { storages, base, index } = found;
		const objects = heap.objectsOf(struct).slice(base - 1, base - 1 + storages.length);
		if (storages.every((storage, at) => this.isPart(storage, objects[at]))) return found;
		const isCertain = (life: Operand): boolean => isConstant(life) && life.value < FREED;
		if (objects.every((object) => isCertain(this.lifeOf(object)))) return found;
		return { ...found, guard: { objects, base, reference: index, type: { kind: "struct", symbol: struct } } };
	}

	/** Whether a field is an object that is part of the field's own: naming it is only counting from an address. */
	private isPart(storage: Storage, object: HeapObject): boolean {
		const { heap, mutable } = this.lowering;
		if (object.around) return true;
		return slotsOf(storage).every(({ index, type, value }) => {
			if (type.kind !== "struct" || value === 0 || mutable.has(index)) return false;
			return heap.objectsOf(type.symbol)[value - 1].root === rootOf(object);
		});
	}

	/** The objects that a reference can denote, a run of neighbours. */
	private possibleObjects(struct: StructSymbol, reference: Operand): readonly HeapObject[] {
		const { low, high } = this.interval(reference);
		return this.lowering.heap.objectsOf(struct).slice(Math.max(0, low - 1), Math.max(0, high));
	}

	/** Ends the run where what `object` refers to is accessed, and it is `null`, or an error. */
	protected checkNotNull(reference: Operand, object: Expression, node: Expression): void {
		if (this.readsNull || this.interval(reference).low > 0) return;
		const problem = (): Message => ({
			parts: sentence`${{ verbatim: inCallersWords(object, this.activation) }} is null`,
			witness: [],
		});
		this.check(truth(reference), "null_dereference", problem, node);
		if (!this.current || this.interval(reference).low >= 0) return;
		const carried = (): Message => ({
			parts: sentence`${{ verbatim: inCallersWords(object, this.activation) }} is the error ${NUMBER}`,
			witness: [reference],
		});
		this.check(binary(">=", reference, ZERO), "invalid_pointer", carried, node);
	}

	/** Ends the run where a reference is to what is no object. */
	protected checkIsObject(holds: Operand, object: Expression, node: Expression): void {
		if (this.readsNull || !this.current) return;
		const problem = (): Message => ({
			parts: sentence`${{ verbatim: inCallersWords(object, this.activation) }} is no object`,
			witness: [],
		});
		this.check(holds, "invalid_pointer", problem, node);
	}

	protected fieldLValue(expression: Extract<Expression, { kind: "field" }>): LValue | undefined {
		const found = this.fieldStorage(expression);
		if (!found) return undefined;
		const slots = found.storages.map((storage) => (storage.kind === "single" ? storage.slot : storage.slots[0]));
		// With a single object the check against null has left no choice, except where a field of null may be read.
		const { base, index, guard, dependent } = found;
		if (slots.length === 1 && (isConstant(index) || !this.readsNull)) return { kind: "slot", slot: slots[0], guard, dependent };
		return { kind: "slots", slots, base, index, type: slots[0].type, guard, dependent };
	}

	protected array(node: Expression): ArrayValue | undefined {
		const expression = expandedIn(this.activation.file, node);
		if (expression.kind === "name") {
			const binding = this.binding(expression);
			return binding?.kind === "array" ? binding.array : undefined;
		}
		if (expression.kind !== "field") return undefined;
		const found = this.fieldStorage(expression);
		const first = found?.storages[0];
		if (!found || first?.kind !== "array") return undefined;
		const rows = found.storages.map((storage) => (storage.kind === "array" ? storage.slots : []));
		const row = binary("-", found.index, constant(found.base));
		return { kind: "slots", rows, row, element: first.slots[0].type, guard: found.guard, dependent: found.dependent };
	}

	/** The array that an index picks from, which stays the same while the index is evaluated. */
	protected indexedArray({ array, index }: Extract<Expression, { kind: "index" }>): ArrayValue | undefined {
		const found = this.array(array);
		return found?.kind === "slots" ? { ...found, row: this.settled(found.row, index) } : found;
	}

	/** An index into an array, checked; undefined where it cannot be inside. */
	protected elementIndex(array: ArrayValue, node: Extract<Expression, { kind: "index" }>): Operand | undefined {
		const index = this.value(node.index);
		if (!this.current) return undefined;
		const size = sizeOf(array);
		const inside = this.interval(index);
		if (inside.low < 0 || inside.high >= size) {
			const never = inside.high < 0 || inside.low >= size;
			const fits = never ? ZERO : binary("&&", binary(">=", index, ZERO), binary("<", index, constant(size)));
			// An array of null has no elements that one could miss.
			const isNull = this.readsNull && array.kind === "slots" ? binary("<", array.row, ZERO) : ZERO;
			const problem = (): Message => ({
				parts: sentence`index ${NUMBER}, the array has ${{ verbatim: size }}`,
				witness: [index],
			});
			this.check(binary("||", isNull, fits), "index_out_of_range", problem, node);
			if (!this.current || never) return undefined;
		}
		return index;
	}

	protected elementLValue(array: ArrayValue, node: Extract<Expression, { kind: "index" }>): LValue | undefined {
		const index = this.elementIndex(array, node);
		if (index === undefined || array.kind === "operands") return undefined;
		if (array.kind === "registers") {
			if (isConstant(index) && array.registers[index.value] !== undefined) {
				return { kind: "register", register: array.registers[index.value], type: array.element };
			}
			return { kind: "registers", registers: array.registers, index, type: array.element };
		}
		// Elements that the index cannot reach stay as they are.
		const inside = this.interval(index);
		const last = Math.min(inside.high, sizeOf(array) - 1);
		const first = Math.max(0, inside.low);
		const width = last - first + 1;
		const slots = array.rows.flatMap((row) => row.slice(first, first + width));
		const column = binary("-", index, constant(first));
		let position = binary("+", binary("*", array.row, constant(width)), column);
		// Where nothing checks the index, or that of an array of null, it must not lead into another object's array.
		if (this.readsNull && (inside.low < first || inside.high > last)) {
			const valid = binary("&&", binary(">=", column, ZERO), binary("<", column, constant(width)));
			position = conditional(valid, position, constant(-1));
		}
		const { guard, dependent } = array;
		if (isConstant(position) && slots[position.value] !== undefined) return { kind: "slot", slot: slots[position.value], guard, dependent };
		return { kind: "slots", slots, base: 0, index: position, type: array.element, guard, dependent };
	}
}
