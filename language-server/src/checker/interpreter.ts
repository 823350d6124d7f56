/**
 * The plain interpreter of transition systems: the meaning of every instruction, written to be obviously right and not to be fast.
 * Whatever explores faster is compared with it, and every run is replayed in it before anyone sees it.
 */

import { ATOMIC_LIMIT, type Code, type Operand, type StateProperty, type TransitionSystem } from "../compiler/transition-system";
import { applyBinary, applyUnary } from "../semantics/constants";

/** A failure that an instruction reported, with the values that its message names. */
export interface Report {
	/** Index into `TransitionSystem.failures`. */
	readonly failure: number;
	readonly witness: readonly number[];
}

/** One way in which a step can go. A step that is blocked has none. */
export interface StepOutcome {
	readonly choices: readonly number[];
	/** Value of each cell afterwards; of a step that ends the run, what it had written until then. */
	readonly state: readonly number[];
	/** Assertions that failed on the way. */
	readonly reports: readonly Report[];
	/** Set when the step ends the run. */
	readonly failed: Report | undefined;
}

/** Value of each cell before the first step. */
export function initialState(system: TransitionSystem): readonly number[] {
	return system.cells.map((cell) => cell.initial);
}

/** Everything that can happen when `lane` takes its next step in `state`. */
export function stepOutcomes(system: TransitionSystem, state: readonly number[], lane: number): StepOutcome[] {
	const { steps, locationCell } = system.lanes[lane];
	const location = state[locationCell];
	if (location >= steps.length) return [];
	const outcomes: StepOutcome[] = [];
	walk(system, steps[location].code, state, {
		next: (after, choices, reports, target) => {
			const moved = [...after];
			moved[locationCell] = target;
			outcomes.push({ choices, state: moved, reports, failed: undefined });
		},
		failed: (after, choices, reports, failed) => outcomes.push({ choices, state: after, reports, failed }),
		result: () => {},
	});
	return outcomes;
}

/** What a property says of a state: undefined where it holds, else the values that its message names. */
export function propertyFailure(system: TransitionSystem, property: StateProperty, state: readonly number[]): Report | undefined {
	let report: Report | undefined;
	walk(system, property.code, state, {
		next: () => {},
		failed: (_after, _choices, _reports, failed) => {
			report = failed;
		},
		result: (value, witness) => {
			if (value === 0) report = { failure: property.failure, witness };
		},
	});
	return report;
}

interface Ends {
	next(state: readonly number[], choices: readonly number[], reports: readonly Report[], location: number): void;
	failed(state: readonly number[], choices: readonly number[], reports: readonly Report[], failed: Report): void;
	result(value: number, witness: readonly number[]): void;
}

/** One path through a piece of code, as far as it has come. */
interface Path {
	readonly block: number;
	readonly state: readonly number[];
	readonly temporaries: readonly number[];
	readonly choices: readonly number[];
	readonly reports: readonly Report[];
	readonly blocksLeft: number;
}

function walk(system: TransitionSystem, code: Code, start: readonly number[], ends: Ends): void {
	const zeros = new Array<number>(code.temporaries).fill(0);
	const open: Path[] = [{ block: 0, state: start, temporaries: zeros, choices: [], reports: [], blocksLeft: ATOMIC_LIMIT }];
	for (let path = open.pop(); path !== undefined; path = open.pop()) {
		const state = [...path.state];
		const temporaries = [...path.temporaries];
		const reports = [...path.reports];
		const value = (operand: Operand): number => evaluate(operand, state, temporaries);
		const { instructions, end } = code.blocks[path.block];
		let failed: Report | undefined;
		if (path.blocksLeft === 0) failed = { failure: failureNamed(system, "endless_atomic"), witness: [] };
		for (const instruction of instructions) {
			if (failed) break;
			switch (instruction.kind) {
				case "set":
					temporaries[instruction.temporary] = value(instruction.value);
					break;
				case "store":
				case "storeElement": {
					const cell = instruction.kind === "store" ? instruction.cell : instruction.cells[value(instruction.index) - instruction.base];
					const stored = value(instruction.value);
					const { min, max, name } = system.cells[cell];
					if (stored >= min && stored <= max) state[cell] = stored;
					else if (instruction.failure !== undefined) failed = { failure: instruction.failure, witness: [] };
					else throw new Error(`${stored} does not fit ${name}, and the compiler said that it would`);
					break;
				}
				case "check":
					if (value(instruction.value) === 0) failed = { failure: instruction.failure, witness: instruction.witness.map(value) };
					break;
				case "assert":
					if (value(instruction.value) === 0) reports.push({ failure: instruction.failure, witness: instruction.witness.map(value) });
					break;
			}
		}
		if (failed) {
			ends.failed(state, path.choices, reports, failed);
			continue;
		}
		const goOn = (block: number, choices = path.choices): number =>
			open.push({ block, state, temporaries, choices, reports, blocksLeft: path.blocksLeft - 1 });
		switch (end.kind) {
			case "goto":
				goOn(end.block);
				break;
			case "branch":
				goOn(value(end.condition) !== 0 ? end.then : end.otherwise);
				break;
			case "choose":
				// The last is taken up first: a stack gives them back in order.
				for (let index = end.blocks.length - 1; index >= 0; index--) goOn(end.blocks[index], [...path.choices, index]);
				break;
			case "next":
				ends.next(state, path.choices, reports, end.location);
				break;
			case "result":
				ends.result(value(end.value), end.witness.map(value));
				break;
			case "blocked":
				break;
		}
	}
}

function evaluate(operand: Operand, state: readonly number[], temporaries: readonly number[]): number {
	switch (operand.kind) {
		case "constant":
			return operand.value;
		case "cell":
			return state[operand.cell];
		case "temporary":
			return temporaries[operand.temporary];
		case "element": {
			const found = operand.elements[evaluate(operand.index, state, temporaries) - operand.base];
			return found === undefined ? 0 : evaluate(found, state, temporaries);
		}
		case "unary":
			return applyUnary(operand.operator, evaluate(operand.operand, state, temporaries)) ?? 0;
		case "binary":
			return applyBinary(operand.operator, evaluate(operand.left, state, temporaries), evaluate(operand.right, state, temporaries));
		case "conditional":
			return evaluate(evaluate(operand.condition, state, temporaries) !== 0 ? operand.then : operand.otherwise, state, temporaries);
	}
}

/** The first failure of a name; the compiler adds one for each name that a system can report. */
export function failureNamed(system: TransitionSystem, property: string): number {
	const index = system.failures.findIndex((failure) => failure.property === property);
	if (index < 0) throw new Error(`the system has no failure '${property}'`);
	return index;
}
