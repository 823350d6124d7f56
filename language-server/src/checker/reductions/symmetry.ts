/**
 * Lanes that are alike: which lanes run the same code on cells of their own, so that exchanging two of them, with their
 * cells, turns the system into itself (Clarke, Enders, Filkorn and Jha 1996; Emerson and Sistla 1996; Ip and Dill
 * 1996).
 *
 * An exchange is guessed by reading the code of two lanes side by side, and then shown to be a symmetry of the whole
 * system: the code of each lane must be that of the lane that takes its place with cells exchanged, up to the order of
 * operands where that does not matter, or do the same in every state of the cells that it reads; and so must the
 * properties. What cannot be shown is not used.
 *
 * Invariant: where `symmetries` names lanes, any permutation of their blocks of cells is an automorphism of the states
 * and steps, and keeps the initial state, the failure of any property, and which lanes can move.
 */

import { eachAttempt, initialState, propertyReports } from "../../system/interpreter";
import type { Interval } from "../../system/interval";
import { cellsRead } from "../../system/property-groups";
import type { Code, Instruction, Operand, Terminator, TransitionSystem } from "../../system/transition-system";
import { valueRanges } from "../../system/value-ranges";

/** Lanes that are alike, in ascending order. */
export interface SymmetricLanes {
	readonly lanes: readonly number[];
	/** For each lane its cells, its location among them. Cells at the same place of two blocks correspond. */
	readonly blocks: readonly (readonly number[])[];
}

/** More combinations of values of what a piece of code reads are not tried. */
const MOST_COMBINATIONS = 1 << 10;

/**
 * All sets of lanes that are alike. Yields between two exchanges that are tried: showing that one is a symmetry goes
 * through the whole system.
 */
export function* symmetries(system: TransitionSystem): Generator<void, readonly SymmetricLanes[]> {
	const finder = new SymmetryFinder(system);
	const found: SymmetricLanes[] = [];
	const taken = new Set<number>();
	for (let first = 0; first < system.lanes.length; first++) {
		if (taken.has(first)) continue;
		const lanes = [first];
		const blocks: (readonly number[])[] = [];
		for (let next = first + 1; next < system.lanes.length; next++) {
			if (taken.has(next)) continue;
			yield;
			const exchange = finder.exchange(lanes[lanes.length - 1], next);
			if (exchange === undefined) continue;
			const block = blocks.at(-1) ?? [...exchange.keys()].sort((a, b) => a - b);
			// The cells that two exchanges move of the lane between them must be the same.
			if (block.length !== exchange.size || !block.every((cell) => exchange.has(cell))) continue;
			if (blocks.length === 0) blocks.push(block);
			blocks.push(block.map((cell) => exchange.get(cell) as number));
			lanes.push(next);
		}
		if (lanes.length === 1 || new Set(blocks.flat()).size !== blocks.length * blocks[0].length) continue;
		for (const lane of lanes) taken.add(lane);
		found.push({ lanes, blocks });
	}
	return found;
}

class SymmetryFinder {
	private readonly ranges: readonly Interval[];

	constructor(private readonly system: TransitionSystem) {
		this.ranges = valueRanges(system);
	}

