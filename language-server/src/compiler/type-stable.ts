/**
 * Memory that stays of its type: what has been retired comes back as it is, and is that object again for whoever still
 * has a reference to it. So long as nobody has taken it again, the tasks that were told when it was retired may go on
 * to access it; one bit for each of them is kept with the object (`HeapObject.readers`).
 */
import { t } from "../base/l10n";
import type { AnchoredSpan } from "../base/span";
import type { StructSymbol } from "../semantics/symbols";
import type { CallExpression, Expression } from "../syntax/tree";
import { binary, conditional, constant, isConstant, temporary, unary, ZERO } from "../system/operand";
import type { Operand } from "../system/transition-system";
import type { Guard, LValue } from "./activation";
import { defaultValue } from "./default-value";
import { standsFor, unknownSize } from "./generic-structs";
import { type HeapObject, type Slot, slotsOf } from "./heap-objects";
import { Lifetimes } from "./lifetimes";
import { ALIVE, RECYCLED } from "./lives";

/** A field, or an element of one, of whichever object a reference is to. */
interface FieldMeant {
	/** How it is called from the object, as in `.more[1].w`. */
	readonly path: string;
	/** Among those of the object. */
	readonly index: number;
	/** Of all the objects that it may be. */
	readonly slots: readonly Slot[];
	/** What it is when it is cleared. */
	readonly begin: number;
	/** What it begins with where nothing is given for it. */
	readonly byDefault: number;
	/** Whether somebody may free the object. */
	readonly mayEnd: boolean;
	readonly at: () => LValue;
}

/** An object to which an expression refers. */
interface ObjectMeant {
	readonly struct: StructSymbol;
	readonly reference: Operand;
}

export abstract class TypeStable extends Lifetimes {
	/** Has one of those that have been retired begin a new life, or gives null. */
	protected revive(argument: Expression | undefined, call: CallExpression): Operand {
		const { file, structs } = this.activation;
		const { heap, mutable } = this.lowering;
		const struct = standsFor(argument, file, structs) ?? this.fail(this.originOf(call), "unknown-size", unknownSize());
		const objects = struct ? heap.objectsOf(struct).filter((object) => this.mayBeRetired(object)) : [];
		if (objects.length === 0 || struct === undefined || !this.current) return ZERO;
		const type = heap.valueType({ kind: "struct", symbol: struct });
		const range = { low: 0, high: objects[objects.length - 1].number };
		this.boundary("choose", call);
		const revived = this.newRegister(struct.name, type, range, true);
		const behind = this.newBlock();
		const ways = [undefined, ...objects].map((object) => ({ object, block: this.newBlock() }));
		this.endBlock({ kind: "choose", blocks: ways.map(({ block }) => block) });
		for (const { object, block } of ways) {
			this.current = block;
			if (object?.life && object.readers) {
				const again = this.newBlock();
				const blocked = this.newBlock();
				blocked.end = { kind: "blocked" };
				const isRetired = binary("==", this.lifeOf(object), constant(RECYCLED));
				this.endBlock({ kind: "branch", condition: isRetired, then: again, otherwise: blocked });
				this.current = again;
				this.emit({ kind: "store", cell: object.life.index, value: constant(ALIVE) });
				if (mutable.has(object.readers.index)) this.emit({ kind: "store", cell: object.readers.index, value: ZERO });
			}
			this.emit({ kind: "set", temporary: revived, value: constant(object?.number ?? 0) });
			this.endBlock({ kind: "goto", block: behind });
		}
		this.goOnAt(behind);
		return temporary(revived);
	}

	/** Notes which tasks may still access an object that is being retired. */
	protected override noteReaders(objects: readonly HeapObject[], reference: Operand, readers: Operand): void {
		const { mutable } = this.lowering;
		for (const { number, readers: slot } of objects) {
			if (slot === undefined) continue;
			mutable.add(slot.index);
			const isMeant = binary("==", reference, constant(number));
			this.emit({ kind: "store", cell: slot.index, value: conditional(isMeant, readers, this.slotValue(slot)) });
		}
	}

	/** Says that some tasks may not access what has been retired any more. */
	protected expire(argument: Expression): void {
		const { heap, mutable } = this.lowering;
		const kept = heap.objects.flatMap(({ readers }) => (readers && mutable.has(readers.index) ? [readers] : []));
		if (kept.length === 0) return;
		const others = unary("~", this.keep(this.value(argument), "tasks", { kind: "int" }));
		if (!this.current) return;
		this.boundary("write", argument);
		for (const slot of kept) this.emit({ kind: "store", cell: slot.index, value: binary("&", this.slotValue(slot), others) });
	}

	/** Makes the fields of an object 0, one after another, whatever they begin with; what is no memory begins anew. */
	protected clear(argument: Expression, size: Expression | undefined, call: CallExpression): void {
		if (!this.isWhole(argument, size, call)) return;
		const meant = this.objectMeant(argument);
		const fields = meant && this.fieldsMeant(meant, argument);
		for (const { at, begin } of this.changing(fields ?? [], [])) {
			if (!this.current) return;
			this.write(at(), constant(begin), call);
		}
		this.lookAtEnd(fields ?? [], call);
	}

