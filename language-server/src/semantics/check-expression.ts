/**
 * Types of expressions. Every expression gets a type in `context.types`, every name that stands for something a symbol
 * in `context.names`. An expression in which something is wrong has the type `error`, so that it is reported once.
 *
 * The file is long since expressions contain one another: whoever checks some of them must come back here for those
 * within, and files that import each other in a circle are none that can be read alone.
 */

import { exactBinary, exactUnary, GREATEST, misfit, negativeMisfit } from "../base/arithmetic";
import { t } from "../base/l10n";
import { quantity } from "../base/quantities";
import { type AnchoredSpan, spanOf } from "../base/span";
import type {
	Argument,
	Assignment,
	CallExpression,
	CastExpression,
	Designator,
	Expression,
	FieldExpression,
	Name,
	PickExpression,
	QuantifierExpression,
	RangeNode,
	ReferenceCall,
	SizeofExpression,
	Statement,
	TypeofTypeName,
	UnaryExpression,
} from "../syntax/tree";
import { addressComparison, refuseAddress, refusesAddress } from "./address-numbers";
import { addressType, checkNoCopy, denotesObject, followedType } from "./addresses";
import { bindArguments } from "./arguments";
import { onlyTells } from "./builtins";
import { boundVariable, enabledType, fieldsSeen, nameType, optionComparison, resolveField, resolveStruct } from "./check-names";
import { checkAssigned, checkNoComparison, checkTarget } from "./check-target";
import { constantValue, isLeast } from "./constants";
import { containerType } from "./containers";
import { type Context, noEffects } from "./context";
import { bracesOf, type Counting, isNothing, valuesGiven } from "./initialisers";
import { bytesOf, bytesOfType, commonType, isUnsignedType, POINTER_BYTES, UNSIGNED_RESULT } from "./integer-types";
import { expansionOf } from "./macros";
import { castType, namedType } from "./named-types";
import type { Place } from "./place";
import { Scope } from "./scope";
import type { BuiltinSymbol, Expansion, FunctionSymbol, MacroSymbol, MacroUse, VariableSymbol } from "./symbols";
import { BOOL, ERROR, fits, INT, isCondition, isScalar, NULL, type Type, typeText, VOID } from "./types";

/** The type of `expression`; notes types and names and reports what is wrong. */
export function checkExpression(place: Place, expression: Expression): Type {
	const type = typeOf(place, expression);
	place.context.types.set(expression, type);
	return type;
}

/** Checks that an expression's value may stand where `wanted` is. */
export function checkValue(place: Place, expression: Expression, wanted: Type, what: string): void {
	checkFits(place, expression, checkExpression(place, expression), wanted, what);
}

/** The same of an expression whose type is known. */
function checkFits(place: Place, expression: Expression, type: Type, wanted: Type, what: string): void {
	if (type.kind === "any" && wanted.kind === "struct") return takeFor(place.context, expression, wanted);
	if (wanted.kind === "int" && type.kind === "address") refuseAddress(place, expression, what);
	else if (!fits(type, wanted)) {
		place.context.error(expression, "wrong-type", t`${what} is ${typeText(wanted)}, and this is ${typeText(type)}`);
	}
}

/** Checks a number with which something is calculated; false where it is a reference. */
function checkOperand(place: Place, expression: Expression, operator: string, what: string): boolean {
	const type = checkExpression(place, expression);
	if (!refusesAddress(place, expression, type, operator)) {
		checkFits(place, expression, type, INT, what);
		return true;
	}
	place.context.types.set(expression, ERROR);
	return false;
}

/**
 * Notes that what a `void *` refers to is taken for an object of the struct that is wanted, as in C. Whether it is one
 * shows only when it is known which object that is.
 */
function takeFor(context: Context, expression: Expression, wanted: Type): void {
	const expansion = expression.kind === "call" ? context.expansions.get(expression) : undefined;
	const within = expansion && "value" in expansion ? [expansion.value] : valuesWithin(expression);
	for (const one of within ?? []) if (context.types.get(one)?.kind === "any") takeFor(context, one, wanted);
	context.types.set(expression, wanted);
	if (within === undefined) context.taken.add(expression);
}

/** Of an expression whose value is that of one of others, those. */
function valuesWithin(expression: Expression): readonly Expression[] | undefined {
	switch (expression.kind) {
		case "conditional":
			return [expression.then, expression.otherwise];
		case "default":
			return [expression.value, expression.otherwise];
		case "comma":
			return [expression.last];
		case "statements": {
			const last = expression.body.statements.at(-1);
			return last?.kind === "expression" ? [last.expression] : undefined;
		}
		default:
			return undefined;
	}
}

/** Checks an expression that decides something. */
export function checkCondition(place: Place, expression: Expression): void {
	const type = checkExpression(place, expression);
	if (place.readOnly === undefined) checkNoComparison(place, expression);
	if (!isCondition(type))
		place.context.error(expression, "wrong-type", t`a condition must be true or false, and this is ${typeText(type)}`);
}

