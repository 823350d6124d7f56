/**
 * References: of which struct what is that they refer to, where that lies, what is part of what, and copies of objects.
 */
import { placeKey, spanOf } from "../../../src/base/span";
import type { CompoundExpression, Expression, VariableItem } from "../../../src/syntax/tree";
import { asInC, typeName, VOID } from "./bindings";
import { Places } from "./places";
import type { Continuation, Environment, Next } from "./steps";
import { defaultOf, type ErrorName, Unsupported, type VariableType } from "./values";

export abstract class References extends Places {
	/**
	 * The struct to whose objects an expression refers, `VOID` for any; undefined for what is no reference, and for
	 * `NULL`. Fields are told by their names, which only one struct has.
	 */
	protected structOf(expression: Expression, environment: Environment): string | undefined {
		const of = (part: Expression): string | undefined => this.structOf(part, environment);
		switch (expression.kind) {
			case "name": {
				const binding = environment.scope.get(expression.name.text);
				if (binding?.kind === "shared") return this.cellTypes[binding.storage.cell].struct;
				if (binding?.kind === "constant") return binding.struct;
				if (binding?.kind === "pointer") return binding.struct ?? this.typeAt(this.locals[binding.slot])?.struct;
				return binding?.kind === "local" ? this.types[binding.slot].struct : undefined;
			}
			case "word":
				return expression.word === "self" ? "task" : undefined;
			case "field": {
				const field = [...this.structs.values()].flat().find(({ name }) => name.text === expression.name.text);
				return field && this.typeIn(field, false).struct;
			}
			case "index":
				return of(expression.array);
			case "call": {
				const [first] = expression.arguments;
				if (["READ_ONCE", "rcu_dereference", "smp_load_acquire"].includes(expression.name.text)) return of(first.value);
				const returns = this.functions.get(expression.name.text)?.returns;
				return returns && this.typeOf(returns, true).struct;
			}
			case "assignment":
				return of(expression.target);
			case "conditional":
				return eitherStruct(of(expression.then), of(expression.otherwise));
			case "comma":
				return of(expression.last);
			case "default":
				return eitherStruct(of(expression.value), of(expression.otherwise));
			case "statements": {
				const last = expression.body.statements.at(-1);
				if (last?.kind === "assign") return of(last.target);
				return last?.kind === "expression" ? of(last.expression) : undefined;
			}
			case "unary":
				return expression.operator === "&" || expression.operator === "*" ? of(expression.operand) : undefined;
			case "cast":
				return expression.type && this.typeOf(expression.type, true).struct;
			case "containerOf":
			case "pick":
			case "new":
				return expression.struct?.text;
			default:
				return undefined;
		}
	}

	private typeAt(place: number): VariableType | undefined {
		return place >= 0 ? this.cellTypes[place] : this.types[-1 - place];
	}

	protected isReference(expression: Expression, environment: Environment): boolean {
		return (expression.kind === "unary" && expression.operator === "&") || this.structOf(expression, environment) !== undefined;
	}

	/**
	 * Where an object lies, by which references are compared. What begins where another object does lies where that
	 * lies.
	 */
	protected addressOf(reference: number): string {
		if (reference <= 0) return `${reference}`;
		const around = this.objects.findIndex((_, index) => this.firstMember(index + 1) === reference) + 1;
		if (around !== 0) return this.addressOf(around);
		const object = this.objects[reference - 1];
		if (object.around !== undefined) return `${object.path}${this.addressOf(object.around)}`;
		const { address } = this.objects[object.whole - 1];
		return `${address === undefined ? object.whole : this.cells[address]}${object.path}`;
	}

	/** The part of an object that begins where it does, 0 where there is none. */
	private firstMember(object: number): number {
		const { struct, fields } = this.objects[object - 1];
		const [first] = this.structs.get(struct) ?? [];
		if (first === undefined || asInC(first) !== "object") return 0;
		return this.initialCells[fields.get(first.name.text)?.cell ?? -1] ?? 0;
	}

	/** What a reference is that is taken for one to an object of some struct: one that begins there. */
	protected begunAs(reference: number, struct: string | undefined, then: (reference: number) => Next): Next {
		if (struct === undefined || struct === VOID || reference <= 0) return then(reference);
		const isOne = (object: number): boolean => this.objects[object - 1].struct === struct;
		for (let part = reference; part !== 0; part = this.firstMember(part)) if (isOne(part)) return then(part);
		for (let part = reference; part !== 0; ) {
			const [from] = [part];
			part = this.objects.findIndex((_, index) => this.firstMember(index + 1) === from) + 1;
			if (part !== 0 && isOne(part)) return then(part);
		}
		return this.error("invalid_pointer");
	}

	/** The object of which something is a part by certain fields. */
	protected around(part: number, { struct, path }: Extract<Expression, { kind: "containerOf" }>): number {
		const leadsTo = (object: number): number =>
			path.reduce((at, { text }) => {
				const cell = this.objects[at - 1]?.fields.get(text)?.cell;
				return cell === undefined ? 0 : this.initialCells[cell];
			}, object);
		if (struct === undefined) throw new Unsupported("a struct that is not named");
		if (part <= 0) return part;
		const whole = this.objects.findIndex((one, index) => one.struct === struct.text && leadsTo(index + 1) === part) + 1;
		return whole === 0 ? this.noObject(struct.text, path, part) : whole;
	}

