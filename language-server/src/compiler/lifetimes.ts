/**
 * Objects that are made and freed while tasks run.
 *
 * Each place in a lane's code at which it makes an object, once calls are inlined and loops unrolled, has a pool of its
 * own: the objects are prepared in the set-up (`set-up.ts`), and making one says that it lives. A place that the code
 * comes to once has one object, so that it is known beforehand which one is made there; a place within a loop has
 * several, takes the first that has not been used, and gives the step up when there is none. No object is used twice,
 * so that a reference to one that has been freed can be told from any other.
 */
import type { RunError } from "../base/run-errors";
import type { AnchoredSpan } from "../base/span";
import { spanOf } from "../base/span";
import type { StructSymbol } from "../semantics/symbols";
import type { Type } from "../semantics/types";
import type { CallExpression, Expression, NewExpression } from "../syntax/tree";
import { binary, conditional, constant, element, isConstant, ONE, temporary, truth, ZERO } from "../system/operand";
import { type Operand, outOfObjects } from "../system/transition-system";
import type { LValue } from "./activation";
import { structOf, UNKNOWN_SIZE } from "./generic-structs";
import { ALIVE, FREED, type HeapObject, rootOf, type Slot, slotsOf, UNUSED } from "./heap";
import { LValues } from "./lvalues";

/** A field and what is given for it. */
interface Given {
	readonly slots: readonly Slot[];
	readonly value: Operand;
	readonly node: Expression;
}

export abstract class Lifetimes extends LValues {
	/** The type of a reference, also in a function that is compiled for any struct. */
	protected referenceType(expression: Expression): (Type & { readonly kind: "struct" }) | undefined {
		const { file, structs } = this.activation;
		const symbol = structOf(expression, file, structs);
		if (symbol === undefined && file.types.get(expression)?.kind === "any" && this.current)
			this.fail(this.originOf(expression), "unknown-size", "what this refers to is not known: give a reference to a struct");
		return symbol && { kind: "struct", symbol };
	}

	private structMade({ struct }: NewExpression): StructSymbol | undefined {
		const { file, structs } = this.activation;
		const symbol = file.names.get(struct);
		if (symbol?.kind !== "variable") return symbol?.kind === "struct" ? symbol : undefined;
		return structs.get(symbol) ?? this.fail(this.originOf(struct), "unknown-size", UNKNOWN_SIZE);
	}

	/** Takes an object that is prepared for this place in the code, with what is given for its fields, in one step. */
	protected make(expression: NewExpression): Operand {
		const { file } = this.activation;
		const { heap } = this.lowering;
		const struct = this.structMade(expression);
		if (struct === undefined) return ZERO;
		const values = expression.fields.map(({ value }) => this.keep(this.value(value), "value", { kind: "int" }));
		this.boundary("write", expression);
		if (!this.current) return ZERO;
		const { boundary } = this.current;
		if (boundary && file.names.get(expression.struct) !== struct) this.current.boundary = { ...boundary, label: `new ${struct.name}` };
		const pool = this.self && heap.pools.get(this.self)?.[this.graph.makes.length];
		this.graph.makes.push({ struct, maker: expression, file, block: this.current });
		// Where the place is not known yet all of this will be written again.
		const objects = pool?.maker === expression && pool.struct === struct ? pool.objects : [];
		const given = expression.fields.map(({ name, value }, index): Given => {
			const field = name && file.names.get(name);
			if (field?.kind === "field" && field.type.kind === "array")
				this.fail(value, "array-in-new", "what is made while tasks run is given no array: assign its elements");
			const slots = objects.flatMap(({ fields }) => (field?.kind === "field" ? slotsOf(fields.get(field) ?? NOTHING) : []));
			return { slots, value: values[index], node: value };
		});
		const made = this.take(struct, objects, expression);
		this.within("atomic", () => {
			for (const { slots, value, node } of given) {
				if (slots.length === 0) continue;
				const { type } = slots[0];
				const base = objects[0].number;
				const place: LValue = slots.length === 1 ? { kind: "slot", slot: slots[0] } : { kind: "slots", slots, base, index: made, type };
				this.write(place, this.convert(value, type), node);
			}
		});
		return made;
	}

