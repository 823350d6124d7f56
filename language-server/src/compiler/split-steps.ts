/**
 * Cuts a lane's graph into steps. A register that is needed beyond the step that sets it becomes a local cell, every
 * other one a temporary of a step's code. A local cell that is not needed holds its initial value, so that states which
 * differ only in what nothing will read are one state.
 */

import { binary, cellOperand, constant, isConstant, mapOperand, temporary } from "../system/operand";
import type { CellText, StepText } from "../system/system-text";
import { retarget, targets } from "../system/terminator";
import type { Accessing, BasicBlock, Cell, Code, Instruction, Operand, Step, Terminator } from "../system/transition-system";
import type { GraphBlock, LaneGraph } from "./lane-graph";
import { Liveness, reachable } from "./liveness";
import { type StatementRun, statementRuns } from "./statement-runs";

/** A lane's steps, before shared slots are given their cells: `cell` in shared operands still is a slot. */
export interface SplitLane {
	readonly start: number;
	/** See `Lane.idle`. */
	readonly idle?: readonly number[];
	readonly steps: readonly Step[];
	/** The local cells, to be numbered from `firstCell` on. */
	readonly cells: readonly Cell[];
	/** What steps and cells are called. */
	readonly text: { readonly steps: readonly StepText[]; readonly cells: readonly CellText[] };
	/** The cells of the registers that outlive a step. */
	readonly cellOf: ReadonlyMap<number, number>;
	readonly runs: readonly StatementRun[];
}

/**
 * Gives cells to what a graph's code names: shared slots by `slotCell`, registers of a lane from `firstCell` on. Its
 * failures are called by `failureOf`.
 */
export interface CellNumbering {
	readonly slotCell: (slot: number) => number;
	readonly failureOf: (failure: number) => number;
	readonly lane: number;
	readonly firstCell: number;
}

/**
 * The steps of a lane. Its graph must have no loop without a step. Yields between slices of work, and says to `work`
 * how many steps of the compiler it is about to take, which throws where there are too many.
 */
export function* splitLane(graph: LaneGraph, numbering: CellNumbering, work: (steps: number) => void): Generator<void, SplitLane> {
	const entry = evaluateEntry(graph);
	const liveness = yield* Liveness.of(graph, work);
	const blocks = reachable(graph);
	const heads = blocks.filter((block) => block.boundary !== undefined);
	const start = entry.block;
	const locations = new Map(heads.map((head, location) => [head, location]));
	const startsAt = start === undefined ? heads.length : (locations.get(start) as number);

	const kept = new Set<number>();
	for (const head of heads) for (const register of liveness.at(head)) kept.add(register);
	const registers = [...kept].sort((a, b) => a - b);
	const cellOf = new Map(registers.map((register, index) => [register, numbering.firstCell + index]));
	const cells = registers.map((register): Cell => {
		const { interval } = graph.registers[register];
		const startValue = start && liveness.at(start).has(register) ? entry.values.get(register) : undefined;
		const initial = Math.min(Math.max(startValue ?? 0, interval.low), interval.high);
		return { role: "local", lane: numbering.lane, min: interval.low, max: interval.high, initial };
	});
	const cellTexts = registers.map((register): CellText => {
		const { name, type, calls } = graph.registers[register];
		return { name, type, calls };
	});
	const initialOf = new Map(registers.map((register, index) => [register, cells[index].initial]));

	const inCells = (guard: Operand): Operand =>
		mapOperand(guard, (leaf) => (leaf.kind === "cell" ? cellOperand(numbering.slotCell(leaf.cell)) : leaf));
	const guard = graph.guard && inCells(graph.guard);
	const startGuard = graph.startGuard && inCells(graph.startGuard);
	const steps: Step[] = [];
	const stepTexts: StepText[] = [];
	for (const head of heads) {
		yield;
		const live = liveness.at(head);
		const { served, finite, idle: _, unguarded, ...stepText } = head.boundary as NonNullable<GraphBlock["boundary"]>;
		const own = stepCode(graph, head, liveness, { cellOf, initialOf, locations, ...numbering }, work);
		const mine = guardOf(unguarded ? undefined : guard, head === start ? startGuard : undefined);
		const code = mine ? guarded(own, mine) : own;
		const liveCells = [...live].map((register) => cellOf.get(register) as number).sort((a, b) => a - b);
		steps.push({ code, live: liveCells, ...(served && { served }), ...(mine && { guard: mine }), ...(finite && { finite }) });
		stepTexts.push(stepText);
	}
	const runs = yield* statementRuns(graph, { lane: numbering.lane, entry: entry.blocks, locations }, work);
	const idle = graph.idle && heads.flatMap((head, location) => (head === graph.idle || head.boundary?.idle ? [location] : []));
	return { start: startsAt, ...(idle !== undefined && { idle }), steps, cells, text: { steps: stepTexts, cells: cellTexts }, cellOf, runs };
}

