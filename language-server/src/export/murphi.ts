import { commentText } from "../base/escape";
import { ANY, type Interval } from "../system/interval";
import type { NamedSystem } from "../system/system-text";
import type { Operand } from "../system/transition-system";
import { type Effect, zeroed } from "./effect";
import { elementByHalves, intervalIn } from "./expression";
import { type Model, type ModelLane, modelOf, notLookedFor } from "./model";
import { MOST_ROUNDS, type Run, type RunBlock } from "./run";
import type { Way } from "./step-ways";

/**
 * A system in Murphi as Rumur reads it, or why it cannot be written so. Each lane has a variable that holds its
 * location, and each way of each step is one rule. Violations and deadlocks are rules that end in an `error`, so that
 * every state is gone on from.
 */
export function murphiOf(named: NamedSystem): string | { readonly problem: string } {
	const model = modelOf(named);
	return "problem" in model ? model : new MurphiWriter(model).text();
}

class MurphiWriter {
	constructor(private readonly model: Model) {}

	text(): string {
		const { system, text, cells, lanes } = this.model;
		return lines([
			`-- ${commentText(text.name)}: written by Raceline.`,
			"-- As many states as Raceline finds: rumur --deadlock-detection off --max-errors 4294967295 --output FILE.c FILE; cc -O3 -o FILE FILE.c -lpthread",
			...notLookedFor(this.model).map((note) => `-- ${note}`),
			"",
			"type",
			"\tint32: -2147483648..2147483647;",
			"\twide: -4611686018427387904..4611686018427387904;",
			"",
			"var",
			...system.cells.map(({ min, max }, index) => {
				const { name } = text.cells[index];
				const comment = name === cells[index] ? "" : ` -- ${commentText(name)}`;
				return `\t${cells[index]}: ${min}..${max};${comment}`;
			}),
			"",
			...FUNCTIONS,
			"",
			"startstate begin",
			...system.cells.map(({ initial }, index) => `\t${cells[index]} := ${initial};`),
			"end;",
			...lanes.flatMap((lane) => ["", ...this.rules(lane)]),
			"",
			...lanes.flatMap((lane) => this.canMove(lane)),
			`rule "deadlock" !${this.allFinished()} & ${this.stuck()} ==> begin error "deadlock"; end;`,
			...this.properties(),
		]);
	}

	private rules({ name, location, steps }: ModelLane): readonly string[] {
		return steps.flatMap(({ label, ways }, index) =>
			ways.flatMap((way) => {
				const title = commentText(`${name} ${index}: ${label}`).replaceAll('"', "'");
				const guard = conjunction([`${location} = ${index}`, this.condition(way.guard)]);
				const bodies = way.kind === "run" ? this.runs(way.run, location) : [this.body(way, location)];
				return bodies.map((body) => `rule "${title}" ${guard} ==> ${body}`);
			}),
		);
	}

	/** A step that is run; an `error` ends a rule, so that each assertion on the way has one of its own. */
	private runs({ blocks, temporaries, endless }: Run, location: string): readonly string[] {
		const { failures } = this.model;
		const numbers = new Map([...blocks.keys()].map((block, index) => [block, index]));
		const go = (block: number): string => `${BLOCK} := ${numbers.get(block)};`;
		const end = (end: RunBlock["end"]): string => {
			switch (end.kind) {
				case "goto":
					return go(end.block);
				case "branch":
					return `if ${this.condition(end.condition)} then ${go(end.then)} else ${go(end.otherwise)} end;`;
				case "next":
					return `${location} := ${end.location}; ${BLOCK} := ${blocks.size};`;
				case "blocked":
					return `${BLOCK} := ${blocks.size};`;
			}
		};
		const error = (failure: number): string => `error "${failures[failure]}";`;
		const body = (reported: number | undefined): string => {
			const cases = [...blocks.values()].map(({ statements, end: goesOn, isHead }, index) => {
				const counted = `${ROUNDS} := ${ROUNDS} + 1; if ${ROUNDS} > ${MOST_ROUNDS} then ${error(endless ?? 0)} end;`;
				const texts = statements.flatMap((statement) => {
					if (statement.kind !== "report") return this.statements([statement], new Set());
					const { condition, failure, ends } = statement;
					return ends || failure === reported ? [`if !${this.condition(condition)} then ${error(failure)} end;`] : [];
				});
				return `case ${index}: ${[...(isHead && endless !== undefined ? [counted] : []), ...texts, end(goesOn)].join(" ")}`;
			});
			const variables = temporaries.map((temporary) => `var ${temporaryName(temporary)}: int32; `).join("");
			const unset = temporaries.map((temporary) => `${temporaryName(temporary)} := 0;`).join(" ");
			return `var ${BLOCK}: 0..${blocks.size}; var ${ROUNDS}: int32; ${variables}begin ${BLOCK} := 0; ${ROUNDS} := 0; ${unset} while ${BLOCK} < ${blocks.size} do switch ${BLOCK} ${cases.join(" ")} end; end; end;`;
		};
		const asserted = [...blocks.values()].flatMap(({ statements }) =>
			statements.flatMap((statement) => (statement.kind === "report" && !statement.ends ? [statement.failure] : [])),
		);
		return [undefined, ...new Set(asserted)].map(body);
	}

