/**
 * Sets a scenario up: runs the initialisers of the model's and the user's variables, and the constructors that they
 * call, in the order of declaration, before any task.
 */
import { t } from "../base/l10n";
import { type AnchoredSpan, spanOf } from "../base/span";
import type { Configuration } from "../semantics/configuration";
import { cpuField, indexField } from "../semantics/handlers";
import { bracesOf, isPartGiven } from "../semantics/initialisers";
import { allFiles, fieldsOf, type Program, type Scenario } from "../semantics/program";
import type { FieldSymbol, FileAnalysisKey, StructSymbol, TaskSymbol, VariableSymbol } from "../semantics/symbols";
import type { Expression } from "../syntax/tree";
import { comparedParts, type PartPath } from "./compared-parts";
import { CompileFailure } from "./compile-failure";
import { containersBy } from "./containers";
import { defaultValue } from "./default-value";
import { Evaluator } from "./evaluator";
import { Heap } from "./heap";
import { type HeapObject, rootOf, type Slot, type Storage, slotsOf } from "./heap-objects";
import { UNUSED } from "./lives";
import type { Box } from "./lvalue-evaluator";
import type { LaneOfFile, Pool, Provisions } from "./provisions";
import type { Reads } from "./reads";

/** What a scenario needs in which no lane makes anything, and none begins that it does not say. */
export const NOTHING_NEEDED: Provisions = { pools: [], lanes: [] };

/** How many objects may be nested in the defaults of fields. */
const DEPTH_LIMIT = 200;

/**
 * The heap of a scenario before its first step, with the objects that its lanes make as they run. Throws
 * `CompileFailure` when the user's set-up fails.
 */
export function setUp(
	program: Program,
	scenario: Scenario,
	configuration: Configuration,
	reads: Reads,
	provisions: Provisions = NOTHING_NEEDED,
): Heap {
	const heap = new Heap(program, scenario);
	new SetUp(heap, configuration, reads).run(provisions);
	return heap;
}

class SetUp extends Evaluator {
	/** Whether the objects of a pool are being made. */
	private fills = false;
	/** How many objects are being made, each for a field of the one before. */
	private depth = 0;
	/** What the objects that are being made are part of: that whose defaults these are. */
	private whole: HeapObject | undefined;
	/** What that belongs to to which a field refers that is given a value: what is no part of the object around. */
	private outside: HeapObject | undefined;
	/** How many objects on stacks have a name. */
	private readonly onStack = new Map<string, number>();

	run({ pools, lanes }: Provisions): void {
		const { heap } = this;
		const { program, scenario } = heap;
		for (const file of allFiles(program)) for (const variable of file.variables) this.initialise(variable);
		for (const task of scenario.tasks) {
			const count = task.count ?? 1;
			const objects = Array.from({ length: count }, (_, index) => {
				const object = this.create(program.task, task, task.file);
				object.name = task.count === undefined ? task.name : `${task.name}[${index}]`;
				object.span = task.span;
				heap.addNotes(object);
				const which = indexField(program.task, program.extensions.get(program.task));
				for (const slot of which ? slotsOf(object.fields.get(which) as Storage) : []) {
					slot.value = index;
					this.checkRange(slot, task.span, task.file);
				}
				return object;
			});
			heap.tasks.set(task, objects);
			for (const self of objects) heap.lanes.push({ task, self });
		}
		for (const variable of scenario.variables) this.initialise(variable);
		for (const task of scenario.tasks) this.putOnCpu(task);
		const filled = pools.map((ofLane) => ofLane.map((pool) => ({ ...pool, objects: this.fill(pool) })));
		for (const lane of lanes) this.addLane(lane);
		for (const [lane, ofLane] of filled.entries()) {
			const self = heap.lanes[lane]?.self;
			if (!self) continue;
			heap.pools.set(self, ofLane);
			for (const { objects } of ofLane) for (const object of objects) this.nameOnStack(object, self);
		}
		for (const path of comparedParts(program)) this.addAround(path);
	}