	/**
	 * The cells of one lane, each with the one of the other that corresponds; undefined when exchanging them is not
	 * known to be a symmetry.
	 */
	exchange(a: number, b: number): ReadonlyMap<number, number> | undefined {
		const { lanes, cells, properties } = this.system;
		if (lanes[a].kind !== lanes[b].kind || lanes[a].start !== lanes[b].start || lanes[a].steps.length !== lanes[b].steps.length)
			return undefined;
		const pairs = pairCells(this.system, a, b);
		if (pairs === undefined) return undefined;
		const exchanged = new Map([...pairs].flatMap(([one, other]) => [[one, other] as const, [other, one] as const]));
		const cell = (index: number): number => exchanged.get(index) ?? index;
		const isAlike = ([one, other]: readonly [number, number]): boolean =>
			cells[one].initial === cells[other].initial && cells[one].min === cells[other].min && cells[one].max === cells[other].max;
		if (![...pairs].every(isAlike)) return undefined;
		const laneFor = (lane: number): number => (lane === a ? b : lane === b ? a : lane);
		const isSymmetric =
			lanes.every(({ steps }, lane) =>
				steps.every(({ code, served, guard, finite }, location) => {
					const image = lanes[laneFor(lane)].steps[location];
					if (image.served !== served || image.finite !== finite || (image.guard === undefined) !== (guard === undefined)) return false;
					return textOf(code, cell) === textOf(image.code) || this.doesTheSame(lane, laneFor(lane), location, cell);
				}),
			) &&
			properties.every(
				({ code, when }, property) =>
					properties.some((other) => other.when === when && textOf(other.code) === textOf(code, cell)) ||
					this.judgesTheSame(property, cell),
			);
		return isSymmetric ? pairs : undefined;
	}

	/**
	 * Whether a lane's step does, in every state, what that of the lane in its place does where cells are exchanged.
	 */
	private doesTheSame(lane: number, image: number, location: number, cell: (index: number) => number): boolean {
		const { lanes } = this.system;
		const reads = [...cellsRead(lanes[lane].steps[location].code), ...[...cellsRead(lanes[image].steps[location].code)].map(cell)];
		const outcomes = (state: readonly number[], of: number, move: (values: readonly number[]) => readonly number[]): string =>
			[...eachAttempt(this.system, state, of)]
				.map(
					({ failed, reports, waits, state }) =>
						`${failed !== undefined} ${waits} ${reports.length > 0} ${failed || waits ? "" : move(state).join()}`,
				)
				.sort()
				.join("\n");
		try {
			return this.inEveryState(new Set(reads), (state) => {
				const before = state.with(lanes[lane].locationCell, location);
				const after = outcomes(before, lane, (values) => exchangeCells(values, cell));
				return after === outcomes(exchangeCells(before, cell), image, (values) => values);
			});
		} catch {
			// Not every combination of values is that of a reachable state: a step may rely on what holds in those.
			return false;
		}
	}

	/** Whether a property says of every state what it says where cells are exchanged. */
	private judgesTheSame(index: number, cell: (index: number) => number): boolean {
		const property = this.system.properties[index];
		const reads = [...cellsRead(property.code)];
		const holds = (state: readonly number[]): boolean => propertyReports(this.system, property, state).length === 0;
		return this.inEveryState(new Set([...reads, ...reads.map(cell)]), (state) => holds(state) === holds(exchangeCells(state, cell)));
	}

	/** Whether something is so for all values that some cells can have; false where there are too many of them. */
	private inEveryState(reads: ReadonlySet<number>, isSo: (state: readonly number[]) => boolean): boolean {
		const cells = [...reads];
		const combinations = cells.reduce((product, cell) => product * (this.ranges[cell].high - this.ranges[cell].low + 1), 1);
		if (combinations > MOST_COMBINATIONS) return false;
		const state = initialState(this.system);
		for (let number = 0; number < combinations; number++) {
			let rest = number;
			for (const cell of cells) {
				const { low, high } = this.ranges[cell];
				state[cell] = low + (rest % (high - low + 1));
				rest = Math.floor(rest / (high - low + 1));
			}
			if (!isSo(state)) return false;
		}
		return true;
	}
}

function exchangeCells(state: readonly number[], cell: (index: number) => number): number[] {
	return state.map((_, index) => state[cell(index)]);
}

/**
 * The cells that stand in the code of one lane where other ones stand in that of another; undefined where the two
 * differ in more than cells.
 */
