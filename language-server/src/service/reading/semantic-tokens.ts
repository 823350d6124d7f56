import { type Span, samePlace } from "../../base/span";
import type { Program } from "../../semantics/program";
import type { AnySymbol } from "../../semantics/symbols";
import type { Snapshot } from "../workspace/snapshot";

/** Kinds of tokens, all of them standard in editors, so that every colour theme knows them. */
export const tokenTypes = [
	"namespace",
	"class",
	"enum",
	"enumMember",
	"function",
	"variable",
	"parameter",
	"property",
	"macro",
	"event",
] as const;
export const tokenModifiers = ["declaration", "readonly", "defaultLibrary"] as const;

export interface SemanticToken {
	readonly start: number;
	readonly end: number;
	readonly type: (typeof tokenTypes)[number];
	readonly modifiers: readonly (typeof tokenModifiers)[number][];
}

/**
 * What each name in the document stands for, in order; with `within`, of the names that reach into it. Keywords,
 * numbers and comments are left to the grammar.
 */
export function semanticTokens(snapshot: Snapshot, within?: Span): readonly SemanticToken[] {
	const tokens: SemanticToken[] = [];
	const { names } = within ? snapshot.file.around(within) : snapshot.file;
	for (const [name, symbol] of names) {
		if (name.text === "") continue;
		const { start, end } = snapshot.file.spanOf(name);
		if (within && (end <= within.start || within.end <= start)) continue;
		const declared = samePlace(symbol.span, name) && symbol.kind !== "optionValue";
		const own = snapshot.program.files.some(({ tree }) => tree.anchors.has(symbol.span.anchor));
		const modifiers: SemanticToken["modifiers"][number][] = [];
		if (declared) modifiers.push("declaration");
		if (isReadonly(snapshot.program, symbol)) modifiers.push("readonly");
		if (!own) modifiers.push("defaultLibrary");
		tokens.push({ start, end, type: typeOf(symbol), modifiers });
	}
	return tokens.sort((a, b) => a.start - b.start).filter((token, index, all) => index === 0 || all[index - 1].end <= token.start);
}

function isReadonly(program: Program, symbol: AnySymbol): boolean {
	return symbol.kind === "const" || (symbol.kind === "variable" && !program.isAssigned(symbol));
}

function typeOf(symbol: AnySymbol): SemanticToken["type"] {
	switch (symbol.kind) {
		case "struct":
		case "typedef":
			return "class";
		case "enum":
			return "enum";
		case "enumMember":
		case "optionValue":
			return "enumMember";
		case "function":
		case "builtin":
			return "function";
		case "field":
			return "property";
		case "variable":
			return symbol.role === "parameter" ? "parameter" : "variable";
		case "const":
			return "variable";
		case "macro":
		case "patch":
		case "option":
			return "macro";
		case "property":
			return "event";
		case "handler":
		case "guard":
			return "macro";
		case "kernel":
		case "scenario":
		case "task":
		case "label":
			return "namespace";
	}
}
