/** Checks what is run: the bodies of functions, initialisers and the conditions of properties. */
import type { FunctionItem } from "../syntax/tree";
import { checkInitial } from "./check-expression";
import { checkBodyBlock, checkProperty } from "./check-statement";
import { type Context, noEffects } from "./context";
import type { Place } from "./place";
import { Scope } from "./scope";
import type { FunctionSymbol, PropertySymbol, VariableSymbol } from "./symbols";

/** Checks the body of a function that has been declared in `outer`. */
export function checkBody(context: Context, outer: Scope, symbol: FunctionSymbol, node: FunctionItem): void {
	const scope = new Scope(outer);
	for (const parameter of symbol.parameters) scope.declare(parameter);
	const effects = noEffects();
	const callees = new Set<FunctionSymbol>();
	checkBodyBlock({ context, scope, effects, calls: callees, returns: symbol.returns }, node.body);
	for (const alternative of symbol.alternatives ?? []) if (alternative.symbol !== symbol) callees.add(alternative.symbol);
	context.functions.push({ symbol, node, file: context, effects, callees });
}

/** Checks the value that a variable has at first. */
export function checkInitialiser(place: Place, variable: VariableSymbol): void {
	if (variable.value) checkInitial(place, variable.value, variable.type, `'${variable.name}'`, variable.written === "pointer");
}

/** Checks a property that has been declared in `scope`. */
export function checkPropertyItem(context: Context, scope: Scope, property: PropertySymbol): void {
	checkProperty({ context, scope, effects: noEffects(), calls: new Set() }, property, property.node);
}
