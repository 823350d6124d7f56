/** The objects and shared variables of a scenario, as they are before the first step. */
import { GREATEST } from "../base/arithmetic";
import { sentence } from "../base/l10n";
import { parseDocumentation } from "../semantics/documentation";
import type { Part } from "../semantics/initialisers";
import type { Program, Scenario } from "../semantics/program";
import type { FieldSymbol, FileAnalysisKey, StructSymbol, TaskSymbol, VariableSymbol } from "../semantics/symbols";
import { DEFAULT_HIGH, DEFAULT_LOW, type Type, typeText } from "../semantics/types";
import type { ChooseExpression, PickExpression } from "../syntax/tree";
import type { Interval } from "../system/interval";
import type { ValueType } from "../system/system-text";
import { defaultValue } from "./default-value";
import { namesOfMembers, rangeOfEnum } from "./enum-values";
import { makesErrors } from "./error-references";
import { FunctionValues } from "./function-values";
import { type HeapObject, rootOf, type Slot, type Storage, slotsOf } from "./heap-objects";
import { life, lifeOnStack } from "./lives";
import type { Pool } from "./provisions";

/** A variable whose initial value is left to chance, and by what. */
export interface Chance {
	readonly slot: Slot;
	readonly value: ChooseExpression | PickExpression;
	readonly file: FileAnalysisKey;
}

/** What gives variables the initial values that are left to chance, before everything else. */
export interface Chances {
	readonly all: Chance[];
	/** Whether that has been done. */
	readonly drawn: Slot;
	/** Stands for the lane that does it, which is no object of `task`. */
	readonly self: HeapObject;
}

/** A lane of a scenario. */
export interface HeapLane {
	readonly task: TaskSymbol;
	readonly self: HeapObject;
	/** The object that it is for, of one that a file declares. */
	readonly object?: HeapObject;
}

/** The objects of a pool. */
export interface FilledPool extends Pool {
	readonly objects: readonly HeapObject[];
}

/** Marks of structs are above those of variables. */
const MOST_STRUCTS = 1 << 20;

export class Heap {
	/** By the object of the lane's task. */
	readonly pools = new Map<HeapObject, readonly FilledPool[]>();
	readonly objects: HeapObject[] = [];
	readonly slots: Slot[] = [];
	readonly variables = new Map<VariableSymbol, Storage>();
	/** The objects of each task, one for each instance. */
	readonly tasks = new Map<TaskSymbol, HeapObject[]>();
	/** All lanes in their order: those of the scenario, and then those that files declare. */
	readonly lanes: HeapLane[] = [];
	private readonly marks = new Map<StructSymbol, number>();
	private readonly looked = new Map<StructSymbol, number>();
	private readonly byStruct = new Map<StructSymbol, HeapObject[]>();
	/** The places at which objects of a struct are made, by their numbers. */
	private readonly sites = new Map<StructSymbol, Map<object, number>>();
	private readonly recycled = new Map<StructSymbol, number>();
	private readonly marksOfPointed = new Map<StructSymbol, number>();
	/** The structs of the objects to which something refers as `void *` at first. */
	readonly pointed = new Set<StructSymbol>();
	/** Absent where the set-up leaves nothing to chance. */
	chances: Chances | undefined;
	/** Whether any object may have the address of another one. */
	hasAddresses = false;
	/** Whether any object is on a stack. */
	hasStacks = false;
	private knownFunctions: FunctionValues | undefined;
	private makesErrors: boolean | undefined;

	constructor(
		readonly program: Program,
		readonly scenario: Scenario,
	) {}

	/** The functions to which references can refer. Where there are none, nothing is looked for. */
	get functions(): FunctionValues {
		this.knownFunctions ??= new FunctionValues(this.program, this.scenario);
		return this.knownFunctions;
	}

	/** The structs of which there are objects. */
	get structs(): readonly StructSymbol[] {
		return [...this.byStruct.keys()];
	}

	/** All objects of a struct, in the order of creation: the one with number n is at n - 1. */
	objectsOf(struct: StructSymbol): readonly HeapObject[] {
		return this.byStruct.get(struct) ?? [];
	}

	/**
	 * Adds an object that `maker` has made, a `new` in the text or the declaration of a variable, perhaps as a part of
	 * another.
	 */
	addObject(struct: StructSymbol, maker: object, root?: HeapObject): HeapObject {
		const siblings = this.byStruct.get(struct) ?? [];
		const sites = this.sites.get(struct) ?? new Map<object, number>();
		this.sites.set(struct, sites);
		const site = sites.get(maker) ?? sites.size + 1;
		sites.set(maker, site);
		const object: HeapObject = {
			index: this.objects.length,
			number: siblings.length + 1,
			struct,
			site,
			fields: new Map(),
			...(root && { root }),
		};
		siblings.push(object);
		this.byStruct.set(struct, siblings);
		this.objects.push(object);
		return object;
	}

