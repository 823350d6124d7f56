/** Checks the statements of a function or task body. */
import { t } from "../base/l10n";
import { quantity } from "../base/quantities";
import { type AnchoredSpan, spanOf } from "../base/span";
import { structOfMacro } from "../syntax/parse-declaration";
import type {
	Block,
	CallExpression,
	CaseStatement,
	Expression,
	ForStatement,
	HeadedStatement,
	LocalStatement,
	Name,
	PropertyItem,
	ReferenceCall,
	Statement,
	StringText,
	SwitchStatement,
	VariableItem,
} from "../syntax/tree";
import { children, type SyntaxNode } from "../syntax/walk";
import { Cases, checkFallthrough } from "./cases";
import {
	checkArgument,
	checkAssignment,
	checkCondition,
	checkConstant,
	checkExpression,
	checkInitial,
	checkRange,
	checkValue,
	expand,
	expandedValue,
	sizeType,
} from "./check-expression";
import { boundVariable, resolveStruct } from "./check-names";
import { constantValue } from "./constants";
import { noEffects } from "./context";
import { declaredType, type Role } from "./declared-type";
import { guardExpansion, guardTaken } from "./guards";
import { bracesOf } from "./initialisers";
import { isUnsignedType } from "./integer-types";
import { Labels, noteSkipped } from "./labels";
import type { Place } from "./place";
import { Scope } from "./scope";
import { checkSequence } from "./sequence";
import type { PropertySymbol, VariableSymbol } from "./symbols";
import { ERROR, INT, outsideOf, type Type, typeText, VOID } from "./types";

/** Where a statement stands. */
export interface StatementPlace extends Place {
	/** What the function returns; undefined in a task. */
	readonly returns?: Type;
	readonly inLoop: boolean;
	readonly inSwitch: boolean;
	readonly inAtomic: boolean;
	/** The labels of the function or task, and the blocks around. */
	readonly labels: Labels;
	readonly blocks: readonly Block[];
	/** The `switch` of whose body this is a statement, what it switches over and the cases that have been come to. */
	readonly cases?: { readonly type: Type; readonly found: Cases };
}

/** What a statement place starts with. */
type BodyPlace = Omit<StatementPlace, "inLoop" | "inSwitch" | "inAtomic" | "labels" | "blocks" | "cases">;

/** Checks the body of a task or function. */
export function checkBodyBlock(place: BodyPlace, body: Block): void {
	const labels = new Labels(place.context, body);
	const start = { ...place, inLoop: false, inSwitch: false, inAtomic: false, labels, blocks: [] };
	// An expression in which statements stand knows more of where it is than its type says.
	checkBlock({ ...start, checkBlock: (inner, block) => blockType({ ...start, ...inner }, block) }, body);
	labels.reportUnused();
}

const ATOMIC = "atomic";

/** A field with more of them would make more states than one can go through. */
const MOST_BITS = 10;

/** Checks a block in a scope of its own. */
function checkBlock(place: StatementPlace, block: Block, cases?: StatementPlace["cases"]): void {
	const inner = { ...place, scope: new Scope(place.scope), blocks: [...place.blocks, block], cases };
	for (const statement of block.statements) checkStatement(inner, statement);
	noteSkipped(place.context, block);
}

/** Checks `({ … })`; its type is that of the expression that is the last statement. */
function blockType(place: StatementPlace, block: Block): Type {
	const { context } = place;
	const inner = { ...place, scope: new Scope(place.scope), blocks: [...place.blocks, block], cases: undefined };
	const last = block.statements.at(-1);
	for (const statement of block.statements) if (statement !== last) checkStatement(inner, statement);
	if (last?.kind === "expression") return checkExpression(inner, last.expression);
	if (last?.kind === "assign") return checkAssignment(inner, last);
	if (last) checkStatement(inner, last);
	if (block.statements.some(({ kind }) => kind === "label"))
		context.error(block, "stray-jump", t("a label cannot stand within an expression"));
	return VOID;
}

