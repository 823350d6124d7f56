/**
 * Shows that nothing can fail or hang, in fewer states than there are.
 *
 * Invariant: a reduced search finds something whenever the full one does. What exactly it finds, and after how many
 * steps, may differ: so it only ever says that there is nothing, and whatever is shown of a failure or hang comes from
 * the full search.
 */
import { ASSUMPTION, type TransitionSystem } from "../../system/transition-system";
import { mayFailAtEnd } from "../at-end";
import { unfinishedComponents } from "../hangs/cyclic-states";
import { fairParts } from "../hangs/fairness";
import { locationCycles } from "../hangs/location-cycles";
import type { SearchProgress } from "../search-progress";
import type { Bounds } from "../states/exploration";
import { ifThereIsMemory } from "../states/out-of-memory";
import { type Execution, StateSpace } from "../states/state-space";
import { reduce } from "./reduction";
import type { SymmetricLanes } from "./symmetry";

/**
 * What a reduced search has come to: `race` when something fails, `unknown` when it has met something that may be a
 * hang, or a limit.
 */
export interface Proof {
	readonly outcome: "safe" | "race" | "unknown";
	readonly states: number;
	readonly transitions: number;
	readonly depth: number;
}

/**
 * How many lanes are looked at between two yields: making a state the one that is stored for it takes longer the more
 * lanes there are.
 */
const SLICE_LANES = 1 << 14;

/**
 * Explores a reduced system within bounds; undefined where there is nothing to reduce, or no memory for it. Gives up at
 * the first sign of a failure.
 */
export function* proveSafe(system: TransitionSystem, bounds: Bounds, execution?: Execution): Generator<SearchProgress, Proof | undefined> {
	// Reductions keep tasks that are never done, and not what is idle now and again.
	if (system.lanes.some(({ idle }) => idle !== undefined)) return undefined;
	// What ends all runs is no step that could as well be taken later.
	if (system.failures.some(({ property }) => property === ASSUMPTION)) return undefined;
	const reducing = reduce(system);
	let step = reducing.next();
	for (; !step.done; step = reducing.next()) yield { states: 0, queued: 0 };
	const reduced = step.value;
	if (reduced === undefined) return undefined;
	const space = ifThereIsMemory(() => new StateSpace(reduced.system, execution, reduced.reduction));
	if (space === undefined) return undefined;
	const { exploration, visited } = space;
	const proof = (outcome: Proof["outcome"]): Proof => ({
		outcome,
		states: visited.count,
		transitions: exploration.transitions,
		depth: exploration.depth,
	});
	const steps = Math.max(1, Math.floor(SLICE_LANES / system.lanes.length));
	for (let more = true; more; ) {
		const advance = exploration.advance(steps, bounds);
		if (exploration.failures.size > 0) return proof("race");
		if (exploration.gaveUp.size > 0 || advance === "states" || advance === "memory") return proof("unknown");
		more = advance === "more";
		yield { states: visited.count, queued: exploration.queued };
	}
	const ending = exploration.end(() => space.bytes > bounds.bytes);
	let end = ending.next();
	for (; !end.done; end = ending.next()) yield { states: visited.count, queued: 0 };
	if (!end.value || exploration.gaveUp.size > 0 || exploration.stuck.states.length > 0) return proof("unknown");
	const endSearch = mayFailAtEnd(space);
	let failing = endSearch.next();
	for (; !failing.done; failing = endSearch.next()) {
		yield { states: visited.count, queued: 0 };
		if (space.bytes > bounds.bytes) return proof("unknown");
	}
	if (failing.value) return proof("unknown");
	const { symmetric } = reduced.reduction;
	for (const fair of symmetric.length > 0 ? fairUnderSymmetry(space, symmetric) : fairParts(space, unfinishedComponents(space))) {
		if (fair !== undefined) return proof("unknown");
		yield { states: visited.count, queued: 0 };
		if (space.bytes > bounds.bytes) return proof("unknown");
	}
	return proof("safe");
}

/** The components in which a fair run may stay; undefined from time to time. */
function* fairUnderSymmetry(space: StateSpace, symmetric: readonly SymmetricLanes[]): Generator<readonly number[] | undefined, void> {
	let inside: Uint8Array | undefined;
	for (const component of unfinishedComponents(space)) {
		yield undefined;
		if (component === undefined) continue;
		inside ??= new Uint8Array(space.visited.bound);
		for (const state of component) inside[state] = 1;
		if (isFair(space, component, inside, symmetric)) yield component;
		for (const state of component) inside[state] = 0;
	}
}

/**
 * Whether a fair run may stay in a component: every lane takes a step in it or is blocked in one of its states. That a
 * served step is taken where it can be taken again and again is not asked for: a component in which such a run stays is
 * one of these as well. Of lanes that are alike it is not known which is where, but those in a component keep their
 * places among them: a lane stays within one cycle of locations or at one location. So one lane at each such place must
 * move or be blocked: each lane of a fair run does.
 */
function isFair(space: StateSpace, component: readonly number[], inside: Uint8Array, symmetric: readonly SymmetricLanes[]): boolean {
	const { lanes } = space.system;
	const cycles = lanes.map(locationCycles);
	const placeOf = (lane: number, state: number): string => {
		const kind = symmetric.find((alike) => alike.lanes.includes(lane))?.lanes[0] ?? lane;
		const location = space.locationOf(lane, state);
		const cycle = cycles[lane][location] ?? -1;
		return cycle < 0 ? `${kind} at ${location}` : `${kind} in ${cycle}`;
	};
	const waiting = new Set(lanes.map((_, lane) => placeOf(lane, component[0])));
	for (const state of component) {
		for (const lane of lanes.keys()) {
			const place = placeOf(lane, state);
			if (!waiting.has(place)) continue;
			let stays = false;
			const moves = space.takeStep(state, lane, () => {
				stays ||= inside[space.visited.find(space.next)] === 1;
			});
			if (stays || !moves) waiting.delete(place);
		}
		if (waiting.size === 0) return true;
	}
	return false;
}
