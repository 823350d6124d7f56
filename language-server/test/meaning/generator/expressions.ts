/** Expressions of each kind, and what can be assigned to. */
import { References } from "./references";
import { COLORS, EXTREMES, type Fn, type Kind, LITERALS, type Macro, type Place, type Variable } from "./vocabulary";

export abstract class Expressions extends References {
	/** What can be assigned to. */
	protected target(place: Place): { text: string; kind: Kind } {
		const kinds = (["int", "bool", "ref", "color", "leaf", "any", "whole"] as const).filter((kind) => this.targets(place, kind).length > 0);
		if (kinds.length === 0) return { text: "self.at", kind: "int" };
		const kind = this.of(kinds);
		return { text: this.of(this.targets(place, kind)), kind };
	}

	protected targets(place: Place, kind: Kind): string[] {
		const found = place.variables.filter((variable) => variable.kind === kind && variable.assignable && !place.pure);
		const names = found.map((variable) => {
			if (variable.size !== undefined)
				return `${variable.name}[${variable.size === 0 ? "0" : this.chance(3) ? this.shallow(place) : String(this.pick(variable.size))}]`;
			return variable.pointer ? `*${variable.name}` : variable.name;
		});
		const fields: Partial<Record<Kind, readonly string[]>> = {
			int: ["v", "a[1]", "own.w", "more[1].w"],
			bool: ["b"],
			ref: ["next"],
			color: ["c"],
			...(this.refersToAny && { any: ["any"] }),
		};
		const references = place.variables.filter((variable) => variable.kind === "ref" && variable.size === undefined);
		if (references.length > 0) {
			const reference = this.of(references).name;
			names.push(...(fields[kind] ?? []).map((field) => `${reference}.${field}`));
		}
		if (kind === "int") names.push("self.at");
		return names;
	}

	protected expression(place: Place, kind: Kind, depth: number): string {
		switch (kind) {
			case "int":
				return this.number(place, depth);
			case "bool":
				return this.condition(place, depth);
			case "color":
				return this.color(place);
			case "ref":
				return this.reference(place, depth);
			case "leaf":
				return this.leaf(place);
			case "whole":
				return this.whole(place);
			case "any":
				return this.any(place);
			case "place":
			case "task":
				return place.inTask ? this.of(["self", "current"]) : "NULL";
		}
	}

	protected override readable(place: Place, kind: Kind): string[] {
		const found = place.variables.filter((variable) => variable.kind === kind);
		const pointed = kind === "ref" ? place.variables.filter((variable) => variable.kind === "place").map(({ name }) => `(*${name})`) : [];
		return found
			.flatMap((variable) => {
				if (variable.size !== undefined)
					return [
						`${variable.name}[${[this.pick(variable.size || 2), this.shallow(place), `${this.shallow(place)} + 1`, `${this.shallow(place)} * 2`][this.pick(4)]}]`,
					];
				return [variable.pointer ? `*${variable.name}` : variable.name];
			})
			.concat(pointed);
	}

	/** A number without further depth. */
	protected override shallow(place: Place): string {
		const names = place.variables.filter((variable) => variable.kind === "int" && variable.size === undefined && !variable.pointer);
		return names.length > 0 ? this.of(names).name : this.of(["0", "1"]);
	}

	protected numberOperand(place: Place): string {
		const names = this.readable(place, "int");
		if (names.length > 0 && this.pick(3) !== 2) return this.of(names);
		return this.chance(20) ? this.of(EXTREMES) : this.of(LITERALS);
	}

	/** A variable as the kernel reads it where others write it. */
	protected readOnce(place: Place): string {
		const names = place.variables.filter(
			({ kind, size, assignable, pointer }) => kind === "int" && size === undefined && assignable && !pointer,
		);
		if (names.length === 0 || place.pure) return this.numberOperand(place);
		const { name } = this.of(names);
		return this.of([`READ_ONCE(${name})`, `smp_load_acquire(&${name})`]);
	}

	/** What a macro is given: a variable where it writes one, for a name one that is declared by it. */
	protected usedMacro(place: Place, { name, takes }: Macro, depth: number, declared = ""): string {
		const given = takes.map((one) => {
			if (one === "number") return this.number(place, depth);
			if (one === "name") return declared;
			if (one === "reference") return this.reference(place, depth);
			return this.of([...this.targets(place, "int"), "self.at"]);
		});
		return `${name}(${given.join(", ")})`;
	}

	/** A number that takes more than an operator to say. */
	private composed(place: Place, depth: number): string {
		const macros = this.macros.filter(({ stands, pure }) => stands === "number" && (pure || !place.pure));
		if (macros.length > 0 && this.chance(2)) return this.usedMacro(place, this.of(macros), depth - 1);
		switch (this.pick(3)) {
			case 0:
				return `(${this.number(place, depth - 1)} ?: ${this.number(place, depth - 1)})`;
			case 1:
				return `(${this.number(place, depth - 1)}, ${this.number(place, depth - 1)})`;
			default:
				return place.pure ? this.numberOperand(place) : this.inBraces(place, depth);
		}
	}

