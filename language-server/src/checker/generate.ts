/**
 * Compiles steps and properties to JavaScript over packed words in local variables. The source is made of numbers and of the names
 * below only: no text of a scenario reaches it.
 */
import {
	ATOMIC_LIMIT,
	type BasicBlock,
	type Code,
	type Instruction,
	type Operand,
	type Terminator,
	type TransitionSystem,
} from "../compiler/transition-system";
import { failureNamed } from "./interpreter";
import { type Field, type Layout, maskOf } from "./layout";

/**
 * Takes a step from the packed state at `source[at…]`. Gives 1 and the next state in `target[0…]`, 0 when the step is blocked, or
 * `-1 - failure` when it ends the run.
 */
export type StepFunction = (source: Int32Array, at: number, target: Int32Array) => number;
/** 1 when the property holds in the packed state at `source[at…]`. */
export type PropertyFunction = (source: Int32Array, at: number) => number;

/** What generated code calls. */
export interface Host {
	/** Which of `count` ways to go. */
	pick(count: number): number;
	/** An assertion failed. */
	report(failure: number): void;
}

export interface GeneratedCode {
	/** By lane and location. */
	readonly steps: readonly (readonly StepFunction[])[];
	readonly properties: readonly PropertyFunction[];
}

/** Compiles a system. Throws where the host forbids code that is made at run time. */
export function generate(system: TransitionSystem, layout: Layout, host: Host): GeneratedCode {
	const generator = new Generator(system, layout);
	const steps = system.lanes.map(
		({ steps, locationCell }) => `[${steps.map((step) => generator.step(step.code, locationCell)).join(",\n")}]`,
	);
	const properties = system.properties.map((property) => generator.property(property.code));
	const source = `"use strict"; const pick = host.pick, report = host.report;\nreturn { steps: [${steps.join(",\n")}], properties: [${properties.join(",\n")}] };`;
	return new Function("host", source)(host) as GeneratedCode;
}

class Generator {
	constructor(
		private readonly system: TransitionSystem,
		private readonly layout: Layout,
	) {}

	step(code: Code, locationCell: number): string {
		const words = Array.from({ length: this.layout.words }, (_, word) => word);
		const finish = words.map((word) => `target[${word}] = w${word};`).join(" ");
		const body = this.body(code, (end) => {
			if (end.kind === "next") return `${this.store(locationCell, String(end.location))} ${finish} return 1;`;
			if (end.kind === "blocked") return "return 0;";
			throw new Error(`a step cannot end in '${end.kind}'`);
		});
		return `function (source, at, target) { ${this.prologue(code)} ${body} }`;
	}

	property(code: Code): string {
		const body = this.body(code, (end) => {
			if (end.kind === "result") return `return ${this.value(end.value)} !== 0 ? 1 : 0;`;
			throw new Error(`a property cannot end in '${end.kind}'`);
		});
		return `function (source, at) { ${this.prologue(code)} ${body} }`;
	}

	private prologue(code: Code): string {
		const words = Array.from({ length: this.layout.words }, (_, word) => `w${word} = source[at + ${word}]`);
		const temporaries = Array.from({ length: code.temporaries }, (_, index) => `t${index} = 0`);
		return `let ${[...words, ...temporaries].join(", ")};`;
	}

	/** Blocks with one predecessor stand where that one goes on; the others are the cases of a switch. */
	private body(code: Code, leave: (end: Terminator) => string): string {
		const predecessors = code.blocks.map(() => 0);
		for (const { end } of code.blocks) for (const next of targets(end)) predecessors[next]++;
		const shared = code.blocks.map((_, index) => index === 0 || predecessors[index] > 1);
		const loops = hasLoop(code);
		const fuel = loops ? `if (fuel-- === 0) return ${-1 - failureNamed(this.system, "endless_atomic")};` : "";
		const go = (block: number): string => (shared[block] ? `{ next = ${block}; continue; }` : emit(block));
		const emit = (index: number): string => {
			const { instructions, end }: BasicBlock = code.blocks[index];
			const text = `${fuel} ${instructions.map((instruction) => this.instruction(instruction)).join(" ")}`;
			switch (end.kind) {
				case "goto":
					return `${text} ${go(end.block)}`;
				case "branch":
					return `${text} if (${this.value(end.condition)}) { ${go(end.then)} } else { ${go(end.otherwise)} }`;
				case "choose": {
					const cases = end.blocks.map((block, choice) =>
						choice === end.blocks.length - 1 ? `{ ${go(block)} }` : `if (chosen === ${choice}) { ${go(block)} } else`,
					);
					return `${text} { const chosen = pick(${end.blocks.length}); ${cases.join(" ")} }`;
				}
				default:
					return `${text} ${leave(end)}`;
			}
		};
		const entries = code.blocks.map((_, index) => index).filter((index) => shared[index]);
		if (entries.length === 1 && !targetsOfAll(code).has(0)) return emit(0);
		const cases = entries.map((index) => `case ${index}: { ${emit(index)} }`);
		return `let next = 0${loops ? `, fuel = ${ATOMIC_LIMIT}` : ""}; for (;;) { switch (next) { ${cases.join("\n")} } }`;
	}

