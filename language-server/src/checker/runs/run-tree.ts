import { NumberList } from "../states/number-list";

/** Marks a run that ends with a step that shows a failure, instead of in a state. */
export const NO_STATE = -1;
/** The node of the run without steps. */
export const ROOT = 0;

/** Runs that share their beginnings, as a tree: a node is a run, its parent the same run without the last step. */
export class RunTree {
	private readonly parents = new NumberList();
	private readonly lanes = new NumberList();
	private readonly states = new NumberList();
	private readonly switchCounts = new NumberList();
	private readonly stepCounts = new NumberList();

	/** With the run that has not begun, in `initial`. */
	constructor(initial: number) {
		this.push(-1, -1, initial, 0, 0);
	}

	/** How many runs there are. */
	get size(): number {
		return this.parents.length;
	}

	get bytes(): number {
		const { parents, lanes, states, switchCounts, stepCounts } = this;
		return parents.bytes + lanes.bytes + states.bytes + switchCounts.bytes + stepCounts.bytes;
	}

	/** A run with one more step, of a lane and into a state (or `NO_STATE`). Gives its node. */
	add(parent: number, lane: number, state: number): number {
		return this.push(parent, lane, state, this.switchesAfter(parent, lane), this.steps(parent) + 1);
	}

	/** Gives a node without children another way to it, of the same length. */
	move(node: number, parent: number): void {
		this.parents.set(node, parent);
	}

	/** Context switches of a run with one more step of a lane. */
	switchesAfter(node: number, lane: number): number {
		return this.switches(node) + (node === ROOT || this.lane(node) === lane ? 0 : 1);
	}

	parent(node: number): number {
		return this.parents.at(node);
	}

	/** The lane that takes the last step; -1 of the root. */
	lane(node: number): number {
		return this.lanes.at(node);
	}

	/** Where the run ends. */
	state(node: number): number {
		return this.states.at(node);
	}

	switches(node: number): number {
		return this.switchCounts.at(node);
	}

	steps(node: number): number {
		return this.stepCounts.at(node);
	}

	/**
	 * Whether run `a` comes before run `b`, another with as many steps: by the first step that other lanes take, else
	 * by `choosesFirst`, which is asked about the nodes where they part by a choice.
	 */
	precedes(a: number, b: number, choosesFirst: (a: number, b: number) => boolean): boolean {
		let difference = 0;
		for (let x = a, y = b; ; x = this.parent(x), y = this.parent(y)) {
			if (this.lane(x) !== this.lane(y)) difference = this.lane(x) - this.lane(y);
			if (this.parent(x) === this.parent(y)) return difference !== 0 ? difference < 0 : choosesFirst(x, y);
		}
	}

	/** The nodes on the way to a node, the root left out. */
	path(node: number): readonly number[] {
		const nodes: number[] = [];
		for (let at = node; at !== ROOT; at = this.parent(at)) nodes.push(at);
		return nodes.reverse();
	}

	private push(parent: number, lane: number, state: number, switches: number, steps: number): number {
		this.parents.push(parent);
		this.lanes.push(lane);
		this.states.push(state);
		this.switchCounts.push(switches);
		this.stepCounts.push(steps);
		return this.parents.length - 1;
	}
}
