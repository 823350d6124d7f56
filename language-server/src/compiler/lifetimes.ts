/**
 * Objects that are made and freed while tasks run.
 *
 * Each place in a lane's code at which it makes an object, once calls are inlined and loops unrolled, has a pool of its
 * own: the objects are prepared in the set-up (`set-up.ts`), and making one says that it lives. A place that the code
 * comes to once has one object, so that it is known beforehand which one is made there; a place within a loop has
 * several, takes the first that has not been used, and gives the step up when there is none.
 *
 * An object is one life. None is used twice, so that a reference belongs to one life by what it is, and to use it after
 * that is found by the state of this object alone, whatever has come since. That memory is handed out again is said of
 * addresses: an object that is made may get that of one that has been recycled, which then has none to give any more.
 * So there is at most one that lives at each address, and a chain of lives at one is as long as there are objects. An
 * address never changes while anybody can know it, since that needs the reference which is there from when on the
 * object is made: to compare two is no access. Only comparisons see it. (Of memory that is type-stable a stale
 * reference means what lives at its address now: there what is made is the recycled object itself, see
 * `type-stable.ts`.)
 */
import { sentence, t } from "../base/l10n";
import type { RunError } from "../base/run-errors";
import type { AnchoredSpan } from "../base/span";
import { spanOf } from "../base/span";
import { isPartGiven } from "../semantics/initialisers";
import type { FieldSymbol, StructSymbol } from "../semantics/symbols";
import type { Type } from "../semantics/types";
import type { CallExpression, Expression, NewExpression } from "../syntax/tree";
import { binary, conditional, constant, element, isConstant, ONE, temporary, truth, ZERO } from "../system/operand";
import { type Operand, outOfObjects } from "../system/transition-system";
import type { LValue } from "./activation";
import { structOf, unknownSize } from "./generic-structs";
import { beginningOf, type HeapObject, rootOf, type Slot } from "./heap-objects";
import { ALIVE, FREED, RECYCLED, UNUSED } from "./lives";
import { SetPointers } from "./set-pointers";
import { excerptAt, type Message, NUMBER } from "./source-words";

/** A field and what is given for it. */
interface Given {
	readonly slots: readonly Slot[];
	readonly value: Operand;
	readonly node: Expression;
}

export abstract class Lifetimes extends SetPointers {
	/** The type of a reference, also in a function that is compiled for any struct. */
	protected referenceType(expression: Expression): (Type & { readonly kind: "struct" }) | undefined {
		const { file, structs } = this.activation;
		const symbol = structOf(expression, file, structs);
		if (symbol === undefined && file.types.get(expression)?.kind === "any" && this.current)
			this.fail(this.originOf(expression), "unknown-size", t`what this refers to is not known: give a reference to a struct`);
		return symbol && { kind: "struct", symbol };
	}

	private structMade({ struct }: NewExpression): StructSymbol | undefined {
		const { file, structs } = this.activation;
		const symbol = file.names.get(struct);
		if (symbol?.kind !== "variable") return symbol?.kind === "struct" ? symbol : undefined;
		return structs.get(symbol) ?? this.fail(this.originOf(struct), "unknown-size", unknownSize());
	}

	/**
	 * What is given for fields, and for those of objects that are part of the one that is made, in the order of the
	 * text.
	 */
	private partsGiven({ fields }: NewExpression): readonly { readonly path: readonly FieldSymbol[]; readonly value: Expression }[] {
		return fields.flatMap(({ name, value }) => {
			const field = name && this.activation.file.names.get(name);
			if (field?.kind !== "field") return [{ path: [], value }];
			if (!isPartGiven(field, value)) return [{ path: [field], value }];
			return this.partsGiven(value as NewExpression).map(({ path, value }) => ({ path: [field, ...path], value }));
		});
	}

