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
} from "../syntax/tree";
import { onlyTells } from "./builtins";
import { Cases, checkFallthrough } from "./cases";
import { checkAssignment, checkCondition, checkExpression, checkRange, checkValue, expand } from "./check-expression";
import { checkLocal } from "./check-local";
import { boundVariable, resolveStruct } from "./check-names";
import { constantValue } from "./constants";
import { guardExpansion, guardTaken } from "./guards";
import { Labels, noteSkipped } from "./labels";
import type { Place } from "./place";
import { Scope } from "./scope";
import { checkSequence } from "./sequence";
import type { PropertySymbol } from "./symbols";
import { readWhereTold } from "./told-arguments";
import { ERROR, INT, type Type, typeText, VOID } from "./types";

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
		context.error(block, "stray-jump", t`a label cannot stand within an expression`);
	return VOID;
}

/** Checks a use of a macro where a statement stands; false where it is none, or an expression. */
function checkMacro(place: StatementPlace, use: HeadedStatement | CallExpression): boolean {
	const { context, scope } = place;
	const call = use.kind === "headed" ? use.call : use;
	const symbol = scope.lookup(call.name.text);
	if (symbol?.kind !== "macro") {
		if (use.kind === "call" && symbol === undefined && onlyTells(use)) return checkTold(place, use);
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

/** Checks a call by which a person is told something; false where it reads nothing. */
function checkTold(place: StatementPlace, call: CallExpression): boolean {
	const { context } = place;
	const statements = readWhereTold(place, call);
	if (statements === undefined) return false;
	context.expansions.set(call, { statements });
	const message = t`'${call.name.text}' prints nothing here, and only looks at what its arguments refer to`;
	context.diagnostics.push({ span: spanOf(call), severity: "hint", code: "left-out", message, tags: ["unnecessary"] });
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
			context.resolve(place.scope, statement.call.name, t`macro`, "macro");
			return checkNested({ ...place, inLoop: true }, statement.body);
		}
		case "cleanup":
			checkExpression(place, statement.value);
			return;
		case "empty":
			if (statement.fallsThrough && !place.inSwitch) context.error(statement, "stray-jump", t`'fallthrough' stands outside a \`switch\``);
			return;
		case "switch":
			return checkSwitch(place, statement);
		case "case":
			return checkCase(place, statement);
		case "label":
			if (!place.blocks.at(-1)?.statements.includes(statement))
				context.error(statement, "stray-jump", t`a label stands in a block: put braces around it and what it marks`);
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
					message: t`this is already part of an 'atomic' block`,
					tags: ["unnecessary"],
				});
			return checkBlock({ ...place, inAtomic: true }, statement.body);
		case "wait":
			effects.acts = true;
			return checkCondition({ ...place, readOnly: t`the condition of a 'wait'` }, statement.condition);
		case "choose":
			effects.acts = true;
			if (place.rule === "setup") context.error(statement, "choose-in-setup", t`nothing can be chosen while the scenario is set up`);
			for (const branch of statement.branches) checkBlock(place, branch);
			return;
		case "assert": {
			effects.acts = true;
			checkCondition(place, statement.condition);
			if (statement.message) checkMessage(place, statement.message);
			const property = statement.property && context.resolve(place.scope, statement.property, t`property`, "property");
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
					message: t`this has no effect`,
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
	for (const end of [statement.low, statement.high]) if (end) checkValue(place, end, cases?.type ?? ERROR, t`what this switches over`);
	if (cases) return cases.found.add(statement);
	const where = place.inSwitch ? t`in a block of its own within the \`switch\`` : t`outside a \`switch\``;
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
			context.error(span, "wrong-type", t`this function returns a value`);
	} else if (returns === undefined || returns.kind === "void") {
		checkExpression(place, value);
		context.error(value, "wrong-type", returns === undefined ? t`a task returns nothing` : t`this function returns nothing`);
	} else {
		checkValue(place, value, returns, t`what this function returns`);
	}
}

/** Checks the `{…}` of a message: they may only read. */
export function checkMessage(place: Place, message: StringText): void {
	for (const part of message.parts) if (typeof part !== "string") checkExpression({ ...place, readOnly: t`a message` }, part);
}

/** Checks a property's condition and message in `place`'s scope. */
export function checkProperty(place: Place, symbol: PropertySymbol, node: PropertyItem): void {
	let scope = new Scope(place.scope);
	for (const parameter of symbol.parameters ?? []) scope.declare(parameter);
	const inner = { ...place, scope, readOnly: t`a property` };
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
	if (constant === 0 && node.condition) place.context.error(node.condition, "never-holds", t`this never holds`);
}
