/**
 * What a piece of C uses and the files around it define: macros, enums, other names of types, variables and functions,
 * and what these use in turn. What the model has is the model's. What cannot be read here is not taken.
 */
import type { FileAnalysis, Program } from "../../semantics/program";
import { parse } from "../../syntax/parser";
import type { CDefinition, CFiles } from "./c-definitions";
import { analysedWith, declarationsOf, usedStructs } from "./used-declarations";

export interface TakenDefinitions {
	/** What stands before structs, and the functions behind these. */
	readonly before: string;
	readonly functions: string;
	/** What has been taken, as it is called. */
	readonly names: readonly string[];
}

/** After so many rounds nothing more is looked for: a round goes one call deeper. */
const MOST_ROUNDS = 12;
/** So many definitions are taken at most: what needs more is better written by hand. */
const MOST_TAKEN = 60;
/** A function of more lines is not taken along. */
const MOST_LINES = 80;

/** The definitions that `code` needs beside those of a program. */
export function takenDefinitions(code: string, around: Program, files: CFiles): TakenDefinitions {
	const taken = new Map<CDefinition, string>();
	const refused = new Set<string>();
	for (let round = 0; round < MOST_ROUNDS && taken.size < MOST_TAKEN; round++) {
		const { before, functions } = written([...taken.keys()]);
		const structs = usedStructs(`${before}${functions}${code}`, around, files);
		const { file } = analysedWith(`${before}${declarationsOf(structs)}${functions}${code}`, around);
		const names = unknownNames(file);
		const sizeBefore = taken.size;
		for (const name of names) {
			const definition = refused.has(name) ? undefined : files.definitionOf(name);
			if (definition && !taken.has(definition) && isTakable(definition)) taken.set(definition, name);
			else refused.add(name);
		}
		if (taken.size === sizeBefore) break;
	}
	const all = [...taken.keys()];
	return { ...written(all), names: all.map((one) => (one.kind === "function" ? `${one.names[0]}()` : (taken.get(one) ?? ""))) };
}

/**
 * The functions, values and types that nobody declares, but no fields; one in a macro stands elsewhere than its use.
 */
export function unknownNames({ diagnostics, text }: FileAnalysis): ReadonlySet<string> {
	const found = new Set<string>();
	for (const { code, severity, message, span, fixes = [] } of diagnostics) {
		if (code !== "unknown-name" || severity !== "error" || /(\.|->)\s*$/.test(text.slice(0, span.start))) continue;
		// Where there is a name that may be meant, that is the last one.
		const name = [...message.matchAll(/'(\w+)'/g)].at(fixes.length > 0 ? -2 : -1)?.[1];
		if (name !== undefined) found.add(name);
	}
	return found;
}

/** Whether a definition is of a size, and can be read. */
function isTakable({ kind, text }: CDefinition): boolean {
	if (kind === "function" && text.split("\n").length > MOST_LINES) return false;
	return !parse(text).diagnostics.some(({ severity }) => severity === "error");
}

const ORDER: readonly CDefinition["kind"][] = ["macro", "enum", "typedef", "struct", "variable"];

/** Definitions as text: lines of macros together, functions in the reverse of the order in which they were needed. */
function written(definitions: readonly CDefinition[]): Omit<TakenDefinitions, "names"> {
	const texts = (kind: CDefinition["kind"]): readonly string[] => definitions.filter((one) => one.kind === kind).map(({ text }) => text);
	const before = ORDER.map((kind) => texts(kind).map((text) => `${text}\n`))
		.filter((group) => group.length > 0)
		.map((group) => `${group.join("")}\n`);
	return {
		before: before.join(""),
		functions: texts("function")
			.toReversed()
			.map((text) => `${text}\n\n`)
			.join(""),
	};
}
