/**
 * What docs/language.md lets one say of a piece of text before anything runs, whatever the values of what changes are:
 * what an expression comes to, which variables one may be that is picked by an index or a reference, and whether a loop
 * takes a step in every round. Some of it the text of the language leaves to the compiler, which may know more or less
 * than what stands here: then the answer is that it is not known.
 */
import type { Assignment, Expression, FunctionItem, Statement } from "../../../src/syntax/tree";
import { type Binding, isPointer, type Scope, type SharedObject } from "./bindings";
import { compute, type VariableType } from "./values";

/** What there is to know of the program, as far as it has been found out. */
export interface World {
	/** Cells that some step writes. */
	readonly mutable: ReadonlySet<number>;
	/** By number, from 1. */
	readonly objects: readonly SharedObject[];
	readonly cellTypes: readonly VariableType[];
	readonly functions: ReadonlyMap<string, FunctionItem>;
	/** Whether an object, by its number, may be freed: then to read a field of it is an access, whoever writes it. */
	readonly isMortal: (object: number) => boolean;
	/** The value of a cell, which is asked for of those that nothing changes. */
	readonly cell: (cell: number) => number;
	readonly local: (slot: number) => number;
	/** The value of a constant expression. */
	readonly now: (expression: Expression, environment: Surroundings) => number;
}

/** Where a piece of text stands. */
export interface Surroundings {
	readonly scope: Scope;
	readonly self: number;
}

/** No value of the language: stands for one that the compiler might know. */
const SOME = Number.MIN_SAFE_INTEGER;

/** How an expression is judged: by what is sure, or as if everything were known that perhaps is. */
type View = "surely" | "perhaps";

export class Foresight {
	constructor(private readonly world: World) {}

	/**
	 * The value of a condition: what is sure of it, and what it is to whoever knows locals, calls and which operands
	 * cannot fail.
	 */
	value(condition: Expression, environment: Surroundings): { readonly surely: number | undefined; readonly perhaps: number | undefined } {
		return { surely: this.valueFor("surely", condition, environment), perhaps: this.valueFor("perhaps", condition, environment) };
	}

	knows(expression: Expression, environment: Surroundings): boolean {
		return this.valueFor("surely", expression, environment) !== undefined;
	}

	/** The cells that an expression may denote; undefined where the text does not settle which these are. */
	cells(expression: Expression, environment: Surroundings): readonly number[] | undefined {
		switch (expression.kind) {
			case "name": {
				const binding = environment.scope.get(expression.name.text);
				return binding?.kind === "shared" ? [binding.storage.cell] : undefined;
			}
			case "unary":
				return this.cells(expression.operand, environment);
			case "field":
				return this.storages(expression, environment)?.map(({ cell }) => cell);
			case "index": {
				const { array, index } = expression;
				const name = array.kind === "name" ? environment.scope.get(array.name.text) : undefined;
				const named = name?.kind === "shared" ? [name.storage] : undefined;
				const storages = array.kind === "field" ? this.storages(array, environment) : named;
				const known = this.valueFor("surely", index, environment);
				const range = known === undefined ? this.rangeOf(index, environment) : { low: known, high: known };
				if (storages === undefined || range === undefined) return undefined;
				const { low, high } = range;
				return storages.flatMap(({ cell, size = 0 }) => {
					const length = Math.max(0, Math.min(high, size - 1) - Math.max(0, low) + 1);
					return Array.from({ length }, (_, offset) => cell + Math.max(0, low) + offset);
				});
			}
			default:
				return undefined;
		}
	}

	/** Whether it is sure that no one goes round a loop, or looks at its condition twice, without a step. */
	stepsEachRound(loop: Extract<Statement, { kind: "while" | "do" | "loop" }>, environment: Surroundings): boolean {
		const { condition, body } = loop;
		if (condition && this.valueFor("surely", condition, environment) === 0) return true;
		if (condition && this.stepsToValue(condition, environment)) return true;
		return this.stepsToEnd(body, environment) || (loop.kind === "loop" && this.stepsInTurn(loop.step, environment));
	}

	// --- values ---

