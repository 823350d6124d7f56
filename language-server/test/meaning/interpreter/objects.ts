/** Objects that come and go: what tasks make and free, and what is on their stacks. */
import { placeKey } from "../../../src/base/span";
import type { Name, NewExpression, VariableItem } from "../../../src/syntax/tree";
import { typeName } from "./bindings";
import { ALIVE, FREED, RECYCLED, UNUSED } from "./memory";
import { SetUp } from "./set-up";
import { type Continuation, type Environment, type Next, TooLarge, Written } from "./steps";
import { type ErrorName, Unsupported } from "./values";

/** Runs that make more objects are not followed. */
const MOST_MADE = 12;

export abstract class Objects extends SetUp {
	/** Objects that tasks make, by how many were made before them and their struct. */
	private readonly prepared = new Map<string, number>();

	/** One that has not been made yet, where the step stands. */
	private nextUnused(struct: string, where = "heap"): number {
		const made = [...this.prepared.values()].filter((number) => this.cells[this.objects[number - 1].life as number] !== UNUSED).length;
		if (made >= MOST_MADE) throw new TooLarge("objects");
		const key = `${made} ${struct} ${where}`;
		let number = this.prepared.get(key);
		if (number === undefined) {
			const { mode, cells, locals, types } = this;
			number = this.newObject(struct, new Map(), this.setUpEnvironment());
			this.addLife(number, UNUSED);
			this.prepared.set(key, number);
			this.mode = mode;
			this.cells = [...cells, ...this.initialCells.slice(cells.length)];
			this.locals = locals;
			this.types = types;
		}
		return number;
	}

	/** What is no object: where one would be of which something were a part. */
	protected noObject(struct: string, [field, ...further]: readonly Name[], part: number): number {
		const value = further.length === 0 ? part : this.noObject(typeName(this.fieldOf(struct, field)) ?? "", further, part);
		const known = this.objects.findIndex((one) => one.struct === struct && one.around === value && one.fields.has(field.text)) + 1;
		if (known !== 0) return known;
		const storage = { cell: this.initialCells.length, size: undefined };
		this.addCell({ bool: false, struct }, value);
		this.parts.add(storage.cell);
		this.cells = [...this.cells, ...this.initialCells.slice(this.cells.length)];
		const number = this.objects.length + 1;
		this.objects.push({ struct, whole: number, path: `around ${field.text} `, around: value, fields: new Map([[field.text, storage]]) });
		return number;
	}

	private fieldOf(struct: string, { text }: Name): VariableItem {
		return (this.structs.get(struct) ?? []).find(({ name }) => name.text === text) as VariableItem;
	}

	protected create(expression: NewExpression, environment: Environment, then: Continuation): Next {
		const { text } = expression.struct;
		if (this.mode === "setup") {
			const number = this.newObject(text, new Map(expression.fields.map(({ name, value }) => [name?.text ?? "", value])), environment);
			const { whole } = this.objects[number - 1];
			if (whole === number) this.addLife(number, ALIVE);
			return then.go(number);
		}
		const make = (values: readonly number[]): Next => {
			const number = this.nextUnused(text);
			const { life, address, fields } = this.objects[number - 1];
			const at = (place: number): Next => {
				const { life: before } = this.objects[place - 1];
				// Nobody else gets that address.
				if (place !== number) this.cells[before as number] = FREED;
				this.cells[life as number] = ALIVE;
				this.cells[address as number] = this.cells[this.objects[place - 1].address as number];
				for (const [index, { name }] of expression.fields.entries()) {
					const failed = this.store(fields.get(name?.text ?? "")?.cell ?? 0, values[index]);
					if (failed) return failed;
				}
				return then.go(number);
			};
			const again = this.objects.flatMap(({ struct, life: its }, index) =>
				struct === text && its !== undefined && this.cells[its] === RECYCLED ? [index + 1] : [],
			);
			if (again.length === 0) return at(number);
			return { kind: "either", ways: [number, ...again].map((place) => () => at(place)) };
		};
		const from = (index: number, values: readonly number[]): Next => {
			const field = expression.fields[index];
			const key = `${placeKey(expression)}n${values.join(",")}|${then.key}`;
			if (field === undefined) return this.withLife(key, environment, () => make(values));
			return this.value(field.value, environment, { key, go: (value) => from(index + 1, [...values, value]) });
		};
		return from(0, []);
	}

	/** Ends the life of an object, which then has left what `leaves` says. */
	protected free(number: number, leaves: typeof FREED | typeof RECYCLED): Next | undefined {
		const refuse = (error: ErrorName): Next => {
			this.storeFailed = true;
			return this.error(error);
		};
		if (number < 0) return refuse("invalid_free");
		const { life, whole, onStack } = this.objects[number - 1];
		if (life === undefined || whole !== number || onStack) return refuse("invalid_free");
		this.noteFreed(number);
		if (this.cells[life] !== ALIVE) return refuse("double_free");
		this.cells[life] = leaves;
		return undefined;
	}

	private noteFreed(number: number): void {
		const structs = this.objects.filter((object) => object.whole === number).map(({ struct }) => struct);
		if (structs.every((struct) => this.freed.has(struct))) return;
		for (const struct of structs) this.freed.add(struct);
		throw new Written();
	}

	/** Makes an object on the stack. Whether that and its end are steps is not found out here. */
	protected putOnStack(struct: string, key: string, environment: Environment, then: (number: number) => Next): Next {
		if (this.mode === "setup") throw new Unsupported("an object on the stack in the set-up");
		this.uncertainLengths = true;
		return this.withLife(`on${key}`, environment, () => {
			const number = this.nextUnused(struct, "stack");
			const object = this.objects[number - 1];
			object.onStack = true;
			this.cells[object.life as number] = ALIVE;
			return then(number);
		});
	}

	/** Ends the life of an object on the stack. */
	protected takeFromStack(number: number, key: string, environment: Environment, then: () => Next): Next {
		return this.withLife(`off${number}${key}`, environment, () => {
			this.noteFreed(number);
			this.cells[this.objects[number - 1].life as number] = FREED;
			return then();
		});
	}
}
