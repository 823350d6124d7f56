/**
 * Which values cells can have at most: an interval for each, found by abstract interpretation (Cousot and Cousot 1977). A local variable that is declared as
 * any number mostly holds a few, and a state is as large as its cells.
 *
 * Local cells are followed from location to location of their lane; of a shared cell all values that any step writes count everywhere. Intervals
 * that keep growing are widened to the cell's declared range.
 *
 * Invariant: every value that a cell has in a reachable state lies in its interval.
 */

import { applyBinary, applyUnary } from "../semantics/constants";
import { reversePostorder } from "./control-flow";
import { cellsRead, cellsWritten } from "./property-groups";
import { targets } from "./terminator";
import type { BinaryOperator, Code, Operand, TransitionSystem } from "./transition-system";

/** From `min` to `max`, both included. */
export interface ValueRange {
	readonly min: number;
	readonly max: number;
}

/** The interval of each cell. */
export function valueRanges(system: TransitionSystem): readonly ValueRange[] {
	return new RangeAnalysis(system).run();
}

const ANY: ValueRange = { min: -0x80000000, max: 0x7fffffff };
const TRUTH: ValueRange = { min: 0, max: 1 };
/** How often an interval may grow before it is widened. */
const PATIENCE = 8;

/** What is known where a block begins: intervals of the lane's local cells, by `slots`, and of temporaries. */
interface Known {
	readonly locals: ValueRange[];
	readonly temporaries: ValueRange[];
}

/** What is known of a lane's local cells at a location, and when it grew and the step there was gone through last. */
interface Place {
	locals: ValueRange[] | undefined;
	grewAt: number;
	ranAt: number;
}

class RangeAnalysis {
	/** Of all cells, over all places. */
	private readonly overall: ValueRange[];
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

