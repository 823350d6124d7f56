/** Statements, and locals. */
import { Expressions } from "./expressions";
import { type Fn, INTEGERS, type Kind, type Macro, type Place, RANGES, type Variable, WIDE } from "./vocabulary";

export abstract class Statements extends Expressions {
	protected body(place: Place, count: number, depth: number): string {
		let { variables } = place;
		const statements: string[] = [];
		for (; count > 0; count--) {
			const { text, declared } = this.statement({ ...place, variables }, depth);
			if (declared) variables = [...variables, declared];
			statements.push(text);
		}
		return statements.join(" ");
	}

	protected statement(place: Place, depth: number): { text: string; declared?: Variable } {
		if (place.pure) return this.local(place);
		if (this.allocates && this.chance(5)) return { text: `${this.of(["free", "free", "recycle"])}(${this.reference(place, 1)});` };
		if (this.refersToAny && this.allocates && this.chance(12)) {
			const anything = this.readable(place, "any");
			if (anything.length > 0) return { text: `free(${this.of(anything)});` };
		}
		if (this.copies && this.chance(5)) return { text: this.copied(place) };
		if (this.setsPointers && this.chance(4)) return this.setPointer(place);
		if (this.guards.length > 0 && depth > 0 && this.chance(3)) return { text: this.guarded(place, depth) };
		const macros = this.macros.filter(({ stands }) => stands !== "number" && (stands !== "head" || depth > 0));
		if (macros.length > 0 && this.chance(4)) return this.macroStatement(place, this.of(macros), depth);
		if (this.hasStacks && depth > 0 && this.chance(3)) return { text: this.onStack(place, depth) };
		if (this.configured && !this.oneLine && depth > 0 && this.chance(5)) return { text: this.conditional(place, depth) };
		if (this.joins && this.chance(8) && !place.inAtomic) return { text: this.keepsOwner(place) };
		const simple = depth === 0 ? 8 : 22;
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
				if (place.labels && place.labels.length > 0 && this.chance(2))
					return { text: `if (${this.condition(place, 1)}) goto ${this.of(place.labels)};` };
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
			case 19:
				return { text: this.switchStatement(place, depth) };
			case 20:
				return { text: this.labelled(place, depth) };
			case 17:
			case 18:
				return { text: `choose { ${this.body(place, 1, depth - 1)} } or { ${this.body(place, this.pick(2), depth - 1)} }` };
			default:
				return { text: `{ ${this.body(place, 2, depth - 1)} }` };
		}
	}

	/** Statements that depend on an option. */
	private conditional(place: Place, depth: number): string {
		const head = this.of(["#ifdef CONFIG_X", "#ifndef CONFIG_X", "#if IS_ENABLED(CONFIG_X) && !IS_ENABLED(CONFIG_Y)", "#if 0"]);
		const otherwise = this.chance(2) ? `#else\n${this.body(place, 1, depth - 1)}\n` : "";
		return `\n${head}\n${this.body(place, 1 + this.pick(2), depth - 1)}\n${otherwise}#endif\n`;
	}

	/** Keeps whose something is, who may be asked for by that. */
	private keepsOwner(place: Place): string {
		const nodes = place.variables.filter(({ kind, size }) => kind === "ref" && size === undefined);
		return nodes.length > 0 && place.inTask ? `${this.of(nodes).name}.owner = ${this.of(["self", "null"])};` : this.assignment(place);
	}

	/** What is given back where a block is left. */
	protected guarded(place: Place, depth: number): string {
		const { name, unlock } = this.of(this.guards);
		if (unlock === undefined) {
			const body = this.body({ ...place, inLoop: true }, 1 + this.pick(2), depth - 1);
			return this.chance(2)
				? `scoped_guard(${name}) { ${body} }`
				: `{ guard(${name})(); ${this.body(place, 1 + this.pick(2), depth - 1)} }`;
		}
		const guarded = this.reference(place, 1);
		switch (this.pick(4)) {
			case 0:
				return `scoped_guard(${name}, ${guarded}) { ${this.body({ ...place, inLoop: true }, 1 + this.pick(2), depth - 1)} }`;
			case 1: {
				const local: Variable = { name: this.name("l"), kind: "ref", assignable: true };
				const inside = { ...place, variables: [...place.variables, local] };
				return `{ struct node *${local.name} __free(${unlock}) = ${guarded}; ${this.body(inside, 1 + this.pick(2), depth - 1)} }`;
			}
			default:
				return `{ guard(${name})(${guarded}); ${this.body(place, 1 + this.pick(2), depth - 1)} }`;
		}
	}

	/** Copies an object to another one. */
	private copied(place: Place): string {
		const objects = place.variables
			.filter(({ kind, size, object }) => kind === "ref" && size === undefined && object)
			.map(({ name }) => name);
		const nodes = this.readable(place, "ref");
		const one = (): string => (objects.length > 0 && this.chance(2) ? this.of(objects) : nodes.length > 0 ? `*${this.of(nodes)}` : "");
		const [to, from] = [one(), this.chance(4) ? `${this.condition(place, 0)} ? ${one()} : ${one()}` : one()];
		if (to === "" || from === "") return this.assignment(place);
		if (this.chance(5))
			return `${to} = (struct node){ ${this.of(["", `.v = ${this.shallow(place)}`, ".b = true, NULL", ".own = { 1 }, .a[1] = 1", `.more[1].w = ${this.number(place, 1)}`])} };`;
		const [some, other] = nodes.length > 0 ? [this.of(nodes), this.of(nodes)] : ["", ""];
		return some !== "" && this.chance(4) ? `${some}->own = ${other}->${this.of(["own", "more[1]"])};` : `${to} = ${from};`;
	}

	/** A pointer to where a reference is, which is set again, and what is done by it. */
	private setPointer(place: Place): { text: string; declared?: Variable } {
		const [pointer] = place.variables.filter(({ kind }) => kind === "place").slice(-1);
		const shared = place.variables.filter(
			({ name, kind, size, assignable }) => kind === "ref" && size === undefined && assignable && name.startsWith("x"),
		);
		const nodes = place.variables.filter(({ kind, size, pointer: is }) => kind === "ref" && size === undefined && !is);
		const places = [
			...shared.map(({ name }) => `&${name}`),
			...(nodes.length > 0 ? [`&${this.of(nodes).name}->next`, `&${this.of(nodes).name}->next`] : []),
		];
		const to = places.length > 0 ? this.of(places) : "";
		if (pointer === undefined || this.chance(5)) {
			const name = this.name("l");
			return {
				text: `struct node **${name}${to === "" || this.chance(5) ? "" : ` = ${to}`};`,
				declared: { name, kind: "place", assignable: false },
			};
		}
		const { name } = pointer;
		const others = place.variables.filter((one) => one.kind === "place" && one !== pointer).map((one) => one.name);
		return {
			text: this.of([
				...(to === "" ? [] : [`${name} = ${to};`]),
				`${name} = &(*${name})->next;`,
				`if (*${name}) ${name} = &(*${name})->next;`,
				`*${name} = ${this.reference(place, 1)};`,
				`if (*${name}) *${name} = (*${name})->next;`,
				`(*${name})->v = ${this.shallow(place)};`,
				...others.map((other) => `${name} = ${other};`),
			]),
		};
	}

	private macroStatement(place: Place, macro: Macro, depth: number): { text: string; declared?: Variable } {
		const declared: Variable = { name: this.name("l"), kind: "int", assignable: true };
		const use = this.usedMacro(place, macro, 1, declared.name);
		if (macro.stands === "declaration") return { text: `${use};`, declared };
		if (macro.stands === "statement") return { text: `${use};` };
		const inside = { ...place, inLoop: true, variables: [...place.variables, declared] };
		return { text: `${use} { ${this.body(inside, 1 + this.pick(2), depth - 1)} }` };
	}

	protected override inBraces(place: Place, depth: number): string {
		const { text, declared } = this.statement({ ...place, inLoop: false, labels: [], returns: undefined }, depth - 1);
		const variables = declared ? [...place.variables, declared] : place.variables;
		return `({ ${text} ${this.number({ ...place, variables }, depth - 1)}; })`;
	}

	/** A block with an object on its stack, whose address may be known when it is left. */
	protected onStack(place: Place, depth: number): string {
		const name = this.name("l");
		const object: Variable = { name, kind: "ref", assignable: false, object: true };
		const to = this.targets(place, "ref");
		const given = to.length === 0 ? "" : this.of(to);
		const keeps = given === "" ? "" : `${given} = ${this.of([`&${name}`, name])};`;
		const inner = this.body({ ...place, variables: [...place.variables, object] }, 1 + this.pick(2), depth - 1);
		const uses = given === "" ? "" : this.of(["", `if (${given}) ${given}.v = 1;`, `assert(${given}->b);`]);
		return `{ struct node ${name}; ${keeps} ${inner} } ${uses}`;
	}

	/** Cases of numbers or colours, each of which may go on with the next one, and see what those before it declare. */
	protected switchStatement(place: Place, depth: number): string {
		const isColor = this.chance(4);
		let { variables } = place;
		const inner = (): Place => ({ ...place, variables });
		const marks = isColor
			? ["case RED:", "case GREEN ... BLUE:", "default:"]
			: ["case 0:", this.of(["case 1:", "case 1: case 2:", "case 1 ... 2:"]), "default:"];
		const sections = marks.slice(0, 1 + this.pick(marks.length)).map((mark) => {
			const { text, declared } = this.statement(inner(), depth - 1);
			if (declared) variables = [...variables, declared];
			return `${mark} ${text} ${this.of(["break;", "fallthrough;", ""])}`;
		});
		return `switch (${isColor ? this.color(place) : this.number(place, 1)}) { ${sections.join(" ")} }`;
	}

	/** A label between statements, to which those on either side may go. */
	protected labelled(place: Place, depth: number): string {
		const label = this.name("out");
		const labels = [...(place.labels ?? []), label];
		const goes = `if (${this.condition(place, 1)}) goto ${label};`;
		const first = this.statement({ ...place, labels }, depth - 1);
		const variables = first.declared ? [...place.variables, first.declared] : place.variables;
		const second = this.body({ ...place, variables, labels }, 1 + this.pick(2), depth - 1);
		const text = `${this.chance(2) ? "" : goes} ${first.text} ${label}: ${second} ${this.chance(3) ? goes : ""}`;
		return this.chance(2) ? text : `{ ${text} }`;
	}

	protected loop(place: Place, depth: number): string {
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

	protected forLoop(place: Place, depth: number): string {
		const name = this.name("i");
		const goes = this.pick(4);
		const refers = goes === 1 && !this.allocates && !this.hasStacks;
		const kind: Kind = refers ? "ref" : goes <= 2 && goes > 0 && !this.starts ? "task" : "int";
		const domain =
			kind === "ref" ? "node" : kind === "task" ? "task" : `0..${goes === 3 ? this.numberOperand(place) : this.of(["1", "2"])}`;
		const inner: Place = { ...place, inLoop: true, variables: [...place.variables, { name, kind, assignable: false }] };
		return `for (${name} in ${domain}) { ${this.body(inner, 1 + this.pick(2), depth - 1)} }`;
	}

	protected wait(place: Place): string {
		const reading = { ...place, pure: true };
		if (this.chance(6)) return `assume(${this.condition(reading, 2)});`;
		return `${this.chance(4) ? "served " : ""}wait (${this.condition(reading, 2)});`;
	}

	protected local(place: Place): { text: string; declared: Variable } {
		const name = this.name("l");
		if (this.hasStacks && !place.pure && this.chance(2)) {
			const given = this.chance(3) ? ` = { .v = ${this.number(place, 1)}, .own = { ${this.shallow(place)} }, .a[1] = 1 }` : "";
			return { text: `struct node ${name}${given};`, declared: { name, kind: "ref", assignable: false, object: true } };
		}
		if (this.pointsInto && !place.pure && this.chance(3)) return this.localPointer(place, name);
		if (this.copies && !place.pure && !place.inLoop && this.hasStacks && this.chance(3)) {
			const nodes = this.readable(place, "ref");
			if (nodes.length > 0)
				return { text: `struct node ${name} = *${this.of(nodes)};`, declared: { name, kind: "ref", assignable: false, object: true } };
		}
		if (this.refersToAny && !place.pure && this.chance(3)) {
			const kind = this.of(["any", "whole", "leaf"] as const);
			const type = { any: "void", whole: "struct whole", leaf: "struct leaf" }[kind];
			const anything = this.readable(place, "any");
			const given = kind !== "any" && anything.length > 0 && this.chance(2) ? this.of(anything) : this.expression(place, kind, 1);
			return { text: `${type} *${name}${this.chance(5) ? "" : ` = ${given}`};`, declared: { name, kind, assignable: true } };
		}
		const kind = this.of<Kind>(["int", "int", "bool", "ref"]);
		if (kind === "int" && this.chance(6)) {
			const given = ["", "", ` = { ${this.shallow(place)}, 1 }`, ` = { [1] = ${this.number(place, 1)} }`][this.pick(4)];
			return { text: `int 0..3 ${name}[2]${given};`, declared: { name, kind, size: 2, assignable: true } };
		}
		if (kind === "int" && place.returns !== undefined && !place.pure && !this.oneLine && this.chance(6))
			return { text: `static ${this.range()} ${name}${this.of(["", " = 1"])};`, declared: { name, kind, assignable: true } };
		const initial = this.chance(4) ? "" : ` = ${this.expression(place, kind, 2)}`;
		const type = kind === "ref" ? this.refType() : `${this.typeText(kind)} `;
		return { text: `${type}${name}${initial};`, declared: { name, kind, assignable: true } };
	}

	/** A local that is another variable, wherever that is. */
	private localPointer(place: Place, name: string): { text: string; declared: Variable } {
		const kind = this.of(["int", "ref", "leaf"] as const);
		const targets = this.targets(place, kind);
		if (kind === "leaf")
			return { text: `struct leaf *${name} = ${this.expression(place, kind, 1)};`, declared: { name, kind, assignable: true } };
		const target = targets.length > 0 ? this.of(targets) : undefined;
		if (kind === "ref" && target)
			return { text: `struct node **${name} = &${target};`, declared: { name: `(*${name})`, kind, assignable: true } };
		const to = kind === "int" && target ? target : "self.at";
		return {
			text: `int *${name} = ${to.startsWith("*") ? to.slice(1) : `&${to}`};`,
			declared: { name, kind: "int", assignable: true, pointer: true },
		};
	}

	protected range(): string {
		if (this.chance(5)) return this.of(INTEGERS);
		const range = this.chance(12) ? this.of(WIDE) : this.of(RANGES);
		return range === "" ? "int" : `int ${range}`;
	}

	protected typeText(kind: Kind): string {
		return kind === "int" ? this.range() : kind === "ref" ? "node" : kind;
	}

	/** What stands before the name of a local, a parameter or a function that refers to a node. */
	protected refType(): string {
		if (this.refersToAny && this.chance(3)) return this.of(["node_t *", "node_p "]);
		return this.of(["node ", "struct node *", "const struct node *"]);
	}

	protected assignment(place: Place): string {
		const { text, kind } = this.target(place);
		if (kind === "int") {
			switch (this.pick(7)) {
				case 5:
					return this.of([`(${text})++;`, `++${text};`, `--${text};`]);
				case 6: {
					const operator = this.of(["+=", "-=", "|=", "&=", "*=", "/=", "%=", "^=", "<<=", ">>="]);
					return `${text} ${operator} ${this.expression(place, "int", 1)};`;
				}
			}
		}
		const value = this.expression(place, kind, 2);
		if (this.chance(8)) return this.of([this.told(place), "smp_mb();", "smp_wmb();"]);
		if (this.chance(6)) return this.of([`WRITE_ONCE(${text}, ${value});`, `smp_store_release(&${text}, ${value});`]);
		return `${text} = ${value};`;
	}

	/** What is printed, of which what a pointer refers to is read. */
	private told(place: Place): string {
		const nodes = this.readable(place, "ref");
		return `pr_debug("%d", ${nodes.length > 0 ? this.of([this.shallow(place), `(*${this.of(nodes)}).v`]) : this.shallow(place)});`;
	}

	protected step(place: Place): string {
		const target = this.targets(place, "int");
		return target.length > 0 ? `(${this.of(target)})${this.of(["++", "--"])};` : this.assignment(place);
	}

	/** A call of what a field refers to, after which it may be another. */
	protected throughReference(variables: readonly Variable[], functions: readonly Fn[]): string {
		const nodes = variables.filter(({ kind, size }) => kind === "ref" && size === undefined);
		const callbacks = functions.filter(({ callback }) => callback);
		const [node, other, fn] = [this.of(nodes).name, this.of(nodes).name, this.of(callbacks).name];
		const given = this.of([`${node}->run = ${fn};`, `${node}.run = &${fn};`, `${node}.run = NULL;`, ""]);
		if (this.chance(3)) {
			const [local, another] = [this.name("l"), this.of(callbacks).name];
			return `${given} ${this.of([
				`apply(${this.of([fn, `${node}.run`])}, ${other});`,
				`{ void (*${local})(struct node *) = ${this.of([fn, `${node}->run`])}; ${local}(${other}); }`,
				`{ void (*${local})(struct node *); if (${other}) ${local} = ${fn}; else ${local} = &${another}; (*${local})(${other}); assert(${local} == ${fn}); }`,
			])}`;
		}
		return `${given} ${this.of([`${node}->run(${other});`, `if (${node}.run) ${node}.run(${other});`, `(*${node}->run)(null);`])}`;
	}

	protected callStatement(place: Place): string {
		const fns = place.functions;
		if (fns.length === 0) return this.assignment(place);
		return `${this.call(place, this.of(fns), 1)};`;
	}
}
