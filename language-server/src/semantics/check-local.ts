/** Variables of functions and tasks: what they have at first, and where what they are ends. */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import type { CallExpression, Expression, VariableItem } from "../syntax/tree";
import { children, type SyntaxNode } from "../syntax/walk";
import { checkArgument, checkExpression, checkInitial, checkValue, expandedValue } from "./check-expression";
import { constantValue } from "./constants";
import { noEffects } from "./context";
import { declaredByMacro, declareVariable } from "./declare-variable";
import { bracesOf } from "./initialisers";
import type { Place } from "./place";
import { Scope } from "./scope";
import type { VariableSymbol } from "./symbols";
import { outsideOf, type Type } from "./types";

/** Checks what a function or task declares. */
export function checkLocal(place: Place, variable: VariableItem): void {
	declareLocal(place, variable);
	checkCleanup(place, variable);
}

function declareLocal(place: Place, variable: VariableItem): void {
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
function warnOfRange({ context, scope }: Place, value: Expression, type: Type): void {
	if (type.kind !== "int" || context.types.get(value)?.kind !== "int") return;
	const number = constantValue(context, scope, value);
	if (number !== undefined && (number < type.low || number > type.high))
		context.warning(value, "out-of-range", outsideOf(number, type.low, type.high));
}

/** A pointer to a variable, which is that variable by another name from where it is declared. */
function checkPointer(place: Place, variable: VariableItem, symbol: VariableSymbol): void {
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
function declareStatic(place: Place, variable: VariableItem): void {
	const { context, scope } = place;
	const setup: Place = { context, scope, effects: noEffects(), calls: new Set(), rule: "setup" };
	const symbol = declareVariable(setup, declaredByMacro(place, variable), "global");
	context.statics.push(symbol);
	if (variable.value) checkInitial(setup, variable.value, symbol.type, `'${symbol.name}'`, symbol.written === "pointer");
	context.declare(scope, symbol, variable.name);
}

/** Checks what is called with a variable where its block is left. */
function checkCleanup(place: Place, variable: VariableItem): void {
	const { cleanup, name } = variable;
	if (cleanup === undefined) return;
	const at = spanOf(cleanup);
	const given = { kind: "name", name: { ...at, text: name.text }, ...at } as const;
	const value: CallExpression = { kind: "call", name: cleanup, arguments: [{ value: given, ...at }], ...at };
	checkExpression(place, value);
	place.context.expansions.set(variable, { value });
}

/** An object of the block around, as in C. */
function checkOnStack(place: Place, variable: VariableItem, symbol: VariableSymbol): void {
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
function copyToStack(place: Place, variable: VariableItem, value: Expression): void {
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