/** What must hold of both guards. */
function guardOf(one: Operand | undefined, other: Operand | undefined): Operand | undefined {
	return one && other ? binary("&&", one, other) : (one ?? other);
}

/** Code that is blocked where the guard does not hold. */
function guarded({ temporaries, blocks }: Code, guard: Operand): Code {
	const behind = blocks.map(({ instructions, end }) => ({ instructions, end: retarget(end, (block) => block + 1) }));
	const entry: BasicBlock = { instructions: [], end: { kind: "branch", condition: guard, then: 1, otherwise: blocks.length + 1 } };
	return { temporaries, blocks: [entry, ...behind, { instructions: [], end: { kind: "blocked" } }] };
}

/** The code of a property's graph, which has no steps. Yields, and calls `work`, as `splitLane` does. */
export function* propertyCode(
	graph: LaneGraph,
	numbering: Pick<CellNumbering, "slotCell" | "failureOf">,
	work: (steps: number) => void,
): Generator<void, Code> {
	const liveness = yield* Liveness.of(graph, work);
	return stepCode(graph, graph.blocks[0], liveness, { cellOf: new Map(), initialOf: new Map(), locations: new Map(), ...numbering }, work);
}

/** What a lane has done before its first step. */
interface Entry {
	/** Where its first step begins; undefined for a lane that has none. */
	readonly block: GraphBlock | undefined;
	readonly values: ReadonlyMap<number, number>;
	/** Those that were run. */
	readonly blocks: ReadonlySet<GraphBlock>;
}

/**
 * Runs what a lane does before its first step, which is work on locals alone. Where that is more than setting constants
 * (it fails, say) the work becomes a step of its own.
 */
function evaluateEntry(graph: LaneGraph): Entry {
	const values = new Map<number, number>();
	const evaluate = (operand: Operand): number | undefined => {
		const known = mapOperand(operand, (leaf) => {
			const value = leaf.kind === "temporary" ? values.get(leaf.temporary) : undefined;
			return value === undefined ? leaf : constant(value);
		});
		return isConstant(known) ? known.value : undefined;
	};
	const blocks = new Set<GraphBlock>();
	let block = graph.blocks[0];
	while (!block.boundary) {
		blocks.add(block);
		for (const instruction of block.instructions) {
			if (instruction.kind === "store" || instruction.kind === "storeElement") return ownStep(graph);
			const value = evaluate(instruction.value);
			if (value === undefined || (instruction.kind !== "set" && value === 0)) return ownStep(graph);
			if (instruction.kind === "set") values.set(instruction.temporary, value);
		}
		const { end } = block;
		if (end?.kind === "goto") block = end.block;
		else if (end?.kind === "branch") {
			const condition = evaluate(end.condition);
			if (condition === undefined) return ownStep(graph);
			block = condition !== 0 ? end.then : end.otherwise;
		} else if (end?.kind === "done") return { block: undefined, values, blocks };
		else return ownStep(graph);
	}
	return { block, values, blocks };
}