/** Checks what something of a type has at first. */
export function checkInitial(place: Place, initial: Expression, type: Type, what: string, isReference = false): void {
	const braces = bracesOf(expandedValue(place, initial));
	if (braces === undefined) {
		if (!isNothing(initial, type)) return checkValue({ ...place, chance: expandedValue(place, initial) }, initial, type, what);
		return void checkExpression(place, initial);
	}
	const { context } = place;
	for (const node of [initial, braces]) context.types.set(node, type);
	if (isReference && type.kind === "struct") {
		context.error(initial, "wrong-type", t`a reference has no parts: values in braces are for an object, which is declared without \`*\``);
		return;
	}
	const given = valuesGiven(braces, type, {
		fieldsOf: (struct) => fieldsSeen(place, struct),
		meant: (designator, around) => partMeant(place, designator, around),
		expanded: (value) => expandedValue(place, value),
		tooMany: (entry, around) => context.error(entry, "surplus-value", t`${typeText(around)} has no part for this value`),
	});
	if (type.kind !== "struct" && type.kind !== "array" && type.kind !== "error")
		context.error(braces, "wrong-type", t`only an object or an array has values in braces, and this is ${typeText(type)}`);
	for (const { path, type, value } of given) {
		const part = path.at(-1);
		// What has parts of its own has been taken apart.
		checkInitial(place, value, type, typeof part === "number" ? t`element ${part}` : t`the field '${part?.name ?? ""}'`, true);
	}
}

/** What a designator means in something of a type; reports what it cannot mean. */
function partMeant(place: Place, { field, index, last, ...node }: Designator, type: Type): ReturnType<Counting["meant"]> {
	const { context } = place;
	if (field) {
		if (type.kind === "struct") return resolveField(place, type.symbol, field);
		if (type.kind !== "error") context.error(node, "wrong-type", t`only an object has fields, and this is ${typeText(type)}`);
		return undefined;
	}
	const ends = [index, last ?? index].map((end) => end && checkConstant(place, end, t`the index of a value`));
	const [first, end] = ends;
	if (first === undefined || end === undefined) return undefined;
	// Whoever comes here later need not work it out.
	for (const [at, expression] of [index, last].entries()) {
		const value = ends[at] ?? first;
		if (expression) context.types.set(expression, { kind: "int", low: value, high: value, open: true });
	}
	if (type.kind === "array" || type.kind === "error") return type.kind === "array" ? { first, last: end } : undefined;
	context.error(node, "wrong-type", t`only an array has elements, and this is ${typeText(type)}`);
	return undefined;
}

/** Checks an assignment; its type is that of its target. */
export function checkAssignment(place: Place, assignment: Assignment): Type {
	const { target, value, operator } = assignment;
	const type = operator === "=" ? objectType(place, target) : checkExpression(place, target);
	if (value && operator === "=" && denotesObject(place.context, target)) return checkCopy(place, assignment, value, type);
	checkAssigned(place, assignment, type);
	if (value && type.kind === "pointer") checkArgument(place, value, type, t`the variable`);
	else if (value) checkValue(place, value, type.kind === "array" ? ERROR : type, t`the variable`);
	return isScalar(type) ? type : ERROR;
}

/** Checks `*a = *b`, which gives the fields of one object what those of another hold. */
function checkCopy(place: Place, { target, ...assignment }: Assignment, value: Expression, type: Type): Type {
	const { context, effects, readOnly } = place;
	const isMade = expandedValue(place, value).kind === "compound";
	const given = isMade ? compoundType(place, value, type) : copiedType(place, value);
	checkNoCopy(context, target);
	effects.writes = true;
	if (readOnly !== undefined) context.error(assignment, "must-only-read", t`${readOnly} may only read, and this assigns`);
	if (type.kind === "error" || given.kind === "error") return ERROR;
	const written = context.written(target);
	const objects = (one: Expression): boolean =>
		one.kind === "conditional" ? objects(one.then) && objects(one.otherwise) : denotesObject(context, one);
	if (!isMade && !objects(value))
		context.error(
			value,
			"struct-copy",
			t`'${written}' is an object, to which another one is copied by \`${written} = *p\`: a reference to one is declared with \`*\``,
		);
	else if (!fits(given, type))
		context.error(value, "wrong-type", t`${t`the variable`} is ${typeText(type)}, and this is ${typeText(given)}`);
	return VOID;
}

/** The type of `(struct point){ 1, .y = 2 }`, all of which something of a type is given. */
function compoundType(place: Place, value: Expression, wanted: Type): Type {
	const made = expandedValue(place, value);
	const type = made.kind === "compound" ? namedType(place, made.type, true) : ERROR;
	if (fits(type, wanted)) checkInitial(place, value, wanted, t`the variable`);
	for (const node of [value, made]) place.context.types.set(node, type);
	return type;
}

/** The type of what is copied: an object that is named, or one of two. */
function copiedType(place: Place, value: Expression): Type {
	const { context } = place;
	if (value.kind !== "conditional") {
		const given = objectType(place, value);
		context.types.set(value, given);
		return given;
	}
	checkCondition(place, value.condition);
	const [then, otherwise] = [value.then, value.otherwise].map((one) => copiedType(place, one));
	const type = commonType(then, otherwise);
	if (!type) context.error(value, "wrong-type", t`the two values of ?: differ: ${typeText(then)} and ${typeText(otherwise)}`);
	context.types.set(value, type ?? ERROR);
	return type ?? ERROR;
}

/** Checks both ends of a range. */
export function checkRange(place: Place, range: RangeNode): void {
	checkValue(place, range.low, INT, t`the start of a range`);
	checkValue(place, range.high, INT, t`the end of a range`);
}

