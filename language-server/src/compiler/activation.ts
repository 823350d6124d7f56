/** What names stand for in a function that is being inlined, and what it needs to know of its callers. */
import type { AnchoredSpan } from "../base/span";
import type { AnySymbol, FileAnalysisKey, FunctionSymbol, StructSymbol } from "../semantics/symbols";
import type { Type } from "../semantics/types";
import type { CallExpression, CaseStatement, Expression, LabelStatement, Statement } from "../syntax/tree";
import { cellOperand, element, isConstant, temporary, ZERO } from "../system/operand";
import type { Scope, ValueType } from "../system/system-text";
import type { Operand } from "../system/transition-system";
import type { HeapObject, Slot, Storage } from "./heap-objects";
import type { GraphBlock } from "./lane-graph";
import { excerptAt } from "./source-words";

/** The object that a reference denotes, which must live whenever something in it is accessed. */
export interface Guard {
	/** Those that it may be, from number `base` on. */
	readonly objects: readonly HeapObject[];
	readonly base: number;
	readonly reference: Operand;
	readonly type: Type;
	/** How the reference is told, where that is not as one of the type. */
	readonly named?: ValueType;
}

/** A variable that can be read and written. */
export type LValue =
	| { readonly kind: "register"; readonly register: number; readonly type: Type }
	| { readonly kind: "slot"; readonly slot: Slot; readonly guard?: Guard | undefined; readonly dependent?: true | undefined }
	/** One of the slots, by an index that is known to be inside. */
	| {
			readonly kind: "slots";
			readonly slots: readonly Slot[];
			readonly base: number;
			readonly index: Operand;
			readonly type: Type;
			readonly guard?: Guard | undefined;
			/** Whether a reference that has been read says whose it is. */
			readonly dependent?: true | undefined;
	  }
	| { readonly kind: "registers"; readonly registers: readonly number[]; readonly index: Operand; readonly type: Type };

export type ArrayValue =
	/** The array of one object, or of whichever one `row` says. */
	| {
			readonly kind: "slots";
			readonly rows: readonly (readonly Slot[])[];
			readonly row: Operand;
			readonly element: Type;
			readonly guard?: Guard | undefined;
			readonly dependent?: true | undefined;
	  }
	| { readonly kind: "registers"; readonly registers: readonly number[]; readonly element: Type }
	/** The objects of `task NAME[n]`. */
	| { readonly kind: "operands"; readonly operands: readonly Operand[]; readonly element: Type };

/** What a name stands for in a function that is being inlined. */
export type Binding =
	| { readonly kind: "operand"; readonly operand: Operand }
	| { readonly kind: "lvalue"; readonly lvalue: LValue }
	| { readonly kind: "array"; readonly array: ArrayValue }
	/** A pointer that is set again, which `register` says where to; `shown` is what is found there. */
	| { readonly kind: "pointer"; readonly register: number; readonly target: Type; readonly shown: Operand };

/** An object on the stack of a block that the code is in, and those around it. */
export interface OnStack {
	/** Those of which it is one, by `reference`. */
	readonly objects: readonly HeapObject[];
	readonly reference: Operand;
	/** Whether it was declared within a step, as in an `atomic` block: there it ends in that step, too. */
	readonly isWithinStep: boolean;
	/** How deep in blocks it was declared. */
	readonly level: number;
	/** What is done where the block is left, of what is no object. */
	readonly cleanup?: Expression;
	readonly outer: OnStack | undefined;
}

export interface LoopTargets {
	readonly continueTo: GraphBlock;
	readonly breakTo: GraphBlock;
}

/** The same, with what is on the stack there. */
export interface Loop extends LoopTargets {
	readonly onContinue: OnStack | undefined;
	readonly onBreak: OnStack | undefined;
}

/** What is on the stack at a label: `onStack` once its place has been come to, and until then what `level` says. */
export interface LabelStack {
	readonly level: number;
	readonly isPassed: boolean;
	readonly onStack: OnStack | undefined;
}

/** Labels and cases, and what has gone to them. */
export class Labels {
	/** The blocks of those that are around. */
	readonly blocks = new Map<LabelStatement | CaseStatement, GraphBlock>();
	/** What is on the stack at labels. */
	readonly stacks = new Map<LabelStatement, LabelStack>();
	/** What has gone to them, and what was visible there. */
	readonly jumps: Jump[] = [];
}

