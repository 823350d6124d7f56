/**
 * Objects on the stack: `struct completion done;` in a task or function.
 *
 * Each declaration has objects of its own, once calls are inlined, like a place that makes objects (`lifetimes.ts`). An
 * object whose address is never written anywhere cannot be used behind its block, for what a callee is given is gone
 * before: then nothing has to be known of its life, and one object is enough for all rounds of a loop. That an address
 * is written shows in `mutable`, where the object's life then stands (`LValues.write`).
 */
import { t } from "../base/l10n";
import { type AnchoredSpan, spanOf } from "../base/span";
import type { StructSymbol, VariableSymbol } from "../semantics/symbols";
import type { Type } from "../semantics/types";
import type { Expression, VariableItem } from "../syntax/tree";
import { constant, isConstant, ZERO } from "../system/operand";
import type { Operand } from "../system/transition-system";
import type { OnStack } from "./activation";
import { type HeapObject, rootOf, slotsOf } from "./heap-objects";
import { FREED } from "./lives";
import { TypeStable } from "./type-stable";

export abstract class StackObjects extends TypeStable {
	/** Begins the life of what a declaration puts on the stack, one object or those of an array. */
	protected putOnStack(variable: VariableItem, symbol: VariableSymbol): void {
		const { type } = symbol;
		const element = type.kind === "array" ? type.element : type;
		if (element.kind !== "struct") return;
		const count = type.kind === "array" ? (type.size ?? 0) : 1;
		const operands = Array.from({ length: count }, () => this.onStack(variable, symbol, element));
		if (type.kind === "array") this.bind(symbol, { kind: "array", array: { kind: "operands", operands, element } });
		else this.bind(symbol, { kind: "operand", operand: operands[0] });
	}

	private onStack(variable: VariableItem, symbol: VariableSymbol, type: Type & { readonly kind: "struct" }): Operand {
		const { heap, mutable } = this.lowering;
		const { file, caller } = this.activation;
		if (!this.current) return ZERO;
		const struct = type.symbol;
		const pool = this.self && heap.pools.get(this.self)?.[this.graph.makes.length];
		this.graph.makes.push({
			struct,
			maker: variable,
			file,
			block: this.current,
			onStack: { name: symbol.name, frame: caller?.function.name },
		});
		// Where the place is not known yet all of this will be written again.
		const objects = pool?.maker === variable && pool.struct === struct ? pool.objects : [];
		const isLooked = mutable.has(heap.lookedMark(struct));
		const isTracked = objects.some(({ life }) => life && mutable.has(life.index));
		let reference: Operand;
		if (isTracked && (pool?.isRepeated || isLooked)) {
			this.ownBoundary(variable, t`${symbol.name} begins`);
			reference = this.take(struct, objects, variable);
		} else {
			const [object] = objects;
			reference = object ? constant(object.number) : this.take(struct, [], variable);
			if (pool?.isRepeated) this.reset(object, variable, symbol.name);
		}
		const { level, onStack: outer } = this.activation;
		this.activation.onStack = { objects, reference, isWithinStep: this.mode !== "steps", level, outer };
		return reference;
	}

	/** Gives the fields of an object that is used again the values that they begin with, where they change. */
	private reset(object: HeapObject, node: AnchoredSpan, name: string): void {
		const { heap, mutable } = this.lowering;
		const slots = heap.objects
			.filter((part) => rootOf(part) === object)
			.flatMap(({ fields }) => [...fields.values()].flatMap(slotsOf))
			.filter(({ index }) => mutable.has(index));
		if (slots.length === 0) return;
		this.ownBoundary(node, t`${name} begins`);
		const unwatched = this.findsRaces ? { access: { order: "unwatched" } as const } : {};
		for (const { index, value } of slots) this.emit({ kind: "store", cell: index, value: constant(value), ...unwatched });
	}

	/**
	 * Ends the lives of what is on the stack as far as it is not on that of `until`, in one step: code goes on where
	 * that is no more.
	 */
	protected leave(until: OnStack | undefined, node: AnchoredSpan): void {
		this.leaveWhere((one) => one !== until, node);
	}

