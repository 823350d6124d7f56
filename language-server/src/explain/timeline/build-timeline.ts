/**
 * A run as a person reads it.
 *
 * Invariants: the timeline has one step for each step of the run, in order; a change is listed for each shared cell
 * whose value differs before and after the step, ghosts left out, and for each local that the step gave a value which
 * will be read. What other lanes of the run look at as well comes first: that is where they meet. A parameter that a
 * step sets for a function that is called behind it is listed at the first step there.
 */
import type { AnchoredSpan } from "../../base/span";
import type { Hang, Run } from "../../checker/result";
import type { NamedSystem, StepText } from "../../system/system-text";
import type { TransitionSystem } from "../../system/transition-system";
import { waitedForBy } from "../hang/waits-for";
import { printValue } from "./print-value";
import { stepAccesses } from "./step-accesses";
import type { Change, Sight, Timeline, TimelineStep, WaitingLane } from "./timeline";
import { visitCells } from "./visit-cells";

/**
 * The timeline of a run that violates something in its last step, of the run that leads to a hang, or of one in which
 * nothing goes wrong.
 */
export function buildTimeline(named: NamedSystem, run: Run, end: Hang | "violation" | "well" = "violation"): Timeline {
	const { system, text } = named;
	const last = run.steps.length - 1;
	const cycle = typeof end === "string" ? undefined : end.cycle;
	const users = laneUsers(system, [...run.steps, ...(cycle?.steps ?? [])]);
	const changing = changedCells([...run.states, ...(cycle?.states ?? [])]);
	/** For each lane the locals of functions that it has not yet taken a step in. */
	const isDone = (lane: number, state: readonly number[]): boolean =>
		state[system.lanes[lane].locationCell] === system.lanes[lane].steps.length;
	const early = system.lanes.map((): Change[] => []);
	const timelineSteps = ({ steps, states }: Pick<Run, "steps" | "states">, first: number): readonly TimelineStep[] =>
		steps.map((taken, index): TimelineStep => {
			const { lane, location } = taken;
			const step = text.lanes[lane].steps[location];
			const changes = changesBetween(named, lane, states[index], states[index + 1], users);
			return {
				number: first + index,
				lane,
				label: isDone(lane, states[index + 1]) ? (step.ending ?? step.label) : step.label,
				access: step.access,
				span: step.span,
				scenarioSpan: scenarioSpan(step),
				stack: step.stack,
				changes: changesAt(lane, step, changes),
				sees: changes.some(({ local }) => !local) ? [] : sightsOf(named, taken, states[index], users, changing),
				failing: end === "violation" && first + index === last + 1,
			};
		});
	return {
		lanes: system.lanes.map(({ kind }, lane) => {
			const { name, context } = text.lanes[lane];
			return { name, ...(context !== undefined && { context }), kind };
		}),
		steps: timelineSteps(run, 1),
		cycle: cycle ? timelineSteps(cycle, run.steps.length + 1) : [],
		switches: run.switches,
		waiting: typeof end === "string" ? [] : waitingLanes(named, end),
	};

	/**
	 * What is told at a step: what it changed, but for locals of functions that come later, and those of its own that
	 * earlier steps set.
	 */
	function changesAt(lane: number, { stack }: StepText, changes: readonly Change[]): readonly Change[] {
		const isEntered = ({ cell }: Change): boolean => (text.cells[cell].calls ?? []).every((call, depth) => stack[depth]?.call === call);
		const earlier = early[lane].filter(({ cell }) => !changes.some((change) => change.cell === cell));
		const told = [...changes, ...earlier].filter(isEntered);
		early[lane] = [...changes, ...earlier].filter((change) => !isEntered(change));
		return told;
	}
}

/** Who stays where; the task that hangs as well where it is not known how that goes on. */
function waitingLanes(named: NamedSystem, hang: Hang): readonly WaitingLane[] {
	const { system, text } = named;
	const { lane: hanging, run, cycle, waiting } = hang;
	const last = run.states[run.states.length - 1];
	return system.lanes.flatMap(({ locationCell }, lane): WaitingLane[] => {
		const stays = waiting.some((other) => other.lane === lane);
		if (!stays && (lane !== hanging || cycle !== undefined)) return [];
		const { label, span, stack } = text.lanes[lane].steps[last[locationCell]];
		const waitsFor = stays ? waitedForBy(named, hang, lane) : [];
		return [{ lane, label, span, scenarioSpan: stack[0]?.span ?? span, functions: stack.map((frame) => frame.function), waitsFor }];
	});
}

function scenarioSpan(step: StepText): AnchoredSpan {
	return step.stack[0]?.span ?? step.span;
}

/** The cells that have more than one value. */
function changedCells(states: Run["states"]): ReadonlySet<number> {
	const [start] = states;
	return new Set(start.flatMap((value, cell) => (states.some((state) => state[cell] !== value) ? [cell] : [])));
}

/** More than these are not told of one step. */
const SIGHTS = 3;

/** What a step looks at that other lanes use as well. */
function sightsOf(
	{ system, text }: NamedSystem,
	step: Run["steps"][number],
	before: readonly number[],
	users: ReadonlyMap<number, ReadonlySet<number>>,
	changing: ReadonlySet<number>,
): readonly Sight[] {
	const { self } = text.lanes[step.lane];
	const cells = [...stepAccesses(system, step, before).reads].filter((cell) => {
		const { ghost, object } = text.cells[cell];
		return !ghost && object !== self && (users.get(cell)?.size ?? 0) > 1;
	});
	return cells
		.sort((a, b) => Number(changing.has(b)) - Number(changing.has(a)))
		.slice(0, SIGHTS)
		.map((cell) => {
			const { name, field = name, type } = text.cells[cell];
			return { name, field, value: printValue(text, type, before[cell]), cell };
		});
}

/** For each cell the lanes that use it in the steps that they take in a run. */
function laneUsers(system: TransitionSystem, steps: Run["steps"]): ReadonlyMap<number, ReadonlySet<number>> {
	const users = new Map<number, Set<number>>();
	for (const { lane, location } of steps) {
		visitCells(system.lanes[lane].steps[location].code, (cell) => {
			const known = users.get(cell);
			if (known) known.add(lane);
			else users.set(cell, new Set([lane]));
		});
	}
	return users;
}

function changesBetween(
	{ system, text }: NamedSystem,
	lane: number,
	before: readonly number[],
	after: readonly number[],
	users: ReadonlyMap<number, ReadonlySet<number>>,
): Change[] {
	const { locationCell, steps } = system.lanes[lane];
	const liveBefore = new Set(steps[before[locationCell]]?.live);
	const liveAfter = new Set(steps[after[locationCell]]?.live);
	const changes = system.cells.flatMap((cell, index): Change[] => {
		const local = cell.role === "local";
		const changed = before[index] !== after[index];
		const learned = liveAfter.has(index) && (changed || !liveBefore.has(index));
		const { name, field, type, ghost } = text.cells[index];
		if (cell.role === "location" || ghost || !(local ? learned : changed)) return [];
		return [
			{
				name,
				field: field ?? name,
				before: printValue(text, type, before[index]),
				after: printValue(text, type, after[index]),
				local,
				cell: index,
			},
		];
	});
	const rank = (change: Change): number => (change.local ? 2 : (users.get(change.cell)?.size ?? 0) > 1 ? 0 : 1);
	return changes.sort((a, b) => rank(a) - rank(b));
}
