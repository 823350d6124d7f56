/**
 * Data races by the definition of `docs/language.md`, as plainly as can be: every interleaving of a small program, and
 * in each for every access the set of those before it that happen before it. It knows nothing of what finds them
 * elsewhere.
 */

export type How = "plain" | "relaxed" | "acquire" | "release" | "ordered";

/** What a task does, each on a line of its own. */
export type Op = { readonly line: number } & (
	| { readonly kind: "write"; readonly variable: string; readonly value: number; readonly how: How; readonly dependent?: boolean }
	/**
	 * Reads a variable; `into` keeps what was read, and `unreported` says that no one is told of it: `data_race(x)`.
	 */
	| {
			readonly kind: "read";
			readonly variable: string;
			readonly how: How;
			readonly into?: boolean;
			readonly dependent?: boolean;
			readonly unreported?: boolean;
	  }
	/** Says that nobody else writes a variable, or accesses it. */
	| { readonly kind: "assert"; readonly variable: string; readonly sole: "writer" | "user" }
	/** Waits until a variable is 1. */
	| { readonly kind: "await"; readonly variable: string }
	/** Waits until a task has ended. */
	| { readonly kind: "join"; readonly task: number }
	/** Begins a section in which plain accesses count as marked, or ends it. */
	| { readonly kind: "region"; readonly of: keyof Regions; readonly by: 1 | -1 }
	/** Reads and writes in one step, and waits until the variable has the value that it must have, where it must. */
	| { readonly kind: "update"; readonly variable: string; readonly from?: number; readonly to: number; readonly how: How }
	| { readonly kind: "fence"; readonly orders: "all" | "reads" | "writes" }
	/** Goes on at an index of the task where what was read last is 0. */
	| { readonly kind: "unless"; readonly goTo: number }
);

/** How often each kind of section has been begun: those that nest are counted, of the others there is one. */
interface Regions {
	readonly flat: number;
	readonly nested: number;
	readonly next: number;
}

type Known = ReadonlySet<number>;
const NOTHING: Known = new Set();
const union = (...sets: readonly Known[]): Known => new Set(sets.flatMap((set) => [...set]));

interface Event {
	readonly task: number;
	readonly line: number;
	readonly variable: string;
	readonly write: boolean;
	readonly plain: boolean;
	readonly unreported: boolean;
	readonly sole?: "writer" | "user";
}

/** Whether two accesses to one variable that nothing orders are a data race. */
function conflict(one: Event, other: Event): boolean {
	if (one.unreported || other.unreported) return false;
	const [asserted, access] = one.sole ? [one, other] : [other, one];
	if (asserted.sole) return access.sole === undefined && (asserted.sole === "user" || access.write);
	return (one.write || other.write) && (one.plain || other.plain);
}

interface Task {
	readonly at: number;
	readonly last: number;
	readonly own: Known;
	/** Accesses of others that happen before whatever comes next. */
	readonly before: Known;
	/** Those that do behind an acquiring fence, through a value and through a reference. */
	readonly pending: Known;
	readonly throughReference: Known;
	/** Those that happen before the reads that come next. */
	readonly beforeReads: Known;
	/** What a releasing fence has passed. */
	readonly released: Known;
	readonly regions: Regions;
}

interface Variable {
	readonly value: number;
	/** What comes with the value. */
	readonly released: Known;
}

/**
 * The pairs of lines that race, as `variable line line` with the lesser line first. `racy` are variables of which no
 * access is plain.
 */
