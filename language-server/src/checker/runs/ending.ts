/** What fails at the end in one state, and what may still come behind it, in the plain interpreter. */
import { canMove, propertyReports, stepOutcomes } from "../../system/interpreter";
import { isGivenUp, type StateProperty, type TransitionSystem } from "../../system/transition-system";

/** More states than this are not gone through to say what comes of one. */
const MOST_FOLLOWING = 1 << 12;

/** What fails at the end in a state. */
export interface Ending {
	/** Undefined where that cannot be told. */
	readonly failing: readonly StateProperty[] | undefined;
	/** How many states were gone through. */
	readonly followed: number;
}

/**
 * Of the properties that must hold at the end those that fail in a state, in the plain interpreter: none where a task
 * is not done. It cannot be told when daemons and devices can lead to more than `most` states from there before each of
 * them has been true.
 */
export function endingIn(system: TransitionSystem, state: readonly number[], most = MOST_FOLLOWING): Ending {
	const isDone = system.lanes.every(({ kind, steps, locationCell }) => kind !== "task" || state[locationCell] === steps.length);
	let failing = isDone ? system.properties.filter(({ when }) => when === "end") : [];
	const seen = new Set([String(state)]);
	const open = [state];
	for (let at = open.pop(); at !== undefined; at = open.pop()) {
		const here = at;
		failing = failing.filter((property) => propertyReports(system, property, here).length > 0);
		if (failing.length === 0) break;
		for (const lane of system.lanes.keys()) {
			for (const outcome of stepOutcomes(system, here, lane)) {
				if (outcome.failed && isGivenUp(system.failures[outcome.failed.failure].property))
					return { failing: undefined, followed: seen.size };
				const key = String(outcome.state);
				if (outcome.failed || seen.has(key)) continue;
				if (seen.size > most) return { failing: undefined, followed: seen.size };
				seen.add(key);
				open.push(outcome.state);
			}
		}
	}
	return { failing, followed: seen.size };
}

/**
 * Whether a failure is that of a property that must hold at the end and something can still move in a state in which it
 * fails.
 */
export function goesOnBehind(system: TransitionSystem, failure: number, state: readonly number[]): boolean {
	const isEnd = system.properties.some((property) => property.when === "end" && property.failure === failure);
	return isEnd && system.lanes.some((_, lane) => canMove(system, state, lane));
}