	/** Makes what is no object around each that is part of none by some fields, so that its address can be compared. */
	private addAround(path: PartPath): void {
		const { heap } = this;
		const type = path[path.length - 1].type;
		if (type.kind !== "struct") return;
		const containers = containersBy(path, heap);
		for (const part of [...heap.objectsOf(type.symbol)]) if (!containers[part.number] && !part.around) heap.addAround(path, part);
	}

	/** Makes the task of a file that is for an object, if that is there. */
	private addLane({ task, object: number }: LaneOfFile): void {
		const { heap } = this;
		const object = task.each && heap.objectsOf(task.each.struct)[number - 1];
		if (object === undefined) return;
		const self = this.create(heap.program.task, task, task.file);
		self.lane = { name: task.name, object };
		self.span = task.span;
		heap.addNotes(self);
		heap.lanes.push({ task, self, object });
	}

	/** Makes the objects of a pool. They are alike whenever they are taken, so that making them must change nothing. */
	private fill({ struct, maker, file, count, onStack }: Pool): readonly HeapObject[] {
		const { heap } = this;
		const before = heap.slots.map(({ value }) => value);
		this.fills = true;
		const objects = Array.from({ length: count }, () => {
			const object = this.create(struct, maker, file);
			if (onStack) {
				object.onStack = onStack;
				heap.hasStacks = true;
				if (maker.kind === "variable") object.span = spanOf(maker.name);
			}
			heap.addLife(object, UNUSED);
			if (!onStack) heap.addAddress(object);
			return object;
		});
		this.fills = false;
		const changed = before.findIndex((value, index) => heap.slots[index].value !== value);
		if (changed < 0) return objects;
		const { label } = heap.slots[changed];
		throw new CompileFailure(
			spanOf(maker),
			"not-set-up",
			t`the defaults of '${struct.name}' change '${label}', and objects of it are made while tasks run`,
		);
	}

	/** Calls an object on a stack by its task and variable, and by a number where there are several. */
	private nameOnStack(object: HeapObject, self: HeapObject): void {
		if (!object.onStack) return;
		const name = `${this.heap.nameOf(self, () => false)}.${object.onStack.name}`;
		const count = (this.onStack.get(name) ?? 0) + 1;
		this.onStack.set(name, count);
		object.name = count === 1 ? name : `${name} ${count}`;
	}

	/** Sets the CPU of the tasks that are said to run on one. */
	private putOnCpu(task: TaskSymbol): void {
		const { node, file } = task;
		const { program } = this.heap;
		const field = node.on && cpuField(program.task, program.extensions.get(program.task));
		if (node.on === undefined || field === undefined) return;
		this.file = file;
		const cpu = this.scalar(node.on, field.type);
		for (const object of this.heap.tasks.get(task) ?? []) for (const slot of slotsOf(object.fields.get(field) as Storage)) slot.value = cpu;
	}

	private initialise(variable: VariableSymbol): void {
		const { heap } = this;
		this.file = variable.file;
		const storage = heap.addStorage(variable);
		heap.variables.set(variable, storage);
		if (storage.kind === "array") {
			for (const { object, slot } of this.makeElements(variable, storage.slots, variable.file)) {
				object.name = slot.label;
				object.span = variable.span;
			}
			if (variable.value) this.initialiseParts(storage.slots, variable.type, variable.value);
			return;
		}
		const firstNew = heap.objects.length;
		const braces = variable.type.kind === "struct" && variable.value && bracesOf(variable.value, variable.file);
		if (variable.value && !braces) this.initialiseOne(storage.slot, variable.value);
		else if (variable.type.kind === "struct" && variable.written !== "pointer")
			storage.slot.value = this.create(variable.type.symbol, variable, variable.file).number;
		if (variable.value && braces) this.initialiseParts([storage.slot], variable.type, variable.value);
		if (variable.type.kind !== "struct" || storage.slot.value === 0) return;
		const object = heap.objectsOf(variable.type.symbol)[storage.slot.value - 1];
		if (object.index >= firstNew && object.name === undefined) {
			object.name = variable.name;
			object.span = variable.span;
		}
	}

