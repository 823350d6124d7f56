/**
 * Sets a scenario up: runs the initialisers of the model's and the user's variables, the constructors that they call, in
 * the order of declaration, before any task. A plain evaluator over the syntax tree, since nothing runs beside it.
 */
import type { FileSpan, Span } from "../base/span";
import { bindArguments } from "../semantics/arguments";
import type { Configuration } from "../semantics/configuration";
import { exactBinary, exactUnary, isLeast, LEAST, misfit, negativeMisfit } from "../semantics/constants";
import { allFiles, fieldsOf, type Program, type Scenario } from "../semantics/program";
import type { AnySymbol, FileAnalysisKey, StructSymbol, VariableSymbol } from "../semantics/symbols";
import { isOpen, type Type } from "../semantics/types";
import type { BinaryOperator, CallExpression, Expression, Statement, UnaryExpression } from "../syntax/tree";
import type { Reads } from "./compile-memory";
import { defaultValue, Heap, type HeapObject, type Storage } from "./heap";

/** Something that stops the set-up; caught by the compiler. */
export class SetUpProblem extends Error {
	constructor(
		readonly span: FileSpan,
		readonly code: string,
		message: string,
	) {
		super(message);
	}
}

/** A variable that holds one value: a slot of the heap or a local of a constructor. */
interface Box {
	value: number;
	readonly type: Type;
}

type Value = number | readonly Box[];
/** What a name stands for inside a function: its own variable, an array, or a variable of the caller behind a pointer. */
type Binding = Box | readonly Box[];

type Flow = { readonly kind: "normal" | "break" | "continue" } | { readonly kind: "return"; readonly value: Value; readonly span: Span };
const NORMAL: Flow = { kind: "normal" };

/** How many statements and calls a set-up may take, and slots it may make. */
const SET_UP_LIMIT = 1_000_000;
/** How many objects may be nested in the defaults of fields. */
const DEPTH_LIMIT = 200;

/** The heap of a scenario before its first step. Throws `SetUpProblem` when the user's set-up fails. */
export function setUp(program: Program, scenario: Scenario, configuration: Configuration, reads: Reads): Heap {
	const heap = new Heap(program, scenario);
	new SetUp(heap, configuration, reads).run();
	return heap;
}

class SetUp {
	private effort = 0;
	/** How many objects are being made, each for a field of the one before. */
	private depth = 0;
	private file: FileAnalysisKey;
	private locals = new Map<AnySymbol, Binding>();
	private readonly ownFiles: ReadonlySet<string>;

	constructor(
		private readonly heap: Heap,
		private readonly configuration: Configuration,
		private readonly reads: Reads,
	) {
		this.file = heap.scenario.symbol.file;
		this.ownFiles = new Set(heap.program.files.map(({ uri }) => uri));
	}

	run(): void {
		const { heap } = this;
		const { program, scenario } = heap;
		for (const file of allFiles(program)) for (const variable of file.variables) this.initialise(variable);
		for (const task of scenario.tasks) {
			const count = task.count ?? 1;
			const objects = Array.from({ length: count }, (_, index) => {
				const object = this.create(program.task, task, task.file);
				object.name = task.count === undefined ? task.name : `${task.name}[${index}]`;
				object.span = task.span;
				return object;
			});
			heap.tasks.set(task, objects);
		}
		for (const variable of scenario.variables) this.initialise(variable);
	}

	private initialise(variable: VariableSymbol): void {
		const { heap } = this;
		this.file = variable.file;
		const storage = heap.addStorage(variable);
		heap.variables.set(variable, storage);
		if (storage.kind === "array") return;
		const firstNew = heap.objects.length;
		if (variable.value) storage.slot.value = this.scalar(variable.value, storage.slot.type);
		else if (variable.type.kind === "struct") storage.slot.value = this.create(variable.type.symbol, variable, variable.file).number;
		this.checkRange(storage.slot, variable.value ?? variable.span, variable.file);
		if (variable.type.kind !== "struct" || storage.slot.value === 0) return;
		const object = heap.objectsOf(variable.type.symbol)[storage.slot.value - 1];
		if (object.index >= firstNew && object.name === undefined) {
			object.name = variable.name;
			object.span = variable.span;
		}
	}