	/** Has something be done where the block is left that the code is in. */
	protected leaveWith(cleanup: Expression): void {
		const { level, onStack: outer } = this.activation;
		const isWithinStep = this.mode !== "steps";
		this.activation.onStack = { objects: [], reference: ZERO, isWithinStep, level, cleanup, outer };
	}

	/** The same of what was declared deeper in blocks than `level` says. */
	protected leaveTo(level: number, node: AnchoredSpan): void {
		this.leaveWhere((one) => one.level > level, node);
	}

	/** From the inside out: of each block first what it has done where it is left, then the ends of its objects. */
	private leaveWhere(isLeft: (one: OnStack) => boolean, node: AnchoredSpan): void {
		const { onStack } = this.activation;
		if (onStack === undefined || !isLeft(onStack)) return;
		const { mutable } = this.lowering;
		let ending: OnStack[] = [];
		const end = (which: readonly OnStack[]): void => {
			// Who leaves an `atomic` block has left it when what stands around it ends.
			const [inner, outer] = [which.filter(this.endsHere), which.filter((one) => !this.endsHere(one))];
			this.end(inner, node);
			this.within("steps", () => this.end(outer, node));
		};
		for (let one: OnStack | undefined = onStack; one && isLeft(one) && this.current; one = one.outer) {
			const { cleanup, level, objects, outer } = one;
			if (cleanup === undefined) {
				if (objects.some(({ life }) => life && mutable.has(life.index))) ending.push(one);
				continue;
			}
			end(ending.filter((other) => other.level > level));
			ending = ending.filter((other) => other.level <= level);
			// What it does is not left itself.
			this.activation.onStack = outer;
			if (this.endsHere(one)) this.value(cleanup);
			else this.within("steps", () => this.value(cleanup));
		}
		this.activation.onStack = onStack;
		if (this.current) end(ending);
	}

	/** Whether what stands in a block is still done in the step that the code is in. */
	private readonly endsHere = ({ isWithinStep }: OnStack): boolean => isWithinStep || this.mode === "steps";

	private end(ending: readonly OnStack[], node: AnchoredSpan): void {
		if (ending.length === 0) return;
		const { heap, mutable } = this.lowering;
		const names = ending.map(({ objects }) => objects[0].onStack?.name).reverse();
		this.ownBoundary(node, `${names.join(", ")} ${names.length === 1 ? "ends" : "end"}`);
		for (const { objects, reference } of ending) {
			for (const struct of heap.structsWithin(objects)) mutable.add(heap.freedMark(struct));
			const cells = objects.flatMap(({ life }) => life?.index ?? []);
			for (const cell of cells) mutable.add(cell);
			const base = objects[0].number;
			if (isConstant(reference)) this.emit({ kind: "store", cell: cells[reference.value - base], value: constant(FREED) });
			else this.emit({ kind: "storeElement", cells, base, index: reference, value: constant(FREED) });
		}
	}

	/**
	 * Notes that a function, or a block that has a value, may give back the address of what is on its own stack: of
	 * what is there as far as it is not on that of `until`.
	 */
	protected noteReturned(value: Operand, struct: StructSymbol | undefined, until?: OnStack): void {
		if (struct === undefined) return;
		const { low, high } = this.interval(value);
		for (let one = this.activation.onStack; one && one !== until; one = one.outer) {
			for (const object of this.lowering.heap.objects) {
				const root = rootOf(object);
				if (!root.life || !one.objects.includes(root) || object.number < low || object.number > high) continue;
				if (struct === object.struct) this.lowering.mutable.add(root.life.index);
			}
		}
	}

	/** A step that nothing in the text says as such. */
	private ownBoundary(node: AnchoredSpan, label: string): void {
		this.boundary("write", node);
		if (this.mode === "steps" && this.current?.boundary) this.current.boundary = { ...this.current.boundary, label, span: spanOf(node) };
	}
}
