/**
 * Arbitrary programs, as text. Every decision is read from a tape of numbers, 0 being the simplest and what follows the
 * end of the tape, so that a shorter tape of smaller numbers is a simpler program: that is how a counterexample is made
 * small.
 */
import type { Setting } from "../interpreter/steps";
import { Macros } from "./macros";
import { COLORS, EXTREMES, type Fn, INTEGERS, type Kind, type Place, RANGES, type Variable } from "./vocabulary";

export interface RandomProgram {
	readonly text: string;
	/** What its scenario runs under. */
	readonly setting: Setting;
}

class Generator extends Macros {
	program(): RandomProgram {
		const patched = this.chance(3);
		const slow = this.chance(3);
		this.allocates = this.chance(3);
		this.starts = this.chance(3);
		this.hasStacks = this.chance(3);
		this.picks = this.chance(3);
		this.joins = this.chance(3);
		this.configured = this.chance(3);
		this.pointsInto = this.chance(3);
		this.refersToAny = this.chance(3);
		this.carries = this.chance(4);
		this.copies = this.chance(3);
		this.setsPointers = this.chance(4);
		const isSet = this.configured && this.chance(2);
		// What a daemon still knows of is not lost, which is tried elsewhere.
		const leaks = this.allocates && !this.starts && this.chance(2);
		const functions: Fn[] = [];
		const texts: string[] = [];
		const calling = this.pick(3) > 0;
		const callbacks = calling ? [this.callback(), this.callback()] : [];
		for (const { fn, text } of callbacks) {
			functions.push(fn);
			texts.push(text);
		}
		if (this.chance(3)) texts.push(this.guardClass());
		for (let count = this.chance(3) ? 1 + this.pick(2) : 0; count > 0; count--) texts.push(this.macro(functions));
		for (let count = this.pick(4); count > 0; count--) {
			const { fn, text } = this.fn(functions);
			texts.push(this.configured && this.chance(2) ? this.twice(fn, text, functions) : text);
			functions.push(fn);
			if (this.macros.length > 0 && this.chance(3)) texts.push(this.macro(functions));
		}
		const shared: Variable[] = [];
		const node: Variable = { name: this.name("x"), kind: "ref", assignable: true };
		if (calling) shared.push(node);
		const through = calling ? [this.throughReference(shared, functions), this.throughReference(shared, functions)] : [];
		const members: string[] = [patched ? "kernel v2;" : this.pick(2) === 0 ? "kernel v1;" : "kernel v2 - fix;"];
		if (slow) members.push("option mode = slow;");
		if (this.configured) members.push(`option CONFIG_X = ${isSet ? "y" : "n"};`);
		if (leaks) members.push("option memory_leak = report;");
		if (calling) members.push(`node ${node.name} = new node { v: 1 };`);
		for (let count = 1 + this.pick(4); count > 0; count--) members.push(this.sharedVariable(shared));
		if (this.refersToAny) members.push(this.anything(shared));
		if (this.starts) {
			members.push("struct job j1, j2;");
			shared.push({ name: "held", kind: "int", assignable: true });
			shared.push({ name: "j1.queued", kind: "bool", assignable: true }, { name: "j1.n", kind: "int", assignable: true });
			shared.push({ name: "j2.queued", kind: "bool", assignable: true });
		}
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
		const lanes: { readonly flavor: string; readonly name: string; readonly body: string }[] = [];
		for (let count = 1 + this.pick(3); count > 0; count--) {
			const name = this.name("t");
			const many = this.chance(6);
			const flavor = leaks ? "task" : this.of(["task", "task", "task", "daemon task", "device"]);
			const itself: Variable = { name, kind: "task", assignable: false, ...(many && { size: 2 }) };
			const inside = { ...place, variables: [...shared, ...tasks, ...(this.joins && many ? [itself] : [])] };
			const body = `${through.pop() ?? ""} ${this.body(inside, 1 + this.pick(4), 2)}`;
			const looped = flavor === "daemon task" && this.chance(2) ? `while (true) { ${body} }` : body;
			lanes.push({ flavor, name: `${name}${many ? "[2]" : ""}`, body: looped });
			if (!many || this.joins) tasks.push(itself);
		}
		const beforeTasks = members.length;
		for (let count = this.pick(3); count > 0; count--) {
			const reading: Place = { ...place, variables: [...shared, ...tasks], pure: true, inTask: false };
			members.push(`property ${this.name("p")}${this.chance(3) ? " at end" : ""} = ${this.condition(reading, 3)};`);
		}
		this.turn();
		const contexts = this.chance(2) && !leaks;
		const around = contexts ? lanes.map((lane) => this.inContext(lane)) : lanes;
		const called = this.starts ? [this.jobFunction(place)] : [];
		const jobs = called.length > 0 ? this.of(["", " = work"]) : "";
		const started = this.starts ? [this.startedTask(place, contexts)] : [];
		members.splice(beforeTasks, 0, ...around.map(({ flavor, name, body }) => `${flavor} ${name} { ${body} }`));
		const text = [
			'patch fix { title: "a fix"; }',
			"option mode = fast | slow;",
			"option memory_leak = ignore | report;",
			"kernel v1;",
			"kernel v2 = v1 + fix;",
			...(this.configured ? ["option CONFIG_X = n | y;"] : []),
			`enum color { RED, GREEN${this.pointsInto ? " = 2" : ""}, BLUE }`,
			"const LIMIT = 2;",
			"struct leaf { int 0..3 w; }",
			...(this.refersToAny
				? ["struct whole { struct leaf first; int 0..2 z; }", "typedef struct node node_t;", "typedef struct node *node_p;"]
				: []),
			`struct node { void (*run)(struct node *)${calling ? ` = ${callbacks[0].fn.name}` : ""}; int 0..3 v; bool b; node next; int 0..2 a[2]; color c; task owner; unsigned int u${this.pointsInto ? ":2" : ""}; struct leaf own, more[2];${this.refersToAny ? " void *any;" : ""} };`,
			...(this.configured ? ["#ifdef CONFIG_X", "const DEPTH = 1;", "#else", "const DEPTH = 2;", "#endif"] : ["const DEPTH = 0;"]),
			...(calling ? ["static void apply(void (*a)(struct node *), struct node *b) { a(b); }"] : []),
			"extend task { int 0..2 at; }",
			...(contexts ? [this.contexts()] : []),
			...(this.starts ? [`struct job { bool queued; int 0..2 n; void (*func)(struct job *)${jobs}; }`, "int 0..2 held;"] : []),
			'property told() "told";',
			...texts,
			...called,
			...started,
			`scenario s {\n\t${members.join("\n\t")}\n}`,
		].join("\n");
		return {
			text,
			setting: {
				patches: new Set(patched ? ["fix"] : []),
				options: new Map([
					["mode", slow ? "slow" : "fast"],
					["memory_leak", leaks ? "report" : "ignore"],
					["CONFIG_X", isSet ? "y" : "n"],
				]),
			},
		};
	}

