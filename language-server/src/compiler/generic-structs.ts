/** Which struct something means in a function that is compiled for any. */
import { t } from "../base/l10n";
import { expandedIn } from "../semantics/initialisers";
import type { AnySymbol, FileAnalysisKey, FunctionSymbol, StructSymbol, VariableSymbol } from "../semantics/symbols";
import type { CallExpression, Expression, ReferenceCall } from "../syntax/tree";
import { givenTo } from "./desugar";

/** The structs that parameters of the function around stand for. */
export type Structs = ReadonlyMap<AnySymbol, StructSymbol>;

const NONE: Structs = new Map();

/** What is said where an object is to be made of a struct that nobody has named. */
export const unknownSize = (): string => t`which struct this makes is not known: give \`sizeof(struct NAME)\``;

/** Whose object an expression refers to, or whose size it is. */
export function structOf(written: Expression, file: FileAnalysisKey, structs: Structs): StructSymbol | undefined {
	const expression = expandedIn(file, written);
	const type = file.types.get(expression);
	const of = type?.kind === "address" ? type.of : type;
	if (of?.kind === "struct" || of?.kind === "size") return of.symbol;
	if (expression.kind === "cast") return structOf(expression.operand, file, structs);
	const symbol = symbolOf(expression, file);
	if (expression.kind !== "call") return symbol && structs.get(symbol);
	if (symbol?.kind === "function") return structsGiven(symbol, expression, file, structs).get(symbol);
	return symbol?.kind === "builtin" ? standsFor(expression.arguments[0]?.value, file, structs) : undefined;
}

/**
 * The same of what is taken for an object of a struct, before it is: undefined where that is not known beforehand.
 */
export function structBefore(expression: Expression, file: FileAnalysisKey, structs: Structs): StructSymbol | undefined {
	const symbol = symbolOf(expression, file);
	switch (expression.kind) {
		case "name":
			return symbol && structs.get(symbol);
		case "cast":
			return structOf(expression.operand, file, structs);
		case "call":
			if (symbol?.kind === "function") return structsGiven(symbol, expression, file, structs).get(symbol);
			if (symbol?.kind === "builtin") return standsFor(expression.arguments[0]?.value, file, structs);
			return wantedStruct(expression, file);
		case "callThrough":
			return wantedStruct(expression, file);
		default:
			return undefined;
	}
}

/** What a function that returns `void *` gives: what is wanted. */
function wantedStruct(call: CallExpression | ReferenceCall, { types }: FileAnalysisKey): StructSymbol | undefined {
	const type = types.get(call);
	return type?.kind === "struct" ? type.symbol : undefined;
}

/** The struct for which a parameter stands, if an expression is its name. */
export function standsFor(expression: Expression | undefined, file: FileAnalysisKey, structs: Structs): StructSymbol | undefined {
	const symbol = expression?.kind === "name" ? file.names.get(expression.name) : undefined;
	return symbol && structs.get(symbol);
}

function symbolOf(expression: Expression | ReferenceCall, { names }: FileAnalysisKey): AnySymbol | undefined {
	switch (expression.kind) {
		case "name":
		case "call":
			return names.get(expression.name);
		case "new":
			return names.get(expression.struct);
		default:
			return undefined;
	}
}

/**
 * The structs that the parameters of a function stand for in a call, and that of what it returns as `void *`, by
 * itself.
 */
export function structsGiven(fn: FunctionSymbol, call: CallExpression | ReferenceCall, file: FileAnalysisKey, structs: Structs): Structs {
	const { pairs } = givenTo(fn, call);
	const given = structsOfArguments(pairs, file, structs);
	if (fn.returns.kind !== "any") return given;
	// Of what is called through a reference nobody knows which function it is.
	const [known] = symbolOf(call, file)?.kind === "function" ? given.values() : [];
	const made = known ?? wantedStruct(call, file);
	if (made === undefined) return given;
	// What is taken from something is what is wanted.
	const from = known ? [] : pairs.filter(({ parameter }) => parameter.type.kind === "struct");
	return new Map<AnySymbol, StructSymbol>([...given, ...from.map(({ parameter }) => [parameter, made] as const), [fn, made]]);
}

/** The structs that parameters stand for, by what each of them is given. */
export function structsOfArguments(
	pairs: Iterable<{ readonly parameter: VariableSymbol; readonly argument: Expression | undefined }>,
	file: FileAnalysisKey,
	structs: Structs,
): Structs {
	let given: Map<AnySymbol, StructSymbol> | undefined;
	for (const { parameter, argument } of pairs) {
		const { kind } = parameter.type;
		const struct =
			argument && (kind === "any" || kind === "int")
				? structOf(argument, file, structs)
				: kind === "struct"
					? standsFor(argument, file, structs)
					: undefined;
		if (!struct) continue;
		given ??= new Map();
		given.set(parameter, struct);
	}
	return given ?? NONE;
}
