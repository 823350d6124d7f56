/**
 * Arbitrary programs, as text. Every decision is read from a tape of numbers, 0 being the simplest and what follows the
 * end of the tape, so that a shorter tape of smaller numbers is a simpler program: that is how a counterexample is made
 * small.
 */
import type { Setting } from "./tree-interpreter";

export interface RandomProgram {
	readonly text: string;
	/** What its scenario runs under. */
	readonly setting: Setting;
}

/** `int` stands for all numbers, `ref` for a reference to a `node`. */
type Kind = "int" | "bool" | "color" | "ref" | "task";

interface Variable {
	readonly name: string;
	readonly kind: Kind;
	/** Of an array. */
	readonly size?: number;
	readonly assignable: boolean;
	/** A pointer parameter: it is written `*name`. */
	readonly pointer?: boolean;
	/** An object, of which `&name` is the reference. */
	readonly object?: boolean;
}

interface Fn {
	readonly name: string;
	readonly returns: Kind | undefined;
	readonly parameters: readonly Variable[];
	/** Whether it only reads. */
	readonly pure: boolean;
}

/** Where code stands. */
interface Place {
	readonly variables: readonly Variable[];
	readonly functions: readonly Fn[];
	/** Only reading is allowed. */
	readonly pure: boolean;
	/** `self` has a meaning. */
	readonly inTask: boolean;
	readonly inLoop: boolean;
	readonly inAtomic: boolean;
	readonly returns: Kind | "nothing" | undefined;
}

const RANGES = ["0..3", "0..1", "-2..2", "1..3", "0..7", ""] as const;
const WIDE = ["-2147483648..2147483647", "0..2147483647", "-2147483648..0"] as const;
const INTEGERS = ["unsigned", "unsigned long", "u8", "short", "size_t", "s64", "char"] as const;
const LITERALS = ["0", "1", "2", "3", "-1", "LIMIT", "5", "1UL"] as const;
const EXTREMES = ["2147483647", "-2147483648", "65536", "1073741824", "-46341"] as const;
const COLORS = ["RED", "GREEN", "BLUE"] as const;

class Generator {
	private at = 0;
	private names = 0;

	constructor(private readonly tape: readonly number[]) {}

	program(): RandomProgram {
		const patched = this.chance(3);
		const slow = this.chance(3);
		const functions: Fn[] = [];
		const texts: string[] = [];
		for (let count = this.pick(4); count > 0; count--) {
			const { fn, text } = this.fn(functions);
			functions.push(fn);
			texts.push(text);
		}
		const shared: Variable[] = [];
		const members: string[] = [patched ? "kernel v2;" : this.pick(2) === 0 ? "kernel v1;" : "kernel v2 - fix;"];
		if (slow) members.push("option mode = slow;");
		for (let count = 1 + this.pick(4); count > 0; count--) members.push(this.sharedVariable(shared));
		const place: Place = {
			variables: shared,
			functions,
			pure: false,
			inTask: true,
			inLoop: false,
			inAtomic: false,
			returns: undefined,
		};
		const tasks: Variable[] = [];
		const bodies: string[] = [];
		for (let count = 1 + this.pick(3); count > 0; count--) {
			const name = this.name("t");
			const many = this.chance(6);
			const flavor = ["task", "task", "task", "daemon task", "device"][this.pick(5)];
			const body = this.body({ ...place, variables: [...shared, ...tasks] }, 1 + this.pick(4), 2);
			const looped = flavor === "daemon task" && this.chance(2) ? `while (true) { ${body} }` : body;
			bodies.push(`${flavor} ${name}${many ? "[2]" : ""} { ${looped} }`);
			if (!many) tasks.push({ name, kind: "task", assignable: false });
		}
		members.push(...bodies);
		for (let count = this.pick(3); count > 0; count--) {
			const reading: Place = { ...place, variables: [...shared, ...tasks], pure: true, inTask: false };
			members.push(`property ${this.name("p")}${this.chance(3) ? " at end" : ""} = ${this.condition(reading, 3)};`);
		}
		const text = [
			'patch fix { title: "a fix"; }',
			"option mode = fast | slow;",
			"kernel v1;",
			"kernel v2 = v1 + fix;",
			"enum color { RED, GREEN, BLUE }",
			"const LIMIT = 2;",
			"struct leaf { int 0..3 w; }",
			"struct node { int 0..3 v; bool b; node next; int 0..2 a[2]; color c; task owner; unsigned int u; struct leaf own, more[2]; };",
			"extend task { int 0..2 at; }",
			'property told() "told";',
			...texts,
			`scenario s {\n\t${members.join("\n\t")}\n}`,
		].join("\n");
		return {
			text,
			setting: { patches: new Set(patched ? ["fix"] : []), options: new Map([["mode", slow ? "slow" : "fast"]]) },
		};
	}