function ownStep(graph: LaneGraph): Entry {
	const first = graph.blocks[0];
	first.boundary = graph.entryBoundary;
	return { block: first, values: new Map(), blocks: new Set() };
}

interface StepContext {
	readonly cellOf: ReadonlyMap<number, number>;
	readonly initialOf: ReadonlyMap<number, number>;
	/** The first blocks of the steps, by their locations. */
	readonly locations: ReadonlyMap<GraphBlock, number>;
	readonly slotCell: (slot: number) => number;
	readonly failureOf: (failure: number) => number;
}

function stepCode(graph: LaneGraph, head: GraphBlock, liveness: Liveness, context: StepContext, work: (steps: number) => void): Code {
	const region = graph.region(head);
	work(region.length);
	const instructions = new Map(region.map((block) => [block, liveness.useful(block)]));
	const liveHere = liveness.at(head);
	const written = new Set<number>();
	for (const list of instructions.values())
		for (const instruction of list) if (instruction.kind === "set") written.add(instruction.temporary);

	// Registers that the step changes are temporaries within it; others are read from their cells.
	const temporaries = new Map<number, number>();
	const temporaryOf = (register: number): number => {
		let index = temporaries.get(register);
		if (index === undefined) {
			index = temporaries.size;
			temporaries.set(register, index);
		}
		return index;
	};
	const operand = (value: Operand): Operand =>
		mapOperand(value, (leaf) => {
			work(1);
			if (leaf.kind === "cell") return cellOperand(context.slotCell(leaf.cell));
			const cell = context.cellOf.get(leaf.temporary);
			if (cell !== undefined && liveHere.has(leaf.temporary) && !written.has(leaf.temporary)) return cellOperand(cell);
			return temporary(temporaryOf(leaf.temporary));
		});
	const failureOf = (failure: number | undefined) => (failure === undefined ? undefined : context.failureOf(failure));
	const accessOf = ({ access }: { readonly access?: Accessing | undefined }): { readonly access?: Accessing } =>
		access?.markedWhere ? { access: { ...access, markedWhere: operand(access.markedWhere) } } : {};
	const convert = (instruction: Instruction): Instruction => {
		switch (instruction.kind) {
			case "set":
				return {
					...instruction,
					temporary: temporaryOf(instruction.temporary),
					value: operand(instruction.value),
					...accessOf(instruction),
				};
			case "store":
				return {
					...instruction,
					cell: context.slotCell(instruction.cell),
					value: operand(instruction.value),
					failure: failureOf(instruction.failure),
					...accessOf(instruction),
				};
			case "storeElement":
				return {
					...instruction,
					cells: instruction.cells.map(context.slotCell),
					index: operand(instruction.index),
					value: operand(instruction.value),
					failure: failureOf(instruction.failure),
					...accessOf(instruction),
				};
			case "check":
			case "assert":
				return {
					...instruction,
					value: operand(instruction.value),
					failure: context.failureOf(instruction.failure),
					witness: instruction.witness.map(operand),
				};
		}
	};

	/** Brings the local cells to what the next step expects. */
	const settle = (next: GraphBlock | undefined): Instruction[] => {
		const needed = next ? liveness.at(next) : new Set<number>();
		const stores: Instruction[] = [];
		// In the order of the cells. What neither was needed nor will be keeps its initial value.
		const concerned = [...new Set([...liveHere, ...needed])].sort((a, b) => a - b);
		work(concerned.length);
		for (const register of concerned) {
			const cell = context.cellOf.get(register);
			if (cell === undefined) continue;
			if (needed.has(register)) {
				if (written.has(register)) stores.push({ kind: "store", cell, value: temporary(temporaryOf(register)) });
			} else stores.push({ kind: "store", cell, value: constant(context.initialOf.get(register) as number) });
		}
		return stores;
	};

	const blocks: { instructions: readonly Instruction[]; end: Terminator }[] = [];
	const numbers = new Map<GraphBlock, number>();
	const exits = new Map<GraphBlock | undefined, number>();
	const exit = (next: GraphBlock | undefined): number => {
		const known = exits.get(next);
		if (known !== undefined) return known;
		const location = next ? (context.locations.get(next) as number) : context.locations.size;
		blocks.push({ instructions: settle(next), end: { kind: "next", location } });
		exits.set(next, blocks.length - 1);
		return blocks.length - 1;
	};
	region.forEach((block, index) => {
		numbers.set(block, index);
		blocks.push({ instructions: [], end: { kind: "blocked" } });
	});
	const target = (block: GraphBlock): number => (block.boundary ? exit(block) : (numbers.get(block) as number));
	for (const block of region) {
		const list = (instructions.get(block) ?? []).map(convert);
		// A register that the step changes begins with what it held before.
		if (block === head) {
			const loads = [...written].filter((register) => liveHere.has(register) && context.cellOf.has(register));
			list.unshift(
				...loads.map(
					(register): Instruction => ({
						kind: "set",
						temporary: temporaryOf(register),
						value: cellOperand(context.cellOf.get(register) as number),
					}),
				),
			);
		}
		blocks[numbers.get(block) as number] = { instructions: list, end: terminator(block, target, exit, operand) };
	}
	return simplify({ temporaries: temporaries.size, blocks });
}

