/** Declares the items of a file: first the names of types, then what has types, so that items may come in any order. */
import { t } from "../base/l10n";
import { isRunError } from "../base/run-errors";
import { spanOf } from "../base/span";
import type {
	Expression,
	ForwardItem,
	FunctionItem,
	Item,
	Parameter,
	PropertyItem,
	PrototypeItem,
	StructItem,
	VariableItem,
} from "../syntax/tree";
import { checkConstant } from "./check-expression";
import type { When } from "./conditions";
import type { Context } from "./context";
import { declareConst, declareEnum } from "./declare-constants";
import { declareKernel, declarePatch } from "./declare-releases";
import { declaredByMacro, declareVariable } from "./declare-variable";
import { declaredType, definedType, parameterType } from "./declared-type";
import { declareGuard, declareHandler } from "./handlers";
import { declareLane } from "./lanes";
import type { Place } from "./place";
import { Scope } from "./scope";
import { setupPlace } from "./setup-place";
import {
	type Alternative,
	type FieldSymbol,
	type FunctionSymbol,
	type GuardSymbol,
	type HandlerSymbol,
	type KernelSymbol,
	type OptionSymbol,
	optionValue,
	type PatchSymbol,
	type PropertySymbol,
	type StructSymbol,
	type TaskSymbol,
	type VariableSymbol,
} from "./symbols";
import { isSame, referenceTo, VOID } from "./types";

/** What a file declares, for the later passes and for `FileAnalysis`. */
export interface Declarations {
	readonly structs: StructSymbol[];
	readonly functions: FunctionSymbol[];
	readonly properties: PropertySymbol[];
	readonly handlers: HandlerSymbol[];
	readonly guards: GuardSymbol[];
	readonly lanes: TaskSymbol[];
	readonly variables: VariableSymbol[];
	readonly kernels: KernelSymbol[];
	readonly patches: PatchSymbol[];
	readonly options: OptionSymbol[];
}

export function noDeclarations(): Declarations {
	return {
		structs: [],
		functions: [],
		properties: [],
		handlers: [],
		guards: [],
		lanes: [],
		variables: [],
		kernels: [],
		patches: [],
		options: [],
	};
}

/** First pass: structs, enums, constants, patches and options, none of which needs another item's type. */
export function declareNames(context: Context, items: readonly Item[], into: Declarations): void {
	const scope = context.globals;
	for (const item of items) {
		switch (item.kind) {
			case "struct":
				if (!item.extend) into.structs.push(declareStruct(context, scope, item));
				for (const field of item.fields) into.structs.push(...declareInline(context, scope, field, item.name.text));
				break;
			case "variable":
			case "typedef":
				into.structs.push(...declareInline(context, scope, item, ""));
				break;
			case "enum":
				declareEnum(context, scope, item);
				break;
			case "const":
				declareConst(context, scope, item);
				break;
			case "macro": {
				const { name, documentation } = item;
				context.declare(scope, { kind: "macro", name: name.text, span: spanOf(name), documentation, node: item }, name);
				break;
			}
			case "guardClass":
				context.shared.guardClasses.set(item.name.text, item);
				break;
			case "patch":
				declarePatch(context, scope, item, into);
				break;
			case "handler":
				into.handlers.push(declareHandler(context, item));
				break;
			case "guard":
				into.guards.push(declareGuard(context, item));
				break;
			case "option": {
				context.once(item.values, (value) => t`the value '${value}'`);
				const symbol: OptionSymbol = {
					kind: "option",
					name: item.name.text,
					span: spanOf(item.name),
					documentation: item.documentation,
					values: item.values.map((value) => value.text),
					node: item,
				};
				if (context.declare(scope, symbol, item.name)) into.options.push(symbol);
				for (const [value, name] of item.values.entries()) context.names.set(name, optionValue(symbol, value));
				break;
			}
		}
	}
}

/** Between the two: names that stand for types, in the order of the text, since one may stand for another. */
export function declareTypedefs(context: Context, items: readonly Item[]): void {
	const place = setupPlace(context, context.globals);
	for (const item of items) {
		if (item.kind !== "typedef") continue;
		const { name, documentation } = item;
		const types = definedType(place, item);
		// `typedef struct page page;` says nothing new.
		const { variable, stars } = types;
		if (variable.kind === "struct" && stars === 0 && context.globals.lookupTag(name.text, "struct") === variable.symbol)
			context.names.set(name, variable.symbol);
		else context.declare(context.globals, { kind: "typedef", name: name.text, span: spanOf(name), documentation, ...types }, name);
	}
}

