/** What values in braces are given to: the fields of an object and the elements of an array, as C counts them. */
import type { BracesExpression, Designator, Expression, InitialiserEntry } from "../syntax/tree";
import type { FieldSymbol, FileAnalysisKey, StructSymbol, Type } from "./symbols";

/** Part of an object or an array: a field, or an element by its number. */
export type Part = FieldSymbol | number;

/** A value and the part that it is given to, from the outside in; of several for one the last one counts. */
export interface Given {
	readonly path: readonly Part[];
	/** The type of the part. */
	readonly type: Type;
	readonly value: Expression;
}

/** How the parts of something are told. */
export interface Counting {
	readonly fieldsOf: (struct: StructSymbol) => readonly FieldSymbol[];
	/** The field or the number that a designator means in something of a type; undefined of one with an error. */
	readonly meant: (designator: Designator, type: Type) => FieldSymbol | { readonly first: number; readonly last: number } | undefined;
	/** What stands where a value does: that itself, unless it stands for something else. */
	readonly expanded: (value: Expression) => Expression;
	/** Told of an entry for which there is no part. */
	readonly tooMany?: (entry: InitialiserEntry, type: Type) => void;
}

/** The values in some braces, each with the part that it is for. */
export function valuesGiven(braces: BracesExpression, type: Type, counting: Counting, path: readonly Part[] = []): readonly Given[] {
	const given: Given[] = [];
	const parts = partsOf(type, counting);
	let next = 0;
	for (const entry of braces.entries) {
		const [first, ...further] = entry.designators;
		const meant = first && counting.meant(first, type);
		if (first && meant === undefined) continue;
		const [from, to] =
			meant === undefined ? [next, next] : "kind" in meant ? [parts.indexOf(meant), parts.indexOf(meant)] : [meant.first, meant.last];
		for (let at = from; at <= to; at++) {
			if (parts[at] === undefined && parts.length > 0) counting.tooMany?.(entry, type);
			else if (parts[at] !== undefined) give([...path, parts[at]], partType(parts[at], type), further, entry.value);
		}
		next = to + 1;
	}
	return given;

	function give(here: readonly Part[], inner: Type, [designator, ...further]: readonly Designator[], value: Expression): void {
		if (designator) {
			const meant = counting.meant(designator, inner);
			if (meant === undefined) return;
			const all = "kind" in meant ? [meant] : Array.from({ length: meant.last - meant.first + 1 }, (_, index) => meant.first + index);
			for (const part of all) give([...here, part], partType(part, inner), further, value);
			return;
		}
		const values = bracesOf(counting.expanded(value));
		const hasParts = inner.kind === "array" || (inner.kind === "struct" && isObject(here));
		if (values && hasParts) given.push(...valuesGiven(values, inner, counting, here));
		else given.push({ path: here, type: inner, value });
	}
}

/** Whether a part is an object and no reference to one; of the elements of a variable that is known to who asks. */
function isObject(path: readonly Part[]): boolean {
	const field = path.findLast((part) => typeof part !== "number");
	return field === undefined || isObjectField(field);
}

/** Whether a field is an object of its own. */
function isObjectField({ written, value }: FieldSymbol): boolean {
	return written === "object" || (written === undefined && value !== undefined);
}

function partsOf(type: Type, { fieldsOf }: Counting): readonly Part[] {
	if (type.kind === "struct") return fieldsOf(type.symbol);
	return type.kind === "array" ? Array.from({ length: type.size ?? 0 }, (_, index) => index) : [];
}

function partType(part: Part, type: Type): Type {
	if (typeof part !== "number") return part.type;
	return type.kind === "array" ? type.element : { kind: "error" };
}

/** How parts are told in a file in which everything has been found right. */
export function countingIn(file: FileAnalysisKey, fieldsOf: Counting["fieldsOf"]): Counting {
	const number = (expression: Expression | undefined): number | undefined => {
		const type = expression && file.types.get(expression);
		return type?.kind === "int" ? type.low : undefined;
	};
	return {
		fieldsOf,
		meant: ({ field, index, last }) => {
			const symbol = field && file.names.get(field);
			if (symbol?.kind === "field") return symbol;
			const first = number(index);
			return first === undefined ? undefined : { first, last: number(last) ?? first };
		},
		expanded: (value) => expandedIn(file, value),
	};
}

/** What stands where a value does: what a macro gives, if it is one. */
export function expandedIn(file: FileAnalysisKey, value: Expression): Expression {
	const expansion = value.kind === "call" ? file.expansions.get(value) : undefined;
	return expansion && "value" in expansion ? expandedIn(file, expansion.value) : value;
}

/** Whether a value says that there is none: `0` as C writes `NULL` for what comes first, whatever it is. */
export function isNothing(value: Expression, type: Type): boolean {
	return value.kind === "number" && value.value === 0 && (type.kind === "struct" || type.kind === "function" || type.kind === "array");
}

/** The values in braces that something has at first, if it has; in a file also by a macro. */
export function bracesOf(value: Expression, file?: FileAnalysisKey): BracesExpression | undefined {
	const written = file ? expandedIn(file, value) : value;
	const braces = written.kind === "compound" ? written.value : written;
	return braces.kind === "braces" ? braces : undefined;
}

/**
 * Whether what a field is given is the object itself that is part of the one around, as in C, and no reference to one.
 */
export function isPartGiven({ written }: FieldSymbol, value: Expression | undefined): boolean {
	return written === "object" && value?.kind === "new";
}
