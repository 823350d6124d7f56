/**
 * Which properties to look at after a step: those that read a cell which the step may write. Any other holds after the
 * step if it held before, and if it did not, that has been found in the state before.
 */
import { visitOperand } from "./operand";
import type { Code, Instruction, Operand, TransitionSystem } from "./transition-system";

export interface PropertyGroups {
	/** Indices of properties. Group 0 is empty. */
	readonly groups: readonly (readonly number[])[];
	/** The group to look at after the step of a lane at a location. */
	readonly afterStep: readonly (readonly number[])[];
	/** The group of all properties that hold always. */
	readonly always: number;
	/** The group of all properties that hold at the end. */
	readonly end: number;
	/** For each of them a group of its own, where something may go on at the end (`goesOnAtEnd`). */
	readonly ends: readonly number[];
}

/** Whether there are properties that must hold at the end, and lanes that may go on when all tasks are done. */
export function goesOnAtEnd({ properties, lanes }: TransitionSystem): boolean {
	return properties.some(({ when }) => when === "end") && lanes.some(({ kind }) => kind !== "task");
}

/** Groups the properties of a system; equal groups are one. */
export function groupProperties(system: TransitionSystem): PropertyGroups {
	const groups: (readonly number[])[] = [];
	const known = new Map<string, number>();
	const group = (properties: readonly number[]): number => {
		const key = properties.join();
		const index = known.get(key) ?? groups.push(properties) - 1;
		known.set(key, index);
		return index;
	};
	group([]);
	const indices = (when: "always" | "end"): number[] =>
		system.properties.flatMap((property, index) => (property.when === when ? [index] : []));
	const always = indices("always");
	const reads = system.properties.map((property) => cellsRead(property.code));
	const afterStep = system.lanes.map(({ steps, locationCell }) =>
		steps.map(({ code }) => {
			const written = cellsWritten(code).add(locationCell);
			return group(always.filter((property) => [...written].some((cell) => reads[property].has(cell))));
		}),
	);
	const atEnd = indices("end");
	const ends = goesOnAtEnd(system) ? atEnd.map((property) => group([property])) : [];
	return { afterStep, always: group(always), end: group(atEnd), ends, groups };
}

/** Groups without some properties, which are looked at otherwise. */
export interface SplitGroups {
	/** Those of `PropertyGroups.groups`, and further ones. */
	readonly groups: readonly (readonly number[])[];
	/** For each group what is left of it: another group. */
	readonly left: readonly number[];
	/** The group of all properties that are looked at otherwise. */
	readonly apart: number;
}

/** Takes the properties that hold always and for which `isApart` out of all groups. */
export function splitGroups({ groups, always }: PropertyGroups, isApart: (property: number) => boolean): SplitGroups {
	const all = [...groups];
	const known = new Map(groups.map((members, group) => [members.join(), group]));
	const group = (members: readonly number[]): number => {
		const key = members.join();
		const index = known.get(key) ?? all.push(members) - 1;
		known.set(key, index);
		return index;
	};
	const left = groups.map((members) => group(members.filter((property) => !isApart(property))));
	return { left, apart: group(groups[always].filter(isApart)), groups: all };
}

/** The cells that decide what some path through a piece of code does; those that only a message names are left out. */
export function cellsRead(code: Code): Set<number> {
	const cells = new Set<number>();
	const read = (operand: Operand): void => visitOperand(operand, (leaf) => void (leaf.kind === "cell" && cells.add(leaf.cell)));
	for (const { instructions, end } of code.blocks) {
		for (const instruction of instructions) operandsOf(instruction).forEach(read);
		if (end.kind === "branch") read(end.condition);
		if (end.kind === "result") read(end.value);
	}
	return cells;
}

/** The operands that decide what an instruction does; a witness only says more about it. */
function operandsOf(instruction: Instruction): readonly Operand[] {
	return instruction.kind === "storeElement" ? [instruction.index, instruction.value] : [instruction.value];
}

/** The cells that some path through a piece of code may write. */
export function cellsWritten(code: Code): Set<number> {
	const cells = new Set<number>();
	for (const { instructions } of code.blocks) {
		for (const instruction of instructions) {
			if (instruction.kind === "store") cells.add(instruction.cell);
			else if (instruction.kind === "storeElement") for (const cell of instruction.cells) cells.add(cell);
		}
	}
	return cells;
}
