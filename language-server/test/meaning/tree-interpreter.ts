/**
 * A second interpreter of the language, written from docs/language.md alone. It works on the syntax tree and shares
 * nothing with the compiler: no transition system, no lowering, no analysis. What it says of small programs is compared
 * with what the checker says.
 *
 * Tasks are interpreted in continuation-passing style. Each continuation has a key that names the place in the text and
 * the values it holds, so that two tasks with equal keys and equal locals are in the same state.
 */
import { placeKey } from "../../src/base/span";
import type {
	Block,
	CallExpression,
	ConstItem,
	Expression,
	ForStatement,
	FunctionItem,
	NewExpression,
	PropertyItem,
	QuantifierExpression,
	ScenarioItem,
	Statement,
	StructItem,
	SyntaxTree,
	TaskItem,
	TypeName,
	VariableItem,
} from "../../src/syntax/tree";
import { asInC, type Binding, isPointer, type Scope, type SharedObject, type Storage, typeName } from "./bindings";
import { Foresight } from "./foresight";
import { compute, defaultOf, type ErrorName, fits32, fitsType, integerType, Unsupported, type VariableType, wraps } from "./values";

/** Where code runs. */
interface Environment {
	readonly scope: Scope;
	/** The first slot that is free. */
	readonly top: number;
	readonly self: number;
	readonly onReturn: Continuation;
	readonly onBreak: Continuation | undefined;
	readonly onContinue: Continuation | undefined;
}

interface Continuation {
	readonly key: string;
	readonly go: (value: number) => Next;
}

/** What a task does next: everything that others can see, or that has several ways to go, is told before it is done. */
export type Next =
	| { readonly kind: "read"; readonly cell: number; readonly top: number; readonly then: Continuation }
	| { readonly kind: "write"; readonly cell: number; readonly value: number; readonly top: number; readonly then: Continuation }
	| { readonly kind: "choose"; readonly low: number; readonly count: number; readonly top: number; readonly then: Continuation }
	/** One more round of a loop. */
	| { readonly kind: "round"; readonly top: number; readonly then: Continuation }
	| { readonly kind: "atomic"; readonly key: string; readonly top: number; readonly served: boolean; readonly start: () => Next }
	/** The end of an atomic block. */
	| { readonly kind: "leave"; readonly then: Continuation }
	| { readonly kind: "blocked" }
	| { readonly kind: "error"; readonly error: ErrorName }
	| { readonly kind: "done" };

export interface TaskState {
	readonly next: Next;
	readonly locals: readonly number[];
	readonly types: readonly VariableType[];
}

export interface State {
	readonly cells: readonly number[];
	readonly tasks: readonly TaskState[];
}

/** One way in which a task's step can go. */
export interface Outcome {
	/** Absent where the step ends the run. */
	readonly state: State | undefined;
	/** Properties and errors that it reports. */
	readonly reports: readonly string[];
}

export interface StepResult {
	readonly outcomes: readonly Outcome[];
	/** Assertions that fail before a wait that blocks. */
	readonly standing: readonly string[];
}

export interface Lane {
	readonly name: string;
	readonly kind: "task" | "device" | "daemon";
}

/** Which patches are applied, and the value of each option. */
export interface Setting {
	readonly patches: ReadonlySet<string>;
	readonly options: ReadonlyMap<string, string>;
}

/** Thrown when something is written that was taken for constant: everything begins again. */
class Written extends Error {}

/** The program takes longer than anyone wants to wait. */
export class TooLarge extends Error {}

/** More rounds than this of one loop over a range are not gone. */
const MOST_ROUNDS = 64;

/** More pieces of paths than this through one atomic block are not followed. */
const MOST_PATHS = 2_000;

const LOST = Number.NaN;

/** Whether an operator gives true or false. */
function isTruth(operator: string): boolean {
	return ["&&", "||", "==", "!=", "<", ">", "<=", ">="].includes(operator);
}

export class TreeInterpreter {
	readonly lanes: readonly Lane[];
	readonly properties: readonly PropertyItem[];
	private readonly functions = new Map<string, FunctionItem>();
	private readonly structs = new Map<string, VariableItem[]>();
	private readonly enums = new Set<string>();
	private readonly parametrised = new Set<string>();
	private globals = new Map<string, Binding>();
	private readonly objects: SharedObject[] = [];
	private readonly cellTypes: VariableType[] = [];
	private readonly initialCells: number[] = [];
	/** By cell: all elements of its array, or all cells of its field, itself included. */
	private readonly siblings: (readonly number[])[] = [];
	private readonly families = new Map<VariableItem, number[]>();
	private readonly bodies: { readonly body: Block; readonly self: number }[] = [];
	/** Cells that some step writes; reading any other is no step. */
	private readonly mutable = new Set<number>();

	// Of the step that is being taken.
	private cells: number[] = [];
	private locals: number[] = [];
	private types: VariableType[] = [];
	private reports: string[] = [];
	private mode: "setup" | "steps" | "atomic" | "peek" = "setup";
	/**
	 * How many steps have been taken, of all tasks: a loop that sees no other number than at its head has been gone
	 * round without one.
	 */
	private taken = 0;
	/** Whether the block that is being run has accessed anything that changes. */
	private touches = false;
	/** Whether steps were met of which the text does not say whether they are steps: then lengths say nothing. */
	uncertainLengths = false;
	private readonly foresight: Foresight;