	/** A function, and another one that is called where an option says so. */
	private twice(fn: Fn, text: string, functions: readonly Fn[]): string {
		const place: Place = {
			variables: fn.parameters,
			functions,
			pure: fn.pure,
			inTask: true,
			inLoop: false,
			inAtomic: false,
			returns: fn.returns ?? "nothing",
		};
		const end = fn.returns === undefined ? "" : `return ${this.expression(place, fn.returns, 1)};`;
		const other = `${text.slice(0, text.indexOf("{"))}{ ${this.body(place, fn.pure ? 0 : this.pick(2), 1)} ${end} }`;
		const head = this.of(["#ifdef CONFIG_X", "#ifndef CONFIG_X", "#if IS_ENABLED(CONFIG_X) || IS_ENABLED(CONFIG_Y)"]);
		return `${head}\n${text}\n#else\n${other}\n#endif`;
	}

	/** What a job may have its task call. */
	private jobFunction(place: Place): string {
		const variables: Variable[] = [
			{ name: "a->queued", kind: "bool", assignable: true },
			{ name: "a->n", kind: "int", assignable: true },
			{ name: "held", kind: "int", assignable: true },
		];
		return `static void work(struct job *a) { ${this.body({ ...place, variables, returns: "nothing" }, 1 + this.pick(2), 1)} }`;
	}

