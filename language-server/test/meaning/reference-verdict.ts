/**
 * What there is to say of a program, found in the simplest way: all states are listed, and every question is asked of
 * all of them. For programs of a few thousand states.
 */
import type { ScenarioItem, SyntaxTree } from "../../src/syntax/tree";
import { type Outcome, type Setting, type State, TooLarge } from "./interpreter/steps";
import { TreeInterpreter } from "./interpreter/tree-interpreter";
import type { ErrorName } from "./interpreter/values";

export interface ReferenceVerdict {
	/** By the name of each property, assertion or error that some run shows: how many steps the shortest takes. */
	readonly failures: ReadonlyMap<string, number>;
	/** The names of the tasks that can hang. */
	readonly hanging: ReadonlySet<string>;
	readonly states: number;
	/** How many variables some step writes. */
	readonly written: number;
	/** Whether some step frees an object. */
	readonly frees: boolean;
	/** Whether docs/language.md leaves it open how many steps something takes that was met. */
	readonly uncertainLengths: boolean;
	/** Whether a handler counts a variable out of its range: then no more is known than what fails. */
	readonly countsOut: boolean;
}

interface Node {
	readonly state: State;
	readonly depth: number;
	/** By lane: the states that its step leads to. */
	readonly successors: number[][];
	/** By lane: whether it can take its step, and whether it may run. */
	readonly enabled: boolean[];
	readonly mayRun: boolean[];
	/** An error in a property ends the run here. */
	ended: boolean;
}

/** The verdict on a scenario; why there is none, when it has more than so many states or does what is not followed. */
export function referenceVerdict(
	tree: SyntaxTree,
	scenario: ScenarioItem,
	setting: Setting,
	mostStates: number,
): ReferenceVerdict | string {
	const interpreter = new TreeInterpreter(tree, scenario, setting);
	try {
		return interpreter.withConstants(() => explore(interpreter, mostStates));
	} catch (problem) {
		if (problem instanceof TooLarge) return problem.message;
		throw problem;
	}
}

function explore(interpreter: TreeInterpreter, mostStates: number): ReferenceVerdict {
	const failures = new Map<string, number>();
	const report = (name: string, depth: number): unknown => failures.set(name, Math.min(depth, failures.get(name) ?? depth));
	const nodes: Node[] = [];
	const numbers = new Map<string, number>();
	const enter = (state: State, depth: number): number => {
		const key = interpreter.key(state);
		const known = numbers.get(key);
		if (known !== undefined) return known;
		numbers.set(key, nodes.length);
		nodes.push({ state, depth, successors: [], enabled: [], mayRun: [], ended: false });
		return nodes.length - 1;
	};
	const always = interpreter.properties.filter(({ condition, atEnd }) => condition !== undefined && !atEnd);
	enter(interpreter.initial(), 0);
	for (let number = 0; number < nodes.length; number++) {
		if (nodes.length > mostStates) throw new TooLarge("states");
		const node = nodes[number];
		for (const property of interpreter.isSetUp(node.state) ? always : []) {
			const holds = interpreter.property(property, node.state);
			if (holds === true) continue;
			report(holds === false ? property.name.text : holds, node.depth);
			node.ended ||= holds !== false;
		}
		for (let lane = 0; lane < interpreter.lanes.length; lane++) {
			if (node.ended) break;
			const { outcomes, standing } = interpreter.step(node.state, lane);
			for (const name of standing) report(name, node.depth + 1);
			for (const { reports } of outcomes) for (const name of reports) report(name, node.depth + 1);
			node.enabled[lane] = outcomes.length > 0;
			node.mayRun[lane] = interpreter.mayRun(node.state, lane);
			const lasting = outcomes.filter((outcome): outcome is Outcome & { state: State } => outcome.state !== undefined);
			node.successors[lane] = lasting.map(({ state }) => enter(state, node.depth + 1));
		}
	}
	judgeEnds(interpreter, nodes, report);
	const hanging = new Set<string>();
	const isUnfinished = (node: Node, lane: number): boolean =>
		interpreter.lanes[lane].kind === "task" && !interpreter.isDone(node.state, lane);
	const isRestless = ({ state }: Node, lane: number): boolean =>
		interpreter.lanes[lane].begins === true && !interpreter.isBeginning(state, lane) && !interpreter.isDone(state, lane);
	const hang = (node: Node): void => {
		for (const [lane, { name }] of interpreter.lanes.entries()) if (isUnfinished(node, lane)) hanging.add(name);
	};
	for (const node of nodes) {
		if (node.ended || node.enabled.some(Boolean)) continue;
		hang(node);
		for (const [lane, { name }] of interpreter.lanes.entries()) if (isRestless(node, lane)) hanging.add(name);
	}
	for (const [lane, { name, begins }] of interpreter.lanes.entries()) {
		if (!begins) continue;
		const away = new Set([...nodes.keys()].filter((number) => isRestless(nodes[number], lane)));
		if (!fairComponents(interpreter, nodes, away).next().done) hanging.add(name);
	}
	for (const component of fairComponents(interpreter, nodes, new Set(nodes.keys()))) for (const number of component) hang(nodes[number]);
	const { written, frees, uncertainLengths, countsOut } = interpreter;
	return { failures, hanging, states: nodes.length, written, frees, uncertainLengths, countsOut };
}

