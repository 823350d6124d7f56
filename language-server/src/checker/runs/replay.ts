import { canMove, eachAttempt, initialState, propertyReports, type Report, type StepOutcome } from "../../system/interpreter";
import type { TransitionSystem } from "../../system/transition-system";
import type { Hang, Run, RunStep } from "../result";
import { endingIn } from "./ending";

/**
 * A step of a run as the search knows it: who takes it, and how to tell which of its outcomes is meant. The first that
 * is meant counts.
 */
export interface Move {
	readonly lane: number;
	isMeant(outcome: StepOutcome): boolean;
}

/**
 * Replays a run in the plain interpreter, from the initial state or what else is given. Gives with it what is reported
 * in its last step and in its last state. Throws when it is no run: then the search has a bug, and nothing that it says
 * can be trusted.
 */
export function replay(
	system: TransitionSystem,
	moves: readonly Move[],
	from: readonly number[] = initialState(system),
): { readonly run: Run; readonly reports: readonly Report[] } {
	const states: (readonly number[])[] = [from];
	const steps: RunStep[] = [];
	let last: StepOutcome | undefined;
	for (const { lane, isMeant } of moves) {
		const before = states[states.length - 1];
		if (last?.failed || last?.waits) throw new Error(`step ${steps.length} of a run ends it, and others follow`);
		last = firstOutcome(system, before, lane, isMeant)?.outcome;
		if (last === undefined) throw new Error(`step ${steps.length + 1} of a run cannot be taken`);
		steps.push({ lane, location: before[system.lanes[lane].locationCell], choices: last.choices });
		states.push(last.state);
	}
	const switches = steps.filter(({ lane }, index) => index > 0 && lane !== steps[index - 1].lane).length;
	return { run: { steps, states, switches }, reports: reportsOf(system, last, states[states.length - 1]) };
}

/** Tells the outcomes of a step that lead to a state. */
export function leadsTo(target: readonly number[]): Move["isMeant"] {
	return ({ state, failed, waits }) => failed === undefined && !waits && state.every((value, cell) => value === target[cell]);
}

/** Tells the outcomes of a step that show a failure of a name. */
export function shows(system: TransitionSystem, name: string): Move["isMeant"] {
	return ({ reports, failed }) =>
		[...reports, ...(failed ? [failed] : [])].some(({ failure }) => system.failures[failure].property === name);
}

/** Every lane that is blocked where a run ends. */
export function waitingLanes(system: TransitionSystem, run: Run): Hang["waiting"] {
	const end = run.states[run.states.length - 1];
	return system.lanes.flatMap(({ steps, locationCell }, lane) => {
		const location = end[locationCell];
		return location < steps.length && !canMove(system, end, lane) ? [{ lane, location }] : [];
	});
}

/** The first way to take a lane's next step, or to try it, that is meant, and which of them it is. */
export function firstOutcome(
	system: TransitionSystem,
	state: readonly number[],
	lane: number,
	isMeant: (outcome: StepOutcome) => boolean,
): { readonly outcome: StepOutcome; readonly ordinal: number } | undefined {
	let ordinal = 0;
	for (const outcome of eachAttempt(system, state, lane)) {
		if (isMeant(outcome)) return { outcome, ordinal };
		ordinal++;
	}
	return undefined;
}

/**
 * All that is wrong with a step, in order, and with the state that it leads to; `outcome` is undefined in the initial
 * state. Of what must hold at the end only what can be told within reason (`endingIn`).
 */
export function reportsOf(system: TransitionSystem, outcome: StepOutcome | undefined, state: readonly number[]): readonly Report[] {
	const inStep = outcome?.reports ?? [];
	if (outcome?.failed) return [...inStep, outcome.failed];
	const atEnd = endingIn(system, state).failing ?? [];
	const inState = system.properties
		.filter((property) => property.when === "always" || atEnd.includes(property))
		.flatMap((property) => propertyReports(system, property, state));
	return [...inStep, ...inState];
}
