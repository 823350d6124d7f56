import { LISTED_BYTES } from "../states/table-meter";

/** How many nodes are visited between two yields. */
const SLICE = 256;

/**
 * The strongly connected components of a graph that have a cycle, after Tarjan, "Depth-first search and linear graph
 * algorithms" (1972), without recursion. Nodes are numbers below `count`; only what can be reached from `roots` is
 * visited; `pushSuccessors` is called once for each node and adds to a list. Yields each component, its nodes in
 * ascending order, and undefined from time to time, so that a caller can pause. `tell` hears how many bytes the tables
 * take, before a pause at which they are not yet made or enlarged.
 */
export function* components(
	count: number,
	pushSuccessors: (node: number, list: number[]) => void,
	roots: Iterable<number> = Array.from({ length: count }, (_, node) => node),
	tell: (bytes: number) => void = () => {},
): Generator<readonly number[] | undefined, void> {
	tell(count * 8);
	yield undefined;
	/** Number in the order of visits, from 1; 0 where the search has not been. */
	const order = new Int32Array(count);
	/** The earliest node on the stack that is known to be reachable; 0 for a node whose component is known. */
	const low = new Int32Array(count);
	const stack: number[] = [];
	/**
	 * The path that is being followed, and for each of its nodes what is left to visit: `pending` up to the node's
	 * `bottom`.
	 */
	const path: number[] = [];
	const bottoms: number[] = [];
	const selfLoops: boolean[] = [];
	const pending: number[] = [];
	let visits = 0;

	const enter = (node: number): void => {
		order[node] = low[node] = ++visits;
		stack.push(node);
		path.push(node);
		bottoms.push(pending.length);
		pushSuccessors(node, pending);
		selfLoops.push(pending.indexOf(node, bottoms[bottoms.length - 1]) >= 0);
	};

	const measure = (): void => tell(count * 8 + (stack.length + path.length * 3 + pending.length) * LISTED_BYTES);

	let started = 0;
	for (const root of roots) {
		if (++started % SLICE === 0) yield undefined;
		if (order[root] !== 0) continue;
		enter(root);
		while (path.length > 0) {
			const node = path[path.length - 1];
			if (pending.length > bottoms[bottoms.length - 1]) {
				const next = pending.pop() as number;
				if (order[next] === 0) {
					enter(next);
					if (visits % SLICE !== 0) continue;
					measure();
					yield undefined;
				} else if (low[next] !== 0) low[node] = Math.min(low[node], order[next]);
				continue;
			}
			path.pop();
			bottoms.pop();
			const selfLoop = selfLoops.pop();
			const isHead = low[node] === order[node];
			const above = path[path.length - 1];
			if (above !== undefined) low[above] = Math.min(low[above], low[node]);
			if (!isHead) continue;
			const members: number[] = [];
			let member: number;
			do {
				member = stack.pop() as number;
				low[member] = 0;
				members.push(member);
			} while (member !== node);
			if (members.length > 1 || selfLoop) yield members.sort((a, b) => a - b);
		}
	}
}
