/**
 * Compiles steps and properties to JavaScript over packed states.
 *
 * Invariant: the source is made of literals in this file and of whole numbers, which alone `number` lets through: no text of a scenario
 * can reach it. Local variables of a generated function: `w` words of the state, `t` temporaries, `x` values that are used more
 * than once.
 */
import {
	ATOMIC_LIMIT,
	type BinaryOperator,
	type Code,
	type Instruction,
	type Operand,
	type TransitionSystem,
} from "../compiler/transition-system";
import { Choices } from "./choices";
import { type Statement, structure } from "./control-flow";
import { failureNamed } from "./interpreter";
import { type Field, type Layout, maskOf } from "./layout";
import { DETAIL_SHIFT, FAILED, MORE, MOVED, type Program, REPORTED } from "./program";
import type { PropertyGroups } from "./property-groups";

/** Compiles a system. Throws where the host forbids code that is made at run time. */
export function generate(system: TransitionSystem, layout: Layout, groups: PropertyGroups): Program {
	const functions: string[] = [];
	const lanes = system.lanes.map(({ steps, locationCell }, lane) => {
		const cases = steps.map(({ code }, location) => {
			functions.push(
				`function step${number(lane)}_${number(location)}(source, at, target) {\n${stepBody(system, layout, code, locationCell, groups.afterStep[lane][location])}\n}`,
			);
			return `case ${number(location)}: return step${number(lane)}_${number(location)}(source, at, target);`;
		});
		const location = load(layout.fields[locationCell], (word) => `source[at + ${number(word)}]`);
		return `function (source, at, target) {\nswitch (${location}) {\n${cases.join("\n")}\n}\nreturn 0;\n}`;
	});
	system.properties.forEach(({ code, failure }, property) => {
		functions.push(`function property${number(property)}(source, at) {\n${propertyBody(system, layout, code, failure)}\n}`);
	});
	const groupFunctions = groups.groups.map((properties) => {
		const calls = properties.map((property) => `property${number(property)}(source, at);`);
		return `function (source, at) {\nreports.length = 0;\n${calls.join("\n")}\nreturn reports.length !== 0;\n}`;
	});
	const source = `"use strict";
function quotient(a, b) { return b === 0 ? 0 : (a / b) | 0; }
function remainder(a, b) { return b === 0 ? 0 : (a % b) | 0; }
${functions.join("\n")}
return { lanes: [${lanes.join(",\n")}], groups: [${groupFunctions.join(",\n")}], reports, abandon: () => choices.reset() };`;
	return new Function("reports", "choices", source)([], new Choices()) as Program;
}

/** The only way for a value to get into the source. */
function number(value: number): string {
	if (!Number.isInteger(value)) throw new Error(`generated code is made of whole numbers, and this is none: ${String(value)}`);
	return value < 0 ? `(${value})` : `${value}`;
}

/** A step: returns flags as in `program.ts`. */
function stepBody(system: TransitionSystem, layout: Layout, code: Code, locationCell: number, group: number): string {
	const chooses = code.blocks.some(({ end }) => end.kind === "choose");
	const asserts = code.blocks.some(({ instructions }) => instructions.some(({ kind }) => kind === "assert"));
	const more = chooses ? ` | (choices.advance() ? ${number(MORE)} : 0)` : "";
	const reported = asserts ? ` | (reports.length !== 0 ? ${number(REPORTED)} : 0)` : "";
	const writer: CodeWriter = new CodeWriter(system, layout, code, {
		fail: (failure) => `return ${number(FAILED | (failure << DETAIL_SHIFT))}${reported}${more};`,
		end: (block) => {
			const { end } = code.blocks[block];
			if (end.kind === "blocked") return `return 0${more};`;
			if (end.kind !== "next") throw new Error(`a step does not end in '${end.kind}'`);
			return `${writer.store(locationCell, number(end.location))} ${COPY_OUT} return ${number(MOVED | (group << DETAIL_SHIFT))}${reported}${more};`;
		},
	});
	const body = writer.body().replaceAll(COPY_OUT, () => writer.copyOut());
	return `${chooses ? "choices.rewind();\n" : ""}${asserts ? "reports.length = 0;\n" : ""}${body}`;
}

/** Stands for the copying of the words to the target until it is known which of them the step touches. */
const COPY_OUT = "/* copy out */";

/** A property: adds its failures to `reports`. */
function propertyBody(system: TransitionSystem, layout: Layout, code: Code, failure: number): string {
	const writer: CodeWriter = new CodeWriter(system, layout, code, {
		fail: (checked) => `reports.push(${number(checked)}); return;`,
		end: (block) => {
			const { end } = code.blocks[block];
			if (end.kind !== "result") throw new Error(`a property does not end in '${end.kind}'`);
			return `if (!(${writer.condition(end.value)})) reports.push(${number(failure)}); return;`;
		},
	});
	return writer.body();
}

