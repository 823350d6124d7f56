/** Which struct something means in a function that is compiled for any. */
import { t } from "../base/l10n";
import type { AnySymbol, FileAnalysisKey, FunctionSymbol, StructSymbol, VariableSymbol } from "../semantics/symbols";
import type { CallExpression, Expression, ReferenceCall } from "../syntax/tree";
import { givenTo } from "./desugar";

/** The structs that parameters of the function around stand for. */
export type Structs = ReadonlyMap<AnySymbol, StructSymbol>;

const NONE: Structs = new Map();

/** What is said where an object is to be made of a struct that nobody has named. */
export const unknownSize = (): string => t("which struct this makes is not known: give `sizeof(struct NAME)`");

/** Whose object an expression refers to, or whose size it is. */
export function structOf(expression: Expression, file: FileAnalysisKey, structs: Structs): StructSymbol | undefined {
	const type = file.types.get(expression);
	if (type?.kind === "struct" || type?.kind === "size") return type.symbol;
	const symbol = expression.kind === "name" ? file.names.get(expression.name) : undefined;
	return symbol && structs.get(symbol);
}

/** The structs that the parameters of a function stand for in a call. */
export function structsGiven(fn: FunctionSymbol, call: CallExpression | ReferenceCall, file: FileAnalysisKey, structs: Structs): Structs {
	return structsOfArguments(givenTo(fn, call).pairs, file, structs);
}

/** The structs that parameters stand for, by what each of them is given. */
export function structsOfArguments(
	pairs: Iterable<{ readonly parameter: VariableSymbol; readonly argument: Expression | undefined }>,
	file: FileAnalysisKey,
	structs: Structs,
): Structs {
	let given: Map<AnySymbol, StructSymbol> | undefined;
	for (const { parameter, argument } of pairs) {
		const struct = argument && (parameter.type.kind === "any" || parameter.type.kind === "int") && structOf(argument, file, structs);
		if (!struct) continue;
		given ??= new Map();
		given.set(parameter, struct);
	}
	return given ?? NONE;
}