/** Checks a use of a macro where a statement stands; false where it is none, or an expression. */
function checkMacro(place: StatementPlace, use: HeadedStatement | CallExpression): boolean {
	const { context, scope } = place;
	const call = use.kind === "headed" ? use.call : use;
	const symbol = scope.lookup(call.name.text);
	if (symbol?.kind !== "macro") {
		const declared = use.kind === "call" ? declaredObject(place, use) : undefined;
		if (!declared) return false;
		context.expansions.set(use, { statements: [declared] });
		checkStatement(place, declared);
		return true;
	}
	if (use.kind === "call" && symbol.node.value) return false;
	context.names.set(call.name, symbol);
	const expansion = expand(place, use, call, symbol, use.kind === "headed" ? use.body : undefined);
	if (expansion && "statements" in expansion) for (const statement of expansion.statements) checkStatement(place, statement);
	return true;
}

/** Checks `guard(kind)(x)`, or as the head of a statement `scoped_guard(kind, x)`; false where it is neither. */
function checkGuard(place: StatementPlace, use: ReferenceCall | HeadedStatement): boolean {
	const { context } = place;
	const isScoped = use.kind === "headed";
	if (isScoped && (use.call.name.text !== "scoped_guard" || place.scope.lookup("scoped_guard"))) return false;
	const kind = isScoped ? use.call.arguments[0]?.value : guardTaken(place, use);
	if (!isScoped && kind === undefined) return false;
	const expansion = isScoped
		? guardExpansion(place, use.call, kind, use.call.arguments.slice(1), use.body)
		: guardExpansion(place, use, kind, use.arguments);
	if ("problem" in expansion) {
		context.error(expansion.place, "macro", expansion.problem);
		return true;
	}
	context.expansions.set(use, expansion);
	if ("statements" in expansion) for (const statement of expansion.statements) checkStatement(place, statement);
	return true;
}

/** `DEFINE_MUTEX(lock);` in a function, where the macro is called by a struct: an object on the stack. */
function declaredObject({ scope }: Place, { name, arguments: given, ...call }: CallExpression): LocalStatement | undefined {
	const [only, ...others] = given;
	if (scope.lookup(name.text) || others.length > 0 || only?.value.kind !== "name" || !/^[A-Z][A-Z\d_]*$/.test(name.text)) return undefined;
	const called = structOfMacro(name.text);
	if (scope.lookupTag(called, "struct") === undefined) return undefined;
	const type = { kind: "sameType", as: { kind: "namedType", word: "struct", called, by: name.text }, ...spanOf(name) } as const;
	return { kind: "local", variable: { kind: "variable", type, name: only.value.name, ...spanOf(call) }, ...spanOf(call) };
}

function checkStatement(place: StatementPlace, statement: Statement): void {
	checkParts(place, statement);
	// What macros stand for is known by now.
	for (const expression of expressionsOf(statement)) checkSequence(place.context, expression);
}

/** The whole expressions that stand right in a statement. */
function expressionsOf(statement: Statement): readonly Expression[] {
	switch (statement.kind) {
		case "if":
		case "while":
		case "do":
		case "assert":
			return [statement.condition];
		case "loop":
			return statement.condition ? [statement.condition] : [];
		case "return":
			return statement.value ? [statement.value] : [];
		case "switch":
			return [statement.value];
		case "local":
			return statement.variable.value ? [statement.variable.value] : [];
		case "assign":
			return [{ ...statement, kind: "assignment" }];
		case "expression":
			return [statement.expression];
		default:
			return [];
	}
}

