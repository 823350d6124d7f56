/** Declarations: types, constants, functions, tasks, and the shared state before the first step. */
import type {
	ConstItem,
	Expression,
	FunctionItem,
	Parameter,
	PropertyItem,
	ScenarioItem,
	StructItem,
	SyntaxTree,
	TaskItem,
	TypeName,
	VariableItem,
} from "../../../src/syntax/tree";
import { children, type SyntaxNode } from "../../../src/syntax/walk";
import { asInC, type Storage, typeName, VOID } from "./bindings";
import { Initialisers } from "./initialisers";
import type { Environment, Lane, Setting } from "./steps";
import { defaultOf, fitsType, integerType, Unsupported, type VariableType } from "./values";

/** Runs that make more objects are not followed. */
const _MOST_MADE = 12;

export abstract class SetUp extends Initialisers {
	readonly lanes: readonly Lane[];
	readonly properties: readonly PropertyItem[];
	/** The functions whose names are values. */
	protected readonly referred: ReadonlySet<FunctionItem>;
	/** The names of what refers to functions. */
	protected readonly references = new Set<string>();
	/** The names of variables that are assigned to. */
	protected readonly assigned = new Set<string>();
	/** What is left to chance, in the order in which it is drawn. */
	protected readonly chances: { readonly cell: number; readonly value: Expression }[] = [];
	/** Variables of functions that all their calls share. */
	protected readonly statics = new Map<VariableItem, Storage>();

	constructor(
		tree: SyntaxTree,
		scenario: ScenarioItem,
		protected readonly setting: Setting,
	) {
		super();
		this.structs.set("task", []);
		for (const item of tree.items) {
			if (item.kind === "struct") this.declareStruct(item);
			else if (item.kind === "enum") {
				let next = 0;
				for (const { name, value } of item.members) {
					if (value) next = this.constant(value);
					this.globals.set(name.text, { kind: "constant", value: next++ });
				}
			} else if (item.kind === "function") this.functions.set(item.name.text, item);
			else if (item.kind === "handler") this.handlers.set(item.name.text, item);
			else if (item.kind === "guard") this.guards.push(item);
			else if (item.kind === "guardClass") this.guardClasses.set(item.name.text, item);
		}
		const members = scenario.members;
		for (const item of [...tree.items, ...members]) {
			if (item.kind === "const") this.declareConstant(item);
			if (item.kind === "function") this.functions.set(item.name.text, item);
		}
		const lanes: Lane[] = [];
		for (const variable of tree.items) if (variable.kind === "variable") this.declareShared(variable);
		for (const member of members) if (member.kind === "task") this.declareTask(member, lanes);
		for (const member of members) if (member.kind === "variable") this.declareShared(member);
		for (const item of tree.items) if (item.kind === "task") this.declareStarted(item, lanes);
		for (const item of [...tree.items, ...members]) this.declareStatics(item);
		if (this.chances.length > 0) lanes.push({ name: "set-up", kind: "task" });
		for (const { task, self, object } of this.bodies) {
			if (object !== undefined) continue;
			const storage = this.objects[self - 1].fields.get("cpu");
			if (task.on && storage) this.initialCells[storage.cell] = this.setUpValue(task.on, this.setUpEnvironment());
		}
		this.lanes = lanes;
		for (const item of [...tree.items, ...members]) this.noteReferences(item);
		this.referred = referredTo(this.functions, [
			...tree.items.filter(({ kind }) => kind !== "function" && kind !== "scenario"),
			...members,
		]);
		this.properties = [...tree.items, ...members].filter((item): item is PropertyItem => item.kind === "property");
	}

	protected declareStruct(item: StructItem): void {
		const fields = this.structs.get(item.name.text) ?? [];
		this.structs.set(item.name.text, [...fields, ...item.fields]);
	}

	protected declareConstant(item: ConstItem): void {
		this.globals.set(item.name.text, { kind: "constant", value: this.constant(item.value) });
	}

	protected declareTask(item: TaskItem, lanes: Lane[]): void {
		const count = item.count && this.constant(item.count);
		const numbers: number[] = [];
		for (let index = 0; index < (count ?? 1); index++) {
			const self = this.newObject("task", new Map(), this.setUpEnvironment());
			numbers.push(self);
			this.ended.set(self, this.initialCells.length);
			this.addCell({ bool: true }, 0);
			const which = this.objects[self - 1].fields.get("index");
			if (which) this.initialCells[which.cell] = index;
			const kind = item.daemon ? "daemon" : item.flavor;
			lanes.push({ name: count === undefined ? item.name.text : `${item.name.text}[${index}]`, kind });
			this.bodies.push({ task: item, self });
		}
		this.globals.set(item.name.text, count === undefined ? { kind: "constant", value: numbers[0] } : { kind: "tasks", objects: numbers });
	}

