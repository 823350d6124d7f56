/** What is assigned, and what pointers to variables point to. */
import { placeKey } from "../../../src/base/span";
import type { Assignment, Expression, VariableItem } from "../../../src/syntax/tree";
import { NOWHERE } from "./bindings";
import { Leaving } from "./leaving";
import { type Continuation, type Environment, type Next, TooLarge } from "./steps";
import { compute, wraps } from "./values";

export abstract class Assignments extends Leaving {
	protected override assign(statement: Assignment, environment: Environment, then: Continuation): Next {
		const { target, operator, value, before } = statement;
		const binding = target.kind === "name" ? environment.scope.get(target.name.text) : undefined;
		if (binding?.kind === "pointer" && value) return this.setPointer(binding.slot, statement, value, environment, then);
		if (operator === "=" && value && this.denotesObject(target, environment))
			return value.kind === "compound" ? this.giveAll(target, value, environment, then) : this.copy(target, value, environment, then);
		/** Writes what is new, and goes on with the value that the assignment has. */
		const write = (place: number, given: number, old: number): Next => {
			const type = place >= 0 ? this.cellTypes[place] : this.types[-1 - place];
			const result = value === undefined && !before ? old : type?.bool ? Number(given !== 0) : given;
			const counts = this.counts(target, operator === "=" && value ? value : target, place, given, environment);
			const next: Continuation = { key: `${placeKey(statement)}=${result}|${then.key}`, go: () => then.go(result) };
			return this.write(place, given, environment, next, counts);
		};
		const put = (given: number): Next =>
			this.place(
				target,
				environment,
				(place) => {
					if (operator === "=") return write(place, given, given);
					return this.read(place, this.foresight.cells(target, environment), environment, {
						key: `${placeKey(statement)}x${given},${place}|${then.key}`,
						go: (old) => {
							const sign = operator.slice(0, -1);
							const result = compute(sign, old, given);
							const unsigned = value !== undefined && [target, value].some((part) => this.isUnsigned(part, environment));
							if (result !== "division_by_zero" && unsigned && wraps(sign, old, given, result)) return this.error("range");
							return typeof result === "number" ? write(place, result, old) : this.error(result);
						},
					});
				},
				`${placeKey(statement)}g${given}|${then.key}`,
			);
		if (value === undefined) return put(1);
		const struct = operator === "=" ? this.structOf(target, environment) : undefined;
		return this.value(value, environment, {
			key: `${placeKey(statement)}v|${then.key}`,
			go: (given) => this.begunAs(given, struct, put),
		});
	}

	/** Has a pointer point to another variable. */
	private setPointer(slot: number, statement: Assignment, value: Expression, environment: Environment, then: Continuation): Next {
		return this.place(
			value,
			environment,
			(place) => {
				this.locals[slot] = place;
				return then.go(0);
			},
			`${placeKey(statement)}points|${then.key}`,
		);
	}

	/**
	 * Whether a value above the range of a variable was made of what it held, in a handler that comes any number of
	 * times.
	 */
	protected override counts(target: Expression, value: Expression, place: number, given: number, { self }: Environment): boolean {
		const task = this.bodies.find((body) => body.self === self)?.task;
		const comesAgain = task && (task.each || (task.handler && this.handlers.has(task.handler.text) && !task.once));
		if (!comesAgain || place < 0 || given <= (this.cellTypes[place].high ?? given)) return false;
		const made = isMadeOf(target, value);
		// Through locals and calls it is not followed here.
		if (made === undefined) throw new TooLarge("what a handler counts");
		return made;
	}

	/** A local that is a variable by another name: where that is. */
	protected localPointer({ name, value }: VariableItem, environment: Environment, key: string, then: (slot: number) => Next): Next {
		// How many steps it takes to read what one points to that is set again depends on all that it may point to.
		this.uncertainLengths ||= this.assigned.has(name.text);
		if (value === undefined) {
			this.setLocal(environment.top, NOWHERE, { bool: false });
			return then(environment.top);
		}
		return this.place(
			value,
			environment,
			(place) => {
				this.setLocal(environment.top, place, { bool: false });
				return then(environment.top);
			},
			`${key}to`,
		);
	}
}

/** Whether a value is made of what a variable holds, as far as the text says so. */
function isMadeOf(target: Expression, value: Expression): boolean | undefined {
	const of = (part: Expression): boolean | undefined => isMadeOf(target, part);
	if (textOf(target) !== undefined && textOf(target) === textOf(value)) return true;
	switch (value.kind) {
		case "number":
			return false;
		case "unary":
			return of(value.operand);
		case "binary": {
			const sides = [of(value.left), of(value.right)];
			return sides.includes(true) ? true : sides.includes(undefined) ? undefined : false;
		}
		case "call":
			return value.name.text === "READ_ONCE" ? of(value.arguments[0].value) : undefined;
		default:
			return undefined;
	}
}

/** A variable as it is written, where that is a name or a field of one. */
function textOf(expression: Expression): string | undefined {
	if (expression.kind === "name") return expression.name.text;
	if (expression.kind === "word") return expression.word;
	if (expression.kind === "unary" && expression.operator === "*") return textOf(expression.operand);
	if (expression.kind !== "field") return undefined;
	const object = textOf(expression.object);
	return object === undefined ? undefined : `${object}.${expression.name.text}`;
}
