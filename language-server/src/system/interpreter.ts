/**
 * The plain interpreter of transition systems: the meaning of every instruction, written to be obviously right and not
 * to be fast. Whatever explores faster is compared with it, and every run is replayed in it before anyone sees it.
 */

import { applyBinary, applyUnary } from "../base/arithmetic";
import type { RunError } from "../base/run-errors";
import { loopsOf } from "./control-flow";
import {
	ATOMIC_LIMIT,
	type BasicBlock,
	CHOOSING_LIMIT,
	type Code,
	GIVEN_UP,
	type Operand,
	type StateProperty,
	type TransitionSystem,
} from "./transition-system";

/** A failure that an instruction reported, with the values that its message names. */
export interface Report {
	/** Index into `TransitionSystem.failures`. */
	readonly failure: number;
	readonly witness: readonly number[];
}

/** One way in which a step can go, or in which it is tried. */
export interface StepOutcome {
	readonly choices: readonly number[];
	/** Value of each cell afterwards; of a step that ends the run, what it had written until then. */
	readonly state: readonly number[];
	/** Assertions that failed on the way. */
	readonly reports: readonly Report[];
	/** Set when the step ends the run. */
	readonly failed: Report | undefined;
	/**
	 * True where the step turns out to wait: nothing has changed, and it has not been taken, but assertions before the
	 * wait have failed.
	 */
	readonly waits: boolean;
}

/** Value of each cell before the first step. */
export function initialState(system: TransitionSystem): number[] {
	return system.cells.map((cell) => cell.initial);
}

/**
 * Everything that can happen when `lane` takes its next step in `state`, in the lexicographic order of the choices. A
 * step that is blocked has no outcome.
 */
export function stepOutcomes(system: TransitionSystem, state: readonly number[], lane: number): StepOutcome[] {
	return [...eachOutcome(system, state, lane)];
}

/** Whether a lane can take its next step. */
export function canMove(system: TransitionSystem, state: readonly number[], lane: number): boolean {
	return !eachOutcome(system, state, lane).next().done;
}

/** As `stepOutcomes`, one at a time: a step with many choices may have more outcomes than anyone wants to see. */
export function* eachOutcome(system: TransitionSystem, state: readonly number[], lane: number): Generator<StepOutcome, void> {
	for (const outcome of eachAttempt(system, state, lane)) if (!outcome.waits) yield outcome;
}

/**
 * As `eachOutcome`, and the ways in which the step waits after assertions have failed: they are judged whenever the
 * lane stands at the step.
 */
export function* eachAttempt(system: TransitionSystem, state: readonly number[], lane: number): Generator<StepOutcome, void> {
	const { steps, locationCell } = system.lanes[lane];
	const location = state[locationCell];
	if (location >= steps.length) return;
	for (const { choices, after, reports, end } of walk(system, steps[location].code, state)) {
		switch (end.kind) {
			case "next":
				yield { choices, state: after.with(locationCell, end.location), reports, failed: undefined, waits: false };
				break;
			case "failed":
				yield { choices, state: after, reports, failed: end.report, waits: false };
				break;
			case "blocked":
				if (reports.length > 0) yield { choices, state, reports, failed: undefined, waits: true };
				break;
			case "result":
				throw new Error("a step has no result");
		}
	}
}

/** What a property finds wrong with a state, in the order in which it does; nothing where it holds. */
export function propertyReports(system: TransitionSystem, property: StateProperty, state: readonly number[]): readonly Report[] {
	const paths = [...walk(system, property.code, state)];
	if (paths.length !== 1) throw new Error("a property does not choose");
	const [{ reports, end }] = paths;
	if (end.kind === "failed") return [...reports, end.report];
	if (end.kind !== "result") throw new Error("a property ends in its result");
	return end.value !== 0 ? reports : [...reports, { failure: property.failure, witness: end.witness }];
}

/** One path through a piece of code, from its entry to an end. */
interface Path {
	readonly choices: readonly number[];
	readonly after: readonly number[];
	readonly reports: readonly Report[];
	readonly end:
		| { readonly kind: "next"; readonly location: number }
		| { readonly kind: "blocked" }
		| { readonly kind: "failed"; readonly report: Report }
		| { readonly kind: "result"; readonly value: number; readonly witness: readonly number[] };
}

/** A path as far as it has come. */
interface OpenPath {
	readonly block: number;
	readonly state: readonly number[];
	readonly temporaries: readonly number[];
	readonly choices: readonly number[];
	readonly reports: readonly Report[];
	/** How many blocks it has run through. */
	readonly blocks: number;
	readonly rounds: Rounds;
}

/** A block that a path has come to, with all that decides how it goes on. */
interface Configuration {
	readonly block: number;
	readonly state: readonly number[];
	readonly temporaries: readonly number[];
}

/**
 * What a path remembers of the heads of loops that it has come to, to see that it comes back to one with everything as
 * it was. Where it can go one way only that is the last of the first, second, fourth, eighth, … (Brent 1980), which
 * finds each repetition in the end; where it chooses it is all of them, so that each of its ways ends where it first
 * repeats itself.
 */
interface Rounds {
	readonly visits: number;
	readonly remembered: Remembered | undefined;
}

interface Remembered {
	readonly configuration: Configuration;
	readonly before: Remembered | undefined;
}

