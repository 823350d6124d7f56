import { goesOnAtEnd, type PropertyGroups } from "../../system/property-groups";
import { ASSUMPTION, isGivenUp, type Lane, type TransitionSystem } from "../../system/transition-system";
import { isUnfinished } from "../../system/unfinished";
import { locationCycles } from "../hangs/location-cycles";
import { type AmpleTable, ampleLane } from "../reductions/ample";
import type { Advance, Bounds, Exploration } from "./exploration";
import { fieldValue, type Layout } from "./layout";
import { NONE, NotedList } from "./noted-states";
import { NumberList } from "./number-list";
import { DETAIL_SHIFT, FAILED, MORE, MOVED, type Program, REPORTED } from "./program";
import type { VisitedSet } from "./visited-set";

/** With more states than this in which a cycle may begin it is not worth while to know them. */
const MOST_ENTRIES = 1 << 16;

/**
 * Breadth-first exploration of a program that is interpreted: goes on from each state once, in the order in which they
 * were found, by every step of every lane.
 */
export class BreadthFirst implements Exploration {
	transitions = 0;
	readonly failures = new Map<string, number>();
	readonly gaveUp = new Set<string>();
	stuck = NONE;
	endings = NONE;
	private readonly notedStuck = new NotedList();
	private readonly notedEndings = new NotedList();
	private readonly next: Int32Array;
	private current = 0;
	/**
	 * The lane to go on with in the current state, in how many ways its step has been tried, and whether any lane could
	 * move.
	 */
	private lane = 0;
	private ways = 0;
	private moved = false;
	/** The lane that was to be enough alone could not move: all are gone on with. */
	private allLanes = false;
	private readonly notesEndings: boolean;
	/** See `cycleEntries`; undefined where they are not noted. */
	private entries: NumberList | undefined;
	/** For each lane, see `locationCycles`. */
	private readonly cycles: readonly (readonly number[])[];
	/**
	 * The first state of each level, and of the one after. States are found level by level, so that a level is a range
	 * of numbers.
	 */
	private readonly levels = [0, 1];

	/**
	 * Starts at the initial state, the only one that has been visited; with `tracksCycles` notes where cycles begin.
	 */
	constructor(
		private readonly system: TransitionSystem,
		private readonly layout: Layout,
		private readonly groups: PropertyGroups,
		private readonly program: Program,
		private readonly visited: VisitedSet,
		private readonly ample?: AmpleTable,
		tracksCycles = false,
	) {
		this.entries = tracksCycles ? new NumberList() : undefined;
		this.cycles = tracksCycles ? system.lanes.map(locationCycles) : [];
		this.next = new Int32Array(layout.words);
		this.notesEndings = goesOnAtEnd(system);
		if (program.groups[groups.always](visited.chunkOf(0), visited.offsetOf(0))) this.noteReports(0);
	}

	get queued(): number {
		return this.visited.count - this.current;
	}

	get depth(): number {
		return this.depthOf(this.visited.count - 1);
	}

	*end(): Generator<void, boolean> {
		this.program.abandon();
		// States are gone through in ascending order.
		this.stuck = this.notedStuck.all();
		yield;
		this.endings = this.notedEndings.all();
		return true;
	}

	waysTried(state: number, lane: number): number {
		if (state !== this.current) return state < this.current ? Number.POSITIVE_INFINITY : 0;
		if (lane !== this.lane) return lane < this.lane ? Number.POSITIVE_INFINITY : 0;
		return this.ways;
	}

	/** Length of the shortest run to a state. */
	private depthOf(state: number): number {
		let low = 0;
		let high = this.levels.length;
		while (high - low > 1) {
			const middle = (low + high) >> 1;
			if (this.levels[middle] <= state) low = middle;
			else high = middle;
		}
		return low;
	}

