/**
 * Lowers the code of a task to its graph: calls are inlined and specialised on what is constant, loops over objects
 * unrolled, statements cut into steps of one shared access each.
 *
 * What no step writes is constant: `mutable` says which slots some step writes. It is found by lowering everything
 * again until nothing new is written, beginning with nothing; at that fixed point every slot outside `mutable` keeps
 * its initial value.
 */
import { sentence, t } from "../base/l10n";
import { spanOf } from "../base/span";
import { cpuField } from "../semantics/handlers";
import { allFiles } from "../semantics/program";
import type { FileAnalysisKey, HandlerSymbol, PropertySymbol, TaskSymbol } from "../semantics/symbols";
import type { handlerEntries } from "../syntax/grammar-table";
import type { Block, Expression, TaskItem } from "../syntax/tree";
import { binary, constant, isConstant, ONE, truth, ZERO } from "../system/operand";
import type { FailureText } from "../system/system-text";
import type { Operand } from "../system/transition-system";
import type { HeapLane } from "./heap";
import { type HeapObject, rootOf, type Storage, slotsOf } from "./heap-objects";
import type { GraphBlock, LaneGraph } from "./lane-graph";
import { UNUSED } from "./lives";
import type { Lowering } from "./lowering";
import { seenOf } from "./source-words";
import { Statements } from "./statements";

/**
 * The graph of a task, device or handler; without one, of what draws the initial values that the set-up leaves to
 * chance. Yields between the statements of a body.
 */
export function* lowerLane(
	lowering: Lowering,
	{ task, self, object }: Pick<HeapLane, "self"> & Partial<HeapLane>,
): Generator<void, LaneGraph> {
	if (task === undefined) return lowerChances(lowering, self);
	return yield* new Lowerer(lowering, task.file, task.span, self).lane(task, object);
}

function lowerChances(lowering: Lowering, self: HeapObject): LaneGraph {
	const [first] = lowering.heap.chances?.all ?? [];
	if (first === undefined) throw new Error("nothing is left to chance");
	return new Lowerer(lowering, first.file, spanOf(first.value), self).draw();
}

/** Whether a task that a file declares can begin for an object, by what is known to be written. */
export function canBegin(lowering: Lowering, task: TaskSymbol, object: HeapObject): boolean {
	return new Lowerer(lowering, task.file, task.span, undefined).canBegin(task, object);
}

/** The graph of a property's condition, ending in `result`; undefined when it always holds. */
export function lowerProperty(
	lowering: Lowering,
	property: PropertySymbol,
): { readonly graph: LaneGraph; readonly failure: number } | undefined {
	return new Lowerer(lowering, property.file, property.span, undefined).property(property);
}

/**
 * How many statements of a body belong to the step with which it begins: a block that is one step, behind its
 * variables.
 */
function lengthOfBeginning({ statements }: Block): number {
	const first = statements.findIndex((statement) => statement.kind !== "local" || statement.variable.value !== undefined);
	return statements[first]?.kind === "atomic" ? first + 1 : 0;
}

const NOWHERE: Storage = { kind: "array", slots: [] };

class Lowerer extends Statements {
	*lane(task: TaskSymbol, object: HeapObject | undefined): Generator<void, LaneGraph> {
		const { chances } = this.lowering.heap;
		this.graph.guard = this.guard();
		if (chances) this.graph.startGuard = this.slotValue(chances.drawn);
		const { handler, node } = task;
		this.enterLabels(node.body);
		this.comesAgain = (handler !== undefined || object !== undefined) && !node.once;
		const idle = object ? this.begins(task, object) : handler && this.comes(handler, node);
		yield* this.sequenceInSlices(object ? node.body.statements.slice(lengthOfBeginning(node.body)) : node.body.statements);
		this.leave(undefined, { ...spanOf(node.body), from: node.body.to - 1 });
		if (object && node.flavor === "task" && !node.daemon) this.graph.idle = idle;
		const { returns } = this.activation;
		if (idle) {
			const leaves = this.newBlock();
			for (const block of [this.current, ...returns.map((end) => end.block)]) {
				this.current = block;
				this.endBlock({ kind: "goto", block: leaves });
			}
			this.goOnAt(leaves);
			if (handler) this.entry(handler, "exit");
			if (node.once) this.noteEnd();
			this.endBlock(node.once ? { kind: "done" } : { kind: "goto", block: idle });
			return this.graph;
		}
		const ends = node.flavor === "task" ? this.kindOfTasks() : undefined;
		if (this.isAskedForEnd || ends) this.joinReturns();
		const exit = ends && this.current ? this.startBlock() : undefined;
		if (ends && this.current) this.entry(ends, "exit");
		this.noteEnd(true, () => ends && exit && this.goBack(ends, exit));
		if (this.current) this.current.end = { kind: "done" };
		for (const { block } of returns) if (!block.end) block.end = { kind: "done" };
		return this.graph;
	}

	/** Whether somebody asks whether this task has ended. */
	private get isAskedForEnd(): boolean {
		const { ended } = this.self ?? {};
		return ended !== undefined && this.lowering.mutable.has(ended.index);
	}