	/** A task of the file that a job starts, which may start another one. */
	private startedTask(place: Place, contexts: boolean): string {
		const own: Variable[] = [
			{ name: "job.queued", kind: "bool", assignable: true },
			{ name: "job.n", kind: "int", assignable: true },
			{ name: "held", kind: "int", assignable: true },
		];
		const inside = { ...place, variables: own };
		const kind = contexts ? this.of(["task", "irq"]) : this.of(["task", "task", "daemon task"]);
		const on = contexts ? this.of(["", " on c0"]) : "";
		const first = this.of([
			"atomic { job.queued = false; } ",
			"atomic { wait (job.n < 2); job.queued = false; } ",
			"job.queued = false; ",
			"",
		]);
		const condition = this.of(["job.queued", "job.queued && job.n < 2", "job.n == 1", "job.queued && held == 0"]);
		const waits = this.of(["", "", "wait (job.n > 0); ", "while (job.n == 0) {} "]);
		return `${kind} worker for (job in job: ${condition})${on} { ${first}${waits}${this.of(["", "if (job.func) job.func(job); "])}${this.body(inside, this.pick(3), 1)} }`;
	}

	/** The same on a processor, perhaps as a handler. */
	private inContext<L extends { readonly flavor: string; readonly name: string; readonly body: string }>(lane: L): L {
		const flavor = this.of([lane.flavor, lane.flavor, "irq", "once irq", "softirq", "once nmi", "nmi"]);
		const on = this.of([" on c0", " on c0", " on c1", ""]);
		const leaves = this.chance(3) ? `if (self.at == ${this.pick(2)}) return; ` : "";
		return { ...lane, flavor, name: `${lane.name}${on}`, body: `${leaves}${lane.body}` };
	}

	/** Processors, a kind of handler, and who may run. */
	private contexts(): string {
		const comes = this.of([
			"wait (forall o in task: !self.cpu || o.cpu != self.cpu || !o.irq); self.irq = true;",
			"self.irq = true;",
			"c1.n = 1;",
		]);
		const leaves = this.of(["atomic { self.irq = false; }", "self.irq = false; c0.n = 0;", "if (self.at == 0) self.irq = false;"]);
		const guard = this.of([
			"!self.cpu || (forall o in task: o == self || o.cpu != self.cpu || self.irq || !o.irq)",
			"!self.cpu || !others(self.cpu)",
			"self.irq || c0.n != 1 || self.at < 1",
			"self.index == 0 || !others(self.cpu)",
			"true",
		]);
		return [
			"struct cpu { int 0..1 n; }",
			"cpu c0;",
			"cpu c1;",
			"extend task { cpu cpu; bool irq; int 0..1 index; }",
			"fn bool others(cpu c) { return exists o in task: o != self && o.cpu == c && o.irq && !self.irq; }",
			`fn come() { ${comes} }`,
			`fn leave() { ${leaves} }`,
			"handler irq { enter: come(); exit: leave(); }",
			`handler softirq { enter: ${this.of(["come()", "rises()"])}; exit: leave(); }`,
			`handler nmi { ${this.of(["enter: rises(); exit: leave();", ""])} }`,
			"fn rises() { wait (forall o in task: o == self || !o.irq); self.irq = true; }",
			`guard may_run = ${guard};`,
		].join("\n");
	}

