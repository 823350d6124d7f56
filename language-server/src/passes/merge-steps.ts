/**
 * Merges a step that nothing else can observe into the steps that lead to it, so that the states between the two are
 * never met.
 *
 * A step is merged when no other lane writes what it reads or touches what it writes, no property that must hold always
 * reads what it writes, it cannot be blocked, and it only goes forward. Then it commutes with every step of every other
 * lane, so that any run can be rearranged until it stands directly behind the step before it (Lipton 1975; Cohen and
 * Lamport 1998). The rearranged run goes through the same states but for those between the two, in which every property
 * has the value that it has before or after, and ends in the same state. Since the step cannot be blocked, a lane that
 * is about to take it hangs nowhere. Since it goes forward, each cycle of locations keeps a step that is not merged.
 */
import { nextLocations, stepFootprints, visibleCells } from "../system/footprints";
import { mapOperand, temporary } from "../system/operand";
import { cellsRead } from "../system/property-groups";
import type { BasicBlock, Code, Instruction, Lane, Operand, Step, Terminator, TransitionSystem } from "../system/transition-system";

/**
 * The pass that merges invisible steps. Preserves verdicts; a lane has fewer locations, in other numbers, and the
 * ranges of the cells that hold them are smaller.
 */
export function* mergeInvisibleSteps(system: TransitionSystem): Generator<void, TransitionSystem> {
	const merged = mergeableSteps(system);
	yield;
	const lanes: Lane[] = [];
	for (const [index, lane] of system.lanes.entries()) {
		lanes.push(mergeLane(lane, merged[index]));
		yield;
	}
	const cells = system.cells.map((cell, index) => {
		const lane = lanes.find(({ locationCell }) => locationCell === index);
		return lane === undefined ? cell : { ...cell, max: lane.steps.length, initial: lane.start };
	});
	return { ...system, cells, lanes };
}

/** Which steps are merged into those before them, by lane and location. */
function mergeableSteps(system: TransitionSystem): readonly (readonly boolean[])[] {
	const footprints = stepFootprints(system);
	const visible = visibleCells(system);
	const readers = system.cells.map(() => new Set<number>());
	const writers = system.cells.map(() => new Set<number>());
	footprints.forEach((steps, lane) => {
		for (const { reads, writes } of steps) {
			for (const cell of reads) readers[cell].add(lane);
			for (const cell of writes) writers[cell].add(lane);
		}
	});
	const readByProperties = new Set(system.properties.flatMap(({ code }) => [...cellsRead(code)]));
	const isOthers = (users: ReadonlySet<number>, lane: number): boolean => users.size > (users.has(lane) ? 1 : 0);
	return system.lanes.map(({ steps, start, locationCell }, lane) => {
		// Locations get other numbers: nothing may look at them.
		const isNumberUsed = readers[locationCell].size > 0 || writers[locationCell].size > 1 || readByProperties.has(locationCell);
		return steps.map(({ code }, location) => {
			const { reads, writes } = footprints[lane][location];
			return (
				!isNumberUsed &&
				location !== start &&
				nextLocations(code).every((next) => next > location) &&
				code.blocks.every(({ end }) => end.kind !== "blocked") &&
				[...reads].every((cell) => !isOthers(writers[cell], lane)) &&
				[...writes].every((cell) => !visible.has(cell) && !isOthers(writers[cell], lane) && !isOthers(readers[cell], lane))
			);
		});
	});
}

function mergeLane(lane: Lane, merged: readonly boolean[]): Lane {
	if (!merged.includes(true)) return lane;
	const kept = lane.steps.flatMap((_, location) => (merged[location] ? [] : [location]));
	const numbers = new Map([...kept, lane.steps.length].map((location, number) => [location, number]));
	const numberOf = (location: number): number => numbers.get(location) as number;
	const steps = kept.map((location): Step => ({ ...lane.steps[location], code: mergeCode(lane.steps, location, merged, numberOf) }));
	return { ...lane, start: numberOf(lane.start), steps };
}

/**
 * The code of a step with that of the merged steps behind it: each once, with temporaries of its own, since a run goes
 * through it at most once.
 */
function mergeCode(steps: readonly Step[], first: number, merged: readonly boolean[], numberOf: (location: number) => number): Code {
	const blocks: BasicBlock[] = [];
	const entries = new Map<number, number>();
	let temporaries = 0;
	const pending: number[] = [];
	/** Where the code of a location begins, which is put behind all that is there. */
	let end = 0;
	const enter = (location: number): number => {
		const known = entries.get(location);
		if (known !== undefined) return known;
		entries.set(location, end);
		end += steps[location].code.blocks.length;
		pending.push(location);
		return entries.get(location) as number;
	};
	enter(first);
	for (let location = pending.shift(); location !== undefined; location = pending.shift()) {
		const { code } = steps[location];
		const offset = { block: entries.get(location) as number, temporary: temporaries };
		for (const block of code.blocks) {
			const moved = moveBlock(block, offset);
			const { end: last } = moved;
			if (last.kind !== "next") blocks.push(moved);
			else if (merged[last.location]) blocks.push({ ...moved, end: { kind: "goto", block: enter(last.location) } });
			else blocks.push({ ...moved, end: { kind: "next", location: numberOf(last.location) } });
		}
		temporaries += code.temporaries;
	}
	return { temporaries, blocks };
}

/** How far the numbers of blocks and temporaries are moved. */
interface Offset {
	readonly block: number;
	readonly temporary: number;
}

function moveBlock({ instructions, end }: BasicBlock, offset: Offset): BasicBlock {
	const move = (operand: Operand): Operand =>
		mapOperand(operand, (leaf) => (leaf.kind === "temporary" ? temporary(leaf.temporary + offset.temporary) : leaf));
	return { instructions: instructions.map((instruction) => moveInstruction(instruction, offset, move)), end: moveEnd(end, offset, move) };
}

function moveInstruction(instruction: Instruction, offset: Offset, move: (operand: Operand) => Operand): Instruction {
	const value = move(instruction.value);
	switch (instruction.kind) {
		case "set":
			return { ...instruction, temporary: instruction.temporary + offset.temporary, value };
		case "store":
			return { ...instruction, value };
		case "storeElement":
			return { ...instruction, index: move(instruction.index), value };
		case "check":
		case "assert":
			return { ...instruction, witness: instruction.witness.map(move), value };
	}
}

function moveEnd(end: Terminator, offset: Offset, move: (operand: Operand) => Operand): Terminator {
	switch (end.kind) {
		case "goto":
			return { kind: "goto", block: end.block + offset.block };
		case "branch":
			return {
				kind: "branch",
				condition: move(end.condition),
				then: end.then + offset.block,
				otherwise: end.otherwise + offset.block,
			};
		case "choose":
			return { kind: "choose", blocks: end.blocks.map((block) => block + offset.block) };
		default:
			return end;
	}
}