	/** Takes an object that is prepared for this place in the code, with what is given for its fields, in one step. */
	protected make(expression: NewExpression): Operand {
		const { file } = this.activation;
		const { heap } = this.lowering;
		const struct = this.structMade(expression);
		if (struct === undefined) return ZERO;
		const parts = this.partsGiven(expression);
		const values = parts.map(({ path, value }) =>
			this.keep(this.valueFor(value, path.at(-1)?.type ?? { kind: "error" }), "value", { kind: "int" }),
		);
		this.boundary("write", expression);
		if (!this.current) return ZERO;
		const { boundary } = this.current;
		if (boundary && file.names.get(expression.struct) !== struct) this.current.boundary = { ...boundary, label: `new ${struct.name}` };
		const pool = this.self && heap.pools.get(this.self)?.[this.graph.makes.length];
		this.graph.makes.push({ struct, maker: expression, file, block: this.current });
		// Where the place is not known yet all of this will be written again.
		const objects = pool?.maker === expression && pool.struct === struct ? pool.objects : [];
		const given = parts.map(({ path, value }, index): Given => {
			if (path.at(-1)?.type.kind === "array")
				this.fail(value, "array-in-new", t`what is made while tasks run is given no array: assign its elements`);
			return { slots: objects.flatMap((object) => heap.partOfObject(object, path) ?? []), value: values[index], node: value };
		});
		const made = this.take(struct, objects, expression);
		const initialise = (): void => {
			for (const { slots, value, node } of given) {
				if (slots.length === 0) continue;
				const { type } = slots[0];
				const base = objects[0].number;
				const place: LValue = slots.length === 1 ? { kind: "slot", slot: slots[0] } : { kind: "slots", slots, base, index: made, type };
				this.write(place, this.convert(value, type), node);
			}
		};
		this.within("atomic", () => this.marking({ unmarked: "plain" }, initialise));
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
		const parts = sentence`no object of '${{ verbatim: struct.name }}' is left that could be made here`;
		const failure = failures.add(outOfObjects(struct.name), parts, spanOf(node), { at: this.originOf(node) });
		this.emit({ kind: "check", value: temporary(register), failure, witness: [] });
		if (objects.length === 1) {
			this.emit({ kind: "store", cell: lives[0].index, value: constant(ALIVE) });
			this.takeAddress(objects, constant(range.low));
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
		this.takeAddress(objects, temporary(made));
		return temporary(made);
	}

	/** Gives one of some objects, which has just been made, an address: one of its own, or that of a recycled one. */
	private takeAddress(objects: readonly HeapObject[], made: Operand): void {
		const { heap, mutable } = this.lowering;
		const [{ struct }] = objects;
		const addresses = objects.flatMap(({ address }) => address?.index ?? []);
		if (addresses.length === 0 || !mutable.has(heap.recycledMark(struct))) return;
		for (const address of addresses) mutable.add(address);
		const own = this.newBlock();
		const behind = this.newBlock();
		const ways = [own];
		const known = heap
			.objectsOf(struct)
			.filter((object) => object.life && !object.onStack && this.mayBeRecycled(object) && !this.mayBeRetired(object));
		for (const { life } of known) if (life) ways.push(this.newBlock());
		this.endBlock({ kind: "choose", blocks: ways });
		this.current = own;
		this.endBlock({ kind: "goto", block: behind });
		for (const [index, object] of known.entries()) {
			const again = this.newBlock();
			const blocked = this.newBlock();
			blocked.end = { kind: "blocked" };
			this.current = ways[index + 1];
			const isLeft = binary("==", this.lifeOf(object), constant(RECYCLED));
			this.endBlock({ kind: "branch", condition: isLeft, then: again, otherwise: blocked });
			this.current = again;
			if (object.life) this.emit({ kind: "store", cell: object.life.index, value: constant(FREED) });
			const value = this.addressOfObject(object);
			if (isConstant(made)) this.emit({ kind: "store", cell: addresses[0], value });
			else this.emit({ kind: "storeElement", cells: addresses, base: objects[0].number, index: made, value });
			this.endBlock({ kind: "goto", block: behind });
		}
		this.goOnAt(behind);
	}

	/** Whether the life of an object ends somewhere, as far as is known. */
	private mayBeRecycled({ life }: HeapObject): boolean {
		return life !== undefined && this.lowering.mutable.has(life.index);
	}

	/** Whether an object comes back as itself. */
	protected mayBeRetired({ readers }: HeapObject): boolean {
		return readers !== undefined && this.lowering.mutable.has(readers.index);
	}

	/** The number of the object whose address an object has. What is part of another one lies where that lies. */
	private addressOfObject(object: HeapObject): Operand {
		const { heap } = this.lowering;
		const root = rootOf(object);
		if (root.address === undefined) return constant(object.number);
		const address = this.slotValue(root.address);
		if (root === object) return address;
		const place = heap.partsOf(root, object.struct).indexOf(object);
		const same = heap.objectsOf(root.struct).map((other) => constant(heap.partsOf(other, object.struct)[place]?.number ?? object.number));
		return element(same, 1, address);
	}

	/**
	 * What a comparison sees of a reference: an address, which several objects may have one after another. It is that
	 * from when on the object is made, so that to read it is no access. Where one side may be of any struct both are
	 * told apart among all objects.
	 */
	protected addressOf(value: Operand, expression: Expression, other: Expression): Operand {
		const { file, structs } = this.activation;
		const [struct, otherStruct] = [expression, other].map((one) => structOf(one, file, structs));
		const differ = struct !== undefined && otherStruct !== undefined && struct !== otherStruct;
		const isAmongAll = [expression, other].some((one) => this.isOfAnyStruct(one)) || differ;
		if (struct) {
			const address = this.addressWithin(value, struct);
			return isAmongAll ? this.beginning(address, struct) : address;
		}
		if (!this.isOfAnyStruct(expression)) return value;
		const { objects } = this.lowering.heap;
		const meant = this.structsMeant();
		const moved = new Set(meant.filter((one) => this.lowering.heap.objectsOf(one).some(this.hasOtherAddress)));
		if (moved.size === 0 && objects.every((object) => !meant.includes(object.struct) || beginningOf(object) === object)) return value;
		const all = objects.map((object) =>
			moved.has(object.struct) ? this.beginning(this.addressOfObject(object), object.struct) : constant(beginningOf(object).index + 1),
		);
		return this.unlessError(value, (reference) => element(all, 1, reference));
	}

	/**
	 * Of an object by its number among those of a struct the number among all of the outermost that begins where it
	 * does.
	 */
	private beginning(value: Operand, struct: StructSymbol): Operand {
		const all = this.lowering.heap.objectsOf(struct).map((object) => constant(beginningOf(object).index + 1));
		return this.unlessError(value, (reference) => element(all, 1, reference));
	}

	private addressWithin(value: Operand, struct: StructSymbol): Operand {
		const { heap } = this.lowering;
		if (!heap.hasAddresses) return value;
		const objects = heap.objectsOf(struct);
		if (!objects.some(this.hasOtherAddress)) return value;
		return element(
			objects.map((object) => this.addressOfObject(object)),
			1,
			value,
		);
	}

	/** Whether an object may have an address that is not its own. */
	private readonly hasOtherAddress = (object: HeapObject): boolean => {
		const { address } = rootOf(object);
		return address !== undefined && this.lowering.mutable.has(address.index);
	};

	/** Ends the life of an object, or of the one that it is part of, in one step. */
	protected free(argument: Expression, call: CallExpression, does: "free" | "freeWhole" | "recycle" | "retire"): void {
		const value = this.value(argument);
		if (!this.current || (isConstant(value) && value.value === 0)) return;
		const readers = (): Operand | undefined => (does === "retire" ? this.value(call.arguments[1].value) : undefined);
		if (this.isOfAnyStruct(argument)) {
			this.forStructs(value, call, (symbol, reference) => {
				this.freeOne({ kind: "struct", symbol }, reference, call, does, readers);
				return ZERO;
			});
			return;
		}
		const type = this.referenceType(argument);
		if (type) this.freeOne(type, value, call, does, readers);
		else this.refuseFree(argument, value, call);
	}

	/** Ends the run where what is freed is no object, as an error that is not of any struct. */
	private refuseFree(argument: Expression, value: Operand, call: CallExpression): void {
		const given = this.keep(value, "reference", { kind: "int" });
		const parts = sentence`${{ verbatim: excerptAt(argument, this.activation.file) }} is the error ${NUMBER}`;
		this.check(binary("==", given, ZERO), "invalid_free", () => ({ parts, witness: [given] }), call);
	}

	private freeOne(
		type: Type & { readonly kind: "struct" },
		value: Operand,
		call: CallExpression,
		does: "free" | "freeWhole" | "recycle" | "retire",
		whoReads: () => Operand | undefined,
	): void {
		const recycles = does === "recycle" || does === "retire";
		const ending = (object: HeapObject): HeapObject => (does === "freeWhole" ? rootOf(object) : object);
		const { heap, mutable } = this.lowering;
		const valueType = heap.valueType(type);
		const reference = this.keep(value, "object", valueType);
		const given = whoReads();
		const readers = given && this.keep(given, "readers", { kind: "int" });
		const { low, high } = this.interval(reference);
		const behind = low > 0 ? undefined : this.newBlock();
		if (behind) {
			const frees = this.newBlock();
			this.endBlock({ kind: "branch", condition: truth(reference), then: frees, otherwise: behind });
			this.goOnAt(frees);
		}
		const base = Math.max(1, low);
		const objects = heap.objectsOf(type.symbol).slice(base - 1, Math.max(0, high));
		const freed = objects.filter((object) => ending(object).life && !ending(object).onStack);
		const ends = [...new Set(freed.map(ending))];
		for (const { life } of ends) if (life) mutable.add(life.index);
		for (const struct of heap.structsWithin(ends)) mutable.add(heap.freedMark(struct));
		if (does === "recycle") for (const { struct } of freed) mutable.add(heap.recycledMark(struct));
		this.boundary("write", call);
		const of = (what: (object: HeapObject) => Operand): Operand => element(objects.map(what), base, reference);
		const object = { witness: 0, type: valueType };
		const refuse = (holds: Operand, error: RunError, parts: Message["parts"]): void =>
			this.checkHere(holds, error, { parts, witness: [reference] }, call);
		refuse(
			of((object) => (freed.includes(object) ? ONE : ZERO)),
			"invalid_free",
			sentence`${object} was not allocated`,
		);
		refuse(
			binary(
				"==",
				of((object) => this.lifeOf(object)),
				constant(ALIVE),
			),
			"double_free",
			sentence`${object} has been freed already`,
		);
		for (const object of freed) {
			const { number } = object;
			const { life } = ending(object);
			if (life === undefined) continue;
			const isMeant = binary("==", reference, constant(number));
			this.emit({
				kind: "store",
				cell: life.index,
				value: conditional(isMeant, constant(recycles ? RECYCLED : FREED), this.slotValue(life)),
			});
		}
		if (readers) this.noteReaders(freed, reference, readers);
		if (!behind) return;
		this.endBlock({ kind: "goto", block: behind });
		this.goOnAt(behind);
	}

	/** Notes which tasks may still access an object that is being retired (`type-stable.ts`). */
	protected abstract noteReaders(objects: readonly HeapObject[], reference: Operand, readers: Operand): void;

	/** Whether a reference denotes an object that lives; reading that is an access. */
	protected refersToLiving(struct: StructSymbol, value: Operand, node: AnchoredSpan): Operand {
		const { heap } = this.lowering;
		const reference = this.keep(value, "object", heap.valueType({ kind: "struct", symbol: struct }));
		const { low, high } = this.interval(reference);
		const base = Math.max(1, low);
		const objects = heap.objectsOf(struct).slice(base - 1, Math.max(0, high));
		const isObject = low < 0 ? binary(">", reference, ZERO) : truth(reference);
		if (objects.every((object) => this.isForEver(object))) return isObject;
		const lives = element(
			objects.map((object) => this.lifeOf(object)),
			base,
			reference,
		);
		// What refers to an object is there only once that has been made.
		return binary("&&", isObject, this.readLife(binary("<", lives, constant(FREED)), node));
	}

	/** Whether an object lives; reading that is an access, unless it lives for ever. */
	protected lives(object: HeapObject, node: AnchoredSpan): Operand {
		this.watch(object);
		return this.isForEver(object) ? ONE : this.readLife(binary("==", this.lifeOf(object), constant(ALIVE)), node);
	}

	/** Whether some step may end the life of an object to which a reference may refer, as far as is known. */
	protected mayEnd(struct: StructSymbol, reference: Operand): boolean {
		const { heap, mutable } = this.lowering;
		const { low, high } = this.interval(reference);
		const objects = heap.objectsOf(struct).slice(Math.max(0, low - 1), Math.max(0, high));
		return mutable.has(heap.freedMark(struct)) && objects.some((object) => !this.isForEver(object));
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
