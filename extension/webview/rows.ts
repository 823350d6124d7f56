/**
 * The rows of a timeline: one for each step, and one wherever a lane enters another function, as a person would indent
 * them.
 *
 * Invariants: steps keep their order; a row's parent stands before it; a folded row hides exactly the rows whose
 * ancestor it is, and says which steps these are. There are two levels of calls, however deep the stack is: the call in
 * the scenario, and the way from there to the step.
 */
import type { Place } from "../../language-server/src/lsp/protocol/place";
import type { TimelineRun, TimelineStep } from "../../language-server/src/lsp/protocol/timelines";

export type Row = CallRow | StepRow | WaitingRow | SkippedRow;

interface InLane {
	/** Distinguishes the row from all others of the run. */
	readonly id: string;
	readonly lane: number;
	/** How many call rows it is in. */
	readonly depth: number;
	/** The call row that it is directly in. */
	readonly parent: string | undefined;
	readonly place: Place | undefined;
}

/** Functions are entered; the row stands for the steps inside. */
export interface CallRow extends InLane {
	readonly kind: "call";
	/**
	 * The functions that were not there in the row before, outermost first; the last is the one that the steps are in.
	 */
	readonly functions: readonly string[];
	readonly steps: readonly number[];
}

export interface StepRow extends InLane {
	readonly kind: "step";
	readonly step: TimelineStep;
}

/** Steps that the failure does not depend on, folded away where they stand. */
export interface SkippedRow extends InLane {
	readonly kind: "skipped";
	readonly steps: readonly number[];
}

/** Where a lane stays in a hang. */
export interface WaitingRow extends InLane {
	readonly kind: "waiting";
	readonly label: string;
	/** True for the lane that the hang is named for. */
	readonly named: boolean;
}

/** All rows of a run, in order. */
export function rowsOf(run: TimelineRun): readonly Row[] {
	const rows: Row[] = [];
	const open = new Map<number, OpenCalls>();
	for (const step of run.steps) {
		const { lane, number, stack } = step;
		const keys = stack.map((frame) => `${frame.function} ${JSON.stringify(frame.place)}`);
		const enter = (from: number, to: number, depth: number, parent: OpenCall | undefined): OpenCall => {
			const steps: number[] = [];
			const id = `call ${number} ${depth}`;
			const functions = stack.slice(from, to).map((frame) => frame.function);
			rows.push({ kind: "call", id, lane, depth, parent: parent?.id, place: stack[to - 1].place, functions, steps });
			return { id, keys: keys.slice(0, to), steps };
		};
		const before = open.get(lane);
		let outer = before?.outer;
		let inner = before?.inner;
		if (outer?.keys[0] !== keys[0]) {
			outer = keys.length > 0 ? enter(0, 1, 0, undefined) : undefined;
			inner = undefined;
		}
		if (keys.length < 2) inner = undefined;
		else if (inner?.keys.join() !== keys.join()) {
			const known = inner?.keys ?? keys.slice(0, 1);
			const differing = keys.findIndex((key, depth) => key !== known[depth]);
			inner = enter(differing < 0 ? keys.length - 1 : differing, keys.length, 1, outer);
		}
		outer?.steps.push(number);
		inner?.steps.push(number);
		open.set(lane, { outer, inner });
		const depth = (outer ? 1 : 0) + (inner ? 1 : 0);
		rows.push({ kind: "step", id: `step ${number}`, lane, depth, parent: (inner ?? outer)?.id, place: step.place, step });
	}
	for (const { lane, label, place, functions } of run.waiting) {
		const named = run.lanes[lane].name === run.subject;
		rows.push({
			kind: "waiting",
			id: `waiting ${lane}`,
			lane,
			depth: 0,
			parent: undefined,
			place,
			label: [...functions.map((name) => `${name}()`), label].join(" › "),
			named,
		});
	}
	return rows;
}

/** The call rows that a lane is in. */
interface OpenCalls {
	readonly outer: OpenCall | undefined;
	readonly inner: OpenCall | undefined;
}

interface OpenCall {
	readonly id: string;
	/** The stack that it stands for. */
	readonly keys: readonly string[];
	readonly steps: number[];
}

/** The rows that are seen while the calls with these ids are folded. */
export function visibleRows(rows: readonly Row[], folded: ReadonlySet<string>): readonly Row[] {
	const hidden = new Set<string>();
	return rows.filter((row) => {
		const seen = row.parent === undefined || !(folded.has(row.parent) || hidden.has(row.parent));
		if (!seen) hidden.add(row.id);
		return seen;
	});
}

/**
 * The rows with a single one in place of each stretch that the failure does not depend on, calls without a step that
 * matters included; stretches whose ids are in `unfolded` stay as they are.
 */
export function withoutIrrelevant(rows: readonly Row[], run: TimelineRun, unfolded: ReadonlySet<string>): readonly Row[] {
	const isRelevant = (number: number): boolean => run.steps[number - 1].relevant;
	const isSkipped = (row: Row): boolean => {
		if (row.kind === "step") return !row.step.relevant;
		return row.kind === "call" && !row.steps.some(isRelevant);
	};
	const result: Row[] = [];
	for (let index = 0; index < rows.length; ) {
		let end = index;
		while (end < rows.length && isSkipped(rows[end])) end++;
		const stretch = rows.slice(index, end);
		// A call may be entered here and its steps, no less irrelevant, stand further down.
		const steps = stretch.flatMap((row) => (row.kind === "step" ? [row.step.number] : []));
		const id = `skipped ${steps[0]}`;
		if (stretch.length > 0 && (steps.length === 0 || !unfolded.has(id))) {
			const { lane, depth, parent } = stretch[0];
			// What goes beyond one call is folded with none.
			const within = stretch.every((row) => row.parent === parent) ? { depth, parent } : { depth: 0, parent: undefined };
			if (steps.length > 0) result.push({ kind: "skipped", id, lane, ...within, place: undefined, steps });
		} else result.push(...stretch);
		if (end < rows.length) result.push(rows[end]);
		index = end + 1;
	}
	return result;
}

/** Ascending numbers in few characters: `1–3, 7`. */
export function ranges(numbers: readonly number[]): string {
	const texts: string[] = [];
	for (let first = 0; first < numbers.length; ) {
		let last = first;
		while (numbers[last + 1] === numbers[last] + 1) last++;
		texts.push(first === last ? `${numbers[first]}` : `${numbers[first]}–${numbers[last]}`);
		first = last + 1;
	}
	return texts.join(", ");
}