	/** Adds what is no object: where one would be that had `part` at the end of some fields. Gives its number. */
	addAround([field, ...further]: readonly FieldSymbol[], part: HeapObject): number {
		const siblings = this.byStruct.get(field.struct) ?? [];
		const value = further.length === 0 ? part.number : this.addAround(further, part);
		const { length } = siblings;
		const object: HeapObject = {
			index: this.objects.length,
			number: length + 1,
			struct: field.struct,
			site: 0,
			fields: new Map(),
			around: part,
		};
		siblings.push(object);
		this.byStruct.set(field.struct, siblings);
		this.objects.push(object);
		const storage = this.addStorage(field, object);
		for (const slot of slotsOf(storage)) slot.value = value;
		object.fields.set(field, storage);
		return object.number;
	}

	/** Makes the slots of a field or variable, all at the default of their type. */
	addStorage(symbol: FieldSymbol | VariableSymbol, object?: HeapObject): Storage {
		const { type, name, counted, racy } = symbol;
		const shared = { object, marks: marksOf(symbol), counted, ...(racy && { racy }) };
		if (type.kind !== "array") return { kind: "single", slot: this.addSlot(type, name, shared) };
		const slots = Array.from({ length: type.size ?? 0 }, (_, index) => this.addSlot(type.element, `${name}[${index}]`, shared));
		return { kind: "array", slots };
	}

	/**
	 * The variable of a part of what some variables hold that are one or an array, from the outside in; what is between
	 * are objects that belong to the one around them.
	 */
	partOf<Variable extends { readonly type: Type; readonly value: number }>(
		variables: readonly Variable[],
		type: Type,
		path: readonly Part[],
	): Variable | Slot | undefined {
		const [first, ...rest] = path;
		const isElement = type.kind === "array" && typeof first === "number";
		const variable = isElement ? variables[first] : variables[0];
		const further = isElement ? rest : path;
		if (variable === undefined || further.length === 0) return variable;
		const object = variable.type.kind === "struct" ? this.objectsOf(variable.type.symbol)[variable.value - 1] : undefined;
		return object && this.partOfObject(object, further);
	}

	/** The same of a part of an object. */
	partOfObject(object: HeapObject, [field, ...rest]: readonly Part[]): Slot | undefined {
		const storage = typeof field === "number" ? undefined : object.fields.get(field);
		return storage && typeof field !== "number" ? this.partOf(slotsOf(storage), field.type, rest) : undefined;
	}

	/** The object that a field is at first, or that belongs to it by its default: that stays what it is. */
	partIn(slot: Slot, { written }: FieldSymbol): HeapObject | undefined {
		const { object, type, value } = slot;
		const part = type.kind === "struct" ? this.objectsOf(type.symbol)[value - 1] : undefined;
		if (part === undefined || object === undefined || written === "pointer") return undefined;
		return part.owner?.slot === slot && rootOf(part) === rootOf(object) ? part : undefined;
	}

	/** Makes an object one that may be freed. */
	addLife(object: HeapObject, value: number): void {
		const label = freeLabel("life", object);
		const symbol = object.onStack ? lifeOnStack : life;
		const slot = this.addSlot({ kind: "enum", symbol }, label, { object, marks: parseDocumentation(undefined), counted: false });
		slot.value = value;
		object.life = slot;
		if (object.onStack) return;
		const shared = { object, marks: parseDocumentation(undefined), counted: false };
		object.readers = this.addSlot({ kind: "int", low: 0, high: GREATEST, open: false }, freeLabel("readers", object), shared);
	}

	/** Leaves the initial value of a variable to chance. */
	leaveToChance(chance: Chance): void {
		this.chances ??= this.firstChance();
		this.chances.all.push(chance);
	}

	private firstChance(): Chances {
		const name = "set-up";
		const self = { index: this.objects.length, number: 0, struct: this.program.task, site: 0, fields: new Map(), name };
		this.objects.push(self);
		const drawn = this.addSlot({ kind: "bool" }, "initial values", { marks: parseDocumentation("@ghost"), counted: false });
		return { all: [], drawn, self };
	}

	/** Adds to a task what is noted of it where somebody asks for it. */
	addNotes(object: HeapObject): void {
		const marks = parseDocumentation("@ghost");
		object.region = this.addSlot({ kind: "int", low: 0, high: 15, open: false }, freeLabel("marked", object), {
			object,
			marks,
			counted: false,
		});
		object.ended = this.addSlot({ kind: "bool" }, freeLabel("done", object), {
			object,
			marks: parseDocumentation(undefined),
			counted: false,
		});
	}

	/** Lets an object have the address of another one. */
	addAddress(object: HeapObject): void {
		const type: Type = { kind: "struct", symbol: object.struct };
		const shared = { object, marks: parseDocumentation(undefined), counted: false };
		object.address = this.addSlot(type, freeLabel("address", object), shared);
		object.address.value = object.number;
		this.hasAddresses = true;
	}

	/**
	 * Stands among the slots that some step writes for all objects of a struct and of those that are part of them: that
	 * one of them may be freed.
	 */
	freedMark(struct: StructSymbol): number {
		return this.mark(struct, this.marks);
	}

	/** Stands there for all objects of a struct where something goes through those that live. */
	lookedMark(struct: StructSymbol): number {
		return this.mark(struct, this.looked);
	}