/** Second pass: fields, functions' signatures, variables, properties, kernels. */
export function declareTyped(context: Context, items: readonly Item[], into: Declarations): void {
	const scope = context.globals;
	const place = setupPlace(context, scope);
	for (const item of items) {
		switch (item.kind) {
			case "struct":
				declareFields(context, scope, item);
				break;
			case "typedef":
				declareInlineFields(context, scope, item);
				break;
			case "function":
				into.functions.push(declareFunction(context, scope, item));
				break;
			case "property":
				into.properties.push(declareProperty(context, scope, item));
				break;
			case "variable": {
				declareInlineFields(context, scope, item);
				const variable = declaredByMacro(place, item);
				const symbol = declareVariable(place, variable, "global");
				context.declare(scope, symbol, variable.name);
				into.variables.push(symbol);
				break;
			}
			case "kernel":
				declareKernel(context, scope, item, into);
				break;
			case "task":
				into.lanes.push(...declareLane(context, item));
				break;
		}
	}
}

function declareStruct(context: Context, scope: Scope, item: StructItem): StructSymbol {
	const symbol: StructSymbol = {
		kind: "struct",
		name: item.name.text,
		span: spanOf(item.name),
		documentation: item.documentation,
		fields: [],
	};
	context.declare(scope, symbol, item.name);
	return symbol;
}

function declareFields(context: Context, scope: Scope, item: StructItem): void {
	const struct = item.extend ? context.resolve(scope, item.name, t`struct`, "struct") : context.names.get(item.name);
	if (struct?.kind === "struct") declareFieldsOf(context, scope, item, struct);
}

/**
 * The structs that a declaration defines where it uses them, and those in them; without a name one is called by what
 * is declared.
 */
export function declareInline(
	context: Context,
	scope: Scope,
	{ type, name }: Pick<VariableItem, "type" | "name">,
	owner: string,
): StructSymbol[] {
	if (type.kind !== "structType") return [];
	const called = type.name.text || (owner === "" ? name.text : `${owner}.${name.text}`);
	const symbol: StructSymbol = { kind: "struct", name: called, span: spanOf(type.name.text === "" ? name : type.name), fields: [] };
	if (type.name.text === "") context.names.set(type.name, symbol);
	else context.declare(scope, symbol, type.name);
	return [symbol, ...type.fields.flatMap((field) => declareInline(context, scope, field, called))];
}

/** The fields of these. */
export function declareInlineFields(context: Context, scope: Scope, { type }: Pick<VariableItem, "type">): void {
	const struct = type.kind === "structType" ? context.names.get(type.name) : undefined;
	if (type.kind === "structType" && struct?.kind === "struct")
		declareFieldsOf(context, scope, { extend: false, fields: type.fields }, struct);
}

function declareFieldsOf(context: Context, scope: Scope, item: Pick<StructItem, "extend" | "fields">, struct: StructSymbol): void {
	for (const field of item.fields) declareInlineFields(context, scope, field);
	// A struct of an earlier analysis must stay as it is: what this one adds is kept beside it.
	const { extensions } = context.shared;
	const own = item.extend && extensions.has(struct);
	const place = setupPlace(context, scope);
	for (const node of item.fields) {
		const variable = declareVariable(place, node, "field");
		const field: FieldSymbol = {
			kind: "field",
			name: variable.name,
			span: variable.span,
			documentation: node.documentation,
			struct,
			type: variable.type,
			value: node.value,
			file: context,
			counted: variable.counted,
			...(node.racy && { racy: node.racy }),
			...(variable.written && { written: variable.written }),
		};
		context.names.set(node.name, field);
		const present = [...struct.fields, ...(extensions.get(struct) ?? [])].find((other) => other.name === field.name);
		if (present && field.name !== "") {
			context.error(node.name, "duplicate-name", t`'${struct.name}' already has a field '${field.name}'`, {
				related: [{ span: present.span, message: t`the other '${field.name}'` }],
			});
		} else if (own) extensions.get(struct)?.push(field);
		else struct.fields.push(field);
	}
}

