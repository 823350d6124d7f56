/**
 * `void *`: variables that refer to an object of whichever struct. A parameter for which a reference to some struct is
 * given stands for that struct, and has the number that the object has among those of it (`generic-structs.ts`). All
 * else of that type, a variable or what is read from one, has the object's number among all objects, whatever they are.
 *
 * Objects of which structs it can be is found as code is written: where a reference to one becomes such a value, that
 * is noted in `mutable` (`Heap.pointedMark`). Nothing is known of others, and no code is made for them.
 */
import { sentence } from "../base/l10n";
import { expandedIn } from "../semantics/initialisers";
import type { StructSymbol } from "../semantics/symbols";
import { type Type, typeText } from "../semantics/types";
import type { Expression } from "../syntax/tree";
import { binary, conditional, constant, element, isConstant, ONE, truth, ZERO } from "../system/operand";
import type { Operand } from "../system/transition-system";
import { objectsThere } from "./containers";
import { structBefore, structOf } from "./generic-structs";
import type { HeapObject } from "./heap-objects";
import { LValues } from "./lvalues";
import { excerptAt, type Message } from "./source-words";

const ANY: Type = { kind: "any" };

export abstract class VoidPointers extends LValues {
	protected abstract either(condition: Operand, then: () => Operand, otherwise: () => Operand, node: Expression): Operand;

	/** What an expression has been evaluated to as a variable of some type holds it. */
	protected held(value: Operand, type: Type, expression: Expression): Operand {
		return type.kind === "any" ? this.numberAmongAll(value, expression) : this.convert(value, type);
	}

	/** The value of an expression as a variable of some type holds it. */
	protected valueFor(expression: Expression, type: Type): Operand {
		return this.held(this.value(expression), type, expression);
	}

	/** The value of an expression that is that of what it stands in. */
	protected givenBy(expression: Expression): Operand {
		const value = this.value(expression);
		const type = this.activation.file.types.get(expression);
		return (type?.kind === "address" ? type.of : type)?.kind === "any" ? this.held(value, ANY, expression) : value;
	}

	/** Whether it is not known beforehand of which struct the object is to which an expression refers. */
	protected isOfAnyStruct(expression: Expression): boolean {
		const { file, structs } = this.activation;
		const type = file.types.get(expression);
		const of = type?.kind === "address" ? type.of : type;
		return of?.kind === "any" && structOf(expression, file, structs) === undefined;
	}

	/** The value of an expression of `void *` that is taken for a reference to an object of some struct. */
	protected takenFor(expression: Expression, struct: StructSymbol, value: Operand): Operand {
		const { file, structs } = this.activation;
		const { heap } = this.lowering;
		const given = file.taken.has(expression) ? structBefore(expression, file, structs) : structOf(expression, file, structs);
		if (given === struct || !this.current) return value;
		if (given) {
			const objects = objectsThere(given, struct, heap);
			if (objects)
				return this.objectThere(value, objects, { kind: "struct", symbol: given }, { kind: "struct", symbol: struct }, expression);
			const parts = sentence`${this.excerpt(expression)} is an object of '${given.name}', and is taken for one of '${struct.name}'`;
			const isNone = binary("<=", value, ZERO);
			this.check(isNone, "invalid_pointer", () => ({ parts, witness: [] }), expression);
			return this.current ? value : ZERO;
		}
		const reference = this.keep(value, this.excerpt(expression).verbatim, heap.valueType(ANY));
		const others = this.structsMeant().filter((other) => other !== struct);
		if (others.length === 0) return this.current ? this.numberWithin(reference, struct) : ZERO;
		const number = this.numberThere(reference, struct, others);
		const object = { witness: 0, type: heap.valueType(ANY) };
		const parts = sentence`${this.excerpt(expression)} is ${object}, and is taken for an object of '${struct.name}'`;
		const problem = (): Message => ({ parts, witness: [reference] });
		this.check(binary("||", binary("<=", reference, ZERO), number), "invalid_pointer", problem, expression);
		return this.current ? this.unlessError(reference, () => number) : ZERO;
	}

	/** The object that begins where another one does: what carries an error, or `null`, goes on to do so. */
	protected objectThere(value: Operand, objects: readonly number[], from: Type, to: Type, expression: Expression): Operand {
		const type = this.lowering.heap.valueType(from);
		const part = this.keep(value, excerptAt(expression, this.activation.file), type);
		const carries = binary("<=", part, ZERO);
		const object = element(objects.map(constant), 0, conditional(carries, ZERO, part));
		const parts = sentence`${{ witness: 0, type }} is taken for a '${{ verbatim: typeText(to) }}' that begins there, and none does`;
		this.check(binary("||", carries, truth(object)), "invalid_pointer", () => ({ parts, witness: [part] }), expression);
		return this.current ? conditional(carries, part, object) : ZERO;
	}

