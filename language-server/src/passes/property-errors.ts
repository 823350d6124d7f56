/**
 * Errors of properties that must hold always: an index outside its array, a division by zero, a number that does not
 * fit. A step that leads to a state in which such a property has no value ends the run there. So what the property
 * checks is checked at the end of each step that writes what it reads; whatever explores then sees the error of a step,
 * and needs to know nothing of it.
 */
import { constant, isConstant, mapOperand, temporary, visitOperand } from "../system/operand";
import { targets } from "../system/terminator";
import type { BasicBlock, Cell, Code, Instruction, Lane, Operand, Step, Terminator, TransitionSystem } from "../system/transition-system";
import type { Pass } from "./pass";

/**
 * A pass that puts the checks of properties into the steps; where a property has no value before the first step nothing
 * follows. Preserves runs up to where one has no value, and all numbers. Says to `work` how many steps of the compiler
 * it takes.
 */
export function withPropertyErrors(work: (steps: number) => void = () => {}): Pass {
	return function* (system) {
		const erring = system.properties.filter(({ when, code }) => when === "always" && code.blocks.some(checks));
		if (erring.length === 0) return system;
		if (erring.some(({ code }) => failsIn(code, system.cells))) return ended(system);
		const read = erring.map(({ code }) => cellsIn(code));
		const lanes: Lane[] = [];
		for (const lane of system.lanes) {
			const steps: Step[] = [];
			for (const step of lane.steps) {
				yield;
				const written = writtenBy(step.code);
				const touched = erring.filter((_, index) => written.some((cell) => read[index].has(cell)));
				for (const { code } of touched) work(code.blocks.length);
				steps.push(
					touched.length === 0 ? step : { ...step, code: touched.reduce((code, property) => checked(code, property.code), step.code) },
				);
			}
			lanes.push({ ...lane, steps });
		}
		return { ...system, lanes };
	};
}

/** The system with nothing behind its initial state. */
function ended(system: TransitionSystem): TransitionSystem {
	const done = new Map(system.lanes.map(({ locationCell, steps }) => [locationCell, steps.length]));
	return {
		...system,
		cells: system.cells.map((cell, index) => ({ ...cell, initial: done.get(index) ?? cell.initial })),
		lanes: system.lanes.map((lane) => ({ ...lane, start: lane.steps.length })),
		properties: system.properties.filter(({ when }) => when === "always"),
	};
}

function checks({ instructions }: BasicBlock): boolean {
	return instructions.some(({ kind }) => kind === "check");
}

/** Code that goes through the checks of a property before it goes on to another location. */
function checked(code: Code, property: Code): Code {
	const blocks = [...code.blocks];
	const leadsToCheck = property.blocks.map((_, block) => reaches(property, block));
	const own = (operand: Operand): Operand =>
		mapOperand(operand, (leaf) => (leaf.kind === "temporary" ? temporary(leaf.temporary + code.temporaries) : leaf));
	for (const [index, { instructions, end }] of code.blocks.entries()) {
		if (end.kind !== "next") continue;
		const leave = blocks.push({ instructions: [], end }) - 1;
		const first = blocks.length;
		const target = (block: number): number => (leadsToCheck[block] ? first + block : leave);
		for (const block of property.blocks) {
			blocks.push({
				instructions: block.instructions.flatMap((instruction) => copied(instruction, own)),
				end: redirected(block.end, target, leave, own),
			});
		}
		blocks[index] = { instructions, end: { kind: "goto", block: target(0) } };
	}
	return withoutUnreachable({ temporaries: code.temporaries + property.temporaries, blocks });
}

/** An assertion is left to the property itself. */
function copied(instruction: Instruction, own: (operand: Operand) => Operand): readonly Instruction[] {
	const value = own(instruction.value);
	if (instruction.kind === "set")
		return [{ ...instruction, temporary: (own(temporary(instruction.temporary)) as { temporary: number }).temporary, value }];
	return instruction.kind === "check" ? [{ ...instruction, value, witness: instruction.witness.map(own) }] : [];
}

function redirected(end: Terminator, target: (block: number) => number, leave: number, own: (operand: Operand) => Operand): Terminator {
	switch (end.kind) {
		case "goto":
			return { kind: "goto", block: target(end.block) };
		case "branch":
			return { kind: "branch", condition: own(end.condition), then: target(end.then), otherwise: target(end.otherwise) };
		default:
			return { kind: "goto", block: leave };
	}
}

/** Whether a block comes to a check. */
function reaches({ blocks }: Code, from: number): boolean {
	const seen = new Set([from]);
	for (const block of seen) {
		if (checks(blocks[block])) return true;
		for (const next of targets(blocks[block].end)) seen.add(next);
	}
	return false;
}

function withoutUnreachable({ temporaries, blocks }: Code): Code {
	const seen = new Set([0]);
	for (const block of seen) for (const next of targets(blocks[block].end)) seen.add(next);
	const number = new Map([...seen].sort((a, b) => a - b).map((block, index) => [block, index]));
	const at = (block: number): number => number.get(block) as number;
	return {
		temporaries,
		blocks: [...number.keys()].map((block) => ({ instructions: blocks[block].instructions, end: renumbered(blocks[block].end, at) })),
	};
}

function renumbered(end: Terminator, at: (block: number) => number): Terminator {
	switch (end.kind) {
		case "goto":
			return { kind: "goto", block: at(end.block) };
		case "branch":
			return { ...end, then: at(end.then), otherwise: at(end.otherwise) };
		case "choose":
			return { kind: "choose", blocks: end.blocks.map(at) };
		default:
			return end;
	}
}

function cellsIn({ blocks }: Code): ReadonlySet<number> {
	const cells = new Set<number>();
	const read = (operand: Operand): void => visitOperand(operand, (leaf) => void (leaf.kind === "cell" && cells.add(leaf.cell)));
	for (const { instructions, end } of blocks) {
		for (const { value } of instructions) read(value);
		if (end.kind === "branch") read(end.condition);
	}
	return cells;
}

function writtenBy({ blocks }: Code): readonly number[] {
	return blocks.flatMap(({ instructions }) =>
		instructions.flatMap((instruction) => {
			if (instruction.kind === "store") return [instruction.cell];
			return instruction.kind === "storeElement" ? instruction.cells : [];
		}),
	);
}

/**
 * More blocks than these are not gone through before the first step: a property that goes round so often does so in a
 * search as well.
 */
const MOST_BLOCKS = 100_000;

/** Whether a property has no value before the first step. */
function failsIn({ blocks }: Code, cells: readonly Cell[]): boolean {
	const known = new Map<number, number>();
	const value = (operand: Operand): number => {
		const result = mapOperand(operand, (leaf) =>
			constant(leaf.kind === "cell" ? cells[leaf.cell].initial : (known.get(leaf.temporary) ?? 0)),
		);
		if (!isConstant(result)) throw new Error("an operand whose parts have values has a value");
		return result.value;
	};
	let at = 0;
	for (let count = 0; count < MOST_BLOCKS; count++) {
		const { instructions, end } = blocks[at];
		for (const instruction of instructions) {
			if (instruction.kind === "set") known.set(instruction.temporary, value(instruction.value));
			else if (instruction.kind === "check" && value(instruction.value) === 0) return true;
		}
		if (end.kind === "goto") at = end.block;
		else if (end.kind === "branch") at = value(end.condition) !== 0 ? end.then : end.otherwise;
		else return false;
	}
	return false;
}