	/** Whether an expression names an object, to assign to which copies another one. */
	protected denotesObject(expression: Expression, environment: Environment): boolean {
		switch (expression.kind) {
			case "unary": {
				const { operator, operand } = expression;
				if (operator !== "*" || this.structOf(operand, environment) === undefined) return false;
				return operand.kind !== "name" || environment.scope.get(operand.name.text)?.kind !== "pointer";
			}
			case "name": {
				const binding = environment.scope.get(expression.name.text);
				return (binding?.kind === "shared" || binding?.kind === "local") && binding.object === true;
			}
			case "index":
				return this.denotesObject(expression.array, environment);
			case "field": {
				const field = [...this.structs.values()].flat().find(({ name }) => name.text === expression.name.text);
				return field !== undefined && this.isObject(field);
			}
			default:
				return false;
		}
	}

	/** Gives each field of an object what stands in braces for it, or its default, one after another. */
	protected giveAll(target: Expression, value: CompoundExpression, environment: Environment, then: Continuation): Next {
		this.uncertainLengths = true;
		const key = `${placeKey(target)}all|${then.key}`;
		const variable: VariableItem = { ...spanOf(value), kind: "variable", type: value.type, name: { ...spanOf(value), text: "" } };
		const parts = this.given(variable, value.value);
		const evaluated = (values: readonly number[]): Next => {
			const part = parts[values.length];
			if (part) return this.value(part.value, environment, { key: `${values.join()}${key}`, go: (one) => evaluated([...values, one]) });
			return this.value(referenceTo(target), environment, {
				key: `to${values.join()}${key}`,
				go: (to) => {
					const wrong = this.noObjectIn(to);
					if (wrong) return this.error(wrong);
					const given = new Map(parts.map(({ path }, index) => [path.join(), values[index]] as const));
					const all = this.beginnings(typeName(variable) ?? "");
					const cells = this.cellsOf(to);
					const one = (index: number): Next => {
						const { path, value: begins } = all[index] ?? {};
						if (path === undefined) return then.go(0);
						const next = { key: `w${index},${to},${values.join()}${key}`, go: () => one(index + 1) };
						return this.write(cells[index], given.get(path) ?? begins ?? 0, environment, next);
					};
					return one(0);
				},
			});
		};
		return evaluated([]);
	}

	/** What the variables of an object of a struct begin with, by how they are called from there. */
	private beginnings(struct: string): readonly { readonly path: string; readonly value: number }[] {
		return (this.structs.get(struct) ?? []).flatMap((field) => {
			const size = this.sizeOf(field);
			const paths = size === undefined ? [field.name.text] : Array.from({ length: size }, (_, index) => `${field.name.text},${index}`);
			const value = field.value ? this.constant(field.value) : defaultOf(this.typeIn(field, false));
			if (!this.isObject(field)) return paths.map((path) => ({ path, value }));
			const inner = this.beginnings(typeName(field) ?? "");
			return paths.flatMap((path) => inner.map((one) => ({ ...one, path: `${path},${one.path}` })));
		});
	}

	/** Gives each field of an object what that of another one holds, one after another. */
	protected copy(target: Expression, source: Expression, environment: Environment, then: Continuation): Next {
		// Of fields in which nothing changes the compiler may know that they need not be copied.
		this.uncertainLengths = true;
		const key = `${placeKey(target)}copy|${then.key}`;
		return this.value(referenceTo(source), environment, {
			key: `from${key}`,
			go: (from) =>
				this.value(referenceTo(target), environment, {
					key: `to${from}${key}`,
					go: (to) => {
						const wrong = this.noObjectIn(from) ?? this.noObjectIn(to);
						if (wrong) return this.error(wrong);
						return this.copyCells(this.cellsOf(from), this.cellsOf(to), environment, { key: `${from}to${to}${key}`, go: then.go });
					},
				}),
		});
	}

	private copyCells(from: readonly number[], to: readonly number[], environment: Environment, then: Continuation): Next {
		const one = (index: number): Next => {
			if (index === from.length) return then.go(0);
			return this.read(from[index], undefined, environment, {
				key: `r${index}${then.key}`,
				go: (value) => this.write(to[index], value, environment, { key: `w${index}${then.key}`, go: () => one(index + 1) }),
			});
		};
		return one(0);
	}

	/** What is wrong with a reference that is to no object. */
	private noObjectIn(reference: number): ErrorName | undefined {
		if (reference === 0) return "null_dereference";
		return reference < 0 || this.objects[reference - 1].around !== undefined ? "invalid_pointer" : undefined;
	}

	/** The variables that an object has, and what is part of it. */
	private cellsOf(object: number): readonly number[] {
		const { struct, fields } = this.objects[object - 1];
		return (this.structs.get(struct) ?? []).flatMap((field) => {
			const { cell, size = 1 } = fields.get(field.name.text) ?? { cell: 0, size: 0 };
			const cells = Array.from({ length: size }, (_, offset) => cell + offset);
			return this.isObject(field) ? cells.flatMap((part) => this.cellsOf(this.initialCells[part])) : cells;
		});
	}
}

/** Of which struct one of two is; the other one may be `NULL`. */
function eitherStruct(one: string | undefined, other: string | undefined): string | undefined {
	return one === undefined || other === undefined || one === other ? (one ?? other) : VOID;
}

/** The reference to an object that is named. */
function referenceTo(expression: Expression): Expression {
	if (expression.kind === "conditional")
		return { ...expression, then: referenceTo(expression.then), otherwise: referenceTo(expression.otherwise) };
	return expression.kind === "unary" && expression.operator === "*" ? expression.operand : expression;
}
