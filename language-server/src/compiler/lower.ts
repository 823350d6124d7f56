/**
 * Lowers the code of a task to its graph: calls are inlined and specialised on what is constant, loops over objects
 * unrolled, statements cut into steps of one shared access each.
 *
 * What no step writes is constant: `mutable` says which slots some step writes. It is found by lowering everything again until
 * nothing new is written, beginning with nothing; at that fixed point every slot outside `mutable` keeps its initial value.
 */
import type { FileSpan, Span } from "../base/span";
import { bindArguments } from "../semantics/arguments";
import type { Configuration } from "../semantics/configuration";
import { GREATEST, isLeast, LEAST, NUMBERS } from "../semantics/constants";
import { parseDocumentation } from "../semantics/documentation";
import type { AnySymbol, BuiltinSymbol, FileAnalysisKey, FunctionSymbol, PropertySymbol, StructSymbol } from "../semantics/symbols";
import { isOpen, type Type, VOID } from "../semantics/types";
import type { CallExpression, Expression, ForStatement, QuantifierExpression, RangeNode, Statement, StringText } from "../syntax/tree";
import { children, type SyntaxNode } from "../syntax/walk";
import { fits, fitsNegated } from "../system/fits";
import {
	binary,
	cellOperand,
	conditional,
	constant,
	element,
	type Interval,
	intervalOf,
	isConstant,
	ONE,
	temporary,
	truth,
	unary,
	union,
	visitOperand,
	ZERO,
} from "../system/operand";
import {
	type BinaryOperator,
	type Failure,
	type Frame,
	GIVEN_UP,
	type Operand,
	type Step,
	type ValueType,
} from "../system/transition-system";
import type { Reads } from "./compile-memory";
import type { Effort } from "./effort";
import type { Failures } from "./failures";
import { defaultValue, type Heap, type HeapObject, type Slot, type Storage } from "./heap";
import { type Boundary, type GraphBlock, LaneGraph, type VisibleVariables } from "./lane-graph";

/** Something in the user's text that shows only when it is compiled; caught by `compile`. */
export class CompileFailure extends Error {
	constructor(
		readonly span: FileSpan,
		readonly code: string,
		message: string,
	) {
		super(message);
	}
}

/** The code of the problem that a scenario is too large to be compiled. */
export const TOO_LARGE = "scenario-too-large";

/** Says what is too large: a call of the function `name`, or a task or property. */
export function tooLarge({ limit, endedLate }: Effort, span: FileSpan, name?: string): CompileFailure {
	const what = name === undefined ? "this" : `this call of '${name}'`;
	const why = endedLate ? "compiling it takes longer than the limit on time" : `compiling it takes more than ${limit} steps`;
	return new CompileFailure(span, TOO_LARGE, `${what} is too large when its calls and loops are taken apart: ${why}`);
}

/** A set of slots, by their indices. */
export interface SlotSet {
	has(slot: number): boolean;
	add(slot: number): void;
}

/** What lowering one scenario shares between its lanes and properties. */
export interface Lowering {
	readonly heap: Heap;
	readonly configuration: Configuration;
	readonly failures: Failures;
	/** What may still be done. */
	readonly effort: Effort;
	/** Slots that some step writes, as far as is known: lowering a write adds its slot. */
	readonly mutable: SlotSet;
	/** What of the configuration decided something. */
	readonly reads: Reads;
	/** Statements that are left out. */
	readonly without: ReadonlySet<Statement>;
	/** Whether steps say which variables are visible, see `Step.variables`. */
	readonly variables: boolean;
}

/** What a block counts as, in steps of the compiler: it is kept, and gone through several times. */
const BLOCK_STEPS = 8;
/** How deep calls may be nested: each takes room on the stack of the host. */
const CALL_DEPTH = 200;
/** Loops over a constant range are unrolled up to this many rounds. */
const UNROLL_LIMIT = 64;

/** A variable that can be read and written. */
type Location =
	| { readonly kind: "register"; readonly register: number; readonly type: Type }
	| { readonly kind: "slot"; readonly slot: Slot }
	/** One of the slots, by an index that is known to be inside. */
	| { readonly kind: "slots"; readonly slots: readonly Slot[]; readonly base: number; readonly index: Operand; readonly type: Type }
	| { readonly kind: "registers"; readonly registers: readonly number[]; readonly index: Operand; readonly type: Type };

type ArrayValue =
	/** The array of one object, or of whichever one `row` says. */
	| { readonly kind: "slots"; readonly rows: readonly (readonly Slot[])[]; readonly row: Operand; readonly element: Type }
	| { readonly kind: "registers"; readonly registers: readonly number[]; readonly element: Type }
	/** The objects of `task NAME[n]`. */
	| { readonly kind: "operands"; readonly operands: readonly Operand[]; readonly element: Type };

/** What a name stands for in a function that is being inlined. */
type Binding =
	| { readonly kind: "operand"; readonly operand: Operand }
	| { readonly kind: "location"; readonly location: Location }
	| { readonly kind: "array"; readonly array: ArrayValue };

/**
 * `steps`: each shared access begins a step. `atomic`: inside one. `pure`: only reading, at one moment. `judge`: likewise, in a property, where a field of null reads as
 * 0. `peek`: likewise, in a message, where nothing is an error.
 */
type Mode = "steps" | "atomic" | "pure" | "judge" | "peek";

/** Of a range `A..B`. */
interface Ends {
	readonly low: Operand;
	readonly high: Operand;
}

interface LoopTargets {
	readonly continueTo: GraphBlock;
	readonly breakTo: GraphBlock;
}

interface Caller {
	readonly activation: Activation;
	readonly function: string;
	readonly arguments: ReadonlyMap<AnySymbol, Expression>;
}

/** A call by which a step is called that covers the function's whole body, `statement`. */
interface WholeCall {
	readonly statement: Statement;
	readonly span: FileSpan;
	readonly label: string;
	/** How many calls it is outside of the function, itself included. */
	readonly depth: number;
}

/** A function that is being inlined, or the task itself. */
interface Activation {
	readonly bindings: Map<AnySymbol, Binding>;
	/** What is declared at the place that is being lowered, kept only for those who ask for it. */
	visible: VisibleVariables | undefined;
	readonly file: FileAnalysisKey;
	/** What the function returns. */
	readonly type: Type;
	/** Where it returned so far, with what. */
	readonly returns: { readonly block: GraphBlock; readonly value: Operand | undefined }[];
	loop: LoopTargets | undefined;
	/** What called the function, and what it gave for the parameters; undefined of the task itself. */
	readonly caller: Caller | undefined;
	/** For a function whose whole body is one statement: the call, by which a step that covers it is called. */
	readonly wholeCall: WholeCall | undefined;
}

/** The graph of the task or device `name`; `self` is its object. Yields between the statements of its body. */
export function* lowerLane(
	lowering: Lowering,
	name: FileSpan,
	body: Statement,
	file: FileAnalysisKey,
	self: HeapObject,
): Generator<void, LaneGraph> {
	return yield* new Lowerer(lowering, file, name, self).lane(body);
}

/** The graph of a property's condition, ending in `result`; undefined when it always holds. */
export function lowerProperty(
	lowering: Lowering,
	property: PropertySymbol,
): { readonly graph: LaneGraph; readonly failure: number } | undefined {
	return new Lowerer(lowering, property.file, property.span, undefined).property(property);
}