	/** Statements with a value. */
	protected abstract inBraces(place: Place, depth: number): string;

	/** Any of the nodes for which something holds, or of some numbers. */
	protected override picked(place: Place, of: "node" | "0..3"): string {
		const name = this.name("q");
		const inner: Place = { ...place, pure: true };
		const holds =
			of === "node"
				? this.of([
						`${name}.v ${this.of(["==", "!="])} ${this.number(inner, 0)}`,
						`${name} != ${this.reference(inner, 0)}`,
						`!${name}.next`,
					])
				: this.of([`${name} % 2 == ${this.number(inner, 0)}`, `${name} < ${this.number(inner, 0)}`]);
		return `choose(${name} in ${of}${this.chance(4) ? "" : `: ${holds}`})`;
	}

	protected number(place: Place, depth: number): string {
		if (depth === 0) return this.numberOperand(place);
		if (this.picks && place.inTask && !place.pure && this.chance(10)) return this.picked(place, "0..3");
		if (this.carries && !place.pure && this.chance(10)) {
			const carrying = [...this.readable(place, "ref"), ...this.readable(place, "any")];
			if (carrying.length > 0) return `error_of(${this.of(carrying)})`;
		}
		if (this.refersToAny && this.chance(12)) {
			const wholes = this.readable(place, "whole");
			if (wholes.length > 0) return `${this.of(wholes)}->${this.of(["z", "first.w"])}`;
		}
		if (this.pointsInto && this.chance(10)) {
			const parts = this.readable(place, "leaf");
			if (parts.length > 0) return `${this.of(parts)}->w`;
		}
		if (this.chance(this.macros.length > 0 ? 5 : 12)) return this.composed(place, depth);
		switch (this.pick(17)) {
			case 0:
			case 1:
			case 2:
			case 3:
				return this.numberOperand(place);
			case 15:
				return this.embedded(place, depth);
			case 4:
			case 5:
				return `${this.number(place, depth - 1)} + ${this.number(place, depth - 1)}`;
			case 6:
				return `(${this.number(place, depth - 1)} - ${this.number(place, depth - 1)})`;
			case 7:
				return `(${this.number(place, depth - 1)}) ${this.of(["*", "/", "%"])} (${this.number(place, depth - 1)})`;
			case 8:
				return `(${this.number(place, depth - 1)} ${this.of(["&", "|", "^"])} ${this.number(place, depth - 1)})`;
			case 9:
				return `(${this.number(place, depth - 1)} ${this.of(["<<", ">>"])} ${this.of(["1", "2", this.shallow(place)])})`;
			case 10:
				return `(${this.condition(place, depth - 1)} ? ${this.number(place, depth - 1)} : ${this.number(place, depth - 1)})`;
			case 11: {
				const references = this.readable(place, "ref");
				if (references.length === 0) return this.numberOperand(place);
				const reference = this.of(references);
				const field = this.of(["v", "a[0]", "a[1]", "own.w", "u"]);
				return this.of([`${reference}.${field}`, `${reference}->${field}`, `(*${reference}).${field}`, `(&${reference}->more[0])->w`]);
			}
			case 12: {
				const fns = place.functions.filter((fn) => fn.returns === "int" && (fn.pure || !place.pure));
				return fns.length > 0 ? this.call(place, this.of(fns), depth - 1) : this.numberOperand(place);
			}
			case 13:
				return place.pure ? this.quantified(place, "count") : "choose(0..1)";
			case 14:
				if (this.chance(4)) return this.readOnce(place);
				if (this.chance(3)) return `(${this.of(["int", "u8", "unsigned long", "size_t"])})(${this.number(place, depth - 1)})`;
				return `${this.of(["-", "~"])}(${this.number(place, depth - 1)})`;
			default:
				return place.inTask ? "self.at" : this.numberOperand(place);
		}
	}

	/** An assignment to a number, for the sake of its value. */
	protected embedded(place: Place, depth: number): string {
		const targets = this.targets(place, "int");
		if (targets.length === 0 || place.pure) return this.numberOperand(place);
		const target = this.of(targets);
		switch (this.pick(4)) {
			case 0:
				return `(${target})${this.of(["++", "--"])}`;
			case 1:
				return `${this.of(["++", "--"])}${target}`;
			case 2:
				return `(${target} ${this.of(["+=", "-=", "|="])} ${this.number(place, depth - 1)})`;
			default:
				return `(${target} = ${this.number(place, depth - 1)})`;
		}
	}

