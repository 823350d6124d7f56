/** What an expression of a scenario stands for in the compiled system: objects, or single cells. */

import { samePlace } from "../../base/span";
import type { FileAnalysis } from "../../semantics/program";
import type { AnySymbol, VariableSymbol } from "../../semantics/symbols";
import type { Type } from "../../semantics/types";
import type { Expression } from "../../syntax/tree";
import type { ValueType } from "../../system/system-text";
import type { Operand } from "../../system/transition-system";
import { type Evidence, type Point, valueIn, valuesAt } from "./point";
import type { Row } from "./value-table";

/** Objects by their index in `SystemText.objects`. */
export interface DenotedObjects {
	readonly objects: readonly number[];
	/** False when nothing is known but the struct: any of its objects. */
	readonly certain: boolean;
	/** The one in the run at this point, if there is a run. */
	readonly inRun: number | undefined;
	readonly mayBeNull: boolean;
}

/** The lanes whose locals are meant. */
export type Lanes = ReadonlySet<number>;

export class Denotation {
	constructor(
		private readonly file: FileAnalysis,
		private readonly evidence: Evidence,
		private readonly point: Point,
		private readonly lanes: Lanes,
	) {}

	/** The objects that a symbol or expression of struct type (or an array of them) may stand for at the point. */
	objects(of: Expression | AnySymbol, type: Type): DenotedObjects | undefined {
		const struct = type.kind === "array" ? type.element : type;
		if (struct.kind !== "struct") return undefined;
		const { text } = this.evidence;
		const all = text.objects.flatMap((object, index) => (object.struct === struct.symbol.name ? [index] : []));
		const references = "span" in of ? this.ofSymbol(of) : this.ofExpression(of);
		if (references === undefined) return { objects: all, certain: false, inRun: undefined, mayBeNull: false };
		const seen = references.flatMap((reference) => this.targets(reference));
		const objects = [...new Set(seen.filter((object) => object !== undefined))].sort((a, b) => a - b);
		const inRun = references.length === 1 ? this.targetInRun(references[0]) : undefined;
		if (objects.length === 0 && !seen.includes(undefined)) return { objects: all, certain: false, inRun, mayBeNull: false };
		return { objects, certain: true, inRun, mayBeNull: seen.includes(undefined) };
	}

	/**
	 * The cells of a variable or field that holds a number, a boolean or an enum member, called as it is in the text;
	 * undefined for what holds none or never changes.
	 */
	rows(of: Expression | AnySymbol): readonly Row[] | undefined {
		const { system, text } = this.evidence;
		const symbol = "span" in of ? of : of.kind === "name" ? this.file.names.get(of.name) : undefined;
		// A local may lie in the cell of what it was set to: of what a function has returned, say.
		const nameOf = (cell: number): string =>
			symbol?.kind === "variable" && symbol.type.kind !== "array" && system.cells[cell].role === "local"
				? symbol.name
				: text.cells[cell].name;
		return this.cells(of)?.map((cell) => ({ name: nameOf(cell), cell }));
	}

	private cells(of: Expression | AnySymbol): readonly number[] | undefined {
		const references = "span" in of ? this.ofSymbol(of) : this.ofExpression(of);
		const cells = references?.flatMap((one) => ("operand" in one && one.operand.kind === "cell" ? [one.operand.cell] : []));
		return cells && cells.length > 0 ? cells : undefined;
	}

	private ofSymbol(symbol: AnySymbol): readonly Reference[] | undefined {
		if (symbol.kind === "variable") return this.ofVariable(symbol);
		if (symbol.kind !== "task") return undefined;
		const lanes = this.evidence.text.lanes.filter(({ span }) => samePlace(span, symbol.span));
		return lanes.length > 0 ? lanes.map(({ self }) => ({ object: self })) : undefined;
	}