function checkParts(place: StatementPlace, statement: Statement): void {
	const { context, effects } = place;
	switch (statement.kind) {
		case "error":
		case "hole":
			return;
		case "headed": {
			if (checkGuard(place, statement) || checkMacro(place, statement)) return;
			context.resolve(place.scope, statement.call.name, t("macro"), "macro");
			return checkNested({ ...place, inLoop: true }, statement.body);
		}
		case "cleanup":
			checkExpression(place, statement.value);
			return;
		case "empty":
			if (statement.fallsThrough && !place.inSwitch) context.error(statement, "stray-jump", t("'fallthrough' stands outside a `switch`"));
			return;
		case "switch":
			return checkSwitch(place, statement);
		case "case":
			return checkCase(place, statement);
		case "label":
			if (!place.blocks.at(-1)?.statements.includes(statement))
				context.error(statement, "stray-jump", t("a label stands in a block: put braces around it and what it marks"));
			return;
		case "goto":
			return place.labels.use(statement.name, place.blocks);
		case "block":
			return checkBlock(place, statement);
		case "if":
			checkCondition(place, statement.condition);
			checkNested(place, statement.then);
			if (statement.otherwise) checkNested(place, statement.otherwise);
			return;
		case "while":
			checkCondition(place, statement.condition);
			return checkNested({ ...place, inLoop: true }, statement.body);
		case "do":
			checkNested({ ...place, inLoop: true }, statement.body);
			return checkCondition(place, statement.condition);
		case "for":
			return checkFor(place, statement);
		case "loop": {
			const inner = { ...place, scope: new Scope(place.scope) };
			for (const first of statement.first) checkStatement(inner, first);
			if (statement.condition) checkCondition(inner, statement.condition);
			for (const step of statement.step) checkStatement(inner, step);
			return checkNested({ ...inner, inLoop: true }, statement.body);
		}
		case "break":
		case "continue":
			if (!place.inLoop && !(place.inSwitch && statement.kind === "break"))
				context.error(statement, "stray-jump", t`'${statement.kind}' stands outside a loop`);
			return;
		case "return":
			return checkReturn(place, statement.value, statement);
		case "atomic":
			if (place.inAtomic)
				context.diagnostics.push({
					span: { ...spanOf(statement), to: statement.from + ATOMIC.length },
					severity: "hint",
					code: "nested-atomic",
					message: t("this is already part of an 'atomic' block"),
					tags: ["unnecessary"],
				});
			return checkBlock({ ...place, inAtomic: true }, statement.body);
		case "wait":
			effects.acts = true;
			return checkCondition({ ...place, readOnly: t("the condition of a 'wait'") }, statement.condition);
		case "choose":
			effects.acts = true;
			if (place.rule === "setup") context.error(statement, "choose-in-setup", t("nothing can be chosen while the scenario is set up"));
			for (const branch of statement.branches) checkBlock(place, branch);
			return;
		case "assert": {
			effects.acts = true;
			checkCondition(place, statement.condition);
			if (statement.message) checkMessage(place, statement.message);
			const property = statement.property && context.resolve(place.scope, statement.property, t("property"), "property");
			if (property && property.parameters === undefined && property.node.condition !== undefined) {
				context.error(
					statement.property as Name,
					"wrong-kind",
					t`'${property.name}' has a condition of its own, which is checked in every state`,
				);
			}
			const parameters = property?.parameters ?? [];
			statement.arguments.forEach((argument, index) => {
				const parameter = parameters[index];
				if (parameter) checkValue(place, argument, parameter.type, t`'${parameter.name}' of '${property?.name ?? ""}'`);
				else checkExpression(place, argument);
			});
			if (property && parameters.length !== statement.arguments.length) {
				context.error(
					statement.property as Name,
					"wrong-arguments",
					t`'${property.name}' takes ${quantity(parameters.length, "argument")}`,
				);
			}
			return;
		}
		case "local":
			return checkLocal(place, statement.variable);
		case "assign":
			checkAssignment(place, statement);
			return;
		case "expression":
			if (statement.expression.kind === "call" && checkMacro(place, statement.expression)) return;
			if (statement.expression.kind === "callThrough" && checkGuard(place, statement.expression)) return;
			checkExpression(place, statement.expression);
			if (!does(statement.expression)) {
				context.diagnostics.push({
					span: spanOf(statement.expression),
					severity: "warning",
					code: "no-effect",
					message: t("this has no effect"),
					tags: ["unnecessary"],
				});
			}
			return;
	}
}

/** Whether an expression may do something besides having a value, or says that this is not wanted. */
function does(expression: Expression): boolean {
	if (expression.kind === "cast") return expression.type === undefined || does(expression.operand);
	if (expression.kind === "comma") return does(expression.first) && does(expression.last);
	if (expression.kind === "statements") return true;
	return expression.kind === "assignment" || expression.kind === "call" || expression.kind === "callThrough" || expression.kind === "error";
}

function checkNested(place: StatementPlace, statement: Statement): void {
	checkStatement({ ...place, scope: new Scope(place.scope), cases: undefined }, statement);
}