	advance(steps: number, bounds: Bounds): Advance {
		const { visited, next, program } = this;
		const { lanes, groups } = program;
		let left = steps;
		while (this.current < visited.count) {
			if (visited.count > bounds.states) return "states";
			if (visited.bytes > bounds.bytes) return "memory";
			if (this.current === this.levels[this.levels.length - 1]) this.levels.push(visited.count);
			const chunk = visited.chunkOf(this.current);
			const at = visited.offsetOf(this.current);
			const alone = this.laneAlone(chunk, at);
			if (alone >= 0) this.lane = alone;
			const behindLast = alone >= 0 ? alone + 1 : lanes.length;
			for (; this.lane < behindLast; this.lane++, this.ways = 0) {
				const step = lanes[this.lane];
				let status: number;
				do {
					if (left-- === 0) return "more";
					this.ways++;
					status = step(chunk, at, next);
					if (status & REPORTED) this.noteReports(this.depthBehind());
					if ((status & (MOVED | FAILED)) === 0) continue;
					this.transitions++;
					this.moved = true;
					if (status & FAILED) {
						this.note(status >>> DETAIL_SHIFT, this.depthBehind());
						continue;
					}
					const number = visited.add(next);
					if (number < 0) {
						this.noteEntry(-1 - number, chunk, at);
						continue;
					}
					const group = status >>> DETAIL_SHIFT;
					if (group !== 0 && groups[group](next, 0)) this.noteReports(this.depthBehind());
				} while (status & MORE);
			}
			this.lane = 0;
			this.allLanes = alone >= 0 && !this.moved;
			if (this.allLanes) continue;
			if (!this.moved || this.notesEndings) this.noteEnd(this.current);
			this.current++;
			this.moved = false;
		}
		return "done";
	}

	/** The lane that is enough alone in a state, -1 when there is none. */
	private laneAlone(chunk: Int32Array, at: number): number {
		if (this.ample === undefined || this.allLanes) return -1;
		const { fields } = this.layout;
		return ampleLane(
			this.ample,
			this.system.lanes.map(({ locationCell }) => fieldValue(fields[locationCell], chunk, at)),
		);
	}

	get cycleEntries(): Int32Array | undefined {
		return this.entries?.all();
	}

	/** Notes a state that a step of the lane leads to and that is known, if it is no further from the start. */
	private noteEntry(known: number, chunk: Int32Array, at: number): void {
		const { entries } = this;
		if (entries === undefined || known >= this.levels[this.levels.length - 1]) return;
		const cycles = this.cycles[this.lane];
		const field = this.layout.fields[this.system.lanes[this.lane].locationCell];
		const cycle = cycles[fieldValue(field, chunk, at)];
		if (cycle < 0 || cycles[fieldValue(field, this.next, 0)] !== cycle) return;
		entries.push(known);
		if (entries.length === MOST_ENTRIES) this.entries = undefined;
	}

	/** Notes a state in which nothing moved, or in which all tasks may be done. */
	private noteEnd(state: number): void {
		const { visited, program, groups, layout } = this;
		const chunk = visited.chunkOf(state);
		const at = visited.offsetOf(state);
		const isEnd = this.system.lanes.every(
			({ kind, steps, locationCell }) => kind !== "task" || fieldValue(layout.fields[locationCell], chunk, at) === steps.length,
		);
		const locationOf = ({ locationCell }: Lane): number => fieldValue(layout.fields[locationCell], chunk, at);
		if (!this.moved && this.system.lanes.some((lane) => isUnfinished(lane, locationOf(lane))))
			this.notedStuck.push(state, this.depthOf(state));
		if (isEnd && program.groups[groups.end](chunk, at)) {
			if (!this.moved) this.noteReports(this.depthOf(state));
			if (this.notesEndings) this.notedEndings.push(state, this.depthOf(state));
		}
	}

	/** Length of the runs that take one step from the level that is being gone through. */
	private depthBehind(): number {
		return this.levels.length - 1;
	}

	private noteReports(depth: number): void {
		for (const failure of this.program.reports) this.note(failure, depth);
	}

	private note(failure: number, depth: number): void {
		const { property } = this.system.failures[failure];
		if (property === ASSUMPTION) return;
		if (isGivenUp(property)) {
			this.gaveUp.add(property);
			return;
		}
		const known = this.failures.get(property);
		if (known === undefined || known > depth) this.failures.set(property, depth);
	}
}
