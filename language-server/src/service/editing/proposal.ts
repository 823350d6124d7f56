/** What completion proposes, and how a symbol is proposed. */
import type { FileSpan, Span } from "../../base/span";
import type { Program } from "../../semantics/program";
import { type AnySymbol, type FunctionSymbol, LANGUAGE } from "../../semantics/symbols";
import { typeText } from "../../semantics/types";
import { documentationText } from "../reading/describe-symbol";

/** One proposal. */
export interface Completion {
	readonly label: string;
	readonly kind:
		| "keyword"
		| "snippet"
		| "struct"
		| "enum"
		| "enumMember"
		| "const"
		| "function"
		| "variable"
		| "field"
		| "property"
		| "handler"
		| "guard"
		| "patch"
		| "kernel"
		| "option"
		| "task"
		| "label"
		| "argument";
	/** Of a function what it takes, to be read behind its name: `(page p, int count)`. */
	readonly parameters?: string;
	/** Its type or value. */
	readonly detail?: string;
	/**
	 * Markdown, where it is short: of all others `completionDocumentation` gives it, for the one that a person looks
	 * at.
	 */
	readonly documentation?: string;
	/** Where what is proposed is declared. */
	readonly declared?: FileSpan;
	/** What it takes the place of, where that is more than a word: a release has dots. */
	readonly span?: Span;
	/** What is inserted instead of the label, with places to fill in as in the protocol: `get_page(${1:p})$0`. */
	readonly snippet?: string;
}

/** How a call is written where it is proposed. */
export interface CallStyle {
	/** With the brackets and places for the arguments; without where brackets follow already. */
	readonly brackets: boolean;
	/** With the end of the statement behind what gives nothing. */
	readonly semicolon: boolean;
}

export const plainCall: CallStyle = { brackets: true, semicolon: false };

/** What is proposed somewhere. */
export interface Proposed {
	/** The best first. */
	readonly list: readonly Completion[];
	/** Whether there is more that fits what has been typed: it comes as more of it is. */
	readonly more: boolean;
}

/** Proposals for symbols, in their order; none for what has no name or cannot be named. */
export function proposals(symbols: readonly AnySymbol[], program: Pick<Program, "locate">, style: CallStyle = plainCall): Completion[] {
	return symbols.flatMap((symbol) => {
		if (symbol.name === "" || symbol.kind === "scenario" || symbol.kind === "optionValue") return [];
		return [
			{
				label: symbol.name,
				kind: symbol.kind === "builtin" || symbol.kind === "macro" ? "function" : symbol.kind === "typedef" ? "struct" : symbol.kind,
				detail: detailOf(symbol),
				...(symbol.span.anchor === LANGUAGE.anchor
					? { documentation: symbol.documentation && documentationText(symbol.documentation) }
					: { declared: program.locate(symbol.span) }),
				...(symbol.kind === "function" && {
					parameters: `(${symbol.parameters.map(({ type, name }) => `${typeText(type)} ${name}`.replace("* ", "*")).join(", ")})`,
					...(style.brackets && { snippet: callSnippet(symbol, style) }),
				}),
			},
		];
	});
}

export function words(labels: readonly string[]): Completion[] {
	return labels.map((label) => ({ label, kind: "keyword" }));
}

/** A call with a place to fill in for each parameter that has no default. */
function callSnippet({ name, parameters, returns }: FunctionSymbol, { semicolon }: CallStyle): string {
	const places = parameters.filter(({ value }) => value === undefined).map((parameter, index) => `\${${index + 1}:${parameter.name}}`);
	return `${name}(${places.join(", ")})${semicolon && returns.kind === "void" ? ";" : ""}$0`;
}

function detailOf(symbol: AnySymbol): string | undefined {
	switch (symbol.kind) {
		case "variable":
		case "field":
			return typeText(symbol.type);
		case "function":
			return symbol.returns.kind === "void" ? undefined : typeText(symbol.returns);
		case "const":
			return String(symbol.value);
		case "enumMember":
			return symbol.enum.name;
		default:
			return undefined;
	}
}