function checkSwitch(place: StatementPlace, statement: SwitchStatement): void {
	const { context } = place;
	const type = checkExpression(place, statement.value);
	if (type.kind !== "int" && type.kind !== "enum" && type.kind !== "bool" && type.kind !== "error")
		context.error(statement.value, "wrong-type", t`a \`switch\` is over a number or the members of an enum, and this is ${typeText(type)}`);
	checkBlock({ ...place, inSwitch: true }, statement.body, { type, found: new Cases(place) });
	checkFallthrough(place, statement);
}

function checkCase(place: StatementPlace, statement: CaseStatement): void {
	const { cases } = place;
	const word = statement.low ? "case" : "default";
	for (const end of [statement.low, statement.high]) if (end) checkValue(place, end, cases?.type ?? ERROR, t("what this switches over"));
	if (cases) return cases.found.add(statement);
	const where = place.inSwitch ? t("in a block of its own within the `switch`") : t("outside a `switch`");
	place.context.error(statement, "stray-jump", t`'${word}' stands ${where}`);
}

function checkFor(place: StatementPlace, statement: ForStatement): void {
	let type: Type = INT;
	if (statement.range) checkRange(place, statement.range);
	else if (statement.struct) {
		const struct = resolveStruct(place, statement.struct);
		type = struct ? { kind: "struct", symbol: struct } : ERROR;
	}
	const scope = new Scope(place.scope);
	place.context.declare(scope, boundVariable(place, statement.name, type), statement.name);
	checkNested({ ...place, scope, inLoop: true }, statement.body);
}

function checkReturn(place: StatementPlace, value: Expression | undefined, span: AnchoredSpan): void {
	const { context, returns } = place;
	if (value === undefined) {
		if (returns !== undefined && returns.kind !== "void" && returns.kind !== "error")
			context.error(span, "wrong-type", t("this function returns a value"));
	} else if (returns === undefined || returns.kind === "void") {
		checkExpression(place, value);
		context.error(value, "wrong-type", returns === undefined ? t("a task returns nothing") : t("this function returns nothing"));
	} else {
		checkValue(place, value, returns, t("what this function returns"));
	}
}

function checkLocal(place: StatementPlace, variable: VariableItem): void {
	declareLocal(place, variable);
	checkCleanup(place, variable);
}

function declareLocal(place: StatementPlace, variable: VariableItem): void {
	if (variable.static) return declareStatic(place, variable);
	const symbol = declareVariable(place, variable, "local");
	if (symbol.written === "object") return checkOnStack(place, variable, symbol);
	if (symbol.type.kind === "pointer") return checkPointer(place, variable, symbol);
	// As in C it is known in its own initialiser, of which nothing but `sizeof(*p)` and `from_timer(p, …)` makes sense.
	if (variable.value && mentionsSize(variable.value)) {
		const scope = new Scope(place.scope);
		scope.declare(symbol);
		checkValue({ ...place, scope }, variable.value, symbol.type, `'${symbol.name}'`);
		return void place.context.declare(place.scope, symbol, variable.name);
	}
	if (variable.value) {
		checkInitial(place, variable.value, symbol.type, `'${symbol.name}'`, true);
		warnOfRange(place, variable.value, symbol.type);
	}
	place.context.declare(place.scope, symbol, variable.name);
}

/** Warns of a constant that a variable does not hold: to give it that is the error `range` of each run. */
function warnOfRange({ context, scope }: StatementPlace, value: Expression, type: Type): void {
	if (type.kind !== "int" || context.types.get(value)?.kind !== "int") return;
	const number = constantValue(context, scope, value);
	if (number !== undefined && (number < type.low || number > type.high))
		context.warning(value, "out-of-range", outsideOf(number, type.low, type.high));
}

/** A pointer to a variable, which is that variable by another name from where it is declared. */
function checkPointer(place: StatementPlace, variable: VariableItem, symbol: VariableSymbol): void {
	const { value } = variable;
	const isAddress = value?.kind === "unary" && value.operator === "&";
	const given = isAddress || value === undefined ? undefined : checkExpression(place, value);
	if (value && (isAddress || given?.kind === "pointer")) checkArgument(place, value, symbol.type, `'${symbol.name}'`);
	else if (value && given?.kind !== "error") {
		const message = t`'${symbol.name}' points to a variable: \`*${symbol.name} = &x;\``;
		place.context.error(variable.name, "pointer-variable", message);
	}
	place.context.declare(place.scope, symbol, variable.name);
}

