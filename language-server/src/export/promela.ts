import type { BinaryOperator } from "../base/arithmetic";
import { commentText } from "../base/escape";
import type { Interval } from "../system/interval";
import type { NamedSystem } from "../system/system-text";
import type { Operand } from "../system/transition-system";
import { type Effect, zeroed } from "./effect";
import { elementByHalves, intervalIn } from "./expression";
import { type Model, type ModelLane, modelOf, notLookedFor } from "./model";
import { MOST_ROUNDS, type RunBlock } from "./run";
import type { Violation, Way } from "./step-ways";

/**
 * A system in Promela, or why it cannot be written so. Each lane is a process whose control states are the lane's
 * locations, and each step one statement: an assignment, or a `d_step`. Spin finds the same states when it merges no
 * statements (`spin -a -o1 -o2 -o3`, `gcc -DNOREDUCE`). A violation is an assertion that fails and leaves the state as
 * it is.
 */
export function promelaOf(named: NamedSystem): string | { readonly problem: string } {
	const model = modelOf(named);
	return "problem" in model ? model : new PromelaWriter(model).text();
}

class PromelaWriter {
	private readonly temporaries = new Set<string>();
	/** What else is used within a step alone. */
	private readonly hidden = new Set<string>();

	constructor(private readonly model: Model) {}

	text(): string {
		const { system, text, lanes, failures } = this.model;
		const processes = lanes.map((lane, index) => this.process(lane, index));
		const monitor = this.monitor();
		const shared = system.cells.flatMap((cell, index) => (cell.role === "shared" ? [this.declaration(index)] : []));
		return lines([
			`/* ${commentText(text.name)}: written by Raceline.`,
			" * As many states as Raceline finds: spin -a -o1 -o2 -o3 FILE; gcc -O2 -fwrapv -DSAFETY -DNOREDUCE -o pan pan.c; ./pan -c0",
			" * -E shows violations alone, -A deadlocks alone; a state that violates a property that always holds, or an assertion before a wait, does not count as a deadlock. */",
			...notLookedFor(this.model).map((note) => `/* ${note} */`),
			"",
			"/* Never true: an assertion of one fails where a property of its name is violated. */",
			...[...new Set(failures)].map((name) => `bit ${name};`),
			...[...this.temporaries, ...this.hidden].map((name) => `hidden int ${name};`),
			"",
			...shared,
			...processes.flatMap((process) => ["", ...process]),
			...monitor,
		]);
	}

	private process({ name, kind, idle, start, steps }: ModelLane, index: number): readonly string[] {
		const { system } = this.model;
		const { locationCell } = system.lanes[index];
		const locals = system.cells.flatMap((cell, number) =>
			cell.lane === index && number !== locationCell ? [`\t${this.declaration(number)}`] : [],
		);
		const mayStay = (location: number): boolean => kind !== "task" && (idle === undefined || idle.includes(location));
		const label = (location: number): string => (location === steps.length ? DONE : `${mayStay(location) ? "end_" : ""}L${location}`);
		// The first statement of a process is where it starts.
		const order = [start, ...steps.keys(), steps.length].filter((location, position, all) => all.indexOf(location) === position);
		return [
			`active proctype ${name}() {`,
			...locals,
			...order.flatMap((location) =>
				location === steps.length
					? [`${DONE}:`, "\tfalse;"]
					: [`${label(location)}: /* ${commentText(steps[location].label)} */`, ...this.step(steps[location].ways, label(location), label)],
			),
			"}",
		];
	}

	private declaration(cell: number): string {
		const { min, max, initial } = this.model.system.cells[cell];
		const { name } = this.model.text.cells[cell];
		const identifier = this.model.cells[cell];
		const type =
			min < 0 ? (min >= -32768 && max <= 32767 ? "short" : "int") : max <= 1 ? "bit" : max <= 255 ? "byte" : max <= 32767 ? "short" : "int";
		const comment = name === identifier ? "" : ` /* ${commentText(name)} */`;
		return `${type} ${identifier}${initial === 0 ? "" : ` = ${number(initial)}`};${comment}`;
	}

