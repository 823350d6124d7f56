/** Writes steps: where they begin and what they are called, what is visible there, and what goes wrong in them. */

import type { RunError } from "../base/run-errors";
import { type AnchoredSpan, samePlace, spanOf } from "../base/span";
import type { AnySymbol, FileAnalysisKey, Type } from "../semantics/symbols";
import { VOID } from "../semantics/types";
import { cellOperand, isConstant, ONE, visitOperand, ZERO } from "../system/operand";
import type { Access, Scope } from "../system/system-text";
import type { Accessing, Operand } from "../system/transition-system";
import { findsDataRaces, type Marked } from "./accesses";
import { type Activation, type Binding, valuesOf } from "./activation";
import { CompileFailure } from "./compile-failure";
import { GraphWriter } from "./graph-writer";
import type { HeapObject, Slot } from "./heap-objects";
import type { Boundary, GraphBlock } from "./lane-graph";
import type { Lowering } from "./lowering";
import { excerptAt, type Message } from "./source-words";

/**
 * `steps`: each shared access begins a step. `atomic`: inside one. `pure`: only reading, at one moment. `judge`:
 * likewise, in a property, where a field of null reads as
 * 0. `peek`: likewise, in a message, where nothing is an error.
 */
export type Mode = "steps" | "atomic" | "pure" | "judge" | "peek";

export abstract class StepWriter extends GraphWriter {
	protected mode: Mode = "steps";
	/** The function that is being inlined, or the task itself. */
	protected activation: Activation;
	/** What is visible in each caller. */
	protected callers: readonly (Scope | undefined)[] = [];
	/** How many `served wait`s have been lowered. */
	protected servedWaits = 0;
	/** How many `idle wait`s. */
	protected idleWaits = 0;
	/** Whether data races are looked for. */
	protected readonly findsRaces: boolean;
	/** The access that is marked, where one is. */
	protected marked: Marked | undefined;
	/** What accesses are that are not marked, where the place says so. */
	protected unmarked: Accessing["order"] | undefined;

	/**
	 * `home` is the file of the task, property, guard or kind of handler, `named` its name there, and `self` the task's
	 * object.
	 */
	constructor(
		lowering: Lowering,
		protected home: FileAnalysisKey,
		named: AnchoredSpan,
		protected readonly self: HeapObject | undefined,
	) {
		super(lowering, named);
		this.findsRaces = findsDataRaces(lowering);
		this.activation = {
			bindings: new Map(),
			structs: new Map(),
			visible: undefined,
			file: home,
			type: VOID,
			returns: [],
			loop: undefined,
			onStack: undefined,
			level: 0,
			labels: undefined,
			caller: undefined,
			wholeCall: undefined,
		};
	}

	protected within(mode: Mode, body: () => void): void {
		const outer = this.mode;
		this.mode = mode;
		body();
		this.mode = outer;
	}

	/** Runs `body` with an access marked, or with another meaning of those that are not. */
	protected marking<T>({ marked, unmarked }: { readonly marked?: Marked; readonly unmarked?: Accessing["order"] }, body: () => T): T {
		const outer = { marked: this.marked, unmarked: this.unmarked };
		if (marked) this.marked = marked;
		if (unmarked) this.unmarked = unmarked;
		const result = body();
		Object.assign(this, outer);
		return result;
	}

	/** How the access at a node is made; undefined where nobody asks for that. */
	protected accessAt(
		node: AnchoredSpan,
		slots: readonly Pick<Slot, "type" | "racy">[],
		dependent: true | undefined,
	): Accessing | undefined {
		if (!this.findsRaces) return undefined;
		const own = this.marked?.node === node ? this.marked.order : (this.unmarked ?? (this.mode === "steps" ? "plain" : "ordered"));
		const order = own === "plain" && slots.every(({ racy }) => racy) ? "relaxed" : own;
		const markedWhere = order === "plain" ? this.regionIsOpen() : undefined;
		return {
			order,
			...(dependent && { dependent }),
			...(slots[0]?.type.kind === "struct" && { reference: true as const }),
			...(markedWhere && { markedWhere }),
		};
	}

	/** Whether plain accesses count as marked here, of a task that somewhere says so. */
	private regionIsOpen(): Operand | undefined {
		const { region } = this.self ?? {};
		return region && this.lowering.mutable.has(region.index) ? cellOperand(region.index) : undefined;
	}

	/** Whether a field of null reads as 0 or null here. */
	protected get readsNull(): boolean {
		return this.mode === "judge" || this.mode === "peek";
	}

	/** Begins a step at this place when accesses are steps here. */
	protected boundary(access: Access, node: AnchoredSpan): void {
		if (this.mode !== "steps" || !this.current) return;
		this.startBlock().boundary = this.boundaryAt(access, node);
	}

	protected boundaryAt(access: Access, node: AnchoredSpan, labelSpan: AnchoredSpan = node): Boundary {
		const { file, wholeCall } = this.activation;
		if (wholeCall && samePlace(wholeCall.statement, node)) {
			const { label, span, depth } = wholeCall;
			return { access, label, span, stack: this.stack.slice(0, -depth), scopes: this.callers.slice(0, this.callers.length - depth + 1) };
		}
		const scopes = [...this.callers, this.activation.visible];
		return { access, label: excerptAt(labelSpan, file), span: spanOf(node), stack: this.stack, scopes };
	}