class Lowerer {
	private readonly graph = new LaneGraph();
	/** Where code is added; undefined where nothing can be reached. */
	private current: GraphBlock | undefined;
	private mode: Mode = "steps";
	/** How many `served wait`s have been lowered. */
	private servedWaits = 0;
	private activation: Activation;
	private stack: readonly Frame[] = [];
	/** How many calls have been inlined. */
	private calls = 0;
	/** What is visible in each caller. */
	private callers: readonly (VisibleVariables | undefined)[] = [];
	/** How often the configuration was asked. */
	private decisions = 0;
	/** Whether nothing is reached here because of what the configuration says. */
	private endedByConfiguration = false;
	private readonly ownFiles: ReadonlySet<string>;
	/** The blocks that some block goes on to. */
	private readonly reached = new Set<GraphBlock>();

	/** The outermost of the calls that are being inlined, or the last one, and how many steps of the compiler had been taken before it. */
	private outermost: { readonly call: FileSpan; readonly name: string; readonly before: number } | undefined;

	/** `home` is the file of the task or property, `named` its name there. */
	constructor(
		private readonly lowering: Lowering,
		private readonly home: FileAnalysisKey,
		private readonly named: FileSpan,
		private readonly self: HeapObject | undefined,
	) {
		this.activation = {
			bindings: new Map(),
			visible: undefined,
			file: home,
			type: VOID,
			returns: [],
			loop: undefined,
			caller: undefined,
			wholeCall: undefined,
		};
		this.ownFiles = new Set(lowering.heap.program.files.map(({ uri }) => uri));
		this.current = this.newBlock();
	}

	*lane(body: Statement): Generator<void, LaneGraph> {
		for (const statement of body.kind === "block" ? body.statements : [body]) {
			this.statement(statement);
			yield;
		}
		if (this.current) this.current.end = { kind: "done" };
		for (const { block } of this.activation.returns) block.end = { kind: "done" };
		return this.graph;
	}