	private step(ways: readonly Way[], here: string, label: (location: number) => string): readonly string[] {
		const options = ways.map((way, index) => {
			if (way.kind === "run") return this.run(way, `${here.replace(/^end_/, "")}_${index}`, here, label);
			return way.kind === "next"
				? `${this.command(way.guard, way.effect, label(way.location) === here)}; goto ${label(way.location)}`
				: `${this.violation(way)}; goto ${here}`;
		});
		if (options.length === 0) return ["\tfalse;"];
		// Spin allows no jump to a `d_step`, but one to a choice of it.
		if (options.length === 1 && !/^(?:d_step|atomic)/.test(options[0])) return [`\t${options[0]};`];
		return ["\tif", ...options.map((option) => `\t:: ${option}`), "\tfi;"];
	}

	/** One statement, which is executable where the guard holds. `stays` when it ends where it begins. */
	private command(guard: Operand, effect: readonly Effect[], stays: boolean): string {
		const always = guard.kind === "constant" && guard.value !== 0;
		const statements = [...zeroed(effect).map((temporary) => `${this.temporary(temporary)} = 0`), ...this.statements(effect)];
		// Spin refuses a `skip` that goes round to itself.
		if (statements.length === 0 && always) return stays ? "d_step { skip }" : "skip";
		if (statements.length === 0) return this.expression(guard);
		if (always && statements.length === 1 && effect[0].kind === "store") return statements.join("; ");
		return `d_step { ${always ? "" : `${this.expression(guard)} -> `}${statements.join("; ")} }`;
	}

	/**
	 * A step that is run in one statement, in which blocks are labels; where it has led is asked behind that, which
	 * makes no state.
	 */
	private run({ guard, run }: Extract<Way, { kind: "run" }>, name: string, here: string, label: (location: number) => string): string {
		const { blocks, written, temporaries, endless } = run;
		const labelOf = (block: number): string => `${name}_${block}`;
		const leave = `goto ${name}_end`;
		for (const cell of written) this.hidden.add(savedName(cell));
		for (const one of [OUTCOME, ROUNDS]) this.hidden.add(one);
		// Spin takes 2,048 statements in one step, so that what is put back stands there once.
		const restored = written.map((cell) => `${this.model.cells[cell]} = ${savedName(cell)}`);
		const fail = (failure: number): string => `assert(${this.model.failures[failure]}); goto ${name}_back`;
		const locations = new Set<number>();
		const end = (block: RunBlock["end"]): string => {
			switch (block.kind) {
				case "goto":
					return `goto ${labelOf(block.block)}`;
				case "branch":
					return `if :: ${this.expression(block.condition)} -> goto ${labelOf(block.then)} :: else -> goto ${labelOf(block.otherwise)} fi`;
				case "next":
					locations.add(block.location);
					return `${OUTCOME} = ${block.location + 1}; ${leave}`;
				case "blocked":
					return leave;
			}
		};
		const texts = [...blocks].map(([number, block]) => {
			const counted = `${ROUNDS} = ${ROUNDS} + 1; if :: ${ROUNDS} > ${MOST_ROUNDS} -> ${fail(endless ?? 0)} :: else -> skip fi`;
			const statements = block.statements.flatMap((statement) => {
				if (statement.kind !== "report") return this.statements([statement]);
				const wrong = statement.ends ? fail(statement.failure) : `assert(${this.model.failures[statement.failure]})`;
				return [`if :: ${this.expression(statement.condition)} -> skip :: else -> ${wrong} fi`];
			});
			const all = [...(block.isHead && endless !== undefined ? [counted] : []), ...statements, end(block.end)];
			return `${labelOf(number)}: skip; ${all.join("; ")}`;
		});
		const begin = [
			`${OUTCOME} = 0; ${ROUNDS} = 0`,
			...written.map((cell) => `${savedName(cell)} = ${this.model.cells[cell]}`),
			...temporaries.map((temporary) => `${this.temporary(temporary)} = 0`),
		];
		const done = [...locations].map((location) => `:: ${OUTCOME} == ${location + 1} -> goto ${label(location)}`);
		const last = [`${name}_back: skip`, ...restored, `${name}_end: skip`];
		const step = `d_step { ${[...begin, `goto ${labelOf(0)}`, ...texts, ...last].join("; ")} }`;
		return `atomic { ${this.expression(guard)} -> ${step}; if ${done.join(" ")} :: else -> goto ${here} fi }`;
	}

	private violation({ guard, cases }: Violation): string {
		return `d_step { ${this.expression(guard)} -> ${this.report(cases)} }`;
	}

