/**
 * Which values cells can have at most: an interval for each, found by abstract interpretation (Cousot and Cousot 1977).
 * A local variable that is declared as any number mostly holds a few, and a state is as large as its cells.
 *
 * Local cells are followed from location to location of their lane; of a shared cell all values that any step writes
 * count everywhere. Intervals that keep growing are widened to the cell's declared range.
 *
 * Invariant: every value that a cell has in a reachable state lies in its interval.
 */

import { reversePostorder } from "./control-flow";
import { ANY, contains, type Interval, intervalOf, only, truthIn, union } from "./interval";
import { cellsRead, cellsWritten } from "./property-groups";
import { targets } from "./terminator";
import type { Cell, Code, Operand, TransitionSystem } from "./transition-system";

/** The interval of each cell. */
export function valueRanges(system: TransitionSystem): readonly Interval[] {
	return new RangeAnalysis(system).run();
}

/** How often an interval may grow before it is widened. */
const PATIENCE = 8;

/** What is known where a block begins: intervals of the lane's local cells, by `slots`, and of temporaries. */
interface Known {
	readonly locals: Interval[];
	readonly temporaries: Interval[];
}

/** What is known of a lane's local cells at a location, and when it grew and the step there was gone through last. */
interface Arrival {
	locals: Interval[] | undefined;
	grewAt: number;
	ranAt: number;
}

class RangeAnalysis {
	/** Of all cells, over all places. */
	private readonly overall: Interval[];
	private readonly growths: number[];
	/** For each cell its place among the local cells of its lane, -1 of a shared cell. */
	private readonly slots: number[];
	/** The other way round. */
	private readonly localCells: readonly number[][];
	/** Counts what has grown, so that a step can tell whether anything that it reads has. */
	private clock = 1;
	/** For each cell when its interval in `overall` grew last. */
	private readonly grewAt: number[];
	/** The lane whose code is gone through. */
	private lane = 0;

	constructor(private readonly system: TransitionSystem) {
		this.overall = system.cells.map(({ initial }) => only(initial));
		this.growths = system.cells.map(() => 0);
		this.grewAt = system.cells.map(() => 0);
		this.slots = system.cells.map(() => -1);
		const writers = system.cells.map(() => new Set<number>());
		system.lanes.forEach(({ steps }, lane) => {
			for (const { code } of steps) for (const cell of cellsWritten(code)) writers[cell].add(lane);
		});
		this.localCells = system.lanes.map((_, lane) =>
			[...system.cells.entries()].flatMap(([cell, { role, lane: owner }]) =>
				role === "local" && owner === lane && [...writers[cell]].every((writer) => writer === lane) ? [cell] : [],
			),
		);
		for (const cells of this.localCells) for (const [slot, cell] of cells.entries()) this.slots[cell] = slot;
	}

	run(): readonly Interval[] {
		const { system } = this;
		const lanes = system.lanes.map(({ start, steps }, lane) => {
			const places = Array.from({ length: steps.length + 1 }, (): Arrival => ({ locals: undefined, grewAt: 0, ranAt: 0 }));
			places[start].locals = this.localCells[lane].map((cell) => only(system.cells[cell].initial));
			return { places, steps: steps.map(({ code }) => ({ code, reads: [...cellsRead(code)], order: reversePostorder(code) })) };
		});
		// Goes over every step again of which something has grown, until nothing grows.
		for (let start = 0; start < this.clock; ) {
			start = this.clock;
			for (const [lane, { places, steps }] of lanes.entries()) {
				this.lane = lane;
				for (const [location, { code, reads, order }] of steps.entries()) {
					const place = places[location];
					if (place.locals === undefined || (place.ranAt > place.grewAt && reads.every((cell) => place.ranAt > this.grewAt[cell])))
						continue;
					place.ranAt = ++this.clock;
					this.runCode(code, order, place.locals, (next, after) => this.arrive(places[next], after));
				}
			}
		}
		for (const { locationCell, steps } of system.lanes) this.overall[locationCell] = { low: 0, high: steps.length };
		return this.overall;
	}

	private arrive(place: Arrival, locals: readonly Interval[]): void {
		if (place.locals === undefined) place.locals = [...locals];
		else if (!this.joinLocals(place.locals, locals, true)) return;
		place.grewAt = this.clock;
	}