function typeOf(place: Place, expression: Expression): Type {
	const { context, scope } = place;
	switch (expression.kind) {
		case "error":
			return ERROR;
		case "number":
			if (expression.value > GREATEST) {
				context.error(expression, "number-too-large", t`numbers go up to ${GREATEST}, and this is larger`);
				return ERROR;
			}
			return { kind: "int", low: expression.value, high: expression.value, open: true };
		case "string":
			return { kind: "text" };
		case "word":
			if (expression.word === "null") return NULL;
			if (expression.word !== "self") return BOOL;
			if (place.rule === "setup") {
				context.error(expression, "self-outside-task", t`'self' is the running task, and no task runs while the scenario is set up`);
				return ERROR;
			}
			return { kind: "struct", symbol: context.shared.task };
		case "name":
			return nameType(place, expression.name);
		case "call":
			return callType(place, expression);
		case "callThrough":
			return referenceCallType(place, expression);
		case "field":
			return fieldType(place, expression);
		case "index": {
			const array = checkExpression(place, expression.array);
			checkValue(place, expression.index, INT, t`an index`);
			if (array.kind === "array") return array.element;
			if (array.kind !== "error")
				context.error(expression.array, "wrong-type", t`only an array has elements, and this is ${typeText(array)}`);
			return ERROR;
		}
		case "unary":
			return unaryType(place, expression);
		case "cast":
			if (expression.type?.kind === "typeofType") checkTypeof(place, expression.type);
			return checkCast(place, expression);
		case "binary":
			return binaryType(place, expression);
		case "conditional": {
			checkCondition(place, expression.condition);
			const then = checkExpression(place, expression.then);
			const otherwise = checkExpression(place, expression.otherwise);
			const type = commonType(then, otherwise) ?? anyOf([expression.then, expression.otherwise], [then, otherwise]);
			if (!type) context.error(expression, "wrong-type", t`the two values of ?: differ: ${typeText(then)} and ${typeText(otherwise)}`);
			return type ?? ERROR;
		}
		case "default": {
			const value = checkExpression(place, expression.value);
			const otherwise = checkExpression(place, expression.otherwise);
			if (!isCondition(value))
				context.error(expression.value, "wrong-type", t`a condition must be true or false, and this is ${typeText(value)}`);
			const type = commonType(value, otherwise) ?? anyOf([expression.value, expression.otherwise], [value, otherwise]);
			if (!type) context.error(expression, "wrong-type", t`the two values of ?: differ: ${typeText(value)} and ${typeText(otherwise)}`);
			return type ?? ERROR;
		}
		case "comma":
			checkExpression(place, expression.first);
			return checkExpression(place, expression.last);
		case "braces":
		case "compound":
			context.error(expression, "stray-braces", t`values in braces stand where something is declared: assign them one by one`);
			return ERROR;
		case "assignment":
			return checkAssignment(place, expression);
		case "sizeof":
			return sizeType(place, expression);
		case "containerOf":
			return containerType(place, expression, checkExpression);
		case "typeName":
			context.error(expression, "wrong-type", t`a type is no value: only macros take one`);
			return ERROR;
		case "statements":
			if (place.checkBlock) return place.checkBlock(place, expression.body);
			context.error(expression, "stray-statements", t`statements within an expression stand in functions and tasks`);
			return ERROR;
		case "new": {
			place.effects.creates = true;
			for (const { value } of expression.fields) initialOfFields.add(value);
			const size = scope.lookup(expression.struct.text);
			if (size?.kind === "variable" && expression.fields.length === 0 && standsForStruct(place, size)) {
				context.names.set(expression.struct, size);
				return { kind: "any" };
			}
			const struct = resolveStruct(place, expression.struct);
			if (place.readOnly !== undefined)
				context.error(expression, "must-only-read", t`${place.readOnly} may only read, and this creates an object`);
			for (const argument of expression.fields) {
				const field = struct && argument.name && resolveField(place, struct, argument.name);
				if (field) checkValue(place, argument.value, field.type, t`the field '${field.name}'`);
				if (field?.written === "object" && field.type.kind === "struct" && argument.value.kind !== "new")
					context.error(argument.value, "struct-copy", t`'${field.name}' is an object of its own: only \`new\` can give it another one`);
				if (!field) checkExpression(place, argument.value);
			}
			return struct ? { kind: "struct", symbol: struct } : ERROR;
		}
		case "chooseValue": {
			checkRange(place, expression.range);
			checkMayChoose(place, expression);
			const low = constantValue(context, scope, expression.range.low);
			const high = constantValue(context, scope, expression.range.high);
			return low === undefined || high === undefined ? INT : { kind: "int", low, high, open: false };
		}
		case "pick":
			return pickType(place, expression);
		case "quantifier":
			return quantifierType(place, expression);
		case "patched":
			context.resolve(scope, expression.patch, t`patch`, "patch");
			return BOOL;
		case "enabled":
			return enabledType(place, expression);
		case "optionValue":
			context.resolve(scope, expression.option, t`option`, "option");
			context.error(expression, "wrong-type", t`an option can only be compared with one of its values`);
			return ERROR;
	}
}

/** `void *`, where all of some references are cast to it. */
function anyOf(expressions: readonly Expression[], types: readonly Type[]): Type | undefined {
	const isVoid = (one: Expression): boolean =>
		one.kind === "cast" && one.type?.kind === "namedType" && one.type.name.text === "void" && one.stars === 1;
	return expressions.every(isVoid) && types.every(({ kind }) => kind === "struct" || kind === "any") ? { kind: "any" } : undefined;
}