	private instruction(instruction: Instruction): string {
		const value = this.value(instruction.value);
		switch (instruction.kind) {
			case "set":
				return `t${instruction.temporary} = ${value};`;
			case "store":
				if (instruction.failure === undefined) return this.store(instruction.cell, value);
				return `{ const v = ${value}; ${this.range(instruction.cell, instruction.failure)} ${this.store(instruction.cell, "v")} }`;
			case "storeElement": {
				const cases = instruction.cells.map((cell, index) => {
					const range = instruction.failure === undefined ? "" : this.range(cell, instruction.failure);
					return `case ${index + instruction.base}: ${range} ${this.store(cell, "v")} break;`;
				});
				return `{ const v = ${value}; switch (${this.value(instruction.index)}) { ${cases.join(" ")} } }`;
			}
			case "check":
				return `if (!(${value})) return ${-1 - instruction.failure};`;
			case "assert":
				return `if (!(${value})) report(${instruction.failure});`;
		}
	}

	private range(cell: number, failure: number): string {
		const { min, max } = this.system.cells[cell];
		return `if (v < ${min} || v > ${max}) return ${-1 - failure};`;
	}

	private store(cell: number, value: string): string {
		const field = this.layout.fields[cell];
		if (field.bits === 0) return "";
		const stored = `((${biased(value, -field.min)}) << ${field.shift})`;
		if (field.bits === 32) return `w${field.word} = ${stored};`;
		return `w${field.word} = w${field.word} & ${~(maskOf(field) << field.shift)} | ${stored};`;
	}

	private load(field: Field): string {
		if (field.bits === 0) return String(field.min);
		const shifted = field.shift === 0 ? `w${field.word}` : `(w${field.word} >>> ${field.shift})`;
		return `(${biased(field.bits === 32 ? `(${shifted} | 0)` : `(${shifted} & ${maskOf(field)})`, field.min)})`;
	}

	private value(operand: Operand): string {
		switch (operand.kind) {
			case "constant":
				return operand.value < 0 ? `(${operand.value})` : String(operand.value);
			case "cell":
				return this.load(this.layout.fields[operand.cell]);
			case "temporary":
				return `t${operand.temporary}`;
			case "element": {
				const index = this.value(operand.index);
				return operand.elements.reduceRight(
					(rest, part, position) => `(${index} === ${position + operand.base} ? ${this.value(part)} : ${rest})`,
					"0",
				);
			}
			case "unary": {
				const inner = this.value(operand.operand);
				return operand.operator === "!" ? `(${inner} ? 0 : 1)` : `(${operand.operator}${inner} | 0)`;
			}
			case "conditional":
				return `(${this.value(operand.condition)} ? ${this.value(operand.then)} : ${this.value(operand.otherwise)})`;
			case "binary":
				return binaryText(operand.operator, this.value(operand.left), this.value(operand.right));
		}
	}
}

function biased(value: string, bias: number): string {
	if (bias === 0) return value;
	return bias > 0 ? `${value} + ${bias}` : `${value} - ${-bias}`;
}

function binaryText(operator: string, left: string, right: string): string {
	switch (operator) {
		case "&&":
			return `(${left} && ${right} ? 1 : 0)`;
		case "||":
			return `(${left} || ${right} ? 1 : 0)`;
		case "==":
		case "!=":
			return `(${left} ${operator}= ${right} ? 1 : 0)`;
		case "<":
		case ">":
		case "<=":
		case ">=":
			return `(${left} ${operator} ${right} ? 1 : 0)`;
		case "*":
			return `Math.imul(${left}, ${right})`;
		case "/":
		case "%":
			return `(${right} === 0 ? 0 : (${left} ${operator} ${right}) | 0)`;
		default:
			return `(${left} ${operator} ${right} | 0)`;
	}
}

/** Blocks that a block can go on to. */
function targets(end: Terminator): readonly number[] {
	switch (end.kind) {
		case "goto":
			return [end.block];
		case "branch":
			return [end.then, end.otherwise];
		case "choose":
			return end.blocks;
		default:
			return [];
	}
}

function targetsOfAll(code: Code): Set<number> {
	return new Set(code.blocks.flatMap((block) => targets(block.end)));
}

function hasLoop(code: Code): boolean {
	const state = code.blocks.map(() => 0);
	const visit = (index: number): boolean => {
		if (state[index] === 1) return true;
		if (state[index] === 2) return false;
		state[index] = 1;
		const found = targets(code.blocks[index].end).some(visit);
		state[index] = 2;
		return found;
	};
	return visit(0);
}