	/** Brings all that returns from the task to one place. */
	private joinReturns(): void {
		const end = this.newBlock();
		for (const block of [this.current, ...this.activation.returns.map((one) => one.block)]) {
			this.current = block;
			this.endBlock({ kind: "goto", block: end });
		}
		this.goOnAt(end);
	}

	/** In the step in which a task ends: goes back to what is done then where there is more to do. */
	private goBack(ends: HandlerSymbol, exit: GraphBlock): void {
		let hasMore: Operand = ZERO;
		this.within("atomic", () => {
			hasMore = truth(this.entry(ends, "again"));
		});
		if (isConstant(hasMore) && hasMore.value === 0) return;
		const done = this.newBlock();
		this.endBlock({ kind: "branch", condition: hasMore, then: exit, otherwise: done });
		this.goOnAt(done);
	}

	/** Says that the task has ended where somebody asks for that: in a step of its own, or in the one before. */
	private noteEnd(ownStep = true, before?: () => void): void {
		const { ended } = this.self ?? {};
		if (ended === undefined || !this.isAskedForEnd || !this.current) return;
		const { named } = this;
		if (ownStep) {
			const { label, ...boundary } = this.boundaryAt("write", named);
			this.startBlock().boundary = { ...boundary, label: t`${label} ends` };
			before?.();
		}
		const access = this.marking({ marked: { node: named, order: "release" } }, () => this.accessAt(named, [ended], undefined));
		this.emit({ kind: "store", cell: ended.index, value: ONE, ...(access && { access }) });
	}

	/**
	 * The step in which a handler comes, or will come no more. That it need not come is what this says without anybody
	 * knowing handlers; that it does not come for ever the step says besides.
	 */
	private comes(handler: HandlerSymbol, node: TaskItem): GraphBlock {
		const head = { ...spanOf(node.handler ?? node.name), to: (node.on ?? node.name).to };
		const idle = this.startBlock();
		const { label, ...boundary } = this.boundaryAt("choose", head);
		idle.boundary = { ...boundary, label, ending: t`${label} comes no more`, finite: true, unguarded: true };
		const comes = this.newBlock();
		const stays = this.newBlock();
		this.endBlock({ kind: "choose", blocks: [comes, stays] });
		this.current = stays;
		this.noteEnd(false);
		this.endBlock({ kind: "done" });
		this.current = comes;
		this.within("atomic", () => this.entry(handler, "enter"));
		return idle;
	}

	/** One step, in which each variable whose initial value is left to chance gets one, in the order of the set-up. */
	draw(): LaneGraph {
		const { chances } = this.lowering.heap;
		const { graph, named } = this;
		if (!chances) return graph;
		this.startBlock().boundary = { ...this.boundaryAt("choose", named), label: "initial values" };
		this.within("atomic", () => {
			for (const { slot, value, file } of chances.all) {
				const chosen = this.elsewhere(file, () => this.valueFor(value, slot.type));
				this.write({ kind: "slot", slot }, chosen, value);
			}
			this.write({ kind: "slot", slot: chances.drawn }, ONE, named);
		});
		this.endBlock({ kind: "done" });
		return graph;
	}

	canBegin(task: TaskSymbol, object: HeapObject): boolean {
		const begins = this.condition(task, object);
		return this.current !== undefined && !(isConstant(begins) && begins.value === 0);
	}

	/**
	 * When a task that a file declares begins for an object. That may have been freed by then: it is what the task does
	 * that is wrong then.
	 */
	private condition({ each, node }: TaskSymbol, object: HeapObject): Operand {
		if (each === undefined || node.each === undefined) return ZERO;
		const { condition } = node.each;
		this.bind(each.variable, { kind: "operand", operand: constant(object.number) });
		let holds: Operand = ZERO;
		this.within("peek", () => {
			holds = truth(this.value(condition));
		});
		if (isConstant(holds) && holds.value === 0) return ZERO;
		this.watch(object);
		const isMade = rootOf(object).life ? binary("!=", this.lifeOf(object), constant(UNUSED)) : ONE;
		return binary("&&", isMade, holds);
	}

	/**
	 * The step with which a task that a file declares begins: where its condition holds, with what its kind of handler
	 * does then, and with what its body begins with in one step.
	 */
	private begins(task: TaskSymbol, object: HeapObject): GraphBlock {
		const { handler, node, name } = task;
		const span = { ...spanOf(node.name), to: (node.on ?? node.each ?? node.name).to };
		const idle = this.startBlock();
		const condition = this.condition(task, object);
		const boundary = this.boundaryAt("wait", span);
		const goesOn = this.newBlock();
		const waits = this.newBlock();
		waits.end = { kind: "blocked" };
		if (isConstant(condition)) this.endBlock({ kind: "goto", block: condition.value === 0 ? waits : goesOn });
		else this.endBlock({ kind: "branch", condition, then: goesOn, otherwise: waits });
		this.goOnAt(goesOn);
		const served = this.servedWaits;
		this.within("atomic", () => {
			if (node.on) this.putOn(node.on);
			if (handler) this.entry(handler, "enter");
			for (const statement of node.body.statements.slice(0, lengthOfBeginning(node.body))) this.statement(statement);
		});
		const isServed = handler !== undefined || this.servedWaits > served;
		idle.boundary = { ...boundary, label: t`${name} begins`, ...(isServed && { served: true }), ...(handler && { unguarded: true }) };
		return idle;
	}