	private sharedVariable(shared: Variable[]): string {
		const kinds: Kind[] = ["int", "bool", "ref", "int", "color"];
		const kind = this.of(kinds);
		const name = this.name("x");
		if (kind === "ref") {
			const others = shared.filter((variable) => variable.kind === "ref");
			shared.push({ name, kind, assignable: true });
			switch (this.pick(11)) {
				case 6:
					shared[shared.length - 1] = { name, kind, size: 2, assignable: false };
					return `struct node ${name}[2];`;
				case 7:
					shared[shared.length - 1] = { name, kind, size: 2, assignable: true };
					return `node ${name}[2];`;
				case 8: {
					const chosen = this.name("q");
					const holds = this.of([`${chosen}.v == 1`, `${chosen} != ${others.length > 0 ? this.of(others).name : "null"}`, `${chosen}.b`]);
					return `node ${name} = choose(${chosen} in node${this.of(["", `: ${holds}`])});`;
				}
				case 9:
					shared[shared.length - 1] = { name, kind, assignable: false, object: true };
					return `struct node ${name} = ${this.braces(others)};`;
				case 10:
					shared[shared.length - 1] = { name, kind, size: 2, assignable: false };
					return `struct node ${name}[] = { ${this.braces(others)}, [1].v = ${this.initially()} };`;
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
		if (kind === "int" && this.chance(2)) {
			const size = 2 + this.pick(2);
			shared.push({ name, kind, size, assignable: true });
			const given = ["", "", ` = { ${this.initially()}, 1 }`, ` = { [0 ... ${size - 1}] = ${this.initially()}, [1] = 0 }`][this.pick(4)];
			return `int ${this.of(["0..3", "0..1", "-1..2"])} ${name}[${size}]${given};`;
		}
		if (kind === "bool" && this.pointsInto && this.chance(2)) {
			shared.push({ name, kind: "leaf", assignable: true });
			return `struct leaf lone${name}; struct leaf *${name}${this.of(["", ` = &lone${name}`])};`;
		}
		shared.push({ name, kind, assignable: true });
		if (kind === "bool") return `bool ${name}${this.chance(3) ? ` = ${this.picks ? "choose(0..1)" : "true"}` : ""};`;
		if (kind === "color") return `color ${name}${this.chance(3) ? ` = ${this.of(COLORS)}` : ""};`;
		if (this.chance(6)) return `${this.of(INTEGERS)} ${name}${this.chance(3) ? " = 2" : ""};`;
		if (this.chance(10)) return `int -2147483648..2147483647 ${name} = ${this.of(EXTREMES)};`;
		const range = this.of(RANGES);
		const first = this.picks && this.chance(2) ? this.of(["choose(1..2)", "choose(i in 0..3: i % 2 == 1)"]) : "1";
		const initial = this.chance(3) ? ` = ${range === "1..3" && first === "1" ? 3 : first}` : "";
		return `${range === "" ? "int" : `int ${range}`} ${name}${initial};`;
	}

	/** What refers to anything, and what begins with a part. */
	private anything(shared: Variable[]): string {
		const [whole, any] = [this.name("x"), this.name("x")];
		const others = shared.filter(({ kind, size }) => kind === "ref" && size === undefined);
		const other = others.length > 0 ? this.of(others).name : "NULL";
		const first = this.of(["", ` = ${other}`, ` = &${whole}`, ` = &${whole}.first`]);
		shared.push({ name: whole, kind: "whole", assignable: false, object: true }, { name: any, kind: "any", assignable: true });
		return `struct whole ${whole}; void *${any}${first};`;
	}

	/** A number that something has at first. */
	private initially(): string {
		return this.picks && this.chance(2) ? "choose(0..1)" : this.of(["1", "0"]);
	}

	/** What a node has at first. */
	private braces(others: readonly Variable[]): string {
		const other = others.filter(({ size }) => size === undefined);
		const next = other.length > 0 ? this.of(other).name : "NULL";
		const parts = [
			[`NULL, ${this.initially()}, true`, `.v = ${this.initially()}, true`, ""],
			[`.next = ${next}`, ".b = true, NULL", ""],
			[`.a = { ${this.initially()}, 2 }`, `.a[0 ... 1] = ${this.initially()}`, ".a[1] = 2", ""],
			[`.own = { ${this.initially()} }`, ".own.w = 1", ""],
			[`.more = { { 1 }, { .w = ${this.initially()} } }`, ".more[1].w = 2", ".more = { [1] = { 1 } }", ""],
		].flatMap((ways) => this.of(ways) || []);
		return `{ ${parts.join(", ")} }`;
	}

	/** A function to which a field of a node can refer. */
	private callback(): { fn: Fn; text: string } {
		const [name, node] = [this.name("f"), this.name("a")];
		const parameters: Variable[] = [{ name: node, kind: "ref", assignable: true }];
		const place: Place = {
			variables: parameters,
			functions: [],
			pure: false,
			inTask: true,
			inLoop: false,
			inAtomic: false,
			returns: "nothing",
		};
		const text = `static void ${name}(struct node *${node}) { ${this.body(place, 1 + this.pick(2), 0)} }`;
		return { fn: { name, returns: undefined, parameters, pure: false, callback: true }, text };
	}

	private fn(functions: readonly Fn[]): { fn: Fn; text: string } {
		const name = this.name("f");
		const pure = this.chance(3);
		const parameters: Variable[] = [];
		const texts: string[] = [];
		for (let count = this.pick(4); count > 0; count--) {
			const parameter = this.name("a");
			switch (this.pick(this.refersToAny ? 6 : 5)) {
				case 5:
					parameters.push({ name: parameter, kind: "any", assignable: false });
					texts.push(`void *${parameter}`);
					break;
				case 4:
					parameters.push({ name: parameter, kind: "bool", assignable: true });
					texts.push(`bool ${parameter}`);
					break;
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
}

/** The program that a tape of numbers from 0 to 255 tells. */
export function programFrom(tape: readonly number[]): RandomProgram {
	return new Generator(tape).program();
}
