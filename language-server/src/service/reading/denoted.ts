/** What an expression of a scenario stands for in the compiled system: objects, or single cells. */

import { samePlace } from "../../base/span";
import type { FileAnalysis } from "../../semantics/program";
import type { AnySymbol, VariableSymbol } from "../../semantics/symbols";
import type { Type } from "../../semantics/types";
import type { Expression } from "../../syntax/tree";
import type { SystemText, ValueType } from "../../system/system-text";
import type { Operand } from "../../system/transition-system";
import { type Evidence, type Point, valueIn, valuesAt } from "./point";

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
	 * The cells of a variable or field that holds a number, a boolean or an enum member; undefined for what holds none
	 * or never changes.
	 */
	cells(of: Expression | AnySymbol): readonly number[] | undefined {
		const references = "span" in of ? this.ofSymbol(of) : this.ofExpression(of);
		const cells = references?.flatMap(({ operand }) => (operand.kind === "cell" ? [operand.cell] : []));
		return cells && cells.length > 0 ? cells : undefined;
	}

	private ofSymbol(symbol: AnySymbol): readonly Reference[] | undefined {
		const { text } = this.evidence;
		if (symbol.kind === "task") {
			const references = text.objects.flatMap((object, index) => {
				const lane = object.struct === "task" && (object.name === symbol.name || object.name.startsWith(`${symbol.name}[`));
				return lane ? [{ object: index, operand: NONE }] : [];
			});
			return references.length > 0 ? references : undefined;
		}
		return symbol.kind === "variable" ? this.ofVariable(symbol) : undefined;
	}

	private ofVariable(variable: VariableSymbol): readonly Reference[] | undefined {
		const { system, text } = this.evidence;
		const named = (name: string): boolean => name === variable.name || name.startsWith(`${variable.name}[`);
		if (variable.role === "global" || variable.role === "scenario") {
			const cells = text.cells.flatMap(({ name, object }, index) =>
				system.cells[index].role === "shared" && object === undefined && named(name) ? [index] : [],
			);
			if (cells.length > 0) return cells.map((cell) => ({ operand: { kind: "cell", cell } }));
			const objects = text.objects.flatMap((object, index) => (object.span && samePlace(object.span, variable.span) ? [index] : []));
			if (objects.length > 0) return objects.map((object) => ({ object, operand: NONE }));
			return variable.value && this.ofExpression(variable.value);
		}
		const locals = system.cells.flatMap((cell, index) =>
			cell.role === "local" && cell.lane !== undefined && this.lanes.has(cell.lane) ? [index] : [],
		);
		const byName = locals.filter((cell) => named(text.cells[cell].name) && fitsType(text, cell, variable.type) && this.isKnown(cell));
		if (byName.length > 0) return byName.map((cell) => ({ operand: { kind: "cell", cell } }));
		if (variable.value === undefined) return undefined;
		if (variable.value.kind !== "call") return this.ofExpression(variable.value);
		// The compiler may have kept the variable under the name that its value had in the function that returned it.
		const byType =
			variable.type.kind === "struct" ? locals.filter((cell) => fitsType(text, cell, variable.type) && this.isKnown(cell)) : [];
		return byType.length === 1 ? [{ operand: { kind: "cell", cell: byType[0] } }] : undefined;
	}

	private isKnown(cell: number): boolean {
		const { moment } = this.point;
		if ((valuesAt(this.evidence, this.point, cell)?.length ?? 0) > 0) return true;
		return moment !== undefined && [moment.before, moment.after].some((state) => valueIn(this.evidence, state, cell) !== undefined);
	}

	private ofExpression(expression: Expression): readonly Reference[] | undefined {
		const { text } = this.evidence;
		switch (expression.kind) {
			case "word": {
				if (expression.word !== "self") return undefined;
				const names = [...this.lanes].map((lane) => text.lanes[lane].name);
				return text.objects.flatMap((object, index) =>
					object.struct === "task" && names.includes(object.name) ? [{ object: index, operand: NONE }] : [],
				);
			}
			case "name": {
				const symbol = this.file.names.get(expression.name);
				return symbol && this.ofSymbol(symbol);
			}
			case "field":
				return this.ofField(expression.object, (name) => name === expression.name.text || name.startsWith(`${expression.name.text}[`));
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

	private ofField(object: Expression, isMeant: (field: string) => boolean): readonly Reference[] | undefined {
		const { text } = this.evidence;
		const type = this.file.types.get(object);
		const owners = type && this.objects(object, type);
		if (!owners?.certain) return undefined;
		const meant = owners.inRun === undefined ? owners.objects : [owners.inRun];
		return meant.flatMap((owner) =>
			text.objects[owner].fields.filter(({ name }) => isMeant(name)).map(({ operand, type }) => ({ operand, type })),
		);
	}

	/** The objects that a reference may go to at the point; undefined stands for null. */
	private targets(reference: Reference): readonly (number | undefined)[] {
		const { text } = this.evidence;
		if (reference.object !== undefined) return [reference.object];
		const { operand } = reference;
		if (operand.kind === "constant") return reference.type?.kind === "reference" ? [reference.type.objects[operand.value - 1]] : [];
		if (operand.kind !== "cell") return [];
		const { type } = text.cells[operand.cell];
		if (type.kind !== "reference") return [];
		const { moment } = this.point;
		const inRun = moment ? [moment.before, moment.after].map((state) => valueIn(this.evidence, state, operand.cell)) : [];
		const values = [...(valuesAt(this.evidence, this.point, operand.cell) ?? []), ...inRun.filter((value) => value !== undefined)];
		return values.map((value) => (value === 0 ? undefined : type.objects[value - 1]));
	}

	private targetInRun(reference: Reference): number | undefined {
		const { operand } = reference;
		const { moment } = this.point;
		if (moment === undefined) return undefined;
		if (reference.object !== undefined) return reference.object;
		if (operand.kind === "constant") return reference.type?.kind === "reference" ? reference.type.objects[operand.value - 1] : undefined;
		if (operand.kind !== "cell") return undefined;
		const { type } = this.evidence.text.cells[operand.cell];
		const value = valueIn(this.evidence, moment.after, operand.cell) || valueIn(this.evidence, moment.before, operand.cell);
		return type.kind === "reference" && value ? type.objects[value - 1] : undefined;
	}
}

/** Where a value comes from: an object itself, a cell, or a constant of a type. */
interface Reference {
	readonly object?: number;
	readonly operand: Operand;
	readonly type?: ValueType;
}

const NONE: Operand = { kind: "constant", value: 0 };

function fitsType(text: SystemText, cell: number, type: Type): boolean {
	const wanted = type.kind === "array" ? type.element : type;
	const found = text.cells[cell].type;
	switch (wanted.kind) {
		case "struct":
			return found.kind === "reference" && found.struct === wanted.symbol.name;
		case "enum":
			return found.kind === "enum" && found.name === wanted.symbol.name;
		default:
			return found.kind === wanted.kind || (found.kind === "int" && wanted.kind === "bool");
	}
}