	private valueFor(view: View, expression: Expression, environment: Surroundings): number | undefined {
		const known = (part: Expression): number | undefined => this.valueFor(view, part, environment);
		const constant = (cell: number): number | undefined => (this.world.mutable.has(cell) ? undefined : this.world.cell(cell));
		switch (expression.kind) {
			case "number":
				return expression.value;
			case "word":
				return expression.word === "self" ? environment.self : Number(expression.word === "true");
			case "name": {
				if (expression.name.text === "NULL") return 0;
				if (expression.name.text === "current") return environment.self;
				const binding = environment.scope.get(expression.name.text);
				if (binding?.kind === "constant") return binding.value;
				if (binding?.kind === "shared") return constant(binding.storage.cell);
				return view === "perhaps" && binding?.kind === "local" ? this.world.local(binding.slot) : undefined;
			}
			case "field": {
				const reference = known(expression.object);
				if (view === "surely" && reference && this.world.isMortal(reference)) return undefined;
				const storage = reference === undefined ? undefined : this.world.objects[reference - 1]?.fields.get(expression.name.text);
				return storage && constant(storage.cell);
			}
			case "unary": {
				const operand = known(expression.operand);
				return operand === undefined || expression.operator !== "!" ? undefined : Number(operand === 0);
			}
			case "binary": {
				const { operator, left, right } = expression;
				if (left.kind === "optionValue" || right.kind === "optionValue") return this.world.now(expression, environment);
				const [first, second] = [known(left), known(right)];
				if (operator === "&&" || operator === "||") {
					const decides = (side: number | undefined): boolean => side !== undefined && (side !== 0) === (operator === "||");
					// What stands on the right decides it whatever the left side is, unless that fails.
					if (decides(first) || (decides(second) && (view === "perhaps" || !mayFail(left)))) return Number(operator === "||");
					return first === undefined || second === undefined ? undefined : Number(second !== 0);
				}
				if (first === undefined || second === undefined) return undefined;
				const result = compute(operator, first, second);
				return typeof result === "number" ? result : undefined;
			}
			case "patched":
			case "enabled":
				return this.world.now(expression, environment);
			default:
				// Elements, calls, quantifiers and choices.
				return view === "perhaps" ? SOME : undefined;
		}
	}

	/** The range of a shared variable that is read just there. */
	private rangeOf(expression: Expression, environment: Surroundings): { readonly low: number; readonly high: number } | undefined {
		if (expression.kind !== "name" && expression.kind !== "field" && expression.kind !== "index") return undefined;
		const cells = this.cells(expression, environment) ?? [];
		if (!cells.some((cell) => this.world.mutable.has(cell))) return undefined;
		const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = this.world.cellTypes[cells[0]];
		return { low, high };
	}

	/** The fields that may be meant: of one object, or of all of its struct. */
	private storages(
		{ object, name }: Extract<Expression, { kind: "field" }>,
		environment: Surroundings,
	): readonly { readonly cell: number; readonly size: number | undefined }[] | undefined {
		const of = (owners: readonly SharedObject[]) => owners.flatMap(({ fields }) => fields.get(name.text) ?? []);
		const reference = this.valueFor("surely", object, environment);
		if (reference !== undefined) return of(this.world.objects.slice(Math.max(0, reference - 1), reference));
		return this.rangeOf(object, environment) && of(this.world.objects);
	}

	// --- steps ---

	/**
	 * Whether every way through a statement that comes to its end, or goes on with the loop around it, takes a step.
	 */
	private stepsToEnd(statement: Statement, environment: Surroundings): boolean {
		switch (statement.kind) {
			case "block":
				return this.stepsInTurn(statement.statements, environment);
			case "if":
				return (
					this.stepsToValue(statement.condition, environment) ||
					(statement.otherwise !== undefined &&
						this.stepsToEnd(statement.then, environment) &&
						this.stepsToEnd(statement.otherwise, environment))
				);
			case "while":
				return this.stepsToValue(statement.condition, environment);
			case "loop":
				return statement.condition !== undefined && statement.first.length === 0 && this.stepsToValue(statement.condition, environment);
			case "break":
			case "return":
				return true;
			case "atomic":
				return this.stepsToEnd(statement.body, environment);
			case "choose":
				return true;
			case "assert":
				return this.stepsToValue(statement.condition, environment);
			case "local":
				return statement.variable.value !== undefined && this.stepsToValue(statement.variable.value, environment);
			case "assign":
				return this.stepsToAssign(statement, environment);
			case "expression":
				return this.stepsToValue(statement.expression, environment);
			default:
				return false;
		}
	}