/** Declares a function without looking at its body. */
export function declareFunction(context: Context, scope: Scope, item: FunctionItem): FunctionSymbol {
	const symbol = functionSymbol(context, scope, item);
	context.declare(scope, symbol, item.name);
	return symbol;
}

function functionSymbol(context: Context, scope: Scope, item: FunctionItem): FunctionSymbol {
	const place = setupPlace(context, scope);
	const symbol: FunctionSymbol = {
		kind: "function",
		name: item.name.text,
		span: spanOf(item.name),
		returns: item.returns ? declaredType(place, { ...item, type: item.returns }, "result").type : VOID,
		parameters: item.parameters.map((parameter) => declareParameter(place, parameter)),
	};
	const own = new Scope(scope);
	symbol.parameters.forEach((parameter, index) => {
		context.declare(own, parameter, item.parameters[index].name);
	});
	return symbol;
}

/** Declares the functions that stand for another one where options say so. */
export function declareAlternatives(
	context: Context,
	others: ReadonlyMap<FunctionItem, FunctionItem>,
	when: ReadonlyMap<Item, readonly When[]>,
): void {
	for (const [item, rival] of others) {
		const symbol = functionSymbol(context, context.globals, item);
		const known = context.names.get(rival.name) as { alternatives?: Alternative[] } & FunctionSymbol;
		known.alternatives ??= [{ symbol: known, when: when.get(rival) ?? [] }];
		known.alternatives.push({ symbol, when: when.get(item) ?? [] });
		context.names.set(item.name, known);
		context.alternatives.set(item.name, symbol);
		if (!isSame(referenceTo(symbol), referenceTo(known)))
			context.error(item.name, "wrong-type", t`'${symbol.name}' takes and returns the same on both sides of the \`#if\``, {
				related: [{ span: known.span, message: t`the other '${symbol.name}'` }],
			});
	}
}

/** Notes which struct or enum a forward declaration is of; a struct that is declared nowhere else has no fields. */
export function noteForward(context: Context, { name, word }: ForwardItem): void {
	const symbol = context.globals.lookupTag(name.text, word);
	if (symbol?.kind === "struct" || symbol?.kind === "enum") context.names.set(name, symbol);
}

/** Notes which function a prototype is of, if there is one. */
export function notePrototype(context: Context, scope: Scope, { name }: PrototypeItem): void {
	const symbol = scope.lookup(name.text);
	if (symbol?.kind === "function") context.names.set(name, symbol);
}

function declareParameter(place: Place, node: Parameter): VariableSymbol {
	const { context } = place;
	const { type, written } = parameterType(place, node);
	if (node.value) checkParameterDefault(place, node.value);
	return {
		kind: "variable",
		role: "parameter",
		name: node.name.text,
		span: spanOf(node.name),
		documentation: node.documentation,
		type,
		node,
		value: node.value,
		file: context,
		counted: false,
		...(written && { written }),
	};
}

/** A default is a number, an enum member or null: something that needs no surroundings. */
function checkParameterDefault(place: Place, value: Expression): void {
	const symbol = value.kind === "name" ? place.scope.lookup(value.name.text) : undefined;
	if (symbol?.kind === "enumMember" && value.kind === "name") {
		place.context.names.set(value.name, symbol);
		place.context.types.set(value, { kind: "enum", symbol: symbol.enum });
	} else if (value.kind === "word" && value.word === "null") place.context.types.set(value, { kind: "null" });
	else checkConstant(place, value, t`the default of a parameter`);
}

/** Declares a property without looking at its condition. Its name may be that of one that is `turnedOff`. */
export function declareProperty(
	context: Context,
	scope: Scope,
	item: PropertyItem,
	turnedOff?: ReadonlySet<PropertySymbol>,
): PropertySymbol {
	const place = setupPlace(context, scope);
	if (isRunError(item.name.text)) context.error(item.name, "redeclared", t`'${item.name.text}' is the name of an error that runs can make`);
	const symbol: PropertySymbol = {
		kind: "property",
		name: item.name.text,
		span: spanOf(item.name),
		documentation: item.documentation,
		parameters: item.parameters?.map((parameter) => declareParameter(place, parameter)),
		node: item,
		file: context,
	};
	context.declare(scope, symbol, item.name, turnedOff);
	return symbol;
}
