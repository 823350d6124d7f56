/**
 * Passes: each makes of a transition system another one, for whoever explores it to take in its place. They stack, in
 * any order: what one gives any other takes.
 *
 * The contract:
 *
 * - A pass depends on the system and what it was told alone, and changes nothing that it is given.
 * - Cells, lanes and failures keep their numbers; cells that a pass adds come last. So the text of the system still
 *   says what they are called. Of locations each pass says whether they keep theirs.
 * - What it preserves each pass says, and its test shows, by an exploration that knows no passes. There are three
 *   kinds:
 *
 *   *Runs*: the runs and their states are the same, and only said otherwise (`property-errors.ts`). Such a pass belongs
 *   to the compiler, and whatever is found and shown comes of the system behind it.
 *
 *   *Verdicts*: what can fail and who can hang is the same, but not in how many states or after how many steps, and
 *   locations have other numbers (`merge-steps.ts`). Nothing that is found behind such a pass can be shown. So it does
 *   not stand between the compiler and the search: the search takes it for itself, where it wants to know no more than
 *   that there is nothing to be found (`checker/reductions/reduction.ts`).
 *
 *   *A part of the runs*: some are left out on purpose, for a question about the others (`without-order.ts`). Each run
 *   that is left is one of the system before it. Such a pass belongs to whoever asks.
 */
import type { TransitionSystem } from "../system/transition-system";

/** Yields between slices of work. */
export type Pass = (system: TransitionSystem) => Generator<void, TransitionSystem>;

/** Several passes as one; the first one is the first that the system goes through. */
export function stacked(...passes: readonly Pass[]): Pass {
	return function* (system) {
		let result = system;
		for (const pass of passes) result = yield* pass(result);
		return result;
	};
}