	private stepsInTurn(statements: readonly Statement[], environment: Surroundings): boolean {
		let { scope } = environment;
		for (const statement of statements) {
			if (this.stepsToEnd(statement, { ...environment, scope })) return true;
			if (mayContinue(statement)) return false;
			if (statement.kind === "local") scope = without(scope, statement.variable.name.text);
		}
		return false;
	}

	private stepsToAssign({ target, value }: Assignment, environment: Surroundings): boolean {
		return (value !== undefined && this.stepsToValue(value, environment)) || this.stepsToWrite(target, environment);
	}

	private stepsToWrite(target: Expression, environment: Surroundings): boolean {
		switch (target.kind) {
			case "name":
				return environment.scope.get(target.name.text)?.kind === "shared";
			case "field":
				// Where no object has it there is nothing that can be written.
				return this.world.objects.some(({ fields }) => fields.has(target.name.text));
			case "index":
				return this.stepsToWrite(target.array, environment) || this.stepsToValue(target.index, environment);
			default:
				return false;
		}
	}

	/** Whether every evaluation of an expression takes a step. */
	private stepsToValue(expression: Expression, environment: Surroundings): boolean {
		const steps = (part: Expression): boolean => this.stepsToValue(part, environment);
		switch (expression.kind) {
			case "name":
			case "field":
			case "index": {
				if (expression.kind === "field" && steps(expression.object)) return true;
				if (
					expression.kind === "index" &&
					(steps(expression.index) || (expression.array.kind === "field" && steps(expression.array.object)))
				)
					return true;
				const cells = this.cells(expression, environment) ?? [];
				return cells.some((cell) => this.world.mutable.has(cell));
			}
			case "assignment":
				return this.stepsToAssign(expression, environment);
			case "unary":
			case "cast":
				return steps(expression.operand);
			case "binary":
				return steps(expression.left) || (expression.operator !== "&&" && expression.operator !== "||" && steps(expression.right));
			case "conditional":
				return steps(expression.condition) || (steps(expression.then) && steps(expression.otherwise));
			case "pick":
				return true;
			case "containerOf":
				return steps(expression.part);
			case "callThrough":
				return steps(expression.callee);
			case "call": {
				const fn = this.world.functions.get(expression.name.text);
				if (fn === undefined) return steps({ ...expression, kind: "name" });
				return expression.arguments.some(({ name, value }, index) => {
					const parameter = name ? fn.parameters.find((one) => one.name.text === name.text) : fn.parameters[index];
					return parameter !== undefined && !parameter.array && !isPointer(parameter) && steps(value);
				});
			}
			case "chooseValue": {
				const [low, high] = [expression.range.low, expression.range.high].map((end) => this.valueFor("surely", end, environment));
				return low !== undefined && high !== undefined && low !== high;
			}
			default:
				return false;
		}
	}
}

/** Whether evaluating an expression may end in an error. */
function mayFail(expression: Expression): boolean {
	switch (expression.kind) {
		case "number":
		case "word":
		case "name":
		case "patched":
		case "enabled":
		case "optionValue":
			return false;
		case "unary":
			return (expression.operator !== "!" && expression.operator !== "~") || mayFail(expression.operand);
		case "binary":
			return ["+", "-", "*", "/", "%", "<<", ">>"].includes(expression.operator) || mayFail(expression.left) || mayFail(expression.right);
		default:
			return true;
	}
}

/** Whether a statement goes on with the loop around it. */
function mayContinue(statement: Statement): boolean {
	switch (statement.kind) {
		case "continue":
		case "goto":
			return true;
		case "switch":
			return mayContinue(statement.body);
		case "block":
			return statement.statements.some(mayContinue);
		case "if":
			return mayContinue(statement.then) || (statement.otherwise !== undefined && mayContinue(statement.otherwise));
		case "atomic":
			return mayContinue(statement.body);
		case "choose":
			return statement.branches.some(mayContinue);
		default:
			return false;
	}
}

/** A scope in which a name means something that is not known. */
function without(scope: Scope, name: string): Scope {
	const others = new Map<string, Binding>(scope);
	others.delete(name);
	return others;
}
