/**
 * The reference: explores a system with the plain interpreter and the plainest data structures, and defines what the search
 * must find. Nothing in it is shared with the search but the interpreter.
 */
import { initialState, propertyFailure, stepOutcomes } from "../../src/checker/interpreter";
import type { TransitionSystem } from "../../src/compiler/transition-system";

export interface Reference {
	readonly states: number;
	readonly transitions: number;
	/** For each name that can fail the length of the shortest run, and the cost of the best one. */
	readonly violations: Readonly<Record<string, { readonly shortest: number; readonly switches: number; readonly steps: number }>>;
	/** Names of the tasks that can hang. */
	readonly hangs: readonly string[];
}

interface Edge {
	readonly lane: number;
	readonly to: string | undefined;
	readonly fails: readonly string[];
}

interface Node {
	readonly depth: number;
	readonly fails: readonly string[];
	readonly edges: Edge[];
	readonly unfinished: readonly number[];
}

/** Explores everything; `system` must be small. */
export function exploreReference(system: TransitionSystem): Reference {
	const nodes = new Map<string, Node>();
	const start = initialState(system);
	const open: { state: readonly number[]; depth: number }[] = [{ state: start, depth: 0 }];
	let transitions = 0;
	while (open.length > 0) {
		const { state, depth } = open.shift() as { state: readonly number[]; depth: number };
		const key = JSON.stringify(state);
		if (nodes.has(key)) continue;
		const edges: Edge[] = [];
		system.lanes.forEach((_, lane) => {
			for (const outcome of stepOutcomes(system, state, lane)) {
				transitions++;
				const reports = [...outcome.reports, ...(outcome.failed ? [outcome.failed] : [])];
				const fails = reports.map((report) => system.failures[report.failure].property);
				edges.push({ lane, to: outcome.failed ? undefined : JSON.stringify(outcome.state), fails });
				if (!outcome.failed) open.push({ state: outcome.state, depth: depth + 1 });
			}
		});
		const unfinished = system.lanes.flatMap(({ kind, steps, locationCell }, lane) =>
			kind === "task" && state[locationCell] < steps.length ? [lane] : [],
		);
		const atEnd = edges.length === 0 && unfinished.length === 0;
		const fails = system.properties
			.filter((property) => (property.when === "always" || atEnd) && propertyFailure(system, property, state) !== undefined)
			.map((property) => property.name);
		nodes.set(key, { depth, fails, edges, unfinished });
	}
	return { states: nodes.size, transitions, violations: violationsOf(nodes, JSON.stringify(start)), hangs: hangsOf(system, nodes) };
}

function violationsOf(nodes: ReadonlyMap<string, Node>, start: string): Reference["violations"] {
	const shortest: Record<string, number> = {};
	const lower = (names: readonly string[], depth: number): void => {
		for (const name of names) shortest[name] = Math.min(shortest[name] ?? Number.POSITIVE_INFINITY, depth);
	};
	for (const { depth, fails, edges } of nodes.values()) {
		lower(fails, depth);
		for (const edge of edges) lower(edge.fails, depth + 1);
	}
	const best: Record<string, { switches: number; steps: number }> = {};
	const improve = (names: readonly string[], cost: { switches: number; steps: number }): void => {
		for (const name of names) if (!best[name] || less(cost, best[name])) best[name] = cost;
	};
	// Bellman and Ford: costs of pairs of a state and the lane that moved last, lowered until nothing changes.
	const costs = new Map<string, { state: string; lane: number; switches: number; steps: number }>();
	const changed = [{ state: start, lane: -1, switches: 0, steps: 0 }];
	for (let one = changed.shift(); one !== undefined; one = changed.shift()) {
		const known = costs.get(`${one.state}/${one.lane}`);
		if (known && !less(one, known)) continue;
		costs.set(`${one.state}/${one.lane}`, one);
		const node = nodes.get(one.state) as Node;
		improve(node.fails, one);
		for (const { lane, to, fails } of node.edges) {
			const cost = { switches: one.switches + (one.lane >= 0 && one.lane !== lane ? 1 : 0), steps: one.steps + 1 };
			improve(fails, cost);
			if (to !== undefined) changed.push({ state: to, lane, ...cost });
		}
	}
	return Object.fromEntries(
		Object.entries(best)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([name, { switches, steps }]) => [name, { shortest: shortest[name], switches, steps }]),
	);
}

function less(a: { switches: number; steps: number }, b: { switches: number; steps: number }): boolean {
	return a.switches < b.switches || (a.switches === b.switches && a.steps < b.steps);
}

/** By definition: states that can reach each other are found by asking for every pair. */
function hangsOf(system: TransitionSystem, nodes: ReadonlyMap<string, Node>): string[] {
	const reach = new Map<string, Set<string>>();
	for (const from of nodes.keys()) {
		const seen = new Set<string>();
		const open = [from];
		for (let key = open.pop(); key !== undefined; key = open.pop()) {
			for (const { to } of (nodes.get(key) as Node).edges) {
				if (to === undefined || seen.has(to)) continue;
				seen.add(to);
				open.push(to);
			}
		}
		reach.set(from, seen);
	}
	const hanging = new Set<number>();
	for (const [key, node] of nodes) {
		if (node.edges.length === 0) for (const lane of node.unfinished) hanging.add(lane);
		const component = [...nodes.keys()].filter((other) => reach.get(key)?.has(other) && reach.get(other)?.has(key));
		if (component.length === 0) continue;
		const fair = system.lanes.every((_, lane) =>
			component.some((member) => {
				const edges = (nodes.get(member) as Node).edges.filter((edge) => edge.lane === lane);
				return edges.length === 0 || edges.some((edge) => edge.to !== undefined && component.includes(edge.to));
			}),
		);
		if (fair) for (const lane of node.unfinished) hanging.add(lane);
	}
	return system.lanes.flatMap(({ name }, lane) => (hanging.has(lane) ? [name] : []));
}