	/** The objects of a field or an array that is declared as in C to have objects of its own. */
	private makeElements(
		{ type, written, ...declared }: FieldSymbol | VariableSymbol,
		slots: readonly Slot[],
		file: FileAnalysisKey,
	): readonly { readonly object: HeapObject; readonly slot: Slot }[] {
		const element = type.kind === "array" ? type.element : type;
		if (written !== "object" || element.kind !== "struct") return [];
		return slots.map((slot) => {
			const object = this.create(element.symbol, declared.span, file);
			slot.value = object.number;
			return { object, slot };
		});
	}

	protected override initialiseOne(box: Box, written: Expression): void {
		const { heap, file } = this;
		const value = this.meantBy(written);
		const slot = heap.slots.find((one) => one === box);
		if ((value.kind !== "chooseValue" && value.kind !== "pick") || slot === undefined) return super.initialiseOne(box, written);
		if (this.fills) this.fail(value, "choose-in-setup", t`what tasks make as they run leaves no default to chance`);
		heap.leaveToChance({ slot, value, file });
		slot.value = defaultValue(slot.type);
	}

	protected override known(box: Box, node: AnchoredSpan): void {
		if (this.heap.chances?.all.some(({ slot }) => slot === box))
			this.fail(node, "choose-in-setup", t`this is left to chance, and known only when the scenario runs`);
	}

	protected override create(
		struct: StructSymbol,
		maker: object,
		file: FileAnalysisKey,
		given: ReadonlyMap<string, Expression> = new Map(),
	): HeapObject {
		const { heap } = this;
		if (++this.depth > DEPTH_LIMIT) {
			throw new CompileFailure(struct.span, "endless-set-up", t`every '${struct.name}' makes another one`);
		}
		const { whole: around, outside } = this;
		const object = heap.addObject(struct, maker, around);
		for (const field of fieldsOf(heap.program, struct)) {
			const storage = heap.addStorage(field, object);
			object.fields.set(field, storage);
			this.tick(field.span, field.file, storage.kind === "single" ? 1 : storage.slots.length);
		}
		for (const field of fieldsOf(heap.program, struct)) {
			const storage = object.fields.get(field) as Storage;
			const value = given.get(field.name) ?? field.value;
			const braces = value && bracesOf(value, given.has(field.name) ? file : field.file);
			const isGiven = given.has(field.name);
			this.whole = isGiven && !isPartGiven(field, value) ? outside : rootOf(object);
			this.outside = isGiven ? outside : rootOf(object);
			if (value === undefined || braces) {
				const slots = storage.kind === "array" ? storage.slots : [storage.slot];
				for (const { object: part, slot } of this.makeElements(field, slots, field.file)) part.owner = { object, slot };
				const outer = this.file;
				this.file = field.file;
				if (value && braces) this.initialiseParts(slots, field.type, value);
				this.file = outer;
				continue;
			}
			const outer = this.file;
			this.file = given.has(field.name) ? file : field.file;
			const firstNew = heap.objects.length;
			if (storage.kind === "array") {
				const values = this.evaluate(value);
				if (typeof values !== "number") for (const [index, slot] of storage.slots.entries()) slot.value = values[index]?.value ?? 0;
			} else {
				this.initialiseOne(storage.slot, value);
				if (field.type.kind === "struct" && storage.slot.value !== 0) {
					const part = heap.objectsOf(field.type.symbol)[storage.slot.value - 1];
					if (part.index >= firstNew && part.owner === undefined) part.owner = { object, slot: storage.slot };
				}
			}
			this.file = outer;
		}
		this.noteBeginnings(object, given);
		this.whole = around;
		this.outside = outside;
		this.depth--;
		return object;
	}

	/** Notes what the fields of an object begin with where nothing is given for them. */
	private noteBeginnings(object: HeapObject, given: ReadonlyMap<string, Expression>): void {
		for (const [field, storage] of object.fields) {
			const { name, type, value, file } = field;
			const isGiven = given.has(name) && !isPartGiven(field, given.get(name));
			for (const slot of slotsOf(storage)) slot.begins = isGiven ? defaultValue(slot.type) : slot.value;
			if (!isGiven || value === undefined || value.kind === "new" || storage.kind === "array" || type.kind === "struct") continue;
			const outer = this.file;
			this.file = file;
			storage.slot.begins = this.scalar(value, type);
			this.file = outer;
		}
	}
}
