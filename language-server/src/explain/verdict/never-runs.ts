/**
 * Statements of a scenario that no interleaving ever comes to. A *safe* in which a task never does what it is there for
 * says little: mostly a set-up is incomplete, such as a file that nobody has mapped.
 *
 * Invariant: only what is known is told. Of what no code was made the compiler knows; of the rest a complete look at
 * all states is needed.
 */
import { t } from "../../base/l10n";
import { quantity } from "../../base/quantities";
import { type AnchoredSpan, holds, placeKey } from "../../base/span";
import { exploreEveryState } from "../../checker/search";
import type { Compilation } from "../../compiler/compile";
import { outermost, ownBodies } from "../../compiler/never-reached";
import type { StatementRun } from "../../compiler/statement-runs";
import type { Program, Scenario } from "../../semantics/program";
import type { TransitionSystem } from "../../system/transition-system";

/** A statement that never runs, or several that follow one another. */
export interface NeverRuns {
	/** The task or function that it stands in. */
	readonly of: string;
	readonly place: AnchoredSpan;
	/** As it is written, on one line. */
	readonly text: string;
}

/**
 * Whether some state may have been found in which a lane is about to take the step at a location, or, behind the last
 * one, is done.
 */
export type Reached = (lane: number, location: number) => boolean;

/**
 * What never runs of a scenario that is safe, as it was compiled. Without `reached` only what the compiler knows is
 * told.
 */
export function neverRuns(
	program: Program,
	scenario: Scenario,
	{ neverReached, runs }: Pick<Compilation, "neverReached" | "runs">,
	reached: Reached | undefined,
): readonly NeverRuns[] {
	const places = [...neverReached];
	if (reached) {
		const isReached = ({ within }: StatementRun): boolean => {
			if (within === undefined) return true;
			const { lane, from, to } = within;
			return from.some((location) => reached(lane, location)) && (to?.some((location) => reached(lane, location)) ?? true);
		};
		const reachedAt = new Map<string, boolean>();
		for (const run of runs) {
			const key = placeKey(run.place);
			if (!reachedAt.get(key)) reachedAt.set(key, isReached(run));
		}
		for (const { body, isTask } of ownBodies(program, scenario)) {
			// What no code was made of the compiler has told.
			const reachedHere = (statement: AnchoredSpan): boolean => reachedAt.get(placeKey(statement)) ?? true;
			// Of a function to which no call leads the call is told.
			if (!isTask && !reachedHere(body)) continue;
			places.push(...outermost(body, reachedHere));
		}
	}
	return places
		.map((place) => ({ place, start: program.locate(place).start }))
		.sort((a, b) => a.start - b.start)
		.map(({ place }) => {
			const file = program.files.find(({ tree }) => tree.anchors.has(place.anchor));
			const task = scenario.tasks.find(({ node }) => holds(node, place));
			const fn = file?.functionBodies.find(({ node }) => holds(node, place))?.symbol;
			const text = file?.written(place).replace(/\s+/g, " ") ?? "";
			return {
				of: task?.name ?? fn?.name ?? scenario.symbol.name,
				place,
				text: text.length <= MOST ? text : `${text.slice(0, MOST - 1)}…`,
			};
		});
}

const MOST = 60;
/** States that are looked at between two yields. */
const SLICE = 2048;

/**
 * Looks at every state for the steps that some lane comes to; undefined where there are more than so many states.
 * Yields between slices of work.
 */
export function* reachedSteps(system: TransitionSystem, states: number): Generator<void, Reached | undefined> {
	const { result, space } = yield* exploreEveryState(system, states);
	if (!result.complete) return undefined;
	const found = system.lanes.map(({ steps }) => new Uint8Array(steps.length + 1));
	for (let number = 0; number < space.visited.bound; number++) {
		if (number % SLICE === 0) yield;
		if (space.visited.has(number)) for (let lane = 0; lane < found.length; lane++) found[lane][space.locationOf(lane, number)] = 1;
	}
	return (lane, location) => found[lane][location] === 1;
}

/** `reader never runs 'dma_write(p);', and 2 more places`; empty where everything runs. */
export function neverRunsText(never: readonly NeverRuns[]): string {
	const [first, ...others] = never;
	if (first === undefined) return "";
	if (others.length === 0) return t`${first.of} never runs '${first.text}'`;
	return t`${first.of} never runs '${first.text}', nor ${quantity(others.length, "other place")}`;
}