	private create(
		struct: StructSymbol,
		maker: object,
		file: FileAnalysisKey,
		given: ReadonlyMap<string, Expression> = new Map(),
	): HeapObject {
		const { heap } = this;
		if (++this.depth > DEPTH_LIMIT) {
			throw new SetUpProblem(struct.span, "endless-set-up", `every '${struct.name}' makes another one`);
		}
		const object = heap.addObject(struct, maker);
		for (const field of fieldsOf(heap.program, struct)) {
			const storage = heap.addStorage(field, object);
			object.fields.set(field, storage);
			this.tick(field.span, field.file, storage.kind === "single" ? 1 : storage.slots.length);
		}
		for (const field of fieldsOf(heap.program, struct)) {
			const storage = object.fields.get(field) as Storage;
			const value = given.get(field.name) ?? field.value;
			if (value === undefined) continue;
			const outer = this.file;
			this.file = given.has(field.name) ? file : field.file;
			const firstNew = heap.objects.length;
			if (storage.kind === "array") {
				const values = this.evaluate(value);
				if (typeof values !== "number") for (const [index, slot] of storage.slots.entries()) slot.value = values[index]?.value ?? 0;
			} else {
				storage.slot.value = this.scalar(value, storage.slot.type);
				this.checkRange(storage.slot, value, this.file);
				if (field.type.kind === "struct" && storage.slot.value !== 0) {
					const part = heap.objectsOf(field.type.symbol)[storage.slot.value - 1];
					if (part.index >= firstNew && part.owner === undefined) part.owner = { object, field: field.name };
				}
			}
			this.file = outer;
		}
		this.depth--;
		return object;
	}

	private checkRange(box: Box, span: Span, file: FileAnalysisKey): void {
		if (box.type.kind !== "int") return;
		const { low, high } = this.heap.rangeOf(box.type);
		if (box.value < low || box.value > high) this.fail(span, "out-of-range", `${box.value} lies outside ${low}..${high}`, file);
	}

	private fail(span: Span, code: string, message: string, file = this.file): never {
		throw new SetUpProblem({ file: file.uri, start: span.start, end: span.end }, code, message);
	}

	private tick(span: Span, file = this.file, count = 1): void {
		this.effort += count;
		if (this.effort > SET_UP_LIMIT) this.fail(span, "endless-set-up", "setting the scenario up takes too long; does this end?", file);
	}

	// --- statements ---

	private execute(statement: Statement): Flow {
		this.tick(statement);
		if (this.ownFiles.has(this.file.uri))
			this.reads.ran.set(statement, { file: this.file.uri, start: statement.start, end: statement.end });
		switch (statement.kind) {
			case "block":
				return this.sequence(statement.statements);
			case "atomic":
				return this.execute(statement.body);
			case "if":
				if (this.number(statement.condition) !== 0) return this.execute(statement.then);
				return statement.otherwise ? this.execute(statement.otherwise) : NORMAL;
			case "while":
				while (this.number(statement.condition) !== 0) {
					this.tick(statement);
					const flow = this.execute(statement.body);
					if (flow.kind === "return") return flow;
					if (flow.kind === "break") break;
				}
				return NORMAL;
			case "for": {
				const symbol = this.file.names.get(statement.name);
				for (const value of this.domain(statement)) {
					if (symbol) this.locals.set(symbol, { value, type: { kind: "error" } });
					const flow = this.execute(statement.body);
					if (flow.kind === "return") return flow;
					if (flow.kind === "break") break;
				}
				return NORMAL;
			}
			case "break":
			case "continue":
				return { kind: statement.kind };
			case "return":
				return { kind: "return", value: statement.value ? this.evaluate(statement.value) : 0, span: statement.value ?? statement };
			case "wait":
				if (this.number(statement.condition) === 0) {
					this.fail(statement, "wait-in-set-up", "this would wait for ever: nothing else runs while the scenario is set up");
				}
				return NORMAL;
			case "assert":
				if (this.number(statement.condition) === 0) this.fail(statement, "assert-in-set-up", "this fails while the scenario is set up");
				return NORMAL;
			case "local": {
				const { variable } = statement;
				const symbol = this.file.names.get(variable.name);
				if (symbol?.kind !== "variable") return NORMAL;
				const { type } = symbol;
				if (type.kind === "array") {
					this.locals.set(
						symbol,
						Array.from({ length: type.size ?? 0 }, () => ({ value: defaultValue(type.element), type: type.element })),
					);
				} else {
					const box: Box = { value: variable.value ? this.scalar(variable.value, type) : defaultValue(type), type };
					this.checkRange(box, statement, this.file);
					this.locals.set(symbol, box);
				}
				return NORMAL;
			}
			case "assign": {
				const value = statement.value ? this.number(statement.value) : 1;
				const box = this.box(statement.target);
				const operator = { "=": undefined, "+=": "+", "-=": "-", "|=": "|", "&=": "&", "++": "+", "--": "-" }[statement.operator] as
					| "+"
					| undefined;
				box.value = this.convert(operator === undefined ? value : this.arithmetic(operator, box.value, value, statement), box.type);
				this.checkRange(box, statement, this.file);
				return NORMAL;
			}
			case "expression":
				this.evaluate(statement.expression);
				return NORMAL;
			case "choose":
				return this.fail(statement, "choose-in-setup", "nothing can be chosen while the scenario is set up");
			case "error":
				return NORMAL;
		}
	}

