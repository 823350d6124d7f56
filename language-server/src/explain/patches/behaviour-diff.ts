/**
 * What a scenario can do now that it could not before, and the reverse.
 *
 * States of two systems are compared by what both have: the shared variables and fields of the same name. Where a task
 * is, and what only the properties' history notes, does not count: a scenario that is written differently and does the
 * same is the same.
 */
import { exploreEveryState } from "../../checker/search";
import type { NamedSystem, SystemText } from "../../system/system-text";
import { printValue } from "../timeline/print-value";
import type { Finding, Outcome } from "../verdict/verdict";

export interface BehaviourDiff {
	readonly before: Outcome;
	readonly after: Outcome;
	/** How many states of what both have are not reached any more, and how many are now; 0 where `exact` is false. */
	readonly lost: number;
	readonly gained: number;
	/** False when there were too many states to compare them one by one. */
	readonly exact: boolean;
	/** Failures that were not there before, and that are not there any more, both known of all interleavings. */
	readonly newFailures: readonly Finding[];
	readonly goneFailures: readonly Finding[];
	/** True when nothing differs; where `exact` is false, as far as was looked. */
	readonly same: boolean;
	/** False when a search did not come to its end: then little can be said. */
	readonly complete: boolean;
}

/** More states than this are counted, not compared. */
const COMPARED = 300_000;

/** States that are looked at between two yields. */
const SLICE = 2048;

/** Compares two outcomes. Yields between slices of work. */
export function* behaviourDiff(before: Outcome, after: Outcome): Generator<void, BehaviourDiff> {
	const isIn = (finding: Finding, { findings }: Outcome): boolean =>
		findings.some(({ kind, subject }) => kind === finding.kind && subject === finding.subject);
	const complete = before.result.complete && after.result.complete;
	const newFailures = before.result.complete ? after.findings.filter((finding) => !isIn(finding, before)) : [];
	const goneFailures = after.result.complete ? before.findings.filter((finding) => !isIn(finding, after)) : [];
	const failuresSame = newFailures.length === 0 && goneFailures.length === 0;
	const sets = [before, after].every(({ result }) => result.complete && result.states <= COMPARED)
		? yield* commonStates(before, after)
		: undefined;
	if (sets === undefined) {
		const same = failuresSame && before.verdict === after.verdict && before.result.states === after.result.states;
		return { before, after, lost: 0, gained: 0, exact: false, newFailures, goneFailures, same: same && complete, complete };
	}
	const [old, now] = sets;
	const lost = [...old].filter((state) => !now.has(state)).length;
	const gained = [...now].filter((state) => !old.has(state)).length;
	return {
		before,
		after,
		lost,
		gained,
		exact: true,
		newFailures,
		goneFailures,
		same: failuresSame && lost === 0 && gained === 0,
		complete,
	};
}

/** The states of both systems, each as the values of the cells that both have; undefined when a search is too large. */
function* commonStates(a: NamedSystem, b: NamedSystem): Generator<void, readonly [ReadonlySet<string>, ReadonlySet<string>] | undefined> {
	const compared = ({ system, text }: NamedSystem): Map<string, number> =>
		new Map(text.cells.flatMap(({ name, ghost }, cell) => (system.cells[cell].role === "shared" && !ghost ? [[name, cell] as const] : [])));
	const [inA, inB] = [compared(a), compared(b)];
	const names = [...inA.keys()].filter((name) => inB.has(name));
	const states = function* ({ system, text }: NamedSystem, cells: ReadonlyMap<string, number>): Generator<void, Set<string> | undefined> {
		const { result, space } = yield* exploreEveryState(system, 2 * COMPARED);
		if (!result.complete) return undefined;
		const found = new Set<string>();
		for (let number = 0; number < space.visited.bound; number++) {
			if (number % SLICE === 0) yield;
			if (!space.visited.has(number)) continue;
			const state = space.stateAt(number);
			found.add(names.map((name) => valueText(text, cells.get(name) as number, state)).join());
		}
		return found;
	};
	const first = yield* states(a, inA);
	const second = first && (yield* states(b, inB));
	return first && second && [first, second];
}

/** A value by what it means: numbers of objects may differ between systems, their names do not. */
function valueText(text: SystemText, cell: number, state: readonly number[]): string {
	return printValue(text, text.cells[cell].type, state[cell]);
}
