import { modelOf } from "../../src/export/model";
import { eachAttempt, initialState, propertyReports } from "../../src/system/interpreter";
import type { TransitionSystem } from "../../src/system/transition-system";
import { isUnfinished } from "../../src/system/unfinished";
import { named } from "../named";
import type { PeerResult } from "./peers";

/** What other checkers have to say about a system, by the plain interpreter. */
export interface Expected {
	readonly rumur: PeerResult;
	/**
	 * Where a property that always holds is violated, or an assertion before a wait, the exported process that says so
	 * can move: neither a deadlock nor an end is seen there. Nor is a deadlock where a property at the end is violated.
	 */
	readonly spin: PeerResult;
}

/** Explores a system with the plain interpreter; undefined when it has more states than `most`. */
export function expectedOf(system: TransitionSystem, most: number): Expected | undefined {
	const model = modelOf(named(system));
	if ("problem" in model) throw new Error(model.problem);
	const seen = new Set([JSON.stringify(initialState(system))]);
	const violated = { rumur: new Set<string>(), spin: new Set<string>() };
	const deadlocks = { rumur: 0, spin: 0 };
	// A set is gone through in the order in which it grows.
	for (const key of seen) {
		if (seen.size > most) return undefined;
		const state: readonly number[] = JSON.parse(key);
		let moves = false;
		let waits = false;
		const report = (failure: number, masked = false): void => {
			violated.rumur.add(model.failures[failure]);
			if (!masked) violated.spin.add(model.failures[failure]);
		};
		for (const lane of system.lanes.keys()) {
			for (const outcome of eachAttempt(system, state, lane)) {
				for (const { failure } of outcome.reports) report(failure);
				if (outcome.waits) waits = true;
				else moves = true;
				if (outcome.waits) continue;
				if (outcome.failed) report(outcome.failed.failure);
				else seen.add(JSON.stringify(outcome.state));
			}
		}
		const wrong = (when: "always" | "end"): readonly number[] =>
			system.properties.flatMap((property) =>
				property.when === when ? propertyReports(system, property, state).map(({ failure }) => failure) : [],
			);
		const always = wrong("always");
		for (const failure of always) report(failure);
		if (moves) continue;
		const masked = always.length > 0 || waits;
		const done = system.lanes.every(({ kind, steps, locationCell }) => kind !== "task" || state[locationCell] === steps.length);
		const atEnd = done ? wrong("end") : [];
		for (const failure of atEnd) report(failure, masked);
		if (system.lanes.some((lane) => isUnfinished(lane, state[lane.locationCell]))) {
			deadlocks.rumur++;
			if (!masked && atEnd.length === 0) deadlocks.spin++;
		}
	}
	const result = (peer: "rumur" | "spin"): PeerResult => ({
		states: seen.size,
		violated: [...violated[peer]].sort(),
		deadlocks: deadlocks[peer],
	});
	return { rumur: result("rumur"), spin: result("spin") };
}
