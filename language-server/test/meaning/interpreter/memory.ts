/** What a program has, what holds while a step of it is taken, and how variables are read and written. */
import type { Expression, FunctionItem, GuardClassItem, GuardItem, HandlerItem, TaskItem, VariableItem } from "../../../src/syntax/tree";
import type { Binding, SharedObject } from "./bindings";
import { Foresight } from "./foresight";
import { type Continuation, type Environment, type Next, type State, type TaskState, Written } from "./steps";
import { type ErrorName, fitsType, Unsupported, type VariableType } from "./values";

/** What the cell of a life holds. */
export const UNUSED = 0;
export const ALIVE = 1;
export const FREED = 2;
/** Freed, and its address may be that of another one. */
export const RECYCLED = 3;

export abstract class Memory {
	protected readonly functions = new Map<string, FunctionItem>();
	protected readonly structs = new Map<string, VariableItem[]>();
	protected globals = new Map<string, Binding>();
	protected readonly objects: SharedObject[] = [];
	protected readonly cellTypes: VariableType[] = [];
	protected readonly initialCells: number[] = [];
	/** By cell: all elements of its array, or all cells of its field, itself included. */
	protected readonly siblings: (readonly number[])[] = [];
	protected readonly families = new Map<VariableItem, number[]>();
	protected readonly bodies: { readonly task: TaskItem; readonly self: number; readonly object?: number }[] = [];
	protected readonly handlers = new Map<string, HandlerItem>();
	protected readonly guards: GuardItem[] = [];
	protected readonly guardClasses = new Map<string, GuardClassItem>();
	/** Cells that some step writes; reading any other is no step. */
	protected readonly mutable = new Set<number>();

	// Of the step that is being taken.
	protected cells: number[] = [];
	protected locals: number[] = [];
	protected types: VariableType[] = [];
	protected reports: string[] = [];
	protected mode: "setup" | "steps" | "atomic" | "peek" = "setup";
	/**
	 * How many steps have been taken, of all tasks: a loop that sees no other number than at its head has been gone
	 * round without one.
	 */
	protected taken = 0;
	/** Whether the block that is being run has accessed anything that changes. */
	protected touches = false;
	/** Whether steps were met of which the text does not say whether they are steps: then lengths say nothing. */
	uncertainLengths = false;
	protected readonly foresight: Foresight;
	/** Whether the step has failed in the access that it is, not in what comes after. */
	protected storeFailed = false;
	/** By cell: the number of the object that it is a field of. */
	protected readonly owners = new Map<number, number>();
	/** Cells that are objects of their own within an object: to name one is no access. */
	protected readonly parts = new Set<number>();
	/** Structs of which an object is freed, and of what is part of such. */
	protected readonly freed = new Set<string>();
	/** By the number of a task: the cell that says whether it has ended, where somebody asks for that. */
	protected readonly ended = new Map<number, number>();
	/** Whether a handler that comes any number of times has counted a variable out of its range. */
	countsOut = false;

	constructor() {
		this.foresight = new Foresight({
			mutable: this.mutable,
			objects: this.objects,
			cellTypes: this.cellTypes,
			functions: this.functions,
			isMortal: (object) => this.isMortal(object),
			cell: (cell) => this.cells[cell],
			local: (slot) => this.locals[slot],
			now: (expression, surroundings) => this.now(expression, { ...this.setUpEnvironment(), ...surroundings }),
		});
	}

	protected abstract value(expression: Expression, environment: Environment, then: Continuation): Next;

	/** Calls `explore` until nothing is written that it took for constant. */
	withConstants<T>(explore: () => T): T {
		for (;;) {
			try {
				return explore();
			} catch (problem) {
				if (!(problem instanceof Written)) throw problem;
				this.uncertainLengths = false;
				this.countsOut = false;
			}
		}
	}

	/** Whether some step frees an object. */
	get frees(): boolean {
		return this.freed.size > 0;
	}

	protected begin(state: State, { locals, types }: TaskState): void {
		// Objects may have been prepared since.
		this.cells = [...state.cells, ...this.initialCells.slice(state.cells.length)];
		this.locals = [...locals];
		this.types = [...types];
		this.reports = [];
		this.mode = "steps";
	}