	private sequence(statements: readonly Statement[]): Flow {
		for (const statement of statements) {
			const flow = this.execute(statement);
			if (flow.kind !== "normal") return flow;
		}
		return NORMAL;
	}

	/** The values that a `for` or quantifier goes over. */
	private *domain(node: Extract<Statement, { kind: "for" }> | Extract<Expression, { kind: "quantifier" }>): Generator<number> {
		const struct = node.struct && this.file.names.get(node.struct);
		const objects = struct?.kind === "struct" ? this.heap.objectsOf(struct).length : 0;
		const low = node.range ? this.number(node.range.low) : 1;
		const high = node.range ? this.number(node.range.high) : objects;
		for (let value = low; value <= high; value++) {
			this.tick(node);
			yield value;
		}
	}

	// --- expressions ---

	private scalar(expression: Expression, type: Type): number {
		return this.convert(this.number(expression), type);
	}

	private convert(value: number, type: Type): number {
		return type.kind === "bool" ? (value !== 0 ? 1 : 0) : value;
	}

	private number(expression: Expression): number {
		const value = this.evaluate(expression);
		return typeof value === "number" ? value : 0;
	}

	private evaluate(expression: Expression): Value {
		switch (expression.kind) {
			case "number":
				return expression.value;
			case "word":
				return expression.word === "true" ? 1 : 0;
			case "name": {
				const symbol = this.file.names.get(expression.name);
				if (symbol?.kind === "const" || symbol?.kind === "enumMember") return symbol.value;
				if (symbol?.kind === "task" && symbol.count === undefined) return this.heap.tasks.get(symbol)?.[0].number ?? 0;
				if (symbol?.kind === "task") {
					const objects = this.heap.tasks.get(symbol) ?? [];
					return objects.map((object) => ({ value: object.number, type: { kind: "error" } }));
				}
				const binding = this.binding(symbol);
				if (binding === undefined) return this.fail(expression, "not-set-up", `'${expression.name.text}' is declared further down`);
				return "value" in binding ? binding.value : binding;
			}
			case "call":
				return this.call(expression);
			case "field":
			case "index": {
				const binding = this.place(expression);
				return "value" in binding ? binding.value : binding;
			}
			case "unary":
				if (expression.operator === "*" || expression.operator === "&") return this.box(expression).value;
				if (isLeast(expression)) return LEAST;
				return this.negative(expression);
			case "binary": {
				const { operator, left, right } = expression;
				if (left.kind === "optionValue" || right.kind === "optionValue") return this.compareOption(expression);
				const value = this.number(left);
				if (operator === "&&" && value === 0) return 0;
				if (operator === "||" && value !== 0) return 1;
				const other = this.number(right);
				if ((operator === "/" || operator === "%") && other === 0) this.fail(expression, "division-by-zero", "this divides by zero");
				return this.arithmetic(operator, value, other, expression);
			}
			case "conditional":
				return this.evaluate(this.number(expression.condition) !== 0 ? expression.then : expression.otherwise);
			case "new": {
				const struct = this.file.names.get(expression.struct);
				if (struct?.kind !== "struct") return 0;
				this.tick(expression);
				const given = new Map(expression.fields.map((field) => [field.name?.text ?? "", field.value] as const));
				return this.create(struct, expression, this.file, given).number;
			}
			case "quantifier": {
				const symbol = this.file.names.get(expression.name);
				let holding = 0;
				for (const value of this.domain(expression)) {
					if (symbol) this.locals.set(symbol, { value, type: { kind: "error" } });
					const holds = this.number(expression.body) !== 0;
					if (expression.quantifier === "exists" && holds) return 1;
					if (expression.quantifier === "forall" && !holds) return 0;
					if (holds) holding++;
				}
				return expression.quantifier === "count" ? holding : Number(expression.quantifier === "forall");
			}
			case "patched":
				this.reads.patches.add(expression.patch.text);
				return Number(this.configuration.patches.includes(expression.patch.text));
			case "chooseValue":
			case "optionValue":
			case "string":
			case "error":
				return this.fail(expression, "not-constant", "this has no value while the scenario is set up");
		}
	}