	// --- decisions ---

	private pick(count: number): number {
		return (this.tape[this.at++] ?? 0) % count;
	}

	/** True once in so many times. */
	private chance(times: number): boolean {
		return this.pick(times) === times - 1;
	}

	private of<T>(list: readonly T[]): T {
		return list[this.pick(list.length)];
	}

	private name(prefix: string): string {
		return `${prefix}${this.names++}`;
	}

	// --- declarations ---

	private range(): string {
		if (this.chance(5)) return this.of(INTEGERS);
		const range = this.chance(12) ? this.of(WIDE) : this.of(RANGES);
		return range === "" ? "int" : `int ${range}`;
	}

	private typeText(kind: Kind): string {
		return kind === "int" ? this.range() : kind === "ref" ? "node" : kind;
	}

	/** What stands before the name of a local, a parameter or a function that refers to a node. */
	private refType(): string {
		return this.of(["node ", "struct node *", "const struct node *"]);
	}

	private sharedVariable(shared: Variable[]): string {
		const kinds: Kind[] = ["int", "bool", "ref", "int", "color"];
		const kind = this.of(kinds);
		const name = this.name("x");
		if (kind === "ref") {
			const others = shared.filter((variable) => variable.kind === "ref");
			shared.push({ name, kind, assignable: true });
			switch (this.pick(6)) {
				case 0:
					return `node ${name};`;
				case 4:
					return `static struct node *${name};`;
				case 5:
					shared[shared.length - 1] = { name, kind, assignable: false, object: true };
					return `struct node ${name};`;
				case 1:
					return others.length > 0 ? `node ${name} = new node { next: ${this.of(others).name} };` : `node ${name} = new node { v: 1 };`;
				case 2:
					return others.length > 0 ? `node ${name} = ${this.of(others).name};` : `node ${name} = null;`;
				default:
					return `node ${name} = new node { b: true, next: new node { v: ${this.pick(4)} } };`;
			}
		}
		if (kind === "int" && this.chance(3)) {
			const size = 2 + this.pick(2);
			shared.push({ name, kind, size, assignable: true });
			return `int ${this.of(["0..3", "0..1", "-1..2"])} ${name}[${size}];`;
		}
		shared.push({ name, kind, assignable: true });
		if (kind === "bool") return `bool ${name}${this.chance(3) ? " = true" : ""};`;
		if (kind === "color") return `color ${name}${this.chance(3) ? ` = ${this.of(COLORS)}` : ""};`;
		if (this.chance(6)) return `${this.of(INTEGERS)} ${name}${this.chance(3) ? " = 2" : ""};`;
		if (this.chance(10)) return `int -2147483648..2147483647 ${name} = ${this.of(EXTREMES)};`;
		const range = this.of(RANGES);
		const initial = this.chance(3) ? ` = ${range === "1..3" ? 3 : 1}` : "";
		return `${range === "" ? "int" : `int ${range}`} ${name}${initial};`;
	}