	private body(way: Exclude<Way, { kind: "run" }>, location: string): string {
		if (way.kind === "violation") return `begin ${this.report(way.cases)} end;`;
		const used = new Set(zeroed(way.effect));
		const unset = [...used].map((temporary) => `${temporaryName(temporary)} := 0;`);
		const statements = this.statements(way.effect, used);
		const variables = [...used].map((temporary) => `var ${temporaryName(temporary)}: int32; `).join("");
		return `${variables}begin ${[...unset, ...statements, `${location} := ${way.location};`].join(" ")} end;`;
	}

	private report(cases: Extract<Way, { kind: "violation" }>["cases"]): string {
		const { failures } = this.model;
		if (cases.length === 1) return `error "${failures[cases[0].failure]}";`;
		return cases.map(({ guard, failure }) => `if ${this.condition(guard)} then error "${failures[failure]}"; end;`).join(" ");
	}

	/** `used` collects the temporaries. */
	private statements(effect: readonly Effect[], used: Set<number>): readonly string[] {
		const write = (statement: Effect): string => {
			switch (statement.kind) {
				case "set":
					used.add(statement.temporary);
					return `${temporaryName(statement.temporary)} := ${this.value(statement.value)};`;
				case "store":
					return `${this.model.cells[statement.cell]} := ${this.value(statement.value)};`;
				case "storeElement": {
					const index = this.value(statement.index);
					const value = this.value(statement.value);
					const cases = statement.cells.map(
						(cell, position) => `if ${index} = ${number(position + statement.base)} then ${this.model.cells[cell]} := ${value};`,
					);
					return `${cases.join(" els")} end;`;
				}
				case "if": {
					const otherwise = statement.otherwise.length === 0 ? "" : `else ${this.statements(statement.otherwise, used).join(" ")} `;
					return `if ${this.condition(statement.condition)} then ${this.statements(statement.then, used).join(" ")} ${otherwise}end;`;
				}
			}
		};
		return effect.map(write);
	}

	/** A function that says whether a lane can take its next step. */
	private canMove({ name, location, steps }: ModelLane): readonly string[] {
		const cases = steps.map(({ able }, index) => `\tcase ${index}: return ${this.condition(able)};`);
		return [
			`function can_move_${name}(): boolean; begin`,
			...(cases.length === 0 ? [] : [`\tswitch ${location}`, ...cases, "\tend;"]),
			"\treturn false;",
			"end;",
			"",
		];
	}

	private tasksDone(): string {
		const done = this.model.lanes.flatMap(({ kind, location, steps }) => (kind === "task" ? [`${location} = ${steps.length}`] : []));
		return `(${done.length === 0 ? "true" : done.join(" & ")})`;
	}

	/** Whether no lane hangs by staying where it is. */
	private allFinished(): string {
		const idle = this.model.lanes.flatMap(({ idle, location, steps }) =>
			idle === undefined ? [] : [`(${[...idle, steps.length].map((one) => `${location} = ${one}`).join(" | ")})`],
		);
		return idle.length === 0 ? this.tasksDone() : `(${[this.tasksDone(), ...idle].join(" & ")})`;
	}

	private stuck(): string {
		return this.model.lanes.map(({ name }) => `!can_move_${name}()`).join(" & ") || "true";
	}

	private properties(): readonly string[] {
		return this.model.properties.flatMap(({ when, violations }, property) =>
			violations.map((violation) => {
				const atEnd = when === "end" ? [this.tasksDone(), this.stuck()] : [];
				const guard = conjunction([...atEnd, this.condition(violation.guard)]);
				return `rule "property ${property}" ${guard} ==> begin ${this.report(violation.cases)} end;`;
			}),
		);
	}