function checkCast(place: Place, expression: CastExpression): Type {
	const { operand } = expression;
	const type = castType(place, expression, checkExpression(place, operand));
	const given = place.context.types.get(operand);
	if (type.kind === "struct" && given?.kind === "any") takeFor(place.context, operand, type);
	return type;
}

function fieldType(place: Place, expression: FieldExpression): Type {
	const object = objectType(place, expression.object);
	if (object.kind === "struct") return resolveField(place, object.symbol, expression.name)?.type ?? ERROR;
	if (object.kind !== "error") {
		place.context.error(expression.object, "wrong-type", t`only an object has fields, and this is ${typeText(object)}`);
	}
	return ERROR;
}

function unaryType(place: Place, expression: UnaryExpression): Type {
	const { context } = place;
	switch (expression.operator) {
		case "!":
			checkCondition(place, expression.operand);
			return BOOL;
		case "-":
		case "~":
			if (isLeast(expression)) {
				context.types.set(expression.operand, INT);
				return INT;
			}
			checkOperand(place, expression.operand, expression.operator, t`the operand of '${expression.operator}'`);
			return negated(place, expression);
		case "*":
			return followedType(context, expression, checkExpression(place, expression.operand), false);
		case "&":
			return addressType(context, expression, objectType(place, expression.operand));
	}
}

/** The type of an expression that only names an object, so that it may also be `*p` of a reference. */
function objectType(place: Place, expression: Expression): Type {
	if (expression.kind !== "unary" || expression.operator !== "*") return checkExpression(place, expression);
	const type = followedType(place.context, expression, checkExpression(place, expression.operand), true);
	place.context.types.set(expression, type);
	return type;
}

/** Whether what is named has been declared with a star, as `struct page *p`. */
export function isPointer({ names }: Context, expression: Expression): boolean {
	const symbol = expression.kind === "name" || expression.kind === "field" ? names.get(expression.name) : undefined;
	return (symbol?.kind === "variable" || symbol?.kind === "field") && symbol.written === "pointer";
}

/** The type of `-` and `~`, of a constant only where there is such a number. */
function negated({ context, scope }: Place, expression: UnaryExpression): Type {
	if (context.types.get(expression.operand)?.kind === "error") return ERROR;
	const value = constantValue(context, scope, expression.operand);
	if (value === undefined || exactUnary(expression.operator, value) !== undefined)
		return isUnsignedType(context.types.get(expression.operand)) ? UNSIGNED_RESULT : INT;
	context.error(expression, "number-too-large", negativeMisfit(value));
	return ERROR;
}

function binaryType(place: Place, expression: Extract<Expression, { kind: "binary" }>): Type {
	const { context, scope } = place;
	const { operator, left, right } = expression;
	if (operator === "&&" || operator === "||") {
		checkCondition(place, left);
		checkCondition(place, right);
		return BOOL;
	}
	if (operator === "==" || operator === "!=") {
		const option = left.kind === "optionValue" ? left : right.kind === "optionValue" ? right : undefined;
		if (option !== undefined) return optionComparison(place, option.option, option === left ? right : left, option);
		const leftType = checkExpression(place, left);
		const rightType = checkExpression(place, right);
		// Of two texts nobody knows whether they are the same.
		const areTexts = leftType.kind === "text" && rightType.kind === "text";
		if (leftType.kind === "address" || rightType.kind === "address") return addressComparison(place, expression, leftType, rightType);
		const comparable =
			(!areTexts && (isScalar(leftType) || leftType.kind === "null") && (fits(rightType, leftType) || fits(leftType, rightType))) ||
			anyOf([left, right], [leftType, rightType]) !== undefined;
		if (!comparable) context.error(expression, "wrong-type", t`${typeText(leftType)} and ${typeText(rightType)} cannot be compared`);
		return BOOL;
	}
	if (!checkOperand(place, left, operator, t`the left side of '${operator}'`)) checkExpression(place, right);
	else checkOperand(place, right, operator, t`the right side of '${operator}'`);
	if ((operator === "/" || operator === "%") && constantValue(context, scope, right) === 0) {
		context.error(right, "division-by-zero", t`this divides by zero`);
	}
	if (operator === "<" || operator === ">" || operator === "<=" || operator === ">=") return BOOL;
	const isUnsigned = [left, right].some((operand) => isUnsignedType(context.types.get(operand)));
	const result = isUnsigned ? UNSIGNED_RESULT : INT;
	if ([left, right].some((operand) => context.types.get(operand)?.kind === "error")) return ERROR;
	const [first, second] = [constantValue(context, scope, left), constantValue(context, scope, right)];
	if (first === undefined || second === undefined || exactBinary(operator, first, second) !== undefined) return result;
	context.error(expression, "number-too-large", misfit(operator, first, second));
	return ERROR;
}

/** What `new` gives fields at first. */
const initialOfFields = new WeakSet<Expression>();

/** Reports a choice where none is made. */
function checkMayChoose({ context, effects, readOnly, rule, chance }: Place, node: Expression): void {
	effects.acts = true;
	if (readOnly !== undefined) context.error(node, "must-only-read", t`${readOnly} may only read, and this chooses`);
	if (rule === "setup" && chance !== node && !initialOfFields.has(node))
		context.error(node, "choose-in-setup", t`while the scenario is set up only a whole initial value is left to chance`);
}

