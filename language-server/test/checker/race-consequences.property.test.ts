/** Whether data races of random programs are harmful, compared with the definition gone by in the plain interpreter. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { DataRace } from "../../src/checker/result";
import { reportsOf } from "../../src/checker/runs/replay";
import { searchNow } from "../../src/checker/search";
import { eachAttempt, initialState } from "../../src/system/interpreter";
import type { TransitionSystem } from "../../src/system/transition-system";
import { compileSource } from "../compile-source";
import { arbitraryProgram } from "../passes/data-races/random-program";
import { tries } from "../random";

type State = readonly number[];

/** What can be taken from a state, and what fails in that. */
function waysFrom(system: TransitionSystem, state: State, lane: number) {
	const failed = reportsOf(system, undefined, state).map(({ failure }) => failure);
	return [...eachAttempt(system, state, lane)].map((outcome) => ({
		to: outcome.failed || outcome.waits ? undefined : outcome.state,
		fails: reportsOf(system, outcome, outcome.state)
			.filter(({ failure }) => !failed.includes(failure))
			.map(({ failure }) => system.failures[failure].property),
	}));
}

const isOther = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
	one.size !== other.size || [...one].some((name) => !other.has(name));

function consequences(system: TransitionSystem, races: readonly DataRace[]): readonly string[] {
	const known = new Map<string, ReadonlySet<string>>();
	const states: State[] = [];
	const canFail = (state: State): ReadonlySet<string> => {
		const before = known.get(state.join());
		if (before) return before;
		states.push(state);
		const found = new Set<string>();
		for (const lane of system.lanes.keys())
			for (const { to, fails } of waysFrom(system, state, lane)) for (const name of [...fails, ...(to ? canFail(to) : [])]) found.add(name);
		known.set(state.join(), found);
		return found;
	};
	canFail(initialState(system));
	const behind = (state: State, [one, other]: readonly number[]): ReadonlySet<string> | undefined => {
		const found = waysFrom(system, state, one).flatMap((first) => {
			if (first.to === undefined) return [first.fails];
			return waysFrom(system, first.to, other).map((second) => [...first.fails, ...second.fails, ...(second.to ? canFail(second.to) : [])]);
		});
		return found.length === 0 ? undefined : new Set(found.flat());
	};
	return races.map(({ first, second }) => {
		const all = states.flatMap((state) => {
			const isThere = [first, second].every(({ lane, location }) => state[system.lanes[lane].locationCell] === location);
			const orders = isThere ? [behind(state, [first.lane, second.lane]), behind(state, [second.lane, first.lane])] : [];
			return orders.length === 2 && orders[0] && orders[1] ? [[orders[0], orders[1]] as const] : [];
		});
		if (all.length === 0) return "apart";
		if (all.some(([one, other]) => isOther(one, other))) return "harmful";
		return all.some(([one]) => one.size > 0) ? "either" : "benign";
	});
}

test("data races of random programs are as harmful as the definition says", () => {
	const properties = fc.constantFrom("a == 0 || f == 0", "a == 0 || b == 0", "l == 0 || g == 0", "a == 0 || f == 1", "true || a == 0");
	fc.assert(
		fc.property(arbitraryProgram, properties, ({ text }, property) => {
			const source = text.replace(/\}$/, `property claim = ${property};\n}`);
			const system = compileSource(source, "option data_races = off | report;");
			const { dataRaces = [], hangs } = searchNow(system).result;
			fc.pre(hangs.length === 0);
			expect(dataRaces.map(({ consequence }) => consequence?.kind)).toEqual(consequences(system, dataRaces));
			for (const { consequence, run, firstStep, secondStep, first, second } of dataRaces) {
				expect(run.steps[firstStep]).toMatchObject({ lane: first.lane, location: first.location });
				if (consequence?.kind === "harmful") expect(firstStep + 1 < run.steps.length).toBe(true);
				expect(run.steps[secondStep]).toMatchObject({ lane: second.lane, location: second.location });
			}
		}),
		tries(300),
	);
});
