import { DETAIL_SHIFT, FAILED, MORE, MOVED, REPORTED } from "./program";
import type { StateSpace } from "./state-space";

/** Breadth-first exploration: goes on from each state once, in the order in which they were found, by every step of every lane. */
export class BreadthFirst {
	/** Steps taken, those that end the run included. */
	transitions = 0;
	/** By the name of each property or failure that fails: length of the shortest run that shows it. */
	readonly failures = new Map<string, number>();
	/** States in which no lane can move. */
	readonly stuck: number[] = [];
	private current = 0;
	/** The lane to go on with in the current state, in how many ways its step has been tried, and whether any lane could move. */
	private lane = 0;
	private ways = 0;
	private moved = false;
	/** The first state of each level, and of the one after. States are found level by level, so that a level is a range of numbers. */
	private readonly levels = [0, 1];

	/** Starts at the initial state, the only one in `space`. */
	constructor(private readonly space: StateSpace) {
		const { program, groups, next } = space;
		if (program.groups[groups.always](next, 0)) this.noteReports(0);
	}

	/** How many states have been found and not gone on from. */
	get queued(): number {
		return this.space.visited.count - this.current;
	}

	/** In how many ways at most the step of a lane from a state has been taken: all that there are, unless a limit came before. */
	waysTried(state: number, lane: number): number {
		if (state !== this.current) return state < this.current ? Number.POSITIVE_INFINITY : 0;
		if (lane !== this.lane) return lane < this.lane ? Number.POSITIVE_INFINITY : 0;
		return this.ways;
	}

	/** Length of the shortest run to a state. */
	depthOf(state: number): number {
		let low = 0;
		let high = this.levels.length;
		while (high - low > 1) {
			const middle = (low + high) >> 1;
			if (this.levels[middle] <= state) low = middle;
			else high = middle;
		}
		return low;
	}

	/**
	 * Takes up to `count` steps, and may stop between two choices of one: a step can have more choices than there is time for. False when there are
	 * more than `limit` states then.
	 */
	advance(count: number, limit = Number.POSITIVE_INFINITY): boolean {
		const { visited, next, program } = this.space;
		const { lanes, groups } = program;
		let left = count;
		while (this.current < visited.count && visited.count <= limit) {
			if (this.current === this.levels[this.levels.length - 1]) this.levels.push(visited.count);
			const chunk = visited.chunkOf(this.current);
			const at = visited.offsetOf(this.current);
			for (; this.lane < lanes.length; this.lane++, this.ways = 0) {
				const step = lanes[this.lane];
				let status: number;
				do {
					if (left-- === 0) return true;
					this.ways++;
					status = step(chunk, at, next);
					if ((status & (MOVED | FAILED)) === 0) continue;
					this.transitions++;
					this.moved = true;
					if (status & REPORTED) this.noteReports(this.depthBehind());
					if (status & FAILED) {
						this.note(status >>> DETAIL_SHIFT, this.depthBehind());
						continue;
					}
					if (visited.add(next) < 0) continue;
					const group = status >>> DETAIL_SHIFT;
					if (group !== 0 && groups[group](next, 0)) this.noteReports(this.depthBehind());
				} while (status & MORE);
			}
			if (!this.moved) this.noteStuck(this.current);
			this.current++;
			this.lane = 0;
			this.moved = false;
		}
		return visited.count <= limit;
	}

	private noteStuck(state: number): void {
		const { visited, program, groups } = this.space;
		this.stuck.push(state);
		const isEnd = this.space.allTasksDone(state);
		if (isEnd && program.groups[groups.end](visited.chunkOf(state), visited.offsetOf(state))) this.noteReports(this.depthOf(state));
	}

	/** Length of the runs that take one step from the level that is being gone through. */
	private depthBehind(): number {
		return this.levels.length - 1;
	}

	private noteReports(depth: number): void {
		for (const failure of this.space.program.reports) this.note(failure, depth);
	}

	private note(failure: number, depth: number): void {
		const { property } = this.space.system.failures[failure];
		const known = this.failures.get(property);
		if (known === undefined || known > depth) this.failures.set(property, depth);
	}
}