	property(property: PropertySymbol): { graph: LaneGraph; failure: number } | undefined {
		const { condition } = property.node;
		if (condition === undefined) return undefined;
		this.mode = "judge";
		let failure: number | undefined;
		const add = (message: Failure["message"]): number =>
			this.lowering.failures.add(property.name, message, property.span, { effect: () => effectOf(property) });
		const prove = (expression: Expression): void => {
			if (!this.current) return;
			if (expression.kind === "quantifier" && expression.quantifier === "forall") {
				this.forEach(expression, () => prove(expression.body));
				return;
			}
			const holds = this.value(expression);
			if (isConstant(holds) && holds.value !== 0) return;
			const fails = this.newBlock();
			const goesOn = this.newBlock();
			this.endBlock({ kind: "branch", condition: holds, then: goesOn, otherwise: fails });
			this.current = fails;
			const message = this.message(property.node.message, property.file, `${property.name} fails`);
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

	// --- blocks and steps ---

	private newBlock(): GraphBlock {
		this.work(BLOCK_STEPS);
		return this.graph.newBlock();
	}

	/** Counts steps of the compiler; ends it where there are too many. */
	private work(steps = 1): void {
		const { effort } = this.lowering;
		if (effort.take(steps)) return;
		const { outermost } = this;
		// Where no single call is the larger part of it the whole is too large.
		if (outermost && effort.taken - outermost.before > effort.taken / 2) throw tooLarge(effort, outermost.call, outermost.name);
		throw tooLarge(effort, this.named);
	}

	private endBlock(end: NonNullable<GraphBlock["end"]>): void {
		if (this.current) {
			this.current.end = end;
			for (const next of this.current.successors()) this.reached.add(next);
		}
		this.current = undefined;
	}

	/** Goes on in a block to which others may have jumped: where none did, nothing that follows can be reached. */
	private goOnAt(block: GraphBlock): void {
		this.current = this.reached.has(block) ? block : undefined;
	}

	/** Ends the current block with a jump to a new one, in which code goes on. */
	private startBlock(): GraphBlock {
		const block = this.newBlock();
		this.endBlock({ kind: "goto", block });
		this.current = block;
		return block;
	}

	/** Begins a step at this place when accesses are steps here. */
	private boundary(access: Step["access"], node: Span): void {
		if (this.mode !== "steps" || !this.current) return;
		this.startBlock().boundary = this.boundaryAt(access, node);
	}

	private boundaryAt(access: Step["access"], node: Span, labelSpan: Span = node): Boundary {
		const { file, wholeCall } = this.activation;
		if (wholeCall && wholeCall.statement.start === node.start && wholeCall.statement.end === node.end) {
			const { label, span, depth } = wholeCall;
			const scopes = this.lowering.variables && { scopes: this.callers.slice(0, this.callers.length - depth + 1) };
			return { access, label, span, stack: this.stack.slice(0, -depth), ...scopes };
		}
		const scopes = this.lowering.variables && { scopes: [...this.callers, this.activation.visible] };
		return { access, label: excerpt(file.text, labelSpan), span: spanIn(file, node), stack: this.stack, ...scopes };
	}

	/** Gives a name its meaning in the function that is being inlined. */
	private bind(symbol: AnySymbol, binding: Binding): void {
		this.activation.bindings.set(symbol, binding);
		this.declare(symbol, binding);
	}

	/** Makes a name visible for a debugger. Arrays count as one variable for each element. */
	private declare(symbol: AnySymbol, binding: Binding): void {
		if (!this.lowering.variables) return;
		const type = (of: Type | undefined) => this.lowering.heap.valueType(of ?? { kind: "error" });
		const add = (name: string, type: ValueType, operand: Operand) => {
			this.activation.visible = { name, type, operand, others: this.activation.visible };
		};
		const slotValue = ({ index, value }: Slot) => (this.lowering.mutable.has(index) ? cellOperand(index) : constant(value));
		if (binding.kind === "operand") add(symbol.name, type("type" in symbol ? symbol.type : undefined), binding.operand);
		else if (binding.kind === "location") {
			const { location } = binding;
			if (location.kind === "register") add(symbol.name, type(location.type), temporary(location.register));
			else if (location.kind === "registers")
				add(symbol.name, type(location.type), element(location.registers.map(temporary), 0, location.index));
			else if (location.kind === "slot") add(symbol.name, type(location.slot.type), slotValue(location.slot));
			else add(symbol.name, type(location.type), element(location.slots.map(slotValue), location.base, location.index));
		} else if (binding.array.kind === "registers") {
			const { registers, element } = binding.array;
			for (const [index, register] of registers.entries()) add(`${symbol.name}[${index}]`, type(element), temporary(register));
		}
	}

	private emit(instruction: GraphBlock["instructions"][number]): void {
		this.current?.instructions.push(instruction);
	}

	private interval(operand: Operand): Interval {
		return intervalOf(operand, (leaf) => {
			this.work();
			return leaf.kind === "cell"
				? this.lowering.heap.rangeOf(this.lowering.heap.slots[leaf.cell].type)
				: this.graph.registers[leaf.temporary].interval;
		});
	}

	/** A register of the function that is being inlined, or of one that it calls. */
	private newRegister(name: string, type: ValueType, interval: Interval, stable: boolean, stack = this.stack): number {
		return this.graph.newRegister({ name, type, interval, stable, calls: stack.map(({ call }) => call) });
	}

	/** Whether a field of null reads as 0 or null here. */
	private get readsNull(): boolean {
		return this.mode === "judge" || this.mode === "peek";
	}

	/** Keeps a value in a register that nothing changes. */
	private keep(value: Operand, name: string, type: ValueType, stack = this.stack): Operand {
		if (isConstant(value) || (value.kind === "temporary" && this.graph.registers[value.temporary].stable)) return value;
		const register = this.newRegister(name, type, this.interval(value), true, stack);
		this.emit({ kind: "set", temporary: register, value });
		return temporary(register);
	}

	/** A value that stays what it is while `next` is evaluated, which may call functions that change locals. */
	private settled(value: Operand, next: Expression): Operand {
		let changeable = false;
		visitOperand(value, (leaf) => {
			this.work();
			changeable ||= leaf.kind === "temporary" && !this.graph.registers[leaf.temporary].stable;
		});
		return changeable && containsCall(next) ? this.keep(value, "left", { kind: "int" }) : value;
	}

	private fail(span: Span, code: string, message: string): never {
		throw new CompileFailure(spanIn(this.activation.file, span), code, message);
	}

	/**
	 * Ends the run with an error where `value` is 0. In code whose accesses are steps that is a step of its own, so that what was done before can be
	 * seen by others, and a run without errors is what it would be without the check. `problem` says what is wrong with `node`.
	 */
	private check(value: Operand, property: string, problem: () => Message, node: Span): void {
		if (!this.current || this.mode === "peek" || (isConstant(value) && value.value !== 0)) return;
		const { parts, witness } = problem();
		const failure = this.lowering.failures.add(property, this.aboutError(node, parts), spanIn(this.activation.file, node), {
			at: this.placeOf(node),
		});
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

	/** Where the outermost function's own text leads to a place: its call, or the place itself. */
	private placeOf(node: Span): FileSpan {
		return this.stack[0]?.span ?? spanIn(this.activation.file, node);
	}

	/** A message that begins with what the outermost function says at that place. */
	private aboutError(node: Span, problem: Message["parts"]): Message["parts"] {
		const start = `\`${excerpt(this.home.text, this.placeOf(node))}\`: `;
		const [first, ...others] = problem;
		return typeof first === "string" ? [start + first, ...others] : [start, ...problem];
	}

	/**
	 * An expression in the words of whoever called: a parameter is what was given for it, as far as nothing assigns to it. A name that only
	 * a called function has comes with that function's name.
	 */
	private inCallersWords(expression: Expression): string {
		const strangers = new Set<string>();
		const write = (node: Expression, within: Pick<Activation, "file" | "caller">): string => {
			const { file, caller } = within;
			const inside = (part: Expression): string => {
				const text = write(part, within);
				return /^[\w.[\]]*$/.test(text) ? text : `(${text})`;
			};
			switch (node.kind) {
				case "name": {
					const symbol = file.names.get(node.name);
					if (symbol?.kind !== "variable" || caller === undefined) return node.name.text;
					const given = symbol.assigned ? undefined : caller.arguments.get(symbol);
					if (given !== undefined) return write(given, caller.activation);
					if (symbol.role !== "global" && symbol.role !== "scenario") strangers.add(caller.function);
					return node.name.text;
				}
				case "field":
					return `${inside(node.object)}.${node.name.text}`;
				case "index":
					return `${inside(node.array)}[${write(node.index, within)}]`;
				case "unary":
					if (node.operator === "*" || node.operator === "&") return write(node.operand, within);
			}
			return excerpt(file.text, node);
		};
		const text = write(expression, this.activation);
		return strangers.size === 0 ? `\`${text}\`` : `\`${text}\` in ${[...strangers].map((name) => `\`${name}\``).join(", ")}`;
	}

	// --- statements ---

	private statement(statement: Statement): void {
		this.work();
		if (this.lowering.without.has(statement)) return;
		if (!this.current) {
			if (this.endedByConfiguration) this.lowering.reads.leftOut.add(statement);
			return;
		}
		this.endedByConfiguration = false;
		if (this.ownFiles.has(this.activation.file.uri)) {
			this.lowering.reads.lowered.add(statement);
			this.current.statements.push(spanIn(this.activation.file, statement));
		}
		switch (statement.kind) {
			case "error":
				return;
			case "block": {
				const { visible } = this.activation;
				for (const inner of statement.statements) this.statement(inner);
				this.activation.visible = visible;
				return;
			}
			case "if":
				return this.ifStatement(statement);
			case "while":
				return this.whileStatement(statement);
			case "for":
				return this.forStatement(statement);
			case "break":
			case "continue": {
				const { loop } = this.activation;
				if (loop) this.endBlock({ kind: "goto", block: statement.kind === "break" ? loop.breakTo : loop.continueTo });
				return;
			}
			case "return": {
				const { type, returns } = this.activation;
				const value = statement.value && this.value(statement.value);
				if (statement.value && value && !isOpen(type)) this.checkRange(value, type, statement.value);
				if (this.current) returns.push({ block: this.current, value });
				this.current = undefined;
				return;
			}
			case "atomic":
				return this.atomicStatement(statement);
			case "wait":
				return this.waitStatement(statement);
			case "choose": {
				this.boundary("choose", { start: statement.start, end: statement.start + 6 });
				const branches = statement.branches.map(() => this.newBlock());
				const join = this.newBlock();
				this.endBlock({ kind: "choose", blocks: branches });
				statement.branches.forEach((branch, index) => {
					this.current = branches[index];
					this.statement(branch);
					this.endBlock({ kind: "goto", block: join });
				});
				return this.goOnAt(join);
			}
			case "assert":
				return this.assertStatement(statement);
			case "local":
				return this.localStatement(statement);
			case "assign":
				return this.assignStatement(statement);
			case "expression":
				this.value(statement.expression);
				return;
		}
	}

	private ifStatement(statement: Extract<Statement, { kind: "if" }>): void {
		const before = this.decisions;
		const condition = this.value(statement.condition);
		if (isConstant(condition)) {
			const [taken, other] = condition.value !== 0 ? [statement.then, statement.otherwise] : [statement.otherwise, statement.then];
			const isConfigured = this.decisions > before;
			if (isConfigured && other) this.lowering.reads.leftOut.add(other);
			if (taken) this.statement(taken);
			if (isConfigured && !this.current) this.endedByConfiguration = true;
			return;
		}
		const then = this.newBlock();
		const otherwise = this.newBlock();
		this.endBlock({ kind: "branch", condition, then, otherwise });
		const join = statement.otherwise ? this.newBlock() : otherwise;
		this.current = then;
		this.statement(statement.then);
		this.endBlock({ kind: "goto", block: join });
		if (statement.otherwise) {
			this.current = otherwise;
			this.statement(statement.otherwise);
			this.endBlock({ kind: "goto", block: join });
		}
		this.goOnAt(join);
	}

	private whileStatement(statement: Extract<Statement, { kind: "while" }>): void {
		const header = this.startBlock();
		this.markLoop(header, statement, statement.condition);
		const condition = this.value(statement.condition);
		if (isConstant(condition) && condition.value === 0) return;
		const body = this.newBlock();
		const after = this.newBlock();
		this.endBlock(isConstant(condition) ? { kind: "goto", block: body } : { kind: "branch", condition, then: body, otherwise: after });
		this.loop({ continueTo: header, breakTo: after }, () => {
			this.current = body;
			this.statement(statement.body);
			this.endBlock({ kind: "goto", block: header });
		});
		this.goOnAt(after);
	}

	/** A loop of its own steps must not be endless within one; one inside an atomic block is bounded by the checker. */
	private markLoop(header: GraphBlock, statement: Span, head: Span): void {
		if (this.mode === "steps") header.loopHeader = this.boundaryAt("local", head);
		else {
			const place = spanIn(this.activation.file, statement);
			this.lowering.failures.add("endless_atomic", ["an atomic block does not end"], place);
			this.lowering.failures.add(GIVEN_UP, ["an atomic block takes too long to be followed to its end"], place);
		}
	}

	private loop(targets: LoopTargets, body: () => void): void {
		const outer = this.activation.loop;
		this.activation.loop = targets;
		body();
		this.activation.loop = outer;
	}

	private forStatement(statement: ForStatement): void {
		const { range } = statement;
		const symbol = this.activation.file.names.get(statement.name);
		if (!symbol) return;
		const { visible } = this.activation;
		const ends = range && this.ends(range);
		const values = ends ? numbersOf(ends) : this.objectNumbers(statement);
		if (!this.current) return;
		if (ends && values === undefined) return this.countingLoop(statement, ends, symbol);
		const after = this.newBlock();
		for (const value of values ?? []) {
			if (!this.current) break;
			const next = this.newBlock();
			this.bind(symbol, { kind: "operand", operand: constant(value) });
			this.loop({ continueTo: next, breakTo: after }, () => this.statement(statement.body));
			this.activation.visible = visible;
			this.endBlock({ kind: "goto", block: next });
			this.goOnAt(next);
		}
		this.endBlock({ kind: "goto", block: after });
		this.goOnAt(after);
	}

	/** `for (i in a..b)` whose ends are known only at run time. */
	private countingLoop(statement: ForStatement, range: Ends, symbol: AnySymbol): void {
		const { visible } = this.activation;
		const { low } = range;
		const high = this.keep(range.high, "limit", { kind: "int" });
		const ends = union(this.interval(low), this.interval(high));
		const behind = Math.min(ends.high + 1, GREATEST);
		const register = this.newRegister(statement.name.text, { kind: "int" }, { low: ends.low, high: behind }, false);
		this.emit({ kind: "set", temporary: register, value: low });
		const header = this.startBlock();
		this.markLoop(header, statement, statement);
		const body = this.newBlock();
		const next = this.newBlock();
		const after = this.newBlock();
		this.endBlock({ kind: "branch", condition: binary("<=", temporary(register), high), then: body, otherwise: after });
		this.current = body;
		const bound = this.newRegister(statement.name.text, { kind: "int" }, ends, true);
		this.emit({ kind: "set", temporary: bound, value: temporary(register) });
		this.bind(symbol, { kind: "operand", operand: temporary(bound) });
		this.loop({ continueTo: next, breakTo: after }, () => this.statement(statement.body));
		this.activation.visible = visible;
		this.endBlock({ kind: "goto", block: next });
		this.goOnAt(next);
		if (ends.high === GREATEST) {
			// There is no number behind the last one.
			const more = this.newBlock();
			this.endBlock({ kind: "branch", condition: binary("<", temporary(register), constant(GREATEST)), then: more, otherwise: after });
			this.goOnAt(more);
		}
		this.emit({ kind: "set", temporary: register, value: binary("+", temporary(register), ONE) });
		this.endBlock({ kind: "goto", block: header });
		this.current = after;
	}

	/** The values that a quantifier goes over; undefined when they are not known. */
	private domain(node: QuantifierExpression): number[] | undefined {
		return node.range ? numbersOf(this.ends(node.range)) : this.objectNumbers(node);
	}

	private ends(range: RangeNode): Ends {
		const low = this.settled(this.value(range.low), range.high);
		return { low, high: this.value(range.high) };
	}

	private objectNumbers(node: ForStatement | QuantifierExpression): number[] {
		const struct = node.struct && this.activation.file.names.get(node.struct);
		return struct?.kind === "struct" ? this.lowering.heap.objectsOf(struct).map((object) => object.number) : [];
	}

	/** Runs `body` once for each value that a quantifier goes over, with its name bound. */
	private forEach(node: QuantifierExpression, body: () => void): void {
		const values = this.domain(node);
		if (values === undefined)
			this.fail(node, "not-constant", `'${node.quantifier}' needs a constant range of at most ${UNROLL_LIMIT} numbers`);
		const symbol = this.activation.file.names.get(node.name);
		for (const value of values) {
			if (symbol) this.activation.bindings.set(symbol, { kind: "operand", operand: constant(value) });
			body();
		}
	}

	private atomicStatement(statement: Extract<Statement, { kind: "atomic" }>): void {
		if (this.mode !== "steps") return this.statement(statement.body);
		this.oneStep("atomic", statement, { start: statement.start, end: statement.end }, () => this.statement(statement.body), "atomic");
	}

	private waitStatement(statement: Extract<Statement, { kind: "wait" }>): void {
		const evaluate = (): void => {
			if (statement.served) this.servedWaits++;
			const condition = this.value(statement.condition);
			if (isConstant(condition)) {
				if (condition.value === 0) this.endBlock({ kind: "blocked" });
				return;
			}
			const goesOn = this.newBlock();
			const blocked = this.newBlock();
			blocked.end = { kind: "blocked" };
			this.endBlock({ kind: "branch", condition, then: goesOn, otherwise: blocked });
			this.current = goesOn;
		};
		if (this.mode === "steps") this.oneStep("wait", statement, statement, evaluate, "pure");
		else this.within(this.mode === "atomic" ? "pure" : this.mode, evaluate);
	}

	private within(mode: Mode, body: () => void): void {
		const outer = this.mode;
		this.mode = mode;
		body();
		this.mode = outer;
	}

	/** Adds code that runs as one step; when it turns out to touch nothing shared it joins the step before. */
	private oneStep(access: Step["access"], node: Span, labelSpan: Span, body: () => void, mode: Mode): void {
		const first = this.startBlock();
		const servedBefore = this.servedWaits;
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
		const loops = this.graph.blocks
			.slice(first.index)
			.some((block) => block.successors().some((next) => next.index <= block.index && next.index > first.index));
		if (!touches && !loops) return;
		first.boundary = { ...this.boundaryAt(access, node, labelSpan), ...(this.servedWaits > servedBefore && { served: true }) };
	}

	private assertStatement(statement: Extract<Statement, { kind: "assert" }>): void {
		const symbol = statement.property && this.activation.file.names.get(statement.property);
		const property = symbol?.kind === "property" ? symbol : undefined;
		const condition = this.value(statement.condition);
		if (isConstant(condition) && condition.value !== 0) return;
		if (property && this.lowering.heap.scenario.turnedOff.has(property)) return;
		let message: Message;
		if (property) {
			const bindings = new Map(this.activation.bindings);
			property.parameters?.forEach((parameter, index) => {
				const argument = statement.arguments[index];
				if (argument) bindings.set(parameter, { kind: "operand", operand: this.value(argument) });
			});
			const outer = this.activation;
			this.activation = { ...outer, bindings, file: property.file };
			message = this.message(property.node.message, property.file, `${property.name} fails`);
			this.activation = outer;
		} else {
			message = this.message(
				statement.message,
				this.activation.file,
				`assertion failed: ${excerpt(this.activation.file.text, statement.condition)}`,
			);
		}
		const span = property?.span ?? spanIn(this.activation.file, statement);
		const failure = this.lowering.failures.add(property?.name ?? "assertion", message.parts, span, {
			effect: () => effectOf(property),
			at: this.placeOf(statement),
		});
		this.emit({ kind: "assert", value: condition, failure, witness: message.witness });
	}

	/** A message in pieces, and the values that it names. */
	private message(text: StringText | undefined, file: FileAnalysisKey, otherwise: string): Message {
		if (text === undefined) return { parts: [otherwise], witness: [] };
		const witness: Operand[] = [];
		const parts: (string | { witness: number; type: ValueType })[] = [];
		this.within("peek", () => {
			for (const part of text.parts) {
				if (typeof part === "string") {
					parts.push(part);
					continue;
				}
				const type = file.types.get(part);
				const value = this.value(part);
				parts.push({ witness: witness.length, type: this.lowering.heap.valueType(type ?? { kind: "error" }) });
				witness.push(value);
			}
		});
		return { parts, witness };
	}

	private localStatement(statement: Extract<Statement, { kind: "local" }>): void {
		const { file } = this.activation;
		const { heap } = this.lowering;
		const symbol = file.names.get(statement.variable.name);
		if (symbol?.kind !== "variable") return;
		const { type } = symbol;
		if (type.kind === "array") {
			const registers = Array.from({ length: type.size ?? 0 }, (_, index) => {
				const register = this.newRegister(`${symbol.name}[${index}]`, heap.valueType(type.element), heap.rangeOf(type.element), false);
				this.emit({ kind: "set", temporary: register, value: constant(defaultValue(type.element)) });
				return register;
			});
			this.bind(symbol, { kind: "array", array: { kind: "registers", registers, element: type.element } });
			return;
		}
		const initial = statement.variable.value ? this.convert(this.value(statement.variable.value), type) : constant(defaultValue(type));
		if (!this.current) return;
		this.checkRange(initial, type, statement);
		if (!symbol.assigned) {
			const kept = this.keep(initial, symbol.name, heap.valueType(type));
			this.bind(symbol, { kind: "operand", operand: kept });
			return;
		}
		const register = this.newRegister(symbol.name, heap.valueType(type), heap.rangeOf(type), false);
		this.emit({ kind: "set", temporary: register, value: initial });
		this.bind(symbol, { kind: "location", location: { kind: "register", register, type } });
	}

	private convert(value: Operand, type: Type): Operand {
		return type.kind === "bool" ? truth(value) : value;
	}

	/** Checks that a value lies in the range of a variable's type, where that is not certain. */
	private checkRange(value: Operand, type: Type, span: Span): void {
		if (type.kind !== "int") return;
		const range = this.lowering.heap.rangeOf(type);
		const interval = this.interval(value);
		if (interval.low >= range.low && interval.high <= range.high) return;
		const inside = binary("&&", binary(">=", value, constant(range.low)), binary("<=", value, constant(range.high)));
		this.check(inside, "range", () => ({ parts: outsideRange(range), witness: [value] }), span);
	}

	private assignStatement(statement: Extract<Statement, { kind: "assign" }>): void {
		const { target, operator } = statement;
		const given = statement.value ? this.value(statement.value) : ONE;
		const location = this.location(target);
		if (!location || !this.current) return;
		const type = location.kind === "slot" ? location.slot.type : location.type;
		let value = given;
		if (operator !== "=") {
			const old = this.read(location, target, excerpt(this.activation.file.text, target));
			const symbol = operator === "++" ? "+" : operator === "--" ? "-" : (operator[0] as "+" | "-" | "|" | "&");
			value = this.arithmetic(symbol, old, given, statement);
		}
		this.write(location, this.convert(value, type), statement);
	}

	// --- variables ---

	/** Reads a variable: a step where it is shared, can change, and accesses are steps. */
	private read(location: Location, node: Span, name: string): Operand {
		if (location.kind === "register") return temporary(location.register);
		if (location.kind === "registers") return element(location.registers.map(temporary), 0, location.index);
		const slots = location.kind === "slot" ? [location.slot] : location.slots;
		const operands = slots.map((slot) => (this.lowering.mutable.has(slot.index) ? cellOperand(slot.index) : constant(slot.value)));
		const value = location.kind === "slot" ? operands[0] : element(operands, location.base, location.index);
		if (operands.every(isConstant)) return value;
		this.boundary("read", node);
		if (this.mode !== "steps" && this.mode !== "atomic") return value;
		return this.keep(value, name, this.lowering.heap.valueType(slots[0].type));
	}

	private write(location: Location, value: Operand, node: Span): void {
		if (location.kind === "register") {
			this.checkRange(value, location.type, node);
			this.emit({ kind: "set", temporary: location.register, value });
			return;
		}
		if (location.kind === "registers") {
			this.checkRange(value, location.type, node);
			const index = this.keep(location.index, "index", { kind: "int" });
			const kept = this.keep(value, "value", { kind: "int" });
			location.registers.forEach((register, position) => {
				const mine = binary("==", index, constant(position));
				if (isConstant(mine) && mine.value === 0) return;
				this.emit({ kind: "set", temporary: register, value: conditional(mine, kept, temporary(register)) });
			});
			return;
		}
		if (!this.current) return;
		this.boundary("write", node);
		const slots = location.kind === "slot" ? [location.slot] : location.slots;
		const { type } = slots[0];
		const range = this.lowering.heap.rangeOf(type);
		const interval = this.interval(value);
		const failure =
			interval.low >= range.low && interval.high <= range.high
				? undefined
				: this.lowering.failures.add("range", this.aboutError(node, outsideRange(range)), spanIn(this.activation.file, node), {
						at: this.placeOf(node),
					});
		for (const slot of slots) this.lowering.mutable.add(slot.index);
		if (location.kind === "slot") this.emit({ kind: "store", cell: location.slot.index, value, failure });
		else
			this.emit({
				kind: "storeElement",
				cells: slots.map((slot) => slot.index),
				base: location.base,
				index: location.index,
				value,
				failure,
			});
	}

	/** The variable that an expression names; undefined for what is none. */
	private location(expression: Expression): Location | undefined {
		switch (expression.kind) {
			case "name": {
				const binding = this.binding(expression);
				return binding?.kind === "location" ? binding.location : undefined;
			}
			case "unary":
				return this.location(expression.operand);
			case "field":
				return this.fieldLocation(expression);
			case "index": {
				const array = this.array(expression.array);
				return array && this.elementLocation(array, expression);
			}
			default:
				return undefined;
		}
	}

	private binding(expression: Extract<Expression, { kind: "name" }>): Binding | undefined {
		const symbol = this.activation.file.names.get(expression.name);
		if (symbol === undefined) return undefined;
		const local = this.activation.bindings.get(symbol);
		if (local) return local;
		const { heap } = this.lowering;
		switch (symbol.kind) {
			case "const":
			case "enumMember":
				return { kind: "operand", operand: constant(symbol.value) };
			case "task": {
				const operands = (heap.tasks.get(symbol) ?? []).map((object) => constant(object.number));
				if (symbol.count === undefined) return { kind: "operand", operand: operands[0] ?? ZERO };
				return { kind: "array", array: { kind: "operands", operands, element: { kind: "struct", symbol: heap.program.task } } };
			}
			case "variable": {
				const storage = heap.variables.get(symbol);
				return storage && storageBinding(storage);
			}
			default:
				return undefined;
		}
	}

	/** The storage of a field: of one object, or of whichever object the reference denotes. */
	private fieldStorage(
		expression: Extract<Expression, { kind: "field" }>,
	): { readonly storages: readonly Storage[]; readonly base: number; readonly index: Operand } | undefined {
		const { file } = this.activation;
		const { heap } = this.lowering;
		const type = file.types.get(expression.object);
		const field = file.names.get(expression.name);
		const reference = this.value(expression.object);
		if (type?.kind !== "struct" || field?.kind !== "field" || !this.current) return undefined;
		this.checkNotNull(reference, expression);
		if (!this.current) return undefined;
		if (isConstant(reference)) {
			const storage = heap.objectsOf(type.symbol)[reference.value - 1]?.fields.get(field);
			if (storage === undefined && !this.readsNull) this.current = undefined;
			return storage && { storages: [storage], base: reference.value, index: reference };
		}
		const objects = this.possibleObjects(type.symbol, reference);
		const storages = objects.map((object) => object.fields.get(field) as Storage);
		return storages.length === 0 ? undefined : { storages, base: objects[0].number, index: reference };
	}

	/** The objects that a reference can denote, a run of neighbours. */
	private possibleObjects(struct: StructSymbol, reference: Operand): readonly HeapObject[] {
		const { low, high } = this.interval(reference);
		return this.lowering.heap.objectsOf(struct).slice(Math.max(0, low - 1), Math.max(0, high));
	}

	private checkNotNull(reference: Operand, { object, ...node }: Extract<Expression, { kind: "field" }>): void {
		if (this.readsNull || this.interval(reference).low > 0) return;
		const problem = (): Message => ({ parts: [`${this.inCallersWords(object)} is null`], witness: [] });
		this.check(truth(reference), "null_dereference", problem, node);
	}

	private fieldLocation(expression: Extract<Expression, { kind: "field" }>): Location | undefined {
		const found = this.fieldStorage(expression);
		if (!found) return undefined;
		const slots = found.storages.map((storage) => (storage.kind === "single" ? storage.slot : storage.slots[0]));
		// With a single object the check against null has left no choice, except where a field of null may be read.
		if (slots.length === 1 && (isConstant(found.index) || !this.readsNull)) return { kind: "slot", slot: slots[0] };
		return { kind: "slots", slots, base: found.base, index: found.index, type: slots[0].type };
	}

	private array(expression: Expression): ArrayValue | undefined {
		if (expression.kind === "name") {
			const binding = this.binding(expression);
			return binding?.kind === "array" ? binding.array : undefined;
		}
		if (expression.kind !== "field") return undefined;
		const found = this.fieldStorage(expression);
		const first = found?.storages[0];
		if (!found || first?.kind !== "array") return undefined;
		const rows = found.storages.map((storage) => (storage.kind === "array" ? storage.slots : []));
		return { kind: "slots", rows, row: binary("-", found.index, constant(found.base)), element: first.slots[0].type };
	}

	/** An index into an array, checked; undefined where it cannot be inside. */
	private elementIndex(array: ArrayValue, node: Extract<Expression, { kind: "index" }>): Operand | undefined {
		const index = this.value(node.index);
		if (!this.current) return undefined;
		const size = sizeOf(array);
		const inside = this.interval(index);
		if (inside.low < 0 || inside.high >= size) {
			const never = inside.high < 0 || inside.low >= size;
			const fits = never ? ZERO : binary("&&", binary(">=", index, ZERO), binary("<", index, constant(size)));
			// An array of null has no elements that one could miss.
			const isNull = this.readsNull && array.kind === "slots" ? binary("<", array.row, ZERO) : ZERO;
			const problem = (): Message => ({
				parts: ["index ", { witness: 0, type: { kind: "int" } }, `, the array has ${size}`],
				witness: [index],
			});
			this.check(binary("||", isNull, fits), "index_out_of_range", problem, node);
			if (!this.current || never) return undefined;
		}
		return index;
	}

	private elementLocation(array: ArrayValue, node: Extract<Expression, { kind: "index" }>): Location | undefined {
		const index = this.elementIndex(array, node);
		if (index === undefined || array.kind === "operands") return undefined;
		if (array.kind === "registers") {
			if (isConstant(index) && array.registers[index.value] !== undefined) {
				return { kind: "register", register: array.registers[index.value], type: array.element };
			}
			return { kind: "registers", registers: array.registers, index, type: array.element };
		}
		// Elements that the index cannot reach stay as they are.
		const inside = this.interval(index);
		const last = Math.min(inside.high, sizeOf(array) - 1);
		const first = Math.max(0, inside.low);
		const width = last - first + 1;
		const slots = array.rows.flatMap((row) => row.slice(first, first + width));
		const column = binary("-", index, constant(first));
		let position = binary("+", binary("*", array.row, constant(width)), column);
		// Where nothing checks the index, or that of an array of null, it must not lead into another object's array.
		if (this.readsNull && (inside.low < first || inside.high > last)) {
			const valid = binary("&&", binary(">=", column, ZERO), binary("<", column, constant(width)));
			position = conditional(valid, position, constant(-1));
		}
		if (isConstant(position) && slots[position.value] !== undefined) return { kind: "slot", slot: slots[position.value] };
		return { kind: "slots", slots, base: 0, index: position, type: array.element };
	}

	// --- expressions ---

	private value(expression: Expression): Operand {
		this.work();
		if (!this.current) return ZERO;
		const { file } = this.activation;
		switch (expression.kind) {
			case "number":
				return constant(expression.value);
			case "word":
				if (expression.word === "self") return constant(this.self?.number ?? 0);
				return expression.word === "true" ? ONE : ZERO;
			case "name": {
				const binding = this.binding(expression);
				if (binding?.kind === "operand") return binding.operand;
				if (binding?.kind === "location") return this.read(binding.location, expression, expression.name.text);
				return ZERO;
			}
			case "field":
			case "index": {
				if (expression.kind === "index") {
					const array = this.array(expression.array);
					if (array?.kind === "operands") {
						const index = this.elementIndex(array, expression);
						return index === undefined ? ZERO : element(array.operands, 0, index);
					}
					const location = array && this.elementLocation(array, expression);
					return location ? this.read(location, expression, excerpt(file.text, expression)) : ZERO;
				}
				const location = this.fieldLocation(expression);
				return location ? this.read(location, expression, excerpt(file.text, expression)) : ZERO;
			}
			case "unary": {
				if (expression.operator === "*" || expression.operator === "&") {
					const location = this.location(expression.operand);
					return location ? this.read(location, expression, excerpt(file.text, expression)) : ZERO;
				}
				if (isLeast(expression)) return constant(LEAST);
				const operand = this.value(expression.operand);
				if (expression.operator !== "-") return unary(expression.operator, operand);
				return this.exact(
					unary("-", operand),
					fitsNegated(operand, this.interval(operand)),
					() => ({ parts: ["-(", { witness: 0, type: { kind: "int" } }, `) is not in ${NUMBERS}`], witness: [operand] }),
					expression,
				);
			}
			case "binary":
				return this.binaryValue(expression);
			case "conditional": {
				const condition = this.value(expression.condition);
				if (isConstant(condition)) return this.value(condition.value !== 0 ? expression.then : expression.otherwise);
				return this.either(
					condition,
					() => this.value(expression.then),
					() => this.value(expression.otherwise),
					expression,
				);
			}
			case "call":
				return this.call(expression);
			case "chooseValue":
				return this.chooseValue(expression);
			case "quantifier":
				return this.quantifierValue(expression);
			case "patched":
				this.decisions++;
				this.lowering.reads.patches.add(expression.patch.text);
				return constant(this.lowering.configuration.patches.includes(expression.patch.text) ? 1 : 0);
			case "new":
				return this.fail(expression, "new-in-task", "objects are created where a scenario is set up, not while its tasks run");
			case "optionValue":
			case "string":
			case "error":
				return ZERO;
		}
	}

	private binaryValue(expression: Extract<Expression, { kind: "binary" }>): Operand {
		const { operator, left, right } = expression;
		if (left.kind === "optionValue" || right.kind === "optionValue") return this.optionValue(expression);
		const first = this.value(left);
		if (operator === "&&" || operator === "||") {
			const stops = operator === "||";
			if (isConstant(first)) return (first.value !== 0) === stops ? constant(stops ? 1 : 0) : truth(this.value(right));
			const decided = (): Operand => constant(stops ? 1 : 0);
			const other = (): Operand => truth(this.value(right));
			return stops ? this.either(first, decided, other, expression) : this.either(first, other, decided, expression);
		}
		const settled = this.settled(first, right);
		const second = this.value(right);
		if (operator === "/" || operator === "%")
			this.check(truth(second), "division_by_zero", () => ({ parts: ["divides by zero"], witness: [] }), expression);
		return this.arithmetic(operator, settled, second, expression);
	}

	/** An operation on two numbers; its result is checked where it may not fit. */
	private arithmetic(operator: BinaryOperator, left: Operand, right: Operand, node: Span): Operand {
		const intervals = [this.interval(left), this.interval(right)] as const;
		const fit = fits(operator, left, right, ...intervals);
		if (isConstant(fit) && fit.value !== 0) return binary(operator, left, right);
		// What is checked is named several times.
		const [a, b] = [this.keep(left, "left", { kind: "int" }), this.keep(right, "right", { kind: "int" })];
		return this.exact(binary(operator, a, b), fits(operator, a, b, ...intervals), () => misfitOf(operator, a, b), node);
	}

	/** A result that must fit into 32 bits: an error where it does not, and 0 in a message. */
	private exact(result: Operand, fit: Operand, problem: () => Message, node: Span): Operand {
		this.check(fit, "range", problem, node);
		return this.mode === "peek" ? conditional(fit, result, ZERO) : result;
	}

	private optionValue(expression: Extract<Expression, { kind: "binary" }>): Operand {
		const { left, right, operator } = expression;
		const [option, value] = left.kind === "optionValue" ? [left, right] : [right, left];
		if (option.kind !== "optionValue" || value.kind !== "name") return ZERO;
		this.decisions++;
		this.lowering.reads.options.add(option.option.text);
		const equal = this.lowering.configuration.options.get(option.option.text) === value.name.text;
		return constant(equal === (operator === "==") ? 1 : 0);
	}

	/** One of two values by a condition that is not constant; control flow only where a side does more than compute. */
	private either(condition: Operand, then: () => Operand, otherwise: () => Operand, node: Expression): Operand {
		const start = this.current as GraphBlock;
		const side = (lower: () => Operand): { first: GraphBlock; last: GraphBlock | undefined; value: Operand } => {
			const first = this.newBlock();
			this.current = first;
			const value = lower();
			return { first, last: this.current, value };
		};
		const yes = side(then);
		const no = side(otherwise);
		const idle = (one: typeof yes): boolean => one.last === one.first && one.first.instructions.length === 0;
		this.current = start;
		if (idle(yes) && idle(no)) {
			if (isConstant(no.value) && no.value.value === 0 && this.isTruthNode(node)) return binary("&&", condition, yes.value);
			if (isConstant(yes.value) && yes.value.value === 1 && this.isTruthNode(node)) return binary("||", condition, no.value);
			return conditional(condition, yes.value, no.value);
		}
		this.endBlock({ kind: "branch", condition, then: yes.first, otherwise: no.first });
		const join = this.newBlock();
		const ends = [yes, no].filter((one) => one.last !== undefined);
		const type = this.activation.file.types.get(node);
		const interval = ends.length === 0 ? { low: 0, high: 0 } : ends.map((one) => this.interval(one.value)).reduce(union);
		const register = this.newRegister(
			excerpt(this.activation.file.text, node),
			this.lowering.heap.valueType(type ?? { kind: "error" }),
			interval,
			true,
		);
		for (const one of ends) {
			this.current = one.last;
			this.emit({ kind: "set", temporary: register, value: one.value });
			this.endBlock({ kind: "goto", block: join });
		}
		this.current = ends.length === 0 ? undefined : join;
		return temporary(register);
	}

	private isTruthNode(node: Expression): boolean {
		return node.kind === "binary" && (node.operator === "&&" || node.operator === "||");
	}

	private chooseValue(expression: Extract<Expression, { kind: "chooseValue" }>): Operand {
		const low = this.value(expression.range.low);
		const high = this.value(expression.range.high);
		if (!isConstant(low) || !isConstant(high)) return this.fail(expression.range, "not-constant", "the range of 'choose' must be constant");
		if (high.value < low.value) return this.fail(expression.range, "invalid-range", `the range ${low.value}..${high.value} is empty`);
		if (high.value === low.value) return low;
		if (high.value - low.value >= 256) return this.fail(expression.range, "invalid-range", "'choose' takes at most 256 values");
		this.boundary("choose", expression);
		if (!this.current) return ZERO;
		const register = this.newRegister("choice", { kind: "int" }, { low: low.value, high: high.value }, true);
		const join = this.newBlock();
		const blocks = Array.from({ length: high.value - low.value + 1 }, (_, index) => {
			const block = this.newBlock();
			block.instructions.push({ kind: "set", temporary: register, value: constant(low.value + index) });
			block.end = { kind: "goto", block: join };
			return block;
		});
		this.endBlock({ kind: "choose", blocks });
		this.current = join;
		return temporary(register);
	}

	private quantifierValue(expression: QuantifierExpression): Operand {
		if (expression.quantifier === "count") {
			let sum: Operand = ZERO;
			this.forEach(expression, () => {
				sum = binary("+", sum, truth(this.value(expression.body)));
			});
			return sum;
		}
		const exists = expression.quantifier === "exists";
		const values = this.domain(expression);
		if (values === undefined)
			return this.fail(expression, "not-constant", `'${expression.quantifier}' needs a constant range of at most ${UNROLL_LIMIT} numbers`);
		const symbol = this.activation.file.names.get(expression.name);
		const from = (index: number): Operand => {
			if (index === values.length) return constant(exists ? 0 : 1);
			if (symbol) this.activation.bindings.set(symbol, { kind: "operand", operand: constant(values[index]) });
			const first = truth(this.value(expression.body));
			if (isConstant(first)) return (first.value !== 0) === exists ? first : from(index + 1);
			const rest = (): Operand => from(index + 1);
			const known = (): Operand => constant(exists ? 1 : 0);
			return exists ? this.either(first, known, rest, expression) : this.either(first, rest, known, expression);
		};
		return from(0);
	}

	// --- calls ---

	private call(call: CallExpression): Operand {
		const { file } = this.activation;
		const fn = file.names.get(call.name);
		if (fn?.kind === "builtin") return this.builtin(fn.name, call.arguments[0].value, call);
		if (fn?.kind !== "function") return ZERO;
		const frame: Frame = { function: fn.name, span: spanIn(file, call), call: this.calls++ };
		const { bindings, given } = this.argumentBindings(fn, call, frame);
		if (!this.current) return ZERO;
		return this.inline(fn, call, frame, bindings, given);
	}

	private builtin(name: BuiltinSymbol["name"], argument: Expression, call: CallExpression): Operand {
		const { heap } = this.lowering;
		if (name === "length") {
			const array = this.array(argument);
			return array ? constant(sizeOf(array)) : ZERO;
		}
		const type = this.activation.file.types.get(argument);
		const reference = this.value(argument);
		if (type?.kind !== "struct" || !this.current) return ZERO;
		if (name === "site") {
			const sites = heap.objectsOf(type.symbol).map((object) => constant(object.site));
			return element(sites, 1, reference);
		}
		const slots = heap.countedSlots(type.symbol);
		if (slots.length === 0) return ZERO;
		const object = this.keep(reference, "object", heap.valueType(type));
		const held = slots.map((slot) => binary("==", this.read({ kind: "slot", slot }, call, slot.label), object));
		return conditional(
			truth(object),
			held.reduce((sum, one) => binary("+", sum, one)),
			ZERO,
		);
	}

	/** What the parameters stand for, and the expressions that were given for them. */
	private argumentBindings(
		fn: FunctionSymbol,
		call: CallExpression,
		frame: Frame,
	): { bindings: Map<AnySymbol, Binding>; given: ReadonlyMap<AnySymbol, Expression> } {
		const { heap } = this.lowering;
		const { bound } = bindArguments(
			fn.parameters.map((parameter) => parameter.name),
			call.arguments,
		);
		const stack = [...this.stack, frame];
		const bindings = new Map<AnySymbol, Binding>();
		const expressions = new Map<AnySymbol, Expression>();
		fn.parameters.forEach((parameter, index) => {
			const argument = bound[index]?.value;
			if (argument) expressions.set(parameter, argument);
			const { type } = parameter;
			if (type.kind === "array") {
				const array = argument && this.array(argument);
				if (array) bindings.set(parameter, { kind: "array", array: this.fixArray(array) });
				return;
			}
			if (type.kind === "pointer") {
				const location = argument && this.location(argument);
				if (location) bindings.set(parameter, { kind: "location", location: this.fix(location) });
				return;
			}
			const given = argument ? this.value(argument) : this.defaultOf(fn, parameter.value);
			if (!this.current) return;
			const value = this.convert(given, type);
			if (argument && !isOpen(type)) this.checkRange(value, type, argument);
			const valueType = heap.valueType(type);
			if (!parameter.assigned) {
				bindings.set(parameter, { kind: "operand", operand: this.keep(value, parameter.name, valueType, stack) });
				return;
			}
			// A bare `int` takes any number from its caller; what the function assigns to it lies in the range of a variable.
			const register = this.newRegister(parameter.name, valueType, union(heap.rangeOf(type), this.interval(value)), false, stack);
			this.emit({ kind: "set", temporary: register, value });
			bindings.set(parameter, { kind: "location", location: { kind: "register", register, type } });
		});
		return { bindings, given: expressions };
	}

	/** A location whose index no later assignment can change. */
	private fix(location: Location): Location {
		if (location.kind !== "slots" && location.kind !== "registers") return location;
		return { ...location, index: this.keep(location.index, "index", { kind: "int" }) };
	}

	private fixArray(array: ArrayValue): ArrayValue {
		return array.kind === "slots" ? { ...array, row: this.keep(array.row, "row", { kind: "int" }) } : array;
	}

	private defaultOf(fn: FunctionSymbol, value: Expression | undefined): Operand {
		if (value === undefined) return ZERO;
		const outer = this.activation;
		this.activation = { ...outer, bindings: new Map(), file: fn.file };
		const operand = this.value(value);
		this.activation = outer;
		return operand;
	}

	private inline(
		fn: FunctionSymbol,
		call: CallExpression,
		frame: Frame,
		bindings: Map<AnySymbol, Binding>,
		given: ReadonlyMap<AnySymbol, Expression>,
	): Operand {
		const outer = this.activation;
		const outerStack = this.stack;
		const outerCallers = this.callers;
		if (outerStack.length === 0) this.outermost = { call: frame.span, name: fn.name, before: this.lowering.effort.taken };
		if (outerStack.length >= CALL_DEPTH) {
			throw new CompileFailure(outerStack[0].span, TOO_LARGE, `this call leads to calls that are nested more than ${CALL_DEPTH} deep`);
		}
		const [only, ...others] = fn.node.body.statements;
		const whole = only && others.length === 0 ? { statement: only, ...wholeCallOf(call, outer, frame.span) } : undefined;
		this.callers = [...outerCallers, outer.visible];
		this.activation = {
			bindings,
			visible: undefined,
			file: fn.file,
			type: fn.returns,
			returns: [],
			loop: undefined,
			caller: { activation: outer, function: fn.name, arguments: given },
			wholeCall: whole,
		};
		for (const [symbol, binding] of bindings) this.declare(symbol, binding);
		this.stack = [...outerStack, frame];
		this.statement(fn.node.body);
		const { returns } = this.activation;
		this.activation = outer;
		this.stack = outerStack;
		this.callers = outerCallers;
		if (returns.length === 0) return ZERO;
		if (returns.length === 1 && !this.current) {
			this.current = returns[0].block;
			const { value } = returns[0];
			return value === undefined ? ZERO : this.convert(value, fn.returns);
		}
		const join = this.newBlock();
		const values = returns.map(({ value }) => this.convert(value ?? ZERO, fn.returns));
		// Falling off the end of a function that returns a value gives 0, like a `return` without one.
		if (this.current) {
			values.push(ZERO);
			returns.push({ block: this.current, value: ZERO });
		}
		const interval = values.map((value) => this.interval(value)).reduce(union);
		const first = values[0];
		const same = isConstant(first) && values.every((value) => isConstant(value) && value.value === first.value);
		const register =
			same || fn.returns.kind === "void" ? -1 : this.newRegister(`${fn.name}()`, this.lowering.heap.valueType(fn.returns), interval, true);
		returns.forEach(({ block }, index) => {
			if (register >= 0) block.instructions.push({ kind: "set", temporary: register, value: values[index] });
			block.end = { kind: "goto", block: join };
		});
		this.current = join;
		return register >= 0 ? temporary(register) : same ? first : ZERO;
	}
}

/**
 * How a step that covers the whole of a function is called: by the call, or by that around it when this call decides whether that has more to do, as in
 * `fn lock(l) { if (!try_lock(l)) wait_for(l); }`.
 */
function wholeCallOf(call: CallExpression, { file, wholeCall }: Activation, span: FileSpan): Omit<WholeCall, "statement"> {
	const around = wholeCall?.statement;
	const begins =
		around?.kind === "if" &&
		!around.otherwise &&
		(around.condition.kind === "unary" ? around.condition.operand : around.condition) === call;
	if (wholeCall && begins) return { span: wholeCall.span, label: wholeCall.label, depth: wholeCall.depth + 1 };
	return { span, label: excerpt(file.text, call), depth: 1 };
}

/** The numbers of a range where they are known and not too many. */
function numbersOf({ low, high }: Ends): number[] | undefined {
	if (!isConstant(low) || !isConstant(high) || high.value - low.value >= UNROLL_LIMIT) return undefined;
	return Array.from({ length: Math.max(0, high.value - low.value + 1) }, (_, index) => low.value + index);
}

function containsCall(node: SyntaxNode): boolean {
	return ("kind" in node && node.kind === "call") || children(node).some(containsCall);
}

/** What is said of an operation whose result is no number; the two operands are the witnesses. */
function misfitOf(operator: BinaryOperator, left: Operand, right: Operand): Message {
	const type = { kind: "int" } as const;
	return { parts: [{ witness: 0, type }, ` ${operator} `, { witness: 1, type }, ` is not in ${NUMBERS}`], witness: [left, right] };
}

/** What is said of a value that a variable cannot hold; the value is the only witness. */
function outsideRange({ low, high }: Interval): Message["parts"] {
	return [{ witness: 0, type: { kind: "int" } }, ` is outside ${low}..${high}`];
}

interface Message {
	readonly parts: Failure["message"];
	readonly witness: readonly Operand[];
}

/** How many elements an array has. */
function sizeOf(array: ArrayValue): number {
	if (array.kind === "slots") return array.rows[0].length;
	return array.kind === "registers" ? array.registers.length : array.operands.length;
}

function storageBinding(storage: Storage): Binding {
	if (storage.kind === "single") return { kind: "location", location: { kind: "slot", slot: storage.slot } };
	return {
		kind: "array",
		array: { kind: "slots", rows: [storage.slots], row: ZERO, element: storage.slots[0].type },
	};
}

function spanIn(file: FileAnalysisKey, span: Span): FileSpan {
	return { file: file.uri, start: span.start, end: span.end };
}

const EXCERPT_LENGTH = 60;

/** The text of a span on one line, cut to a readable length. */
function excerpt(text: string, span: Span): string {
	// Most are short and on one line: then nothing has to be replaced.
	const whole = text.slice(span.start, Math.min(span.end, span.start + 4 * EXCERPT_LENGTH));
	const line = (/\s\s|[\n\t\r]/.test(whole) ? whole.replace(/\s+/g, " ") : whole).replace(/;$/, "");
	return line.length <= EXCERPT_LENGTH ? line : `${line.slice(0, EXCERPT_LENGTH - 1)}…`;
}

function effectOf(property: PropertySymbol | undefined): string {
	return parseDocumentation(property?.documentation).effect;
}