	/** The object of a struct that begins where one does, by its number among all; 0 where none does. */
	private numberThere(reference: Operand, struct: StructSymbol, others: readonly StructSymbol[]): Operand {
		const { heap } = this.lowering;
		const beginning = new Map(others.map((other) => [other, objectsThere(other, struct, heap)] as const));
		if ([...beginning.values()].every((objects) => objects === undefined)) return this.numberWithin(reference, struct);
		const numbers = heap.objects.map((object) =>
			object.struct === struct ? constant(object.number) : constant(beginning.get(object.struct)?.[object.number] ?? 0),
		);
		return element(numbers, 1, reference);
	}

	private excerpt(expression: Expression): { readonly verbatim: string } {
		return { verbatim: excerptAt(expression, this.activation.file) };
	}

	/**
	 * Does something for each struct of which an object is that a reference is to, with its number among those of it.
	 */
	protected forStructs(value: Operand, node: Expression, each: (struct: StructSymbol, reference: Operand) => Operand): Operand {
		const reference = this.keep(value, "object", this.lowering.heap.valueType(ANY));
		const structs = this.structsMeant();
		const from = (index: number): Operand => {
			const struct = structs[index];
			if (struct === undefined || !this.current) return ZERO;
			const lower = (): Operand => each(struct, this.numberWithin(reference, struct));
			if (index === structs.length - 1) return lower();
			const isOne = this.among(reference, (object) => (object.struct === struct ? ONE : ZERO), struct);
			if (isConstant(isOne)) return isOne.value !== 0 ? lower() : from(index + 1);
			return this.either(isOne, lower, () => from(index + 1), node);
		};
		return from(0);
	}

	/** The structs of whose objects a `void *` can be one, as far as is known. */
	protected structsMeant(): readonly StructSymbol[] {
		const { heap, mutable } = this.lowering;
		return heap.structs.filter((struct) => heap.pointed.has(struct) || mutable.has(heap.pointedMark(struct)));
	}

	/** A reference as a number among all objects. */
	private numberAmongAll(value: Operand, expression: Expression): Operand {
		const { file, structs } = this.activation;
		const struct = structOf(expandedIn(file, expression), file, structs);
		if (struct === undefined || (isConstant(value) && value.value <= 0)) return value;
		const { heap, mutable } = this.lowering;
		mutable.add(heap.pointedMark(struct));
		this.noteEscape(value, { kind: "struct", symbol: struct });
		const all = this.lowering.heap.objectsOf(struct).map(({ index }) => constant(index + 1));
		return this.unlessError(value, (reference) => element(all, 1, reference));
	}

	/** Of a number among all objects that among those of a struct; 0 where it is none of these. */
	protected numberWithin(value: Operand, struct: StructSymbol): Operand {
		const number = (object: HeapObject): Operand => (object.struct === struct ? constant(object.number) : ZERO);
		return this.unlessError(value, (reference) => this.among(reference, number, struct));
	}

	/** What is true of the object that a number among all is; 0 outside of those of a struct. */
	private among(reference: Operand, of: (object: HeapObject) => Operand, struct: StructSymbol): Operand {
		const { heap } = this.lowering;
		const own = heap.objectsOf(struct);
		if (own.length === 0) return ZERO;
		const [first, last] = [own[0].index, own[own.length - 1].index];
		return element(heap.objects.slice(first, last + 1).map(of), first + 1, reference);
	}

	/** An error that a reference carries is the same whatever it refers to. */
	protected unlessError(value: Operand, of: (reference: Operand) => Operand): Operand {
		if (isConstant(value) && value.value <= 0) return value;
		if (this.interval(value).low >= 0) return of(value);
		const kept = this.keep(value, "reference", { kind: "int" });
		return conditional(binary("<", kept, ZERO), kept, of(kept));
	}

	/** Which objects an expression may refer to, each with the value that it then has. */
	protected objectsMeant(expression: Expression): readonly { readonly object: HeapObject; readonly value: number }[] {
		const { file, structs } = this.activation;
		const { heap } = this.lowering;
		const struct = structOf(expression, file, structs);
		if (struct) return heap.objectsOf(struct).map((object) => ({ object, value: object.number }));
		if (!this.isOfAnyStruct(expression)) return [];
		return this.structsMeant().flatMap((one) => heap.objectsOf(one).map((object) => ({ object, value: object.index + 1 })));
	}
}