export interface Jump {
	readonly from: GraphBlock;
	readonly to: GraphBlock;
	readonly visible: Scope | undefined;
}

export interface Caller {
	readonly activation: Activation;
	readonly function: FunctionSymbol;
	readonly arguments: ReadonlyMap<AnySymbol, Expression>;
}

/** A call by which a step is called that covers the function's whole body, `statement`. */
export interface WholeCall {
	readonly statement: Statement;
	readonly span: AnchoredSpan;
	readonly label: string;
	/** How many calls it is outside of the function, itself included. */
	readonly depth: number;
}

/** A function that is being inlined, or the task itself. */
export interface Activation {
	readonly bindings: Map<AnySymbol, Binding>;
	/** The structs that parameters stand for: of `void *`, and of sizes. */
	readonly structs: ReadonlyMap<AnySymbol, StructSymbol>;
	/** What is declared at the place that is being lowered. */
	visible: Scope | undefined;
	readonly file: FileAnalysisKey;
	/** What the function returns. */
	readonly type: Type;
	/** Where it returned so far, with what. */
	readonly returns: { readonly block: GraphBlock; readonly value: Operand | undefined }[];
	loop: Loop | undefined;
	/** What is on the stack of the function at the place that is being lowered, and how deep in blocks that is. */
	onStack: OnStack | undefined;
	level: number;
	/** What is known of labels and cases; most functions have none. */
	labels: Labels | undefined;
	/** What called the function, and what it gave for the parameters; undefined of the task itself. */
	readonly caller: Caller | undefined;
	/** For a function whose whole body is one statement: the call, by which a step that covers it is called. */
	wholeCall: WholeCall | undefined;
}

/** How many elements an array has. */
export function sizeOf(array: ArrayValue): number {
	if (array.kind === "slots") return array.rows[0].length;
	return array.kind === "registers" ? array.registers.length : array.operands.length;
}

export function storageBinding(storage: Storage): Binding {
	if (storage.kind === "single") return { kind: "lvalue", lvalue: { kind: "slot", slot: storage.slot } };
	return {
		kind: "array",
		array: { kind: "slots", rows: [storage.slots], row: ZERO, element: storage.slots[0].type },
	};
}

/**
 * The value of what a name stands for, or those of the elements of an array, of registers and slots; of an array of
 * which it is not known beforehand whose it is none.
 */
export function valuesOf(binding: Binding): readonly Operand[] {
	switch (binding.kind) {
		case "operand":
			return [binding.operand];
		case "lvalue":
			return [lvalueOf(binding.lvalue)];
		case "pointer":
			return [binding.shown];
		case "array":
			return elementsOf(binding.array);
	}
}

function lvalueOf(place: LValue): Operand {
	switch (place.kind) {
		case "register":
			return temporary(place.register);
		case "registers":
			return element(place.registers.map(temporary), 0, place.index);
		case "slot":
			return cellOperand(place.slot.index);
		case "slots":
			return element(place.slots.map(slotOperand), place.base, place.index);
	}
}

function elementsOf(array: ArrayValue): readonly Operand[] {
	switch (array.kind) {
		case "registers":
			return array.registers.map(temporary);
		case "operands":
			return array.operands;
		case "slots":
			return isConstant(array.row) ? (array.rows[array.row.value] ?? []).map(slotOperand) : [];
	}
}

function slotOperand({ index }: Slot): Operand {
	return cellOperand(index);
}

/**
 * How a step that covers the whole of a function is called: by the call, or by that around it when this call decides
 * whether that has more to do, as in `fn lock(l) { if (!try_lock(l)) wait_for(l); }`.
 */
export function wholeCallOf(call: CallExpression, { file, wholeCall }: Activation, span: AnchoredSpan): Omit<WholeCall, "statement"> {
	const around = wholeCall?.statement;
	const begins =
		around?.kind === "if" &&
		!around.otherwise &&
		(around.condition.kind === "unary" ? around.condition.operand : around.condition) === call;
	if (wholeCall && begins) return { span: wholeCall.span, label: wholeCall.label, depth: wholeCall.depth + 1 };
	return { span, label: excerptAt(call, file), depth: 1 };
}