export function racingLines(
	tasks: readonly (readonly Op[])[],
	references: ReadonlySet<string>,
	racy: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
	const found = new Set<string>();
	const idle: Task = {
		at: 0,
		last: 0,
		own: NOTHING,
		before: NOTHING,
		pending: NOTHING,
		throughReference: NOTHING,
		beforeReads: NOTHING,
		released: NOTHING,
		regions: { flat: 0, nested: 0, next: 0 },
	};
	const go = (states: readonly Task[], variables: ReadonlyMap<string, Variable>, events: readonly Event[]): void => {
		for (const [task, state] of states.entries()) {
			const op = tasks[task][state.at];
			if (op === undefined) continue;
			if (op.kind === "join" && tasks[op.task][states[op.task].at]) continue;
			const next = op.kind === "join" ? join(state, states[op.task], variables, events) : step(task, state, op, variables, events);
			if (next === undefined) continue;
			go(states.with(task, next.state), next.variables, next.events);
			// What touches nothing of the others need not be tried at other moments as well.
			if (op.kind === "fence" || op.kind === "unless" || op.kind === "region") return;
		}
	};
	const known = ({ own, before, pending, throughReference, beforeReads }: Task): Known =>
		union(own, before, pending, throughReference, beforeReads);
	const join = (state: Task, ended: Task, variables: ReadonlyMap<string, Variable>, events: readonly Event[]) => ({
		state: { ...state, at: state.at + 1, before: union(state.before, known(ended)) },
		variables,
		events,
	});
	const step = (
		task: number,
		state: Task,
		op: Exclude<Op, { kind: "join" }>,
		variables: ReadonlyMap<string, Variable>,
		events: readonly Event[],
	) => {
		const after = { ...state, at: state.at + 1 };
		if (op.kind === "unless") return { state: { ...after, at: state.last === 0 ? op.goTo : after.at }, variables, events };
		const { own, before, pending, throughReference, beforeReads, released } = state;
		if (op.kind === "region") {
			const count = op.of === "nested" ? state.regions.nested + op.by : Math.max(0, op.by);
			return { state: { ...after, regions: { ...state.regions, [op.of]: count } }, variables, events };
		}
		const all = known(state);
		if (op.kind === "fence") {
			const writes = new Set([...own].filter((event) => events[event].write));
			if (op.orders === "reads")
				return { state: { ...after, beforeReads: union(beforeReads, pending, throughReference) }, variables, events };
			if (op.orders === "writes") return { state: { ...after, released: union(released, writes) }, variables, events };
			return { state: { ...after, before: union(before, all), released: union(released, all) }, variables, events };
		}
		const { variable } = op;
		const said: How = op.kind === "assert" ? "relaxed" : op.kind === "await" ? "acquire" : op.how;
		const how = said === "plain" && racy.has(variable) ? "relaxed" : said;
		const held = variables.get(variable) ?? { value: 0, released: NOTHING };
		if (op.kind === "update" && op.from !== undefined && held.value !== op.from) return undefined;
		if (op.kind === "await" && held.value !== 1) return undefined;
		const write = op.kind === "write" || op.kind === "update";
		const dependent = (op.kind === "write" || op.kind === "read") && op.dependent === true;
		const behind = union(own, before, ...(write ? [] : [beforeReads]), ...(dependent ? [throughReference] : []));
		const isPlain = how === "plain" && Object.values(state.regions).every((count) => count === 0);
		const event: Event = {
			task,
			line: op.line,
			variable,
			write,
			plain: isPlain,
			unreported: op.kind === "read" && op.unreported === true,
			...(op.kind === "assert" && { sole: op.sole }),
		};
		for (const [index, other] of events.entries()) {
			if (behind.has(index) || other.task === task || other.variable !== variable) continue;
			if (conflict(event, other)) found.add([variable, ...[event.line, other.line].sort((a, b) => a - b)].join(" "));
		}
		const now = new Set([...own, events.length]);
		let reader: Task = { ...after, own: now };
		if (op.kind === "assert") return { state: reader, variables, events: [...events, event] };
		if (op.kind !== "write" && how !== "plain") {
			if (how !== "relaxed") reader = { ...reader, before: union(before, held.released) };
			else if (references.has(variable)) reader = { ...reader, throughReference: union(throughReference, held.released) };
			else reader = { ...reader, pending: union(pending, held.released) };
		}
		if (op.kind === "await") return { state: reader, variables, events: [...events, event] };
		if (op.kind === "read") {
			return { state: { ...reader, last: op.into ? held.value : reader.last }, variables, events: [...events, event] };
		}
		const passed = (): Known => {
			if (how === "plain") return NOTHING;
			if (how === "release" || how === "ordered")
				return union(now, reader.before, reader.pending, reader.throughReference, reader.beforeReads);
			return op.kind === "update" ? union(held.released, released) : released;
		};
		const value = op.kind === "update" ? op.to : op.value;
		return {
			state: reader,
			variables: new Map([...variables, [variable, { value, released: passed() }]]),
			events: [...events, event],
		};
	};
	go(
		tasks.map(() => idle),
		new Map(),
		[],
	);
	return found;
}