	private fn(functions: readonly Fn[]): { fn: Fn; text: string } {
		const name = this.name("f");
		const pure = this.chance(3);
		const parameters: Variable[] = [];
		const texts: string[] = [];
		for (let count = this.pick(4); count > 0; count--) {
			const parameter = this.name("a");
			switch (this.pick(5)) {
				case 0:
					parameters.push({ name: parameter, kind: "int", assignable: true });
					texts.push(`${this.chance(4) ? this.of(["int 0..3", "int -1..1", "unsigned int", "long"]) : "int"} ${parameter}`);
					break;
				case 1:
					parameters.push({ name: parameter, kind: "ref", assignable: true });
					texts.push(`${this.refType()}${parameter}`);
					break;
				case 2:
					// A pointer to a number points to any variable that holds numbers, whatever its range.
					parameters.push({ name: parameter, kind: "int", assignable: true, pointer: true });
					texts.push(`int *${parameter}`);
					break;
				case 3:
					parameters.push({ name: parameter, kind: "int", size: 0, assignable: true });
					texts.push(`int ${parameter}[]`);
					break;
				default:
					parameters.push({ name: parameter, kind: "bool", assignable: true });
					texts.push(`bool ${parameter}`);
			}
		}
		const returns = pure || this.chance(2) ? this.of<Kind>(["int", "bool", "ref", "int"]) : undefined;
		const place: Place = {
			variables: parameters,
			functions,
			pure,
			inTask: true,
			inLoop: false,
			inAtomic: false,
			returns: returns ?? "nothing",
		};
		const body = this.body(place, pure ? this.pick(2) : 1 + this.pick(3), 1);
		const end = returns === undefined ? "" : ` return ${this.expression(place, returns, 2)};`;
		const plain = this.chance(2);
		const head = plain ? (this.chance(2) ? "static inline " : "") : "fn ";
		const kind =
			returns === "int" ? `${this.chance(4) && !plain ? "int 0..3" : "int"} ` : returns === "ref" ? this.refType() : `${returns} `;
		const type = returns === undefined ? (plain ? "void " : "") : kind;
		return {
			fn: { name, returns, parameters, pure },
			text: `${head}${type}${name}(${texts.join(", ") || (plain ? "void" : "")}) { ${body}${end} }`,
		};
	}

	// --- statements ---

	private body(place: Place, count: number, depth: number): string {
		let { variables } = place;
		const statements: string[] = [];
		for (; count > 0; count--) {
			const { text, declared } = this.statement({ ...place, variables }, depth);
			if (declared) variables = [...variables, declared];
			statements.push(text);
		}
		return statements.join(" ");
	}

	private statement(place: Place, depth: number): { text: string; declared?: Variable } {
		if (place.pure) return this.local(place);
		const simple = depth === 0 ? 8 : 20;
		switch (this.pick(simple)) {
			case 0:
			case 1:
			case 2:
				return { text: this.assignment(place) };
			case 3:
				return this.local(place);
			case 4:
				return { text: this.callStatement(place) };
			case 5:
				return { text: `assert(${this.condition(place, 2)}${this.chance(3) ? ", told()" : ""});` };
			case 6:
				if (place.inLoop && this.chance(2)) return { text: `if (${this.condition(place, 1)}) ${this.of(["break", "continue"])};` };
				if (place.returns === "nothing" && this.chance(2)) return { text: `if (${this.condition(place, 1)}) return;` };
				return { text: this.step(place) };
			case 7:
				return { text: this.wait(place) };
			case 8:
			case 9:
			case 10:
				return {
					text: `if (${this.condition(place, 2)}) { ${this.body(place, 1 + this.pick(2), depth - 1)} }${
						this.chance(2) ? ` else { ${this.body(place, 1, depth - 1)} }` : ""
					}`,
				};
			case 11:
			case 12:
			case 13:
				return { text: `atomic { ${this.body({ ...place, inAtomic: true, inLoop: place.inLoop }, 1 + this.pick(3), depth - 1)} }` };
			case 14:
				return { text: this.loop(place, depth) };
			case 15:
			case 16:
				return { text: this.forLoop(place, depth) };
			case 17:
			case 18:
				return { text: `choose { ${this.body(place, 1, depth - 1)} } or { ${this.body(place, this.pick(2), depth - 1)} }` };
			default:
				return { text: `{ ${this.body(place, 2, depth - 1)} }` };
		}
	}

	private loop(place: Place, depth: number): string {
		const inner = { ...place, inLoop: true };
		const body = (): string => this.body(inner, 1 + this.pick(2), depth - 1);
		switch (this.pick(4)) {
			case 0:
				return `while (${this.condition(place, 1)}) { ${body()} }`;
			case 1:
				return `do { ${body()} } while (${this.chance(3) ? "0" : this.condition(place, 1)});`;
			case 2: {
				const name = this.name("l");
				const counted = { name, kind: "int", assignable: true } as const;
				const step = this.of([`${name}++`, `++${name}`, `${name} += 1`]);
				const inside = this.body({ ...inner, variables: [...place.variables, counted] }, 1 + this.pick(2), depth - 1);
				return `for (int ${name} = 0, other${name} = 1; ${name} < ${this.of(["2", "3", `other${name}`])}; ${step}) { ${inside} }`;
			}
			default: {
				const first = this.chance(2) ? "" : this.assignment(place).slice(0, -1);
				const condition = this.chance(3) ? "" : this.condition(place, 1);
				const last = condition === "" ? "break;" : "";
				return `for (${first}; ${condition}; ${this.chance(2) ? "" : this.assignment(place).slice(0, -1)}) { ${body()} ${last} }`;
			}
		}
	}