	/** Says that one of some objects lives from now on: the first that has not been used. */
	protected take(struct: StructSymbol, objects: readonly HeapObject[], node: AnchoredSpan): Operand {
		const { heap, mutable, failures } = this.lowering;
		const type = heap.valueType({ kind: "struct", symbol: struct });
		if (objects.length === 0) {
			const some = { low: 1, high: Math.max(1, heap.objectsOf(struct).length) };
			return temporary(this.newRegister(struct.name, type, some, true));
		}
		const lives = objects.map(({ life }) => life as Slot);
		for (const life of lives) mutable.add(life.index);
		const isUnused = objects.map((object) => binary("==", this.lifeOf(object), constant(UNUSED)));
		const first = objects.reduceRight<Operand>((rest, { number }, at) => conditional(isUnused[at], constant(number), rest), ZERO);
		const range = { low: objects[0].number, high: objects[objects.length - 1].number };
		const register = this.newRegister(struct.name, type, { low: 0, high: range.high }, true);
		this.emit({ kind: "set", temporary: register, value: first });
		const parts = [`no object of '${struct.name}' is left that could be made here`];
		const failure = failures.add(outOfObjects(struct.name), parts, spanOf(node), { at: this.originOf(node) });
		this.emit({ kind: "check", value: temporary(register), failure, witness: [] });
		if (objects.length === 1) {
			this.emit({ kind: "store", cell: lives[0].index, value: constant(ALIVE) });
			return constant(range.low);
		}
		const made = this.newRegister(struct.name, type, range, true);
		this.emit({ kind: "set", temporary: made, value: temporary(register) });
		this.emit({
			kind: "storeElement",
			cells: lives.map(({ index }) => index),
			base: range.low,
			index: temporary(made),
			value: constant(ALIVE),
		});
		return temporary(made);
	}

	/** Ends the life of an object, in one step. */
	protected free(argument: Expression, call: CallExpression): void {
		const { heap, mutable } = this.lowering;
		const value = this.value(argument);
		if (!this.current || (isConstant(value) && value.value === 0)) return;
		const type = this.referenceType(argument);
		if (type === undefined) return;
		const valueType = heap.valueType(type);
		const reference = this.keep(value, "object", valueType);
		const { low, high } = this.interval(reference);
		const behind = low > 0 ? undefined : this.newBlock();
		if (behind) {
			const frees = this.newBlock();
			this.endBlock({ kind: "branch", condition: truth(reference), then: frees, otherwise: behind });
			this.goOnAt(frees);
		}
		const base = Math.max(1, low);
		const objects = heap.objectsOf(type.symbol).slice(base - 1, Math.max(0, high));
		const freed = objects.filter(({ life, onStack }) => life && !onStack);
		for (const { life } of freed) if (life) mutable.add(life.index);
		for (const struct of heap.structsWithin(freed)) mutable.add(heap.freedMark(struct));
		this.boundary("write", call);
		const of = (what: (object: HeapObject) => Operand): Operand => element(objects.map(what), base, reference);
		const refuse = (holds: Operand, error: RunError, problem: string): void =>
			this.checkHere(holds, error, { parts: [{ witness: 0, type: valueType }, problem], witness: [reference] }, call);
		refuse(
			of((object) => (freed.includes(object) ? ONE : ZERO)),
			"invalid_free",
			" was not allocated",
		);
		refuse(
			binary(
				"==",
				of((object) => this.lifeOf(object)),
				constant(ALIVE),
			),
			"double_free",
			" has been freed already",
		);
		for (const { number, life } of freed) {
			if (life === undefined) continue;
			const isMeant = binary("==", reference, constant(number));
			this.emit({ kind: "store", cell: life.index, value: conditional(isMeant, constant(FREED), this.slotValue(life)) });
		}
		if (!behind) return;
		this.endBlock({ kind: "goto", block: behind });
		this.goOnAt(behind);
	}

	/** Whether a reference denotes an object that lives; reading that is an access. */
	protected refersToLiving(struct: StructSymbol, value: Operand, node: AnchoredSpan): Operand {
		const { heap } = this.lowering;
		const reference = this.keep(value, "object", heap.valueType({ kind: "struct", symbol: struct }));
		const { low, high } = this.interval(reference);
		const base = Math.max(1, low);
		const objects = heap.objectsOf(struct).slice(base - 1, Math.max(0, high));
		if (objects.every((object) => this.isForEver(object))) return truth(reference);
		const lives = element(
			objects.map((object) => this.lifeOf(object)),
			base,
			reference,
		);
		// What refers to an object is there only once that has been made.
		return binary("&&", truth(reference), this.readLife(binary("!=", lives, constant(FREED)), node));
	}

	/** Whether an object lives; reading that is an access, unless it lives for ever. */
	protected lives(object: HeapObject, node: AnchoredSpan): Operand {
		this.watch(object);
		return this.isForEver(object) ? ONE : this.readLife(binary("==", this.lifeOf(object), constant(ALIVE)), node);
	}

	/** Notes that it matters when an object lives, also if nobody is given its address. */
	protected watch(object: HeapObject): void {
		const { onStack, life, struct } = rootOf(object);
		if (!onStack || !life) return;
		this.lowering.mutable.add(life.index);
		this.lowering.mutable.add(this.lowering.heap.lookedMark(struct));
	}

	private readLife(isAlive: Operand, node: AnchoredSpan): Operand {
		if (isConstant(isAlive)) return isAlive;
		this.boundary("read", node);
		return this.mode === "steps" || this.mode === "atomic" ? this.keep(isAlive, "alive", { kind: "bool" }) : isAlive;
	}

	/** Whether no step makes or frees an object. */
	private isForEver(object: HeapObject): boolean {
		const { life, onStack } = rootOf(object);
		return life === undefined || ((life.value === ALIVE || onStack !== undefined) && !this.lowering.mutable.has(life.index));
	}
}

const NOTHING = { kind: "array", slots: [] } as const;
