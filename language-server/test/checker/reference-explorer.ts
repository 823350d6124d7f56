/**
 * The reference: explores a system with the plain interpreter and the plainest data structures, and defines what the
 * search must find. Nothing in it is shared with the search but the interpreter.
 */
import { eachAttempt, initialState, operandValue, propertyReports } from "../../src/system/interpreter";
import type { StateProperty, Step, TransitionSystem } from "../../src/system/transition-system";

export interface Reference {
	readonly states: number;
	readonly transitions: number;
	/** For each name that can fail the length of the shortest run. */
	readonly shortest: Readonly<Record<string, number>>;
	/** The tasks that can hang. */
	readonly hangs: readonly number[];
}

interface Edge {
	readonly lane: number;
	readonly to: string | undefined;
	readonly fails: readonly string[];
}

interface Node {
	readonly depth: number;
	readonly fails: string[];
	/** The properties that must hold at the end and are false, where all tasks are done. */
	readonly wrongAtEnd: readonly StateProperty[];
	readonly edges: Edge[];
	/** Of each lane. */
	readonly locations: readonly number[];
	readonly attempts: readonly string[];
	/** The tasks that are not done, and what is idle elsewhere. */
	readonly unfinished: readonly number[];
	readonly restless: readonly number[];
}

/** Explores everything; quick enough for systems of a few thousand states. */
export function exploreReferenceQuickly(system: TransitionSystem): Reference {
	const { nodes, transitions } = graphOf(system);
	return { states: nodes.size, transitions, shortest: shortestOf(nodes), hangs: hangsOf(system, nodes) };
}

function graphOf(system: TransitionSystem): { nodes: Map<string, Node>; transitions: number } {
	const nodes = new Map<string, Node>();
	const open: { state: readonly number[]; depth: number }[] = [{ state: initialState(system), depth: 0 }];
	let transitions = 0;
	const nameOf = ({ failure }: StateProperty): string => system.failures[failure].property;
	for (const { state, depth } of open) {
		const key = JSON.stringify(state);
		if (nodes.has(key)) continue;
		const edges: Edge[] = [];
		/** What fails in steps that are tried and wait. */
		const attempts: string[] = [];
		system.lanes.forEach((_, lane) => {
			for (const outcome of eachAttempt(system, state, lane)) {
				const reports = [...outcome.reports, ...(outcome.failed ? [outcome.failed] : [])];
				const fails = reports.map((report) => system.failures[report.failure].property);
				if (outcome.waits) {
					attempts.push(...fails);
					continue;
				}
				transitions++;
				edges.push({ lane, to: outcome.failed ? undefined : JSON.stringify(outcome.state), fails });
				if (!outcome.failed) open.push({ state: outcome.state, depth: depth + 1 });
			}
		});
		const at = (lane: number): number => state[system.lanes[lane].locationCell];
		const undone = system.lanes.flatMap(({ steps }, lane) => (at(lane) < steps.length ? [lane] : []));
		const unfinished = undone.filter((lane) => system.lanes[lane].kind === "task");
		const restless = undone.filter((lane) => system.lanes[lane].idle?.includes(at(lane)) === false);
		const wrong = (when: StateProperty["when"]): StateProperty[] =>
			system.properties.filter((property) => property.when === when && propertyReports(system, property, state).length > 0);
		const locations = system.lanes.map(({ locationCell }) => state[locationCell]);
		const fails = wrong("always").map(nameOf);
		nodes.set(key, {
			depth,
			fails,
			wrongAtEnd: unfinished.length === 0 ? wrong("end") : [],
			edges,
			attempts,
			locations,
			unfinished,
			restless,
		});
	}
	for (const node of nodes.values()) {
		const following = followingOf(nodes, node);
		const lasting = node.wrongAtEnd.filter((property) => following.every(({ wrongAtEnd }) => wrongAtEnd.includes(property)));
		node.fails.push(...lasting.map(nameOf));
	}
	return { nodes, transitions };
}

/** All that can follow a state in which all tasks are done. */
function followingOf(nodes: ReadonlyMap<string, Node>, { edges, wrongAtEnd }: Node): readonly Node[] {
	if (wrongAtEnd.length === 0) return [];
	const seen = new Set(edges.map(({ to }) => to));
	for (const key of seen) for (const { to } of key === undefined ? [] : (nodes.get(key) as Node).edges) seen.add(to);
	return [...seen].flatMap((key) => (key === undefined ? [] : [nodes.get(key) as Node]));
}