	private arithmetic(operator: BinaryOperator, left: number, right: number, span: Span): number {
		return exactBinary(operator, left, right) ?? this.fail(span, "out-of-range", misfit(operator, left, right));
	}

	private negative(expression: UnaryExpression): number {
		const value = this.number(expression.operand);
		return exactUnary(expression.operator, value) ?? this.fail(expression, "out-of-range", negativeMisfit(value));
	}

	private compareOption(expression: Extract<Expression, { kind: "binary" }>): number {
		const [option, value] =
			expression.left.kind === "optionValue"
				? [expression.left, expression.right]
				: [expression.right as typeof expression.left, expression.left];
		const name = option.kind === "optionValue" ? option.option.text : "";
		this.reads.options.add(name);
		const equal = value.kind === "name" && this.configuration.options.get(name) === value.name.text;
		return Number(equal === (expression.operator === "=="));
	}

	private call(call: CallExpression): Value {
		this.tick(call);
		const fn = this.file.names.get(call.name);
		if (fn?.kind === "builtin") {
			const [argument] = call.arguments;
			const value = this.evaluate(argument.value);
			const type = this.file.types.get(argument.value);
			if (typeof value !== "number") return value.length;
			if (value === 0 || type?.kind !== "struct") return 0;
			if (fn.name === "site") return this.heap.objectsOf(type.symbol)[value - 1].site;
			return this.heap.countedSlots(type.symbol).filter((slot) => slot.value === value).length;
		}
		if (fn?.kind !== "function") return 0;
		const { bound } = bindArguments(
			fn.parameters.map((parameter) => parameter.name),
			call.arguments,
		);
		const inner = new Map<AnySymbol, Binding>();
		const outerFile = this.file;
		fn.parameters.forEach((parameter, index) => {
			const argument = bound[index]?.value;
			const { type } = parameter;
			if (argument === undefined) {
				this.file = fn.file;
				inner.set(parameter, { value: parameter.value ? this.scalar(parameter.value, type) : 0, type });
				this.file = outerFile;
			} else if (type.kind === "pointer") inner.set(parameter, this.box(argument));
			else {
				const value = this.evaluate(argument);
				if (typeof value === "number") {
					const box: Box = { value: this.convert(value, type), type };
					if (!isOpen(type)) this.checkRange(box, argument, this.file);
					inner.set(parameter, box);
				} else inner.set(parameter, value);
			}
		});
		const outer = this.locals;
		this.locals = inner;
		this.file = fn.file;
		const flow = this.execute(fn.node.body);
		this.locals = outer;
		this.file = outerFile;
		if (flow.kind !== "return") return 0;
		if (typeof flow.value !== "number") return flow.value;
		const value = this.convert(flow.value, fn.returns);
		if (!isOpen(fn.returns)) this.checkRange({ value, type: fn.returns }, flow.span, fn.file);
		return value;
	}

	private binding(symbol: AnySymbol | undefined): Binding | undefined {
		if (symbol === undefined) return undefined;
		const local = this.locals.get(symbol);
		if (local) return local;
		const storage = symbol.kind === "variable" ? this.heap.variables.get(symbol) : undefined;
		return storage && (storage.kind === "single" ? storage.slot : storage.slots);
	}

	/** The variable that an expression names. */
	private place(expression: Expression): Binding {
		switch (expression.kind) {
			case "name":
				return this.binding(this.file.names.get(expression.name)) ?? this.fail(expression, "not-set-up", "this is declared further down");
			case "unary":
				return this.place(expression.operand);
			case "field": {
				const type = this.file.types.get(expression.object);
				const number = this.number(expression.object);
				if (number === 0) this.fail(expression.object, "null-dereference", "this is null here");
				const object = type?.kind === "struct" ? this.heap.objectsOf(type.symbol)[number - 1] : undefined;
				const field = this.file.names.get(expression.name);
				const storage = field?.kind === "field" ? object?.fields.get(field) : undefined;
				if (storage === undefined) return this.fail(expression, "not-set-up", "this has no value while the scenario is set up");
				return storage.kind === "single" ? storage.slot : storage.slots;
			}
			case "index": {
				const array = this.evaluate(expression.array);
				const index = this.number(expression.index);
				const box = typeof array === "number" ? undefined : array[index];
				return box ?? this.fail(expression.index, "index-out-of-range", `there is no element ${index}`);
			}
			default:
				return this.fail(expression, "not-assignable", "this is not a variable");
		}
	}

	private box(expression: Expression): Box {
		const binding = this.place(expression);
		return "value" in binding ? binding : this.fail(expression, "wrong-type", "this is an array");
	}
}