	private ofVariable(variable: VariableSymbol): readonly Reference[] | undefined {
		const { text } = this.evidence;
		const known = [text, ...[...this.lanes].map((lane) => text.lanes[lane])].flatMap(({ variables }) =>
			variables.filter(({ declared }) => samePlace(declared, variable.span)),
		);
		const references = known.flatMap(({ type, values }) =>
			values.flatMap((operand) => (operand && this.isKnown(operand) ? [{ operand, type }] : [])),
		);
		if (references.length > 0) return references.filter((one, index) => references.findIndex((other) => isSame(one, other)) === index);
		// What is needed within a step alone has no cell of its own.
		return variable.value && this.ofExpression(variable.value);
	}

	/**
	 * Whether an operand is one that can be told at the point: a constant, a shared cell or a local that has a value
	 * there.
	 */
	private isKnown(operand: Operand): boolean {
		if (operand.kind !== "cell") return operand.kind === "constant";
		if (this.evidence.system.cells[operand.cell].role === "shared") return true;
		return this.values(operand).length > 0;
	}

	private ofExpression(expression: Expression): readonly Reference[] | undefined {
		switch (expression.kind) {
			case "word": {
				if (expression.word !== "self") return undefined;
				return [...this.lanes].map((lane) => ({ object: this.evidence.text.lanes[lane].self }));
			}
			case "name": {
				const symbol = this.file.names.get(expression.name);
				return symbol && this.ofSymbol(symbol);
			}
			case "field":
				return this.ofField(expression);
			case "index": {
				const elements = this.ofExpression(expression.array);
				const { index } = expression;
				return index.kind === "number" && elements && index.value < elements.length ? [elements[index.value]] : elements;
			}
			case "unary":
				return expression.operator === "&" || expression.operator === "*" ? this.ofExpression(expression.operand) : undefined;
			case "conditional": {
				const then = this.ofExpression(expression.then);
				const otherwise = this.ofExpression(expression.otherwise);
				return then && otherwise && [...then, ...otherwise];
			}
			default:
				return undefined;
		}
	}

	private ofField({ object, name }: Extract<Expression, { kind: "field" }>): readonly Reference[] | undefined {
		const { text } = this.evidence;
		const type = this.file.types.get(object);
		const field = this.file.names.get(name);
		const owners = type && this.objects(object, type);
		if (field === undefined || !owners?.certain) return undefined;
		const meant = owners.inRun === undefined ? owners.objects : [owners.inRun];
		return meant.flatMap((owner) => text.objects[owner].fields.filter(({ declared }) => samePlace(declared, field.span)));
	}

	/** The objects that a reference may go to at the point; undefined stands for null. */
	private targets(reference: Reference): readonly (number | undefined)[] {
		if ("object" in reference) return [reference.object];
		const { operand, type } = reference;
		if (type.kind !== "reference") return [];
		return this.values(operand).map((value) => (value === 0 ? undefined : type.objects[value - 1]));
	}

	private values(operand: Operand): readonly number[] {
		if (operand.kind === "constant") return [operand.value];
		if (operand.kind !== "cell") return [];
		const { moment } = this.point;
		const inRun = moment ? [moment.before, moment.after].map((state) => valueIn(this.evidence, state, operand.cell)) : [];
		return [...(valuesAt(this.evidence, this.point, operand.cell) ?? []), ...inRun.filter((value) => value !== undefined)];
	}

	private targetInRun(reference: Reference): number | undefined {
		const { moment } = this.point;
		if (moment === undefined) return undefined;
		if ("object" in reference) return reference.object;
		const { operand, type } = reference;
		if (type.kind !== "reference") return undefined;
		if (operand.kind === "constant") return type.objects[operand.value - 1];
		if (operand.kind !== "cell") return undefined;
		const value = valueIn(this.evidence, moment.after, operand.cell) || valueIn(this.evidence, moment.before, operand.cell);
		return value ? type.objects[value - 1] : undefined;
	}
}

/** Where a value comes from: an object itself, or a cell or constant of a type. */
type Reference = { readonly object: number } | { readonly operand: Operand; readonly type: ValueType };

function isSame(one: { readonly operand: Operand }, other: { readonly operand: Operand }): boolean {
	if (one.operand.kind === "cell") return other.operand.kind === "cell" && one.operand.cell === other.operand.cell;
	return one.operand.kind === "constant" && other.operand.kind === "constant" && one.operand.value === other.operand.value;
}
