/** Where a variable is: what an expression denotes that can be read, written and pointed to. */
import { placeKey } from "../../../src/base/span";
import type { Expression } from "../../../src/syntax/tree";
import { NOWHERE, type Storage } from "./bindings";
import { Objects } from "./objects";
import type { Environment, Next } from "./steps";
import { Unsupported } from "./values";

const LOST = Number.NaN;

export abstract class Places extends Objects {
	/** Where a variable is. */
	protected place(expression: Expression, environment: Environment, then: (place: number) => Next, key: string): Next {
		switch (expression.kind) {
			case "name": {
				const binding = this.lookup(expression.name.text, environment);
				if (binding.kind === "local") return then(-1 - binding.slot);
				if (binding.kind === "shared") return then(binding.storage.cell);
				if (binding.kind === "pointer") {
					const place = this.locals[binding.slot];
					return place === NOWHERE ? this.error("null_dereference") : then(place);
				}
				throw new Unsupported(`${expression.name.text} is no variable`);
			}
			case "unary":
				return this.place(expression.operand, environment, then, key);
			case "field":
				return this.fieldStorage(expression, environment, (storage) => then(storage?.cell ?? LOST), key);
			case "index":
				return this.element(expression, environment, then, key);
			default:
				throw new Unsupported(`a place in ${expression.kind}`);
		}
	}

	protected fieldStorage(
		{ object, name }: Extract<Expression, { kind: "field" }>,
		environment: Environment,
		then: (storage: Storage | undefined) => Next,
		key: string,
	): Next {
		return this.value(object, environment, {
			key: `${placeKey(object)}o|${key}`,
			go: (reference) => {
				if (reference <= 0) {
					if (this.mode === "peek") return then(undefined);
					return this.error(reference === 0 ? "null_dereference" : "invalid_pointer");
				}
				const storage = this.objects[reference - 1]?.fields.get(name.text);
				if (storage === undefined && this.objects[reference - 1].around !== undefined) return this.error("invalid_pointer");
				if (storage === undefined) throw new Unsupported(`no field ${name.text}`);
				return then(storage);
			},
		});
	}

	protected element(
		{ array, index }: Extract<Expression, { kind: "index" }>,
		environment: Environment,
		then: (place: number) => Next,
		key: string,
	): Next {
		const inside = (begin: number, size: number): Next =>
			this.value(index, environment, {
				key: `${placeKey(index)}i${begin},${size}|${key}`,
				go: (at) => {
					if (at < 0 || at >= size) return this.error("index_out_of_range");
					return then(begin >= 0 ? begin + at : begin - at);
				},
			});
		return this.array(array, environment, inside, key);
	}

	/** Where an array begins, and its size. */
	protected array(expression: Expression, environment: Environment, then: (begin: number, size: number) => Next, key: string): Next {
		if (expression.kind === "name") {
			const binding = this.lookup(expression.name.text, environment);
			if (binding.kind === "local" && binding.size !== undefined) return then(-1 - binding.slot, binding.size);
			if (binding.kind === "shared" && binding.storage.size !== undefined) return then(binding.storage.cell, binding.storage.size);
			if (binding.kind === "array") return then(this.locals[binding.slot], this.locals[binding.slot + 1]);
		}
		if (expression.kind !== "field") throw new Unsupported(`an array in ${expression.kind}`);
		return this.fieldStorage(
			expression,
			environment,
			(storage) => (storage ? then(storage.cell, storage.size ?? 0) : then(LOST, Number.POSITIVE_INFINITY)),
			key,
		);
	}
}