/** How code leaves its function. */
interface Exits {
	fail(failure: number): string;
	end(block: number): string;
}

/** Writes the body of one function. */
class CodeWriter {
	/** Words that the code reads or writes. */
	private readonly words = new Set<number>();
	private scratch = 0;
	private readonly statements: readonly Statement[];
	/** Whether blocks are counted: some path may run through too many. */
	private readonly counted: boolean;

	constructor(
		private readonly system: TransitionSystem,
		private readonly layout: Layout,
		private readonly code: Code,
		private readonly exits: Exits,
	) {
		this.statements = structure(code);
		this.counted = code.blocks.length > ATOMIC_LIMIT || hasLoop(this.statements);
	}

	body(): string {
		const text = this.list(this.statements);
		const words = [...this.words].sort((a, b) => a - b).map((word) => `w${number(word)} = source[at + ${number(word)}]`);
		const temporaries = Array.from({ length: this.code.temporaries }, (_, index) => `t${number(index)} = 0`);
		const scratch = Array.from({ length: this.scratch }, (_, index) => `x${number(index)} = 0`);
		const variables = [...words, ...temporaries, ...scratch, ...(this.counted ? ["blocks = 0"] : [])];
		return `${variables.length > 0 ? `let ${variables.join(", ")};\n` : ""}${text}`;
	}

	copyOut(): string {
		return Array.from({ length: this.layout.words }, (_, word) =>
			this.words.has(word) ? `target[${number(word)}] = w${number(word)};` : `target[${number(word)}] = source[at + ${number(word)}];`,
		).join(" ");
	}

	private list(statements: readonly Statement[]): string {
		return statements.map((statement) => this.statement(statement)).join("\n");
	}

	private statement(statement: Statement): string {
		switch (statement.kind) {
			case "run":
				return this.run(statement.block);
			case "labelled":
				return `b${number(statement.label)}: {\n${this.list(statement.body)}\n}`;
			case "loop":
				return `l${number(statement.label)}: for (;;) {\n${this.list(statement.body)}\n}`;
			case "break":
				return `break b${number(statement.label)};`;
			case "continue":
				return `continue l${number(statement.label)};`;
			case "end":
				return this.exits.end(statement.block);
			case "select": {
				const { end } = this.code.blocks[statement.block];
				const ways = statement.ways.map((way) => `{\n${this.list(way)}\n}`);
				if (end.kind === "branch") return `if (${this.condition(end.condition)}) ${ways[0]} else ${ways[1]}`;
				const cases = ways.map((way, choice) => (choice === ways.length - 1 ? `default: ${way}` : `case ${number(choice)}: ${way}`));
				return `switch (choices.next(${number(ways.length)})) {\n${cases.join("\n")}\n}`;
			}
		}
	}

	private run(block: number): string {
		const text = this.code.blocks[block].instructions.map((instruction) => this.instruction(instruction));
		// The plain interpreter gives up when it enters a block too many.
		if (this.counted)
			text.unshift(`if (blocks++ === ${number(ATOMIC_LIMIT)}) { ${this.exits.fail(failureNamed(this.system, "endless_atomic"))} }`);
		return text.join("\n");
	}

	private instruction(instruction: Instruction): string {
		switch (instruction.kind) {
			case "set":
				return `t${number(instruction.temporary)} = ${this.value(instruction.value)};`;
			case "store": {
				const value = this.value(instruction.value);
				if (instruction.failure === undefined) return this.store(instruction.cell, value);
				const stored = this.newScratch();
				return `${stored} = ${value}; ${this.checkedStore(instruction.cell, stored, instruction.failure)}`;
			}
			case "storeElement": {
				const index = this.newScratch();
				const stored = this.newScratch();
				const cases = instruction.cells.map(
					(cell, position) => `case ${number(position + instruction.base)}: ${this.checkedStore(cell, stored, instruction.failure)} break;`,
				);
				return `${index} = ${this.value(instruction.index)}; ${stored} = ${this.value(instruction.value)};\nswitch (${index}) {\n${cases.join("\n")}\n}`;
			}
			case "check":
				return `if (!(${this.condition(instruction.value)})) { ${this.exits.fail(instruction.failure)} }`;
			case "assert":
				return `if (!(${this.condition(instruction.value)})) reports.push(${number(instruction.failure)});`;
		}
	}

	private checkedStore(cell: number, value: string, failure: number | undefined): string {
		if (failure === undefined) return this.store(cell, value);
		const { min, max } = this.system.cells[cell];
		return `if (${value} < ${number(min)} || ${value} > ${number(max)}) { ${this.exits.fail(failure)} } ${this.store(cell, value)}`;
	}

