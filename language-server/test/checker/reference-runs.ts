/**
 * The search once more, in the most direct way: states as text in a map, whole runs compared with each other,
 * reachability by trying. Slow, and easy to believe. It shares the plain interpreter with the real search and nothing
 * else.
 */

import type { RunStep } from "../../src/checker/result";
import { eachAttempt, initialState, operandValue, propertyReports, type StepOutcome, stepOutcomes } from "../../src/system/interpreter";
import type { StateProperty, Step, TransitionSystem } from "../../src/system/transition-system";

/** The parts of a search result that have one right answer. */
export interface ReferenceResult {
	readonly states: number;
	readonly transitions: number;
	readonly depth: number;
	/** By name. */
	readonly violations: Readonly<Record<string, ReferenceFinding>>;
	/** By lane. */
	readonly hangs: Readonly<Record<number, ReferenceFinding & { readonly reason: "blocked" | "loop" }>>;
	/** For each lane, location and cell the values. */
	readonly values: readonly (readonly Readonly<Record<number, readonly number[]>>[])[];
}

export interface ReferenceFinding {
	readonly shortest: number;
	readonly switches: number;
	readonly steps: readonly RunStep[];
}

type State = readonly number[];

interface Transition {
	readonly lane: number;
	readonly outcome: StepOutcome;
}

interface CompleteRun {
	readonly steps: readonly RunStep[];
	readonly switches: number;
}