	/** Adds code that runs as one step; when it turns out to touch nothing shared it joins the step before. */
	protected oneStep(access: Access, node: AnchoredSpan, labelSpan: AnchoredSpan, body: () => void, mode: Mode): void {
		const first = this.startBlock();
		const { servedWaits, idleWaits } = this;
		this.within(mode, body);
		const touches = this.graph.blocks.slice(first.index).some((block) => {
			if (block.end?.kind === "choose" || block.end?.kind === "blocked") return true;
			const readsCell = (operand: Operand): boolean => {
				let found = false;
				visitOperand(operand, (leaf) => {
					this.work();
					found ||= leaf.kind === "cell";
				});
				return found;
			};
			if (block.end?.kind === "branch" && readsCell(block.end.condition)) return true;
			// An error, too, makes the block a step of its own: what stands before it must be seen without it.
			return block.instructions.some(
				({ kind, value }) => kind === "store" || kind === "storeElement" || kind === "check" || readsCell(value),
			);
		});
		if (!touches && !hasCircle(first)) return;
		first.boundary = {
			...this.boundaryAt(access, node, labelSpan),
			...(this.servedWaits > servedWaits && { served: true }),
			...(this.idleWaits > idleWaits && { idle: true }),
		};
	}

	/** Gives a name its meaning in the function that is being inlined. */
	protected bind(symbol: AnySymbol, binding: Binding): void {
		this.activation.bindings.set(symbol, binding);
		this.declare(symbol, binding);
	}

	/** Notes that a variable is visible from here on, and what it stands for. */
	protected declare(symbol: AnySymbol, binding: Binding): void {
		if (symbol.kind !== "variable") return;
		const { name, span } = symbol;
		const struct = symbol.type.kind === "any" ? this.activation.structs.get(symbol) : undefined;
		const type: Type = struct ? { kind: "struct", symbol: struct } : symbol.type;
		const values = valuesOf(binding);
		this.work(values.length);
		const variable = this.graph.declarations.push({ name, span, type, values }) - 1;
		this.activation.visible = { variable, outer: this.activation.visible };
	}

	protected fail(span: AnchoredSpan, code: string, message: string): never {
		throw new CompileFailure(spanOf(span), code, message);
	}

	/**
	 * Ends the run with an error where `value` is 0. In code whose accesses are steps that is a step of its own, so
	 * that what was done before can be seen by others, and a run without errors is what it would be without the check.
	 * `problem` says what is wrong with `node`.
	 */
	protected check(value: Operand, error: RunError, problem: () => Message, node: AnchoredSpan): void {
		if (!this.current || this.mode === "peek" || (isConstant(value) && value.value !== 0)) return;
		const { parts, witness } = problem();
		const failure = this.lowering.failures.add(error, parts, spanOf(node), this.errorAt(node));
		if (this.mode !== "steps") {
			this.emit({ kind: "check", value, failure, witness });
			// What follows an error that is certain is never come to.
			if (isConstant(value) && this.mode === "judge") this.endBlock({ kind: "result", value: ONE, witness: [] });
			else if (isConstant(value)) this.current = undefined;
			return;
		}
		const fails = this.newBlock();
		fails.boundary = { ...this.boundaryAt("local", node), error: true };
		fails.instructions.push({ kind: "check", value: ZERO, failure, witness });
		const goesOn = this.newBlock();
		this.endBlock(
			isConstant(value) ? { kind: "goto", block: fails } : { kind: "branch", condition: value, then: goesOn, otherwise: fails },
		);
		this.goOnAt(goesOn);
	}

	/**
	 * Ends the run with an error where `value` is 0, as part of the step that is being written: of what others can
	 * change and what that step goes on to rely on.
	 */
	protected checkHere(value: Operand, error: RunError, { parts, witness }: Message, node: AnchoredSpan): void {
		if (!this.current || this.mode === "peek" || (isConstant(value) && value.value !== 0)) return;
		const failure = this.lowering.failures.add(error, parts, spanOf(node), this.errorAt(node));
		this.emit({ kind: "check", value, failure, witness });
	}

	/** Where the outermost function's own text leads to a place: its call, or the place itself. */
	protected originOf(node: AnchoredSpan): AnchoredSpan {
		return this.stack[0]?.span ?? spanOf(node);
	}

	/** Where an error is made, for those who read the outermost function. */
	protected errorAt(node: AnchoredSpan): { readonly at: AnchoredSpan; readonly about: string } {
		const at = this.originOf(node);
		return { at, about: excerptAt(at, this.home) };
	}
}

/** Whether what comes behind a block goes round somewhere, as far as it is new. Depth first, with a path of its own. */
function hasCircle(first: GraphBlock): boolean {
	const newer = (block: GraphBlock) => block.successors().filter(({ index }) => index >= first.index);
	const done = new Set<GraphBlock>();
	const onPath = new Set([first]);
	const path = [{ block: first, next: newer(first).values() }];
	while (path.length > 0) {
		const { block, next } = path[path.length - 1];
		const { done: isLast, value } = next.next();
		if (isLast) {
			path.pop();
			onPath.delete(block);
			done.add(block);
		} else if (onPath.has(value)) return true;
		else if (!done.has(value)) {
			onPath.add(value);
			path.push({ block: value, next: newer(value).values() });
		}
	}
	return false;
}