/** A variable of a function that all calls share: one of the file, whose name is known in the block. */
function declareStatic(place: StatementPlace, variable: VariableItem): void {
	const { context, scope } = place;
	const setup: Place = { context, scope, effects: noEffects(), calls: new Set(), rule: "setup" };
	const symbol = declareVariable(setup, declaredByMacro(place, variable), "global");
	context.statics.push(symbol);
	if (variable.value) checkInitial(setup, variable.value, symbol.type, `'${symbol.name}'`, symbol.written === "pointer");
	context.declare(scope, symbol, variable.name);
}

/** Checks what is called with a variable where its block is left. */
function checkCleanup(place: StatementPlace, variable: VariableItem): void {
	const { cleanup, name } = variable;
	if (cleanup === undefined) return;
	const at = spanOf(cleanup);
	const given = { kind: "name", name: { ...at, text: name.text }, ...at } as const;
	const value: CallExpression = { kind: "call", name: cleanup, arguments: [{ value: given, ...at }], ...at };
	checkExpression(place, value);
	place.context.expansions.set(variable, { value });
}

/** An object of the block around, as in C. */
function checkOnStack(place: StatementPlace, variable: VariableItem, symbol: VariableSymbol): void {
	const { context } = place;
	place.effects.creates = true;
	if (place.readOnly !== undefined)
		context.error(variable, "must-only-read", t`${place.readOnly} may only read, and this creates an object`);
	// As in C it is known in its own initialiser, which may say where it is.
	context.declare(place.scope, symbol, variable.name);
	if (variable.value && bracesOf(expandedValue(place, variable.value)))
		checkInitial(place, variable.value, symbol.type, `'${symbol.name}'`);
	else if (variable.value) copyToStack(place, variable, variable.value);
}

/** `struct T x = *p;`, which is `struct T x; x = *p;`. */
function copyToStack(place: StatementPlace, variable: VariableItem, value: Expression): void {
	const at = spanOf(variable.name);
	const target = { kind: "name", name: { ...at, text: variable.name.text }, ...at } as const;
	const copies: Expression = { kind: "assignment", operator: "=", target, value, ...spanOf(value) };
	checkExpression(place, copies);
	place.context.expansions.set(variable, { value: copies });
}

function mentionsSize(node: SyntaxNode): boolean {
	return (
		("kind" in node && (node.kind === "sizeof" || (node.kind === "containerOf" && node.like !== undefined))) ||
		children(node).some(mentionsSize)
	);
}

/** What a declaration declares that is a use of a macro; another declaration itself. */
export function declaredByMacro(place: Place, variable: VariableItem): VariableItem {
	const { by } = variable;
	const macro = by && place.scope.lookup(by.name.text);
	if (by === undefined || macro?.kind !== "macro") return variable;
	place.context.names.set(by.name, macro);
	const expansion = expand(place, variable, by, macro);
	if (expansion === undefined) return variable;
	const [only, ...others] = "statements" in expansion ? expansion.statements : [];
	if (only?.kind === "local" && others.length === 0)
		return { ...only.variable, ...(variable.documentation && { documentation: variable.documentation }) };
	place.context.error(by, "macro", t`'${macro.name}' declares no variable`);
	return variable;
}

