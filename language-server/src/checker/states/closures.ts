/**
 * Code as closures: each operand, instruction and block becomes a function once, whose parts are known to it, so that
 * running it decides nothing again ("closure generation": Feeley and Lapalme 1987). The functions are made from a few
 * texts, which the host has soon compiled well, for whatever system.
 */
import { applyBinary, applyUnary, type BinaryOperator } from "../../base/arithmetic";
import type { BasicBlock, Code, Instruction, Operand, Terminator, TransitionSystem } from "../../system/transition-system";
import { type Layout, maskOf } from "./layout";

type Value = () => number;
/** True when it ends the run, with its failure in `CodeRunner.failure`. */
type Effect = () => boolean;

/** How a piece of code has ended. */
export type Ending = (typeof Ended)[keyof typeof Ended];
export const Ended = { moved: -1, blocked: -2, failed: -3, holds: -4, fails: -5 } as const;

/** Makes code run on one packed state, in place. Loops are for the plain interpreter. */
export class CodeRunner {
	/** What code reads and writes. */
	readonly state: Int32Array;
	/** The failure that has ended the run. */
	failure = 0;
	/** The location to which the step has led that was taken last. */
	location = 0;
	/** Failures that were reported and have not ended it. */
	readonly reports: number[] = [];
	/** The way that is taken at each choice that is come to, and how many there are. */
	private readonly choices: { way: number; readonly ways: number }[] = [];
	/** How many choices have been come to. */
	private chosen = 0;

	constructor(
		private readonly system: TransitionSystem,
		private readonly layout: Layout,
	) {
		this.state = new Int32Array(layout.words);
	}

	/** A function that runs a piece of code, with the choices that were prepared. */
	code({ blocks, temporaries }: Code): () => Ending {
		const registers = new Int32Array(temporaries);
		const run = blocks.map((block) => this.block(block, registers));
		return () => {
			registers.fill(0);
			this.chosen = 0;
			let at = 0;
			while (at >= 0) at = run[at]();
			return at as Ending;
		};
	}

	/** Prepares the next choices, in lexicographic order; false when all have been made, or there were none. */
	nextChoices(): boolean {
		const { choices } = this;
		for (let last = choices.at(-1); last !== undefined; last = choices.at(-1)) {
			if (++last.way < last.ways) return true;
			choices.pop();
		}
		return false;
	}

	/** Forgets the choices that are prepared. */
	forgetChoices(): void {
		this.choices.length = 0;
	}

	/** Runs a block: gives the next one, or the ending. */
	private block({ instructions, end }: BasicBlock, registers: Int32Array): () => number {
		const effects = instructions.map((instruction) => this.instruction(instruction, registers));
		const go = this.terminator(end, registers);
		if (effects.length === 0) return go;
		return () => {
			for (let index = 0; index < effects.length; index++) if (effects[index]()) return Ended.failed;
			return go();
		};
	}

	private terminator(end: Terminator, registers: Int32Array): () => number {
		switch (end.kind) {
			case "goto": {
				const { block } = end;
				return () => block;
			}
			case "branch": {
				const { then, otherwise } = end;
				const condition = this.value(end.condition, registers);
				return () => (condition() !== 0 ? then : otherwise);
			}
			case "choose": {
				const { blocks } = end;
				return () => {
					const { choices } = this;
					if (this.chosen === choices.length) choices.push({ way: 0, ways: blocks.length });
					return blocks[choices[this.chosen++].way];
				};
			}
			case "next": {
				const { location } = end;
				return () => {
					this.location = location;
					return Ended.moved;
				};
			}
			case "blocked":
				return () => Ended.blocked;
			case "result": {
				const value = this.value(end.value, registers);
				return () => (value() !== 0 ? Ended.holds : Ended.fails);
			}
		}
	}

	private instruction(instruction: Instruction, registers: Int32Array): Effect {
		const value = this.value(instruction.value, registers);
		switch (instruction.kind) {
			case "set": {
				const { temporary } = instruction;
				return () => {
					registers[temporary] = value();
					return false;
				};
			}
			case "store":
				return this.store(instruction.cell, value, instruction.failure);
			case "storeElement": {
				const { base } = instruction;
				const index = this.value(instruction.index, registers);
				let stored = 0;
				const stores = instruction.cells.map((cell) => this.store(cell, () => stored, instruction.failure));
				return () => {
					const store = stores[index() - base];
					if (store === undefined) throw new Error("an element outside its array is stored, and a check should have found that");
					stored = value();
					return store();
				};
			}
			case "check":
			case "assert": {
				const { failure } = instruction;
				const ends = instruction.kind === "check";
				return () => {
					if (value() !== 0) return false;
					if (ends) this.failure = failure;
					else this.reports.push(failure);
					return ends;
				};
			}
		}
	}

	private store(cell: number, value: Value, failure: number | undefined): Effect {
		const { state } = this;
		const { min, max } = this.system.cells[cell];
		const { word, shift, min: least } = this.layout.fields[cell];
		const mask = maskOf(this.layout.fields[cell]) << shift;
		return () => {
			const stored = value();
			if (stored >= min && stored <= max) {
				state[word] = (state[word] & ~mask) | (((stored - least) << shift) & mask);
				return false;
			}
			if (failure === undefined)
				throw new Error(`${stored} is stored in cell ${cell}, which holds ${min} to ${max}, without a failure for that`);
			this.failure = failure;
			return true;
		};
	}

	private value(operand: Operand, registers: Int32Array): Value {
		switch (operand.kind) {
			case "constant": {
				const { value } = operand;
				return () => value;
			}
			case "cell": {
				const { state } = this;
				const { word, shift, min } = this.layout.fields[operand.cell];
				const mask = maskOf(this.layout.fields[operand.cell]);
				return () => (((state[word] >>> shift) & mask) + min) | 0;
			}
			case "temporary": {
				const { temporary } = operand;
				return () => registers[temporary];
			}
			case "element": {
				const { base } = operand;
				const index = this.value(operand.index, registers);
				const elements = operand.elements.map((element) => this.value(element, registers));
				return () => elements[index() - base]?.() ?? 0;
			}
			case "unary": {
				const { operator } = operand;
				const value = this.value(operand.operand, registers);
				if (operator === "!") return () => (value() === 0 ? 1 : 0);
				return () => applyUnary(operator, value()) as number;
			}
			case "binary":
				return binaryValue(operand.operator, this.value(operand.left, registers), this.value(operand.right, registers));
			case "conditional": {
				const condition = this.value(operand.condition, registers);
				const then = this.value(operand.then, registers);
				const otherwise = this.value(operand.otherwise, registers);
				return () => (condition() !== 0 ? then() : otherwise());
			}
		}
	}
}

/** The operators that programs are made of have functions of their own. */
function binaryValue(operator: BinaryOperator, left: Value, right: Value): Value {
	switch (operator) {
		case "==":
			return () => (left() === right() ? 1 : 0);
		case "!=":
			return () => (left() !== right() ? 1 : 0);
		case "&&":
			return () => (left() !== 0 && right() !== 0 ? 1 : 0);
		case "||":
			return () => (left() !== 0 || right() !== 0 ? 1 : 0);
		case "+":
			return () => (left() + right()) | 0;
		default:
			return () => applyBinary(operator, left(), right());
	}
}
