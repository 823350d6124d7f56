import { safeMarkdown } from "../../base/escape";
import { parseDocumentation } from "../../semantics/documentation";
import { documentationOf } from "../../semantics/documentation-of";
import { fieldsOf } from "../../semantics/program";
import type { AnySymbol, FileAnalysisKey } from "../../semantics/symbols";
import { typeText } from "../../semantics/types";
import type { Expression } from "../../syntax/tree";
import type { Snapshot } from "../workspace/snapshot";
import { callAt } from "./call-at";

/** What is called at a place, and which of its parameters is being written. */
export interface SignatureHelp {
	readonly label: string;
	/** Markdown. */
	readonly documentation: string;
	/** Each as its part of the label: from, to. */
	readonly parameters: readonly (readonly [number, number])[];
	/** Index of a parameter; undefined when there are more arguments than parameters, or none of that name. */
	readonly active: number | undefined;
}

interface Parameter {
	readonly name: string;
	readonly label: string;
}

/** The signature of the innermost call around an offset, also where its text is not finished. */
export function signatureHelp(snapshot: Snapshot, offset: number): SignatureHelp | undefined {
	const call = callAt(snapshot, offset);
	const symbol = call?.symbol;
	if (call === undefined || symbol === undefined) return undefined;
	const found = parametersOf(snapshot, symbol);
	if (found === undefined) return undefined;
	const { before, parameters, after } = found;
	let label = before;
	const spans = parameters.map((parameter, index): [number, number] => {
		if (index > 0) label += ", ";
		const start = label.length;
		label += parameter.label;
		return [start, label.length];
	});
	const byName = parameters.findIndex(({ name }) => name === call.argument);
	const byPosition = symbol.kind === "struct" || call.argument !== undefined || call.position >= parameters.length ? -1 : call.position;
	const active = byName >= 0 ? byName : byPosition;
	return {
		label: label + after,
		documentation: safeMarkdown(parseDocumentation(documentationOf(snapshot.program, symbol)).prose),
		parameters: spans,
		active: active < 0 ? undefined : active,
	};
}

function parametersOf(
	snapshot: Snapshot,
	symbol: AnySymbol,
): { readonly before: string; readonly parameters: readonly Parameter[]; readonly after: string } | undefined {
	const declared = (
		parameters: readonly {
			name: string;
			type: Parameters<typeof typeText>[0];
			value?: Expression;
			file: FileAnalysisKey;
		}[],
	) =>
		parameters.map(({ name, type, value, file }) => {
			const otherwise = value ? ` = ${file.written(value)}` : "";
			return { name, label: `${typeText(type)} ${name}${otherwise}`.replace("* ", "*") };
		});
	switch (symbol.kind) {
		case "function":
			return {
				before: `${symbol.returns.kind === "void" ? "" : `${typeText(symbol.returns)} `}${symbol.name}(`,
				parameters: declared(symbol.parameters),
				after: ")",
			};
		case "property":
			return symbol.parameters && { before: `${symbol.name}(`, parameters: declared(symbol.parameters), after: ")" };
		case "macro":
			return {
				before: `${symbol.name}(`,
				parameters: symbol.node.parameters.map(({ text }) => ({ name: text, label: text })),
				after: ")",
			};
		case "struct":
			return { before: `new ${symbol.name} { `, parameters: declared(fieldsOf(snapshot.program, symbol)), after: " }" };
		default:
			return undefined;
	}
}