	/** The tasks that objects start, of those that variables of the scenario are. */
	private declareStarted({ name, each, ...item }: TaskItem, lanes: Lane[]): void {
		for (const [variable, binding] of this.globals) {
			const object = binding.kind === "shared" ? this.initialCells[binding.storage.cell] : 0;
			if (each === undefined || this.objects[object - 1]?.struct !== each.struct.text) continue;
			const self = this.newObject("task", new Map(), this.setUpEnvironment());
			lanes.push({ name: `${name.text}/${variable}`, kind: "daemon", begins: item.flavor === "task" && !item.daemon });
			this.bodies.push({ task: { name, each, ...item }, self, object });
		}
	}

	/** `family` are the cells of the same field, of all objects of a struct. */
	protected addStorage(variable: VariableItem, family: number[] = [], owner?: number): Storage {
		const bits = variable.bits && this.constant(variable.bits);
		const type: VariableType = bits ? { bool: false, low: 0, high: 2 ** bits - 1 } : this.typeIn(variable, false);
		const size = this.sizeOf(variable);
		const cell = this.initialCells.length;
		for (let index = 0; index < (size ?? 1); index++) {
			this.initialCells.push(defaultOf(type));
			this.cellTypes.push(type);
			family.push(cell + index);
			if (owner !== undefined) this.owners.set(cell + index, owner);
			this.siblings.push(family);
		}
		return { cell, size };
	}

	protected declareShared(variable: VariableItem): void {
		const storage = this.addStorage(variable);
		const struct = typeName(variable) ?? "";
		if (variable.value) this.giveFirst(variable, storage, variable.value, this.setUpEnvironment());
		else if (this.structs.has(struct) && (asInC(variable) === "object" || (storage.size === undefined && asInC(variable) !== "pointer")))
			this.makeObjects(storage, struct);
		this.globals = new Map([...this.globals, [variable.name.text, { kind: "shared", storage, object: this.isObject(variable) }]]);
	}

	/** Makes an object for a variable, or for each element of an array. */
	protected makeObjects({ cell, size = 1 }: Storage, struct: string): void {
		const { path } = this;
		for (let index = 0; index < size; index++) {
			this.path = `${path}[${index}]`;
			this.initialCells[cell + index] = this.newObject(struct, new Map(), this.setUpEnvironment());
		}
		this.path = path;
	}

	/** What a variable or field is declared to have at first. */
	private giveFirst(variable: VariableItem, storage: Storage, value: Expression, environment: Environment): void {
		const braces = this.bracesOf(value);
		if (braces === undefined) return this.initialise(storage.cell, value, environment);
		if (this.isObject(variable)) this.makeObjects(storage, typeName(variable) ?? "");
		for (const part of this.given(variable, braces)) this.initialise(this.cellOf(storage, part.path), part.value, environment);
	}

	/** A variable that a function has for all its calls. */
	private declareStatics(node: SyntaxNode): void {
		if ("kind" in node && node.kind === "local" && node.variable.static) {
			const storage = this.addStorage(node.variable);
			if (node.variable.value) this.giveFirst(node.variable, storage, node.variable.value, this.setUpEnvironment());
			this.statics.set(node.variable, storage);
		}
		for (const child of children(node)) this.declareStatics(child);
	}

	private noteReferences(node: SyntaxNode): void {
		if ("signature" in node && node.signature && "name" in node && node.name) this.references.add(node.name.text);
		if ("kind" in node && (node.kind === "assign" || node.kind === "assignment") && node.target.kind === "name")
			this.assigned.add(node.target.name.text);
		for (const child of children(node)) this.noteReferences(child);
	}

	/** One more cell, which nothing else has to do with. */
	protected addCell(type: VariableType, value: number): void {
		this.initialCells.push(value);
		this.cellTypes.push(type);
		this.siblings.push([]);
	}

	protected initialise(cell: number, value: Expression, environment: Environment): void {
		if (value.kind === "pick" || value.kind === "chooseValue") {
			this.chances.push({ cell, value });
			this.mutable.add(cell);
			return;
		}
		const type = this.cellTypes[cell];
		const found = this.setUpValue(value, environment);
		const kept = type.bool ? Number(found !== 0) : found;
		if (!fitsType(kept, type)) throw new Unsupported("the set-up leaves a range");
		this.initialCells[cell] = kept;
	}