function pairCells({ lanes }: TransitionSystem, a: number, b: number): ReadonlyMap<number, number> | undefined {
	const pairs = new Map([[lanes[a].locationCell, lanes[b].locationCell]]);
	const images = new Set(pairs.values());
	let fits = true;
	const pair = (one: number, other: number): void => {
		// Where both lanes touch both cells the first place decides which is whose.
		if (one === other || pairs.get(one) === other || pairs.get(other) === one) return;
		if (pairs.has(one) || images.has(one) || pairs.has(other) || images.has(other)) fits = false;
		pairs.set(one, other);
		images.add(other);
	};
	for (const [location, { code }] of lanes[a].steps.entries()) {
		const [one, other] = [cellsInOrder(code), cellsInOrder(lanes[b].steps[location].code)];
		if (one.length !== other.length) return undefined;
		for (const [index, cell] of one.entries()) pair(cell, other[index]);
	}
	return fits ? pairs : undefined;
}

/** The cells that a piece of code names, in the order in which it does. */
function cellsInOrder(code: Code): readonly number[] {
	const cells: number[] = [];
	textOf(code, (cell) => {
		cells.push(cell);
		return cell;
	});
	return cells;
}

const COMMUTATIVE: ReadonlySet<string> = new Set(["||", "&&", "|", "^", "&", "==", "!=", "+", "*"]);

/**
 * What a piece of code does, as text: the same for two that differ in the order of operands, where it does not matter,
 * and in what messages say.
 */
function textOf({ blocks }: Code, cell: (index: number) => number = (index) => index): string {
	return blocks
		.map(({ instructions, end }) =>
			[...instructions.map((instruction) => instructionText(instruction, cell)), endText(end, cell)].join(";"),
		)
		.join("\n");
}

function instructionText(instruction: Instruction, cell: (index: number) => number): string {
	const value = operandText(instruction.value, cell);
	switch (instruction.kind) {
		case "set":
			return `set ${instruction.temporary} ${value}`;
		case "store":
			return `store ${cell(instruction.cell)} ${value} ${instruction.failure !== undefined}`;
		case "storeElement": {
			const { cells, base, index, failure } = instruction;
			return `storeElement ${cells.map(cell)} ${base} ${operandText(index, cell)} ${value} ${failure !== undefined}`;
		}
		case "check":
		case "assert":
			return `${instruction.kind} ${value}`;
	}
}

function endText(end: Terminator, cell: (index: number) => number): string {
	switch (end.kind) {
		case "goto":
			return `goto ${end.block}`;
		case "branch":
			return `branch ${operandText(end.condition, cell)} ${end.then} ${end.otherwise}`;
		case "choose":
			return `choose ${end.blocks}`;
		case "next":
			return `next ${end.location}`;
		case "blocked":
			return "blocked";
		case "result":
			return `result ${operandText(end.value, cell)}`;
	}
}

function operandText(operand: Operand, cell: (index: number) => number): string {
	const text = (part: Operand): string => operandText(part, cell);
	switch (operand.kind) {
		case "constant":
			return `${operand.value}`;
		case "cell":
			return `c${cell(operand.cell)}`;
		case "temporary":
			return `t${operand.temporary}`;
		case "element":
			return `[${operand.elements.map(text)}]${operand.base}(${text(operand.index)})`;
		case "unary":
			return `${operand.operator}(${text(operand.operand)})`;
		case "binary": {
			const { operator } = operand;
			const parts = termsOf(operand, operator).map(text);
			return `(${operator} ${(COMMUTATIVE.has(operator) ? parts.sort() : parts).join(" ")})`;
		}
		case "conditional":
			return `(${text(operand.condition)}?${text(operand.then)}:${text(operand.otherwise)})`;
	}
}

const ASSOCIATIVE: ReadonlySet<string> = new Set(["||", "&&", "|", "^", "&", "+", "*"]);

/** The operands of nested operations of one kind whose order does not matter; the two operands of any other. */
function termsOf(operand: Operand, operator: string): readonly Operand[] {
	if (operand.kind !== "binary" || operand.operator !== operator) return [operand];
	if (!ASSOCIATIVE.has(operator)) return [operand.left, operand.right];
	return [...termsOf(operand.left, operator), ...termsOf(operand.right, operator)];
}