	/** The value of an expression that is a constant. */
	protected now(expression: Expression, environment: Environment): number {
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

	protected error(error: ErrorName): Next {
		return { kind: "error", error };
	}

	/** The error that an access is to what does not live any more. */
	protected dead(cell: number): Next | undefined {
		const owner = this.owners.get(cell);
		if (owner === undefined || this.parts.has(cell) || this.livesNow(owner)) return undefined;
		this.storeFailed = true;
		return this.error(this.objects[this.objects[owner - 1].whole - 1].onStack ? "use_after_scope" : "use_after_free");
	}

	protected livesNow(object: number): boolean {
		const { life } = this.objects[this.objects[object - 1].whole - 1];
		return life === undefined || this.cells[life] === ALIVE;
	}

	/** Whether an object of this one's struct may be freed. */
	protected isMortal(object: number): boolean {
		return this.freed.has(this.objects[object - 1].struct);
	}

	/** Does something with the life of an object, in a step of its own where steps are taken. */
	protected withLife(key: string, environment: Environment, act: () => Next): Next {
		this.touches = true;
		return this.mode === "steps" ? { kind: "life", key, top: environment.top, act } : act();
	}

	/** Writes a cell; an error when the value does not fit. */
	protected store(cell: number, value: number): Next | undefined {
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

	/** The same, where a value above the range may be no error but a bound of the model. */
	protected put(cell: number, value: number, counts: boolean): Next | undefined {
		if (!counts || this.cellTypes[cell].bool || value <= (this.cellTypes[cell].high ?? value)) return this.store(cell, value);
		this.countsOut = true;
		return { kind: "discarded" };
	}

	/**
	 * `among` are the cells that it could be for all that the text says; undefined where the text does not settle which
	 * these are.
	 */
	protected read(place: number, among: readonly number[] | undefined, environment: Environment, then: Continuation): Next {
		if (Number.isNaN(place)) return then.go(0);
		if (place < 0) return then.go(this.locals[-1 - place]);
		const changes = (cell: number): boolean => this.mutable.has(cell);
		this.touches ||= changes(place);
		if (this.mode === "atomic") return this.dead(place) ?? then.go(this.cells[place]);
		if (this.mode !== "steps") return then.go(this.cells[place]);
		const owner = this.owners.get(place);
		if (owner !== undefined && !this.parts.has(place) && !changes(place) && this.isMortal(owner)) {
			// A step where the object is one that may be freed, whose struct alone is known here.
			this.uncertainLengths = true;
			return { kind: "read", cell: place, top: environment.top, then };
		}
		if (among === undefined && !changes(place)) this.uncertainLengths ||= (this.siblings[place] as readonly number[]).some(changes);
		if (!changes(place) && !among?.some(changes)) return then.go(this.cells[place]);
		return { kind: "read", cell: place, top: environment.top, then };
	}

	/** `counts` says that the value was made of what the variable held, in a handler that comes any number of times. */
	protected write(place: number, value: number, environment: Environment, then: Continuation, counts = false): Next {
		if (place >= 0) {
			this.touches = true;
			if (this.mode === "steps") {
				if (!this.mutable.has(place)) {
					this.mutable.add(place);
					throw new Written();
				}
				return { kind: "write", cell: place, value, top: environment.top, then, ...(counts && { counts }) };
			}
			return (this.mode === "atomic" ? this.dead(place) : undefined) ?? this.put(place, value, counts) ?? then.go(0);
		}
		const slot = -1 - place;
		const type = this.types[slot];
		const kept = type.bool ? Number(value !== 0) : value;
		if (!fitsType(kept, type)) return this.error("range");
		this.locals[slot] = kept;
		return then.go(0);
	}

	protected setLocal(slot: number, value: number, type: VariableType): void {
		this.locals[slot] = value;
		this.types[slot] = type;
	}

	protected lookup(name: string, environment: Environment): Binding {
		const binding = environment.scope.get(name);
		if (binding === undefined) throw new Unsupported(`nothing is called ${name}`);
		return binding;
	}

	protected setUpEnvironment(): Environment {
		const nowhere: Continuation = { key: "", go: () => ({ kind: "done" }) };
		return { scope: this.globals, top: 0, self: 0, onReturn: nowhere, onBreak: undefined, onContinue: undefined, labels: new Map() };
	}
}