function pickType(place: Place, pick: PickExpression): Type {
	const { name, condition } = pick;
	const { type, inside } = boundPlace(place, name, pick);
	checkMayChoose(place, pick);
	if (condition) checkCondition({ ...inside, readOnly: place.readOnly ?? "'choose'" }, condition);
	const [low, high] = [pick.range?.low, pick.range?.high].map((end) => end && constantValue(place.context, place.scope, end));
	return low === undefined || high === undefined ? type : { kind: "int", low, high, open: false };
}

function quantifierType(place: Place, expression: QuantifierExpression): Type {
	const { inside } = boundPlace(place, expression.name, expression);
	checkCondition({ ...inside, readOnly: place.readOnly ?? `'${expression.quantifier}'` }, expression.body);
	return expression.quantifier === "count" ? INT : BOOL;
}

/** Where a name is bound to each of some objects or numbers, and what it is there. */
function boundPlace(
	place: Place,
	name: Name,
	{ range, struct: named }: Pick<QuantifierExpression, "range" | "struct">,
): { readonly type: Type; readonly inside: Place } {
	let type: Type = INT;
	if (range) checkRange(place, range);
	else if (named) {
		const struct = resolveStruct(place, named);
		type = struct ? { kind: "struct", symbol: struct } : ERROR;
	}
	const scope = new Scope(place.scope);
	place.context.declare(scope, boundVariable(place, name, type), name);
	return { type, inside: { ...place, scope } };
}

function callType(place: Place, call: CallExpression): Type {
	const { context, scope } = place;
	if (onlyTells(call) && scope.lookup(call.name.text) === undefined) {
		const message = t`'${call.name.text}' has no effect here, and its arguments are not read`;
		context.diagnostics.push({ span: spanOf(call), severity: "hint", code: "left-out", message, tags: ["unnecessary"] });
		return VOID;
	}
	const known = scope.lookup(call.name.text);
	const kinds =
		known?.kind === "variable" && known.type.kind === "function" ? (["variable"] as const) : (["function", "macro", "builtin"] as const);
	const symbol = context.resolve(scope, call.name, t`function`, ...kinds);
	if (symbol === undefined) {
		for (const argument of call.arguments) checkArgumentLoosely(place, argument.value);
		return ERROR;
	}
	if (symbol.kind === "builtin") return builtinType(place, call, symbol);
	if (symbol.kind === "macro") return macroType(place, call, symbol);
	if (symbol.kind === "variable") return calledType(place, call, symbol.name, symbol.type);
	place.calls.add(symbol);
	const demand = { span: call.name, callee: symbol };
	if (place.readOnly !== undefined) context.demands.push({ ...demand, where: place.readOnly });
	const { bound, problems } = bindArguments(
		symbol.parameters.map((parameter) => parameter.name),
		call.arguments,
	);
	for (const { kind, argument } of problems) {
		checkArgumentLoosely(place, argument.value);
		if (kind === "unknown" && argument.name) {
			context.unknown(
				argument.name,
				t`parameter of '${symbol.name}' called`,
				symbol.parameters.map((parameter) => parameter.name),
			);
		} else if (kind === "twice" && argument.name) {
			context.error(argument, "wrong-arguments", t`'${argument.name.text}' is given twice`);
		}
	}
	const surplus = problems.filter((problem) => problem.kind === "tooMany");
	if (surplus.length > 0) {
		context.error(
			{ ...surplus[0].argument, to: surplus[surplus.length - 1].argument.to },
			"wrong-arguments",
			t`'${symbol.name}' takes ${quantity(symbol.parameters.length, "argument")}, and this is one too many`,
			{ related: [{ span: symbol.span, message: t`'${symbol.name}' is declared here` }] },
		);
	}
	const missing: string[] = [];
	symbol.parameters.forEach((parameter, index) => {
		const argument = bound[index];
		if (argument) checkArgument(place, argument.value, parameter.type, t`'${parameter.name}' of '${symbol.name}'`);
		else if (parameter.value === undefined) missing.push(parameter.name);
	});
	if (missing.length > 0 && problems.length === 0) {
		context.error(call.name, "wrong-arguments", t`'${symbol.name}' also needs ${missing.map((name) => `'${name}'`).join(t` and `)}`, {
			related: [{ span: symbol.span, message: t`'${symbol.name}' is declared here` }],
		});
	}
	return symbol.returns.kind === "any" ? madeType(place, call, symbol) : symbol.returns;
}

/**
 * Whether `new` with the name of a parameter makes an object of a struct that the parameter stands for: a size, or what
 * objects of one struct are taken from, such as a cache.
 */
function standsForStruct({ scope }: Place, { role, type, name }: VariableSymbol): boolean {
	return role === "parameter" && (type.kind === "int" || (type.kind === "struct" && scope.lookupTag(name, "struct") === undefined));
}

/** What is given to macros can use macros, so that what all stand for can double with each. */
const MOST_USES = 20_000;

/** What a use of a macro stands for, if that can be said; else it is reported. */
export function expand(place: Place, use: MacroUse, call: CallExpression, symbol: MacroSymbol, behind?: Statement): Expansion | undefined {
	const { context } = place;
	if (++context.uses > MOST_USES) {
		context.error(call, "macro", t`macros stand for too much here`);
		return undefined;
	}
	const expansion = expansionOf(symbol, call, behind);
	if ("problem" in expansion) {
		context.error(expansion.place, "macro", expansion.problem);
		return undefined;
	}
	context.expansions.set(use, expansion);
	return expansion;
}