	private forLoop(place: Place, depth: number): string {
		const name = this.name("i");
		const goes = this.pick(4);
		const kind: Kind = goes === 1 ? "ref" : goes === 2 ? "task" : "int";
		const domain = goes === 1 ? "node" : goes === 2 ? "task" : `0..${goes === 3 ? this.numberOperand(place) : this.of(["1", "2"])}`;
		const inner: Place = { ...place, inLoop: true, variables: [...place.variables, { name, kind, assignable: false }] };
		return `for (${name} in ${domain}) { ${this.body(inner, 1 + this.pick(2), depth - 1)} }`;
	}

	private wait(place: Place): string {
		const reading = { ...place, pure: true };
		return `${this.chance(4) ? "served " : ""}wait (${this.condition(reading, 2)});`;
	}

	private local(place: Place): { text: string; declared: Variable } {
		const name = this.name("l");
		const kind = this.of<Kind>(["int", "int", "bool", "ref"]);
		if (kind === "int" && this.chance(6)) {
			return { text: `int 0..3 ${name}[2];`, declared: { name, kind, size: 2, assignable: true } };
		}
		const initial = this.chance(4) ? "" : ` = ${this.expression(place, kind, 2)}`;
		const type = kind === "ref" ? this.refType() : `${this.typeText(kind)} `;
		return { text: `${type}${name}${initial};`, declared: { name, kind, assignable: true } };
	}

	private assignment(place: Place): string {
		const { text, kind } = this.target(place);
		if (kind === "int") {
			switch (this.pick(7)) {
				case 5:
					return this.of([`${text}++;`, `++${text};`, `--${text};`]);
				case 6: {
					const operator = this.of(["+=", "-=", "|=", "&=", "*=", "/=", "%=", "^=", "<<=", ">>="]);
					return `${text} ${operator} ${this.expression(place, "int", 1)};`;
				}
			}
		}
		const value = this.expression(place, kind, 2);
		if (this.chance(8)) return `pr_debug("%d", ${value});`;
		if (this.chance(6)) return this.of([`WRITE_ONCE(${text}, ${value});`, `smp_store_release(&${text}, ${value});`]);
		return `${text} = ${value};`;
	}

	private step(place: Place): string {
		const target = this.targets(place, "int");
		return target.length > 0 ? `${this.of(target)}${this.of(["++", "--"])};` : this.assignment(place);
	}

	private callStatement(place: Place): string {
		const fns = place.functions;
		if (fns.length === 0) return this.assignment(place);
		return `${this.call(place, this.of(fns), 1)};`;
	}

	// --- expressions ---

	/** What can be assigned to. */
	private target(place: Place): { text: string; kind: Kind } {
		const kinds = (["int", "bool", "ref", "color"] as const).filter((kind) => this.targets(place, kind).length > 0);
		if (kinds.length === 0) return { text: "self.at", kind: "int" };
		const kind = this.of(kinds);
		return { text: this.of(this.targets(place, kind)), kind };
	}

	private targets(place: Place, kind: Kind): string[] {
		const found = place.variables.filter((variable) => variable.kind === kind && variable.assignable && !place.pure);
		const names = found.map((variable) => {
			if (variable.size !== undefined) return `${variable.name}[${variable.size === 0 ? "0" : String(this.pick(variable.size))}]`;
			return variable.pointer ? `*${variable.name}` : variable.name;
		});
		const fields: Partial<Record<Kind, readonly string[]>> = {
			int: ["v", "a[1]", "own.w", "more[1].w"],
			bool: ["b"],
			ref: ["next"],
			color: ["c"],
		};
		const references = place.variables.filter((variable) => variable.kind === "ref" && variable.size === undefined);
		if (references.length > 0) {
			const reference = this.of(references).name;
			names.push(...(fields[kind] ?? []).map((field) => `${reference}.${field}`));
		}
		if (kind === "int") names.push("self.at");
		return names;
	}