	/**
	 * Goes through the blocks in an order in which each comes behind those that lead to it, so that what these know has
	 * been joined; again where loops lead back.
	 */
	private runCode(
		code: Code,
		order: readonly number[],
		locals: readonly Interval[],
		next: (location: number, locals: readonly Interval[]) => void,
	): void {
		const entries: (Known | undefined)[] = code.blocks.map(() => undefined);
		const visits = code.blocks.map(() => 0);
		entries[0] = { locals: [...locals], temporaries: new Array(code.temporaries).fill(only(0)) };
		const open = new Set([0]);
		for (let at = 0; open.size > 0; at = (at + 1) % order.length) {
			const index = order[at];
			const entry = entries[index];
			if (entry === undefined || !open.delete(index)) continue;
			const known: Known = { locals: [...entry.locals], temporaries: [...entry.temporaries] };
			const { instructions, end } = code.blocks[index];
			for (const instruction of instructions) {
				const value = this.evaluate(instruction.value, known);
				if (instruction.kind === "set") known.temporaries[instruction.temporary] = value;
				else if (instruction.kind === "store") this.write(instruction.cell, value, known, false);
				else if (instruction.kind === "storeElement") for (const cell of instruction.cells) this.write(cell, value, known, true);
			}
			if (end.kind === "next") next(end.location, known.locals);
			for (const target of this.successors(code, index, known)) {
				const before = entries[target];
				if (before === undefined) entries[target] = { locals: [...known.locals], temporaries: [...known.temporaries] };
				else {
					const mayGrow = ++visits[target] < PATIENCE;
					const grown = this.joinLocals(before.locals, known.locals, mayGrow);
					if (!joinInto(before.temporaries, known.temporaries, () => (mayGrow ? undefined : ANY)) && !grown) continue;
				}
				open.add(target);
			}
		}
	}

	/** Widens the intervals of cells that have grown too often, or all that grow. */
	private joinLocals(known: Interval[], added: readonly Interval[], mayGrow: boolean): boolean {
		const cells = this.localCells[this.lane];
		return joinInto(known, added, (slot) =>
			mayGrow && this.growths[cells[slot]] <= PATIENCE ? undefined : rangeOf(this.system.cells[cells[slot]]),
		);
	}

	private successors(code: Code, index: number, known: Known): readonly number[] {
		const { end } = code.blocks[index];
		if (end.kind !== "branch") return targets(end);
		const holds = truthIn(this.evaluate(end.condition, known));
		if (holds === undefined) return [end.then, end.otherwise];
		return [holds ? end.then : end.otherwise];
	}

	/** Writes a cell, or perhaps another one. */
	private write(cell: number, value: Interval, known: Known, perhaps: boolean): void {
		const declared = rangeOf(this.system.cells[cell]);
		// A value outside ends the run.
		const stored = { low: Math.max(value.low, declared.low), high: Math.min(value.high, declared.high) };
		if (stored.low > stored.high) return;
		const slot = this.slots[cell];
		if (slot >= 0) known.locals[slot] = perhaps ? union(known.locals[slot], stored) : stored;
		const before = this.overall[cell];
		if (contains(before, stored)) return;
		this.overall[cell] = ++this.growths[cell] > PATIENCE ? declared : union(before, stored);
		this.grewAt[cell] = this.clock;
	}

	private evaluate(operand: Operand, known: Known): Interval {
		return intervalOf(operand, (leaf) => {
			if (leaf.kind === "temporary") return known.temporaries[leaf.temporary];
			const slot = this.slots[leaf.cell];
			const declared = this.system.cells[leaf.cell];
			if (declared.role === "location") return rangeOf(declared);
			return slot >= 0 && declared.lane === this.lane ? known.locals[slot] : this.overall[leaf.cell];
		});
	}
}

/** The values that a cell can hold. */
function rangeOf({ min, max }: Cell): Interval {
	return { low: min, high: max };
}

/**
 * Joins each interval into its counterpart; one that grows becomes what `widened` says, if that says anything. True
 * when one has grown.
 */
function joinInto(known: Interval[], added: readonly Interval[], widened: (index: number) => Interval | undefined): boolean {
	let changed = false;
	for (let index = 0; index < added.length; index++) {
		const range = added[index];
		if (contains(known[index], range)) continue;
		known[index] = widened(index) ?? union(known[index], range);
		changed = true;
	}
	return changed;
}
