/** What objects and arrays of a function have at first: values in braces. */
import type { AnchoredSpan } from "../base/span";
import { bracesOf, countingIn, isNothing, type Part, valuesGiven } from "../semantics/initialisers";
import { fieldsOf } from "../semantics/program";
import type { Type } from "../semantics/types";
import type { Expression, VariableItem } from "../syntax/tree";
import { constant, isConstant } from "../system/operand";
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

	/** Gives each field of an object what stands in braces for it, or what it begins with, one after another. */
	protected assignParts(target: Expression, written: Expression, node: AnchoredSpan): void {
		const type = this.referenceType(target);
		if (type === undefined) return;
		const given = new Map(this.evaluateParts(written, type).map((part) => [nameOf(part.path), part] as const));
		const meant = this.objectMeant(target);
		const fields = meant ? this.fieldsMeant(meant, target) : [];
		const { mutable } = this.lowering;
		for (const field of fields) {
			const part = given.get(field.path);
			const stays = field.slots.every((slot) => !mutable.has(slot.index) && slot.value === field.byDefault);
			if (!this.current || (part === undefined && stays)) continue;
			const place = field.at();
			const slotType = place.kind === "slot" ? place.slot.type : place.type;
			this.write(place, part ? this.convert(part.value, slotType) : constant(field.byDefault), part?.node ?? node);
		}
		this.lookAtEnd(fields, node);
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

/** How a part is called from the object that it is part of. */
function nameOf(path: readonly Part[]): string {
	return path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part.name}`)).join("");
}