/** The symbol of a variable; its initialiser is not checked. */
export function declareVariable(place: Place, variable: VariableItem, as: Exclude<Role, "parameter" | "result">): VariableSymbol {
	const role = as === "field" ? "global" : as;
	const { context } = place;
	const declared = declaredType(place, variable, as);
	let { type } = declared;
	if (variable.size !== undefined) {
		const size = checkConstant(place, variable.size, t("the size of an array"));
		if (size !== undefined && (size < 1 || size > 64))
			context.error(variable.size, "invalid-size", t("an array has from 1 to 64 elements"));
		type = size === undefined ? ERROR : { kind: "array", element: type, size: Math.min(Math.max(size, 1), 64) };
	}
	if (variable.unsized) type = { kind: "array", element: type, size: sizeGiven(place, variable) };
	if (variable.bits) type = bitsType(place, variable.bits, type);
	// What is said to have the size of a struct stands for that struct: a cache of its objects.
	if (variable.value?.kind === "sizeof" && type.kind === "int" && role !== "local") type = sizeType(place, variable.value);
	return {
		kind: "variable",
		role,
		name: variable.name.text,
		span: spanOf(variable.name),
		documentation: variable.documentation,
		type,
		node: variable,
		value: variable.value,
		file: context,
		counted: isCounted(place, variable, role, type),
		...(variable.racy && { racy: variable.racy }),
		...(declared.written && { written: declared.written }),
	};
}

/** The size of an array that is as large as what it has at first. */
function sizeGiven({ context, scope }: Place, { value, name }: VariableItem): number {
	const braces = value && bracesOf(value);
	let [next, size] = [0, 0];
	for (const { designators } of braces?.entries ?? []) {
		const end = designators[0]?.last ?? designators[0]?.index;
		next = 1 + ((end && constantValue(context, scope, end)) ?? next);
		size = Math.max(size, next);
	}
	if (size >= 1 && size <= 64) return size;
	context.error(name, "invalid-size", t("the size of an array is written, or that of the values in braces, from 1 to 64 elements"));
	return 1;
}

/** The type of a field that has some bits of a type. */
function bitsType(place: Place, written: Expression, type: Type): Type {
	const { context } = place;
	const bits = checkConstant(place, written, t("the number of bits"));
	if (type.kind === "bool" && bits === 1) return type;
	if (type.kind !== "int") {
		if (type.kind !== "error") context.error(written, "invalid-size", t`only a number has bits, and this is ${typeText(type)}`);
		return type;
	}
	if (bits === undefined) return ERROR;
	if (bits < 1 || bits > MOST_BITS) {
		context.error(written, "invalid-size", t`a field can have 1 to ${MOST_BITS} bits here`);
		return ERROR;
	}
	// As few bits are calculated with as an `int`, whatever their sign.
	return isUnsignedType(type)
		? { kind: "int", low: 0, high: 2 ** bits - 1, open: false }
		: { kind: "int", low: -(2 ** (bits - 1)), high: 2 ** (bits - 1) - 1, open: false };
}

/** Whether a variable is declared to hold what it refers to; reports where it cannot. */
function isCounted({ context }: Place, variable: VariableItem, role: VariableSymbol["role"], type: Type): boolean {
	if (!variable.counted) return false;
	const element = type.kind === "array" ? type.element : type;
	if (role === "local") context.error(variable, "not-counted", t("only fields and variables of a file or scenario can be `counted`"));
	else if (element.kind !== "struct" && element.kind !== "error")
		context.error(variable.type, "not-counted", t`what is \`counted\` refers to an object, and this is ${typeText(element)}`);
	return true;
}

/** Checks the `{…}` of a message: they may only read. */
export function checkMessage(place: Place, message: StringText): void {
	for (const part of message.parts) if (typeof part !== "string") checkExpression({ ...place, readOnly: t("a message") }, part);
}

/** Checks a property's condition and message in `place`'s scope. */
export function checkProperty(place: Place, symbol: PropertySymbol, node: PropertyItem): void {
	let scope = new Scope(place.scope);
	for (const parameter of symbol.parameters ?? []) scope.declare(parameter);
	const inner = { ...place, scope, readOnly: t("a property") };
	if (node.condition) checkCondition(inner, node.condition);
	// The names that the outermost quantifiers bind stand in the message for the objects for which the property fails.
	let condition = node.condition;
	while (condition?.kind === "quantifier" && condition.quantifier === "forall") {
		const bound = place.context.names.get(condition.name);
		scope = new Scope(scope);
		if (bound) scope.declare(bound);
		condition = condition.body;
	}
	if (node.message) checkMessage({ ...inner, scope }, node.message);
	const constant = node.condition && constantValue(place.context, scope, node.condition);
	if (constant === 0 && node.condition) place.context.error(node.condition, "never-holds", t("this never holds"));
}