	/** Says where the task runs from now on. */
	private putOn(on: Expression): void {
		const { heap, mutable } = this.lowering;
		const { task, extensions } = heap.program;
		const field = cpuField(task, extensions.get(task));
		const value = this.value(on);
		for (const slot of slotsOf((field && this.self?.fields.get(field)) ?? NOWHERE)) {
			const isThere = isConstant(value) && value.value === slot.value && !mutable.has(slot.index);
			if (!isThere) this.write({ kind: "slot", slot }, value, on);
		}
	}

	/** What the model says of tasks, `handler task { exit: …; }`: what each does when it ends. */
	private kindOfTasks(): HandlerSymbol | undefined {
		return allFiles(this.lowering.heap.program)
			.flatMap(({ handlers }) => handlers)
			.find(({ name }) => name === "task");
	}

	/** What a kind of handler says that is done. */
	private entry({ node, file }: HandlerSymbol, which: (typeof handlerEntries)[number]): Operand {
		const entry = node.entries.find(({ name }) => name.text === which);
		return entry ? this.elsewhere(file, () => this.value(entry.value)) : ZERO;
	}

	/** What all guards say of this task; undefined where they always hold. */
	private guard(): Operand | undefined {
		let all: Operand = ONE;
		for (const { node, file } of allFiles(this.lowering.heap.program).flatMap(({ guards }) => guards)) {
			const before = this.current;
			const count = before?.instructions.length;
			this.within("pure", () => {
				all = binary("&&", all, truth(this.elsewhere(file, () => this.value(node.condition))));
			});
			if (this.current !== before || before?.instructions.length !== count)
				this.fail(node.condition, "not-an-expression", t`a guard is one expression, of functions that are one expression each`);
		}
		return isConstant(all) && all.value !== 0 ? undefined : all;
	}

	/** Code of another file, that is run with nothing of what is known here. */
	private elsewhere<T>(file: FileAnalysisKey, lower: () => T): T {
		const { activation: outer, home } = this;
		this.activation = { ...outer, bindings: new Map(), structs: new Map(), file, visible: undefined, wholeCall: undefined };
		this.home = file;
		const result = lower();
		this.activation = outer;
		this.home = home;
		return result;
	}

	/** Before the initial values have been drawn nothing is judged. */
	private judgeFromTheStart(): void {
		const { chances } = this.lowering.heap;
		const isDrawn = chances ? this.slotValue(chances.drawn) : ONE;
		if (isConstant(isDrawn)) {
			// Where nothing can be drawn nothing is judged at all.
			if (isDrawn.value === 0) this.endBlock({ kind: "result", value: ONE, witness: [] });
			return;
		}
		const [begins, waits] = [this.newBlock(), this.newBlock()];
		waits.end = { kind: "result", value: ONE, witness: [] };
		this.endBlock({ kind: "branch", condition: isDrawn, then: begins, otherwise: waits });
		this.current = begins;
	}

	property(property: PropertySymbol): { graph: LaneGraph; failure: number } | undefined {
		const { condition } = property.node;
		if (condition === undefined) return undefined;
		this.mode = "judge";
		this.judgeFromTheStart();
		let failure: number | undefined;
		const add = (message: FailureText["message"]): number =>
			this.lowering.failures.add(property.name, message, property.span, { seen: () => seenOf(property) });
		const prove = (expression: Expression): void => {
			if (!this.current) return;
			if (expression.kind === "quantifier" && expression.quantifier === "forall") {
				this.forEach(expression, (lives) => {
					if (!this.current || (isConstant(lives) && lives.value === 0)) return;
					if (isConstant(lives)) return prove(expression.body);
					const counts = this.newBlock();
					const goesOn = this.newBlock();
					this.endBlock({ kind: "branch", condition: lives, then: counts, otherwise: goesOn });
					this.goOnAt(counts);
					prove(expression.body);
					this.endBlock({ kind: "goto", block: goesOn });
					this.goOnAt(goesOn);
				});
				return;
			}
			const holds = this.value(expression);
			if (isConstant(holds) && holds.value !== 0) return;
			const fails = this.newBlock();
			const goesOn = this.newBlock();
			this.endBlock({ kind: "branch", condition: holds, then: goesOn, otherwise: fails });
			this.current = fails;
			const message = this.message(property.node.message, property.file, sentence`${{ verbatim: property.name }} fails`);
			failure = add(message.parts);
			this.endBlock({ kind: "result", value: ZERO, witness: message.witness });
			this.current = goesOn;
		};
		prove(condition);
		this.endBlock({ kind: "result", value: ONE, witness: [] });
		const canErr = this.graph.blocks.some(({ instructions }) => instructions.some(({ kind }) => kind === "check"));
		if (failure === undefined && !canErr) return undefined;
		return { graph: this.graph, failure: failure ?? add([]) };
	}
}