function terminator(
	block: GraphBlock,
	target: (block: GraphBlock) => number,
	exit: (next: undefined) => number,
	operand: (value: Operand) => Operand,
): Terminator {
	const { end } = block;
	switch (end?.kind) {
		case "goto":
			return { kind: "goto", block: target(end.block) };
		case "branch":
			return { kind: "branch", condition: operand(end.condition), then: target(end.then), otherwise: target(end.otherwise) };
		case "choose":
			return { kind: "choose", blocks: end.blocks.map(target) };
		case "done":
			return { kind: "goto", block: exit(undefined) };
		case "result":
			return { kind: "result", value: operand(end.value), witness: end.witness.map(operand) };
		// Code without an end stands behind a check that always fails.
		case "blocked":
		case undefined:
			return { kind: "blocked" };
	}
}

/** Leaves out blocks that only jump, joins a block with its only predecessor, and drops what cannot be reached. */
function simplify(code: Code): Code {
	const blocks = code.blocks.map((block) => ({ instructions: [...block.instructions], end: block.end }));
	const final = (index: number): number => {
		const seen = new Set<number>();
		let at = index;
		while (blocks[at].instructions.length === 0 && blocks[at].end.kind === "goto" && !seen.has(at)) {
			seen.add(at);
			at = (blocks[at].end as Extract<Terminator, { kind: "goto" }>).block;
		}
		return at;
	};
	for (const block of blocks) block.end = retarget(block.end, final);
	const predecessors = blocks.map(() => 0);
	for (const block of blocks) for (const next of targets(block.end)) predecessors[next]++;
	for (const [index, block] of blocks.entries()) {
		while (block.end.kind === "goto" && block.end.block !== 0 && block.end.block !== index && predecessors[block.end.block] === 1) {
			const next = blocks[block.end.block];
			block.instructions.push(...next.instructions);
			block.end = next.end;
			next.instructions.length = 0;
			next.end = { kind: "blocked" };
		}
	}
	// In the order of a depth-first search.
	const number = new Map<number, number>();
	const open = [0];
	for (let index = open.pop(); index !== undefined; index = open.pop()) {
		if (number.has(index)) continue;
		number.set(index, number.size);
		open.push(...[...targets(blocks[index].end)].reverse());
	}
	const kept = [...number.keys()].map(
		(index): BasicBlock => ({
			instructions: blocks[index].instructions,
			end: retarget(blocks[index].end, (next) => number.get(next) as number),
		}),
	);
	return { temporaries: code.temporaries, blocks: kept };
}
