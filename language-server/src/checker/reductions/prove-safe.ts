/**
 * Shows that nothing can fail or hang, in fewer states than there are.
 *
 * Invariant: a reduced search finds something whenever the full one does. What exactly it finds, and after how many steps, may differ: so it only ever
 * says that there is nothing, and whatever is shown of a failure or hang comes from the full search.
 */
import type { TransitionSystem } from "../../compiler/transition-system";
import type { Bounds } from "../exploration";
import { unfinishedComponents } from "../hang";
import { type Execution, StateSpace } from "../state-space";
import { ampleTable } from "./ample";
import { mergeInvisibleSteps } from "./merge-steps";

/** What a reduced search has come to: `unknown` when it has met something that may be a failure or hang, or a limit. */
export interface Proof {
	readonly outcome: "safe" | "unknown";
	readonly states: number;
	readonly transitions: number;
	readonly depth: number;
}

/** How far it is, told between slices of work. */
export interface ProofProgress {
	readonly states: number;
	readonly queued: number;
}

/** How many steps are taken between two yields. */
const SLICE_STEPS = 1 << 12;

/** Explores a reduced system within bounds; undefined where there is nothing to reduce. Gives up at the first sign of a failure. */
export function* proveSafe(system: TransitionSystem, bounds: Bounds, execution?: Execution): Generator<ProofProgress, Proof | undefined> {
	const merged = mergeInvisibleSteps(system);
	const ample = ampleTable(merged);
	const isMerged = merged.lanes.some(({ steps }, lane) => steps.length < system.lanes[lane].steps.length);
	if (!isMerged && ample === undefined) return undefined;
	const space = new StateSpace(merged, execution, ample);
	const { exploration, visited } = space;
	const proof = (outcome: Proof["outcome"]): Proof => ({
		outcome,
		states: visited.count,
		transitions: exploration.transitions,
		depth: exploration.depth,
	});
	for (let more = true; more; ) {
		const advance = exploration.advance(SLICE_STEPS, bounds);
		if (exploration.failures.size > 0 || advance === "states" || advance === "memory") return proof("unknown");
		more = advance === "more";
		yield { states: visited.count, queued: exploration.queued };
	}
	exploration.end();
	if (exploration.failures.size > 0 || exploration.stuck.length > 0) return proof("unknown");
	let inside: Uint8Array | undefined;
	for (const component of unfinishedComponents(space)) {
		yield { states: visited.count, queued: 0 };
		if (space.bytes > bounds.bytes) return proof("unknown");
		if (component === undefined) continue;
		inside ??= new Uint8Array(visited.bound);
		for (const state of component) inside[state] = 1;
		if (isFair(space, component, inside)) return proof("unknown");
		for (const state of component) inside[state] = 0;
	}
	return proof("safe");
}

/** Whether a fair run can stay in a component: every lane takes a step in it or is blocked in one of its states. */
function isFair(space: StateSpace, component: readonly number[], inside: Uint8Array): boolean {
	const waiting = new Set(space.system.lanes.keys());
	for (const state of component) {
		for (const lane of waiting) {
			let stays = false;
			const moves = space.takeStep(state, lane, () => {
				stays ||= inside[space.visited.find(space.next)] === 1;
			});
			if (stays || !moves) waiting.delete(lane);
		}
		if (waiting.size === 0) return true;
	}
	return false;
}