	run(): readonly ValueRange[] {
		const { system } = this;
		const lanes = system.lanes.map(({ start, steps }, lane) => {
			const places = Array.from({ length: steps.length + 1 }, (): Place => ({ locals: undefined, grewAt: 0, ranAt: 0 }));
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
		for (const { locationCell, steps } of system.lanes) this.overall[locationCell] = { min: 0, max: steps.length };
		return this.overall;
	}

	private arrive(place: Place, locals: readonly ValueRange[]): void {
		if (place.locals === undefined) place.locals = [...locals];
		else if (!this.joinLocals(place.locals, locals, true)) return;
		place.grewAt = this.clock;
	}

	/** Goes through the blocks in an order in which each comes behind those that lead to it, so that what these know has been joined; again where loops lead back. */
	private runCode(
		code: Code,
		order: readonly number[],
		locals: readonly ValueRange[],
		next: (location: number, locals: readonly ValueRange[]) => void,
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
	private joinLocals(known: ValueRange[], added: readonly ValueRange[], mayGrow: boolean): boolean {
		const cells = this.localCells[this.lane];
		return joinInto(known, added, (slot) =>
			mayGrow && this.growths[cells[slot]] <= PATIENCE ? undefined : this.system.cells[cells[slot]],
		);
	}

	private successors(code: Code, index: number, known: Known): readonly number[] {
		const { end } = code.blocks[index];
		if (end.kind !== "branch") return targets(end);
		const condition = this.evaluate(end.condition, known);
		if (condition.min === 0 && condition.max === 0) return [end.otherwise];
		return condition.min > 0 || condition.max < 0 ? [end.then] : [end.then, end.otherwise];
	}

	/** Writes a cell, or perhaps another one. */
	private write(cell: number, value: ValueRange, known: Known, perhaps: boolean): void {
		const declared = this.system.cells[cell];
		// A value outside ends the run.
		const stored = { min: Math.max(value.min, declared.min), max: Math.min(value.max, declared.max) };
		if (stored.min > stored.max) return;
		const slot = this.slots[cell];
		if (slot >= 0) known.locals[slot] = perhaps ? join(known.locals[slot], stored) : stored;
		const before = this.overall[cell];
		if (contains(before, stored)) return;
		this.overall[cell] = ++this.growths[cell] > PATIENCE ? { min: declared.min, max: declared.max } : join(before, stored);
		this.grewAt[cell] = this.clock;
	}

	private evaluate(operand: Operand, known: Known): ValueRange {
		switch (operand.kind) {
			case "constant":
				return only(operand.value);
			case "cell": {
				const slot = this.slots[operand.cell];
				const { role, lane, min, max } = this.system.cells[operand.cell];
				if (role === "location") return { min, max };
				return slot >= 0 && lane === this.lane ? known.locals[slot] : this.overall[operand.cell];
			}
			case "temporary":
				return known.temporaries[operand.temporary];
			case "element": {
				const index = this.evaluate(operand.index, known);
				const last = operand.base + operand.elements.length - 1;
				const inside = operand.elements.filter((_, at) => at + operand.base >= index.min && at + operand.base <= index.max);
				const outside = index.min < operand.base || index.max > last ? [only(0)] : [];
				return [...inside.map((element) => this.evaluate(element, known)), ...outside].reduce(join);
			}
			case "unary":
				return unary(operand.operator, this.evaluate(operand.operand, known));
			case "conditional": {
				const condition = this.evaluate(operand.condition, known);
				if (condition.min === 0 && condition.max === 0) return this.evaluate(operand.otherwise, known);
				const then = this.evaluate(operand.then, known);
				return condition.min > 0 || condition.max < 0 ? then : join(then, this.evaluate(operand.otherwise, known));
			}
			case "binary":
				return binary(operand.operator, this.evaluate(operand.left, known), this.evaluate(operand.right, known));
		}
	}
}

function only(value: number): ValueRange {
	return { min: value, max: value };
}

function join(a: ValueRange, b: ValueRange): ValueRange {
	return contains(a, b) ? a : { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

function contains(outer: ValueRange, inner: ValueRange): boolean {
	return outer.min <= inner.min && inner.max <= outer.max;
}

/** Joins each interval into its counterpart; one that grows becomes what `widened` says, if that says anything. True when one has grown. */
function joinInto(known: ValueRange[], added: readonly ValueRange[], widened: (index: number) => ValueRange | undefined): boolean {
	let changed = false;
	for (let index = 0; index < added.length; index++) {
		const range = added[index];
		if (contains(known[index], range)) continue;
		known[index] = widened(index) ?? join(known[index], range);
		changed = true;
	}
	return changed;
}

function unary(operator: "!" | "-" | "~", { min, max }: ValueRange): ValueRange {
	if (operator === "!") return min > 0 || max < 0 ? only(0) : min === 0 && max === 0 ? only(1) : TRUTH;
	const [a, b] = [applyUnary(operator, max) ?? 0, applyUnary(operator, min) ?? 0];
	return a <= b ? { min: a, max: b } : ANY;
}

function binary(operator: BinaryOperator, a: ValueRange, b: ValueRange): ValueRange {
	if (a.min === a.max && b.min === b.max) return only(applyBinary(operator, a.min, b.min));
	switch (operator) {
		case "+":
			return within(a.min + b.min, a.max + b.max);
		case "-":
			return within(a.min - b.max, a.max - b.min);
		case "*": {
			const products = [a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max];
			return within(Math.min(...products), Math.max(...products));
		}
		case "&":
			return a.min >= 0 && b.min >= 0 ? { min: 0, max: Math.min(a.max, b.max) } : ANY;
		case "|":
		case "^":
			return a.min >= 0 && b.min >= 0 ? { min: 0, max: allOnes(Math.max(a.max, b.max)) } : ANY;
		case "/":
		case "%":
		case ">>":
			return a.min >= 0 && (b.min >= 0 || operator !== "/") ? { min: 0, max: a.max } : ANY;
		case "<<":
			return ANY;
		case "<":
			return decide(a.max < b.min, a.min >= b.max);
		case ">":
			return decide(a.min > b.max, a.max <= b.min);
		case "<=":
			return decide(a.max <= b.min, a.min > b.max);
		case ">=":
			return decide(a.min >= b.max, a.max < b.min);
		case "==":
			return decide(false, a.max < b.min || b.max < a.min);
		case "!=":
			return decide(a.max < b.min || b.max < a.min, false);
		case "&&":
			return decide(!hasZero(a) && !hasZero(b), isZero(a) || isZero(b));
		case "||":
			return decide(!hasZero(a) || !hasZero(b), isZero(a) && isZero(b));
	}
}

function within(min: number, max: number): ValueRange {
	return min >= ANY.min && max <= ANY.max ? { min, max } : ANY;
}

/** The least number of ones that is as large. */
function allOnes(value: number): number {
	return value === 0 ? 0 : 2 ** (32 - Math.clz32(value)) - 1;
}

function decide(surely: boolean, never: boolean): ValueRange {
	return surely ? only(1) : never ? only(0) : TRUTH;
}

function hasZero({ min, max }: ValueRange): boolean {
	return min <= 0 && max >= 0;
}

function isZero({ min, max }: ValueRange): boolean {
	return min === 0 && max === 0;
}
