/** What objects and arrays of a function have at first: values in braces. */
import { bracesOf, countingIn, isNothing, type Part, valuesGiven } from "../semantics/initialisers";
import { fieldsOf } from "../semantics/program";
import type { Type } from "../semantics/types";
import type { Expression, VariableItem } from "../syntax/tree";
import { isConstant } from "../system/operand";
import type { Operand } from "../system/transition-system";
import type { LValue, OnStack } from "./activation";
import { StackObjects } from "./stack-objects";

/** A value that has been evaluated, and the part that it is for. */
interface Evaluated {
	readonly path: readonly Part[];
	readonly value: Operand;
	readonly node: Expression;
}

export abstract class Initialisers extends StackObjects {
	/** What stands in braces, evaluated in the order in which it stands there. */
	protected evaluateParts(value: Expression | undefined, type: Type): readonly Evaluated[] {
		const braces = value && bracesOf(value, this.activation.file);
		if (!braces) return [];
		const { heap } = this.lowering;
		const counting = countingIn(this.activation.file, (struct) => fieldsOf(heap.program, struct));
		return valuesGiven(braces, type, counting)
			.filter((given) => !isNothing(given.value, given.type))
			.map(({ path, value: node, type }) => ({ path, node, value: this.keep(this.valueFor(node, type), "value", { kind: "int" }) }));
	}

	/** Gives what has just been put on the stack what stands in braces, in one step: nobody else knows it yet. */
	protected initialiseOnStack({ value: written, ...node }: VariableItem, type: Type): void {
		const parts = this.evaluateParts(written, type);
		if (parts.length === 0 || !this.current) return;
		const found: OnStack[] = [];
		const count = type.kind === "array" ? (type.size ?? 0) : 1;
		for (let one = this.activation.onStack; one && found.length < count; one = one.outer) found.unshift(one);
		this.boundary("write", node);
		this.within("atomic", () => {
			for (const { path, value, node } of parts) {
				const [first, ...rest] = path;
				const isElement = type.kind === "array";
				const place = this.partOnStack(found[isElement ? Number(first) : 0], isElement ? rest : path);
				if (place) this.write(place, this.convert(value, place.kind === "slot" ? place.slot.type : place.type), node);
			}
		});
	}

	/** A part of the object that is on the stack, or of whichever of some it is. */
	private partOnStack({ objects, reference }: OnStack, path: readonly Part[]): LValue | undefined {
		const { heap } = this.lowering;
		const slots = objects.flatMap((object) => heap.partOfObject(object, path) ?? []);
		const [object] = objects;
		if (object === undefined || slots.length !== objects.length) return undefined;
		if (isConstant(reference)) return { kind: "slot", slot: slots[reference.value - object.number] };
		return { kind: "slots", slots, base: object.number, index: reference, type: slots[0].type };
	}
}
