/**
 * Pointers to variables that are set again: `struct node **pp = &head; … pp = &(*pp)->next;`. Such a pointer has the
 * number of the variable among those that it can point to, which is found as code is written: where the address of a
 * variable is put into one, that is noted in `mutable` (`Heap.addressMark`). A pointer that keeps what its declaration
 * gives it is that variable by another name, and needs none of this.
 */
import { sentence, t } from "../base/l10n";
import type { Type } from "../semantics/types";
import type { Expression } from "../syntax/tree";
import { constant, element, isConstant, temporary, ZERO } from "../system/operand";
import type { ValueType } from "../system/system-text";
import type { Operand } from "../system/transition-system";
import type { Binding, Guard, LValue } from "./activation";
import { type HeapObject, rootOf, type Slot } from "./heap-objects";
import { FREED } from "./lives";
import { excerptAt, type Message } from "./source-words";
import { VoidPointers } from "./void-pointers";

type Pointer = Extract<Binding, { readonly kind: "pointer" }>;

export abstract class SetPointers extends VoidPointers {
	/** A pointer that is set again, with what it points to at first; null where that is nothing. */
	protected makePointer(name: string, target: Type, place: LValue | undefined, node: Expression | undefined): Pointer {
		const slots = this.pointable(target);
		const type = this.typeOfPointer(slots);
		const register = this.newRegister(name, type, { low: 0, high: slots.length }, false);
		const value = place && node ? this.addressOfPlace(place, target, node) : ZERO;
		if (this.current) this.emit({ kind: "set", temporary: register, value });
		const shown = element(
			slots.map((slot) => this.slotValue(slot)),
			1,
			temporary(register),
		);
		return { kind: "pointer", register, target, shown };
	}

	/** Has a pointer point to another variable. */
	protected setPointer({ register, target }: Pointer, value: Expression): void {
		const place = this.lvalue(value);
		if (!place || !this.current) return;
		const address = this.addressOfPlace(place, target, value);
		if (this.current) this.emit({ kind: "set", temporary: register, value: address });
	}

	/** The variable that a pointer points to. */
	protected override pointee({ register, target }: Pointer, node: Expression): LValue | undefined {
		const slots = this.pointable(target);
		const index = temporary(register);
		const problem = (): Message => ({ parts: sentence`${{ verbatim: excerptAt(node, this.activation.file) }} is null`, witness: [] });
		if (!this.current) return undefined;
		this.check(slots.length === 0 ? ZERO : index, "null_dereference", problem, node);
		if (!this.current || slots.length === 0) return undefined;
		const guard = this.guardOf(slots, index, target);
		return { kind: "slots", slots, base: 1, index, type: slots[0].type, dependent: true, ...(guard && { guard }) };
	}

	/** The objects whose fields a pointer may point to, of which one may be freed. */
	private guardOf(slots: readonly Slot[], reference: Operand, type: Type): Guard | undefined {
		const lives = slots.map(({ object }) => (object ? this.lifeOf(object) : ZERO));
		if (this.readsNull || lives.every((life) => isConstant(life) && life.value < FREED)) return undefined;
		const some = slots.find(({ object }) => object)?.object as HeapObject;
		// A variable of the scenario lives for ever.
		const objects = slots.map(
			({ object }): HeapObject => object ?? { ...rootOf(some), fields: new Map(), life: undefined, readers: undefined },
		);
		const named: ValueType = { kind: "reference", struct: some.struct.name, objects: objects.map(({ index }) => index) };
		return { objects, base: 1, reference, type, named };
	}

	/** The number of a variable among those that pointers to its type can point to. */
	private addressOfPlace(place: LValue, target: Type, node: Expression): Operand {
		const { heap, mutable } = this.lowering;
		if (place.kind === "register" || place.kind === "registers")
			return this.fail(
				this.originOf(node),
				"pointer-variable",
				t`a pointer that is set again points to variables that tasks share, and not to locals`,
			);
		const meant = place.kind === "slot" ? [place.slot] : place.slots;
		for (const slot of meant) {
			mutable.add(heap.addressMark(slot));
			const root = slot.object && rootOf(slot.object);
			if (root?.onStack && root.life) mutable.add(root.life.index);
		}
		const all = this.pointable(target);
		const [{ type }] = meant;
		if (all.some((slot) => !haveSameValues(slot.type, type)))
			this.fail(this.originOf(node), "pointer-variable", t`a pointer that is set again points to numbers of one range: declare them alike`);
		const numbers = meant.map((slot) => constant(all.indexOf(slot) + 1));
		return place.kind === "slot" ? numbers[0] : element(numbers, place.base, place.index);
	}

	/** The variables to which pointers to a type can point, as far as is known. */
	private pointable(target: Type): readonly Slot[] {
		const { heap, mutable } = this.lowering;
		return heap.slots.filter((slot) => isOfKind(slot.type, target) && mutable.has(heap.addressMark(slot)));
	}

	/** How such a number is told: by the variable. */
	private typeOfPointer(slots: readonly Slot[]): ValueType {
		const { heap } = this.lowering;
		const names = slots.map(({ object, label }) => `&${object ? `${heap.nameOf(object, () => true)}.` : ""}${label}`);
		return { kind: "enum", name: "pointer", members: ["null", ...names] };
	}
}

function isOfKind(type: Type, target: Type): boolean {
	if (type.kind === "struct") return target.kind === "struct" && type.symbol === target.symbol;
	if (type.kind === "enum") return target.kind === "enum" && type.symbol === target.symbol;
	return type.kind === target.kind;
}

function haveSameValues(one: Type, other: Type): boolean {
	return one.kind !== "int" || other.kind !== "int" || (one.low === other.low && one.high === other.high);
}
