/** Reads and writes of variables, and what is checked of them: ranges, and that what is accessed still lives. */
import { sentence } from "../base/l10n";
import type { RunError } from "../base/run-errors";
import { type AnchoredSpan, spanOf } from "../base/span";
import type { Type } from "../semantics/types";
import { binary, cellOperand, conditional, constant, element, isConstant, temporary, truth, ZERO } from "../system/operand";
import type { Operand } from "../system/transition-system";
import type { Guard, LValue } from "./activation";
import { CountingHandlers } from "./counting-handlers";
import { type HeapObject, rootOf, type Slot } from "./heap-objects";
import { ALIVE, FREED } from "./lives";
import { excerptAt, type Message, outsideRange } from "./source-words";

/** Of a set of tasks, one bit each. */
const BITS = 31;

export abstract class ReadsAndWrites extends CountingHandlers {
	protected convert(value: Operand, type: Type): Operand {
		return type.kind === "bool" ? truth(value) : value;
	}

	/** Checks that a value lies in the range of a variable's type, where that is not certain. */
	protected checkRange(value: Operand, type: Type, span: AnchoredSpan): void {
		if (type.kind !== "int") return;
		const range = this.lowering.heap.rangeOf(type);
		const interval = this.interval(value);
		if (interval.low >= range.low && interval.high <= range.high) return;
		const inside = binary("&&", binary(">=", value, constant(range.low)), binary("<=", value, constant(range.high)));
		this.check(inside, "range", () => ({ parts: outsideRange(type, range), witness: [value] }), span);
	}

	/**
	 * Reads a variable: a step where it is shared, can change, and accesses are steps. `name` is what the value is
	 * called; the text at `node` when absent.
	 */
	protected read(place: LValue, node: AnchoredSpan, name?: string): Operand {
		if (place.kind === "register") return temporary(place.register);
		if (place.kind === "registers") return element(place.registers.map(temporary), 0, place.index);
		const slots = place.kind === "slot" ? [place.slot] : place.slots;
		// Who says that nobody else accesses a variable is told of those who only read it, too.
		if (this.marked?.node === node && this.marked.order === "sole-user") for (const { index } of slots) this.lowering.mutable.add(index);
		const operands = slots.map((slot) => this.slotValue(slot));
		const value = place.kind === "slot" ? operands[0] : element(operands, place.base, place.index);
		if (operands.every(isConstant) && !place.guard) return value;
		this.boundary("read", node);
		this.checkLives(place.guard, node);
		if (this.mode !== "steps" && this.mode !== "atomic") return value;
		const { type } = slots[0];
		const access = this.accessAt(node, slots, place.dependent);
		const kept = this.keep(value, name ?? excerptAt(node, this.activation.file), this.lowering.heap.valueType(type), this.stack, access);
		// The index that picks it is no part of it.
		if (kept.kind === "temporary") this.setSources(kept.temporary, slots);
		return kept;
	}

	protected write(place: LValue, given: Operand, node: AnchoredSpan): void {
		let value = given;
		this.noteEscape(value, place.kind === "slot" ? place.slot.type : place.type, place.kind === "slot" ? place.slot.object : undefined);
		if (place.kind === "register") {
			this.checkRange(value, place.type, node);
			this.emit({ kind: "set", temporary: place.register, value });
			return;
		}
		if (place.kind === "registers") {
			this.checkRange(value, place.type, node);
			const index = this.keep(place.index, "index", { kind: "int" });
			const kept = this.keep(value, "value", { kind: "int" });
			place.registers.forEach((register, position) => {
				const mine = binary("==", index, constant(position));
				if (isConstant(mine) && mine.value === 0) return;
				this.emit({ kind: "set", temporary: register, value: conditional(mine, kept, temporary(register)) });
			});
			return;
		}
		if (!this.current) return;
		this.boundary("write", node);
		this.checkLives(place.guard, node);
		const slots = place.kind === "slot" ? [place.slot] : place.slots;
		const { type } = slots[0];
		const range = this.lowering.heap.rangeOf(type);
		value = this.boundCounting(value, slots, range.high, node);
		const interval = this.interval(value);
		const failure =
			interval.low >= range.low && interval.high <= range.high
				? undefined
				: this.lowering.failures.add("range" satisfies RunError, outsideRange(type, range), spanOf(node), this.errorAt(node));
		for (const slot of slots) this.lowering.mutable.add(slot.index);
		const access = this.accessAt(node, slots, place.dependent);
		if (place.kind === "slot") this.emit({ kind: "store", cell: place.slot.index, value, failure, ...(access && { access }) });
		else
			this.emit({
				kind: "storeElement",
				cells: slots.map((slot) => slot.index),
				base: place.base,
				index: place.index,
				value,
				failure,
				...(access && { access }),
			});
	}

	/**
	 * Notes that the address of an object on a stack is written where it may be found when the object is no more: from
	 * now on its life is followed.
	 */
	protected noteEscape(value: Operand, type: Type, within?: HeapObject): void {
		const { heap, mutable } = this.lowering;
		if (type.kind !== "struct" || !heap.hasStacks) return;
		const { low, high } = this.interval(value);
		// What an object holds of itself is not found without it.
		for (const object of heap.objectsOf(type.symbol).slice(Math.max(0, low - 1), Math.max(0, high))) {
			const root = rootOf(object);
			if (root.life && root.onStack && !(within && rootOf(within) === root)) mutable.add(root.life.index);
		}
	}

	/** Ends the run where the object that is accessed has been freed, in the step of the access itself. */
	protected checkLives(guard: Guard | undefined, node: AnchoredSpan): void {
		if (!guard || !this.current) return;
		const { objects, base, reference, type } = guard;
		const named: Message["parts"][number] = { witness: 0, type: guard.named ?? this.lowering.heap.valueType(type) };
		const check = (error: RunError, parts: Message["parts"], concerns: (object: HeapObject) => boolean): void => {
			if (!objects.some(concerns)) return;
			const lives = objects.map((object) => (concerns(object) ? this.lifeOf(object) : constant(ALIVE)));
			const isAlive = binary("||", binary("<", element(lives, base, reference), constant(FREED)), this.mayStillAccess(guard));
			this.checkHere(isAlive, error, { parts, witness: [reference] }, node);
		};
		check("use_after_free", sentence`${named} has been freed`, (object) => !rootOf(object).onStack);
		check("use_after_scope", sentence`${named} is out of scope`, (object) => rootOf(object).onStack !== undefined);
	}

	/** Whether the lane may access an object that has been retired, as far as it may be one. */
	private mayStillAccess({ objects, base, reference }: Guard): Operand {
		const place = (this.self?.number ?? 0) - 1;
		if (place < 0 || place >= BITS) return ZERO;
		const readers = objects.map((object) => {
			const { readers } = rootOf(object);
			return readers ? this.slotValue(readers) : ZERO;
		});
		return readers.every(isConstant) ? ZERO : truth(binary("&", element(readers, base, reference), constant(2 ** place)));
	}

	/** Whether an object lives, as `HeapObject.life` has it. */
	protected lifeOf(object: HeapObject): Operand {
		const { life } = rootOf(object);
		return life ? this.slotValue(life) : constant(ALIVE);
	}

	/** What a slot holds: a constant where no step writes it. */
	protected slotValue({ index, value }: Slot): Operand {
		return this.lowering.mutable.has(index) ? cellOperand(index) : constant(value);
	}
}
