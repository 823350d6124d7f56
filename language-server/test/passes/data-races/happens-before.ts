/**
 * Data races by the definition of `docs/language.md`, as plainly as can be: every interleaving of a small program, and
 * in each for every access the set of those before it that happen before it. It knows nothing of what finds them
 * elsewhere.
 */

export type How = "plain" | "relaxed" | "acquire" | "release" | "ordered";

/** What a task does, each on a line of its own. */
export type Op = { readonly line: number } & (
	| { readonly kind: "write"; readonly variable: string; readonly value: number; readonly how: How; readonly dependent?: boolean }
	/** Reads a variable; `into` keeps what was read. */
	| { readonly kind: "read"; readonly variable: string; readonly how: How; readonly into?: boolean; readonly dependent?: boolean }
	/** Reads and writes in one step, and waits until the variable has the value that it must have, where it must. */
	| { readonly kind: "update"; readonly variable: string; readonly from?: number; readonly to: number; readonly how: How }
	| { readonly kind: "fence"; readonly orders: "all" | "reads" | "writes" }
	/** Goes on at an index of the task where what was read last is 0. */
	| { readonly kind: "unless"; readonly goTo: number }
);

type Known = ReadonlySet<number>;
const NOTHING: Known = new Set();
const union = (...sets: readonly Known[]): Known => new Set(sets.flatMap((set) => [...set]));

interface Event {
	readonly task: number;
	readonly line: number;
	readonly variable: string;
	readonly write: boolean;
	readonly plain: boolean;
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
}

interface Variable {
	readonly value: number;
	/** What comes with the value. */
	readonly released: Known;
}

/** The pairs of lines that race, as `variable line line` with the lesser line first. */
export function racingLines(tasks: readonly (readonly Op[])[], references: ReadonlySet<string>): ReadonlySet<string> {
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
	};
	const go = (states: readonly Task[], variables: ReadonlyMap<string, Variable>, events: readonly Event[]): void => {
		for (const [task, state] of states.entries()) {
			const op = tasks[task][state.at];
			if (op === undefined) continue;
			const next = step(task, state, op, variables, events);
			if (next === undefined) continue;
			go(states.with(task, next.state), next.variables, next.events);
			// What touches nothing of the others need not be tried at other moments as well.
			if (op.kind === "fence" || op.kind === "unless") return;
		}
	};
	const step = (task: number, state: Task, op: Op, variables: ReadonlyMap<string, Variable>, events: readonly Event[]) => {
		const after = { ...state, at: state.at + 1 };
		if (op.kind === "unless") return { state: { ...after, at: state.last === 0 ? op.goTo : after.at }, variables, events };
		const { own, before, pending, throughReference, beforeReads, released } = state;
		const all = union(own, before, pending, throughReference, beforeReads);
		if (op.kind === "fence") {
			const writes = new Set([...own].filter((event) => events[event].write));
			if (op.orders === "reads")
				return { state: { ...after, beforeReads: union(beforeReads, pending, throughReference) }, variables, events };
			if (op.orders === "writes") return { state: { ...after, released: union(released, writes) }, variables, events };
			return { state: { ...after, before: union(before, all), released: union(released, all) }, variables, events };
		}
		const { variable, how } = op;
		const held = variables.get(variable) ?? { value: 0, released: NOTHING };
		if (op.kind === "update" && op.from !== undefined && held.value !== op.from) return undefined;
		const write = op.kind !== "read";
		const dependent = op.kind !== "update" && op.dependent === true;
		const known = union(own, before, ...(write ? [] : [beforeReads]), ...(dependent ? [throughReference] : []));
		const event: Event = { task, line: op.line, variable, write, plain: how === "plain" };
		for (const [index, other] of events.entries()) {
			if (known.has(index) || other.task === task || other.variable !== variable) continue;
			if ((write || other.write) && (event.plain || other.plain))
				found.add([variable, ...[event.line, other.line].sort((a, b) => a - b)].join(" "));
		}
		const now = new Set([...own, events.length]);
		let reader: Task = { ...after, own: now };
		if (op.kind !== "write" && how !== "plain") {
			if (how !== "relaxed") reader = { ...reader, before: union(before, held.released) };
			else if (references.has(variable)) reader = { ...reader, throughReference: union(throughReference, held.released) };
			else reader = { ...reader, pending: union(pending, held.released) };
		}
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