	/** The same as `copy`, of all that is asked for. */
	protected copyWhole(target: Expression, source: Expression, size: Expression | undefined, call: CallExpression): void {
		if (this.isWhole(target, size, call)) this.copy(target, source, call);
	}

	/** Whether a size is that of the whole object, if it is given; else it says so where the function is called. */
	private isWhole(argument: Expression, size: Expression | undefined, call: CallExpression): boolean {
		const struct = this.referenceType(argument)?.symbol;
		if (size === undefined || struct === undefined) return true;
		if (standsFor(size, this.activation.file, this.activation.structs) === struct) return true;
		const message = t`a whole object is set or copied here, and no part of one: give \`sizeof(struct ${struct.name})\``;
		this.fail(this.originOf(call), "unknown-size", message);
		return false;
	}

	/** Gives the fields of an object what those of another one hold, one after another. */
	protected copy(target: Expression, source: Expression, call: AnchoredSpan): void {
		const [struct, other] = [target, source].map((one) => this.referenceType(one)?.symbol);
		if (struct !== other) {
			const message = t`what is copied here must be of one struct, and these are ${struct?.name ?? "void *"} and ${other?.name ?? "void *"}`;
			this.fail(this.originOf(call), "wrong-type", message);
			return;
		}
		const read = this.objectMeant(source);
		const written = this.objectMeant(target);
		const from = read ? this.fieldsMeant(read, source) : [];
		const to = written ? this.fieldsMeant(written, target) : [];
		for (const { at, index } of this.changing(to, from)) {
			const other = from[index];
			if (other === undefined || !this.current) return;
			this.write(at(), this.keep(this.read(other.at(), call), "value", { kind: "int" }), call);
		}
		this.lookAtEnd(from, call);
		this.lookAtEnd(to, call);
	}

	/** Those fields in which something may change. */
	private changing(fields: readonly FieldMeant[], from: readonly FieldMeant[]): readonly FieldMeant[] {
		const { mutable } = this.lowering;
		return fields.filter(({ slots, begin, index }) => {
			const others = from[index]?.slots;
			const same = others ? slots[0].value : begin;
			return ![...slots, ...(others ?? [])].every((slot) => !mutable.has(slot.index) && slot.value === same);
		});
	}

	/** Accesses the last field where somebody may free the object until then, though nothing changes in it. */
	protected lookAtEnd(fields: readonly FieldMeant[], call: AnchoredSpan): void {
		const last = fields.at(-1);
		if (last?.mayEnd && this.current && !last.slots.some(({ index }) => this.lowering.mutable.has(index))) this.read(last.at(), call);
	}

	/** The object that an expression refers to. */
	protected objectMeant(expression: Expression): ObjectMeant | undefined {
		const struct = this.referenceType(expression)?.symbol;
		const value = this.value(expression);
		if (struct === undefined || !this.current) return undefined;
		return { struct, reference: this.keep(value, "object", this.lowering.heap.valueType({ kind: "struct", symbol: struct })) };
	}

	/** The fields of such an object, each with those of all that it may be. */
	protected fieldsMeant({ struct, reference }: ObjectMeant, expression: Expression): readonly FieldMeant[] {
		if (!this.current) return [];
		this.checkNotNull(reference, expression, expression);
		if (!this.current) return [];
		const { low, high } = this.interval(reference);
		const base = Math.max(1, low);
		const possible = this.lowering.heap.objectsOf(struct).slice(base - 1, Math.max(0, high));
		// What is no object stands behind all that are.
		const objects = possible.filter(({ around }) => !around);
		if (objects.length < possible.length)
			this.checkIsObject(binary("<=", reference, constant(objects.at(-1)?.number ?? 0)), expression, expression);
		const [first, ...others] = objects.map((object) => this.fieldsWithin(object));
		const mayEnd = this.mayEnd(struct, reference);
		const guard: Guard | undefined = mayEnd ? { objects, base, reference, type: { kind: "struct", symbol: struct } } : undefined;
		const paths = [...(first?.keys() ?? [])].filter((path) => others.every((other) => other.has(path)));
		return paths.map((path, index) => {
			const slots = [first, ...others].map((fields) => fields.get(path) as Slot);
			const [slot] = slots;
			return {
				path,
				index,
				slots,
				byDefault: slot.begins ?? slot.value,
				begin: slot.marks.ghost ? (slot.begins ?? slot.value) : defaultValue(slot.type),
				mayEnd,
				at: () =>
					isConstant(reference) ? { kind: "slot", slot, guard } : { kind: "slots", slots, base, index: reference, type: slot.type, guard },
			};
		});
	}

	/** The fields of an object and of what is part of it, in their order, by the names that lead there. */
	private fieldsWithin(object: HeapObject, path = "", found = new Map<string, Slot>()): ReadonlyMap<string, Slot> {
		for (const [field, storage] of object.fields) {
			for (const slot of slotsOf(storage)) {
				const part = this.lowering.heap.partIn(slot, field);
				if (part) this.fieldsWithin(part, `${path}.${slot.label}`, found);
				else found.set(`${path}.${slot.label}`, slot);
			}
		}
		return found;
	}
}