	constructor(
		tree: SyntaxTree,
		scenario: ScenarioItem,
		private readonly setting: Setting,
	) {
		this.foresight = new Foresight({
			mutable: this.mutable,
			objects: this.objects,
			cellTypes: this.cellTypes,
			functions: this.functions,
			cell: (cell) => this.cells[cell],
			local: (slot) => this.locals[slot],
			now: (expression, surroundings) => this.now(expression, { ...this.setUpEnvironment(), ...surroundings }),
		});
		this.structs.set("task", []);
		for (const item of tree.items) {
			if (item.kind === "struct") this.declareStruct(item);
			else if (item.kind === "enum") {
				this.enums.add(item.name.text);
				for (const [value, member] of item.members.entries()) this.globals.set(member.name.text, { kind: "constant", value });
			} else if (item.kind === "function") this.functions.set(item.name.text, item);
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
		this.lanes = lanes;
		this.properties = [...tree.items, ...members].filter((item): item is PropertyItem => item.kind === "property");
		for (const property of this.properties) if (property.condition === undefined) this.parametrised.add(property.name.text);
	}

	/** Calls `explore` until nothing is written that it took for constant. */
	withConstants<T>(explore: () => T): T {
		for (;;) {
			try {
				return explore();
			} catch (problem) {
				if (!(problem instanceof Written)) throw problem;
				this.uncertainLengths = false;
			}
		}
	}

	/** How many cells some step writes. */
	get written(): number {
		return this.mutable.size;
	}

	initial(): State {
		const cells = [...this.initialCells];
		const tasks = this.bodies.map(({ body, self }): TaskState => {
			const start = (): Next => {
				const environment: Environment = {
					scope: this.globals,
					top: 0,
					self,
					onReturn: { key: "end", go: () => ({ kind: "done" }) },
					onBreak: undefined,
					onContinue: undefined,
				};
				return this.block(body, environment, { key: "end", go: () => ({ kind: "done" }) });
			};
			this.begin({ cells, tasks: [] }, { next: { kind: "done" }, locals: [], types: [] });
			const next = start();
			// What a task does before its first step is no step, unless there is something to tell of it.
			if (this.reports.length > 0) return { next: { kind: "round", top: 0, then: { key: "start", go: start } }, locals: [], types: [] };
			return { next, locals: [...this.locals], types: [...this.types] };
		});
		return { cells, tasks };
	}

	key({ cells, tasks }: State): string {
		return `${cells.join(",")};${tasks.map(({ next, locals }) => this.keyOf(next, locals)).join(";")}`;
	}

	isDone(state: State, lane: number): boolean {
		return state.tasks[lane].next.kind === "done";
	}

	isServed(state: State, lane: number): boolean {
		const { next } = state.tasks[lane];
		return next.kind === "atomic" && next.served;
	}

	/** Everything that can happen when a task takes its next step. */
	step(state: State, lane: number): StepResult {
		const task = state.tasks[lane];
		const { next } = task;
		const outcomes: Outcome[] = [];
		const standing: string[] = [];
		const goOn = (after: () => Next): void => {
			this.mode = "steps";
			this.taken++;
			this.settle(after(), state, lane, outcomes);
		};
		switch (next.kind) {
			case "done":
				break;
			case "read":
				this.begin(state, task);
				goOn(() => next.then.go(this.cells[next.cell]));
				break;
			case "write": {
				this.begin(state, task);
				goOn(() => this.store(next.cell, next.value) ?? next.then.go(0));
				break;
			}
			case "round":
				this.begin(state, task);
				goOn(() => next.then.go(0));
				break;
			case "choose":
				for (let choice = 0; choice < next.count; choice++) {
					this.begin(state, task);
					goOn(() => next.then.go(next.low + choice));
				}
				break;
			case "error":
				outcomes.push({ state: undefined, reports: [next.error] });
				break;
			case "atomic":
				this.atomicStep(state, lane, next.start, outcomes, standing);
				break;
			default:
				throw new Error(`a task cannot stand at ${next.kind}`);
		}
		return { outcomes, standing };
	}

	/** The value of a property, or the error in it. */
	property(property: PropertyItem, state: State): boolean | ErrorName {
		this.begin(state, { next: { kind: "done" }, locals: [], types: [] });
		this.mode = "peek";
		let result = 0;
		const nowhere: Continuation = { key: "", go: () => ({ kind: "done" }) };
		const environment: Environment = {
			scope: this.globals,
			top: 0,
			self: 0,
			onReturn: nowhere,
			onBreak: undefined,
			onContinue: undefined,
		};
		const next = this.value(property.condition as Expression, environment, {
			key: "",
			go: (value) => {
				result = value;
				return { kind: "done" };
			},
		});
		return next.kind === "error" ? next.error : result !== 0;
	}

	// --- steps ---

	private begin(state: State, { locals, types }: TaskState): void {
		this.cells = [...state.cells];
		this.locals = [...locals];
		this.types = [...types];
		this.reports = [];
		this.mode = "steps";
	}

	/** Notes where a step has led; an error in a step of its own comes later. */
	private settle(next: Next, before: State, lane: number, outcomes: Outcome[]): void {
		if (next.kind === "error" && this.storeFailed) {
			this.storeFailed = false;
			outcomes.push({ state: undefined, reports: [...this.reports, next.error] });
			return;
		}
		const task: TaskState = { next, locals: [...this.locals], types: [...this.types] };
		outcomes.push({ state: { cells: [...this.cells], tasks: before.tasks.with(lane, task) }, reports: [...this.reports] });
	}

	private storeFailed = false;

	private atomicStep(state: State, lane: number, start: () => Next, outcomes: Outcome[], standing: string[]): void {
		interface Path {
			readonly go: () => Next;
			readonly cells: readonly number[];
			readonly locals: readonly number[];
			readonly types: readonly VariableType[];
			readonly reports: readonly string[];
			readonly met: ReadonlySet<string>;
			readonly touches: boolean;
		}
		const task = state.tasks[lane];
		const open: Path[] = [
			{ go: start, cells: state.cells, locals: task.locals, types: task.types, reports: [], met: new Set(), touches: false },
		];
		let taken = 0;
		for (let path = open.pop(); path !== undefined; path = open.pop()) {
			if (++taken > MOST_PATHS) throw new TooLarge();
			this.begin({ ...state, cells: path.cells }, { next: { kind: "done" }, locals: path.locals, types: path.types });
			this.reports = [...path.reports];
			this.mode = "atomic";
			this.touches = path.touches;
			const next = path.go();
			const { met, touches } = { met: path.met, touches: this.touches };
			const [cells, locals, types, reports] = [[...this.cells], [...this.locals], [...this.types], [...this.reports]];
			const fork = (go: () => Next, seen = met): unknown => open.push({ go, cells, locals, types, reports, met: seen, touches });
			switch (next.kind) {
				case "leave": {
					this.uncertainLengths ||= !touches;
					this.mode = "steps";
					this.taken++;
					this.settle(next.then.go(0), state, lane, outcomes);
					break;
				}
				case "blocked":
					standing.push(...this.reports);
					break;
				case "error":
					this.storeFailed = false;
					outcomes.push({ state: undefined, reports: [...this.reports, next.error] });
					break;
				case "choose":
					this.uncertainLengths ||= !touches;
					for (let choice = 0; choice < next.count; choice++) fork(() => next.then.go(next.low + choice));
					break;
				case "round": {
					const key = `${next.then.key};${this.locals.slice(0, next.top).join(",")};${this.cells.join(",")}`;
					if (path.met.has(key)) outcomes.push({ state: undefined, reports: [...this.reports, "endless_atomic"] });
					else fork(() => next.then.go(0), new Set([...path.met, key]));
					break;
				}
				default:
					throw new Error(`${next.kind} within an atomic block`);
			}
		}
	}

	private keyOf(next: Next, locals: readonly number[]): string {
		const kept = (top: number): string => locals.slice(0, top).join(",");
		switch (next.kind) {
			case "read":
				return `read ${next.cell} ${next.then.key}:${kept(next.top)}`;
			case "write":
				return `write ${next.cell} ${next.value} ${next.then.key}:${kept(next.top)}`;
			case "choose":
				return `choose ${next.low} ${next.count} ${next.then.key}:${kept(next.top)}`;
			case "round":
				return `round ${next.then.key}:${kept(next.top)}`;
			case "atomic":
				return `atomic ${next.key}:${kept(next.top)}`;
			case "error":
				return `error ${next.error}`;
			default:
				return next.kind;
		}
	}

	private error(error: ErrorName): Next {
		return { kind: "error", error };
	}

	/** Writes a cell; an error when the value does not fit. */
	private store(cell: number, value: number): Next | undefined {
		if (this.mode !== "setup" && !this.mutable.has(cell)) {
			this.mutable.add(cell);
			throw new Written();
		}
		const type = this.cellTypes[cell];
		const kept = type.bool ? Number(value !== 0) : value;
		if (!fitsType(kept, type)) {
			this.storeFailed = true;
			return this.error("range");
		}
		this.cells[cell] = kept;
		return undefined;
	}

	// --- variables ---

	/**
	 * `among` are the cells that it could be for all that the text says; undefined where the text does not settle which
	 * these are.
	 */
	private read(place: number, among: readonly number[] | undefined, environment: Environment, then: Continuation): Next {
		if (Number.isNaN(place)) return then.go(0);
		if (place < 0) return then.go(this.locals[-1 - place]);
		const changes = (cell: number): boolean => this.mutable.has(cell);
		this.touches ||= changes(place);
		if (this.mode !== "steps") return then.go(this.cells[place]);
		if (among === undefined && !changes(place)) this.uncertainLengths ||= (this.siblings[place] as readonly number[]).some(changes);
		if (!changes(place) && !among?.some(changes)) return then.go(this.cells[place]);
		return { kind: "read", cell: place, top: environment.top, then };
	}

	private write(place: number, value: number, environment: Environment, then: Continuation): Next {
		if (place >= 0) {
			this.touches = true;
			if (this.mode === "steps") {
				if (!this.mutable.has(place)) {
					this.mutable.add(place);
					throw new Written();
				}
				return { kind: "write", cell: place, value, top: environment.top, then };
			}
			return this.store(place, value) ?? then.go(0);
		}
		const slot = -1 - place;
		const type = this.types[slot];
		const kept = type.bool ? Number(value !== 0) : value;
		if (!fitsType(kept, type)) return this.error("range");
		this.locals[slot] = kept;
		return then.go(0);
	}

	private setLocal(slot: number, value: number, type: VariableType): void {
		this.locals[slot] = value;
		this.types[slot] = type;
	}

	/** Where a variable is. */
	private place(expression: Expression, environment: Environment, then: (place: number) => Next, key: string): Next {
		switch (expression.kind) {
			case "name": {
				const binding = this.lookup(expression.name.text, environment);
				if (binding.kind === "local") return then(-1 - binding.slot);
				if (binding.kind === "shared") return then(binding.storage.cell);
				if (binding.kind === "pointer") return then(this.locals[binding.slot]);
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

	private fieldStorage(
		{ object, name }: Extract<Expression, { kind: "field" }>,
		environment: Environment,
		then: (storage: Storage | undefined) => Next,
		key: string,
	): Next {
		return this.value(object, environment, {
			key: `${placeKey(object)}o|${key}`,
			go: (reference) => {
				if (reference === 0) return this.mode === "peek" ? then(undefined) : this.error("null_dereference");
				const storage = this.objects[reference - 1]?.fields.get(name.text);
				if (storage === undefined) throw new Unsupported(`no field ${name.text}`);
				return then(storage);
			},
		});
	}

	private element(
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
	private array(expression: Expression, environment: Environment, then: (begin: number, size: number) => Next, key: string): Next {
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

	private lookup(name: string, environment: Environment): Binding {
		const binding = environment.scope.get(name);
		if (binding === undefined) throw new Unsupported(`nothing is called ${name}`);
		return binding;
	}

	// --- expressions ---

	private value(expression: Expression, environment: Environment, then: Continuation): Next {
		switch (expression.kind) {
			case "number":
				return then.go(expression.value);
			case "word":
				return then.go(expression.word === "self" ? environment.self : expression.word === "true" ? 1 : 0);
			case "name": {
				if (expression.name.text === "NULL") return then.go(0);
				if (expression.name.text === "current") return then.go(environment.self);
				const binding = this.lookup(expression.name.text, environment);
				if (binding.kind === "constant") return then.go(binding.value);
				return this.place(
					expression,
					environment,
					(place) => this.read(place, this.foresight.cells(expression, environment), environment, then),
					then.key,
				);
			}
			case "index":
				if (expression.array.kind === "name") {
					const binding = this.lookup(expression.array.name.text, environment);
					if (binding.kind === "tasks") return this.taskAt(binding.objects, expression.index, environment, then);
				}
				return this.place(
					expression,
					environment,
					(place) => this.read(place, this.foresight.cells(expression, environment), environment, then),
					then.key,
				);
			case "field":
				return this.place(
					expression,
					environment,
					(place) => this.read(place, this.foresight.cells(expression, environment), environment, then),
					then.key,
				);
			case "unary":
				return this.unary(expression, environment, then);
			case "cast": {
				const type: VariableType = expression.type ? this.typeOf(expression.type, true) : { bool: false };
				return this.value(expression.operand, environment, {
					key: `${placeKey(expression)}c|${then.key}`,
					go: (value) => {
						const kept = type.bool ? Number(value !== 0) : value;
						return fitsType(kept, type) ? then.go(kept) : this.error("range");
					},
				});
			}
			case "binary":
				return this.binary(expression, environment, then);
			case "conditional":
				return this.value(expression.condition, environment, {
					key: `${placeKey(expression)}?|${then.key}`,
					go: (condition) => this.value(condition !== 0 ? expression.then : expression.otherwise, environment, then),
				});
			case "call":
				return this.call(expression, environment, then);
			case "chooseValue":
				return this.value(expression.range.low, environment, {
					key: "",
					go: (low) =>
						this.value(expression.range.high, environment, {
							key: "",
							go: (high) =>
								low === high
									? then.go(low)
									: {
											kind: "choose",
											low,
											count: high - low + 1,
											top: environment.top,
											then: { key: `${placeKey(expression)}|${then.key}`, go: then.go },
										},
						}),
				});
			case "quantifier":
				return this.quantifier(expression, environment, then);
			case "patched":
				return then.go(Number(this.setting.patches.has(expression.patch.text)));
			case "new":
				return this.create(expression, environment, then);
			default:
				throw new Unsupported(expression.kind);
		}
	}

	private taskAt(objects: readonly number[], index: Expression, environment: Environment, then: Continuation): Next {
		return this.value(index, environment, {
			key: `${placeKey(index)}t|${then.key}`,
			go: (at) => (at < 0 || at >= objects.length ? this.error("index_out_of_range") : then.go(objects[at])),
		});
	}

	private unary(expression: Extract<Expression, { kind: "unary" }>, environment: Environment, then: Continuation): Next {
		const { operator, operand } = expression;
		if (operator === "*" || operator === "&") {
			return this.place(
				operand,
				environment,
				(place) => this.read(place, this.foresight.cells(expression, environment), environment, then),
				then.key,
			);
		}
		// The least number is a literal that has no positive counterpart.
		if (operator === "-" && operand.kind === "number") return then.go(-operand.value);
		return this.value(operand, environment, {
			key: `${placeKey(expression)}u|${then.key}`,
			go: (value) => {
				if (operator === "!") return then.go(Number(value === 0));
				if (operator === "~") return then.go(~value);
				if (value > 0 && this.isUnsigned(operand, environment)) return this.error("range");
				return fits32(-value) ? then.go(0 - value) : this.error("range");
			},
		});
	}

	private binary(expression: Extract<Expression, { kind: "binary" }>, environment: Environment, then: Continuation): Next {
		const { operator, left, right } = expression;
		if (left.kind === "optionValue" || right.kind === "optionValue") {
			const [option, name] = left.kind === "optionValue" ? [left, right] : [right, left];
			if (option.kind !== "optionValue" || name.kind !== "name") throw new Unsupported("an option");
			const equal = this.setting.options.get(option.option.text) === name.name.text;
			return then.go(Number(equal === (operator === "==")));
		}
		const unsigned = operator !== "&&" && operator !== "||" && (this.isUnsigned(left, environment) || this.isUnsigned(right, environment));
		return this.value(left, environment, {
			key: `${placeKey(left)}l|${then.key}`,
			go: (first) => {
				if (operator === "&&" && first === 0) return then.go(0);
				if (operator === "||" && first !== 0) return then.go(1);
				return this.value(right, environment, {
					key: `${placeKey(right)}r${first}|${then.key}`,
					go: (second) => {
						if (operator === "&&" || operator === "||") return then.go(Number(second !== 0));
						const result = compute(operator, first, second);
						if (result !== "division_by_zero" && unsigned && wraps(operator, first, second, result)) return this.error("range");
						return typeof result === "number" ? then.go(result) : this.error(result);
					},
				});
			},
		});
	}

	/**
	 * Whether C calculates with an expression without a sign. Fields are told by their names, which only one struct
	 * has.
	 */
	private isUnsigned(expression: Expression, environment: Environment): boolean {
		const of = (part: Expression): boolean => this.isUnsigned(part, environment);
		switch (expression.kind) {
			case "name": {
				const binding = environment.scope.get(expression.name.text);
				if (binding?.kind === "shared") return this.cellTypes[binding.storage.cell].unsigned === true;
				return binding?.kind === "local" && this.types[binding.slot].unsigned === true;
			}
			case "field": {
				const fields = [...this.structs.values()].flat();
				const field = fields.find(({ name }) => name.text === expression.name.text);
				return field !== undefined && this.typeOf(field.type, false).unsigned === true;
			}
			case "index":
				return of(expression.array);
			case "unary":
				return (expression.operator === "-" || expression.operator === "~") && of(expression.operand);
			case "cast":
				return expression.type !== undefined && this.typeOf(expression.type, true).unsigned === true;
			case "binary":
				return !isTruth(expression.operator) && (of(expression.left) || of(expression.right));
			case "conditional":
				return of(expression.then) || of(expression.otherwise);
			case "call": {
				const [first] = expression.arguments;
				if (expression.name.text === "READ_ONCE") return of(first.value);
				if (expression.name.text === "smp_load_acquire" && first.value.kind === "unary") return of(first.value.operand);
				const returns = this.functions.get(expression.name.text)?.returns;
				return returns !== undefined && this.typeOf(returns, true).unsigned === true;
			}
			default:
				return false;
		}
	}

	/** The values that a `for` or a quantifier goes over. */
	private domain(
		node: ForStatement | QuantifierExpression,
		environment: Environment,
		key: string,
		then: (values: readonly number[]) => Next,
	): Next {
		const { range, struct } = node;
		if (range === undefined) {
			return then(this.objects.flatMap((object, index) => (object.struct === struct?.text ? [index + 1] : [])));
		}
		return this.value(range.low, environment, {
			key: `${placeKey(range.low)}a|${key}`,
			go: (low) =>
				this.value(range.high, environment, {
					key: `${placeKey(range.high)}b${low}|${key}`,
					go: (high) => {
						const length = Math.max(0, high - low + 1);
						if (length > MOST_ROUNDS) throw new TooLarge();
						return then(Array.from({ length }, (_, index) => low + index));
					},
				}),
		});
	}

	private quantifier(expression: QuantifierExpression, environment: Environment, then: Continuation): Next {
		const { quantifier, body, name } = expression;
		const slot = environment.top;
		const inner: Environment = {
			...environment,
			scope: new Map([...environment.scope, [name.text, { kind: "local", slot, size: undefined }]]),
			top: slot + 1,
		};
		return this.domain(expression, environment, then.key, (values) => {
			const from = (index: number, count: number): Next => {
				if (index === values.length) return then.go(quantifier === "count" ? count : Number(quantifier === "forall"));
				this.setLocal(slot, values[index], { bool: false });
				return this.value(body, inner, {
					key: `${placeKey(body)}q${index},${count},${values.join("-")}|${then.key}`,
					go: (holds) => {
						if (quantifier === "exists" && holds !== 0) return then.go(1);
						if (quantifier === "forall" && holds === 0) return then.go(0);
						return from(index + 1, count + Number(holds !== 0));
					},
				});
			};
			return from(0, 0);
		});
	}

	private call(call: CallExpression, environment: Environment, then: Continuation): Next {
		if (call.name.text === "length") {
			return this.array(call.arguments[0].value, environment, (_, size) => then.go(size), then.key);
		}
		const fn = this.functions.get(call.name.text);
		if (fn === undefined) return this.known(call, environment, then);
		const given = fn.parameters.map((parameter, index) => {
			const named = call.arguments.find((argument) => argument.name?.text === parameter.name.text);
			const positional = call.arguments[index];
			return named?.value ?? (positional && positional.name === undefined ? positional.value : undefined) ?? parameter.value;
		});
		const bind = (index: number, values: readonly number[]): Next => {
			if (index === fn.parameters.length) return this.enter(fn, values, environment, then);
			const parameter = fn.parameters[index];
			const argument = given[index];
			if (argument === undefined) throw new Unsupported("an argument is missing");
			const key = `${placeKey(argument)}p${index}:${values.join(",")}|${then.key}`;
			if (parameter.array) return this.array(argument, environment, (begin, size) => bind(index + 1, [...values, begin, size]), key);
			if (isPointer(parameter)) return this.place(argument, environment, (place) => bind(index + 1, [...values, place]), key);
			return this.value(argument, environment, {
				key,
				go: (value) => {
					const type = this.typeOf(parameter.type, true);
					const kept = type.bool ? Number(value !== 0) : value;
					return fitsType(kept, type) ? bind(index + 1, [...values, kept]) : this.error("range");
				},
			});
		};
		return bind(0, []);
	}

	/** What nobody declares and everybody knows. */
	private known(call: CallExpression, environment: Environment, then: Continuation): Next {
		const { text } = call.name;
		const [first, second] = call.arguments;
		const key = `${placeKey(call)}b|${then.key}`;
		if (/^(pr_|trace_|printk)/.test(text)) return then.go(0);
		switch (text) {
			case "READ_ONCE":
			case "rcu_dereference":
				return this.value(first.value, environment, then);
			case "smp_load_acquire":
				return this.place(
					first.value,
					environment,
					(place) => this.read(place, this.foresight.cells(first.value, environment), environment, then),
					key,
				);
			case "likely":
			case "unlikely":
				return this.value(first.value, environment, { key, go: (value) => then.go(Number(value !== 0)) });
			case "WARN_ON":
			case "WARN_ON_ONCE":
			case "BUG_ON":
				return this.value(first.value, environment, {
					key,
					go: (value) => {
						if (value !== 0) this.reports.push("assertion");
						return then.go(Number(value !== 0));
					},
				});
			case "WRITE_ONCE":
			case "smp_store_release":
				return this.value(second.value, environment, {
					key,
					go: (value) => this.place(first.value, environment, (place) => this.write(place, value, environment, then), `${value}${key}`),
				});
			default:
				throw new Unsupported(`no function ${text}`);
		}
	}

	private enter(fn: FunctionItem, values: readonly number[], environment: Environment, then: Continuation): Next {
		const scope = new Map<string, Binding>(this.globals);
		let slot = environment.top;
		let next = 0;
		for (const parameter of fn.parameters) {
			if (parameter.array) {
				scope.set(parameter.name.text, { kind: "array", slot });
				this.setLocal(slot++, values[next++], { bool: false });
				this.setLocal(slot++, values[next++], { bool: false });
			} else if (isPointer(parameter)) {
				scope.set(parameter.name.text, { kind: "pointer", slot });
				this.setLocal(slot++, values[next++], { bool: false });
			} else {
				scope.set(parameter.name.text, { kind: "local", slot, size: undefined });
				this.setLocal(
					slot,
					values[next++],
					this.typeOf(parameter.type, parameter.type.kind === "intType" && parameter.type.words !== undefined),
				);
				slot++;
			}
		}
		const returned = fn.returns && this.typeOf(fn.returns, true);
		const key = `${fn.name.text}()|${then.key}`;
		const onReturn: Continuation = {
			key,
			go: (value) => {
				if (returned === undefined) return then.go(0);
				const kept = returned.bool ? Number(value !== 0) : value;
				return fitsType(kept, returned) ? then.go(kept) : this.error("range");
			},
		};
		const inner: Environment = {
			scope,
			top: slot,
			self: environment.self,
			onReturn,
			onBreak: undefined,
			onContinue: undefined,
		};
		return this.block(fn.body, inner, { key, go: () => then.go(0) });
	}

	// --- statements ---

	private block(block: Block, environment: Environment, then: Continuation): Next {
		return this.inTurn(block.statements, environment, () => then.go(0), `${placeKey(block)}|${then.key}`);
	}

	/** Statements one after another, each of which sees what those before it declare. */
	private inTurn(statements: readonly Statement[], environment: Environment, then: (environment: Environment) => Next, key: string): Next {
		const from = (index: number, inner: Environment): Next => {
			const statement = statements[index];
			if (statement === undefined) return then(inner);
			const own = `s${index}${key}`;
			if (statement.kind === "local") return this.local(statement.variable, inner, own, (after) => from(index + 1, after));
			return this.statement(statement, inner, { key: own, go: () => from(index + 1, inner) });
		};
		return from(0, environment);
	}

	private local(variable: VariableItem, environment: Environment, key: string, then: (after: Environment) => Next): Next {
		const type = this.typeOf(variable.type, false);
		const slot = environment.top;
		const size = variable.size && this.constant(variable.size);
		const after: Environment = {
			...environment,
			scope: new Map([...environment.scope, [variable.name.text, { kind: "local", slot, size }]]),
			top: slot + (size ?? 1),
		};
		const initial = defaultOf(type);
		if (size !== undefined) {
			for (let index = 0; index < size; index++) this.setLocal(slot + index, initial, type);
			return then(after);
		}
		if (variable.value === undefined) {
			this.setLocal(slot, initial, type);
			return then(after);
		}
		return this.value(variable.value, environment, {
			key,
			go: (value) => {
				const kept = type.bool ? Number(value !== 0) : value;
				if (!fitsType(kept, type)) return this.error("range");
				this.setLocal(slot, kept, type);
				return then(after);
			},
		});
	}

	private statement(statement: Statement, environment: Environment, then: Continuation): Next {
		switch (statement.kind) {
			case "block":
				return this.block(statement, environment, then);
			case "local":
				return this.local(statement.variable, environment, then.key, () => then.go(0));
			case "if":
				return this.value(statement.condition, environment, {
					key: `${placeKey(statement)}c|${then.key}`,
					go: (condition) => {
						if (condition !== 0) return this.statement(statement.then, environment, then);
						return statement.otherwise ? this.statement(statement.otherwise, environment, then) : then.go(0);
					},
				});
			case "while":
				return this.whileLoop(statement, environment, then);
			case "do":
				return this.doLoop(statement, environment, then);
			case "loop":
				return this.loopOfC(statement, environment, then);
			case "empty":
				return then.go(0);
			case "for":
				return this.forLoop(statement, environment, then);
			case "break":
				return (environment.onBreak as Continuation).go(0);
			case "continue":
				return (environment.onContinue as Continuation).go(0);
			case "return":
				if (statement.value === undefined) return environment.onReturn.go(0);
				return this.value(statement.value, environment, {
					key: `${placeKey(statement)}v|${environment.onReturn.key}`,
					go: (value) => environment.onReturn.go(value),
				});
			case "atomic":
				return this.atomic(statement, environment, then);
			case "wait":
				return this.wait(statement, environment, then);
			case "choose":
				return {
					kind: "choose",
					low: 0,
					count: statement.branches.length,
					top: environment.top,
					then: { key: `${placeKey(statement)}h|${then.key}`, go: (choice) => this.block(statement.branches[choice], environment, then) },
				};
			case "assert":
				return this.value(statement.condition, environment, {
					key: `${placeKey(statement)}w|${then.key}`,
					go: (value) => {
						if (value === 0) this.reports.push(statement.property?.text ?? "assertion");
						return then.go(0);
					},
				});
			case "assign":
				return this.assign(statement, environment, then);
			case "expression":
				return this.value(statement.expression, environment, { key: `${placeKey(statement)}e|${then.key}`, go: () => then.go(0) });
			case "error":
				throw new Unsupported("an error in the text");
		}
	}

	private whileLoop(statement: Extract<Statement, { kind: "while" }>, environment: Environment, then: Continuation): Next {
		const key = `${placeKey(statement)}k|${then.key}`;
		let before = this.taken;
		const head = (): Next => {
			before = this.taken;
			return this.value(statement.condition, environment, {
				key: `${placeKey(statement)}c|${then.key}`,
				go: (condition) => (condition === 0 ? then.go(0) : this.statement(statement.body, inner, again)),
			});
		};
		const again: Continuation = {
			key,
			go: () => {
				if (this.mode === "setup") return head();
				if (this.mode !== "atomic" && this.taken !== before) return head();
				return { kind: "round", top: environment.top, then: { key, go: head } };
			},
		};
		const inner: Environment = { ...environment, onBreak: then, onContinue: again };
		this.uncertainLengths ||= this.mode === "steps" && !this.foresight.stepsEachRound(statement, environment);
		return head();
	}

	private doLoop(statement: Extract<Statement, { kind: "do" }>, environment: Environment, then: Continuation): Next {
		const key = `${placeKey(statement)}k|${then.key}`;
		let before = this.taken;
		const head = (): Next => {
			before = this.taken;
			return this.statement(statement.body, inner, again);
		};
		const again: Continuation = {
			key: `${placeKey(statement)}c|${then.key}`,
			go: () =>
				this.value(statement.condition, environment, {
					key: `${placeKey(statement)}d|${then.key}`,
					go: (condition) => {
						if (condition === 0) return then.go(0);
						if (this.mode === "setup" || (this.mode !== "atomic" && this.taken !== before)) return head();
						return { kind: "round", top: environment.top, then: { key, go: head } };
					},
				}),
		};
		const inner: Environment = { ...environment, onBreak: then, onContinue: again };
		this.uncertainLengths ||= this.mode === "steps" && !this.foresight.stepsEachRound(statement, environment);
		return head();
	}

	private loopOfC(statement: Extract<Statement, { kind: "loop" }>, outer: Environment, then: Continuation): Next {
		const key = `${placeKey(statement)}k|${then.key}`;
		const run = (environment: Environment): Next => {
			let before = this.taken;
			const body = (): Next => this.statement(statement.body, { ...environment, onBreak: then, onContinue: next }, next);
			const head = (): Next => {
				before = this.taken;
				if (statement.condition === undefined) return body();
				return this.value(statement.condition, environment, {
					key: `${placeKey(statement)}c|${then.key}`,
					go: (condition) => (condition === 0 ? then.go(0) : body()),
				});
			};
			const next: Continuation = {
				key: `${placeKey(statement)}n|${then.key}`,
				go: () =>
					this.inTurn(
						statement.step,
						environment,
						() => {
							if (this.mode === "setup" || (this.mode !== "atomic" && this.taken !== before)) return head();
							return { kind: "round", top: environment.top, then: { key, go: head } };
						},
						`${placeKey(statement)}s|${then.key}`,
					),
			};
			this.uncertainLengths ||= this.mode === "steps" && !this.foresight.stepsEachRound(statement, environment);
			return head();
		};
		return this.inTurn(statement.first, outer, run, `${placeKey(statement)}f|${then.key}`);
	}

	private forLoop(statement: ForStatement, environment: Environment, then: Continuation): Next {
		const slot = environment.top;
		const { range } = statement;
		// Whether going round takes steps depends on whether the ends are known.
		const isKnown = range === undefined || [range.low, range.high].every((end) => this.foresight.knows(end, environment));
		this.uncertainLengths ||= this.mode === "steps" && !isKnown;
		return this.domain(statement, environment, `${placeKey(statement)}d|${then.key}`, (values) => {
			const from = (index: number): Next => {
				if (index === values.length) return then.go(0);
				const again: Continuation = {
					key: `${placeKey(statement)}f${index}/${values[0]}..${values.length}|${then.key}`,
					go: () => from(index + 1),
				};
				const bound: Binding = isKnown ? { kind: "constant", value: values[index] } : { kind: "local", slot, size: undefined };
				if (!isKnown) this.setLocal(slot, values[index], { bool: false });
				const scope = new Map([...environment.scope, [statement.name.text, bound]]);
				const top = isKnown ? slot : slot + 1;
				return this.statement(statement.body, { ...environment, scope, top, onBreak: then, onContinue: again }, again);
			};
			return from(0);
		});
	}

	private atomic(statement: Extract<Statement, { kind: "atomic" }>, environment: Environment, then: Continuation): Next {
		if (this.mode !== "steps") return this.block(statement.body, environment, then);
		const leaving = (outer: Continuation): Continuation => ({
			key: outer.key,
			go: (value) => ({ kind: "leave", then: { key: outer.key, go: () => outer.go(value) } }),
		});
		const inner: Environment = {
			...environment,
			onReturn: leaving(environment.onReturn),
			onBreak: environment.onBreak && leaving(environment.onBreak),
			onContinue: environment.onContinue && leaving(environment.onContinue),
		};
		return {
			kind: "atomic",
			key: `${placeKey(statement)}|${then.key}`,
			top: environment.top,
			served: this.hasServedWait(statement),
			start: () => this.block(statement.body, inner, leaving(then)),
		};
	}

	private wait(statement: Extract<Statement, { kind: "wait" }>, environment: Environment, then: Continuation): Next {
		const judge = (goOn: () => Next): Next =>
			this.value(statement.condition, environment, {
				key: `${placeKey(statement)}c|${then.key}`,
				go: (holds) => (holds !== 0 ? goOn() : { kind: "blocked" }),
			});
		if (this.mode === "setup") throw new Unsupported("a wait in the set-up");
		const { surely, perhaps } = this.foresight.value(statement.condition, environment);
		this.uncertainLengths ||= surely !== perhaps;
		if (surely !== undefined && surely !== 0) return then.go(0);
		if (this.mode !== "steps") return judge(() => then.go(0));
		return {
			kind: "atomic",
			key: `${placeKey(statement)}|${then.key}`,
			top: environment.top,
			served: statement.served,
			start: () => judge(() => ({ kind: "leave", then })),
		};
	}

	/** The value of an expression that is a constant. */
	private now(expression: Expression, environment: Environment): number {
		let found = 0;
		this.value(expression, environment, {
			key: "",
			go: (value) => {
				found = value;
				return { kind: "done" };
			},
		});
		return found;
	}

	private readonly servedCache = new Map<Statement, boolean>();

	/** Whether a `served wait` is in a piece of text, or in a function that it calls. */
	private hasServedWait(statement: Statement): boolean {
		const known = this.servedCache.get(statement);
		if (known !== undefined) return known;
		let found = false;
		const visit = (node: unknown): void => {
			if (found || typeof node !== "object" || node === null) return;
			const { kind, served, name } = node as { kind?: string; served?: boolean; name?: { text?: string } };
			if (kind === "wait" && served) found = true;
			if (kind === "call") visit(this.functions.get(name?.text ?? "")?.body);
			for (const child of Object.values(node)) visit(child);
		};
		visit(statement);
		this.servedCache.set(statement, found);
		return found;
	}

	private assign(statement: Extract<Statement, { kind: "assign" }>, environment: Environment, then: Continuation): Next {
		const { target, operator, value } = statement;
		const put = (given: number): Next =>
			this.place(
				target,
				environment,
				(place) => {
					if (operator === "=") return this.write(place, given, environment, then);
					return this.read(place, this.foresight.cells(target, environment), environment, {
						key: `${placeKey(statement)}x${given},${place}|${then.key}`,
						go: (old) => {
							const sign = operator.slice(0, -1);
							const result = compute(sign, old, given);
							const unsigned = value !== undefined && [target, value].some((part) => this.isUnsigned(part, environment));
							if (result !== "division_by_zero" && unsigned && wraps(sign, old, given, result)) return this.error("range");
							return typeof result === "number" ? this.write(place, result, environment, then) : this.error(result);
						},
					});
				},
				`${placeKey(statement)}g${given}|${then.key}`,
			);
		if (value === undefined) return put(1);
		return this.value(value, environment, { key: `${placeKey(statement)}v|${then.key}`, go: put });
	}

	// --- set-up ---

	private declareStruct(item: StructItem): void {
		const fields = this.structs.get(item.name.text) ?? [];
		this.structs.set(item.name.text, [...fields, ...item.fields]);
	}

	private declareConstant(item: ConstItem): void {
		this.globals.set(item.name.text, { kind: "constant", value: this.constant(item.value) });
	}

	private declareTask(item: TaskItem, lanes: Lane[]): void {
		const count = item.count && this.constant(item.count);
		const numbers: number[] = [];
		for (let index = 0; index < (count ?? 1); index++) {
			const self = this.newObject("task", new Map(), this.setUpEnvironment());
			numbers.push(self);
			const kind = item.daemon ? "daemon" : item.flavor;
			lanes.push({ name: count === undefined ? item.name.text : `${item.name.text}[${index}]`, kind });
			this.bodies.push({ body: item.body, self });
		}
		this.globals.set(item.name.text, count === undefined ? { kind: "constant", value: numbers[0] } : { kind: "tasks", objects: numbers });
	}

	private setUpEnvironment(): Environment {
		const nowhere: Continuation = { key: "", go: () => ({ kind: "done" }) };
		return { scope: this.globals, top: 0, self: 0, onReturn: nowhere, onBreak: undefined, onContinue: undefined };
	}

	/** `family` are the cells of the same field, of all objects of a struct. */
	private addStorage(variable: VariableItem, family: number[] = []): Storage {
		const type = this.typeOf(variable.type, false);
		const size = variable.size && this.constant(variable.size);
		const cell = this.initialCells.length;
		for (let index = 0; index < (size ?? 1); index++) {
			this.initialCells.push(defaultOf(type));
			this.cellTypes.push(type);
			family.push(cell + index);
			this.siblings.push(family);
		}
		return { cell, size };
	}

	private declareShared(variable: VariableItem): void {
		const storage = this.addStorage(variable);
		const struct = typeName(variable) ?? "";
		if (variable.value) this.initialise(storage.cell, variable.value, this.setUpEnvironment());
		else if (this.structs.has(struct) && (asInC(variable) === "object" || (storage.size === undefined && asInC(variable) !== "pointer")))
			this.makeObjects(storage, struct);
		this.globals = new Map([...this.globals, [variable.name.text, { kind: "shared", storage }]]);
	}

	/** Makes an object for a variable, or for each element of an array. */
	private makeObjects({ cell, size = 1 }: Storage, struct: string): void {
		for (let index = 0; index < size; index++) this.initialCells[cell + index] = this.newObject(struct, new Map(), this.setUpEnvironment());
	}

	private initialise(cell: number, value: Expression, environment: Environment): void {
		const type = this.cellTypes[cell];
		const found = this.setUpValue(value, environment);
		const kept = type.bool ? Number(found !== 0) : found;
		if (!fitsType(kept, type)) throw new Unsupported("the set-up leaves a range");
		this.initialCells[cell] = kept;
	}

	private setUpValue(expression: Expression, environment: Environment): number {
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

	private newObject(struct: string, given: ReadonlyMap<string, Expression>, environment: Environment): number {
		const fields = new Map<string, Storage>();
		this.objects.push({ struct, fields });
		const number = this.objects.length;
		const declared = this.structs.get(struct) ?? [];
		for (const field of declared) {
			const family = this.families.get(field) ?? [];
			this.families.set(field, family);
			fields.set(field.name.text, this.addStorage(field, family));
		}
		for (const field of declared) {
			const value = given.get(field.name.text) ?? field.value;
			const storage = fields.get(field.name.text) as Storage;
			if (value) this.initialise(storage.cell, value, environment);
			else if (asInC(field) === "object") this.makeObjects(storage, typeName(field) ?? "");
		}
		return number;
	}

	private create(expression: NewExpression, environment: Environment, then: Continuation): Next {
		if (this.mode !== "setup") throw new Unsupported("objects are made in the set-up");
		const given = new Map(expression.fields.map(({ name, value }) => [name?.text ?? "", value]));
		return then.go(this.newObject(expression.struct.text, given, environment));
	}

	private readonly constants = new Map<Expression, number>();

	private constant(expression: Expression): number {
		const known = this.constants.get(expression);
		if (known !== undefined) return known;
		const { mode, cells } = this;
		const value = this.setUpValue(expression, this.setUpEnvironment());
		this.mode = mode;
		this.cells = cells;
		this.constants.set(expression, value);
		return value;
	}

	/** `open` is how the caller sees the bare `int` of a parameter or a result: any number. */
	private typeOf(type: TypeName, open: boolean): VariableType {
		if (type.kind === "boolType") return { bool: true };
		const named = type.kind === "sameType" ? type.as : type;
		const words =
			named.kind === "intType" ? named.words : "name" in named ? [named.name.text] : "called" in named ? [named.called] : undefined;
		const integer = words && integerType(words, open);
		if (integer) return integer;
		if (type.kind === "namedType" || (type.kind === "sameType" && type.as.kind === "namedType")) return { bool: false };
		if (type.kind === "sameType") return this.typeOf({ ...type, kind: type.as.kind === "boolType" ? "boolType" : "intType" }, open);
		if (type.range === undefined) return open ? { bool: false } : { bool: false, low: -1024, high: 1023 };
		return { bool: false, low: this.constant(type.range.low), high: this.constant(type.range.high) };
	}
}