export function exploreByReference(system: TransitionSystem): ReferenceResult {
	const nameOf = ({ failure }: { readonly failure: number }): string => system.failures[failure].property;
	const transitionsOf = (state: State): Transition[] =>
		system.lanes.flatMap((_, lane) => stepOutcomes(system, state, lane).map((outcome) => ({ lane, outcome })));
	/** Those, and steps that are tried and wait after an assertion has failed. */
	const attemptsFrom = (state: State): Transition[] =>
		system.lanes.flatMap((_, lane) => [...eachAttempt(system, state, lane)].map((outcome) => ({ lane, outcome })));
	const isDone = (state: State, lane: number): boolean => state[system.lanes[lane].locationCell] === system.lanes[lane].steps.length;
	const tasks = system.lanes.flatMap(({ kind }, lane) => (kind === "task" ? [lane] : []));
	const failuresIn = (state: State): string[] => {
		const properties = system.properties.filter((property) => property.when === "always" || isWrongForGood(property, state));
		return properties.flatMap((property) => propertyReports(system, property, state)).map(nameOf);
	};
	/** Whether all tasks are done, and a property is false now and in all that can follow. */
	const isWrongForGood = (property: StateProperty, state: State): boolean => {
		if (!tasks.every((lane) => isDone(state, lane))) return false;
		const following = [state];
		const seen = new Set([JSON.stringify(state)]);
		for (const at of following) {
			if (propertyReports(system, property, at).length === 0) return false;
			for (const { outcome } of transitionsOf(at)) {
				const key = JSON.stringify(outcome.state);
				if (!outcome.failed && !seen.has(key)) following.push(outcome.state);
				seen.add(key);
			}
		}
		return true;
	};
	const failuresOf = ({ reports, failed }: StepOutcome): string[] => [...reports, ...(failed ? [failed] : [])].map(nameOf);

	// All states, with the length of the shortest run to each.
	const depths = new Map<string, number>();
	const states: State[] = [];
	const add = (state: State, depth: number): void => {
		if (depths.has(JSON.stringify(state))) return;
		depths.set(JSON.stringify(state), depth);
		states.push(state);
	};
	let transitions = 0;
	const shortest: Record<string, number> = {};
	const found = (name: string, depth: number): void => {
		shortest[name] = Math.min(shortest[name] ?? Number.POSITIVE_INFINITY, depth);
	};
	add(initialState(system), 0);
	for (const state of states) {
		const depth = depths.get(JSON.stringify(state)) as number;
		for (const name of failuresIn(state)) found(name, depth);
		for (const { outcome } of attemptsFrom(state)) {
			for (const name of failuresOf(outcome)) found(name, depth + 1);
			if (outcome.waits) continue;
			transitions++;
			if (!outcome.failed) add(outcome.state, depth + 1);
		}
	}

	// The best run to each state for each lane that may have moved last, and the best run to each failure.
	const best = new Map<string, { readonly state: State; readonly run: CompleteRun }>();
	const failing: Record<string, CompleteRun> = {};
	const fail = (name: string, run: CompleteRun): void => {
		if (!(name in failing) || compareRuns(run, failing[name]) < 0) failing[name] = run;
	};
	const open = [{ state: initialState(system) as State, run: { steps: [], switches: 0 } as CompleteRun }];
	while (open.length > 0) {
		const [next] = open.splice(
			open.reduce((least, candidate, index) => (compareRuns(candidate.run, open[least].run) < 0 ? index : least), 0),
			1,
		);
		const { state, run } = next;
		const last = run.steps.at(-1)?.lane;
		const key = JSON.stringify([state, last]);
		if (best.has(key)) continue;
		best.set(key, next);
		for (const name of failuresIn(state)) fail(name, run);
		for (const { lane, outcome } of attemptsFrom(state)) {
			const step = { lane, location: state[system.lanes[lane].locationCell], choices: outcome.choices };
			const longer = { steps: [...run.steps, step], switches: run.switches + (last === undefined || last === lane ? 0 : 1) };
			for (const name of failuresOf(outcome)) fail(name, longer);
			if (!outcome.failed && !outcome.waits) open.push({ state: outcome.state, run: longer });
		}
	}

	// Where a fair run can stay: for each choice of the lanes that move for ever, and of those that never can, the
	// states that can reach each other by the steps of the former. The others wait: they are blocked while they may
	// run.
	const keys = states.map((state) => JSON.stringify(state));
	const canMove = states.map((state) => system.lanes.map((_, lane) => stepOutcomes(system, state, lane).length > 0));
	const edges = states.map((state) =>
		transitionsOf(state).flatMap(({ lane, outcome }) =>
			outcome.failed ? [] : [{ lane, to: keys.indexOf(JSON.stringify(outcome.state)) }],
		),
	);
	const stepAt = (number: number, lane: number): Step | undefined => {
		const { steps, locationCell } = system.lanes[lane];
		return steps[states[number][locationCell]];
	};
	const waits = (number: number, lane: number): boolean => {
		const guard = stepAt(number, lane)?.guard;
		return !canMove[number][lane] && (guard === undefined || operandValue(guard, states[number], []) !== 0);
	};
	/** For each state the largest set of some states that a fair run through it can go through for ever. */
	const fairSetsAmong = (isAmong: (state: State) => boolean): readonly (ReadonlySet<number> | undefined)[] => {
		const fairSets: (ReadonlySet<number> | undefined)[] = states.map(() => undefined);
		for (let choice = 1; choice < 3 ** system.lanes.length; choice++) {
			const chosen = (lane: number): number => Math.floor(choice / 3 ** lane) % 3;
			const moves = (lane: number): boolean => chosen(lane) === 1;
			const isAllowed = (number: number): boolean =>
				system.lanes.every((_, lane) => moves(lane) || (chosen(lane) === 2 ? !canMove[number][lane] : !stepAt(number, lane)?.served));
			const within = edges.map((all, from) =>
				all.filter(
					({ lane, to }) =>
						moves(lane) && !stepAt(from, lane)?.finite && isAllowed(from) && isAllowed(to) && isAmong(states[from]) && isAmong(states[to]),
				),
			);
			const reachable = states.map((_, from) => {
				const seen = new Set<number>();
				const pending = [from];
				for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
					for (const { to } of within[at]) {
						if (seen.has(to)) continue;
						seen.add(to);
						pending.push(to);
					}
				}
				return seen;
			});
			for (const number of states.keys()) {
				const set = new Set([...reachable[number]].filter((other) => reachable[other].has(number)));
				const isFair = system.lanes.every((_, lane) =>
					moves(lane)
						? [...set].some((from) => within[from].some((edge) => edge.lane === lane && set.has(edge.to)))
						: chosen(lane) === 2 || [...set].some((other) => waits(other, lane)),
				);
				if (set.has(number) && isFair && set.size > (fairSets[number]?.size ?? 0)) fairSets[number] = set;
			}
		}
		return fairSets;
	};
	const fairSets = fairSetsAmong(() => true);
	/** What is idle somewhere hangs where it never comes there again. */
	const isRestless = (state: State, lane: number): boolean =>
		!isDone(state, lane) && !system.lanes[lane].idle?.includes(state[system.lanes[lane].locationCell]);
	const hangStates = system.lanes.flatMap(({ kind, idle }, lane) => {
		const hangs = { lane, blocked: [] as { state: State; enabled: number }[], loop: [] as State[] };
		const isUnfinished = (state: State): boolean => (kind === "task" ? !isDone(state, lane) : isRestless(state, lane));
		if (kind === "task") return [{ ...hangs, isUnfinished, sets: fairSets }];
		return idle === undefined ? [] : [{ ...hangs, isUnfinished, sets: fairSetsAmong(isUnfinished) }];
	});
	for (const [number, state] of states.entries()) {
		for (const { lane, blocked, loop, isUnfinished, sets } of hangStates) {
			const fair = canMove[number].includes(true) ? sets[number] : new Set([number]);
			if (fair === undefined || !isUnfinished(state)) continue;
			if ([...fair].some((other) => canMove[other][lane])) loop.push(state);
			else blocked.push({ state, enabled: canMove[number].filter(Boolean).length });
		}
	}
	const bestTo = (targets: readonly State[]): ReferenceFinding => {
		const keys = new Set(targets.map((state) => JSON.stringify(state)));
		const runs = [...best.values()].filter(({ state }) => keys.has(JSON.stringify(state))).map(({ run }) => run);
		const run = runs.reduce((least, candidate) => (compareRuns(candidate, least) < 0 ? candidate : least));
		return { ...run, shortest: Math.min(...[...keys].map((key) => depths.get(key) as number)) };
	};
	const hangs: Record<number, ReferenceResult["hangs"][number]> = {};
	for (const { lane, blocked, loop } of hangStates) {
		const fewest = Math.min(...blocked.map(({ enabled }) => enabled));
		const targets = blocked.filter(({ enabled }) => enabled === fewest).map(({ state }) => state);
		if (targets.length > 0) hangs[lane] = { reason: "blocked", ...bestTo(targets) };
		else if (loop.length > 0) hangs[lane] = { reason: "loop", ...bestTo(loop) };
	}
	return {
		states: states.length,
		transitions,
		depth: Math.max(...depths.values()),
		violations: Object.fromEntries(Object.entries(failing).map(([name, run]) => [name, { ...run, shortest: shortest[name] }])),
		hangs,
		values: valuesByPlace(system, states),
	};
}

