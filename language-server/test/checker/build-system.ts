/** Builds transition systems by hand, the way a test reads best: names, cells and steps, without places in a text. */
import type { BinaryOperator } from "../../src/base/arithmetic";
import { binary, cellOperand, constant, unary } from "../../src/system/operand";
import type {
	BasicBlock,
	Cell,
	Code,
	Failure,
	Instruction,
	Lane,
	Operand,
	StateProperty,
	Step,
	TransitionSystem,
} from "../../src/system/transition-system";
import { plainText, remember } from "../named";

/** A number, or what is computed. */
export type Value = number | Operand;
/** An operand that is a cell, and can be written. */
export type CellOperand = Extract<Operand, { kind: "cell" }>;

export function operand(value: Value): Operand {
	return typeof value === "number" ? constant(value) : value;
}

export function op(left: Value, operator: BinaryOperator, right: Value): Operand {
	return binary(operator, operand(left), operand(right));
}

export function not(value: Value): Operand {
	return unary("!", operand(value));
}

export function store(cell: CellOperand, value: Value, failure?: number): Instruction {
	return { kind: "store", cell: cell.cell, value: operand(value), ...(failure === undefined ? {} : { failure }) };
}

export function assertion(value: Value, failure: number, ...witness: Value[]): Instruction {
	return { kind: "assert", value: operand(value), failure, witness: witness.map(operand) };
}

export function check(value: Value, failure: number, ...witness: Value[]): Instruction {
	return { kind: "check", value: operand(value), failure, witness: witness.map(operand) };
}

export function code(blocks: readonly BasicBlock[], temporaries = 0): Code {
	return { temporaries, blocks };
}

/** Builds one lane, step by step. Unless said otherwise a step goes on to the one that is added after it. */
export class LaneBuilder {
	readonly steps: Step[] = [];

	constructor(
		private readonly system: SystemBuilder,
		readonly lane: number,
		readonly name: string,
		readonly kind: Lane["kind"],
		readonly locationCell: number,
	) {}

	/** A local variable. */
	local(name: string, min: number, max: number): CellOperand {
		return this.system.cell({ name, role: "local", lane: this.lane, min, max });
	}

	/** A step that does something, and is blocked where `when` does not hold. */
	step(
		instructions: readonly Instruction[],
		{ when, next, served }: { readonly when?: Operand; readonly next?: number; readonly served?: boolean } = {},
	): this {
		const end = { kind: "next", location: next ?? this.steps.length + 1 } as const;
		if (when === undefined) return this.code([{ instructions, end }]);
		return this.code([
			{ instructions: [], end: { kind: "branch", condition: when, then: 1, otherwise: 2 } },
			{ instructions, end },
			{ instructions: [], end: { kind: "blocked" } },
		]).serve(served ?? false);
	}

	/** A step that goes to one of two locations. */
	branch(condition: Operand, then: number, otherwise: number): this {
		return this.code([
			{ instructions: [], end: { kind: "branch", condition, then: 1, otherwise: 2 } },
			{ instructions: [], end: { kind: "next", location: then } },
			{ instructions: [], end: { kind: "next", location: otherwise } },
		]);
	}

	/** A step that goes any of several ways. */
	choose(ways: readonly { readonly instructions?: readonly Instruction[]; readonly next?: number }[]): this {
		const next = this.steps.length + 1;
		return this.code([
			{ instructions: [], end: { kind: "choose", blocks: ways.map((_, way) => way + 1) } },
			...ways.map((way): BasicBlock => ({ instructions: way.instructions ?? [], end: { kind: "next", location: way.next ?? next } })),
		]);
	}

	/** Makes the step that was added last strongly fair. */
	private serve(served: boolean): this {
		const last = this.steps.length - 1;
		if (served) this.steps[last] = { ...this.steps[last], served };
		return this;
	}

	code(blocks: readonly BasicBlock[], temporaries = 0, live: readonly number[] = []): this {
		this.steps.push({ code: code(blocks, temporaries), live });
		return this;
	}
}

export class SystemBuilder {
	private readonly cells: Cell[] = [];
	private readonly names: string[] = [];
	private readonly lanes: LaneBuilder[] = [];
	private readonly properties: StateProperty[] = [];
	private readonly failures: Failure[] = [];

	cell({ name, ...cell }: Pick<Cell, "role" | "lane" | "min" | "max"> & { readonly name: string; readonly initial?: number }): CellOperand {
		this.cells.push({ initial: Math.min(Math.max(0, cell.min), cell.max), ...cell });
		this.names.push(name);
		return cellOperand(this.cells.length - 1) as CellOperand;
	}

	shared(name: string, min: number, max: number, initial?: number): CellOperand {
		return this.cell({ name, role: "shared", lane: undefined, min, max, ...(initial === undefined ? {} : { initial }) });
	}

	lane(name: string, kind: Lane["kind"] = "task"): LaneBuilder {
		const lane = this.lanes.length;
		const { cell } = this.cell({ name, role: "location", lane, min: 0, max: 0 });
		const builder = new LaneBuilder(this, lane, name, kind, cell);
		this.lanes.push(builder);
		return builder;
	}

	/** A failure's index. */
	failure(property: string): number {
		return this.failures.push({ property }) - 1;
	}

	property(name: string, value: Value, when: StateProperty["when"] = "always", ...witness: Value[]): this {
		const blocks: BasicBlock[] = [{ instructions: [], end: { kind: "result", value: operand(value), witness: witness.map(operand) } }];
		this.properties.push({ when, code: code(blocks), failure: this.failure(name) });
		return this;
	}

	propertyCode(name: string, when: StateProperty["when"], propertyCode: Code): this {
		this.properties.push({ when, code: propertyCode, failure: this.failure(name) });
		return this;
	}

	build(): TransitionSystem {
		const done = new Map(this.lanes.map(({ locationCell, steps }) => [locationCell, steps.length]));
		const system: TransitionSystem = {
			cells: this.cells.map((cell, index) => ({ ...cell, max: done.get(index) ?? cell.max })),
			lanes: this.lanes.map(({ kind, locationCell, steps }): Lane => ({ kind, locationCell, start: 0, steps })),
			properties: this.properties,
			failures: this.failures,
		};
		const lanes = this.lanes.map(({ name }) => name);
		return remember({ system, text: plainText(system, this.names, lanes) });
	}
}