	private expression(place: Place, kind: Kind, depth: number): string {
		switch (kind) {
			case "int":
				return this.number(place, depth);
			case "bool":
				return this.condition(place, depth);
			case "color":
				return this.color(place);
			case "ref":
				return this.reference(place, depth);
			case "task":
				return place.inTask ? this.of(["self", "current"]) : "NULL";
		}
	}

	private readable(place: Place, kind: Kind): string[] {
		const found = place.variables.filter((variable) => variable.kind === kind);
		return found.flatMap((variable) => {
			if (variable.size !== undefined)
				return [`${variable.name}[${this.pick(2) === 1 ? this.shallow(place) : this.pick(variable.size || 2)}]`];
			return [variable.pointer ? `*${variable.name}` : variable.name];
		});
	}

	/** A number without further depth. */
	private shallow(place: Place): string {
		const names = place.variables.filter((variable) => variable.kind === "int" && variable.size === undefined && !variable.pointer);
		return names.length > 0 ? this.of(names).name : this.of(["0", "1"]);
	}

	private numberOperand(place: Place): string {
		const names = this.readable(place, "int");
		if (names.length > 0 && this.pick(3) !== 2) return this.of(names);
		return this.chance(20) ? this.of(EXTREMES) : this.of(LITERALS);
	}

	/** A variable as the kernel reads it where others write it. */
	private readOnce(place: Place): string {
		const names = place.variables.filter(
			({ kind, size, assignable, pointer }) => kind === "int" && size === undefined && assignable && !pointer,
		);
		if (names.length === 0 || place.pure) return this.numberOperand(place);
		const { name } = this.of(names);
		return this.of([`READ_ONCE(${name})`, `smp_load_acquire(&${name})`]);
	}

	private number(place: Place, depth: number): string {
		if (depth === 0) return this.numberOperand(place);
		switch (this.pick(16)) {
			case 0:
			case 1:
			case 2:
			case 3:
				return this.numberOperand(place);
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

	private condition(place: Place, depth: number): string {
		const compare = (): string =>
			`${this.number(place, Math.min(depth, 1))} ${this.of(["==", "!=", "<", ">=", "<=", ">"])} ${this.number(place, 0)}`;
		if (depth === 0) {
			const names = this.readable(place, "bool");
			return names.length > 0 && this.chance(2) ? this.of(names) : compare();
		}
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
				return this.of([
					`${reference} == ${this.reference(place, 0)}`,
					`${reference}.b`,
					`${reference} != null`,
					`${reference}.next == null`,
				]);
			}
			case 7:
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

	private quantified(place: Place, quantifier: "exists" | "forall" | "count"): string {
		const name = this.name("q");
		const inner: Place = { ...place, pure: true };
		const body = [
			(): string => `${name}.v ${this.of(["==", "!="])} ${this.number(inner, 0)}`,
			(): string => `${name}.at ${this.of(["==", "!="])} ${this.of(["0", "1"])}`,
			(): string => `${name} == ${this.number(inner, 0)}`,
		];
		const goes = this.pick(3);
		return `(${quantifier} ${name} in ${["node", "task", "0..1"][goes]}: ${body[goes]()})`;
	}

	private color(place: Place): string {
		const names = this.readable(place, "color");
		return names.length > 0 && this.chance(3) ? this.of(names) : this.of(COLORS);
	}

	private reference(place: Place, depth: number): string {
		const names = this.readable(place, "ref");
		if (names.length === 0) return "null";
		if (depth > 0) {
			switch (this.pick(6)) {
				case 4:
					return this.of([`${this.of(names)}.next`, `&${this.of(names)}->next`]);
				case 5: {
					const fns = place.functions.filter((fn) => fn.returns === "ref" && (fn.pure || !place.pure));
					if (fns.length > 0) return this.call(place, this.of(fns), depth - 1);
				}
			}
		}
		if (this.chance(5)) return this.of(["null", "NULL"]);
		const objects = place.variables.filter(({ object }) => object);
		return objects.length > 0 && this.chance(3) ? `&${this.of(objects).name}` : this.of(names);
	}

	private call(place: Place, fn: Fn, depth: number): string {
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

	private pointerTo({ name, pointer }: Variable): string {
		return pointer ? name : `&${name}`;
	}
}

/** The program that a tape of numbers from 0 to 255 tells. */
export function programFrom(tape: readonly number[]): RandomProgram {
	return new Generator(tape).program();
}