/** The type of a use of a macro that is an expression. */
function macroType(place: Place, call: CallExpression, symbol: MacroSymbol): Type {
	const expansion = expand(place, call, call, symbol);
	if (expansion === undefined) return ERROR;
	if ("value" in expansion) return checkExpression(place, expansion.value);
	place.context.error(call, "macro", t`'${symbol.name}' stands for statements, and has no value`);
	return ERROR;
}

/** What stands where a value does: what a macro gives, if it is one. */
export function expandedValue(place: Place, value: Expression): Expression {
	const symbol = value.kind === "call" ? place.scope.lookup(value.name.text) : undefined;
	if (value.kind !== "call" || symbol?.kind !== "macro") return value;
	place.context.names.set(value.name, symbol);
	const expansion = expand(place, value, value, symbol);
	return expansion && "value" in expansion ? expandedValue(place, expansion.value) : value;
}

/**
 * What a function that returns `void *` returns: an object of the struct whose size it is given, or what it is given.
 * One that takes neither returns what is wanted.
 */
function madeType({ context, scope }: Place, call: CallExpression, { parameters }: FunctionSymbol): Type {
	const { bound } = bindArguments(
		parameters.map(({ name }) => name),
		call.arguments,
	);
	const given = parameters.flatMap(({ type }, index) => {
		const argument = bound[index];
		return argument && (type.kind === "int" || type.kind === "any") ? [argument] : [];
	});
	const types = given.map(({ value }) => context.types.get(value));
	if (types.some((type) => type?.kind === "error")) return ERROR;
	const isPassedOn = ({ kind, ...value }: Expression): boolean => {
		const symbol = kind === "name" && "name" in value ? scope.lookup(value.name.text) : undefined;
		return symbol?.kind === "variable" && symbol.role === "parameter" && (symbol.type.kind === "int" || symbol.type.kind === "any");
	};
	const structs = new Set(types.flatMap((type) => (type?.kind === "struct" || type?.kind === "size" ? [type.symbol] : [])));
	const passesOn = given.some(({ value }, index) => isPassedOn(value) || types[index]?.kind === "any");
	const takesSize = parameters.some(({ type }) => type.kind === "any" || type.kind === "int");
	const isWanted = !takesSize || parameters.some(({ type }) => type.kind === "struct");
	if (structs.size === 0 && (passesOn || isWanted)) return { kind: "any" };
	const [struct] = structs;
	if (structs.size === 1) return { kind: "struct", symbol: struct };
	const message =
		structs.size > 1
			? t`whether '${call.name.text}' gives ${[...structs].map(({ name }) => name).join(t` or `)} is not known: give it one struct`
			: t`which struct '${call.name.text}' is to give is not known: write \`sizeof(struct NAME)\``;
	context.error(call, "unknown-size", message);
	return ERROR;
}

/** The type of `sizeof`: of a struct, or of the object that an expression denotes. */
export function sizeType(place: Place, { struct: tag, operand, type, stars, ...node }: SizeofExpression): Type {
	const { context, scope } = place;
	let of: Type = ERROR;
	if (type) {
		const bytes = stars ? POINTER_BYTES : bytesOfType(namedType(place, type, false), type);
		return { kind: "int", low: bytes, high: bytes, open: true };
	}
	if (tag) {
		const struct = scope.lookupTag(tag.text, "struct") ?? resolveStruct(place, tag);
		if (struct?.kind === "struct") {
			context.names.set(tag, struct);
			of = { kind: "struct", symbol: struct };
		}
	} else if (operand?.kind === "name" && ["struct", "enum"].includes(scope.lookup(operand.name.text)?.kind ?? "")) {
		const struct = resolveStruct(place, operand.name);
		of = struct ? { kind: "struct", symbol: struct } : ERROR;
		context.types.set(operand, of);
	} else if (operand) {
		of = objectType(place, operand);
		if (of.kind === "struct" && isPointer(context, operand)) return { kind: "int", low: POINTER_BYTES, high: POINTER_BYTES, open: true };
	}
	if (of.kind === "error") return ERROR;
	if (of.kind === "struct") return { kind: "size", symbol: of.symbol };
	if (of.kind === "int" || of.kind === "bool" || of.kind === "enum" || of.kind === "text") {
		const bytes = bytesOf(of);
		return { kind: "int", low: bytes, high: bytes, open: true };
	}
	context.error(node, "unknown-size", t`only the size of a struct is known here, and this is ${typeText(of)}`);
	return ERROR;
}

/** The type of a call of the function to which an expression refers. */
function referenceCallType(place: Place, call: ReferenceCall): Type {
	return calledType(place, call, place.context.written(call.callee), checkExpression(place, call.callee));
}