/** Steps to the nearest failure of each name. Nodes were found level by level. */
function shortestOf(nodes: ReadonlyMap<string, Node>): Record<string, number> {
	const shortest: Record<string, number> = {};
	const lower = (names: readonly string[], depth: number): void => {
		for (const name of names) shortest[name] = Math.min(shortest[name] ?? Number.POSITIVE_INFINITY, depth);
	};
	for (const { depth, fails, edges, attempts } of nodes.values()) {
		lower(fails, depth);
		lower(attempts, depth + 1);
		for (const edge of edges) lower(edge.fails, depth + 1);
	}
	return shortest;
}

/**
 * Tasks that are not done where nothing moves any more, or in a fair cycle. For each choice of the lanes that move for
 * ever, all others stand still: some where they can never move, and the others, before a step that is not served, where
 * they wait in some state although their guard holds. A step that is taken only so often nobody takes for ever.
 */
function hangsOf(system: TransitionSystem, nodes: ReadonlyMap<string, Node>): readonly number[] {
	const hanging = new Set<number>();
	for (const { edges, unfinished, restless } of nodes.values())
		if (edges.length === 0) for (const lane of [...unfinished, ...restless]) hanging.add(lane);
	for (const node of fairNodes(system, nodes)) for (const lane of node.unfinished) hanging.add(lane);
	for (const [lane, { idle }] of system.lanes.entries()) {
		if (idle === undefined) continue;
		const away = new Map([...nodes].filter(([, { restless }]) => restless.includes(lane)));
		if (!fairNodes(system, away).next().done) hanging.add(lane);
	}
	return [...system.lanes.keys()].filter((lane) => hanging.has(lane));
}

/** A node of each fair cycle among some nodes. */
function* fairNodes(system: TransitionSystem, nodes: ReadonlyMap<string, Node>): Generator<Node, void> {
	const movesFrom = ({ edges }: Node, lane: number): boolean => edges.some((edge) => edge.lane === lane);
	const lanes = [...system.lanes.keys()];
	const stepOf = ({ locations }: Node, lane: number): Step | undefined => system.lanes[lane].steps[locations[lane]];
	for (let choice = 1; choice < 3 ** lanes.length; choice++) {
		const chosen = lanes.map((lane) => Math.floor(choice / 3 ** lane) % 3);
		const moving = lanes.filter((lane) => chosen[lane] === 1);
		const waiting = lanes.filter((lane) => chosen[lane] === 0);
		const never = lanes.filter((lane) => chosen[lane] === 2);
		const restricted = new Map(
			[...nodes].flatMap(([key, node]): [string, Node][] => {
				if (never.some((lane) => movesFrom(node, lane))) return [];
				if (waiting.some((lane) => stepOf(node, lane)?.served)) return [];
				const edges = node.edges.filter(({ lane }) => moving.includes(lane) && !stepOf(node, lane)?.finite);
				return [[key, { ...node, edges }]];
			}),
		);
		for (const component of componentsOf(restricted)) {
			const members = [...component].map((key) => restricted.get(key) as Node);
			const movesWithin = (lane: number): boolean =>
				members.some(({ edges }) => edges.some((edge) => edge.lane === lane && edge.to !== undefined && component.has(edge.to)));
			const waits = (lane: number): boolean =>
				[...component].some((key) => {
					const node = nodes.get(key) as Node;
					const guard = stepOf(node, lane)?.guard;
					return !movesFrom(node, lane) && (guard === undefined || operandValue(guard, JSON.parse(key), []) !== 0);
				});
			if (moving.every(movesWithin) && waiting.every(waits)) yield members[0];
		}
	}
}

/** Strongly connected components by two searches, the second against the edges (Kosaraju). */
function componentsOf(nodes: ReadonlyMap<string, Node>): Set<string>[] {
	const forward = (key: string): string[] =>
		(nodes.get(key) as Node).edges.flatMap(({ to }) => (to === undefined || !nodes.has(to) ? [] : [to]));
	const back = new Map<string, string[]>([...nodes.keys()].map((key) => [key, []]));
	for (const key of nodes.keys()) for (const to of forward(key)) back.get(to)?.push(key);
	const seen = new Set<string>();
	const finished: string[] = [];
	for (const root of nodes.keys()) {
		const open: { key: string; next: string[] }[] = [];
		const enter = (key: string): void => {
			if (seen.has(key)) return;
			seen.add(key);
			open.push({ key, next: forward(key) });
		};
		enter(root);
		while (open.length > 0) {
			const top = open[open.length - 1];
			const next = top.next.pop();
			if (next === undefined) finished.push((open.pop() as { key: string }).key);
			else enter(next);
		}
	}
	const placed = new Set<string>();
	return finished.reverse().flatMap((root) => {
		if (placed.has(root)) return [];
		const component = new Set<string>();
		const open = [root];
		for (let key = open.pop(); key !== undefined; key = open.pop()) {
			if (placed.has(key)) continue;
			placed.add(key);
			component.add(key);
			open.push(...(back.get(key) ?? []));
		}
		return [component];
	});
}