	private report(cases: Violation["cases"]): string {
		const { failures } = this.model;
		if (cases.length === 1) return `assert(${failures[cases[0].failure]})`;
		return `if ${cases.map(({ guard, failure }) => `:: ${this.expression(guard)} -> assert(${failures[failure]})`).join(" ")} fi`;
	}

	private statements(effect: readonly Effect[]): readonly string[] {
		const write = (statement: Effect): string => {
			switch (statement.kind) {
				case "set":
					return `${this.temporary(statement.temporary)} = ${this.expression(statement.value)}`;
				case "store":
					return `${this.model.cells[statement.cell]} = ${this.expression(statement.value)}`;
				case "storeElement": {
					const index = this.expression(statement.index);
					const value = this.expression(statement.value);
					const options = statement.cells.map(
						(cell, position) => `:: ${index} == ${number(position + statement.base)} -> ${this.model.cells[cell]} = ${value}`,
					);
					return `if ${options.join(" ")} fi`;
				}
				case "if": {
					const then = this.block(statement.then);
					return `if :: ${this.expression(statement.condition)} -> ${then} :: else -> ${this.block(statement.otherwise)} fi`;
				}
			}
		};
		return effect.map(write);
	}

	private block(effect: readonly Effect[]): string {
		return effect.length === 0 ? "skip" : this.statements(effect).join("; ");
	}

	private temporary(index: number): string {
		const name = `temporary_${index}`;
		this.temporaries.add(name);
		return name;
	}

	/** A process that asserts the properties. It never goes anywhere, so that it makes no states. */
	private monitor(): readonly string[] {
		const { properties, lanes } = this.model;
		const done = lanes.flatMap(({ kind, name }) => (kind === "task" ? [`${name}@${DONE}`] : []));
		const options = properties.flatMap(({ when, violations }) =>
			violations.map((violation) =>
				when === "always"
					? this.violation(violation)
					: `atomic { ${["timeout", ...done, this.expression(violation.guard)].join(" && ")} -> ${this.report(violation.cases)} }`,
			),
		);
		if (options.length === 0) return [];
		return ["", "active proctype properties() {", "end_properties:", "\tdo", ...options.map((option) => `\t:: ${option}`), "\tod", "}"];
	}

	private expression(operand: Operand): string {
		switch (operand.kind) {
			case "constant":
				return number(operand.value);
			case "cell":
				if (this.model.system.cells[operand.cell].role === "location") throw new Error("a location is read");
				return this.model.cells[operand.cell];
			case "temporary":
				return this.temporary(operand.temporary);
			case "element": {
				const choose = (condition: string, then: string, otherwise: string): string => `(${condition} -> ${then} : ${otherwise})`;
				return elementByHalves(operand, this.expression(operand.index), (part) => this.expression(part), "==", choose);
			}
			case "unary":
				return `${operand.operator}(${this.expression(operand.operand)})`;
			case "conditional":
				return `(${this.expression(operand.condition)} -> ${this.expression(operand.then)} : ${this.expression(operand.otherwise)})`;
			case "binary": {
				const { operator, left, right } = operand;
				return arithmetic(operator, this.expression(left), this.expression(right), intervalIn(this.model.system, right));
			}
		}
	}
}

const DONE = "end_done";

/** No name of a model ends like these. */
const OUTCOME = "outcome_";
const ROUNDS = "rounds_";

function savedName(cell: number): string {
	return `saved_${cell}_`;
}

/** `left operator right` with a value wherever the operator of Raceline has one and C's has none. */
function arithmetic(operator: BinaryOperator, left: string, right: string, divisor: Interval): string {
	switch (operator) {
		case "/":
		case "%": {
			const plain = `(${left} ${operator} ${right})`;
			if (divisor.low > 0 || divisor.high < -1) return plain;
			return `(${right} == 0 -> 0 : (${right} == -1 -> ${operator === "/" ? `(0 - ${left})` : "0"} : ${plain}))`;
		}
		case "<<":
		case ">>":
			return divisor.low >= 0 && divisor.high <= 31 ? `(${left} ${operator} ${right})` : `(${left} ${operator} (${right} & 31))`;
		default:
			return `(${left} ${operator} ${right})`;
	}
}

function number(value: number): string {
	if (value === -(2 ** 31)) return "(-2147483647 - 1)";
	return value < 0 ? `(${value})` : `${value}`;
}

function lines(list: readonly string[]): string {
	return list.map((line) => `${line}\n`).join("");
}