	protected setUpValue(expression: Expression, environment: Environment): number {
		this.mode = "setup";
		this.cells = this.initialCells;
		let found = 0;
		const next = this.value(expression, environment, {
			key: "",
			go: (value) => {
				found = value;
				return { kind: "done" };
			},
		});
		if (next.kind !== "done") throw new Unsupported(`the set-up ends in ${next.kind}`);
		return found;
	}

	protected newObject(struct: string, given: ReadonlyMap<string, Expression>, environment: Environment): number {
		const fields = new Map<string, Storage>();
		const number = this.objects.length + 1;
		const around = this.whole;
		const path = around === undefined ? "" : this.path;
		this.objects.push({ struct, fields, whole: around ?? number, path });
		const declared = this.structs.get(struct) ?? [];
		for (const field of declared) {
			const family = this.families.get(field) ?? [];
			this.families.set(field, family);
			fields.set(field.name.text, this.addStorage(field, family, number));
		}
		for (const field of declared) {
			const value = given.get(field.name.text) ?? field.value;
			const storage = fields.get(field.name.text) as Storage;
			this.whole = given.has(field.name.text) ? around : (around ?? number);
			this.path = `${path}.${field.name.text}`;
			if (value) this.giveFirst(field, storage, value, environment);
			else if (asInC(field) === "object") this.makeObjects(storage, typeName(field) ?? "");
			if (asInC(field) === "object") for (let index = 0; index < (storage.size ?? 1); index++) this.parts.add(storage.cell + index);
		}
		this.whole = around;
		this.path = path;
		return number;
	}

	/** The number of what the objects that are being made are part of, and where in it they are. */
	private whole: number | undefined;
	private path = "";

	/** Gives an object a cell that says whether it lives. */
	protected addLife(number: number, value: number): void {
		this.objects[number - 1].life = this.initialCells.length;
		this.addCell({ bool: false }, value);
		this.objects[number - 1].address = this.initialCells.length;
		this.addCell({ bool: false }, number);
	}

	protected readonly constants = new Map<Expression, number>();

	protected constant(expression: Expression): number {
		const known = this.constants.get(expression);
		if (known !== undefined) return known;
		const { mode, cells } = this;
		const value = this.setUpValue(expression, this.setUpEnvironment());
		this.mode = mode;
		this.cells = cells;
		this.constants.set(expression, value);
		return value;
	}

	/** The type of what is declared, which may refer to functions. */
	protected typeIn({ type, signature }: VariableItem | Parameter, open: boolean): VariableType {
		return signature ? { bool: false } : this.typeOf(type, open);
	}

	/** `open` is how the caller sees the bare `int` of a parameter or a result: any number. */
	protected typeOf(type: TypeName, open: boolean): VariableType {
		if (type.kind === "boolType") return { bool: true };
		const named = type.kind === "sameType" ? type.as : type;
		const words =
			named.kind === "intType" ? named.words : "name" in named ? [named.name.text] : "called" in named ? [named.called] : undefined;
		const integer = words && integerType(words, open);
		if (integer) return integer;
		if (type.kind === "namedType" || (type.kind === "sameType" && type.as.kind === "namedType")) {
			const struct = type.kind === "namedType" ? type.name.text : "called" in type.as ? type.as.called : "";
			return { bool: false, ...((this.structs.has(struct) || struct === VOID) && { struct }) };
		}
		if (type.kind === "sameType") return this.typeOf({ ...type, kind: type.as.kind === "boolType" ? "boolType" : "intType" }, open);
		if (type.kind === "structType" || type.kind === "typeofType") return { bool: false };
		if (type.range === undefined) return open ? { bool: false } : { bool: false, low: -1024, high: 1023 };
		return { bool: false, low: this.constant(type.range.low), high: this.constant(type.range.high) };
	}
}

/** The functions whose names are values in some items, and in the functions that are called and named there. */
function referredTo(functions: ReadonlyMap<string, FunctionItem>, items: readonly SyntaxNode[]): ReadonlySet<FunctionItem> {
	const values = new Set<FunctionItem>();
	const reached = new Set<FunctionItem>();
	const visit = (node: SyntaxNode): void => {
		const name = "kind" in node && (node.kind === "name" || node.kind === "call") ? node.name.text : "";
		const fn = functions.get(name);
		if (fn && "kind" in node && node.kind === "name") values.add(fn);
		if (fn && !reached.has(fn)) {
			reached.add(fn);
			visit(fn.body);
		}
		for (const child of children(node)) visit(child);
	};
	for (const item of items) if (!("kind" in item && item.kind === "function")) visit(item);
	return values;
}