function valuesByPlace(system: TransitionSystem, states: readonly State[]): ReferenceResult["values"] {
	return system.lanes.map(({ steps, locationCell }) =>
		Array.from({ length: steps.length + 1 }, (_, location) => {
			const here = states.filter((state) => state[locationCell] === location);
			const cells = system.cells.flatMap(({ role }, cell) => (role === "shared" || steps[location]?.live.includes(cell) ? [cell] : []));
			if (here.length === 0) return {};
			return Object.fromEntries(cells.map((cell) => [cell, [...new Set(here.map((state) => state[cell]))].sort((a, b) => a - b)]));
		}),
	);
}

/** Fewest switches, fewest steps, lowest lanes, lowest choices. */
function compareRuns(a: CompleteRun, b: CompleteRun): number {
	return (
		a.switches - b.switches ||
		a.steps.length - b.steps.length ||
		compareLists(a.steps, b.steps, (x, y) => x.lane - y.lane) ||
		compareLists(a.steps, b.steps, (x, y) => compareLists(x.choices, y.choices, (c, d) => c - d))
	);
}

function compareLists<T>(a: readonly T[], b: readonly T[], compare: (x: T, y: T) => number): number {
	for (let index = 0; index < a.length && index < b.length; index++) {
		const order = compare(a[index], b[index]);
		if (order !== 0) return order;
	}
	return a.length - b.length;
}
