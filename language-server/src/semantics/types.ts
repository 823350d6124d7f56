import { t } from "../base/l10n";
import type { FunctionSymbol, FunctionType, Type } from "./symbols";

export type { Type };

/** The range of a variable declared as plain `int`: wide enough for error numbers. */
export const DEFAULT_LOW = -1024;
export const DEFAULT_HIGH = 1023;

export const BOOL: Type = { kind: "bool" };
export const INT: Type = { kind: "int", low: DEFAULT_LOW, high: DEFAULT_HIGH, open: true };
export const NULL: Type = { kind: "null" };
export const TEXT: Type = { kind: "text" };
export const VOID: Type = { kind: "void" };
export const ERROR: Type = { kind: "error" };

/** The type as it is written in the language. */
export function typeText(type: Type): string {
	switch (type.kind) {
		case "bool":
		case "null":
			return type.kind;
		case "int":
			if (type.unsigned && type.high >= DEFAULT_HIGH) return "unsigned int";
			return type.open ? "int" : `int ${type.low}..${type.high}`;
		case "enum":
		case "struct":
			return type.symbol.name;
		case "array":
			return `${typeText(type.element)}[${type.size ?? ""}]`;
		case "pointer":
			return `${typeText(type.target)} *`;
		case "function":
			return `${type.returns.kind === "void" ? "void" : typeText(type.returns)} (*)(${type.parameters.map(typeText).join(", ")})`;
		case "any":
			return "void *";
		case "text":
			return "char *";
		case "address":
			return t`the address of an object`;
		case "size":
			return `sizeof(struct ${type.symbol.name})`;
		case "void":
			return t`nothing`;
		case "error":
			return t`an unknown type`;
	}
}

/** True when a value of type `from` may stand where `to` is wanted. */
export function fits(from: Type, to: Type): boolean {
	if (from.kind === "error" || to.kind === "error") return true;
	switch (to.kind) {
		case "bool":
		case "int":
			return (
				from.kind === "bool" ||
				from.kind === "int" ||
				(from.kind === "size" && to.kind === "int") ||
				(from.kind === "enum" && to.kind === "int")
			);
		case "enum":
			return from.kind === "enum" && from.symbol === to.symbol;
		case "struct":
			return from.kind === "null" || (from.kind === "struct" && from.symbol === to.symbol);
		case "array":
			return from.kind === "array" && fits(from.element, to.element) && (to.size === undefined || to.size === from.size);
		case "pointer":
			return from.kind === "pointer" && fits(from.target, to.target) && fits(to.target, from.target);
		case "function":
			return from.kind === "null" || (from.kind === "function" && isSame(from, to));
		case "text":
			return from.kind === "null" || from.kind === "text";
		case "any":
			return from.kind === "null" || from.kind === "struct" || from.kind === "any";
		case "address":
			return from.kind === "address" && fits(from.of, to.of) && fits(to.of, from.of);
		case "size":
			return from.kind === "size" && from.symbol === to.symbol;
		case "null":
		case "void":
			return from.kind === to.kind;
	}
}

/** The type of a reference to a function. */
export function referenceTo({ parameters, returns }: FunctionSymbol): FunctionType {
	return { kind: "function", parameters: parameters.map(({ type }) => type), returns };
}

/**
 * Whether two types of functions are one: as in C, what a function is called with must be what it says that it takes.
 */
export function isSame(one: FunctionType, other: FunctionType): boolean {
	const alike = (first: Type, second: Type): boolean => fits(first, second) && fits(second, first) && first.kind === second.kind;
	return (
		one.parameters.length === other.parameters.length &&
		one.parameters.every((parameter, index) => alike(parameter, other.parameters[index])) &&
		alike(one.returns, other.returns)
	);
}

/** True for what `if`, `while`, `!`, `&&` and `||` take: numbers, members of enums, and references, false when null. */
export function isCondition(type: Type): boolean {
	return isScalar(type) || type.kind === "null" || type.kind === "address";
}

/** What is said of a number that a variable does not hold. */
export function outsideOf(value: number, low: number, high: number): string {
	const wider = `int ${Math.min(low === DEFAULT_LOW ? 0 : low, value)}..${Math.max(high, value)}`;
	return t`${value} lies outside ${low}..${high}: a variable that is declared \`${wider}\` holds it`;
}

/** True for a bare `int`, which as a parameter or result is any number. */
export function isOpen(type: Type): boolean {
	return type.kind === "int" && type.open;
}

/** True for types whose values are single numbers in a state. */
export function isScalar(type: Type): boolean {
	return ["bool", "int", "enum", "struct", "any", "text", "size", "function", "error"].includes(type.kind);
}