/**
 * `at end`: where all tasks are done the property is false, and false in every state that the others can still lead to.
 */
function judgeEnds(interpreter: TreeInterpreter, nodes: readonly Node[], report: (name: string, depth: number) => unknown): void {
	const isEnd = ({ state }: Node): boolean =>
		interpreter.lanes.every(({ kind }, lane) => kind !== "task" || interpreter.isDone(state, lane));
	for (const node of nodes) {
		// Where others go on, what they still know of counts; that is tried elsewhere.
		if (!node.ended && isEnd(node) && !node.enabled.some(Boolean) && interpreter.loses(node.state)) report("memory_leak", node.depth);
	}
	for (const property of interpreter.properties) {
		if (property.condition === undefined || !property.atEnd) continue;
		const values = new Map<number, boolean | ErrorName>();
		for (const [number, node] of nodes.entries()) if (isEnd(node)) values.set(number, interpreter.property(property, node.state));
		for (const [number, value] of values) {
			if (value === true || nodes[number].ended) continue;
			const reached = new Set([number]);
			for (const at of reached) for (const next of nodes[at].successors.flat()) reached.add(next);
			if ([...reached].some((at) => values.get(at) === true)) continue;
			report(value === false ? property.name.text : value, nodes[number].depth);
		}
	}
}

/** The sets of states in which a fair run can stay for ever, as large as possible. */
function* fairComponents(
	interpreter: TreeInterpreter,
	nodes: readonly Node[],
	within: ReadonlySet<number>,
): Generator<ReadonlySet<number>, void> {
	for (const component of components(interpreter, nodes, within)) {
		const members = [...component];
		const stays = (lane: number): boolean =>
			!members.some((at) => nodes[at].successors[lane]?.some((next) => component.has(next)) && !interpreter.isIdle(nodes[at].state, lane));
		const still = interpreter.lanes.map((_, lane) => lane).filter(stays);
		if (still.some((lane) => members.every((at) => nodes[at].enabled[lane]))) continue;
		const isUnserved = (lane: number): boolean =>
			interpreter.isServed(nodes[members[0]].state, lane) || !members.some((at) => nodes[at].mayRun[lane] && !nodes[at].enabled[lane]);
		const unserved = still.filter(isUnserved);
		const unfair = members.filter((at) => unserved.some((lane) => nodes[at].enabled[lane]));
		if (unfair.length === 0) yield component;
		else yield* fairComponents(interpreter, nodes, new Set(members.filter((at) => !unfair.includes(at))));
	}
}

/** The strongly connected components with a cycle: what can be reached from a state and leads back to it. */
function* components(
	interpreter: TreeInterpreter,
	nodes: readonly Node[],
	within: ReadonlySet<number>,
): Generator<ReadonlySet<number>, void> {
	// A handler comes only so often.
	const next = (at: number): number[] =>
		nodes[at].successors.flatMap((all, lane) => (interpreter.isIdle(nodes[at].state, lane) ? [] : all.filter((to) => within.has(to))));
	const before = new Map<number, number[]>();
	for (const at of within) for (const to of next(at)) before.set(to, [...(before.get(to) ?? []), at]);
	// Kosaraju: in the reverse order of when a search forwards leaves them, searches backwards find one component each.
	const order: number[] = [];
	const seen = new Set<number>();
	for (const root of within) {
		const open: { at: number; left: number[] }[] = [];
		const visit = (at: number): void => {
			if (seen.has(at)) return;
			seen.add(at);
			open.push({ at, left: next(at) });
		};
		visit(root);
		while (open.length > 0) {
			const top = open[open.length - 1];
			const to = top.left.pop();
			if (to !== undefined) visit(to);
			else order.push((open.pop() as { at: number }).at);
		}
	}
	const taken = new Set<number>();
	for (const root of order.reverse()) {
		if (taken.has(root)) continue;
		const component = new Set([root]);
		taken.add(root);
		for (const at of component) {
			for (const from of before.get(at) ?? []) {
				if (taken.has(from)) continue;
				taken.add(from);
				component.add(from);
			}
		}
		if (component.size > 1 || next(root).includes(root)) yield component;
	}
}