/** Checks a call of which it is not known what it calls, but by the type of a reference. */
function calledType(place: Place, call: CallExpression | ReferenceCall, name: string, type: Type): Type {
	const { context } = place;
	if (type.kind !== "function") {
		if (type.kind !== "error") context.error(call, "wrong-kind", t`only a function can be called, and \`${name}\` is ${typeText(type)}`);
		for (const argument of call.arguments) checkArgumentLoosely(place, argument.value);
		return ERROR;
	}
	place.effects.writes = true;
	place.effects.acts = true;
	if (place.readOnly !== undefined)
		context.error(call, "must-only-read", t`${place.readOnly} may only read, and what \`${name}\` calls may do more`);
	call.arguments.forEach((argument, index) => {
		if (argument.name) context.error(argument, "wrong-arguments", t`the parameters of \`${name}\` have no names that are known here`);
		const parameter = type.parameters[index];
		if (parameter) checkArgument(place, argument.value, parameter, t`argument ${index + 1} of '${name}'`);
		else checkArgumentLoosely(place, argument.value);
	});
	if (call.arguments.length !== type.parameters.length)
		context.error(call, "wrong-arguments", t`\`${name}\` takes ${quantity(type.parameters.length, "argument")}`);
	return type.returns;
}

/** A call of what is part of the language. */
function builtinType(place: Place, call: CallExpression, { name, does }: BuiltinSymbol): Type {
	const { context, scope } = place;
	const [argument, ...others] = call.arguments;
	const refuse = (takes: string): Type => {
		for (const { value } of call.arguments) if (value.kind !== "string") checkArgumentLoosely(place, value);
		context.error(call.name, "wrong-arguments", t`'${name}' takes ${takes}`);
		return ERROR;
	};
	switch (does) {
		case "null":
		case "self":
			context.error(call.name, "wrong-kind", t`'${name}' is not a function`);
			return ERROR;
		case "retire": {
			if (call.arguments.length !== 2) return refuse(t`2 arguments, an object and a number`);
			checkAnyObject(place, argument, name);
			checkValue(place, others[0].value, INT, t`which tasks may go on to access it`);
			place.effects.writes = true;
			return VOID;
		}
		case "expire":
			if (call.arguments.length !== 1) return refuse(t`1 argument, a number`);
			checkValue(place, argument.value, INT, t`which tasks may not access it any more`);
			place.effects.writes = true;
			return VOID;
		case "clear":
			if (call.arguments.length < 1 || call.arguments.length > 2) return refuse(t`an object, and perhaps its size`);
			checkAnyObject(place, argument, name);
			if (others.length > 0) checkValue(place, others[0].value, INT, t`a size`);
			place.effects.writes = true;
			return VOID;
		case "copy": {
			if (call.arguments.length < 2 || call.arguments.length > 3) return refuse(t`two objects, and perhaps their size`);
			for (const one of call.arguments.slice(0, 2)) checkAnyObject(place, one, name);
			if (others.length > 1) checkValue(place, others[1].value, INT, t`a size`);
			place.effects.writes = true;
			return VOID;
		}
		case "revive": {
			const symbol = argument?.value.kind === "name" ? scope.lookup(argument.value.name.text) : undefined;
			if (others.length > 0 || argument?.value.kind !== "name" || symbol?.kind !== "variable" || !standsForStruct(place, symbol))
				return refuse(t`1 argument, a parameter that stands for a struct`);
			context.names.set(argument.value.name, symbol);
			context.types.set(argument.value, symbol.type);
			place.effects.writes = true;
			place.effects.acts = true;
			return { kind: "any" };
		}
		case "free":
		case "freeWhole":
		case "recycle":
		case "alive":
		case "mayEnd":
		case "length":
		case "counted":
		case "site": {
			const [wanted, what] = does === "length" ? (["array", t`an array`] as const) : (["struct", t`an object`] as const);
			if (call.arguments.length !== 1) return refuse(t`1 argument, ${what}`);
			const type = checkExpression(place, argument.value);
			const frees = does === "free" || does === "freeWhole" || does === "recycle";
			const isOfLife = frees || does === "alive" || does === "mayEnd";
			const isTask = type.kind === "struct" && type.symbol === context.shared.task && isOfLife;
			if (
				(type.kind !== wanted && type.kind !== "error" && !(frees && type.kind === "null") && !(type.kind === "any" && isOfLife)) ||
				isTask
			)
				context.error(argument, "wrong-type", t`'${name}' takes ${what}, and this is ${isTask ? t`a task` : typeText(type)}`);
			if (does === "alive" || does === "mayEnd") return BOOL;
			if (!frees) return INT;
			place.effects.writes = true;
			if (place.readOnly !== undefined) context.error(call, "must-only-read", t`${place.readOnly} may only read, and this frees an object`);
			if (place.rule === "setup") context.error(call, "free-in-setup", t`nothing can be freed while the scenario is set up`);
			return VOID;
		}
		case "partOf": {
			if (call.arguments.length !== 2) return refuse(t`2 arguments, both objects`);
			for (const { value } of call.arguments) {
				const type = checkExpression(place, value);
				if (!["struct", "any", "null", "error"].includes(type.kind))
					context.error(value, "wrong-type", t`'${name}' takes objects, and this is ${typeText(type)}`);
			}
			return BOOL;
		}
		case "done": {
			if (call.arguments.length !== 1) return refuse(t`1 argument, a task`);
			const type = checkExpression(place, argument.value);
			const one = type.kind === "array" ? type.element : type;
			if (one.kind !== "error" && !(one.kind === "struct" && one.symbol === context.shared.task))
				context.error(argument, "wrong-type", t`'${name}' takes a task, and this is ${typeText(type)}`);
			return BOOL;
		}
		case "errorOf": {
			if (call.arguments.length !== 1) return refuse(t`1 argument, a reference`);
			checkAnyObject(place, argument, name);
			return INT;
		}
		case "truth":
		case "warn":
			// A message behind the condition is for a person.
			if (argument === undefined) return refuse(t`a condition`);
			checkCondition(place, argument.value);
			if (does === "truth") return BOOL;
			if (place.readOnly !== undefined) context.error(call, "must-only-read", t`${place.readOnly} may only read, and this asserts`);
			place.effects.acts = true;
			return BOOL;
		case "assume":
			if (argument === undefined || others.length > 0) return refuse(t`a condition`);
			checkCondition({ ...place, readOnly: "`assume`" }, argument.value);
			if (place.readOnly !== undefined) context.error(call, "must-only-read", t`${place.readOnly} may only read, and this ends the run`);
			place.effects.acts = true;
			return VOID;
		case "fence":
		case "beginFlatRegion":
		case "endFlatRegion":
		case "beginNestedRegion":
		case "endNestedRegion":
			return call.arguments.length > 0 ? refuse(t`no arguments`) : VOID;
		case "markNext":
			if (call.arguments.length !== 1) return refuse("1 argument");
			checkValue(place, argument.value, INT, t`the number of accesses`);
			return VOID;
		case "exclusive":
			if (call.arguments.length !== 1) return refuse(t`1 argument, a variable`);
			checkExpression(place, argument.value);
			return VOID;
		case "value":
			// What lockdep is told behind it changes nothing.
			return argument === undefined ? refuse("1 argument") : checkExpression(place, argument.value);
		case "load":
			return argument === undefined || others.length > 0 ? refuse(t`1 argument, an address`) : addressedType(place, argument.value);
		case "store": {
			if (call.arguments.length !== 2) return refuse("2 arguments");
			const target = argument.value;
			const type = name === "smp_store_release" ? addressedType(place, target) : checkExpression(place, target);
			const variable = target.kind === "unary" && target.operator === "&" ? target.operand : target;
			if (type.kind !== "error" && context.types.get(variable)?.kind !== "pointer") checkTarget(place, variable, t`it can be written`);
			else place.effects.writes = true;
			if (place.readOnly !== undefined) context.error(call, "must-only-read", t`${place.readOnly} may only read, and this writes`);
			checkValue(place, others[0].value, type, t`the variable`);
			return VOID;
		}
	}
}

