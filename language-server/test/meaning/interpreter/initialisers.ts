/** Values in braces: what an object or an array has at first. */
import type { BracesExpression, Expression, VariableItem } from "../../../src/syntax/tree";
import { asInC, type Storage, typeName } from "./bindings";
import { Memory } from "./memory";
import { Unsupported } from "./values";

/** A value in braces, and which part of what is declared it is for: fields by name, elements by number. */
export interface PartOf<T> {
	readonly path: readonly (string | number)[];
	readonly value: T;
}

export type PartGiven = PartOf<Expression>;

export abstract class Initialisers extends Memory {
	protected abstract constant(expression: Expression): number;

	/** The values of a declaration, if it has some in braces. */
	protected bracesOf(value: Expression | undefined): BracesExpression | undefined {
		return value?.kind === "compound" ? value.value : value?.kind === "braces" ? value : undefined;
	}

	/** The size of an array; undefined of what is none. */
	protected sizeOf({ size, unsized, value }: VariableItem): number | undefined {
		if (size) return this.constant(size);
		const braces = this.bracesOf(value);
		if (!unsized || !braces) return undefined;
		let [next, most] = [0, 0];
		for (const { designators } of braces.entries) {
			const [first] = designators;
			if (first?.index) next = this.constant(first.last ?? first.index);
			most = Math.max(most, ++next);
		}
		return most;
	}

	/** All that the braces of a declaration give, in the order in which it stands there. */
	protected given(variable: VariableItem, braces: BracesExpression): PartGiven[] {
		return this.givenTo(variable, variable.size !== undefined || variable.unsized === true, braces);
	}

	/** The same of the elements of an array, or of an object. */
	private givenTo(variable: VariableItem, isArray: boolean, { entries }: BracesExpression): PartGiven[] {
		const fields = this.structs.get(typeName(variable) ?? "") ?? [];
		let next = 0;
		return entries.flatMap(({ designators: [first, ...inner], value }): PartGiven[] => {
			const ofField = first?.field && fields.findIndex(({ name }) => name.text === first.field?.text);
			const low = first?.index ? this.constant(first.index) : (ofField ?? next);
			const high = first?.last ? this.constant(first.last) : low;
			next = high + 1;
			return Array.from({ length: high - low + 1 }, (_, offset) => low + offset).flatMap((at) => {
				const field = isArray ? undefined : fields[at];
				if (!isArray && field === undefined) throw new Unsupported("more values than fields");
				const part = field ?? variable;
				const [own] = inner;
				// What stands behind the first designator says which part of the part is meant.
				const entry = own ? { ...value, kind: "braces" as const, entries: [{ ...value, designators: inner, value }] } : value;
				const within = this.bracesOf(entry);
				const isPartArray = field?.size !== undefined;
				const behind = within ? this.givenTo(part, isPartArray, within) : [{ path: [], value }];
				return behind.map(({ path, value: its }) => ({ path: [field ? field.name.text : at, ...path], value: its }));
			});
		});
	}

	/** The cell of a part of what is stored somewhere. */
	protected cellOf(storage: Storage, path: PartGiven["path"]): number {
		return path.reduce<Storage>(({ cell }, part) => {
			if (typeof part === "number") return { cell: cell + part, size: undefined };
			return this.objects[this.initialCells[cell] - 1].fields.get(part) as Storage;
		}, storage).cell;
	}

	/** Whether a variable or field is an object, or an array of some. */
	protected isObject(variable: VariableItem): boolean {
		return asInC(variable) === "object" && this.structs.has(typeName(variable) ?? "");
	}
}