	/** Puts a value that is in range into its place. */
	store(cell: number, value: string): string {
		const { word, shift, bits, min } = this.layout.fields[cell];
		if (bits === 0) return "";
		const place = this.word(word);
		const biased = min === 0 ? value : `(${value} - ${number(min)})`;
		if (bits === 32) return `${place} = ${biased} | 0;`;
		const shifted = shift === 0 ? biased : `(${biased} << ${number(shift)})`;
		return `${place} = (${place} & ${number(~(maskOf(this.layout.fields[cell]) << shift))}) | ${shifted};`;
	}

	private word(word: number): string {
		this.words.add(word);
		return `w${number(word)}`;
	}

	private newScratch(): string {
		return `x${number(this.scratch++)}`;
	}

	/** An expression whose value is the operand's, a 32-bit integer. */
	value(operand: Operand): string {
		switch (operand.kind) {
			case "constant":
				return number(operand.value);
			case "cell":
				return load(this.layout.fields[operand.cell], (word) => this.word(word));
			case "temporary":
				return `t${number(operand.temporary)}`;
			case "element": {
				if (operand.elements.length === 0) return "0";
				const index = this.newScratch();
				const parts = operand.elements.map((element) => this.value(element));
				return `(${index} = ${this.value(operand.index)}, ${select(index, operand.base, parts)})`;
			}
			case "unary":
				return operand.operator === "!"
					? `(${this.condition(operand)} ? 1 : 0)`
					: `(${operand.operator === "-" ? "-" : "~"}${this.value(operand.operand)} | 0)`;
			case "conditional":
				return `(${this.condition(operand.condition)} ? ${this.value(operand.then)} : ${this.value(operand.otherwise)})`;
			case "binary":
				return isTruth(operand.operator)
					? `(${this.condition(operand)} ? 1 : 0)`
					: arithmetic(operand.operator, this.value(operand.left), this.value(operand.right));
		}
	}

	/** An expression that is true where the operand's value is not 0. */
	condition(operand: Operand): string {
		if (operand.kind === "unary" && operand.operator === "!") return `!${this.condition(operand.operand)}`;
		if (operand.kind === "binary") {
			const { operator, left, right } = operand;
			if (operator === "&&") return `(${this.condition(left)} && ${this.condition(right)})`;
			if (operator === "||") return `(${this.condition(left)} || ${this.condition(right)})`;
			const comparison = COMPARISONS[operator];
			if (comparison !== undefined) return `(${this.value(left)} ${comparison} ${this.value(right)})`;
		}
		return `(${this.value(operand)} !== 0)`;
	}
}

/** The value of a field, given the expression for a word. */
function load({ word, shift, bits, min }: Field, wordText: (word: number) => string): string {
	if (bits === 0) return number(min);
	if (bits === 32) return min === 0 ? wordText(word) : `((${wordText(word)} + ${number(min)}) | 0)`;
	const shifted = shift === 0 ? wordText(word) : `(${wordText(word)} >>> ${number(shift)})`;
	// The highest field of a word needs no mask: nothing is left beside it.
	const masked = shift + bits === 32 && shift > 0 ? shifted : `(${shifted} & ${number((1 << bits) - 1)})`;
	return min === 0 ? masked : `((${masked} + ${number(min)}) | 0)`;
}

/** `parts[index - base]` by halving, 0 outside. */
function select(index: string, base: number, parts: readonly string[]): string {
	if (parts.length === 1) return `(${index} === ${number(base)} ? ${parts[0]} : 0)`;
	const half = parts.length >> 1;
	return `(${index} < ${number(base + half)} ? ${select(index, base, parts.slice(0, half))} : ${select(index, base + half, parts.slice(half))})`;
}

const COMPARISONS: { readonly [operator in BinaryOperator]?: string } = {
	"==": "===",
	"!=": "!==",
	"<": "<",
	">": ">",
	"<=": "<=",
	">=": ">=",
};

function isTruth(operator: BinaryOperator): boolean {
	return operator === "&&" || operator === "||" || COMPARISONS[operator] !== undefined;
}

function arithmetic(operator: BinaryOperator, left: string, right: string): string {
	switch (operator) {
		case "+":
			return `((${left} + ${right}) | 0)`;
		case "-":
			return `((${left} - ${right}) | 0)`;
		case "*":
			return `Math.imul(${left}, ${right})`;
		case "/":
			return `quotient(${left}, ${right})`;
		case "%":
			return `remainder(${left}, ${right})`;
		case "&":
			return `(${left} & ${right})`;
		case "|":
			return `(${left} | ${right})`;
		case "^":
			return `(${left} ^ ${right})`;
		case "<<":
			return `(${left} << ${right})`;
		case ">>":
			return `(${left} >> ${right})`;
		default:
			throw new Error("not an arithmetic operator");
	}
}

function hasLoop(statements: readonly Statement[]): boolean {
	return statements.some((statement) => {
		switch (statement.kind) {
			case "loop":
				return true;
			case "labelled":
				return hasLoop(statement.body);
			case "select":
				return statement.ways.some(hasLoop);
			default:
				return false;
		}
	});
}