	/** An expression that is true where the operand is not 0. */
	private condition(operand: Operand): string {
		switch (operand.kind) {
			case "constant":
				return operand.value === 0 ? "false" : "true";
			case "unary":
				if (operand.operator === "!") return `!${this.condition(operand.operand)}`;
				break;
			case "conditional":
				return `(${this.condition(operand.condition)} ? ${this.condition(operand.then)} : ${this.condition(operand.otherwise)})`;
			case "binary": {
				const { operator, left, right } = operand;
				if (operator === "&&") return `(${this.condition(left)} & ${this.condition(right)})`;
				if (operator === "||") return `(${this.condition(left)} | ${this.condition(right)})`;
				const comparison = COMPARISONS[operator];
				if (comparison) return `(${this.value(left)} ${comparison} ${this.value(right)})`;
				break;
			}
		}
		return `(${this.value(operand)} != 0)`;
	}

	/** An expression whose value is the operand's. */
	private value(operand: Operand): string {
		switch (operand.kind) {
			case "constant":
				return number(operand.value);
			case "cell":
				return this.model.cells[operand.cell];
			case "temporary":
				return temporaryName(operand.temporary);
			case "element": {
				const choose = (condition: string, then: string, otherwise: string): string => `(${condition} ? ${then} : ${otherwise})`;
				return elementByHalves(operand, this.value(operand.index), (part) => this.value(part), "=", choose);
			}
			case "conditional":
				return `(${this.condition(operand.condition)} ? ${this.value(operand.then)} : ${this.value(operand.otherwise)})`;
			case "unary": {
				if (operand.operator === "!") return `(${this.condition(operand)} ? 1 : 0)`;
				const inner = this.value(operand.operand);
				if (operand.operator === "~") return `(-1 - ${inner})`;
				return wrapped(`(0 - ${inner})`, this.exceeds(operand));
			}
			case "binary": {
				const { operator } = operand;
				if (operator === "&&" || operator === "||" || COMPARISONS[operator]) return `(${this.condition(operand)} ? 1 : 0)`;
				const left = this.value(operand.left);
				const right = this.value(operand.right);
				switch (operator) {
					case "+":
					case "-":
					case "*":
						return wrapped(`(${left} ${operator} ${right})`, this.exceeds(operand));
					case "/":
					case "%": {
						const divisor = intervalIn(this.model.system, operand.right);
						const plain = wrapped(`(${left} ${operator} ${right})`, divisor.low <= -1 && divisor.high >= -1);
						return divisor.low > 0 || divisor.high < 0 ? plain : `(${right} = 0 ? 0 : ${plain})`;
					}
					default:
						return `${BIT_OPERATIONS[operator]}(${left}, ${right})`;
				}
			}
		}
	}

	/** Whether a sum, difference or product may not fit 32 bits, which Rumur's integers are wider than. */
	private exceeds(operand: Extract<Operand, { kind: "unary" | "binary" }>): boolean {
		const { low, high }: Interval = intervalIn(this.model.system, operand);
		return low === ANY.low || high === ANY.high;
	}
}

/** No name of a model ends like these. */
const BLOCK = "block_";
const ROUNDS = "rounds_";

const COMPARISONS: { readonly [operator: string]: string | undefined } = {
	"==": "=",
	"!=": "!=",
	"<": "<",
	">": ">",
	"<=": "<=",
	">=": ">=",
};

/** What 32 bits keep of a number. */
function wrapped(text: string, needed: boolean): string {
	return needed ? `wrap(${text})` : text;
}

const BIT_OPERATIONS: { readonly [operator: string]: string | undefined } = {
	"&": "bit_and",
	"|": "bit_or",
	"^": "bit_xor",
	"<<": "shift_left",
	">>": "shift_right",
};

/** Rumur takes `&` and `|` for logical ones where it does not see a sum on the left. */
const FUNCTIONS: readonly string[] = [
	"function wrap(a: wide): int32; begin return ((a + 2147483648) & 4294967295) - 2147483648; end;",
	"function bit_and(a: int32; b: int32): int32; begin return (0 + a) & b; end;",
	"function bit_or(a: int32; b: int32): int32; begin return (0 + a) | b; end;",
	"function bit_xor(a: int32; b: int32): int32; begin return a ^ b; end;",
	"function shift_left(a: int32; b: int32): int32; begin return (((a << ((0 + b) & 31)) + 2147483648) & 4294967295) - 2147483648; end;",
	"function shift_right(a: int32; b: int32): int32; begin return a >> ((0 + b) & 31); end;",
];

function conjunction(conditions: readonly string[]): string {
	const needed = conditions.filter((condition) => condition !== "true");
	return needed.length === 0 ? "true" : needed.join(" & ");
}

function temporaryName(index: number): string {
	return `temporary_${index}`;
}

function number(value: number): string {
	return value < 0 ? `(${value})` : `${value}`;
}

function lines(list: readonly string[]): string {
	return list.map((line) => `${line}\n`).join("");
}
