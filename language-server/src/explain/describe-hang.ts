/**
 * A hang in one sentence: who waits in which function for which object, what keeps it waiting, and who made it so at which step.
 *
 * Invariant: every name comes from the scenario and the model, and every step number counts in the run that is shown. What a sleeping task
 * waits for, and which fields count holders, the model says itself (`@awaits`, `@holders`).
 */
import type { Hang, Run } from "../checker/result";
import type { Frame, Step, TransitionSystem } from "../compiler/transition-system";
import { decidingCells } from "./blame";
import { printValue } from "./print-value";

/** More values than these would be a list and no explanation. */
const VALUES = 3;

/** Where a lane waits, and the cells that keep it there. */
interface Wait {
	/** `in xfs_break_dax_layouts`, `in truncate at down_write(filp.i_rwsem)`, `at wait (a && b)`. */
	readonly place: string;
	readonly cells: readonly number[];
}

/** `truncator waits in break_layouts at wait (page.refcount == 1) for page 0: refcount 2, held by nic since step 4`. */
export function describeHang(system: TransitionSystem, hang: Hang): string {
	const { name } = system.lanes[hang.lane];
	const verb = hang.waiting.some(({ lane }) => lane === hang.lane) ? "waits" : "never finishes";
	const { place, cells } = waitOf(system, hang);
	return `${name} ${verb} ${place}${aboutCells(system, hang.run, cells.slice(0, VALUES))}`;
}

function waitOf(system: TransitionSystem, { lane, run, waiting }: Hang): Wait {
	const { locationCell, steps } = system.lanes[lane];
	const state = run.states[run.states.length - 1];
	const step = steps[state[locationCell]];
	// A step that could wait and need not is no reason for going round.
	const mayWait = step.code.blocks.some(({ end }) => end.kind === "blocked");
	const reasons = waiting.some((other) => other.lane === lane) || !mayWait ? decidingCells(step.code, state) : [];
	const cells = reasons.filter((cell) => system.cells[cell].role === "shared");
	return awaited(system, lane, run, step, cells) ?? { place: placeOf(step), cells };
}

function placeOf({ stack, label }: Step): string {
	const inner = stack.at(-1);
	return inner ? `in ${inner.function} at ${label}` : `at ${label}`;
}

/**
 * What a lane waits for in truth when the model says so of the cell that it looks at: the end of the `@awaits` path. It waits in the
 * function that both chose the object and called what waits.
 */
function awaited(system: TransitionSystem, lane: number, run: Run, step: Step, cells: readonly number[]): Wait | undefined {
	const state = run.states[run.states.length - 1];
	for (const cell of cells) {
		const path = system.cells[cell].awaits;
		const found = path && followPath(system, system.cells[cell].object, path, state);
		if (!found) continue;
		const [choice] = found;
		const chosen = lastChange(run, choice, lane);
		const choosing = chosen === undefined ? [] : system.lanes[lane].steps[run.steps[chosen - 1].location].stack;
		const common = commonFrames(choosing, step.stack).at(-1);
		return { place: common ? `in ${common.function}` : placeOf(step), cells: [found[found.length - 1]] };
	}
	return undefined;
}

/** The cells on a path of fields, or undefined where it ends at null or at something that never changes. */
function followPath(
	system: TransitionSystem,
	from: number | undefined,
	path: readonly string[],
	state: readonly number[],
): readonly number[] | undefined {
	const cells: number[] = [];
	let object = from;
	for (const name of path) {
		const field = object === undefined ? undefined : system.objects[object].fields.find((candidate) => candidate.name === name);
		if (field?.operand.kind !== "cell") return undefined;
		const { cell } = field.operand;
		cells.push(cell);
		object = field.type.kind === "reference" && state[cell] !== 0 ? field.type.objects[state[cell] - 1] : undefined;
	}
	return cells;
}

function commonFrames(left: readonly Frame[], right: readonly Frame[]): readonly Frame[] {
	const differs = left.findIndex((frame, index) => {
		const other = right[index];
		return other === undefined || frame.function !== other.function || frame.span.start !== other.span.start;
	});
	return differs < 0 ? left : left.slice(0, differs);
}

/** ` for page 0: refcount 2, held by nic since step 4`, of a variable that is no field `: b false from the start`; nothing without cells. */
function aboutCells(system: TransitionSystem, run: Run, cells: readonly number[]): string {
	const byObject = new Map<number | undefined, string[]>();
	for (const cell of cells) {
		const { object } = system.cells[cell];
		byObject.set(object, [...(byObject.get(object) ?? []), aboutCell(system, run, cell)]);
	}
	const texts = [...byObject].map(([object, facts]) => {
		const text = facts.join(" and ");
		return object === undefined ? text : `${system.objects[object].name}: ${text}`;
	});
	if (texts.length === 0) return "";
	return `${byObject.keys().next().value === undefined ? ":" : " for"} ${texts.join("; ")}`;
}

/** `refcount 2, held by nic since step 4`, `writer reader since step 3`, `idle false from the start`. */
function aboutCell(system: TransitionSystem, run: Run, cell: number): string {
	const { name, field, type, holders } = system.cells[cell];
	const value = printValue(system, type, run.states[run.states.length - 1][cell]);
	const text = `${field ?? name} ${value}`;
	const held = holders ? holdersOf(system, run, cell) : [];
	if (held.length > 0) return `${text}, held by ${held.join(" and ")}`;
	const step = lastChange(run, cell);
	if (step === undefined) return `${text} from the start`;
	const writer = system.lanes[run.steps[step - 1].lane].name;
	return `${text} since step ${step}${writer === value ? "" : ` of ${writer}`}`;
}

/**
 * Who has raised a count and not lowered it again, with the step. A lane gives back what it took last; one that took nothing, such as a
 * device that ends the request of a task, gives back what was taken first.
 */
function holdersOf(system: TransitionSystem, run: Run, cell: number): readonly string[] {
	let holders: readonly { readonly lane: number; readonly step: number }[] = [];
	run.steps.forEach(({ lane }, index) => {
		const change = run.states[index + 1][cell] - run.states[index][cell];
		for (let raised = 0; raised < change; raised++) holders = [...holders, { lane, step: index + 1 }];
		for (let lowered = 0; lowered > change; lowered--) {
			const own = holders.findLastIndex((holder) => holder.lane === lane);
			holders = holders.filter((_, at) => at !== Math.max(own, 0));
		}
	});
	return holders.map(({ lane, step }) => `${system.lanes[lane].name} since step ${step}`);
}

/** The number of the last step, of a lane if one is given, that changed a cell; undefined when none did. */
function lastChange(run: Run, cell: number, lane?: number): number | undefined {
	for (let step = run.steps.length; step > 0; step--) {
		const changed = run.states[step][cell] !== run.states[step - 1][cell];
		if (changed && (lane === undefined || run.steps[step - 1].lane === lane)) return step;
	}
	return undefined;
}