	protected override condition(place: Place, depth: number): string {
		const compare = (): string =>
			`${this.number(place, Math.min(depth, 1))} ${this.of(["==", "!=", "<", ">=", "<=", ">"])} ${this.number(place, 0)}`;
		if (depth === 0) {
			const names = this.readable(place, "bool");
			return names.length > 0 && this.chance(2) ? this.of(names) : compare();
		}
		if (this.refersToAny && this.chance(5)) return this.comparedReferences(place);
		if (this.joins && this.chance(5)) return this.ended(place);
		if (this.configured && this.chance(8)) return "IS_ENABLED(CONFIG_X)";
		switch (this.pick(12)) {
			case 0:
			case 1:
			case 2:
				return compare();
			case 3: {
				const names = this.readable(place, "bool");
				return names.length > 0 ? this.of(names) : compare();
			}
			case 4:
				if (!place.pure && this.chance(3)) return `WARN_ON(${this.condition(place, depth - 1)})`;
				return `${this.of(["!", "!", "likely", "unlikely"])}(${this.condition(place, depth - 1)})`;
			case 5:
				return `(${this.condition(place, depth - 1)} ${this.of(["&&", "||"])} ${this.condition(place, depth - 1)})`;
			case 6: {
				const references = this.readable(place, "ref");
				if (references.length === 0) return compare();
				const reference = this.of(references);
				const assigned = this.targets(place, "ref");
				if (assigned.length > 0 && !place.pure && this.chance(4)) {
					const got = `(${this.of(assigned)} = ${this.reference(place, depth - 1)})`;
					return this.of([got, `${got} != NULL`, `!${got}`]);
				}
				return this.of([
					`${reference} == ${this.reference(place, 0)}`,
					`${reference}.b`,
					`${reference} != null`,
					`${reference}.next == null`,
				]);
			}
			case 7:
				if (this.allocates && this.chance(2)) return `alive(${this.reference(place, 0)})`;
				return this.of(["patched(fix)", "option(mode) == slow", "option(mode) != slow", "true"]);
			case 8:
				return this.quantified(place, this.of(["exists", "forall"]));
			case 9: {
				const names = this.readable(place, "color");
				return names.length > 0 ? `${this.of(names)} ${this.of(["==", "!="])} ${this.of(COLORS)}` : compare();
			}
			case 10: {
				const fns = place.functions.filter((fn) => fn.returns === "bool" && (fn.pure || !place.pure));
				return fns.length > 0 ? this.call(place, this.of(fns), depth - 1) : compare();
			}
			default:
				return compare();
		}
	}

	/** Whether a task has ended. */
	private ended(place: Place): string {
		const tasks = place.variables.filter(({ kind }) => kind === "task");
		const one = tasks.length > 0 ? this.of(tasks) : undefined;
		const name = one?.size === undefined ? one?.name : `${one.name}${this.of(["", "[0]", "[1]"])}`;
		const owners = this.readable(place, "ref").map((node) => `${node}.owner`);
		if (name !== undefined && this.pick(3) < 2) return `${this.of(["", "!"])}done(${name})`;
		return this.of([...owners.map((owner) => `done(${owner})`), ...(place.inTask ? ["done(self)"] : []), "false"]);
	}

	protected quantified(place: Place, quantifier: "exists" | "forall" | "count"): string {
		const name = this.name("q");
		const inner: Place = { ...place, pure: true };
		const body = [
			(): string => `${name}.v ${this.of(["==", "!="])} ${this.number(inner, 0)}`,
			(): string => `${name}.at ${this.of(["==", "!="])} ${this.of(["0", "1"])}`,
			(): string => `${name} == ${this.number(inner, 0)}`,
		];
		// Going through what comes and goes, step by step, is left to tests of its own.
		const goes = this.pick(3) || (this.allocates && place.inTask ? 1 : 0);
		const over = goes === 1 && this.starts ? 2 : goes;
		return `(${quantifier} ${name} in ${["node", "task", "0..1"][over]}: ${body[over]()})`;
	}

	protected color(place: Place): string {
		const names = this.readable(place, "color");
		return names.length > 0 && this.chance(3) ? this.of(names) : this.of(COLORS);
	}

	protected override call(place: Place, fn: Fn, depth: number): string {
		const values = fn.parameters.map((parameter): string => {
			if (parameter.size !== undefined) {
				const arrays = place.variables.filter((variable) => variable.kind === "int" && variable.size !== undefined);
				const references = place.variables.filter((variable) => variable.kind === "ref" && variable.size === undefined);
				if (references.length > 0 && (arrays.length === 0 || this.chance(3))) return `${this.of(references).name}.a`;
				return arrays.length > 0 ? this.of(arrays).name : "missing";
			}
			if (parameter.pointer) {
				const targets = place.variables.filter((variable) => variable.kind === "int" && variable.assignable && variable.size === undefined);
				return targets.length > 0 ? this.pointerTo(this.of(targets)) : "&self.at";
			}
			return this.expression(place, parameter.kind, depth);
		});
		const named = values.length > 1 && this.chance(5);
		const texts = values.map((value, index) => (named ? `${fn.parameters[index].name}: ${value}` : value));
		return `${fn.name}(${(named ? texts.reverse() : texts).join(", ")})`;
	}

	protected pointerTo({ name, pointer }: Variable): string {
		return pointer ? name : `&${name}`;
	}
}