/** Checks an argument that is to be an object, of whichever struct. */
function checkAnyObject(place: Place, argument: Argument, name: string): void {
	const type = checkExpression(place, argument.value);
	if (!["struct", "any", "null", "error"].includes(type.kind))
		place.context.error(argument, "wrong-type", t`'${name}' takes ${t`an object`}, and this is ${typeText(type)}`);
}

/** The type of the variable whose address is given: `&x`, or a pointer parameter. */
function addressedType(place: Place, address: Expression): Type {
	if (address.kind === "unary" && address.operator === "&") {
		const type = checkExpression(place, address.operand);
		place.context.types.set(address, { kind: "pointer", target: type });
		return type;
	}
	const type = checkExpression(place, address);
	if (type.kind === "pointer") return type.target;
	if (type.kind !== "error")
		place.context.error(address, "wrong-type", t`an address is wanted, and this is ${typeText(type)}: write \`&\``);
	return ERROR;
}

/** Checks what is given for a parameter of type `wanted`; `what` is what messages call that. */
export function checkArgument(place: Place, value: Expression, wanted: Type, what: string): void {
	if (wanted.kind === "any") {
		const type = checkExpression(place, value);
		// A text is nobody's object: `kfree(name)`.
		if (type.kind !== "text") checkFits(place, value, type, wanted, what);
		return;
	}
	if (wanted.kind !== "pointer") return checkValue(place, value, wanted, what);
	const target = value.kind === "unary" && value.operator === "&" ? value.operand : value;
	const type = checkExpression(place, target);
	if (target !== value) place.context.types.set(value, { kind: "pointer", target: type });
	if (type.kind === "pointer") {
		if (!fits(type, wanted)) reportPointer(place, value, what, wanted, type.target);
		return;
	}
	if (!fits(type, wanted.target) || !fits(wanted.target, type)) return reportPointer(place, value, what, wanted, type);
	checkTarget(place, target, t`its address can be taken`);
}

function reportPointer(place: Place, span: AnchoredSpan, what: string, wanted: Type, type: Type): void {
	place.context.error(span, "wrong-type", t`${what} is ${typeText(wanted)}, and this is ${typeText(type)}`);
}

/** Checks an argument that belongs to no parameter: whatever it is, only its own mistakes count. */
function checkArgumentLoosely(place: Place, value: Expression): void {
	if (value.kind === "string" || value.kind === "typeName") return;
	checkExpression(place, value.kind === "unary" && value.operator === "&" ? value.operand : value);
}

/** Finds the type that `typeof` stands for; nothing in it is evaluated. */
export function checkTypeof(place: Place, { operand }: TypeofTypeName): Type {
	const type = objectType({ ...place, effects: noEffects(), calls: new Set() }, operand);
	place.context.types.set(operand, type);
	return type;
}

/** The value of an expression that must be constant; reports when it is not. */
export function checkConstant(place: Place, expression: Expression, what: string): number | undefined {
	checkValue(place, expression, INT, what);
	const value = constantValue(place.context, place.scope, expression);
	if (value === undefined && place.context.types.get(expression)?.kind !== "error") {
		place.context.error(expression, "not-constant", t`${what} must be a constant`);
	}
	return value;
}