	/** Stands there where a reference to an object of a struct becomes a `void *`. */
	pointedMark(struct: StructSymbol): number {
		return this.mark(struct, this.marksOfPointed);
	}

	/** Stands there where the address of a variable is put into a pointer. */
	addressMark({ index }: Slot): number {
		return -1 - MOST_STRUCTS - index;
	}

	/** Stands there where an object of a struct is recycled. */
	recycledMark(struct: StructSymbol): number {
		return this.mark(struct, this.recycled);
	}

	private mark(struct: StructSymbol, marks: Map<StructSymbol, number>): number {
		const known = marks.get(struct);
		if (known !== undefined) return known;
		const mark = -1 - this.marks.size - this.looked.size - this.recycled.size - this.marksOfPointed.size;
		marks.set(struct, mark);
		return mark;
	}

	/** The structs of all objects that are freed with one of these. */
	structsWithin(objects: readonly HeapObject[]): ReadonlySet<StructSymbol> {
		const roots = new Set(objects);
		return new Set(this.objects.filter((object) => roots.has(rootOf(object))).map(({ struct }) => struct));
	}

	/** The objects of a struct that are freed with another one, in the order of creation. */
	partsOf(root: HeapObject, struct: StructSymbol): readonly HeapObject[] {
		return this.objectsOf(struct).filter((object) => object.root === root);
	}

	/** The fields and variables that hold the object that they refer to, of those that can refer to one of a struct. */
	countedSlots(struct: StructSymbol): readonly Slot[] {
		return this.slots.filter(({ counted, type }) => counted && type.kind === "struct" && type.symbol === struct);
	}

	private addSlot(type: Type, label: string, shared: Pick<Slot, "object" | "marks" | "counted" | "racy">): Slot {
		const slot: Slot = { index: this.slots.length, type, value: defaultValue(type), label, ...shared };
		this.slots.push(slot);
		return slot;
	}

	/**
	 * What an object is called: by its variable, or by the field that refers to it, unless a step may change that,
	 * which would then speak of another object or of none.
	 */
	nameOf(object: HeapObject, isChanged: (slot: Slot) => boolean): string {
		const { name, owner, lane, around } = object;
		if (around) return `what is around ${this.nameOf(around, isChanged)}`;
		if (name !== undefined) return name;
		if (lane) return `${lane.name}/${this.nameOf(lane.object, isChanged)}`;
		if (owner && !isChanged(owner.slot)) return `${this.nameOf(owner.object, isChanged)}.${owner.slot.label}`;
		return `${object.struct.name} ${object.number - 1}`;
	}

	/** What a reference is at least: below 0 it carries an error. */
	private get leastReference(): number {
		this.makesErrors ??= makesErrors(this.program, () => this.functions.called);
		return this.makesErrors ? DEFAULT_LOW : 0;
	}

	/** Values that a variable of this type can have; references only once all objects exist. */
	rangeOf(type: Type): Interval {
		switch (type.kind) {
			case "bool":
				return { low: 0, high: 1 };
			case "int":
				return type.open ? { low: DEFAULT_LOW, high: DEFAULT_HIGH } : { low: type.low, high: type.high };
			case "enum":
				return rangeOfEnum(type.symbol);
			case "struct":
				return { low: this.leastReference, high: this.objectsOf(type.symbol).length };
			case "any":
				return { low: this.leastReference, high: this.objects.length };
			case "size":
				return { low: 1, high: 1 };
			case "text":
				return { low: 0, high: 1 };
			case "function":
				return { low: 0, high: this.functions.ofType(type).length };
			default:
				return { low: 0, high: 0 };
		}
	}

	valueType(type: Type): ValueType {
		switch (type.kind) {
			case "bool":
				return { kind: "bool" };
			case "enum":
				return {
					kind: "enum",
					name: type.symbol.name,
					...namesOfMembers(type.symbol),
					...((type.symbol === life || type.symbol === lifeOnStack) && { isSaid: true }),
				};
			case "struct":
				return { kind: "reference", struct: type.symbol.name, objects: this.objectsOf(type.symbol).map((object) => object.index) };
			case "any":
				return { kind: "reference", struct: "void", objects: this.objects.map((object) => object.index) };
			case "text":
				return { kind: "enum", name: typeText(type), members: ["null", ...sentence`a text`], isSaid: true };
			case "function":
				return { kind: "enum", name: typeText(type), members: ["null", ...this.functions.ofType(type).map(({ name }) => name)] };
			default:
				return { kind: "int" };
		}
	}
}

/** What something of an object is called that is no field of it. */
function freeLabel(label: string, { fields }: HeapObject): string {
	return [...fields.keys()].some(({ name }) => name === label) ? `${label} (of the object)` : label;
}

const knownMarks = new WeakMap<FieldSymbol | VariableSymbol, Slot["marks"]>();

/** What the documentation of a field or variable says by tags. */
function marksOf(symbol: FieldSymbol | VariableSymbol): Slot["marks"] {
	const marks = knownMarks.get(symbol) ?? parseDocumentation(symbol.documentation);
	knownMarks.set(symbol, marks);
	return marks;
}