function* walk(system: TransitionSystem, code: Code, start: readonly number[]): Generator<Path, void> {
	const loops = loopsOf(code);
	const limit = loops.choose ? CHOOSING_LIMIT : ATOMIC_LIMIT;
	const open: OpenPath[] = [
		{
			block: 0,
			state: start,
			temporaries: new Array(code.temporaries).fill(0),
			choices: [],
			reports: [],
			blocks: 0,
			rounds: { visits: 0, remembered: undefined },
		},
	];
	for (let path = open.pop(); path !== undefined; path = open.pop()) {
		const { choices } = path;
		const state = [...path.state];
		const temporaries = [...path.temporaries];
		const reports = [...path.reports];
		let { blocks, rounds } = path;
		const value = (operand: Operand): number => operandValue(operand, state, temporaries);
		const ended = (end: Path["end"]): Path => ({ choices, after: state, reports, end });
		for (let block: number | undefined = path.block; block !== undefined; blocks++) {
			let failed: Report | undefined;
			if (blocks === limit && loops.heads.size > 0) failed = { failure: failureNamed(system, GIVEN_UP), witness: [] };
			else if (loops.heads.has(block)) {
				const next = comeTo({ block, state, temporaries }, rounds, loops.choose);
				if (next === undefined) failed = { failure: failureNamed(system, "endless_atomic"), witness: [] };
				else rounds = next;
			}
			const { instructions, end }: BasicBlock = code.blocks[block];
			failed ??= runInstructions(system, instructions, state, temporaries, reports);
			block = undefined;
			if (failed) {
				yield ended({ kind: "failed", report: failed });
				continue;
			}
			switch (end.kind) {
				case "goto":
					block = end.block;
					break;
				case "branch":
					block = value(end.condition) !== 0 ? end.then : end.otherwise;
					break;
				case "choose":
					// Last first: what is pushed last is gone on with first.
					for (let choice = end.blocks.length - 1; choice >= 0; choice--) {
						const chosen = [...choices, choice];
						open.push({ block: end.blocks[choice], state, temporaries, choices: chosen, reports, blocks: blocks + 1, rounds });
					}
					break;
				case "next":
				case "blocked":
					yield ended(end);
					break;
				case "result":
					yield ended({ kind: "result", value: value(end.value), witness: end.witness.map(value) });
					break;
			}
		}
	}
}

/**
 * What a path remembers once it has come to the head of a loop; undefined where it has been there before with
 * everything as it is.
 */
function comeTo(here: Configuration, { visits, remembered }: Rounds, all: boolean): Rounds | undefined {
	for (let earlier = remembered; earlier !== undefined; earlier = earlier.before) if (isSame(here, earlier.configuration)) return undefined;
	const isRemembered = all || (visits & (visits - 1)) === 0;
	if (!isRemembered) return { visits: visits + 1, remembered };
	const configuration = { block: here.block, state: [...here.state], temporaries: [...here.temporaries] };
	return { visits: visits + 1, remembered: { configuration, before: all ? remembered : undefined } };
}

function isSame(one: Configuration, other: Configuration): boolean {
	return (
		one.block === other.block &&
		one.state.every((value, cell) => value === other.state[cell]) &&
		one.temporaries.every((value, index) => value === other.temporaries[index])
	);
}

/** Runs instructions on `state`, `temporaries` and `reports`, until one ends the run: gives its failure. */
function runInstructions(
	system: TransitionSystem,
	instructions: Code["blocks"][number]["instructions"],
	state: number[],
	temporaries: number[],
	reports: Report[],
): Report | undefined {
	const value = (operand: Operand): number => operandValue(operand, state, temporaries);
	for (const instruction of instructions) {
		switch (instruction.kind) {
			case "set":
				temporaries[instruction.temporary] = value(instruction.value);
				break;
			case "store":
			case "storeElement": {
				const cell = instruction.kind === "store" ? instruction.cell : instruction.cells[value(instruction.index) - instruction.base];
				if (cell === undefined) throw new Error("an element outside its array is stored, and a check should have found that");
				const stored = value(instruction.value);
				const { min, max } = system.cells[cell];
				if (stored >= min && stored <= max) state[cell] = stored;
				else if (instruction.failure !== undefined) return { failure: instruction.failure, witness: [stored] };
				else throw new Error(`${stored} is stored in cell ${cell}, which holds ${min} to ${max}, without a failure for that`);
				break;
			}
			case "check":
				if (value(instruction.value) === 0) return { failure: instruction.failure, witness: instruction.witness.map(value) };
				break;
			case "assert":
				if (value(instruction.value) === 0) reports.push({ failure: instruction.failure, witness: instruction.witness.map(value) });
				break;
		}
	}
	return undefined;
}

/** The value of an operand in a state. */
export function operandValue(operand: Operand, state: readonly number[], temporaries: readonly number[]): number {
	switch (operand.kind) {
		case "constant":
			return operand.value;
		case "cell":
			return state[operand.cell];
		case "temporary":
			return temporaries[operand.temporary];
		case "element": {
			const found = operand.elements[operandValue(operand.index, state, temporaries) - operand.base];
			return found === undefined ? 0 : operandValue(found, state, temporaries);
		}
		case "unary": {
			const value = applyUnary(operand.operator, operandValue(operand.operand, state, temporaries));
			if (value === undefined) throw new Error(`no value of operator ${operand.operator}`);
			return value;
		}
		case "binary":
			return applyBinary(operand.operator, operandValue(operand.left, state, temporaries), operandValue(operand.right, state, temporaries));
		case "conditional":
			return operandValue(operandValue(operand.condition, state, temporaries) !== 0 ? operand.then : operand.otherwise, state, temporaries);
	}
}

/**
 * The first failure of a name; the compiler adds one for each name that a system can report without an instruction that
 * says so.
 */
export function failureNamed(system: TransitionSystem, property: RunError | typeof GIVEN_UP): number {
	const index = system.failures.findIndex((failure) => failure.property === property);
	if (index < 0) throw new Error(`the system has no failure '${property}'`);
	return index;
}
