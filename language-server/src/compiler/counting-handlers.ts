/**
 * What handlers count that come any number of times, and tasks that objects start, such as kernel threads, which may go
 * round as often: it leaves every range in the end, which is a bound of the model.
 */
import { type AnchoredSpan, spanOf } from "../base/span";
import { binary, constant, isConstant, visitOperand } from "../system/operand";
import { countedOut, type Operand } from "../system/transition-system";
import type { Slot } from "./heap-objects";
import type { GraphBlock } from "./lane-graph";
import { StepWriter } from "./step-writer";

export abstract class CountingHandlers extends StepWriter {
	/** Whether this is the code of a handler, or of a task that objects start, that comes any number of times. */
	protected comesAgain = false;
	/** From which cells what registers hold has been made, in code that comes again. */
	private readonly sources = new Map<number, ReadonlySet<number>>();

	/**
	 * A handler that comes any number of times counts a variable out of whatever range it has. That is no error of what
	 * is modelled: what would follow is not known. Gives the value that is written.
	 */
	protected boundCounting(value: Operand, slots: readonly Slot[], high: number, node: AnchoredSpan): Operand {
		if (!this.comesAgain || this.interval(value).high <= high || !this.isMadeOf(value, slots)) return value;
		const kept = this.keep(value, "value", { kind: "int" });
		const [{ object, label }] = slots;
		const named = object ? `${object.struct.name}.${label}` : label;
		const parts = [`${named} is counted out of its range`];
		const failure = this.lowering.failures.add(countedOut(named), parts, spanOf(node), { at: this.originOf(node) });
		this.emit({ kind: "check", value: binary("<=", kept, constant(high)), failure, witness: [] });
		return kept;
	}

	/** Whether a value has been made of what one of some variables held. */
	private isMadeOf(value: Operand, slots: readonly Slot[]): boolean {
		const sources = this.sourcesOf(value);
		return slots.some(({ index }) => sources.has(index));
	}

	/** The cells that a value has been made of. */
	private sourcesOf(value: Operand): ReadonlySet<number> {
		const found = new Set<number>();
		visitOperand(value, (leaf) => {
			if (leaf.kind === "cell") found.add(leaf.cell);
			else for (const cell of this.sources.get(leaf.temporary) ?? []) found.add(cell);
		});
		return found;
	}

	/** Notes that a register holds what has been read from one of some variables. */
	protected setSources(register: number, slots: readonly Slot[]): void {
		if (this.comesAgain) this.sources.set(register, new Set(slots.map(({ index }) => index)));
	}

	/** Notes that a register may hold a value from now on. */
	protected noteSources(register: number, value: Operand): void {
		if (!this.comesAgain || isConstant(value)) return;
		const sources = this.sourcesOf(value);
		if (sources.size > 0) this.sources.set(register, new Set([...(this.sources.get(register) ?? []), ...sources]));
	}

	/** What is taken back and written again has the same registers for something else. */
	protected override newRegister(...register: Parameters<StepWriter["newRegister"]>): number {
		const number = super.newRegister(...register);
		this.sources.delete(number);
		return number;
	}

	protected override emit(instruction: GraphBlock["instructions"][number]): void {
		super.emit(instruction);
		if (instruction.kind === "set") this.noteSources(instruction.temporary, instruction.value);
	}
}
